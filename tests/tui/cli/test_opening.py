"""Opening a store beside other work: whoever gives up waits for no query of the database."""

from pathlib import Path
from threading import Event

import duckdb
import pytest

from core.model.errors import StoreError
from tui.cli.opening import opened_beside

ENDLESS = "SELECT count(*) FROM range(1_000_000) AS a, range(1_000_000) AS b WHERE a.range <> b.range"


def test_a_store_comes_when_it_is_open_or_says_why_not(store: Path, tmp_path: Path) -> None:
    with opened_beside(store, tmp_path) as coming, coming.result() as opened:
        assert (opened.path, opened.reviews) == (store, tmp_path)
    with opened_beside(tmp_path / "none.duckdb", None) as coming, pytest.raises(StoreError, match="There is no store"):
        coming.result()


def test_an_interruption_ends_what_the_database_does(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = Event(), Event()

    def looking(connection: duckdb.DuckDBPyConnection, *_: object) -> None:
        begun.set()
        try:
            connection.execute(ENDLESS)
        finally:
            ended.set()

    monkeypatch.setattr("core.storage.connection.verify", looking)

    def interrupted() -> None:
        begun.wait()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), opened_beside(store, None):
        interrupted()
    assert ended.is_set()
