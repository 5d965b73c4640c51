"""One case: what was asked, the two responses, who chose which, and what the principles say."""

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar, Final, NamedTuple

from textual import events
from textual.geometry import Region
from textual.strip import Strip

from tui.format import cut
from tui.widgets.case_layout import Band, halves, share_heights, side_by_side, stacked, stacks
from tui.widgets.case_parts import Part, TextPart, VotePart, VoteShown
from tui.widgets.case_words import CaseShown, case_subtitle, case_title, pieces_len, response_title, votes_title
from tui.widgets.painting import ROLE_CLASSES, Painted, Piece, role_css

WHEEL: Final = 3
"""Lines that one turn of the mouse wheel scrolls."""


class Pane(NamedTuple):
    """A part and where it stands in the widget."""

    part: Part
    region: Region


class CaseView(Painted):
    """A case in a frame, drawn as one widget: a key repaints the lines it changes, and nothing is laid out again."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = ROLE_CLASSES
    DEFAULT_CSS = role_css("CaseView")

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.case: CaseShown | None = None
        self.prompt = TextPart()
        self.response_a = TextPart()
        self.response_b = TextPart()
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
        self._bands: tuple[Band, ...] = ()
        self._dragged: Pane | None = None

    def show(self, case: CaseShown) -> None:
        """Show a case; texts begin at their tops unless it is the case already shown."""
        before, self.case = self.case, case
        if before is not None and replace(before, **case.verdict_fields()) == case:
            # Only what the reviewer says of it is new, and that stands in the last line.
            self.refresh(Region(0, self.size.height - 1, self.size.width, 1))
            return
        if before is None or case.texts() != before.texts():
            self.prompt.show(case.prompt)
            self.response_a.show(case.response_a)
            self.response_b.show(case.response_b)
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
        self.refresh()

    def show_all(self) -> None:
        """Show long texts in full."""
        for part in (self.prompt, self.response_a, self.response_b):
            part.show_all()
        self._arrange()

    def page(self, direction: int) -> bool:
        """Read on (1) or back (-1) by a page: the prompt, then both responses; False at the end."""
        return self._read(lambda pane: direction * max(1, pane.region.height - 1), direction)

    def scroll_text(self, delta: int) -> bool:
        """Read on or back by lines, like `page`."""
        return self._read(lambda _: delta, delta)

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
            self.refresh(pane.region)
        return moved

    def _read(self, step: Callable[[Pane], int], direction: int) -> bool:
        groups = (("prompt",), ("a", "b")) if direction > 0 else (("a", "b"), ("prompt",))
        for names in groups:
            panes = [pane for name in names if (pane := self.pane(name))]
            if any([self._scroll(pane, pane.part.top + step(pane)) for pane in panes]):  # noqa: C419 - all must scroll
                return True
        return False

    # Drawing

    def _arrange(self) -> None:
        """Share the inside of the frame among the parts, by what they need."""
        width, height = self.size.width - 2, self.size.height - 2
        self.refresh()
        if width <= 0 or height <= 0 or self.case is None:
            return
        stack = stacks(width)
        widths = (width, width) if stack else halves(width)
        both = [part.count(at) + 1 for part, at in zip((self.response_a, self.response_b), widths, strict=True)]
        heights = share_heights(
            height,
            self.prompt.count(width),
            sum(both) if stack else max(both),
            max(len(self.left.votes), len(self.right.votes)),
            least=10 if stack else 6,
        )
        self._bands = stacked(width, heights, *both) if stack else side_by_side(width, heights)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the frame and what is in it."""
        width, height = self.size
        if width < 4:
            return Strip.blank(width)
        if y == 0:
            return self.paint(self._top(width), width)
        if y == height - 1:
            return self.paint(self._bottom(width), width)
        edge = self.paint([("│", "rule")], 1)
        return Strip.join([edge, *self._inside(y - 1, width - 2), edge])

    def _top(self, width: int) -> list[Piece]:
        place = f" {self.case.place} " if self.case is not None and self.case.place else ""
        room = width - 4 - len(place)
        title = [] if self.case is None else [(" ", ""), *case_title(self.case, room - 2), (" ", "")]
        title = title if pieces_len(title) <= room else [(cut(_plain(title), room), "")]
        return [("╭─", "rule"), *title, ("─" * (room - pieces_len(title)), "rule"), (place, "muted"), ("─╮", "rule")]

    def _bottom(self, width: int) -> list[Piece]:
        words = [] if self.case is None else case_subtitle(self.case)
        words = [(" ", ""), *words, (" ", "")] if words else []
        words = words if pieces_len(words) <= width - 4 else [(cut(_plain(words), width - 4), "muted")]
        return [("╰─" + "─" * (width - 4 - pieces_len(words)), "rule"), *words, ("─╯", "rule")]

    def _inside(self, y: int, width: int) -> list[Strip]:
        if self.case is None:
            return [self.paint([("  " + cut(self._nothing, width - 2), "muted")] if y == 1 else [], width)]
        band = next((band for band in self._bands if band.y <= y < band.y + band.height), None)
        if band is None:
            return [self.paint([], width)]
        row = y - band.y - band.ruled
        between = self.paint([(band.joint if row < 0 else "│", "rule")], 1)
        strips: list[Strip] = []
        for name, room in band.parts:
            strips += [between] if strips else []
            strips.append(self._rule(name, room) if row < 0 else self._row(name, row, room, band.room))
        return strips

    def _rule(self, name: str, width: int) -> Strip:
        case = self.case
        if case is None:
            return Strip.blank(width)
        side = 1 if name in ("a", "left") else -1
        title = response_title(case, side) if name in ("a", "b") else votes_title(case, side)
        return self.paint([("─", "rule"), *title, ("─" * width, "rule")], width)

    def _row(self, name: str, row: int, width: int, height: int) -> Strip:
        part = self._parts[name]
        text = self.paint(part.row(row, width, height), width - 1)
        thumb = self.paint([("▐" if row in part.thumb(width, height) else " ", "thumb")], 1)
        return Strip.join([text, thumb])


def _plain(pieces: list[Piece]) -> str:
    return "".join(text for text, _ in pieces)


__all__ = ["CaseShown", "CaseView", "VoteShown"]
