"""Annotators beside each other as their screen shows them: point values live, intervals where they are computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.audit.measuring import Measurement
from core.metrics.bootstrap import Interval
from core.metrics.discrepancy import discrepancy_matrix
from core.metrics.written_order import written_discrepancy
from core.model.number_words import NOTHING, between, hundredths, percent, plural
from core.model.safe_text import inert_line
from core.model.terms import Principle
from core.review.session import ReviewSession
from tui.common.format import cut
from tui.presenting.annotator_cases import disagreements
from tui.presenting.leads import (
    Lead,
    arbitrary_leads,
    difference_leads,
    discrepancy_leads,
    flagged_leads,
    weight_leads,
)
from tui.presenting.parties import Party
from tui.screens.annotators.pair_matrix import PairCell, PairsShown
from tui.screens.annotators.slope_chart import SlopeRow, SlopeShown
from tui.screens.annotators.table import STALE, AnnotatorRow, FigureText

SIGNIFICANT: Final = 0.05
"""Below this p-value two annotators are said to differ."""
_NAME: Final = 20
"""Cells of an annotator's name where two are named in one line."""


# The table


def annotator_rows(
    session: ReviewSession, everyone: Sequence[Party], measured: Measurement | None, *, stale: bool
) -> tuple[AnnotatorRow, ...]:
    """One row an annotator."""
    reference = session.data.reference().name
    apart = _apart(everyone)
    column = [each.name for each in everyone].index(reference)
    return tuple(
        _row(each, reference, float(apart[m, column]), measured, stale=stale) for m, each in enumerate(everyone)
    )


def _row(party: Party, reference: str, value: float, measured: Measurement | None, *, stale: bool) -> AnnotatorRow:
    found = measured.of(party.name) if measured is not None else None
    same = party.name == reference
    arbitrariness = party.tally.arbitrariness
    apart = measured.pair(party.name, reference) if measured is not None else None
    p_value = apart.p_value if apart is not None else None
    return AnnotatorRow(
        name=inert_line(party.name),
        kind=party.kind.value,
        annotations=str(party.counted),
        arbitrary=FigureText(
            hundredths(arbitrariness.value),
            _range(found.arbitrariness if found else None),
            f"of {arbitrariness.cases}",
        ),
        discrepancy=FigureText(hundredths(value), "" if same else _range(apart.interval if apart else None)),
        noise=_spread(found.noise_floor if found else None),
        p_value="" if same else _probability(p_value, known=found is not None),
        verdict="reference" if same else verdict(p_value, known=found is not None),
        sign="" if same else sign(p_value),
        stale=stale and found is not None,
    )


def verdict(p_value: float | None, *, known: bool) -> str:
    """What a p-value says of a difference, in words; `known` where it was computed."""
    if p_value is None:
        return "no test" if known else ""
    return "differs" if p_value < SIGNIFICANT else "may be chance"


def sign(p_value: float | None) -> str:
    """The same as a sign."""
    if p_value is None:
        return " "
    return "≠" if p_value < SIGNIFICANT else "≈"


def _apart(everyone: Sequence[Party]) -> NDArray[np.float64]:
    return discrepancy_matrix(np.stack([each.ranking.signs for each in everyone]))


# The matrix of pairs


def matrix_shown(everyone: Sequence[Party], measured: Measurement | None, *, stale: bool) -> PairsShown:
    """The discrepancy of all pairs; on the diagonal the noise floor."""
    apart = _apart(everyone)
    rows = tuple(
        tuple(_cell(one, other, float(apart[i, j]), measured, stale=stale) for j, other in enumerate(everyone))
        for i, one in enumerate(everyone)
    )
    return PairsShown(tuple(inert_line(each.name) for each in everyone), rows)


def _cell(one: Party, other: Party, value: float, measured: Measurement | None, *, stale: bool) -> PairCell:
    if one.name == other.name:
        found = measured.of(one.name) if measured is not None else None
        mean = found.noise_floor.mean if found is not None else None
        text = hundredths(mean) if found is not None else "…"
        return PairCell(text, " ", stale=stale and found is not None, itself=True)
    p_value = measured.pair(one.name, other.name).p_value if measured is not None else None
    return PairCell(hundredths(value), sign(p_value), stale=stale and p_value is not None)


# Two side by side


def slope_shown(principles: Sequence[Principle], left: Party, right: Party) -> SlopeShown:
    """Two rankings, and where each principle of the left one stands in the right one."""
    first, second = left.ranking, right.ranking
    places = {int(index): place for place, index in enumerate(second.order)}
    rows = []
    for index in first.order:
        here, there = int(first.rank[index]), int(second.rank[index])
        rows.append(
            SlopeRow(
                principle=inert_line(principles[index].name),
                left=here or None,
                right=there or None,
                moved=here - there if here and there else 0,
                place=places[int(index)],
            )
        )
    partial = [inert_line(each.name) for each in (left, right) if not each.ranking.identified]
    note = f"no single scale: {', '.join(partial)}" if partial else ""
    return SlopeShown(inert_line(left.name), inert_line(right.name), tuple(rows), note)


@dataclass(frozen=True, slots=True)
class PairWords:
    """A pair in words, all inert: who and how far apart, on how many cases, what chance says, and the written order."""

    names: str
    cases: str
    chance: str
    written: str


def pair_words(
    left: Party, right: Party, measured: Measurement | None, orders: Mapping[str, Sequence[int]], *, stale: bool
) -> PairWords:
    """What is known of a pair; `orders` has the orders that annotators follow, as columns from the highest down."""
    if left.name == right.name:
        itself = f" {inert_line(left.name)} against itself on halves of the cases: the noise floor"
        return PairWords(itself, "", "", written_words(left, right, orders))
    names = " | ".join(cut(inert_line(each.name), _NAME) for each in (left, right))
    value = float(_apart([left, right])[0, 1])
    apart = disagreements(left, right)
    return PairWords(
        f" {names} · DD {percent(value)}",
        f"{plural(apart, 'disagreement')} ",
        _chance(left, right, measured, STALE if stale else ""),
        written_words(left, right, orders),
    )


def _chance(left: Party, right: Party, measured: Measurement | None, mark: str) -> str:
    """What the resamples and the test say of a pair; `mark` stands before what is about other annotations."""
    if measured is None:
        return ""
    apart = measured.pair(left.name, right.name)
    p_value, mean = apart.p_value, apart.interval.mean
    said = (
        [f"{mark}p {_probability(p_value, known=True)} {verdict(p_value, known=True)}"] if p_value is not None else []
    )
    said += [f"{mark}mean {percent(mean)}"] if mean is not None else []
    return f" {' · '.join(said)}" if said else ""


def written_words(left: Party, right: Party, orders: Mapping[str, Sequence[int]]) -> str:
    """How far a ranking is from the order that the other annotator follows, as it is written; else nothing."""
    followers = [each for each in (left, right) if each.name in orders]
    if not followers:
        return ""
    follower = followers[-1]
    other = right if follower is left else left
    value = percent(written_discrepancy(other.ranking, orders[follower.name]))
    return f"from the order as written {value} (Kendall) "


# What leads to cases


def annotator_leads(session: ReviewSession, whose: Party, pair: tuple[Party, Party]) -> list[Lead]:
    """The numbers of the annotators screen, with the cursor on an annotator and a pair on show."""
    return [
        *arbitrary_leads(session, whose),
        *weight_leads(session, whose),
        *discrepancy_leads(session, *pair),
        *difference_leads(*pair),
        *flagged_leads(session, whose.name),
    ]


# Figures


def _range(found: Interval | None) -> str:
    """A 95 % interval in percent; dots while it is computed."""
    if found is None:
        return "…"
    return between(found.low, found.high, hundredths) or NOTHING


def _spread(found: Interval | None) -> str:
    """Mean and standard deviation in percent."""
    if found is None:
        return "…"
    if found.mean is None or found.sd is None:
        return NOTHING
    return f"{hundredths(found.mean)}±{hundredths(found.sd)}"


def _probability(value: float | None, *, known: bool) -> str:
    if value is None:
        return NOTHING if known else "…"
    return "1" if value >= 0.9995 else f"{value:.3f}".removeprefix("0")
