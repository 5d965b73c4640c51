"""The cases behind an annotator's numbers, and behind those of two."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.metrics.agreement import arbitrary
from core.model.terms import Preference
from core.query.editing import FLAGGED, PREFERS, UNFLAGGED
from core.query.kinds import View
from core.query.names import Name
from core.query.terms import Balance, Chose, Disagree, Kind, Mine
from core.query.tree import And, Not, Or, Query
from core.query.words import Role
from tui.presenting.parties import Party


class Conflicts(StrEnum):
    """Which of the conflicts that a principle, or the first of two, is in."""

    ALL = "all"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Cases:
    """The text of a filter, and whose annotations it means: None where it means no annotator's."""

    query: str
    annotator: str | None


def apart(left: Party, right: Party) -> NDArray[np.bool_]:
    """Where two annotators prefer different responses and neither's is flagged: (cases,)."""
    found: NDArray[np.bool_] = (left.preference * right.preference < 0) & ~left.flagged & ~right.flagged
    return found


def disagreements(left: Party, right: Party) -> int:
    """On how many cases two annotators are apart."""
    return int(np.count_nonzero(apart(left, right)))


def disagreement_cases(left: Party, right: Party) -> Cases | None:
    """Those that `disagreements` counts; None where there is none."""
    return _apart(left, right, ()) if disagreements(left, right) else None


def conflicts_apart(left: Party, right: Party) -> Cases:
    """The conflicts among them: what two different rankings come from."""
    return _apart(left, right, (Kind(View.CONFLICT),))


def _apart(left: Party, right: Party, also: tuple[Query, ...]) -> Cases:
    if not left.own and not right.own:
        both = Disagree(Name(Role.ANNOTATOR, left.name), Name(Role.ANNOTATOR, right.name))
        other = And((UNFLAGGED,), Name(Role.ANNOTATOR, right.name))
        return Cases(str(And((both, *also, UNFLAGGED, other))), left.name)
    against = Or(
        (
            And((Chose(Preference.A), Mine(Preference.B))),
            And((Chose(Preference.B), Mine(Preference.A))),
        )
    )
    return Cases(str(And((against, *also, UNFLAGGED))), right.name if left.own else left.name)


def arbitrary_cases(votes: NDArray[np.int8], party: Party) -> Cases | None:
    """Exactly those that an arbitrariness counts as arbitrary; None where there is none.

    The reviewer's own preferences have no kind of case of their own: theirs are the balances of the consensus cases
    that they oppose.
    """
    if not party.tally.arbitrariness.opposed:
        return None
    if not party.own:
        return Cases(str(And((Kind(View.ARBITRARY), UNFLAGGED))), party.name)
    cases = arbitrary(votes, party.preference)
    # On a consensus case all votes that are not 0 are for the response that the reviewer did not choose.
    against: list[Query] = []
    for side in (Preference.B, Preference.A):
        voted = votes[cases & (party.preference == side)]
        numbers = np.unique(np.abs(voted).sum(axis=1, dtype=np.int64)).tolist()
        balances = [Balance(n, 0) if side is Preference.B else Balance(0, n) for n in numbers]
        against += [And((Mine(side), balance)) for balance in balances]
    return Cases(str(against[0] if len(against) == 1 else Or(tuple(against))), None)


def consensus_cases(party: Party) -> Cases:
    """The consensus cases that an arbitrariness is a share of: those with a preference that counts."""
    return _preferred(Kind(View.CONSENSUS), party)


def given_cases(party: Party) -> Cases:
    """Those with an annotation that counts, be it for neither response."""
    if party.own:
        return Cases(str(Not(Mine(None))), None)
    return Cases(str(And((Not(Chose(None)), UNFLAGGED))), party.name)


def flagged_cases(name: str) -> Cases:
    """Those whose annotation by an annotator of that name is left out."""
    return Cases(str(FLAGGED), name)


def weighed_cases(party: Party) -> Cases:
    """The conflicts that decide a ranking: those with a preference that counts."""
    return _preferred(Kind(View.CONFLICT), party)


def _preferred(kind: Query, party: Party) -> Cases:
    """The cases of a kind with a preference that counts."""
    if party.own:
        return Cases(str(And((kind, Or((Mine(Preference.A), Mine(Preference.B)))))), None)
    return Cases(str(And((kind, PREFERS, UNFLAGGED))), party.name)
