"""Searching texts: given up, gone on with, shared and kept."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from numpy.typing import NDArray

from core.storage import search as searching
from core.storage.search import Searches
from core.storage.store import Store
from tests.core.building import A0, WORKED, build

CASES = len(WORKED)


def test_a_search_given_up_goes_on_where_it_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = build(tmp_path / "s.duckdb", WORKED, {"a": A0})
    monkeypatch.setattr(searching, "PART", 4)
    told: list[int] = []

    def give_up(done: int, total: int) -> None:
        if done == 8:
            raise InterruptedError

    with Store.open(path) as store:
        with pytest.raises(InterruptedError):
            store.search("yes", give_up)
        assert store.search("yes", lambda done, total: told.append(done)).tolist() == list(range(CASES))
    assert told == [12, CASES]


def test_threads_that_look_for_one_text_look_once() -> None:
    searches, asked, looking, looked = Searches(), [], Event(), Event()

    def look(text: str, start: int, stop: int) -> NDArray[np.int32]:
        asked.append((text, start, stop))
        looking.set()
        assert looked.wait(120)
        return np.arange(start, stop, dtype=np.int32)

    def waiting(done: int, total: int) -> None:
        assert (done, total) in ((0, 5), (5, 5))
        looked.set()

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(searches.find, "yes", 5, look)
        assert looking.wait(120)
        second = threads.submit(searches.find, "yes", 5, look, waiting)
        assert second.result(120) is first.result(120)
    assert asked == [("yes", 0, 5)]


def test_cursors_share_what_was_found(tmp_path: Path) -> None:
    path = build(tmp_path / "s.duckdb", WORKED, {"a": A0})
    with Store.open(path) as store:
        with store.cursor() as beside:
            found = beside.search("yes")
        assert store.search("yes") is found
        for text in "abcdefgh":
            assert store.search(text).tolist() == [n for n in range(CASES) if text in f"question {n} yes {n} no {n}"]
        with pytest.raises(ValueError, match="read-only"):
            found[0] = 5
