"""The numbers of a screen that lead to cases, one letter each; each says how many cases it leads to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.agreement import categories
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.model.terms import Category
from core.review.session import ReviewSession
from tui.common.format import cut
from tui.presenting.annotator_cases import (
    Cases,
    Conflicts,
    apart,
    arbitrary_cases,
    conflicts_apart,
    consensus_cases,
    disagreement_cases,
    disagreements,
    flagged_cases,
    given_cases,
    weighed_cases,
)
from tui.presenting.parties import Party

NAME: Final = 16
"""Cells of an annotator's name in a line of the dialog."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A number and its cases: the key that chooses it, what it is, and what it says in words; both inert."""

    key: str
    label: str
    said: str
    cases: Cases


def arbitrary_leads(session: ReviewSession, whose: Party) -> list[Lead]:
    """An arbitrariness: the annotations that are arbitrary, and the consensus that they are a share of."""
    found, name = whose.tally.arbitrariness, _name(whose)
    opposed = arbitrary_cases(session.data.votes, whose)
    leads = [] if opposed is None else [Lead("a", "arbitrary", f"{name}: {plural(found.opposed, 'case')}", opposed)]
    if found.cases:
        said = f"{name}: the share of {plural(found.cases, 'case')}"
        leads.append(Lead("c", "consensus", said, consensus_cases(whose)))
    return leads


def discrepancy_leads(session: ReviewSession, whose: Party, other: Party) -> list[Lead]:
    """A discrepancy, which is of rankings: the conflicts on which the two choose differently, as what it comes from."""
    count = 0 if whose.name == other.name else _conflicts(session, apart(whose, other))
    if not count:
        return []
    said = f"is of rankings; {_name(whose)} and {_name(other)} choose differently on {plural(count, 'conflict')}"
    return [Lead("d", "discrepancy", said, conflicts_apart(whose, other))]


def difference_leads(whose: Party, other: Party) -> list[Lead]:
    """The cases on which two prefer different responses."""
    cases = None if whose.name == other.name else disagreement_cases(whose, other)
    if cases is None:
        return []
    said = f"{_name(whose)} and {_name(other)}: {plural(disagreements(whose, other), 'case')}"
    return [Lead("p", "disagreements", said, cases)]


def weight_leads(session: ReviewSession, whose: Party) -> list[Lead]:
    """What an annotator gave, and the noise floor: the conflicts whose halves it compares."""
    leads = []
    if whose.counted:
        leads.append(Lead("n", "given", f"{_name(whose)}: {plural(whose.counted, 'case')}", given_cases(whose)))
    count = _conflicts(session, (whose.preference != 0) & ~whose.flagged)
    if count:
        said = f"{_name(whose)}: of the halves of {plural(count, 'conflict')}"
        leads.append(Lead("o", "noise", said, weighed_cases(whose)))
    return leads


def conflict_leads(
    of: str, whose: str | None, counts: Mapping[Conflicts, int], query: Callable[[Conflicts], str]
) -> list[Lead]:
    """The conflicts of something, by which of them; `of` names it in inert words, None are those under review."""
    return [
        Lead(key, label, f"{of}: {plural(counts[which], 'case')}", Cases(query(which), whose))
        for key, label, which in (
            ("e", "in conflict", Conflicts.ALL),
            ("w", "won", Conflicts.WON),
            ("l", "lost", Conflicts.LOST),
        )
        if counts[which]
    ]


def flagged_leads(session: ReviewSession, first: str) -> list[Lead]:
    """The annotations left out, annotator by annotator: that one's first, which has the letter."""
    names = sorted(session.spoken_of, key=lambda name: name != first)
    flagged = {name: session.reviewed(name).count_flagged() for name in names}
    counted = [name for name, count in flagged.items() if count]
    return [
        Lead(
            "f" if name == first else str(place) if place < 10 else "",
            "flagged, left out",
            f"{cut(inert_line(name), NAME)}: {plural(flagged[name], 'case')}",
            flagged_cases(name),
        )
        for place, name in enumerate(counted, start=0 if counted[:1] == [first] else 1)
    ]


def _conflicts(session: ReviewSession, among: NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(among & (categories(session.data.votes) == Category.CONFLICT)))


def _name(whose: Party) -> str:
    return cut(whose.short, NAME)
