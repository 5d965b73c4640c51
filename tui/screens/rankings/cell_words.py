"""The cell under the cursor of the rankings, put into the lines below them, and how its annotator keeps the order."""

from core.audit.declared_results import OrderKept
from core.model.safe_text import inert_line
from core.review.session import ReviewSession
from tui.common.format import whole
from tui.presenting.parties import Party
from tui.presenting.ranked import RankedPrinciple
from tui.presenting.written import broken_line, kept_now, kept_words, order_name, sure_words
from tui.screens.rankings.cells import Scale
from tui.screens.rankings.corrected import CorrectedRankings
from tui.screens.rankings.spelled import Spelled
from tui.screens.rankings.words import explained, from_follower


class CellWords(Spelled):
    """Says a cell; how an annotator keeps the order in hand is kept until something else is said or asked."""

    def __init__(self, session: ReviewSession, corrected: CorrectedRankings) -> None:
        super().__init__()
        self._session = session
        self._corrected = corrected
        self._kept: tuple[object, OrderKept | None] = (None, None)

    def kept_by(self, annotator: Party) -> OrderKept | None:
        """How an annotator keeps the order in hand, computed anew only where something was said since."""
        order = self._session.order
        if order is None:
            return None
        at = (annotator.name, order, self._session.live.version)
        if self._kept[0] != at:
            self._kept = (at, kept_now(self._session, annotator, order))
        return self._kept[1]

    def say_place(self, annotator: Party, row: RankedPrinciple, scale: Scale, note: str) -> None:
        """Say where a principle stands in an annotator's ranking; `note` is of the intervals."""
        said = explained(self._session, annotator, row, scale)
        self.say(0, said.principle, said.declared)
        self.say_both(1, said.standing, from_follower(self._session, annotator))
        self.say(2, whole(said.meaning, " ", self.room(2, note)), note)
        kept = self.kept_by(annotator)
        self.say_both(3, said.counts, sure_words(kept) if kept is not None else "")
        self._say_kept(annotator)

    def say_corrected(self, annotator: Party, key: int) -> None:
        """Say where a principle stands without the oracle's errors."""
        one = self._session.data.principles[key]
        self.say(0, f"{inert_line(one.name)}: {inert_line(one.text)}")
        for line, said in zip(self.lines[1:4], self._corrected.words(annotator, key), strict=True):
            line.show(inert_line(said))
        self.clear(4)

    def say_written(self, key: int, under_review: Party | None) -> None:
        """Say what a place in the written order means, and how the annotator under review keeps the order."""
        session, order = self._session, self._session.order
        if order is None:
            return
        one = session.data.principles[key]
        self.say(0, f"{inert_line(one.name)}: {inert_line(one.text)}", order_name(order))
        self.say(1, f"written no. {order.order.index(key) + 1} of {len(order.order)}")
        self.say(2, "shift+↑ and shift+↓ carry it up and down; y loads, takes and saves orders")
        self.say(3, "" if under_review is None else f"kept by {under_review.title}:")
        if under_review is not None:
            self._say_kept(under_review)

    def _say_kept(self, annotator: Party) -> None:
        """Say how an annotator keeps the order in hand, and what breaks it."""
        kept = self.kept_by(annotator)
        for line in self.lines[4:]:
            line.display = self._session.order is not None
        if kept is None:
            self.clear(4)
            return
        self.say(4, kept_words(kept, self.room(4)))
        self.say(5, broken_line(kept, self.room(5)))
