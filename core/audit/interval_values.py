"""An interval as the report and frames have it."""

from math import isinf

from core.metrics.intervals import Interval


def interval_values(interval: Interval) -> dict[str, float | str | None]:
    """An interval as JSON values: an end that is no number is null, with the reason beside it."""
    low, high = (None if end is None or isinf(end) else end for end in (interval.low, interval.high))
    low_reason, high_reason = interval.reasons
    return {
        "mean": interval.mean,
        "sd": interval.sd,
        "low": low,
        "high": high,
        "low_reason": low_reason,
        "high_reason": high_reason,
        "share": interval.share,
    }
