"""Which mark parts the columns of delimited text."""

import csv
import re
from collections.abc import Iterable
from typing import Final

MARKS: Final = (",", ";", "\t", "|")
_ROWS: Final = 50
_CHARACTERS: Final = 1 << 16
_SAID: Final = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE)


def delimiter_of(lines: Iterable[str]) -> tuple[str, bool]:
    """The mark, and whether the first line is Excel's that names it.

    It is the one by which the rows at the beginning are as wide as the header, and then the one of the widest header;
    a comma where there is only one column.
    """
    sample, whole = _sample(lines)
    said = _SAID.fullmatch(sample[0]) if sample else None
    if said is not None:
        return said.group(1), True
    found = max(MARKS, key=lambda mark: _fit(sample, mark, whole=whole))
    return found if _fit(sample, found, whole=whole) > (0.0, 1) else ",", False


def _sample(lines: Iterable[str]) -> tuple[list[str], bool]:
    """The first lines, and whether they are all there are."""
    sample: list[str] = []
    characters = 0
    for line in lines:
        sample.append(line)
        characters += len(line)
        if characters >= _CHARACTERS or len(sample) >= _ROWS:
            return sample, False
    return sample, True


def _fit(sample: list[str], mark: str, *, whole: bool) -> tuple[float, int]:
    """The share of rows that are as wide as the header, and that width; nothing where that is one."""
    try:
        rows = [row for row in csv.reader(sample, delimiter=mark) if row]
    except csv.Error:
        return (0.0, 1)
    width = len(rows[0]) if rows else 1
    # The last row may have been cut within quotes.
    others = rows[1:] if whole else rows[1:-1]
    if width < 2:
        return (0.0, 1)
    return (sum(len(row) == width for row in others) / len(others) if others else 1.0, width)
