"""Annotators as parties to a comparison: what each gave, and what of it counts for this reviewer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.audit.apart import Apart, point_apart
from core.metrics.agreement import Arbitrariness, categories, consensus_side
from core.metrics.priority import Ranking
from core.metrics.supremacy import win_matrix
from core.metrics.tally import Tally
from core.model.safe_text import inert_line
from core.model.terms import AnnotatorKind, Category
from core.model.written_order import follower_short, follower_title
from core.review.session import ReviewSession

if TYPE_CHECKING:
    from core.audit.populations import Population


@dataclass(frozen=True, slots=True)
class Party:
    """One annotator as this reviewer sees it.

    `preference` int8 (cases,) is what it gave, `flagged` bool (cases,) is left out; `given` bool (cases,) is where an
    annotation is left, for neither response too. Several `members` are counted together, and have no preference.
    """

    name: str
    kind: AnnotatorKind
    tally: Tally
    preference: NDArray[np.int8]
    flagged: NDArray[np.bool_]
    given: NDArray[np.bool_]
    own: bool = False
    members: int = 1

    @property
    def title(self) -> str:
        """What it is shown as, inert: its name, unless it only follows an order."""
        return inert_line(follower_title(self.name) if self.kind is AnnotatorKind.DECLARED else self.name)

    @property
    def short(self) -> str:
        """The same in fewer cells, inert."""
        return inert_line(follower_short(self.name) if self.kind is AnnotatorKind.DECLARED else self.name)

    @property
    def counted(self) -> int:
        """How many annotations count."""
        return int(np.count_nonzero(self.given))

    @property
    def neither(self) -> int:
        """How many of these are for neither response."""
        return int(np.count_nonzero(self.given & (self.preference == 0)))

    @property
    def missing(self) -> int:
        """On how many cases there is no annotation, flagged or not."""
        return int(np.count_nonzero(~self.given & ~self.flagged))

    @property
    def standing(self) -> NDArray[np.int8]:
        """What it gave and is not flagged: (cases,) in {+1, 0, -1}."""
        return np.where(self.flagged, np.int8(0), self.preference)

    @property
    def ranking(self) -> Ranking:
        """The ranking as it is now."""
        return self.tally.ranking()


def annotator_title(session: ReviewSession, name: str, *, short: bool = False) -> str:
    """What an annotator is shown as, by its name; inert."""
    if name in session.data.orders:
        name = follower_short(name) if short else follower_title(name)
    return inert_line(name)


def parties(session: ReviewSession) -> tuple[Party, ...]:
    """All annotators in the order of the store, then the reviewer as soon as there is an own preference.

    Of many only the one under review.
    """
    names = (session.annotator,) if session.data.many else session.data.called
    found = [party(session, name) for name in names]
    return (*found, own_party(session)) if session.live.own_count() else tuple(found)


def party(session: ReviewSession, name: str) -> Party:
    """An annotator of the store; raises AuditError where there is none of that name."""
    each, reviewed = session.data.annotator(name), session.reviewed(name)
    given = each.given & ~reviewed.flagged
    return Party(name, each.kind, reviewed.tally, each.preference, reviewed.flagged, given)


def population_parties(votes: NDArray[np.int8], populations: "Sequence[Population]") -> tuple[Party, ...]:
    """Where annotators are many, those of each kind together; one alone of its kind as it is."""
    found = []
    conflict, side = categories(votes) == Category.CONFLICT, consensus_side(votes)
    nothing = np.zeros(len(votes), dtype=np.int8)
    for each in populations:
        sided, agreement = votes[each.case] * each.preference[:, None], each.preference * side[each.case]
        among = sided[conflict[each.case]]
        tally = Tally.summed(
            win_matrix(votes[each.case], each.preference),
            np.stack([(among > 0).sum(axis=0), (among < 0).sum(axis=0)]),
            Arbitrariness(int(np.count_nonzero(agreement < 0)), int(np.count_nonzero(agreement))),
        )
        given = np.bincount(each.case, minlength=len(votes)) > 0
        members = len(each.members)
        found.append(Party(each.name, each.kind, tally, nothing, nothing > 0, given, members=members))
    return tuple(found)


def own_party(session: ReviewSession) -> Party:
    """The reviewer, whose own preferences nobody flags."""
    live = session.live
    own, given = live.own_words()
    return Party(live.own_name, AnnotatorKind.REVIEWER, live.own, own, np.zeros_like(given), given, own=True)


def apart(left: Party, right: Party) -> Apart:
    """How far two are apart now, on the cases that both annotated."""
    return point_apart((left.tally, left.given), (right.tally, right.given))
