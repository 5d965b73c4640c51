"""Annotators beside each other as their screen shows them: point values live, intervals where they are computed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.comparison import Compared
from core.filters import View
from core.inert import inert_line
from core.metrics.agreement import arbitrary
from core.metrics.bootstrap import Interval
from core.metrics.discrepancy import discrepancy_matrix
from core.metrics.priority import Ranking
from core.model import AnnotatorKind, Preference, Principle
from core.query.terms import Balance, Chose, Disagree, Flagged, Kind, Mine, Name
from core.query.tree import And, Or, Query
from core.query.words import Role
from core.session import ReviewSession
from core.standpoint import own_annotations
from core.tally import Tally
from tui.format import NOTHING, percent, plural
from tui.widgets.annotator_table import AnnotatorRow, Measured
from tui.widgets.pair_matrix import MatrixShown, PairCell
from tui.widgets.slope_chart import SlopeRow, SlopeShown

SIGNIFICANT: Final = 0.05
"""Below this p-value two annotators are said to differ."""


@dataclass(frozen=True, slots=True)
class Party:
    """One annotator as this reviewer sees it; `preference` int8 (cases,) is what it gave, `counted` how much counts."""

    name: str
    kind: AnnotatorKind
    tally: Tally
    preference: NDArray[np.int8]
    counted: int
    own: bool = False

    @property
    def ranking(self) -> Ranking:
        """The ranking as it is now."""
        return self.tally.ranking()


def parties(session: ReviewSession) -> tuple[Party, ...]:
    """All annotators in the order of the store, then the reviewer as soon as there is an own preference."""
    found = []
    for each in session.data.annotators:
        desk = session.desk(each.name)
        counted = int(np.count_nonzero(each.given & ~desk.flagged))
        found.append(Party(each.name, each.kind, desk.tally, each.preference, counted))
    if session.own_count():
        own, given = own_annotations(session)
        kind, counted = AnnotatorKind.REVIEWER, int(np.count_nonzero(given))
        found.append(Party(session.own_name, kind, session.own, own, counted, own=True))
    return tuple(found)


# The table


def annotator_rows(
    session: ReviewSession, everyone: Sequence[Party], compared: Compared | None, *, stale: bool
) -> tuple[AnnotatorRow, ...]:
    """One row an annotator."""
    reference = session.data.reference().name
    apart = _apart(everyone)
    column = [each.name for each in everyone].index(reference)
    return tuple(
        _row(each, reference, float(apart[m, column]), compared, stale=stale) for m, each in enumerate(everyone)
    )


def _row(party: Party, reference: str, value: float, compared: Compared | None, *, stale: bool) -> AnnotatorRow:
    found = compared.of(party.name) if compared is not None else None
    same = party.name == reference
    arbitrariness = party.tally.arbitrariness
    p_value = None if found is None or same else found.p_value
    return AnnotatorRow(
        name=inert_line(party.name),
        kind=party.kind.value,
        annotations=str(party.counted),
        arbitrary=Measured(
            _hundredths(arbitrariness.value),
            _range(found.arbitrariness if found else None),
            f"of {arbitrariness.cases}",
        ),
        discrepancy=Measured(_hundredths(value), "" if same else _range(found.discrepancy if found else None)),
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


def matrix_shown(everyone: Sequence[Party], compared: Compared | None, *, stale: bool) -> MatrixShown:
    """The discrepancy of all pairs; on the diagonal the noise floor."""
    apart = _apart(everyone)
    rows = tuple(
        tuple(_cell(one, other, float(apart[i, j]), compared, stale=stale) for j, other in enumerate(everyone))
        for i, one in enumerate(everyone)
    )
    return MatrixShown(tuple(inert_line(each.name) for each in everyone), rows)


def _cell(one: Party, other: Party, value: float, compared: Compared | None, *, stale: bool) -> PairCell:
    if one.name == other.name:
        found = compared.of(one.name) if compared is not None else None
        mean = found.noise_floor.mean if found is not None else None
        text = _hundredths(mean) if found is not None else "…"
        return PairCell(text, " ", stale=stale and found is not None, itself=True)
    p_value = compared.p_value(one.name, other.name) if compared is not None else None
    return PairCell(_hundredths(value), sign(p_value), stale=stale and p_value is not None)


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


def pair_text(left: Party, right: Party, compared: Compared | None) -> tuple[str, str]:
    """What is known of a pair, and on how many cases they prefer different responses."""
    value = float(_apart([left, right])[0, 1])
    names = f"{inert_line(left.name)} | {inert_line(right.name)}"
    if left.name == right.name:
        return f" {inert_line(left.name)} against itself on halves of the cases: the noise floor", ""
    mean = compared.mean(left.name, right.name) if compared is not None else None
    p_value = compared.p_value(left.name, right.name) if compared is not None else None
    parts = [f"DD {percent(value)}"]
    if p_value is not None:
        parts.append(f"p {_probability(p_value, known=True)} {verdict(p_value, known=True)}")
    if mean is not None:
        parts.append(f"mean {percent(mean)}")
    apart = disagreements(left, right)
    return f" {names} · {' · '.join(parts)}", f"{plural(apart, 'disagreement')} "


def disagreements(left: Party, right: Party) -> int:
    """On how many cases two annotators prefer different responses, flagged or not."""
    return int(np.count_nonzero(left.preference * right.preference < 0))


# The cases behind a number


@dataclass(frozen=True, slots=True)
class Cases:
    """The text of a filter, and whose annotations it means: None where it means no annotator's."""

    query: str
    annotator: str | None


def disagreement_cases(left: Party, right: Party) -> Cases | None:
    """Those on which two annotators prefer different responses; None where there is none."""
    if not disagreements(left, right):
        return None
    if not left.own and not right.own:
        return Cases(str(Disagree(Name(Role.ANNOTATOR, left.name), Name(Role.ANNOTATOR, right.name))), left.name)
    against = (
        And((Chose(Preference.A), Mine(Preference.B))),
        And((Chose(Preference.B), Mine(Preference.A))),
    )
    return Cases(str(Or(against)), right.name if left.own else left.name)


def arbitrary_cases(votes: NDArray[np.int8], party: Party) -> Cases | None:
    """Exactly those that an arbitrariness counts as arbitrary; None where there is none.

    The reviewer's own preferences have no kind of case of their own: theirs are the balances of the consensus cases
    that they oppose.
    """
    if not party.tally.arbitrariness.opposed:
        return None
    if not party.own:
        return Cases(str(And((Kind(View.ARBITRARY), Flagged(yes=False)))), party.name)
    cases = arbitrary(votes, party.preference)
    against: list[Query] = []
    for side, opposed in ((Preference.B, votes > 0), (Preference.A, votes < 0)):
        numbers = np.unique(opposed[cases & (party.preference == side)].sum(axis=1)).tolist()
        balances = [Balance(n, 0) if side is Preference.B else Balance(0, n) for n in numbers]
        against += [And((Mine(side), balance)) for balance in balances]
    return Cases(str(against[0] if len(against) == 1 else Or(tuple(against))), None)


# Figures


def _hundredths(value: float | None) -> str:
    """A share in percent, without the sign."""
    return NOTHING if value is None or np.isnan(value) else f"{value * 100:.1f}"


def _range(found: Interval | None) -> str:
    """A 95 % interval in percent; dots while it is computed."""
    if found is None:
        return "…"
    if found.low is None or found.high is None:
        return NOTHING
    return f"{_hundredths(found.low)}{NOTHING}{_hundredths(found.high)}"


def _spread(found: Interval | None) -> str:
    """Mean and standard deviation in percent."""
    if found is None:
        return "…"
    if found.mean is None or found.sd is None:
        return NOTHING
    return f"{_hundredths(found.mean)}±{_hundredths(found.sd)}"


def _probability(value: float | None, *, known: bool) -> str:
    if value is None:
        return NOTHING if known else "…"
    return "1" if value >= 0.9995 else f"{value:.3f}".removeprefix("0")
