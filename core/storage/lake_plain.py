"""Groups of rows of a lake read without a query, where the files have just the columns that we write.

That takes a third of the processor's time. Nothing here says what is wrong with a file: whoever reads asks the database
where this gives None.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from core.storage.lake_columns import FLAGGED, TEXTS
from core.storage.lake_groups import GroupOfRows

if TYPE_CHECKING:
    import pyarrow as pa

_TYPES: Final = {"shard": "int32", "preference": "int8", FLAGGED: "bool"}
_CODED: Final = ("dictionary<values=string,", "dictionary<values=large_string,")
_WHOLE: Final = "int64"
"""What the others are, if they are no texts."""


def plain(groups: Sequence[GroupOfRows], columns: Sequence[str]) -> bool:
    """Whether groups of rows are in files on this machine, with these columns as we write them."""
    return bool(groups) and all(_is_plain(file, columns) for file in dict.fromkeys(each.file for each in groups))


def _is_plain(file: str, columns: Sequence[str]) -> bool:
    import pyarrow as pa
    from pyarrow import parquet

    if not Path(file).is_file():
        return False
    try:
        schema = parquet.read_schema(file)
    except (pa.ArrowException, OSError):
        return False
    there = {field.name: field.type for field in schema}
    return len(there) == len(schema) and all(name in there and _fits(name, there[name]) for name in columns)


def _fits(name: str, kind: "pa.DataType") -> bool:
    if name in TEXTS:
        return str(kind) in {"string", "large_string"} or str(kind).startswith(_CODED)
    return str(kind) == _TYPES.get(name, _WHOLE)


def numbers_and_places(
    groups: Sequence[GroupOfRows], numbers: Sequence[str], text: str, names: Sequence[str], shards: tuple[int, int]
) -> dict[str, NDArray[Any]] | None:
    """The columns of numbers in the shards from the first to the last, and where a text is among some names, or -1.

    None where they cannot be read, or a number is missing.
    """
    some = [each for each in groups if each.first <= shards[1] and each.last >= shards[0]]
    read = _table(some, (*numbers, text))
    if read is None or any(read[name].null_count for name in numbers):
        return None
    found = {name: read[name].to_numpy() for name in numbers}
    try:
        places = [_places(chunk, {name: place for place, name in enumerate(names)}) for chunk in read[text].chunks]
    except UnicodeDecodeError:
        return None
    found[text] = np.concatenate(places) if places else np.zeros(0, dtype=np.int16)
    inside = (found["shard"] >= shards[0]) & (found["shard"] <= shards[1])
    if inside.all():
        return found
    between = np.flatnonzero(inside)
    first, last = (between[0], between[-1] + 1) if len(between) else (0, 0)
    # Where they come in order they are a part of the arrays, and no copy.
    wanted = slice(first, last) if last - first == len(between) else between
    return {name: column[wanted] for name, column in found.items()}


def distinct_texts(groups: Sequence[GroupOfRows], one: str, other: str) -> set[tuple[str, str]] | None:
    """What stands together in two columns of texts, "" for what is missing; None where they cannot be read."""
    by_file = [list(some) for _, some in groupby(groups, attrgetter("file"))]
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        found = list(workers.map(lambda some: _distinct(some, one, other), by_file))
    read = [each for each in found if each is not None]
    return set().union(*read) if len(read) == len(found) else None


def _distinct(groups: Sequence[GroupOfRows], one: str, other: str) -> set[tuple[str, str]] | None:
    import pyarrow as pa

    found: set[tuple[str, str]] = set()
    try:
        with _opened(groups[0].file, (one, other)) as read:
            for group in groups:
                for batch in read([group]).to_batches():
                    found |= _together(batch.column(one), batch.column(other))
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        return None
    return found


def _together(one: "pa.DictionaryArray", other: "pa.DictionaryArray") -> set[tuple[str, str]]:
    """The texts that stand beside one another in two columns."""
    first, second = (["", *each.dictionary.to_pylist()] for each in (one, other))
    codes = _codes(one).astype(np.intp) * len(second) + _codes(other)
    # Counting is quicker than sorting, as long as there are few codes.
    few = len(first) * len(second) <= len(codes)
    there = np.flatnonzero(np.bincount(codes)) if few else np.unique(codes)
    return {(first[code // len(second)], second[code % len(second)]) for code in there.tolist()}


def _table(groups: Sequence[GroupOfRows], columns: Sequence[str]) -> "pa.Table | None":
    """The columns of groups of rows, those of numbers in one piece for each file."""
    import pyarrow as pa

    tables = []
    try:
        for file, some in groupby(groups, attrgetter("file")):
            with _opened(file, columns) as read:
                tables.append(read(some))
        return pa.concat_tables(tables)
    except (pa.ArrowException, OSError):
        return None


@contextmanager
def _opened(file: str, columns: Sequence[str]) -> "Iterator[Callable[[Iterable[GroupOfRows]], pa.Table]]":
    """What reads the columns of groups of rows of a file, texts as dictionaries."""
    from pyarrow import parquet

    with parquet.ParquetFile(file, read_dictionary=[name for name in columns if name in TEXTS]) as opened:
        yield lambda groups: opened.read_row_groups([each.number for each in groups], list(columns), use_threads=False)


def _places(column: "pa.DictionaryArray", names: Mapping[str, int]) -> NDArray[np.int16]:
    lookup = np.array([-1, *(names.get(each, -1) for each in column.dictionary.to_pylist())], dtype=np.int16)
    return lookup[_codes(column)]


def _codes(column: "pa.DictionaryArray") -> NDArray[np.int32]:
    """Where each row's text is in the dictionary, from 1 on; 0 where it is missing."""
    indices = column.indices.fill_null(-1) if column.null_count else column.indices
    codes: NDArray[np.int32] = indices.to_numpy().astype(np.int32, copy=False) + np.int32(1)
    return codes
