"""The list of cases: as long as the dataset, holding only the pages in sight."""

from collections.abc import Mapping
from textwrap import wrap
from typing import Final

import numpy as np
from numpy.typing import NDArray
from textual.content import Content
from textual.geometry import Size
from textual.message import Message

from tui.widgets.case.row import CaseRow, RowCache, row_layout, row_pieces
from tui.widgets.painting import Piece
from tui.widgets.rows import CursorView

PAGE: Final = 64
"""Rows asked for at a time."""
PAGES_KEPT: Final = 64


class CaseList(CursorView):
    """A virtual list over a vector of case numbers; it asks for rows and is supplied with them."""

    class PageNeeded(Message):
        """Rows are needed that the list does not have: `ns` are case numbers, a page at most."""

        def __init__(self, ns: tuple[int, ...]) -> None:
            super().__init__()
            self.ns = ns

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._ids: NDArray[np.int32] = np.empty(0, np.int32)
        self._label_width = 4
        self._empty = ""
        self._rows = RowCache(PAGE * PAGES_KEPT)
        self._asked: dict[int, frozenset[int]] = {}
        self._unknown: set[int] = set()

    @property
    def count(self) -> int:
        """How many cases there are."""
        return len(self._ids)

    @property
    def place(self) -> str:
        """Where the cursor stands, as `2 of 76`."""
        return f"{self.cursor + 1} of {len(self._ids)}" if len(self._ids) else ""

    @property
    def current(self) -> int | None:
        """The number of the case under the cursor."""
        return int(self._ids[self.cursor]) if len(self._ids) else None

    def neighbour(self, delta: int) -> int | None:
        """Give the number of the case so many rows from the cursor, if there is one."""
        index = self.cursor + delta
        return int(self._ids[index]) if 0 <= index < len(self._ids) else None

    def show(
        self, ids: NDArray[np.int32], cursor: int = 0, *, label_width: int = 4, title: str = "", empty: str = ""
    ) -> None:
        """Show the cases `ids` (N,) in their order with the cursor at an index; posts no `Moved`.

        `label_width` is the width of the widest case id in cells, `title` names the filter, `empty` is the sentence
        shown when there are no cases.
        """
        self._ids = ids
        self.cursor = min(max(cursor, 0), max(len(ids) - 1, 0))
        self._label_width = label_width
        self._empty = empty
        self._asked.clear()
        self._unknown.clear()
        self.border_title = Content(title)
        self.settle()
        self.refresh()

    def supply(self, rows: Mapping[int, CaseRow]) -> None:
        """Take rows, by case number; asked-for cases that are missing from them are not asked for again."""
        for row in rows.values():
            self._rows.put(row)
        for page, ns in list(self._asked.items()):
            if not ns.isdisjoint(rows):
                del self._asked[page]
                self._unknown.update(n for n in ns if n not in rows)
        self.refresh()

    def row(self, n: int) -> CaseRow | None:
        """Give the row held of a case, if it is."""
        return self._rows.get(n)

    def held(self) -> list[int]:
        """Give the numbers of the cases in sight."""
        seen = self.visible_lines()
        return [int(n) for n in self._ids[seen.start : seen.stop]]

    def update_row(self, row: CaseRow) -> None:
        """Replace one row after a verdict."""
        self._rows.put(row)
        seen = self.visible_lines()
        for offset in np.flatnonzero(self._ids[seen.start : seen.stop] == row.n):
            self.refresh_line(seen.start + int(offset))

    def forget_rows(self) -> None:
        """Drop every row held, as after a change of annotator, and ask again for those in sight."""
        self._rows.clear()
        self._asked.clear()
        self._unknown.clear()
        self._ask()
        self.refresh()

    def move_by(self, delta: int) -> None:
        """Move the cursor by so many rows, stopping at the ends."""
        self.move_to(self.cursor + delta)

    def move_to(self, row: int, column: int = 0) -> None:
        """Move the cursor to a row, stopping at the ends; posts `Moved` if that is another one."""
        before = self.cursor
        self.put_cursor(row, column)
        if self.cursor == before:
            self.reveal(before)
            return
        self.refresh_line(before)
        self.refresh_line(self.cursor)
        self.settle()
        self.post_message(self.Moved(self))

    @property
    def page(self) -> int:
        """How many rows its window moves by."""
        return max(1, (self.scrollable_content_region.height or PAGE) - 1)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for the rows that came into sight."""
        super().watch_scroll_y(old_value, new_value)
        self._ask()

    def under_cursor(self, index: int) -> bool:
        """Tell whether it is the cursor's row."""
        return index == self.cursor and len(self._ids) > 0

    def draw(self, index: int, width: int) -> list[Piece]:
        """Draw one case, or the sentence that there are none."""
        if not len(self._ids):
            lines = self._sentence(width)
            return [(" " + lines[index], "muted")] if index < len(lines) else []
        layout = row_layout(width, self._label_width)
        return row_pieces(self._rows.get(int(self._ids[index])), layout, current=index == self.cursor)

    def _sentence(self, width: int) -> list[str]:
        return wrap(self._empty, max(width - 2, 1))

    def settle(self) -> None:
        """Count the lines, bring the cursor into sight and ask for what is there."""
        total = len(self._ids)
        self.virtual_size = Size(0, total or len(self._sentence(self.scrollable_content_region.width)))
        self._reveal_cursor()
        self._ask()

    def _reveal_cursor(self) -> None:
        """Scroll where the cursor comes near an edge: a third of the window at once, so that the list seldom moves."""
        height = self.scrollable_content_region.height
        top, margin = self.scroll_offset.y, min(2, max(height - 1, 0) // 2)
        if self.cursor < top + margin:
            self.reveal(max(self.cursor - height // 3, 0))
        elif self.cursor >= top + height - margin:
            self.reveal(min(self.cursor + height // 3, len(self._ids) - 1))

    def _ask(self) -> None:
        """Post `PageNeeded`, once a page, for rows in sight that are not held."""
        seen = self.visible_lines()
        if not len(self._ids) or not seen:
            return
        for page in range(seen.start // PAGE, (seen.stop - 1) // PAGE + 1):
            if page in self._asked:
                continue
            held = self._ids[max(seen.start, page * PAGE) : min(seen.stop, (page + 1) * PAGE)]
            if all(n in self._rows or n in self._unknown for n in held.tolist()):
                continue
            ns = tuple(self._ids[page * PAGE : (page + 1) * PAGE].tolist())
            self._asked[page] = frozenset(ns)
            self.post_message(self.PageNeeded(ns))
