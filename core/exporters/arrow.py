"""Writing Parquet, and folders as `datasets` saves them to disk: a batch of rows at a time."""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

if TYPE_CHECKING:
    import pyarrow as pa

FILES: Final = frozenset({"data-00000-of-00001.arrow", "dataset_info.json", "state.json"})
"""What is in such a folder."""
BUILDER: Final = "discretion"
"""By whom a folder's own description says that it was built."""
_DATA: Final = "data-00000-of-00001.arrow"
_BATCH: Final = 2_000
_FEATURES: Final = {str: "string", int: "int64", float: "float64", bool: "bool"}
_MESSAGES: Final = [{name: {"dtype": "string", "_type": "Value"} for name in ("role", "content")}]

Columns = Sequence[tuple[str, type[object]]]
"""Name and type of each column; `list` stands for messages of a role and a content."""
Rows = Iterable[tuple[object, ...]]


def write_parquet(columns: Columns, rows: Rows, path: Path) -> None:
    """Write rows to a Parquet file; raises OSError when it cannot be written."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = _schema(columns)
    with (
        pa.OSFile(os.fsencode(path), "wb") as file,
        parquet.ParquetWriter(file, schema, compression="zstd") as writer,
    ):
        for batch in _batches(schema, rows):
            writer.write_batch(batch)


def write_folder(columns: Columns, rows: Rows, folder: Path) -> None:
    """Write rows into an empty folder, for `datasets.load_from_disk`; raises OSError when it cannot be written."""
    import pyarrow as pa

    schema = _schema(columns)
    features = {
        name: _MESSAGES if kind is list else {"dtype": _FEATURES[kind], "_type": "Value"} for name, kind in columns
    }
    # The library reads the types of columns from here first, as it writes them itself.
    info = orjson.dumps({"info": {"features": features}}).decode()
    with (
        pa.OSFile(os.fsencode(folder / _DATA), "wb") as file,
        pa.ipc.new_stream(file, schema.with_metadata({"huggingface": info})) as writer,
    ):
        for batch in _batches(schema, rows):
            writer.write_batch(batch)
    described = {"builder_name": BUILDER, "citation": "", "description": "", "features": features, "license": ""}
    (folder / "dataset_info.json").write_bytes(orjson.dumps(described, option=orjson.OPT_INDENT_2))
    state: dict[str, object] = {
        "_data_files": [{"filename": _DATA}],
        "_fingerprint": _digest(folder / _DATA),
        "_format_columns": None,
        "_format_kwargs": {},
        "_format_type": None,
        "_output_all_columns": False,
        "_split": None,
    }
    (folder / "state.json").write_bytes(orjson.dumps(state, option=orjson.OPT_INDENT_2))


def _schema(columns: Columns) -> "pa.Schema":
    import pyarrow as pa

    messages = pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))
    types = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), list: messages}
    return pa.schema([(name, types[kind]) for name, kind in columns])


def _batches(schema: "pa.Schema", rows: Rows) -> "Iterator[pa.RecordBatch]":
    import pyarrow as pa

    iterator = iter(rows)
    while batch := list(islice(iterator, _BATCH)):
        columns = zip(*batch, strict=True)
        arrays = [pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]
        yield pa.record_batch(arrays, schema)


def _digest(path: Path) -> str:
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()[:16]
