"""The tables of the report on its oracles, the same in every form."""

from collections.abc import Callable, Iterator
from typing import Final

from core.audit.oracle_results import AnnotatorNoise, NoiseReport, OraclePair, OraclesReport
from core.audit.report import AnnotatorReport, Report
from core.exporters.report.corrected_sheets import corrected_sheets
from core.exporters.report.sheet import Sheet, SheetColumn
from core.metrics.intervals import Interval
from core.model.number_words import MINUS, NOTHING, TOO_FEW, between, hundredths, percent, plural, signed, spread

HINT: Final = (
    "How much hangs on the oracle's own uncertainty: discretion report --oracle-noise 200 draws its votes anew from "
    "their probabilities."
)
_NOISE: Final = (
    "The votes are drawn {} times anew from the probabilities of {}; each draw is expected to change {} of them. Means "
    "are over the draws, ± one standard deviation; a draw takes less likely votes too, and so moves results one way: "
    "bias is the mean less what this report says. Shift is the discrepancy to the ranking by the mean of all draws. "
    "This comes on top of the spread over cases, which does not contain it."
)
_SURE: Final = (
    " Only {} of the answers say how sure the oracle was: the others are 0 or 1, and drawn as if it had been certain."
)


def oracle_sheets(report: Report) -> Iterator[Sheet]:
    """The tables on oracle noise, on errors, and on other oracles, each where there is any."""
    noise = report.oracle_noise
    if noise is not None and noise.annotators:
        yield _noise(noise)
        for annotator in report.annotators:
            found = noise.of(annotator.name)
            if found is not None:
                yield _ranking_noise(annotator, found)
    if report.corrected is not None:
        yield from corrected_sheets(report.corrected)
    if report.oracles is not None:
        yield from comparison_sheets(report.oracles)


def comparison_sheets(oracles: OraclesReport) -> Iterator[Sheet]:
    """The tables on how far oracles agree, and what another one would change."""
    for pair in oracles.pairs:
        yield _agreement(pair, oracles)
        if pair.annotators:
            yield _changes(pair)


def hint(report: Report) -> str:
    """How to find out what hangs on the oracle, where that was not asked for and can be found out."""
    return HINT if report.oracle_noise is None and report.has_probabilities else ""


def _noise(noise: NoiseReport) -> Sheet:
    found = noise.annotators
    caption = _NOISE.format(noise.replicates, noise.oracle, percent(noise.changed))
    if noise.unsure is not None and noise.unsure < 1:
        # A share that is neither nothing nor all is not rounded to either.
        caption += _SURE.format(percent(min(max(noise.unsure, 0.001), 0.999)))
    columns = (
        SheetColumn("annotator", [each.name for each in found], "name"),
        SheetColumn("arbitrary", [_spread(each.arbitrariness) for each in found]),
        SheetColumn("bias", [_points(each.arbitrariness_bias) for each in found], drop=2, called="bias of arbitrary"),
        SheetColumn("discrepancy", [_spread(each.discrepancy) for each in found]),
        SheetColumn("bias", [_points(each.discrepancy_bias) for each in found], drop=3, called="bias of discrepancy"),
        SheetColumn("shift", [_spread(each.shift) for each in found]),
        SheetColumn("identified", [percent(each.identified_share) for each in found], drop=1),
    )
    return Sheet("How much hangs on the oracle", columns, caption)


def _ranking_noise(annotator: AnnotatorReport, noise: AnnotatorNoise) -> Sheet:
    by_id = {each.principle_id: each for each in annotator.priorities}
    found = [(by_id[each.principle_id], each) for each in noise.priorities]
    columns = (
        SheetColumn("principle", [each.principle for _, each in found], "name"),
        SheetColumn("rank", [NOTHING if cases.rank is None else cases.rank for cases, _ in found]),
        SheetColumn("ranks by cases", [between(cases.rank_low, cases.rank_high) or NOTHING for cases, _ in found]),
        SheetColumn("ranks by oracle", [between(each.rank_low, each.rank_high) or NOTHING for _, each in found]),
        SheetColumn("sd by cases", [_deviation(cases.interval) for cases, _ in found], drop=2),
        SheetColumn("sd by oracle", [_deviation(each.priority) for _, each in found], drop=1),
    )
    return Sheet(
        f"What {annotator.name} follows, by cases and by oracle",
        columns,
        "95 % of ranks, and standard deviations of priorities: over resampled cases, and over votes drawn anew.",
    )


def _agreement(pair: OraclePair, report: OraclesReport) -> Sheet:
    """Every principle, and all of them together at last."""
    consistent = {each.oracle: (*each.principles, each.overall) for each in report.consistency}
    found = (*pair.principles, pair.overall)
    columns = (
        SheetColumn("principle", [each.principle for each in found], "name"),
        SheetColumn("votes", [each.same.whole for each in found], drop=1),
        SheetColumn("same", [percent(each.same.value) for each in found]),
        SheetColumn("same 95 %", [_range(each.same.interval, hundredths) for each in found], drop=6),
        SheetColumn("same side", [percent(each.same_side.value) for each in found]),
        SheetColumn("of", [each.same_side.whole for each in found], drop=4),
        SheetColumn(
            "alpha", [NOTHING if each.alpha is None else f"{each.alpha:.2f}".replace("-", MINUS) for each in found]
        ),
        SheetColumn("alpha 95 %", [_range(each.alpha_interval, "{:.2f}".format) for each in found], drop=5),
        SheetColumn("consistent", [percent(each.value) for each in consistent[pair.first]], drop=2),
        SheetColumn("other", [percent(each.value) for each in consistent[pair.second]], drop=3),
    )
    return Sheet(
        f"How {pair.first} and {pair.second} vote",
        columns,
        "same: both oracles' votes are the same, 0 included; same side: where both prefer a response; alpha: "
        f"Krippendorff's, 0 for chance; consistent: {pair.first}'s votes that are the same in both presentation "
        f"orders, other: {pair.second}'s. Intervals are over resampled cases.",
    )


def _changes(pair: OraclePair) -> Sheet:
    columns = (
        SheetColumn("annotator", [each.annotator for each in pair.annotators], "name"),
        SheetColumn("discrepancy", [TOO_FEW if each.few else percent(each.value, 2) for each in pair.annotators]),
        SheetColumn("mean ± sd", ["" if each.few else _spread(each.interval) for each in pair.annotators]),
    )
    shared = f"Only votes that both cast count here, on {plural(pair.cases, 'case')}. " if pair.apart else ""
    return Sheet(
        f"What {pair.second} would change",
        columns,
        f"{shared}How far each annotator's ranking by the votes of {pair.second} is from that by the votes of "
        f"{pair.first}; --oracle NAME reports by the other one.",
    )


def _range(interval: Interval, worded: Callable[[float], str]) -> str:
    return between(interval.low, interval.high, worded).replace("-", MINUS)


def _spread(interval: Interval) -> str:
    found = spread(interval.mean, interval.sd)
    return f"{found} %" if found else NOTHING


def _points(share: float | None) -> str:
    return signed(None if share is None else 100 * share, 1)


def _deviation(interval: Interval) -> str:
    return NOTHING if interval.sd is None else f"{interval.sd:.2f}"
