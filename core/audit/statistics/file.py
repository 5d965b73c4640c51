"""Statistics as a file: Parquet, which any engine reads, with what was counted as JSON in its metadata.

A row is a shard of the cases, of an annotator (`first`) or of two annotators (`first` and `second`): `counts` as in
`OfCases`, `OfAnnotator` and `OfPair`, and `wins` by rows of the matrix, which of two annotators are there only where
they annotated different cases.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import orjson

from core.audit.statistics.possible import refuse_impossible
from core.audit.statistics.statistics import About, Counts, Origin, PairSums, Statistics, Who
from core.metrics.shard_sums import OfAnnotator, OfCases, OfPair
from core.model.errors import FormatError
from core.model.safe_text import inert_line
from core.model.terms import AnnotatorKind, Principle
from core.storage.plain_file import open_plain

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import FileMetaData

SCHEMA: Final = "discretion.stats/1"
_KEY: Final = b"discretion.stats"
_MOST: Final = 10_000


def write_statistics(found: Statistics, path: Path) -> None:
    """Write statistics to a file: the same bytes for the same sums; raises OSError when it cannot be written."""
    import pyarrow as pa
    from pyarrow import parquet

    about = found.about
    rows: list[tuple[str, str, Counts, Counts | None, Counts | None]] = [("", "", found.cases, None, None)]
    rows += [
        (who.name, "", found.counts[place], found.sides[place], found.wins[place])
        for place, who in enumerate(about.annotators)
    ]
    for (i, j), pair in sorted(found.pairs.items()):
        wins = None if pair.wins is None else pair.wins.swapaxes(0, 1)
        rows.append((about.annotators[i].name, about.annotators[j].name, pair.counts, None, wins))
    schema = _schema().with_metadata({_KEY: orjson.dumps(_described(found))})
    with path.open("wb") as file, parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for first, second, *arrays in rows:
            named = [pa.array([name or None] * about.shards, pa.string()) for name in (first, second)]
            columns = [pa.array(np.arange(about.shards), pa.int32()), *named, *map(_lists, arrays)]
            columns = [pa.nulls(about.shards, pa.list_(pa.int64())) if each is None else each for each in columns]
            writer.write_batch(pa.record_batch(columns, schema))


def read_statistics(path: Path) -> Statistics:
    """Read statistics; raises FormatError where the file is none, or not whole."""
    import pyarrow as pa
    from pyarrow import parquet

    shown = inert_line(str(path))
    try:
        with open_plain(path) as opened, parquet.ParquetFile(opened) as file:
            described = (file.schema_arrow.metadata or {}).get(_KEY)
            if described is None or not file.schema_arrow.equals(_schema()):
                raise FormatError(f"{shown} is no file of statistics: make one with `discretion stats build`.")
            said = orjson.loads(described)
            about = _about(said)
            _refuse_uncounted(about, file.metadata)
            table = file.read(use_threads=False)  # processes that ended right after were aborted now and again
    except OSError as error:
        raise FormatError(f"{shown} cannot be read ({error.strerror or 'no Parquet'}): check the path.") from error
    except MemoryError:  # which is an ArrowException, too, and says nothing of the file
        raise
    except pa.ArrowException as error:
        raise FormatError(f"{shown} is no file of statistics, or damaged: build it again.") from error
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise FormatError(
            f"{shown} has statistics of another version than {SCHEMA}, or is damaged: build it again."
        ) from error
    try:
        found = _sums(about, table, said["followed"])
        _refuse_retold(said, found)
        refuse_impossible(found)
    except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        raise FormatError(f"{shown} is damaged: build it again.") from error
    return found


def _schema() -> "pa.Schema":
    import pyarrow as pa

    numbers = pa.list_(pa.int64())
    return pa.schema(
        [
            ("shard", pa.int32()),
            ("first", pa.string()),
            ("second", pa.string()),
            ("counts", numbers),
            ("sides", numbers),
            ("wins", numbers),
        ]
    )


def _lists(values: Counts | None) -> "pa.Array | None":
    """An array (S, …) as a list for each shard."""
    import pyarrow as pa

    if values is None:
        return None
    flat = np.ascontiguousarray(values).reshape(len(values), -1)
    ends = np.arange(len(flat) + 1, dtype=np.int32) * flat.shape[1]
    return pa.ListArray.from_arrays(pa.array(ends), pa.array(flat.reshape(-1)))


def _described(found: Statistics) -> dict[str, object]:
    about = found.about
    return {
        "schema": SCHEMA,
        "constitution": about.constitution,
        "principles": [{"id": each.id, "name": each.name, "text": each.text} for each in about.principles],
        "declared": about.declared,
        "oracle": about.oracle,
        "annotators": [{"name": each.name, "kind": each.kind} for each in about.annotators],
        "sources": [{"file": each.name, "rows": each.rows, "digest": each.digest} for each in about.origins],
        "shards": about.shards,
        "include_flagged": about.include_flagged,
        "unknown": about.unknown,
        "named": about.named,
        "followed": found.followed.tolist() if about.declared else [],
    }


def _about(said: Mapping[str, Any]) -> About:
    """Read back what was counted; raises KeyError, TypeError or ValueError."""
    if said["schema"] != SCHEMA or not 0 < int(said["shards"]) <= _MOST:
        raise ValueError(said["schema"])
    principles = tuple(
        Principle(n, str(each["id"]), str(each["name"]), str(each["text"])) for n, each in enumerate(said["principles"])
    )
    about = About(
        principles,
        tuple(int(each) for each in said["declared"]),
        str(said["oracle"]),
        tuple(Who(str(each["name"]), AnnotatorKind(each["kind"])) for each in said["annotators"]),
        tuple(Origin(str(each["file"]), int(each["rows"]), str(each["digest"])) for each in said["sources"]),
        int(said["shards"]),
        bool(said["include_flagged"]),
        int(said["unknown"]),
        tuple(str(each) for each in said.get("named", ())),
    )
    if about.constitution != said["constitution"] or not principles:
        raise ValueError(about.constitution)
    if (
        about.unknown < 0
        or len({*about.declared}) < len(about.declared)
        or not {*about.declared} <= {*range(len(principles))}
    ):
        raise ValueError(about.declared)
    return about


def _refuse_retold(said: Mapping[str, Any], found: Statistics) -> None:
    """Raise ValueError or TypeError where something that was said had to be turned into what it should be."""
    told = _described(found)
    if orjson.dumps(told) != orjson.dumps({name: said.get(name, []) for name in told}):
        raise ValueError(SCHEMA)


def _refuse_uncounted(about: About, metadata: "FileMetaData") -> None:
    """Raise ValueError where there are fewer numbers than what was counted takes, for which room would be made."""
    many, size = len(about.annotators), len(about.principles)
    rows = about.shards * (1 + many + many * (many - 1) // 2)
    wins = [
        group.column(place).num_values
        for group in map(metadata.row_group, range(metadata.num_row_groups))
        for place in range(group.num_columns)
        if group.column(place).path_in_schema.startswith("wins.")
    ]
    if metadata.num_rows != rows or sum(wins) < many * about.shards * size * size:
        raise ValueError(rows)


def _sums(about: About, table: "pa.Table", followed: list[list[list[int]]]) -> Statistics:
    """Put the rows back in their places; raises KeyError, ValueError or IndexError where they do not fit."""
    found = Statistics.empty(about)
    places = {each.name: place for place, each in enumerate(about.annotators)}
    many, shards, size = len(places), about.shards, len(about.principles)
    if about.declared:
        found.followed[:] = np.array(followed, dtype=np.int64)
    if table.num_rows != shards * (1 + many + many * (many - 1) // 2):
        raise ValueError(table.num_rows)
    seen: set[tuple[str | None, str | None]] = set()
    for start in range(0, table.num_rows, shards):
        rows = table.slice(start, shards)
        names = {(one, two) for one, two in zip(*(rows[name].to_pylist() for name in ("first", "second")), strict=True)}
        ((first, second),) = names
        if (first, second) in seen or rows["shard"].to_pylist() != [*range(shards)]:
            raise ValueError(start)
        seen.add((first, second))
        if first is None and second is None:
            found.cases[:] = _array(rows["counts"], shards, len(OfCases))
        elif second is None:
            place = places[first]
            found.counts[place] = _array(rows["counts"], shards, len(OfAnnotator))
            found.sides[place] = _array(rows["sides"], shards, size)
            found.wins[place] = _array(rows["wins"], shards, size * size).reshape(shards, size, size)
        else:
            wins = None
            if rows["wins"].null_count == 0:
                wins = _array(rows["wins"], shards, 2 * size * size).reshape(shards, 2, size, size).swapaxes(0, 1)
            counts = _array(rows["counts"], shards, len(OfPair))
            if places[first] >= places[second]:
                raise ValueError(start)
            found.pairs[places[first], places[second]] = PairSums(counts, wins)
    return found


def _array(column: "pa.ChunkedArray", shards: int, width: int) -> Counts:
    flat = [chunk.flatten() for chunk in column.chunks]
    if any(each.null_count for each in flat):
        raise ValueError(width)
    values = np.concatenate([each.to_numpy(zero_copy_only=False) for each in flat])
    return values.astype(np.int64).reshape(shards, width)
