"""A table on its way out, and the file formats it can be written in."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Self

import orjson

from core.exporters.arrow import write_folder, write_parquet
from core.exporters.comma_separated import Cell, write_csv
from core.exporters.output import STANDARD_OUTPUT, is_special, output_file
from core.exporters.output_folder import is_dataset, output_folder
from core.model.errors import ExportError
from core.model.safe_text import inert_line

Row = tuple[Cell, ...]
Kind = type[str] | type[int] | type[float] | type[bool]


class Conversation(str):
    """A text that is a list of messages where a format has such: `json` is that list, None where there is none."""

    __slots__ = ("json",)

    def __new__(cls, text: str, json: str | None) -> Self:
        """Make the text, and the messages beside it."""
        made = super().__new__(cls, text)
        made.json = json
        return made

    json: str | None

    @property
    def messages(self) -> list[dict[str, object]] | None:
        """The messages as objects."""
        return None if self.json is None else orjson.loads(self.json)

    @property
    def plain(self) -> bool:
        """Whether each message has a role, a content that is text, and nothing else."""
        return all(
            tuple(each) == ("role", "content") and isinstance(each["content"], str) for each in self.messages or ()
        )


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name and the type of its cells (any of them may be None)."""

    name: str
    kind: Kind = str


def columns(*named: str | tuple[str, Kind]) -> tuple[Column, ...]:
    """Columns by name, of texts where no type is given."""
    return tuple(Column(each) if isinstance(each, str) else Column(*each) for each in named)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; the rows may be read once only.

    `nested` tells whether the columns of conversations hold messages of a role and a content throughout.
    """

    columns: tuple[Column, ...]
    rows: Iterable[Row]
    nested: Callable[[], bool] = field(default=lambda: False)

    @property
    def names(self) -> list[str]:
        """The columns' names."""
        return [column.name for column in self.columns]

    def records(self) -> Iterator[dict[str, Cell]]:
        """The rows as mappings."""
        names = self.names
        return (dict(zip(names, row, strict=True)) for row in self.rows)


def write_table(table: Table, path: Path) -> int:
    """Write a table in the format of the path's ending, whole or not at all, and return the number of rows.

    A name that ends in .dataset is that of a folder. A device and `-` without a known ending get CSV. Raises
    ExportError for an ending that is not known or a place that cannot be written.
    """
    ending = path.suffix.lower()
    writer = _write_folder if ending == FOLDER else _WRITERS.get(ending)
    if writer is None and (path == STANDARD_OUTPUT or is_special(path)):
        writer = _write_csv
    if writer is None:
        raise ExportError(f"{path} does not end in one of {' '.join(_WRITERS)} {FOLDER}: choose a name that does.")
    count = 0

    def counted() -> Iterator[Row]:
        nonlocal count
        for row in table.rows:
            count += 1
            yield row

    with output_folder(path, is_dataset, "dataset") if ending == FOLDER else output_file(path) as beside:
        writer(replace(table, rows=counted()), beside)
    return count


def _write_csv(table: Table, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        write_csv(file, table.names, (map(_as_text, row) for row in table.rows))


def _as_text(cell: Cell) -> Cell:
    """A cell of a table that has no lists: messages as JSON."""
    return cell.json if isinstance(cell, Conversation) else cell


def _write_json(table: Table, path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"[")
        for index, record in enumerate(table.records()):
            file.write(b",\n " if index else b"\n ")
            file.write(_json(record))
        file.write(b"\n]\n")


def _write_lines(table: Table, path: Path) -> None:
    with path.open("wb") as file:
        for record in table.records():
            file.write(_json(record) + b"\n")


def _json(record: dict[str, Cell]) -> bytes:
    return orjson.dumps(record, default=_as_messages, option=orjson.OPT_PASSTHROUGH_SUBCLASS)


def _as_messages(cell: object) -> orjson.Fragment | None:
    if isinstance(cell, Conversation):
        return None if cell.json is None else orjson.Fragment(cell.json)
    raise TypeError(cell)


def _write_parquet(table: Table, path: Path) -> None:
    write_parquet(*_columnar(table), path)


def _write_folder(table: Table, path: Path) -> None:
    write_folder(*_columnar(table), path)


def _columnar(table: Table) -> tuple[list[tuple[str, type[object]]], Iterable[tuple[object, ...]]]:
    """Columns and rows: messages as lists of objects where all are of a role and a content, else as JSON."""
    nested = table.nested()
    texts: type[object] = list if nested else str
    columns: list[tuple[str, type[object]]] = [
        (column.name, texts if column.kind is Conversation else column.kind) for column in table.columns
    ]
    cell = _in_lists if nested else _as_text
    return columns, (tuple(map(cell, row)) for row in table.rows)


def _in_lists(cell: Cell) -> object:
    return cell.messages if isinstance(cell, Conversation) else cell


def _write_markdown(table: Table, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for line in markdown_lines(table):
            file.write(line + "\n")


def markdown_lines(table: Table) -> Iterator[str]:
    """A Markdown table, line by line; numbers are set to the right."""
    yield "| " + " | ".join(table.names) + " |"
    yield "|" + "|".join(" --- " if issubclass(column.kind, str) else " ---: " for column in table.columns) + "|"
    for row in table.rows:
        yield "| " + " | ".join(markdown_cell(cell) for cell in row) + " |"


_MARKUP: Final = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>|#~$"} | {"&": "&amp;"})


def markdown_cell(cell: Cell) -> str:
    """A cell as Markdown that shows just its text."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.4g}"
    return inert_line(str(cell)).translate(_MARKUP)


_WRITERS: Final[dict[str, Callable[[Table, Path], None]]] = {
    ".csv": _write_csv,
    ".json": _write_json,
    ".jsonl": _write_lines,
    ".parquet": _write_parquet,
    ".md": _write_markdown,
}
ENDINGS: Final = tuple(_WRITERS)
"""Of the files that can be written."""
FOLDER: Final = ".dataset"
"""The ending of a folder as `datasets` saves it to disk."""
