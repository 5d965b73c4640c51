"""How a terminal, Markdown and HTML word what they do not word alike; all else is in core.model.number_words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.audit.report import PriorityReport
from core.exporters.report.sheet import Role
from core.metrics.intervals import Interval
from core.model.number_words import MINUS, NOTHING, between, hundredths, signed
from core.model.terms import Status


@dataclass(frozen=True, slots=True)
class Form:
    """The words of one form.

    `apart` heads the discrepancies to a reference, `joined` stands between the ends of an interval, `unranked` in
    place of a rank, and `unmeasured` in place of a priority; `fractions` is how numbers are set that are not counts.
    """

    apart: str
    joined: str
    unranked: str
    unmeasured: Mapping[Status, str]
    fractions: Role = "number"

    def signed(self, value: float | None, digits: int = 2) -> str:
        """A number with its sign, empty where there is none."""
        return "" if value is None else signed(value, digits)

    def priority(self, row: PriorityReport) -> str:
        """A priority, or what is said in its place."""
        return self.unmeasured[row.status] if row.priority is None else self.signed(row.priority, 3)

    def interval(self, interval: Interval) -> str:
        """An interval of log-odds, infinite where the data puts no bound; empty where there is none."""
        return between(interval.low, interval.high, self.signed, self.joined)

    def spread(self, interval: Interval) -> str:
        """Mean and standard deviation of log-odds; empty where there are none."""
        return "" if interval.mean is None or interval.sd is None else f"{signed(interval.mean)} ± {interval.sd:.2f}"


TERMINAL: Final = Form(
    apart="DD to {}",
    joined=" … ",
    unranked=NOTHING,
    unmeasured={
        Status.ALWAYS_WINS: "+∞",
        Status.ALWAYS_LOSES: f"{MINUS}∞",
        Status.PLACED: "placed",
        Status.UNRANKED: NOTHING,
    },
)
MARKDOWN: Final = Form(
    apart="discrepancy to {}",
    joined=" to ",
    unranked="",
    unmeasured={status: status.value for status in Status},
    fractions="text",
)
HTML: Final = Form(
    apart="discrepancy",
    joined=" to ",
    unranked=NOTHING,
    unmeasured={
        Status.ALWAYS_WINS: "won all its conflicts",
        Status.ALWAYS_LOSES: "lost all its conflicts",
        Status.PLACED: "placed, without a number",
        Status.UNRANKED: "in no conflict",
        Status.RANKED: "",
    },
)


def percentages(interval: Interval) -> str:
    """An interval in per cent, empty where there is none."""
    return between(interval.low, interval.high, hundredths, " to ")


def rank_range(row: PriorityReport) -> str:
    """The rank interval, one rank where both ends are the same, empty where there is none."""
    return str(row.rank_low) if row.rank_low == row.rank_high is not None else between(row.rank_low, row.rank_high)
