"""A store as Parquet that any engine reads: votes with their texts, annotations, and principles (see storage.lake)."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from hashlib import md5
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray

from core.audit.annotations import together
from core.audit.data import AuditData
from core.audit.statistics.statistics import constitution_digest
from core.exporters.output_folder import output_folder
from core.metrics.bit_planes import masks_of
from core.model.terms import Case, Progress
from core.storage.lake import ABOUT
from core.storage.lake_columns import word_columns
from core.storage.listing import matching
from core.storage.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

SHARDS: Final = 1024
_FILES: Final = 16
"""Files of votes, each of as many shards, so that a few shards are read without the others."""
_HELD: Final = 20_000
"""Rows of a file held until they are written, in the order of their shards."""
_VOTES: Final = tuple(f"votes/votes-{place:02}.parquet" for place in range(_FILES))
_ANNOTATIONS: Final = "annotations/annotations.parquet"
_PRINCIPLES: Final = "principles.parquet"
_WRITTEN: Final = frozenset({*_VOTES, _ANNOTATIONS, _PRINCIPLES})
"""What is in such a folder."""


def shard_of(prompt: str, shards: int = SHARDS) -> int:
    """The shard of a case: equal prompts, and all annotations of them, are in one."""
    return int.from_bytes(md5(prompt.encode(), usedforsecurity=False).digest()[:4], "big") % shards


def case_key(case: str) -> int:
    """A signed number of 64 bits that stands for a case's id: the start of its MD5."""
    return int.from_bytes(md5(case.encode(), usedforsecurity=False).digest()[:8], "big", signed=True)


def export_lake(store: Store, data: AuditData, folder: Path, progress: Progress | None = None) -> int:
    """Write a store's votes, as they count, annotations and principles into a folder; gives the number of cases.

    All annotators are there, who reviews and who follows a declared order too, with their flags. `progress` is told
    how many cases were read. Raises ExportError where the folder is something else, or cannot be written.
    """
    told = orjson.dumps({"schema": "discretion.lake/1", "constitution": constitution_digest(data.principles)})
    with output_folder(folder, is_lake, "lake") as beside:
        (beside / "votes").mkdir()
        (beside / "annotations").mkdir()
        where = _write_votes(data, store.cases(progress), beside, told)
        _write_annotations(data, where, beside / _ANNOTATIONS, told)
        _write_principles(store, data, beside / _PRINCIPLES, told)
    return len(data.votes)


def is_lake(folder: Path) -> bool:
    """Whether a folder holds what `export_lake` wrote, and nothing else."""
    import pyarrow as pa
    from pyarrow import parquet

    if any(not (folder / name).is_file() for name in _WRITTEN):
        return False
    files = {each.relative_to(folder).as_posix() for each in matching(Path("**"), folder, hidden=True)}
    if files != _WRITTEN:
        return False
    try:
        with (folder / _PRINCIPLES).open("rb") as file:
            return ABOUT in (parquet.read_schema(file).metadata or {})
    except (pa.ArrowException, OSError):
        return False


Where = tuple[NDArray[np.int32], NDArray[np.int64]]
"""The shard and the key of every case, (cases,) each."""


def _write_votes(data: AuditData, cases: Iterable[Case], folder: Path, told: bytes) -> Where:
    """Write the votes with the texts, and tell where the cases went."""
    import pyarrow as pa
    from pyarrow import parquet

    cast = np.ones(data.votes.shape, dtype=np.bool_) if data.voted is None else data.voted
    masks = [masks_of(each).view(np.int64) for each in (data.votes > 0, data.votes < 0, cast)]
    words = masks[0].shape[1]
    texts = [(name, pa.string()) for name in ("oracle", "case_id", "prompt", "response_a", "response_b")]
    numbers = [(name, pa.int64()) for name in word_columns(words)]
    schema = pa.schema([("shard", pa.int32()), ("case_key", pa.int64()), *numbers, *texts]).with_metadata({ABOUT: told})
    shard, key = np.zeros(len(data.votes), dtype=np.int32), np.zeros(len(data.votes), dtype=np.int64)
    held: list[list[tuple[int, str, str, str, str]]] = [[] for _ in _VOTES]
    writers: list[parquet.ParquetWriter] = []

    def write(place: int) -> None:
        rows = sorted(held[place], key=lambda row: (shard[row[0]], key[row[0]]))
        at = np.array([row[0] for row in rows], dtype=np.int64)
        whole = [mask[at, word] for mask in masks for word in range(words)]
        named = [[data.oracle.name] * len(rows), *zip(*(row[1:] for row in rows), strict=True)]
        columns = zip((shard[at], key[at], *whole, *named), schema.types, strict=True)
        writers[place].write_batch(pa.record_batch([pa.array(values, kind) for values, kind in columns], schema))
        held[place] = []

    with ExitStack() as opened:
        for name in _VOTES:
            file = opened.enter_context((folder / name).open("wb"))
            writers.append(opened.enter_context(parquet.ParquetWriter(file, schema, compression="zstd")))
        for case in cases:
            shard[case.n], key[case.n] = shard_of(case.prompt), case_key(case.id)
            place = int(shard[case.n]) * _FILES // SHARDS
            held[place].append((case.n, case.id, case.prompt, case.response_a, case.response_b))
            if len(held[place]) >= _HELD:
                write(place)
        for place, rows in enumerate(held):
            if rows:
                write(place)
    return shard, key


def _write_annotations(data: AuditData, where: Where, path: Path, told: bytes) -> None:
    """Write all annotations in the order of shard, annotator and key."""
    import pyarrow as pa
    from pyarrow import parquet

    said = together(data.annotators)
    shard, key = (each[said.case] for each in where)
    byte_order = np.argsort(np.argsort([name.encode() for name in said.names]))
    order = np.lexsort((key, byte_order[said.who], shard))
    who = said.who[order]
    columns: dict[str, Any] = {
        "shard": shard[order],
        "case_key": key[order],
        "annotator": _dictionary(who, said.names),
        "kind": _dictionary(who, [kind.value for kind in said.kinds]),
        "preference": said.preference[order],
        "flagged": said.flagged[order],
    }
    table = pa.table(columns).replace_schema_metadata({ABOUT: told})
    with path.open("wb") as file:
        parquet.write_table(table, file, compression="zstd", row_group_size=1 << 18)


def _dictionary(places: NDArray[np.int64], names: "tuple[str, ...] | list[str]") -> "pa.DictionaryArray":
    """Names of annotators, or of their kinds, without a text for each row."""
    import pyarrow as pa

    distinct = list(dict.fromkeys(names))
    which = np.array([distinct.index(name) for name in names], dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(which[places]), pa.array(distinct, pa.string()))


def _write_principles(store: Store, data: AuditData, path: Path, told: bytes) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    ranks = {column: rank for rank, column in enumerate(store.declared_order(), 1)}
    columns: dict[str, Iterator[object]] = {
        "id": (each.id for each in data.principles),
        "name": (each.name for each in data.principles),
        "text": (each.text for each in data.principles),
    }
    arrays = {name: pa.array(list(values), pa.string()) for name, values in columns.items()}
    if ranks:
        arrays["declared_rank"] = pa.array([ranks.get(each.n) for each in data.principles], pa.int32())
    with path.open("wb") as file:
        parquet.write_table(pa.table(arrays).replace_schema_metadata({ABOUT: told}), file)
