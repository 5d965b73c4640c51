"""What stands beside answers and says which responses they are of: the texts, or that these were exchanged."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from core.importers.containers.records import Records
from core.importers.containers.table import CellTable, Chunk, where
from core.importers.formats.column_names import REMARKS, beside_pair, is_response, words_of
from core.importers.formats.field_path import FieldPath, json_of
from core.importers.formats.suggestion import suggestion
from core.importers.formats.values import truth_of
from core.importers.options import ImportOptions
from core.importers.votes import is_wide, names_of_keys
from core.model.as_seen import as_seen
from core.model.errors import FormatError
from core.model.number_words import plural
from core.model.safe_text import inert_line, spreadsheet_plain
from core.storage.writing import StoreWriter

_CHUNK: Final = 100_000
_SHOWN: Final = 40
_TURNED: Final = frozenset({"swapped", "swap", "flipped", "flip", "reversed", "switched", "inverted", "exchanged"})
"""Words in the name of a column that says whether the responses were shown the other way round."""
_OTHERS: Final = (
    "{} other responses in {} and {} than the case that is named: where the rows are cases of their own, say with "
    "--map what they are."
)
_EXCHANGED: Final = (
    "{}: {} and {} are the responses of case {} the other way round, so that the answer would count for the "
    "other one: give answers of the case's own A and B, or pairs with their prompts."
)
_YES: Final = frozenset({"yes", "y", "t"})
Pair = tuple[str, str]


def held_against_texts(
    records: Records, table: CellTable, writer: StoreWriter, options: ImportOptions, case: FieldPath | None = None
) -> tuple[str, ...]:
    """What to say of rows that have other responses than their cases; their ids are in `case`, else in row_id.

    Raises FormatError where the responses are the other way round, unless the table has presentation orders: the
    answer would count for the other one.
    """
    names = beside_pair(records)
    if names is not None and (not is_response(names[0]) or REMARKS.search(names[0])):
        names = None
    if names is not None and not writer.has_cases():
        raise FormatError(
            f"{table.name} names cases that must be there, and the store has none: import them first; "
            f"or where its rows are the cases, {suggestion(records)}"
        )
    called = names_of_keys(table.header)
    column = next((name for name in called if called[name] == "row_id"), "row_id")
    key = case or FieldPath(column, column)
    told = "order" in table.header or is_wide(table.header)  # where there is a column for each principle
    turned = [name for name in table.header if not told and not _TURNED.isdisjoint(words_of(name))]
    if key.column not in table.header or not (names or turned):
        return ()
    others = 0
    for chunk in table.again().chunks(_CHUNK):
        if chunk.lines:
            _refuse_turned(table, chunk, turned)
            others += 0 if names is None else _others(table, chunk, names, _ids(chunk, key, options.prefix), writer)
    return (
        (_OTHERS.format(plural(others, "row has", "rows have"), *map(inert_line, names)),) if names and others else ()
    )


def _ids(chunk: Chunk, key: FieldPath, prefix: str) -> list[str]:
    cells = chunk.cells()[key.column]
    if not key.steps:
        return [prefix + cell.strip() for cell in cells]
    return [f"{prefix}{key.of({key.column: json_of(cell)})}".strip() for cell in cells]


def _refuse_turned(table: CellTable, chunk: Chunk, names: Sequence[str]) -> None:
    cells = chunk.cells()
    for name in names:
        for index, cell in enumerate(cells[name]):
            if truth_of(cell) or cell.strip().lower() in _YES:
                raise FormatError(
                    f"{where(table, chunk, index)}: {inert_line(name)} says that the responses were "
                    "exchanged, and not whether the answer is of what was shown: give answers of the case's own A and "
                    "B, and leave the column out."
                )


def _others(table: CellTable, chunk: Chunk, names: Pair, ids: list[str], writer: StoreWriter) -> int:
    """How many rows have other responses than their cases."""
    cells, known, others = chunk.cells(), writer.responses(list(dict.fromkeys(ids))), 0
    for index, (case, *shown) in enumerate(zip(ids, *(cells[name] for name in names), strict=True)):
        wanted = known.get(case)
        if wanted is None or tuple(shown) == wanted or not all(cell.strip() for cell in shown):
            continue
        a, b = (_alike(cell, wanted) for cell in shown)
        turned = a[1] and b[0] and not (a[0] and b[1])
        if turned and "order" not in table.header:
            said = [inert_line(each, _SHOWN) for each in (*names, case)]
            raise FormatError(_EXCHANGED.format(where(table, chunk, index), *said))
        plain = all(isinstance(json_of(cell), str) for cell in shown)  # of messages, there may be more than the last
        others += plain and not turned and not (a[0] and b[1])
    return others


def _alike(cell: str, wanted: Pair) -> tuple[bool, bool]:
    """Whether a response, or the end of a conversation, is A and is B."""
    said = list(_texts(cell))
    a, b = (any(text.endswith(as_seen(each)) for text in said) for each in wanted)
    return a, b


def _texts(cell: str) -> Iterator[str]:
    """What a cell may say: itself, or the last message in it."""
    yield as_seen(spreadsheet_plain(cell))
    held = json_of(cell)
    last = held[-1] if isinstance(held, list) and held else held
    if isinstance(last, Mapping):
        last = last.get("content", last.get("value", last.get("text")))
    if isinstance(last, str):
        yield as_seen(last)
