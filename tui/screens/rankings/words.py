"""A principle's place in one annotator's ranking put into words, and what leads to the conflicts behind it."""

import math
from dataclasses import dataclass
from functools import partial
from typing import Final

from core.model.number_words import percent, plural
from core.model.safe_text import inert_line
from core.model.terms import FEW_CONFLICTS, ROUGH, Preference, Status, rough
from core.query.editing import PREFERS, UNFLAGGED
from core.query.kinds import View
from core.query.names import Name
from core.query.terms import Kind, Mine, Overruled, SidedWith, Voted, Votes
from core.query.tree import And, Or, Query
from core.query.words import Role
from core.review.session import ReviewSession
from tui.common.format import cut
from tui.presenting.annotator_cases import Conflicts
from tui.presenting.leads import NAME, Lead, arbitrary_leads, conflict_leads, discrepancy_leads, flagged_leads
from tui.presenting.parties import Party, apart, party
from tui.presenting.ranked import RankedPrinciple
from tui.presenting.shares import apart_text
from tui.screens.rankings.cells import Scale, number, ranks_text
from tui.widgets.case.wrap import wrap
from tui.widgets.status_line import paragraph_room

ROOMY: Final = 36
"""Lines of a terminal from which more than a principle has more than one line."""
_PLACE: Final = 15
"""Cells of where a principle is written."""
_AROUND: Final = 9
"""Lines of the screen beside the rankings' rows and the words: status, frame, heads, keys."""
_MOST_BROKEN: Final = 4
"""Lines of what breaks the order, where no row of a ranking would have them."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A principle in full, where it is declared to stand, its numbers in one ranking, and what they mean."""

    principle: str
    declared: str
    standing: str
    counts: str
    meaning: tuple[str, ...]


def word_heights(session: ReviewSession, width: int, height: int) -> tuple[int, int, int, int, int, int]:
    """Lines of the cell in words: of the principle as many as the longest of all needs, so that nothing jumps.

    Lines that the rankings leave over tell more of what breaks the order.
    """
    roomy, room = height >= ROOMY, paragraph_room(width - 2, _PLACE)
    needed = (len(wrap(f"{inert_line(each.name)}: {inert_line(each.text)}", room)) for each in session.data.principles)
    whole = min(max(needed, default=1), 4 if roomy else 2)
    if not roomy:
        return whole, 1, 1, 1, 1, 1
    spare = height - len(session.data.principles) - _AROUND - whole - 5
    return whole, 1, 2, 1, 1, min(max(spare, 2), _MOST_BROKEN)


def explained(session: ReviewSession, annotator: Party, row: RankedPrinciple, scale: Scale) -> Explained:
    """Put a cell of the rankings into words, all of them inert."""
    principle = session.data.principles[row.key]
    name, text = inert_line(principle.name), inert_line(principle.text)
    return Explained(
        name if name == text else f"{name}: {text}",
        _declared(session, row.key),
        f"{annotator.title}: {_standing(annotator, row, Scale.LOG_ODDS if scale is Scale.RANKS else scale)}",
        _counts(row),
        tuple(_meaning(row)),
    )


def _counts(row: RankedPrinciple) -> str:
    """The conflicts, which are cases, and what the ranking counts in them, which are pairs of principles."""
    if not row.conflicts:
        return ""
    cases = f"sided with in {row.sided} of {plural(row.conflicts, 'conflict')}"
    return f"{cases}, won {row.won} of {plural(row.pairs, 'pair')}"


def from_follower(session: ReviewSession, annotator: Party) -> str:
    """How far a ranking is from that of the annotator that follows the declared order; nothing of that one itself."""
    follower = next(iter(session.data.orders), None)
    if follower is None or annotator.members > 1 or annotator.name == follower:
        return ""
    return f"from one who follows the declared order {apart_text(apart(annotator, party(session, follower)))}"


def _declared(session: ReviewSession, key: int) -> str:
    order = session.order
    return f"written no. {order.order.index(key) + 1}" if order is not None and key in order.order else ""


def _standing(annotator: Party, row: RankedPrinciple, scale: Scale) -> str:
    if row.rank is None:
        return "unranked"
    ranked = int((annotator.tally.ranking().rank > 0).sum())
    ranks = ranks_text(row)
    said = f"rank {row.rank} of {ranked}" + (f" ({ranks})" if ranks else "")
    if row.priority is None:
        return said
    unit = "Elo " if scale is Scale.ELO else ""
    bounds = "" if row.low is None else f" ({number(row.low, scale)} to {number(row.high, scale)})"
    return f"{said} · {unit}{number(row.priority, scale)}{bounds}"


def _meaning(row: RankedPrinciple) -> list[str]:
    """What follows from a principle's status, the most important first."""
    if row.status == Status.UNRANKED:
        return ["In no conflict on which the annotator had a preference: it has no priority."]
    said = []
    if row.status == Status.ALWAYS_WINS:
        said.append("Won every conflict: above the others, but by how much cannot be told.")
    elif row.status == Status.ALWAYS_LOSES:
        said.append("Lost every conflict: below the others, but by how much cannot be told.")
    elif row.status == Status.PLACED:
        said.append("Beat some and lost to others, none both ways: a place in the order, but no number.")
    elif row.group:
        said.append(f"Its number compares within group {row.group} only: no chain of conflicts both ways leads out.")
    if row.few:
        why = f"fewer than {FEW_CONFLICTS} conflicts" if rough(row.conflicts) else f"a deviation above {ROUGH}"
        said.append(f"? {why}: a rough number.")
    if row.priority is not None:
        chance = 1 / (1 + math.exp(-row.priority))
        said.append(f"Against a principle at 0 it would win {percent(chance, 0)}.")
    if row.share is not None and row.sd is not None and row.share < 1:
        said.append(f"Deviation {row.sd:.2f} over the {percent(row.share, 0)} of resamples in which it is a number.")
    return said


def counted_query(session: ReviewSession, annotator: Party, key: int, which: Conflicts) -> str:
    """The filter for the conflicts in which a principle takes part, by its number: exactly those that are counted."""
    principle = Name(Role.PRINCIPLE, session.data.principles[key].name)
    conflict = Kind(View.CONFLICT)
    if annotator.own:
        return str(And((conflict, _own(principle, which))))
    sides: dict[Conflicts, tuple[Query, ...]] = {
        Conflicts.ALL: (Voted(principle), PREFERS),
        Conflicts.WON: (SidedWith(principle),),
        Conflicts.LOST: (Overruled(principle),),
    }
    return str(And((conflict, *sides[which], UNFLAGGED)))


def _own(principle: Name, which: Conflicts) -> Query:
    """The same by the own preferences of the reviewer, which nobody flags."""
    a, b = Preference.A, Preference.B
    both: dict[Conflicts, Query] = {
        Conflicts.ALL: And((Voted(principle), Or((Mine(a), Mine(b))))),
        Conflicts.WON: Or((And((Votes(principle, a), Mine(a))), And((Votes(principle, b), Mine(b))))),
        Conflicts.LOST: Or((And((Votes(principle, a), Mine(b))), And((Votes(principle, b), Mine(a))))),
    }
    return both[which]


def held(row: RankedPrinciple, which: Conflicts) -> int:
    """How many conflicts a cell counts of those asked for."""
    return {Conflicts.ALL: row.conflicts, Conflicts.WON: row.sided, Conflicts.LOST: row.conflicts - row.sided}[which]


def ranking_leads(session: ReviewSession, annotator: Party, key: int) -> list[Lead]:
    """The numbers of the rankings screen, with the cursor on a principle of an annotator."""
    return [
        *arbitrary_leads(session, annotator),
        *([] if session.data.many else discrepancy_leads(session, annotator, _reference(session))),
        *principle_leads(session, annotator, key),
        *flagged_leads(session, annotator.name),
    ]


def _reference(session: ReviewSession) -> Party:
    return party(session, session.data.reference().name)


def principle_leads(session: ReviewSession, annotator: Party, key: int) -> list[Lead]:
    """The conflicts that a principle's place rests on."""
    sided, opposed = annotator.tally.sides[:, key].tolist()
    counts = {Conflicts.ALL: sided + opposed, Conflicts.WON: sided, Conflicts.LOST: opposed}
    name = cut(inert_line(session.data.principles[key].name), 2 * NAME)
    query = partial(counted_query, session, annotator, key)
    return conflict_leads(name, None if annotator.own else annotator.name, counts, query)
