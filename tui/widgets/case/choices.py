"""Who chose what, on one line."""

from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len

from core.model.number_words import NOTHING
from tui.common.format import cut
from tui.widgets.case.parts import side_roles
from tui.widgets.painting import Piece

_LETTERS: Final = {1: "A", -1: "B", 0: NOTHING}
_LONGEST: Final = 24
_SHORTEST: Final = 6
"""Cells of a name, at most, where the line has room and where it has none."""
_BETWEEN: Final[Piece] = (" · ", "muted")


@dataclass(frozen=True, slots=True)
class ChoiceShown:
    """What one annotator chose: 1 for A, -1 for B, 0 for neither; the name is inert and of one line.

    `compared` where the list is of cases on which this annotator disagrees with another.
    """

    name: str
    side: int
    compared: bool = False


@dataclass(frozen=True, slots=True)
class ChoicesShown:
    """What the annotators who are named chose, and the reviewer; of many, how many chose A, B and neither.

    `hidden` where a blind reviewer has not chosen yet.
    """

    named: tuple[ChoiceShown, ...] = ()
    mine: int | None = None
    counts: tuple[int, int, int] | None = None
    hidden: bool = False

    def line(self, room: int) -> list[Piece]:
        """Draw who chose what: in full, else with shorter names, else how many each way and those who are compared."""
        if self.hidden:
            return [("who chose what is hidden until I choose", "muted")]
        counted = _counted(self.counts) if self.counts else []
        mine = [] if self.mine is None else [_named(ChoiceShown("mine", self.mine), _LONGEST, "lead-mine")]
        uncut = _joined([*counted, *(_named(each, 0) for each in self.named), *mine])
        left = room - sum(cell_len(text) for text, _ in uncut)
        names = [cell_len(each.name) for each in self.named]
        for cells in range(_LONGEST, _SHORTEST - 1, -1):
            if sum(min(name, cells) for name in names) <= left:
                return _joined([*counted, *(_named(each, cells) for each in self.named), *mine])
        sides = [each.side for each in self.named]
        compared = [_named(each, _SHORTEST) for each in self.named if each.compared]
        counted = counted or _counted((sides.count(1), sides.count(-1), sides.count(0)))
        return _joined([*counted, *compared, *mine])


def _counted(counts: tuple[int, int, int]) -> list[list[Piece]]:
    words = zip(counts, (_letter(1), _letter(-1), ("neither", "")), strict=True)
    return [[(f"{count} ", "muted"), word] for count, word in words if count]


def _named(each: ChoiceShown, cells: int, leads: str = "") -> list[Piece]:
    name, (letter, role) = ("strong" if each.compared else "muted"), _letter(each.side)
    return [(f"{cut(each.name, cells)} ", f"{name} {leads}".strip()), (letter, f"{role} {leads}".strip())]


def _letter(side: int) -> Piece:
    letter = _LETTERS[side]
    return (letter, side_roles(letter) if side else "strong")


def _joined(parts: list[list[Piece]]) -> list[Piece]:
    return [piece for part in parts for piece in (_BETWEEN, *part)][1:]
