"""One case: what was asked, the two responses, who chose which, and what the principles say."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from tui.widgets.case.frame import MOST_TEXT, Frame, facts_line, has_foot, principle_lines, sentence_frame
from tui.widgets.case.layout import Band, halves, share_heights, side_by_side, stacked, stacks
from tui.widgets.case.parts import Part, VotePart, VoteShown
from tui.widgets.case.prompt import PromptPart
from tui.widgets.case.text import TextPart
from tui.widgets.case.words import CaseShown
from tui.widgets.painting import Painted, Piece, role_css

if TYPE_CHECKING:
    from tui.widgets.case.differences import Differences

WHEEL: Final = 3
"""Lines that one turn of the mouse wheel scrolls."""


class Pane(NamedTuple):
    """A part and where it stands in the widget."""

    part: Part
    region: Region


class CaseView(Painted):
    """A case in a frame, drawn as one widget: a key repaints the lines it changes, and nothing is laid out again."""

    ALLOW_SELECT = False
    DEFAULT_CSS = role_css("CaseView")

    class VotePicked(Message):
        """The vote of the principle of that name was clicked."""

        def __init__(self, principle: str) -> None:
            super().__init__()
            self.principle = principle

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.case: CaseShown | None = None
        self.prompt = PromptPart()
        self.response_a = TextPart("differs-a")
        self.response_b = TextPart("differs-b")
        self.left = VotePart()
        self.right = VotePart()
        self._parts: dict[str, Part] = {
            "prompt": self.prompt,
            "a": self.response_a,
            "b": self.response_b,
            "left": self.left,
            "right": self.right,
        }
        self._nothing = ""
        self._voted = True
        self._bands: tuple[Band, ...] = ()
        self._told: tuple[str, ...] = ()
        self._opened = True
        self._dragged: Pane | None = None
        self._marking = False
        self._differences: Differences | None = None
        self._read_lines: list[list[Piece]] = []
        self._lines: list[list[Piece]] = []

    def show(self, case: CaseShown) -> None:
        """Show a case, its prompt at the last human turn, unless it is the case already shown."""
        before, self.case = self.case, case
        if before is not None and replace(before, **case.verdict_fields()) == case:
            # Only what the reviewer says of it is new, and that moves nothing.
            self._draw(anew=False)
            return
        if before is None or case.texts() != before.texts():
            self._opened = True
            self.prompt.show(case.prompt)
            self.response_a.show(case.response_a)
            self.response_b.show(case.response_b)
            self._compare()
        left, right = case.sided, case.overruled
        if not (case.preference and case.annotator):
            votes = case.sided + case.overruled
            left, right = (tuple(vote for vote in votes if vote.side == side) for side in "AB")
        self.left.show(left)
        self.right.show(right)
        self._arrange()

    def show_nothing(self, sentence: str) -> None:
        """Show a sentence instead of a case."""
        self.case, self._nothing = None, sentence
        self._draw()

    def show_more(self) -> bool:
        """Show more of the long texts; False where all is shown."""
        # A list, because all three must grow.
        grown = any([part.show_more() for part in (self.prompt, self.response_a, self.response_b)])  # noqa: C419
        if grown:
            self._compare()
            self._arrange()
        return grown

    def turn_votes(self, *, shown: bool) -> None:
        """Show the votes below the texts, or leave the room to these where the votes stand elsewhere."""
        self._voted = shown
        self._arrange()

    def toggle_differences(self) -> str:
        """Mark the words in which the responses differ, or cease to, in all cases from now on; says what is marked."""
        self._marking = not self._marking
        self._compare()
        self._arrange()
        return self._differences.said if self._differences is not None else "differing words are no longer marked"

    def _compare(self) -> None:
        """Compare what is shown of the responses, if that is wanted, and mark what differs unless nearly all does."""
        found = None
        if self._marking:
            from tui.widgets.case.differences import differences

            found = differences(self.response_a.shown, self.response_b.shown)
        first, second = found.places if found is not None and not found.throughout else ((), ())
        self._differences = found
        self.response_a.mark(first)
        self.response_b.mark(second)

    def page(self, direction: int) -> bool:
        """Read on (1) or back (-1) by a page: the prompt, then both responses; False at the end."""
        return self._read(lambda pane: direction * max(1, pane.region.height - 1), direction)

    def scroll_text(self, delta: int) -> bool:
        """Read on or back by lines, like `page`."""
        return self._read(lambda _: delta, delta)

    def read_round(self, name: str) -> bool:
        """Read on in one part alone (`a`, `b`, …) by a page, and from its end at its beginning again."""
        pane = self.pane(name)
        if pane is None:
            return False
        top, last = pane.part.top, pane.part.last_top(*pane.region.size)
        return self._scroll(pane, 0 if top >= last else top + max(1, pane.region.height - 1))

    def pane(self, name: str) -> Pane | None:
        """Give a part (`prompt`, `a`, `b`, `left`, `right`) with its place, if the case has been laid out."""
        for band in self._bands:
            x = 1
            for part, width in band.parts:
                if part == name:
                    return Pane(self._parts[part], Region(x, 1 + band.y + band.ruled, width, band.room))
                x += width + 1
        return None

    # Size and mouse

    def on_resize(self) -> None:
        """Share the new size among the parts."""
        self._arrange()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll the part under the mouse."""
        self._wheel(event, WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll the part under the mouse back."""
        self._wheel(event, -WHEEL)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of a scrollbar."""
        pane = self._under(event)
        if pane is not None and event.x == pane.region.right - 1 and pane.part.thumb(*pane.region.size):
            self._dragged = pane
            self.capture_mouse()
            self._drag(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Scroll along with the scrollbar that is held."""
        self._drag(event)

    def on_mouse_up(self) -> None:
        """Let go of the scrollbar."""
        if self._dragged is not None:
            self._dragged = None
            self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """Show more where the note is clicked that there is more; tell which vote is clicked."""
        pane = self._under(event)
        if pane is not None and isinstance(pane.part, VotePart) and event.x < pane.region.right - 1:
            index = pane.part.index(event.y - pane.region.y, *pane.region.size)
            vote = pane.part.at(index, event.x - pane.region.x, pane.region.width)
            if vote is not None:
                self.post_message(self.VotePicked(vote.principle))
        if pane is not None and isinstance(pane.part, TextPart):
            row = event.y - pane.region.y
            if pane.part.is_note(pane.part.index(row, *pane.region.size)):
                self.show_more()
            elif isinstance(pane.part, PromptPart) and pane.part.is_before(row, *pane.region.size):
                self._scroll(pane, pane.part.top - max(1, pane.region.height - 1))

    def _under(self, event: events.MouseEvent) -> Pane | None:
        panes = (self.pane(name) for name in self._parts)
        return next((pane for pane in panes if pane and pane.region.contains(event.x, event.y)), None)

    def _wheel(self, event: events.MouseEvent, delta: int) -> None:
        pane = self._under(event)
        if pane is not None and self._scroll(pane, pane.part.top + delta):
            event.stop()

    def _drag(self, event: events.MouseEvent) -> None:
        pane = self._dragged
        if pane is not None:
            share = (event.y - pane.region.y) / max(pane.region.height - 1, 1)
            self._scroll(pane, round(share * pane.part.last_top(*pane.region.size)))

    def _scroll(self, pane: Pane, top: int) -> bool:
        moved = pane.part.scroll_to(top, *pane.region.size)
        if moved:
            self._opened = self._opened and pane.part is not self.prompt
            self._draw()
        return moved

    def _read(self, step: Callable[[Pane], int], direction: int) -> bool:
        groups = (("prompt",), ("a", "b")) if direction > 0 else (("a", "b"), ("prompt",))
        for names in groups:
            panes = [pane for name in names if (pane := self.pane(name))]
            # A list, because both responses must scroll.
            if any([self._scroll(pane, pane.part.top + step(pane)) for pane in panes]):  # noqa: C419
                return True
        return False

    # Drawing

    def _arrange(self) -> None:
        """Share the inside of the frame among the parts, by what they need."""
        width, height = self.size.width - 2, self.size.height - 2
        if width > 1 and height > 0 and self.case is not None:
            foot = has_foot(self.case, self.size.height)
            height -= len(facts_line(self.case, *self.size)) + foot
            votes = (self.left.votes or self.right.votes) if self._voted else ()
            self._told = principle_lines(votes, self.size.width, MOST_TEXT)
            stack = stacks(width)
            widths = (width, width) if stack else halves(width)
            both = [part.count(at) + 1 for part, at in zip((self.response_a, self.response_b), widths, strict=True)]
            heights = share_heights(
                height,
                self.prompt.question(width),
                self.prompt.count(width),
                sum(both) if stack else max(both),
                max(len(self.left.votes), len(self.right.votes)) if self._voted else None,
                least=10 if stack else 6,
                told=len(self._told) if foot and not self.case.choices.hidden else 0,
            )
            if heights.told < len(self._told):
                self._told = principle_lines(votes, self.size.width, heights.told)
            self._bands = stacked(width, heights, *both) if stack else side_by_side(width, heights)
            for side in (self.left, self.right):
                side.pair(heights.votes - 1)
            if self._opened:
                self.prompt.open(width, heights.prompt)
        self._draw()

    def _draw(self, *, anew: bool = True) -> None:
        """Draw all lines, texts and votes `anew` or as they stand, and have those repainted that are not as before."""
        width, height = self.size
        before = self._lines
        if width < 4 or height < 2:
            self._lines = []
        elif self.case is None:
            self._lines = sentence_frame(self._nothing, width, height)
        else:
            frame = Frame(self.case, self._parts, self._bands, self._differences, self._told)
            self._read_lines = frame.read() if anew else self._read_lines
            self._lines = frame.lines(self._read_lines, width, height)
        if len(before) != len(self._lines):
            self.refresh()
            return
        changed = [y for y, (old, new) in enumerate(zip(before, self._lines, strict=True)) if old != new]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def render_line(self, y: int) -> Strip:
        """Give one line of the frame and what is in it."""
        return self.paint(self._lines[y] if y < len(self._lines) else (), self.size.width)


__all__ = ["CaseShown", "CaseView", "VoteShown"]
