"""Annotators beside each other as their screen shows them: point values live, intervals where they are computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from core.audit.apart import UNKNOWN, Apart
from core.audit.data import AuditData
from core.audit.measuring import Measurement
from core.metrics.evidence import OrderEvidence
from core.metrics.intervals import Interval
from core.metrics.written_order import written_discrepancy
from core.model.number_words import NOTHING, between, hundredths, p_value, percent, plural, share_digits
from core.model.safe_text import inert_line
from core.model.terms import Principle
from core.query.names import Name
from core.query.terms import Between
from core.query.words import Role
from core.review.session import ReviewSession
from tui.common.format import cut
from tui.presenting.annotator_cases import Cases, disagreements
from tui.presenting.leads import (
    NAME,
    Lead,
    arbitrary_leads,
    difference_leads,
    discrepancy_leads,
    flagged_leads,
    weight_leads,
)
from tui.presenting.parties import Party, apart
from tui.presenting.shares import apart_text
from tui.screens.annotators.pair_matrix import PairCell, PairsShown
from tui.screens.annotators.slope_chart import SlopeRow, SlopeShown
from tui.screens.annotators.table import STALE, AnnotatorRow, FigureText

_SIGNS: Final = {OrderEvidence.DIFFERS: "≠", OrderEvidence.UNDECIDED: "?", OrderEvidence.NONE: "≈"}
_NAME: Final = 20
"""Cells of an annotator's name where two are named in one line."""


# The table


def annotator_rows(
    session: ReviewSession, everyone: Sequence[Party], measured: Measurement | None, *, stale: bool
) -> tuple[AnnotatorRow, ...]:
    """One row an annotator."""
    name = session.data.reference().name
    reference = next(each for each in everyone if each.name == name)
    return tuple(_row(each, reference, measured, stale=stale) for each in everyone)


def _row(party: Party, reference: Party, measured: Measurement | None, *, stale: bool) -> AnnotatorRow:
    found = measured.of(party.name) if measured is not None else None
    same = party.name == reference.name
    arbitrariness = party.tally.arbitrariness
    pair = measured.pair(party.name, reference.name) if measured is not None else UNKNOWN
    now = apart(party, reference)
    return AnnotatorRow(
        name=party.title,
        shorter=(party.short, inert_line(party.name)),
        kind=party.kind.value,
        annotations=str(party.counted),
        arbitrary=FigureText(
            hundredths(arbitrariness.value, share_digits(arbitrariness.cases, 1)),
            _range(found.arbitrariness if found else None),
            f"of {arbitrariness.cases}",
        ),
        discrepancy=FigureText(
            _value(now), "" if same or now.few else _range(pair.interval if found is not None else None)
        ),
        noise=_spread(found.noise_floor if found else None),
        p_value="" if same else _probability(pair, known=found is not None),
        verdict="reference" if same else verdict(pair, known=found is not None),
        sign="" if same else sign(pair),
        stale=stale and found is not None,
        neither=str(party.neither),
        missing=str(party.missing),
    )


def counts_words(party: Party) -> str:
    """How many of an annotator's annotations are for neither response, and on how many cases there is none."""
    return f"{cut(party.short, _NAME)}: {party.neither} neither, {party.missing} missing"


def verdict(found: Apart, *, known: bool) -> str:
    """What the tests say of a difference, in words; `known` where it was computed."""
    if found.evidence is None or found.few:
        return "no test" if known else ""
    return found.evidence.value


def sign(found: Apart) -> str:
    """The same as a sign."""
    return " " if found.evidence is None or found.few else _SIGNS[found.evidence]


def _value(found: Apart) -> str:
    """A discrepancy in percent, `few` where there are too few conflicts."""
    few = found.value is not None and found.few
    return "few" if few else hundredths(found.value, share_digits(found.conflicts, 1))


# The matrix of pairs


def matrix_shown(everyone: Sequence[Party], measured: Measurement | None, *, stale: bool) -> PairsShown:
    """The discrepancy of all pairs; on the diagonal the noise floor."""
    found = {(i, j): apart(everyone[i], everyone[j]) for i, j in combinations(range(len(everyone)), 2)}
    rows = tuple(
        tuple(
            _cell(one, other, found.get((min(i, j), max(i, j)), UNKNOWN), measured, stale=stale)
            for j, other in enumerate(everyone)
        )
        for i, one in enumerate(everyone)
    )
    return PairsShown(tuple(each.short for each in everyone), rows)


def _cell(one: Party, other: Party, now: Apart, measured: Measurement | None, *, stale: bool) -> PairCell:
    if one.name == other.name:
        found = measured.of(one.name) if measured is not None else None
        mean = found.noise_floor.mean if found is not None else None
        text = hundredths(mean) if found is not None else "…"
        return PairCell(text, " ", stale=stale and found is not None, itself=True)
    pair = measured.pair(one.name, other.name) if measured is not None else UNKNOWN
    return PairCell(_value(now), sign(pair), stale=stale and pair.evidence is not None)


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
    partial = [each.short for each in (left, right) if not each.ranking.identified]
    note = f"no single scale: {', '.join(partial)}" if partial else ""
    return SlopeShown(left.title, right.title, tuple(rows), note)


@dataclass(frozen=True, slots=True)
class PairWords:
    """A pair in words, all inert: who and how far apart, on how many cases, what chance says, and the written order."""

    names: str
    cases: str
    chance: str
    written: str


def pair_words(data: AuditData, left: Party, right: Party, measured: Measurement | None, *, stale: bool) -> PairWords:
    """What is known of a pair of annotators of some data."""
    orders, principles = data.orders, data.principles
    if left.name == right.name:
        itself = f" {left.short} against itself on halves of the cases: the noise floor"
        return PairWords(itself, "", "", written_words(left, right, orders))
    names = " | ".join(cut(each.short, _NAME) for each in (left, right))
    now = apart(left, right)
    return PairWords(
        f" {names} · DD {apart_text(now)}",
        f"{plural(disagreements(left, right), 'disagreement')} · {plural(now.conflicts, 'conflict')} decided ",
        _chance(left, right, principles, measured, STALE if stale else ""),
        written_words(left, right, orders),
    )


def _chance(left: Party, right: Party, principles: Sequence[Principle], measured: Measurement | None, mark: str) -> str:
    """What the resamples and the test say of a pair; `mark` stands before what is about other annotations."""
    if measured is None:
        return ""
    found = measured.pair(left.name, right.name)
    if found.few:
        return f" too few conflicts for a test: {found.conflicts}"
    said = [f"{mark}p {p_value(found.p_value)} {verdict(found, known=True)}"] if found.p_value is not None else []
    said += [f"{mark}mean {percent(found.interval.mean)}"] if found.interval.mean is not None else []
    if found.reversed:
        above, below = (cut(inert_line(principles[n].name), _NAME) for n in found.reversed[0])
        more = len(found.reversed) - 1
        said.append(f"{mark}reversed: {above} over {below}{f' and {more} more' if more else ''}")
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


def annotator_leads(session: ReviewSession, whose: Party, pair: tuple[Party, Party], found: Apart) -> list[Lead]:
    """The numbers of the annotators screen, with the cursor on an annotator and a pair on show, measured as `found`."""
    return [
        *arbitrary_leads(session, whose),
        *weight_leads(session, whose),
        *discrepancy_leads(session, *pair),
        *difference_leads(*pair),
        *reversal_leads(session, found),
        *flagged_leads(session, whose.name),
    ]


def reversal_leads(session: ReviewSession, found: Apart) -> list[Lead]:
    """The pairs of principles that two annotators surely have the other way round: the conflicts of each."""
    leads = []
    for place, (above, below) in enumerate(found.reversed):
        first, second = (session.data.principles[n] for n in (above, below))
        count = int(np.count_nonzero(session.data.votes[:, above] * session.data.votes[:, below] < 0))
        said = f"{_named(first.name)} over {_named(second.name)}: {plural(count, 'case')}"
        query = Between(*(Name(Role.PRINCIPLE, each.name) for each in (first, second)))
        leads.append(Lead("" if place else "r", "reversed", said, Cases(str(query), None)))
    return leads


def _named(name: str) -> str:
    return cut(inert_line(name), 2 * NAME)


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


def _probability(found: Apart, *, known: bool) -> str:
    return p_value(found.p_value) if known else "…"
