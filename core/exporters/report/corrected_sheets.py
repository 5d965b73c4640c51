"""The tables of the report on numbers corrected for the oracle's errors, the same in every form."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from core.audit.corrected_results import (
    CheckedPrinciple,
    CorrectedAnnotator,
    CorrectedFigure,
    CorrectedPair,
    CorrectedReport,
)
from core.exporters.report.sheet import Sheet, SheetColumn
from core.model.number_words import MINUS, NOTHING, between, hundredths, percent, plural, signed

_ASSUMED: Final = (
    "Corrected numbers take the reviewers' answers for right, and the errors of two principles for independent of each "
    "other and of what the annotator chose. Their 95 % intervals contain the spread over cases and that over checks."
)
_MOST_PAIRS: Final = 12
"""Pairs of principles in a table; all are in the JSON report."""


def corrected_sheets(corrected: CorrectedReport) -> Iterator[Sheet]:
    """The checks, and what each annotator follows without the oracle's errors."""
    yield _checks(corrected)
    for annotator in corrected.annotators:
        if annotator.priorities:
            yield _ranking(annotator)
            yield _pairs(annotator)


def halving_words(checks: int | None) -> str:
    """How many more checks halve an interval."""
    if checks is None:
        return "no number of checks would halve the intervals, of which the spread over cases is more than half"
    return f"about {plural(checks, 'more check')} would halve the intervals"


def estimate_words(found: CorrectedFigure | None) -> str:
    """A corrected share with its interval, in per cent."""
    if found is None:
        return NOTHING
    return f"{percent(found.value)} ({hundredths(found.low)} to {hundredths(found.high)})"


def _checks(corrected: CorrectedReport) -> Sheet:
    found = corrected.principles
    columns = (
        SheetColumn("principle", [each.principle for each in found], "name"),
        SheetColumn("checks", [each.checks for each in found]),
        SheetColumn("right", [percent(each.agreed / each.checks, 0) if each.checks else "" for each in found]),
        *(SheetColumn(f"where {name}", [_rates(each, row) for each in found], drop=1) for row, name in _ROWS),
        SheetColumn("not corrected", [each.refusal or "" for each in found], "text"),
    )
    return Sheet(
        f"What {plural(corrected.checks, 'blind check')} say of {corrected.oracle}",
        columns,
        "where A: of the cases for which reviewers answered A, the per cent that the oracle votes A, neither and B.",
    )


_ROWS: Final = ((2, "A"), (1, "neither"), (0, "B"))


def _rates(found: CheckedPrinciple, row: int) -> str:
    rates = found.rates[row]
    return "" if rates is None else " / ".join(f"{100 * rates[vote]:.0f}" for vote, _ in _ROWS)


def _ranking(annotator: CorrectedAnnotator) -> Sheet:
    found = annotator.priorities
    estimates = [each.priority for each in found]
    columns = (
        SheetColumn("rank", [NOTHING if each.rank is None else each.rank for each in found]),
        SheetColumn("principle", [each.principle for each in found], "name"),
        SheetColumn("corrected", [signed(None if each is None else each.value) for each in estimates]),
        SheetColumn("95 % interval", [_ends(each) for each in estimates]),
        SheetColumn("ranks", [between(each.rank_low, each.rank_high) or NOTHING for each in found], drop=4),
        SheetColumn("raw rank", [NOTHING if each.raw_rank is None else each.raw_rank for each in found], drop=3),
        SheetColumn("raw", [signed(each.raw) for each in found]),
        SheetColumn("sd by cases", _column(estimates, lambda each: f"{each.sd_cases:.2f}"), drop=2),
        SheetColumn("sd by checks", _column(estimates, lambda each: f"{each.sd_checks:.2f}"), drop=1),
        SheetColumn("to halve", _column(estimates, _halving), drop=5, called="checks that halve the interval"),
    )
    said = [annotator.arbitrariness_refusal or "", estimate_words(annotator.arbitrariness)]
    arbitrary = f"arbitrariness {percent(annotator.raw_arbitrariness)}, " + (
        f"not corrected: {said[0]}" if said[0] else f"corrected {said[1]}"
    )
    raw = "raw: by the oracle's own votes of the principles that have a number."
    caption = f"{arbitrary}; {halving_words(annotator.checks_to_halve)}. {raw} {_ASSUMED}"
    return Sheet(f"What {annotator.name} follows without the oracle's errors", columns, caption)


def _pairs(annotator: CorrectedAnnotator) -> Sheet:
    """The shares won, those that the correction moves most first."""
    found = sorted(annotator.pairs, key=_moved, reverse=True)
    shown = found[:_MOST_PAIRS]
    columns = (
        SheetColumn("principle", [each.principle for each in shown], "name"),
        SheetColumn("over", [each.over for each in shown], "name"),
        SheetColumn("raw", [percent(each.raw) for each in shown]),
        SheetColumn("of", [each.raw_conflicts for each in shown], drop=2),
        SheetColumn("corrected", [percent(None if each.share is None else each.share.value) for each in shown]),
        SheetColumn("95 %", [_share_ends(each.share) for each in shown]),
        SheetColumn("of about", [f"{each.conflicts:.0f}".replace("-", MINUS) for each in shown], drop=1),
    )
    caption = "The share of conflicts with the other that the first wins; those that the correction moves most first"
    left_out = len(found) - len(shown)
    rest = f", and {plural(left_out, 'more pair')} in the JSON report" if left_out else ""
    title = f"Which principles win with {annotator.name} without the oracle's errors"
    return Sheet(title, columns, f"{caption}{rest}.")


def _column(found: Sequence[CorrectedFigure | None], worded: Callable[[CorrectedFigure], str]) -> list[str]:
    return [NOTHING if each is None else worded(each) for each in found]


def _halving(found: CorrectedFigure) -> str:
    return NOTHING if found.checks_to_halve is None else f"{found.checks_to_halve}"


def _moved(pair: CorrectedPair) -> float:
    return -1.0 if pair.share is None or pair.raw is None else abs(pair.share.value - pair.raw)


def _ends(found: CorrectedFigure | None) -> str:
    return NOTHING if found is None else f"{signed(found.low)} to {signed(found.high)}"


def _share_ends(found: CorrectedFigure | None) -> str:
    return NOTHING if found is None else between(found.low, found.high, lambda each: f"{100 * each:.0f}")
