"""Whatever a store is called, the database takes it for a path, or it is refused by name with nothing made."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.exporters.output import output_file
from core.model.errors import ExportError, StoreError
from core.storage.connection import open_read_only, open_read_write
from core.storage.looking import was_opened
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.building import A0, WORKED, build
from tests.core.storage.cases_written import add_cases
from tests.core.storage.test_connection import Opening, both, refusal

LIKE_PATHS = [
    ":memory:", ":memory:x", "md:x", "motherduck:", "sqlite:x.db", "duckdb:x", "s3:", "file:x", "http:", "~", "~x",
    "a*b[c]{d,e}", "'a'\"b\";--", "-x", " a ", "a\nb", "%41", "$HOME", "#", "temp", "memory", "é", "x" * 240,
]  # fmt: skip


@pytest.mark.parametrize("name", LIKE_PATHS)
def test_a_name_that_means_something_to_the_database_is_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with StoreWriter.open(Path(name)) as writer:
        add_cases(writer, [("c0", "Question", "Yes", "No")])
    assert [each.name for each in tmp_path.iterdir()] == [name]
    with Store.open(Path(name)) as store:
        assert store.case(0).prompt == "Question"


@both
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a?b.duckdb", "a question mark in it"),
        ("s?access_mode=READ_ONLY", "a question mark in it"),
        ("wh?/s.duckdb", "a question mark in it"),
        ("a\\b.duckdb", "a backslash in it"),
        ("a\udcff.duckdb", "bytes that are not UTF-8"),
    ],
)
def test_a_name_that_the_database_would_misread_is_refused(
    opening: Opening, tmp_path: Path, name: str, said: str
) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"\0" * 8 + b"DUCK" + b"\0" * 90)
    sentence = refusal(opening, path)
    assert sentence.startswith("The path of the store PATH has ")
    assert said in sentence
    path.unlink()
    with pytest.raises(StoreError, match=r"There is no store|has a question mark|has a backslash|not UTF-8"):
        opening(path)
    assert list(path.parent.iterdir()) == []


def test_a_name_too_long_for_the_files_beside_it_is_refused(tmp_path: Path) -> None:
    assert "is too long for the database's files beside it" in refusal(open_read_write, tmp_path / ("x" * 241))
    assert "cannot be read (File name too long)" in refusal(open_read_only, tmp_path / ("x" * 256))
    assert list(tmp_path.iterdir()) == []


@both
def test_what_is_no_ordinary_file_is_not_waited_for(opening: Opening, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal(opening, tmp_path / "pipe") == "PATH is no ordinary file and so no store: choose another --store."


@both
def test_what_the_system_says_of_a_path_is_told(opening: Opening, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    assert "cannot be read (Not a directory)" in refusal(opening, tmp_path / "file" / "s.duckdb")


def test_a_log_lies_beside_the_file_that_a_link_names(tmp_path: Path, worked: Path) -> None:
    link = tmp_path / "link.duckdb"
    link.symlink_to(worked)
    with open_read_write(link) as connection:
        connection.execute("INSERT INTO annotators VALUES (2, 'late', 'human')")
        assert Path(f"{worked}.wal").exists()
        assert not Path(f"{link}.wal").exists()
    assert link.is_symlink()


def test_looking_at_an_open_store_does_not_let_go_of_its_lock(worked: Path) -> None:
    """A process that closes any descriptor of a file loses its locks on it."""
    with Store.open(worked), Store.open(worked):
        with pytest.raises(ExportError, match="is a store"), output_file(worked):
            pass
        child = os.fork()
        if not child:
            descriptor = os.open(worked, os.O_RDWR)
            try:
                fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os._exit(7)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


@pytest.mark.parametrize("replace", [os.replace, shutil.copyfile], ids=["another file", "the same file"])
def test_a_store_that_was_replaced_is_not_taken_for_the_one_that_is_open(
    tmp_path: Path, worked: Path, replace: Callable[[Path, Path], object]
) -> None:
    other = build(tmp_path / "other.duckdb", WORKED[:5], {"a0": A0[:5]})
    before = Store.open(worked)
    replace(other, worked)
    for _ in range(2):
        assert refusal(open_read_only, worked) == (
            "The store PATH was replaced while this program has the one before it open: close that first, "
            "as with audit.close(), and open it again."
        )
    before.close()
    with Store.open(worked) as store, Store.open(worked) as again:
        assert store.count_cases() == again.count_cases() == 5


def test_the_number_of_a_store_that_was_closed_may_be_another_files(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    with StoreWriter.open(path):
        pass
    with Store.open(path):
        assert was_opened(path)
    path.write_bytes(b"a report")  # with the number that the store had
    with path.open("rb"):
        assert not was_opened(path)
    assert not was_opened(path)
    with output_file(path) as beside:
        beside.write_bytes(b"another")
    assert path.read_bytes() == b"another"
    path.unlink()
    path.mkdir()
    assert not was_opened(path)
