"""The beginning of a file, from which its format is recognised."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

import orjson

from core.importers.parquet import parquet_columns
from core.importers.source import Container, Source
from core.model.errors import FormatError

_LINES: Final = 50
_CHARACTERS: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Head:
    """The first lines that are not blank (at most 50), and what they are if they are structured.

    `columns` are the names in a CSV header or of a Parquet file, in lower case; `record` is the first JSON object.
    Each is empty when the file is of another kind. A file that is called TOML is TOML, whatever is in it.
    """

    lines: tuple[str, ...] = ()
    columns: frozenset[str] = frozenset()
    record: Mapping[str, object] | None = None
    toml: bool = False

    @property
    def keys(self) -> frozenset[str]:
        """Names of the fields, whatever the kind of file."""
        return frozenset(self.record) if self.record is not None else self.columns

    @classmethod
    def of(cls, source: Source) -> Self:
        """Look at the beginning of `source`; raises FormatError when it is empty or unreadable."""
        if source.container is Container.PARQUET:
            return cls(columns=frozenset(name.strip().lower() for name in parquet_columns(source)))
        lines = _first_lines(source)
        if not lines:
            source.require_text()
        if source.called_toml:
            return cls(lines, toml=True)
        record = _first_object(lines)
        if record is not None or not lines or lines[0].lstrip()[:1] in {"{", "["}:
            return cls(lines, record=record)
        return cls(lines, columns=_header(lines[0]))


def _first_lines(source: Source) -> tuple[str, ...]:
    lines: list[str] = []
    characters = 0
    for line in source.lines():
        if line.strip():
            lines.append(line.rstrip("\r\n"))
        characters += len(line)
        if len(lines) >= _LINES or characters >= _CHARACTERS:
            break
    if lines and lines[0].startswith("PAR1"):
        raise FormatError(f"{source.name} is a gzipped Parquet file: decompress it first.")
    return tuple(lines)


def _first_object(lines: tuple[str, ...]) -> Mapping[str, object] | None:
    """Find the first JSON object that takes a whole line, so that one malformed row does not hide the format."""
    for line in lines:
        if line.lstrip().startswith("{"):
            try:
                value = orjson.loads(line)
            except orjson.JSONDecodeError:
                continue
            if isinstance(value, dict):
                return value
    return None


def _header(line: str) -> frozenset[str]:
    try:
        return frozenset(name.strip().lower() for name in next(csv.reader([line]), []))
    except csv.Error:
        return frozenset()
