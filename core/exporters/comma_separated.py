"""CSV in which no text is a formula, and none falls apart where a spreadsheet parts cells at more than commas."""

import csv
import re
from collections.abc import Iterable, Sequence
from typing import Final, TextIO

from core.model.safe_text import spreadsheet_safe

Cell = str | int | float | bool | None
_OTHER_SEPARATORS: Final = re.compile("[;\t]")


def write_csv(file: TextIO, names: Sequence[str], rows: Iterable[Iterable[Cell]]) -> None:
    """Write a header and rows to a file that is open without newline translation.

    In a row with a semicolon or a tab all texts are quoted: a spreadsheet that parts cells there too, as its dialog may
    say, would else begin one with what follows.
    """
    plain, quoted = csv.writer(file), csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    plain.writerow(names)
    for row in rows:
        cells = [spreadsheet_safe(cell) if isinstance(cell, str) else cell for cell in row]
        split = any(isinstance(cell, str) and _OTHER_SEPARATORS.search(cell) for cell in cells)
        (quoted if split else plain).writerow(cells)
