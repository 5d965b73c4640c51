"""An order of the principles as text, one a line and the highest first; names a principle as people do."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from core.importers.lists_of_principles import listed_in
from core.importers.source import Source
from core.model.errors import FormatError
from core.model.number_words import plural
from core.model.principle_names import PrincipleNames
from core.model.safe_text import inert_line
from core.model.terms import Principle

_NAME: Final = 40
_CALLED: Final = ("name", "text", "id")
_MOST: Final = 100_000
"""Lines of a file that may still name principles: nobody has so many."""


def read_order(path: Path, principles: Sequence[Principle]) -> tuple[int, ...]:
    """Read an order of all principles as their columns, the highest first; blank lines do not count.

    A line gives a principle's name, its text or its id, the number of its line in the constitution from 0; a table with
    `id`, `name` and `text`, as `write_order` writes it, one in each row. Raises
    FormatError at a line that names none, or one for the second time, and when a principle is left out.
    """
    source = Source(path)
    source.require_text()
    known = PrincipleNames(((n, each.id, each.name, each.text) for n, each in enumerate(principles)), _CALLED)
    order: dict[int, int] = {}
    by_id = {each.id: each for each in principles}
    for number, given, id_ in _given(source):
        named = by_id.get(id_)
        alike = known.found(given)
        found = named if named and given == named.text else principles[alike[0]] if len(alike) == 1 else None
        shown = f'"{inert_line(given, _NAME)}"'
        if found is None:
            raise FormatError(
                f"{source.name}, line {number}: there is {'more than one' if alike else 'no'} principle {shown}: "
                "give its name, its text or its number, counted from 0."
            )
        if found.n in order:
            raise FormatError(
                f"{source.name}, line {number}: {shown} stands in line {order[found.n]} already: "
                "name every principle once."
            )
        order[found.n] = number
    missing = [each for each in principles if each.n not in order]
    if missing:
        left_out = inert_line(missing[0].name, _NAME) + (f" and {len(missing) - 1} more" if len(missing) > 1 else "")
        raise FormatError(
            f"{source.name} has {len(order)} of {plural(len(principles), 'principle')} and leaves out {left_out}: "
            "name every principle once."
        )
    return tuple(order)


def _given(source: Source) -> Iterable[tuple[int, str, str]]:
    """Number what the file names principles by: lines, or the texts of a table with their ids."""
    lines = list(_lines(source))
    if not lines or lines[0][1][:1] in {"[", "{"} or (rows := listed_in(source, [line for _, line in lines])) is None:
        return [(number, line, "") for number, line in lines]
    return [(number, text, id_) for number, (id_, _, text) in enumerate(rows, 2)]


def _lines(source: Source) -> Iterable[tuple[int, str]]:
    """Number the lines that are not blank."""
    for number, line in enumerate(source.lines(), 1):
        if number > _MOST:
            raise FormatError(f"{source.name} has more than {_MOST:,} lines: give the file that names the principles.")
        if number in source.damaged:
            raise FormatError(f"{source.name}, line {number}: {source.damaged[number]}; correct it and try again.")
        if line.strip():
            yield number, line.strip()
