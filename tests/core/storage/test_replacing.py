"""A file replaced whole or not at all, and nothing left beside it."""

import os
from pathlib import Path

import pytest

from core.storage.replacing import replacing


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@pytest.mark.parametrize("sync", [False, True])
def test_the_new_file_takes_the_place_when_the_block_ends(tmp_path: Path, *, sync: bool) -> None:
    path = tmp_path / "a.csv"
    for contents in ("one", "two"):
        with replacing(path, sync=sync) as beside:
            beside.write_text(contents)
            assert not path.exists() or path.read_text() == "one"
        assert path.read_text() == contents
    assert names(tmp_path) == ["a.csv"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, OSError])
def test_after_an_error_the_old_file_is_there(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")

    def fail() -> None:
        with replacing(path) as beside:
            beside.write_text("half")
            raise error

    with pytest.raises(error):
        fail()
    assert (path.read_text(), names(tmp_path)) == ("old", ["a.csv"])


def test_a_file_that_cannot_be_put_there_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(OSError, match="directory"), replacing(tmp_path / "a.csv") as beside:
        beside.write_text("new")
    assert names(tmp_path) == ["a.csv"]
    with pytest.raises(FileNotFoundError), replacing(tmp_path / "none" / "a.csv"):
        pass


def test_synced_contents_are_on_the_disk_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.json"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"), replacing(path, sync=True) as beside:
        beside.write_text("new")
    assert (path.read_text(), names(tmp_path)) == ("old", ["a.json"])


def test_a_file_that_one_may_not_write_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs, mine = tmp_path / "theirs.csv", tmp_path / "mine.csv"
    for path in (theirs, mine):
        path.write_text("kept")
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path).name != "theirs.csv")
    with pytest.raises(PermissionError), replacing(theirs):
        pass
    with replacing(mine) as beside:
        beside.write_text("new")
    assert (theirs.read_text(), mine.read_text()) == ("kept", "new")
    with replacing(tmp_path / "none.csv") as beside:
        beside.write_text("new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.csv", "none.csv", "theirs.csv"]


def test_a_file_that_another_puts_there_meanwhile_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, access = tmp_path / "a.csv", os.access

    def put_there(target: Path, mode: int) -> bool:
        found = access(target, mode)
        path.write_text("another's")
        return found

    monkeypatch.setattr(os, "access", put_there)
    with replacing(path) as beside:
        beside.write_text("ours")
    assert path.read_text() == "ours"


def test_permissions_that_are_there_are_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(descriptor: int, mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "fchmod", refused)  # as disks that know none, of FAT or of another machine
    path = tmp_path / "a.csv"
    for contents in ("one", "two"):
        with replacing(path) as beside:
            beside.write_text(contents)
        assert path.read_text() == contents
    path.chmod(0o600)
    with pytest.raises(PermissionError), replacing(path):
        pass
    assert (path.read_text(), names(tmp_path)) == ("two", ["a.csv"])
