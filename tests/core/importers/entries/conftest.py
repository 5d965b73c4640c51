"""Entries written to a store, without a file."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from core.importers.entries.writing import EntryWriter
from core.importers.entry import Entry
from core.importers.formats.reading import Opening
from core.importers.options import ImportOptions, ImportOutcome
from core.storage.writing import StoreWriter
from tests.core.importers.entries.rows import Rows, opening

Write = Callable[..., ImportOutcome]


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    """A store that is not there yet."""
    return tmp_path / "store.duckdb"


@pytest.fixture
def write(store_path: Path) -> Write:
    """Write entries, one a row, with the fields of the rows where any are given."""

    def run(
        *entries: Entry | Sequence[Entry],
        rows: Sequence[Mapping[str, Any]] | None = None,
        by: Opening | None = None,
        **options: Any,
    ) -> ImportOutcome:
        records = Rows(rows or [{}] * len(entries))
        with StoreWriter.open(store_path) as store:
            writer = EntryWriter(store, by or opening(), ImportOptions(**options), records)
            for record, entry in zip(records, entries, strict=True):
                writer.add(record, *([entry] if isinstance(entry, Entry) else entry))
            return writer.outcome()

    return run
