"""What to tell of files of a lake that an engine does not read: which file it is, and what is wrong with it."""

import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb

from core.model.errors import FormatError
from core.model.safe_text import inert_line
from core.storage.lake_columns import ColumnType, require_each
from core.storage.listing import matching, named
from core.storage.refusing import words

if TYPE_CHECKING:
    import pyarrow as pa

_MARK: Final = b"PAR1"
_ENCRYPTED: Final = b"PARE"
_LEAST: Final = 12
"""Bytes of a file with two marks and the length of what it says of itself."""
_EXTENSION: Final = re.compile(r"required extension '(\w+)")


def refuse_special(paths: Iterable[str]) -> None:
    """Raise FormatError for a pipe or a device, which an engine would wait for."""
    for file in _files(paths):
        try:
            mode = file.stat().st_mode
        except OSError:
            continue  # whoever reads it says so
        if not stat.S_ISREG(mode):
            raise FormatError(f"{_shown(file)} is not an ordinary file: save its content to one first.")


def unreadable(what: str, word_count: int, paths: Sequence[str], error: duckdb.Error) -> FormatError:
    """What to tell when the database does not read the files of votes, of so many words, or of annotations."""
    said, shown = str(error), inert_line(", ".join(paths))
    extension = _EXTENSION.search(said)
    if extension is not None:
        return FormatError(
            f"{shown} cannot be read without the database's extension {extension[1]}: "
            "copy the files to this machine first."
        )
    if isinstance(error, duckdb.OutOfMemoryException):
        return FormatError(f"There is not enough memory to read {shown}: close other programs and try again.")
    absent = [name for name in paths if not any(True for _ in _files([name]))]
    if absent:
        return _none_there(absent)
    known = file_at_fault(what, word_count, paths)
    if known is not None:
        return known
    named = [_shown(each) for each in _files(paths) if f'"{each}"' in said or f"'{each}'" in said]
    at_fault, told = named[0] if len(named) == 1 else shown, inert_line(words(said))
    if isinstance(error, duckdb.ConversionException):
        return FormatError(
            f"{at_fault} has a value that its column cannot have ({told}): correct it and write the file again."
        )
    return FormatError(f"{at_fault} cannot be read (the database says “{told}”): copy or write it again.")


def _none_there(names: Sequence[str]) -> FormatError:
    folder = next(filter(os.path.isdir, names), None)
    if folder is not None:
        return FormatError(f"{inert_line(folder)} is a folder without Parquet files: name the files that are meant.")
    return FormatError(f"There are no files {inert_line(', '.join(names))}: check the path or the glob.")


def file_at_fault(what: str, word_count: int, paths: Sequence[str]) -> FormatError | None:
    """What is plainly wrong with the first such file on this machine; None where nothing is, or it is elsewhere."""
    for file in _files(paths):
        try:
            require_each(what, word_count, [(str(file), _columns(file))])
        except FormatError as error:
            return error
    return None


def refuse_files(what: str, word_count: int, paths: Iterable[str]) -> None:
    """Raise FormatError where a file on this machine lacks columns, or has others than the rest; see `require_each`."""
    require_each(what, word_count, _readable(paths))


def _readable(paths: Iterable[str]) -> Iterator[tuple[str, list[tuple[str, ColumnType]]]]:
    for file in _files(paths):
        with suppress(FormatError):  # whoever reads it says so
            yield str(file), _columns(file)


def is_marked(file: Path) -> bool:
    """Whether a file begins as Parquet does."""
    try:
        with file.open("rb") as opened:
            return opened.read(len(_MARK)) == _MARK
    except OSError:
        return False


def damaged(file: Path) -> FormatError:
    """What to tell of a Parquet file that is not whole."""
    return FormatError(f"{_shown(file)} is a damaged Parquet file: copy or write it again.")


def _columns(file: Path) -> list[tuple[str, ColumnType]]:
    """The columns of a Parquet file, with their types; raises FormatError where it is none, or not whole."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with file.open("rb") as opened:
            _refuse_marks(file, opened.read(len(_MARK)), os.fstat(opened.fileno()).st_size)
            opened.seek(0)
            return [(field.name, _type_of(field.type)) for field in parquet.read_schema(opened)]
    except OSError as error:
        if error.errno is None:  # the library's own, not the system's
            raise damaged(file) from error
        raise FormatError(
            f"{_shown(file)} cannot be read ({error.strerror}): check the path and its permissions."
        ) from error
    except MemoryError:  # which is an ArrowException, too
        raise
    except (pa.ArrowException, ValueError) as error:
        raise damaged(file) from error


def _refuse_marks(file: Path, start: bytes, size: int) -> None:
    if not size:
        raise FormatError(f"{_shown(file)} is empty: copy or write it again.")
    if start == _ENCRYPTED:
        raise FormatError(f"{_shown(file)} is encrypted: write it without encryption.")
    if start != _MARK:
        raise FormatError(f"{_shown(file)} is no Parquet file: name those that are.")
    if size < _LEAST:
        raise damaged(file)


def _type_of(kind: "pa.DataType") -> ColumnType:
    """A type as the database takes it."""
    import pyarrow as pa

    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    whole = pa.types.is_integer(value) and value != pa.uint64()
    text = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return ColumnType(str(kind), whole, any(is_text(value) for is_text in text))


def _files(paths: Iterable[str]) -> Iterator[Path]:
    """The files that are named, as far as they are on this machine, as the database takes folders and patterns."""
    for name in paths:
        if os.path.isdir(name):  # noqa: PTH112 - may hold anything
            yield from matching(Path("**/*.parquet"), Path(name), hidden=True)
        else:
            yield from named(name)


def _shown(file: Path) -> str:
    return inert_line(str(file))
