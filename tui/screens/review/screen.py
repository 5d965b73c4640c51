"""The review screen: case list, case, live ranking; every key acts on the case under the cursor."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from core.query.queues import Order
from tui.common.keys import COMMON
from tui.common.leading import leading
from tui.screens.meaning import Meaning
from tui.screens.review.blind_shown import fallen_back
from tui.screens.review.desk import Standpoint
from tui.screens.review.judging import Judging
from tui.screens.review.keys import OTHER_KEYS, VERDICT_KEYS
from tui.screens.review.meaning import REVIEW
from tui.widgets.key_line import Key, KeyLine


class ReviewScreen(Judging):
    """Steps through cases and takes verdicts; a verdict is in the journal before anything changes here."""

    MEANINGS: ClassVar[tuple[Meaning, ...]] = REVIEW

    BINDINGS: ClassVar[list[BindingType]] = [*VERDICT_KEYS, *COMMON, *OTHER_KEYS]

    def compose(self) -> ComposeResult:
        """Lay out status, list, case, ranking and keys."""
        self._fit(self.app.size.width)
        yield self.status
        with Horizontal(id="desk"):
            yield self.list
            yield self.view
            yield self.ranking
        self.chosen.display = False
        yield self.chosen
        yield KeyLine(first=self._most_wanted, id="keys")

    def _most_wanted(self) -> Key | None:
        """What leads back, where a number led here; in blind review the keys without which nothing is shown."""
        if leading(self).way_back.leads_back:
            return Key("escape", "esc", "back")
        return Key("a", "a/b/x", "choose") if self._session.blind else None

    def on_mount(self) -> None:
        """Begin where the reviewer stopped the last time."""
        place = self._session.place
        wanted = self._session.admitted(place.wanted)
        if wanted.queue.order is Order.INFLUENCE:
            self._turn_to(wanted, place.case)
        else:  # at once, so that the first frame is whole
            there = Standpoint(self._session.annotator, wanted, place.case)
            self._show_found(there, self._session.selecting(wanted)(None))
        if wanted != place.wanted:
            self._tell(fallen_back(wanted))
        self.list.focus()

    def on_unmount(self) -> None:
        """Keep the place, also where the reviewer only looked."""
        self._remember()

    def action_move(self, delta: int) -> None:
        """Go to another case of the list."""
        self.list.move_by(delta)
        self._follow()

    def action_read(self, direction: int) -> None:
        """Scroll the texts, and go on to the next case at their end."""
        self.view.page(direction)

    def action_read_all(self) -> None:
        """Show more of long texts."""
        self.view.show_more()

    def action_read_lines(self, delta: int) -> None:
        """Scroll the texts by lines."""
        self.view.scroll_text(delta)

    def action_read_side(self, side: str) -> None:
        """Read on in one response alone, and from its end at its beginning again."""
        self.view.read_round(side)

    def action_differences(self) -> None:
        """Mark the words in which the responses differ, or cease to."""
        marking = self.view.toggle_differences()
        self._tell("differing words are underlined" if marking else "differing words are no longer marked")

    def action_toggle_ranking(self) -> None:
        """Show the ranking where it is folded, hide it where it is not."""
        self.toggle_class("-ranking-toggled")
