"""One row of the case list: what it says and how it fits a width."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, NamedTuple

from core.model.number_words import NOTHING
from tui.common.format import cut, fit
from tui.widgets.painting import Piece

PARTLY: Final = "…"
"""Marks a balance of votes to which some are missing."""
_GLYPH_ROLES = {"✓": "good", "⚑": "bad", NOTHING: "muted"}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as the list shows it; all texts are inert and of one line.

    `n` is its number in the store, `label` its id; `glyph` the reviewer's verdict (`✓` uphold, `⚑` flag, a dash
    for skip, or a space); `for_a` and `for_b` count votes, of which `missing` were not cast, all of them where the case
    is `unvoted`; `flagged` tells that the metrics leave its annotation out, `turned` that A and B are shown in each
    other's place.
    """

    n: int
    label: str
    glyph: str
    for_a: int
    for_b: int
    preview: str
    flagged: bool
    turned: bool = False
    missing: int = 0
    unvoted: bool = False


class RowCache:
    """The rows drawn most recently, at most `size` of them."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._rows: OrderedDict[int, CaseRow] = OrderedDict()

    def __contains__(self, n: object) -> bool:
        return n in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, n: int) -> CaseRow | None:
        """Give a case's row, if held, and keep it longest."""
        row = self._rows.get(n)
        if row is not None:
            self._rows.move_to_end(n)
        return row

    def put(self, row: CaseRow) -> None:
        """Hold a row, in place of an older one of the same case."""
        self._rows[row.n] = row
        self._rows.move_to_end(row.n)
        while len(self._rows) > self._size:
            self._rows.popitem(last=False)

    def clear(self) -> None:
        """Hold nothing."""
        self._rows.clear()


class RowLayout(NamedTuple):
    """Cells given to the parts of a row; 0 leaves a part out."""

    label: int
    balance: int
    preview: int


def row_layout(width: int, label_width: int) -> RowLayout:
    """Share `width` cells: below 34 the label goes first, below 15 the preview too."""
    balance = 5
    label = label_width + 2 if width >= 34 else 0
    preview = width - 2 - label - balance - 2
    return RowLayout(label, balance, preview if preview >= 6 else 0)


def row_pieces(row: CaseRow | None, layout: RowLayout, *, current: bool) -> list[Piece]:
    """Draw a row, or a placeholder where the row is not known yet."""
    marker = ("▸" if current else " ", "")
    if row is None:
        return [marker, ("  " + "·" * max(layout.label + layout.balance - 2, 1), "muted")]
    glyph = row.glyph
    role = _GLYPH_ROLES.get(glyph, "")
    if row.flagged and glyph == " ":
        glyph, role = "⚐", "muted"
    pieces = [marker, (fit(glyph, 1), role)]
    if layout.label:
        pieces.append((" " + fit(row.label, layout.label - 1), "muted"))
    balance = f" {NOTHING}:{NOTHING}" if row.unvoted else f"{row.for_a:>2}:{row.for_b}"
    pieces.append((fit(balance, layout.balance), ""))
    if layout.preview:
        partly = PARTLY if row.missing and not row.unvoted else " "
        pieces.append((partly + cut(row.preview, layout.preview + 1), "muted" if row.flagged else ""))
    return pieces
