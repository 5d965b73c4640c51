"""Columns of Arrow data as rows of what JSON has."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from core.importers.containers.names import field_names, named_twice
from core.model.errors import FormatError

if TYPE_CHECKING:
    import pyarrow as pa


def declared(names: Sequence[str], file: str) -> tuple[str, ...]:
    """The columns of a file by the names that formats know; raises FormatError where two come to one."""
    found = field_names(names)
    twice = named_twice(found)
    if twice is not None:
        raise FormatError(f"{file} has two columns {twice}: rename one of them.")
    return tuple(name for name in found if name is not None)


def batch_rows(batch: "pa.RecordBatch") -> Iterator[dict[str, Any]]:
    """The rows of a batch, absent values as None."""
    names = field_names(batch.schema.names)
    kept = [(name, batch.column(n).to_pylist()) for n, name in enumerate(names) if name is not None]
    keys = [name for name, _ in kept]
    for row in zip(*(values for _, values in kept), strict=True):
        yield dict(zip(keys, row, strict=True))
