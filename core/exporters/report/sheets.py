"""What the report says of its oracles, as tables of words that a terminal, Markdown and HTML lay out alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from core.audit.oracle_results import AnnotatorNoise, NoiseReport, OraclePair, OraclesReport, PrincipleAgreement, Share
from core.audit.report import AnnotatorReport, Report
from core.metrics.bootstrap import Interval

NONE: Final = "–"
HINT: Final = (
    "How much hangs on the oracle's own uncertainty: discretion report --oracle-noise 200 draws its votes anew from "
    "their probabilities."
)
_NOISE: Final = (
    "The votes are drawn {} times anew from the probabilities of {}; each draw is expected to change {} of them. Means "
    "are over the draws, ± one standard deviation; shift is the discrepancy to the annotator's ranking in this report. "
    "This comes on top of the spread over cases, which does not contain it."
)
_SURE: Final = (
    " Only {} of the answers say how sure the oracle was: the others are 0 or 1, and drawn as if it had been certain."
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A titled table; the first column is a name, texts are as in the dataset and not yet inert or escaped.

    `least` are the places of the columns that can go first where there is no room.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    least: tuple[int, ...] = ()


def oracle_sheets(report: Report) -> Iterator[Sheet]:
    """The tables on oracle noise, where it was drawn, and on other oracles, where there are any."""
    noise = report.oracle_noise
    if noise is not None and noise.annotators:
        yield _noise(noise)
        for annotator in report.annotators:
            found = noise.of(annotator.name)
            if found is not None:
                yield _ranking_noise(annotator, found)
    if report.oracles is not None:
        yield from comparison_sheets(report.oracles)


def comparison_sheets(oracles: OraclesReport) -> Iterator[Sheet]:
    """The tables on how far oracles agree, and what another one would change."""
    for pair in oracles.pairs:
        yield _agreement(pair, oracles)
        yield _changes(pair)


def hint(report: Report) -> str:
    """How to find out what hangs on the oracle, where that was not asked for and can be found out."""
    return HINT if report.oracle_noise is None and report.has_probabilities else ""


def _noise(noise: NoiseReport) -> Sheet:
    changed = NONE if noise.changed is None else f"{100 * noise.changed:.1f} %"
    caption = _NOISE.format(noise.replicates, noise.oracle, changed)
    if noise.unsure is not None and noise.unsure < 1:
        caption += _SURE.format(_part(noise.unsure))
    return Sheet(
        "How much hangs on the oracle",
        ("annotator", "arbitrary", "discrepancy", "shift", "identified"),
        tuple(
            (
                each.name,
                _spread(each.arbitrariness),
                _spread(each.discrepancy),
                _spread(each.shift),
                f"{100 * each.identified_share:.1f} %",
            )
            for each in noise.annotators
        ),
        caption,
        least=(4,),
    )


def _ranking_noise(annotator: AnnotatorReport, noise: AnnotatorNoise) -> Sheet:
    by_id = {each.principle_id: each for each in annotator.priorities}
    rows = []
    for each in noise.priorities:
        cases = by_id[each.principle_id]
        rows.append(
            (
                each.principle,
                NONE if cases.rank is None else str(cases.rank),
                _ranks(cases.rank_low, cases.rank_high),
                _ranks(each.rank_low, each.rank_high),
                _deviation(cases.interval),
                _deviation(each.priority),
            )
        )
    return Sheet(
        f"What {annotator.name} follows, by cases and by oracle",
        ("principle", "rank", "ranks by cases", "ranks by oracle", "sd by cases", "sd by oracle"),
        tuple(rows),
        "95 % of ranks, and standard deviations of priorities: over resampled cases, and over votes drawn anew.",
        least=(4, 5),
    )


def _agreement(pair: OraclePair, report: OraclesReport) -> Sheet:
    """Every principle, and all of them together at last."""
    consistent = {each.oracle: each for each in report.consistency}
    first, second = consistent[pair.first], consistent[pair.second]
    rows = [
        _agreement_row(found, one, other)
        for found, one, other in zip(
            (*pair.principles, pair.overall),
            (*first.principles, first.overall),
            (*second.principles, second.overall),
            strict=True,
        )
    ]
    return Sheet(
        f"How {pair.first} and {pair.second} vote",
        ("principle", "votes", "same", "same 95 %", "same side", "of", "alpha", "alpha 95 %", "consistent", "other"),
        tuple(rows),
        "same: both oracles' votes are the same, 0 included; same side: where both prefer a response; alpha: "
        f"Krippendorff's, 0 for chance; consistent: {pair.first}'s votes that are the same in both presentation "
        f"orders, other: {pair.second}'s. Intervals are over resampled cases.",
        least=(3, 7, 5, 9, 8, 1),
    )


def _agreement_row(found: PrincipleAgreement, first: Share, second: Share) -> tuple[str, ...]:
    return (
        found.principle,
        str(found.same.whole),
        _share(found.same),
        _percents(found.same.interval),
        _share(found.same_side),
        str(found.same_side.whole),
        NONE if found.alpha is None else f"{found.alpha:.2f}",
        _numbers(found.alpha_interval),
        _share(first),
        _share(second),
    )


def _changes(pair: OraclePair) -> Sheet:
    return Sheet(
        f"What {pair.second} would change",
        ("annotator", "discrepancy", "mean ± sd"),
        tuple(
            (each.annotator, NONE if each.value is None else f"{100 * each.value:.2f} %", _spread(each.interval))
            for each in pair.annotators
        ),
        f"How far each annotator's ranking by the votes of {pair.second} is from that by the votes of {pair.first}; "
        "--oracle NAME reports by the other one.",
    )


def _part(share: float) -> str:
    """A share that is neither nothing nor all, and is not rounded to either."""
    return f"{min(max(100 * share, 0.1), 99.9):.1f} %"


def _share(share: Share) -> str:
    return NONE if share.value is None else f"{100 * share.value:.1f} %"


def _percents(interval: Interval) -> str:
    return _between(interval, 100, 1)


def _numbers(interval: Interval) -> str:
    return _between(interval, 1, 2)


def _between(interval: Interval, factor: int, digits: int) -> str:
    if interval.low is None or interval.high is None:
        return ""
    low, high = (
        f"{factor * value:.{digits}f}".replace("-", "\N{MINUS SIGN}") for value in (interval.low, interval.high)
    )
    return f"{low}–{high}"


def _spread(interval: Interval) -> str:
    if interval.mean is None or interval.sd is None:
        return NONE
    return f"{100 * interval.mean:.1f} ± {100 * interval.sd:.1f} %"


def _deviation(interval: Interval) -> str:
    return NONE if interval.sd is None else f"{interval.sd:.2f}"


def _ranks(low: int | None, high: int | None) -> str:
    return NONE if low is None or high is None else f"{low}–{high}"


def columns(sheet: Sheet) -> Iterator[tuple[str, Sequence[str]]]:
    """Each heading with the cells under it."""
    for place, head in enumerate(sheet.heads):
        yield head, [row[place] for row in sheet.rows]
