"""A case in its frame, as lines of pieces: pure functions of what stands where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, set_cell_size

from tui.common.format import cut
from tui.widgets.case.choices import ChoicesShown
from tui.widgets.case.layout import Band
from tui.widgets.case.parts import Part, VoteShown
from tui.widgets.case.words import CaseShown, case_subtitle, case_title, pieces_len, response_title, votes_title
from tui.widgets.case.wrap import wrap as wrap_cells
from tui.widgets.painting import Piece

if TYPE_CHECKING:
    from tui.widgets.case.differences import Differences

LOWEST: Final = 14
"""Lines of a frame below which there is no room for its foot: everybody's choice, a principle in full, facts."""
MOST_TEXT: Final = 3
"""Lines of a principle in full, at most."""
_EDGE: Piece = ("│", "rule")


@dataclass(frozen=True, slots=True)
class Frame:
    """What is drawn: a case, its parts by name, the bands they stand in, and what differs where that is marked."""

    case: CaseShown
    parts: Mapping[str, Part]
    bands: tuple[Band, ...]
    differences: "Differences | None" = None
    told: tuple[str, ...] = ()

    def read(self) -> list[list[Piece]]:
        """Draw the texts and votes, which are the same whatever the reviewer says of the case."""
        return [line for band in self.bands for line in self._band(band)]

    def lines(self, read: list[list[Piece]], width: int, height: int) -> list[list[Piece]]:
        """Draw `height` lines around what is read, each exactly `width` cells; `told` are of a principle in full."""
        feet = has_foot(self.case, height)
        told = [exactly([(f" {line}", "muted")], width - 2) for line in self.told]
        foot = [self._choices(width), *told] if feet else []
        foot += facts_line(self.case, width, height)
        room = height - 2 - len(foot)
        inside = read[:room]
        inside += [[(" " * (width - 2), "")]] * (room - len(inside)) + foot
        bottom = _bottom(self.case, width, mine=not feet)
        return [_top(self.case, width), *([_EDGE, *line, _EDGE] for line in inside), bottom]

    def _choices(self, width: int) -> list[Piece]:
        """Draw the rule that says who chose what."""
        line = self.case.choices.line(width - 6)
        return exactly([("─", "rule"), (" ", ""), *line, (" ", "")] if line else [("─", "rule")], width - 2, "─")

    def _band(self, band: Band) -> list[list[Piece]]:
        """Draw the parts of a band beside one another, below their rule."""
        columns = [self._column(name, room, band) for name, room in band.parts]
        lines = []
        for row, cells in enumerate(zip(*columns, strict=True)):
            between: Piece = (band.joint, "rule") if band.ruled and row == 0 else _EDGE
            line = list(cells[0])
            for cell in cells[1:]:
                line += [between, *cell]
            lines.append(line)
        return lines

    def _column(self, name: str, width: int, band: Band) -> list[list[Piece]]:
        part = self.parts[name]
        thumb = part.thumb(width, band.room)
        rows = [
            [*exactly(pieces, width - 1), ("▐", "thumb") if row in thumb else (" ", "")]
            for row, pieces in enumerate(part.rows(width, band.room))
        ]
        return [exactly(self._title(name, width - 1), width, "─"), *rows] if band.ruled else rows

    def _title(self, name: str, room: int) -> list[Piece]:
        side = 1 if name in ("a", "left") else -1
        if name in ("a", "b"):
            title = response_title(self.case, side, room, self.differences)
        else:
            title = votes_title(self.case, side)
        return [("─", "rule"), *title]


def has_foot(case: CaseShown, height: int) -> bool:
    """Tell whether there is anything to say of who chose what, and room for it, in a frame of so many lines."""
    return height >= LOWEST and case.choices != ChoicesShown()


def principle_lines(votes: Sequence[VoteShown], width: int, most: int) -> tuple[str, ...]:
    """Give the first of some votes' principle in full, in `most` lines for a frame; nothing where that is its name."""
    if not most or not votes or votes[0].text in ("", votes[0].principle):
        return ()
    text = f"▸ {votes[0].principle}: {votes[0].text}"
    found = [text[start:end].rstrip(" ") for start, end in wrap_cells(text, max(width - 4, 1))]
    last = [cut(" ".join(found[most - 1 :]), width - 4)] if len(found) >= most else []
    return (*found[: most - 1], *last)


def facts_line(case: CaseShown, width: int, height: int) -> list[list[Piece]]:
    """Draw the facts of a case on a line at the foot of the frame; none where there are none, or no room."""
    if not case.facts or height < LOWEST:
        return []
    return [exactly([(" " + cut(case.facts, width - 4), "muted")], width - 2)]


def sentence_frame(sentence: str, width: int, height: int) -> list[list[Piece]]:
    """Draw a frame with one sentence in it."""
    told = wrap(sentence, max(width - 6, 1))
    rows = [[("  " + line, "muted")] for line in ("", *told, *[""] * height)][: height - 2]
    rule = "─" * (width - 2)
    inside = [[_EDGE, *exactly(row, width - 2), _EDGE] for row in rows]
    return [[(f"╭{rule}╮", "rule")], *inside, [(f"╰{rule}╯", "rule")]]


def exactly(pieces: list[Piece], width: int, filling: str = " ") -> list[Piece]:
    """Cut or fill pieces to exactly `width` cells."""
    room = width
    kept = []
    for text, roles in pieces:
        size = cell_len(text)
        if size > room:
            kept.append((set_cell_size(text, room), roles))
            return kept
        kept.append((text, roles))
        room -= size
    if room:
        kept.append((filling * room, "rule" if filling != " " else ""))
    return kept


def _top(case: CaseShown, width: int) -> list[Piece]:
    place = f" {case.place} " if case.place else ""
    if len(place) > width // 3:
        place = ""
    room = width - 4 - len(place)
    title = [(" ", ""), *case_title(case, room - 2), (" ", "")]
    title = title if pieces_len(title) <= room else [(cut(_plain(title), room), "")]
    return [("╭─", "rule"), *title, ("─" * (room - pieces_len(title)), "rule"), (place, "muted"), ("─╮", "rule")]


def _bottom(case: CaseShown, width: int, *, mine: bool) -> list[Piece]:
    words = case_subtitle(case, mine=mine)
    words = [(" ", ""), *words, (" ", "")] if words else []
    words = words if pieces_len(words) <= width - 4 else [(cut(_plain(words), width - 4), "muted")]
    return [("╰─" + "─" * (width - 4 - pieces_len(words)), "rule"), *words, ("─╯", "rule")]


def _plain(pieces: list[Piece]) -> str:
    return "".join(text for text, _ in pieces)
