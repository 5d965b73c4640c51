"""Filters with names: kept whole, read whatever the file holds."""

import fcntl
import json
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from core.query.errors import QueryError, SavedFilterError
from core.query.saved import FILE_NAME, forget_filter, save_filter, saved_filters


def test_filters_are_kept_in_canonical_form_until_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / "hh.reviews"
    assert saved_filters(folder) == {}
    assert save_filter(folder, "to do", "CONFLICT   not verdict:flag cat") == 'conflict -verdict:flag "cat"'
    save_filter(folder, "éclair", '"é"')
    assert list(saved_filters(folder)) == ["to do", "éclair"]
    save_filter(folder, "to do", "all")
    assert saved_filters(folder) == {"to do": "all", "éclair": '"é"'}
    forget_filter(folder, "to do")
    assert saved_filters(folder) == {"éclair": '"é"'}
    assert [path.name for path in folder.iterdir()] == [FILE_NAME]
    with pytest.raises(SavedFilterError, match="No filter is saved"):
        forget_filter(folder, "to do")


@pytest.mark.parametrize("name", ["", " a", "a\n", "a\x1b[1m", "x" * 65, "\ud800"])
def test_a_name_has_to_be_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(SavedFilterError, match="cannot name a filter"):
        save_filter(tmp_path, name, "all")
    assert not list(tmp_path.iterdir())


def test_what_is_no_filter_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(QueryError):
        save_filter(tmp_path, "a", "chose:c")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("held", [b"", b"[1]", b"{", b"\xff\xfe", b"[" * 100_000, b"<<<<<<< ours"])
def test_a_file_that_makes_no_sense_is_told_of_and_not_written_over(tmp_path: Path, held: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(held)
    for change in (
        partial(saved_filters),
        partial(save_filter, name="a", text="all"),
        partial(forget_filter, name="a"),
    ):
        with pytest.raises(SavedFilterError, match="makes no sense as filters: mend it, or move it away"):
            change(tmp_path)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(FILE_NAME, held)]


def test_entries_of_another_version_are_left_out_but_kept(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('{"new": "verdict:red", "odd": 3, "old": "all"}')
    assert saved_filters(tmp_path) == {"old": "all"}
    save_filter(tmp_path, "a", "conflict")
    held = json.loads((tmp_path / FILE_NAME).read_text())
    assert held == {"a": "conflict", "new": "verdict:red", "odd": 3, "old": "all"}


def test_a_failing_write_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_filter(tmp_path, "a", "all")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SavedFilterError, match="No space left"):
        save_filter(tmp_path, "b", "all")
    assert saved_filters(tmp_path) == {"a": "all"}
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_a_place_that_is_no_folder_is_an_error_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SavedFilterError, match="cannot be read"):
        saved_filters(tmp_path / "file")
    with pytest.raises(SavedFilterError, match="cannot be changed"):
        save_filter(tmp_path / "file", "a", "all")


def test_reviewers_who_save_at_once_lose_nothing(tmp_path: Path) -> None:
    names = [f"filter {n:02}" for n in range(24)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda name: save_filter(tmp_path, name, "conflict"), names))
    assert list(saved_filters(tmp_path)) == names


def test_a_lock_that_another_program_keeps_is_told_of(tmp_path: Path) -> None:
    save_filter(tmp_path, "mine", "conflict")
    descriptor = os.open(tmp_path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        with pytest.raises(SavedFilterError, match=r"Another program holds the lock of .*: end that one, or try again"):
            save_filter(tmp_path, "other", "all")
        with pytest.raises(SavedFilterError, match="Another program holds the lock"):
            forget_filter(tmp_path, "mine")
    finally:
        os.close(descriptor)
    assert saved_filters(tmp_path) == {"mine": "conflict"}
    forget_filter(tmp_path, "mine")
