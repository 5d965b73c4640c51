"""The principles that a lake's votes are by: its own file of them, or any that `discretion import` reads."""

from pathlib import Path
from typing import Final, NamedTuple

from core.importers.importing import import_file
from core.importers.options import ImportOptions
from core.model.errors import FormatError, StoreError
from core.model.safe_text import inert_line
from core.model.terms import Principle
from core.storage.lake_faults import damaged, is_marked
from core.storage.refusing import words
from core.storage.store import Store
from core.storage.temporary import no_temporary_files, temporary_folder

_COLUMNS: Final = {"id", "name", "text"}


class LakePrinciples(NamedTuple):
    """The principles, and the declared order as columns from the highest down, empty where none is declared."""

    principles: tuple[Principle, ...]
    declared: tuple[int, ...]


def read_constitution(path: Path) -> LakePrinciples:
    """Read the principles from a file; raises FormatError."""
    return _of_lake(path) or _imported(path)


def _of_lake(path: Path) -> LakePrinciples | None:
    """Read a Parquet file with ids, names and texts, and the ranks of a declared order; None where it is no Parquet."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        # Not by its name, in which the library sees addresses and columns.
        with path.open("rb") as opened, parquet.ParquetFile(opened) as file:
            table = file.read(use_threads=False)
            rows = table.to_pylist()
    except MemoryError:  # which is an ArrowException, too
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        if not is_marked(path):
            return None
        raise damaged(path) from error
    if not set(table.column_names) >= _COLUMNS:
        raise FormatError(f"{inert_line(str(path))} has no columns id, name and text: give the file beside the votes.")
    if not rows:
        raise FormatError(f"{inert_line(str(path))} has no principles in it: give the file beside the votes.")
    if any(not isinstance(row[name], str) for row in rows for name in _COLUMNS):
        raise FormatError(f"{inert_line(str(path))}: a principle lacks its id, name or text: complete the file.")
    ids = [row["id"] for row in rows]
    places = [str(n) for n in range(len(rows))]
    if ids != places and sorted(ids) == sorted(places):
        raise FormatError(
            f"{inert_line(str(path))} has its principles in another order than their ids, by which the bits of the "
            "votes go: sort its rows by id."
        )
    principles = tuple(Principle(n, row["id"], row["name"], row["text"]) for n, row in enumerate(rows))
    ranks = {n: row["declared_rank"] for n, row in enumerate(rows) if row.get("declared_rank") is not None}
    if not all(type(rank) is int for rank in ranks.values()) or len({*ranks.values()}) < len(ranks):
        raise FormatError(f"{inert_line(str(path))}: declared_rank is no rank, or twice the same: number them from 1.")
    return LakePrinciples(principles, tuple(sorted(ranks, key=lambda n: ranks[n])))


def _imported(path: Path) -> LakePrinciples:
    with temporary_folder() as folder:
        store = folder / "principles.duckdb"
        try:
            import_file(path, store, ImportOptions(format="principles"))
            with Store.open(store) as opened:
                return LakePrinciples(opened.principles(), opened.declared_order())
        except StoreError as error:  # of a store that nobody knows of
            said = str(error.__cause__ or error).replace(str(store), "a store")
            raise FormatError(no_temporary_files(words(said))) from error
