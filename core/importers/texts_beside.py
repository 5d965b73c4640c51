"""What stands beside answers and says which responses they are of: the texts, or that these were exchanged."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from core.importers.containers.records import Records
from core.importers.containers.table import CellTable, Chunk
from core.importers.formats.column_names import beside_pair, chosen_pair, is_response, words_of
from core.importers.formats.field_path import json_of
from core.importers.formats.suggestion import suggestion
from core.importers.options import ImportOptions
from core.importers.votes import is_wide, names_of_keys
from core.model.errors import FormatError
from core.model.safe_text import inert_line, spreadsheet_plain
from core.storage.writing import StoreWriter

_CHUNK: Final = 10_000
_SHOWN: Final = 40
_TURNED: Final = frozenset({"swapped", "swap", "flipped", "flip", "reversed", "switched", "inverted", "exchanged"})
"""Words in the name of a column that says whether the responses were shown the other way round."""
_YES: Final = frozenset({"true", "1", "1.0", "yes", "y", "t"})
Pair = tuple[str, str]


def refuse_texts(
    records: Records, table: CellTable, writer: StoreWriter, options: ImportOptions, case: str | None = None
) -> None:
    """Raise FormatError where a row's responses are not those of its case, or are the other way round.

    Its answer would count for another response than it is about. `case` is the column of the cases' ids, where it is
    called otherwise. In a table with presentation orders the responses may be as they were shown.
    """
    beside = beside_pair(records)
    names = beside if beside is not None and is_response(beside[0]) else chosen_pair(records)
    if names is not None and not writer.has_cases():
        raise FormatError(
            f"{table.name} names cases that must be there, and the store has none: import them first; "
            f"or where its rows are the cases, {suggestion(records)}"
        )
    called = names_of_keys(table.header)
    key = case or next((name for name in called if called[name] == "row_id"), "row_id")
    told = "order" in table.header or is_wide(table.header)  # where there is a column for each principle
    turned = [name for name in table.header if not told and not _TURNED.isdisjoint(words_of(name))]
    if key not in table.header or not (names or turned):
        return
    for chunk in table.again().chunks(_CHUNK):
        if chunk.lines:
            _refuse_turned(table, chunk, turned)
            if names is not None:
                _refuse_others(table, chunk, names, options.prefix, key, writer.responses)


def _refuse_turned(table: CellTable, chunk: Chunk, names: Sequence[str]) -> None:
    cells = chunk.cells()
    for name in names:
        for index, cell in enumerate(cells[name]):
            if cell.strip().lower() in _YES:
                file, line = chunk.place(index)
                raise FormatError(
                    f"{file or table.name}, {table.unit} {line}: {inert_line(name)} says that the responses were "
                    "exchanged, and not whether the answer is of what was shown: give answers of the case's own A and "
                    "B, and leave the column out."
                )


def _refuse_others(
    table: CellTable,
    chunk: Chunk,
    names: Pair,
    prefix: str,
    key: str,
    responses: Callable[[list[str]], Mapping[str, Pair]],
) -> None:
    cells = chunk.cells()
    ids = [prefix + cell.strip() for cell in cells[key]]
    known = responses(ids)
    for index, (case, *shown) in enumerate(zip(ids, *(cells[name] for name in names), strict=True)):
        wanted = known.get(case)
        if wanted is None or not all(cell.strip() for cell in shown):
            continue
        a, b = (_alike(cell, wanted) for cell in shown)
        if (a[0] and b[1]) or ("order" in table.header and a[1] and b[0]):
            continue
        file, line = chunk.place(index)
        where = f"{file or table.name}, {table.unit} {line}"
        raise FormatError(f"{where}: {_said(names, inert_line(case, _SHOWN), turned=bool(a[1] and b[0]))}")


def _said(names: Pair, case: str, *, turned: bool) -> str:
    first, second = map(inert_line, names)
    if turned:
        return (
            f"{first} and {second} are the responses of case {case} the other way round, so that the answer would "
            "count for the other one: give answers of the case's own A and B, or pairs with their prompts."
        )
    return (
        f"{first} and {second} are not the responses of case {case}: leave them out where the rows are about the "
        "store's cases, else say with --map what they are, for the rows are cases of their own."
    )


def _alike(cell: str, wanted: Pair) -> tuple[bool, bool]:
    """Whether a response, or the end of a conversation, is A and is B."""
    said = list(_texts(cell))
    a, b = (any(text.endswith(" ".join(each.split())) for text in said) for each in wanted)
    return a, b


def _texts(cell: str) -> Iterator[str]:
    """What a cell may say: itself, or the last message in it."""
    yield " ".join(spreadsheet_plain(cell).split())
    held = json_of(cell)
    last = held[-1] if isinstance(held, list) and held else held
    if isinstance(last, Mapping):
        last = last.get("content", last.get("value", last.get("text")))
    if isinstance(last, str):
        yield " ".join(last.split())
