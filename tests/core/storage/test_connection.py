"""Opening a store: what is not one is refused in a sentence, and nothing but the store can be reached through it."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pytest

from core.model.errors import StoreError
from core.model.safe_text import inert
from core.storage.connection import open_read_only, open_read_write
from core.storage.schema import MIGRATIONS, SCHEMA_VERSION
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.building import contents
from tests.core.storage.cases_written import add_cases
from tests.core.storage.holding import held

Opening = Callable[[Path], duckdb.DuckDBPyConnection]
both = pytest.mark.parametrize("opening", [open_read_only, open_read_write])


def refusal(opening: Opening, path: Path) -> str:
    """The one sentence with which a store is refused."""
    with pytest.raises(StoreError) as caught:
        opening(path)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert inert(str(path)) in sentence
    assert sentence.endswith(".")
    return sentence.replace(inert(str(path)), "PATH")


def read_everything(path: Path) -> None:
    with Store.open(path) as store:
        principles = store.principles()
        for oracle in store.oracles():
            store.votes(oracle, len(principles))
            store.ballots(0, oracle)
        for annotator in store.annotators():
            store.annotations(annotator)[0]
            store.annotated(annotator)
        list(store.cases())
        store.case(0)
        store.previews([0])
        store.numbers(["c0"])
        store.ids()
        store.search("yes")
        store.imports()
        store.answers.order_checks()
        store.declared_order()


def test_a_missing_store_is_told_how_to_make_it(tmp_path: Path) -> None:
    assert refusal(open_read_only, tmp_path / "no.duckdb").startswith("There is no store at PATH: make one with")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"^The folder .*/no does not exist: make it first"):
        open_read_write(tmp_path / "no" / "s.duckdb")


@both
@pytest.mark.parametrize("content", [b"DUCK", b"prompt,chosen,rejected\n" * 100, b"\0" * 4096])
def test_another_file_is_refused_untouched(opening: Opening, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "s.duckdb"
    path.write_bytes(content)
    assert refusal(opening, path) == "PATH is not a Discretion store: choose another --store."
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


@both
def test_a_sqlite_file_is_refused_without_asking_the_network(opening: Opening, tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE meta (key, value)")
    connection.close()
    assert refusal(opening, path) == "PATH is not a Discretion store: choose another --store."


@both
def test_a_folder_is_refused(opening: Opening, tmp_path: Path) -> None:
    assert refusal(opening, tmp_path) == "PATH is a folder and no store: name the file in it with --store."


@both
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE people (name VARCHAR)",
        "CREATE TABLE meta (a INTEGER)",
        "CREATE TABLE meta AS SELECT 'format' AS key, 'something else' AS value",
        "CREATE TABLE meta AS SELECT 'format' AS key, 'discretion store' AS value",
        "CREATE TABLE meta AS FROM (VALUES ('format', 'discretion store'), ('schema_version', '²')) AS t(key, value)",
        "CREATE TABLE meta AS FROM (VALUES ('format', 'discretion store'), ('schema_version', '٦')) AS t(key, value)",
    ],
)
def test_a_database_of_somebody_else_is_refused_and_kept(opening: Opening, tmp_path: Path, statement: str) -> None:
    path = tmp_path / "s.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(statement)
    before = contents(path)
    assert refusal(opening, path) == "PATH is a DuckDB file but not a Discretion store: choose another --store."
    assert contents(path) == before


@both
def test_a_newer_store_asks_for_an_upgrade(opening: Opening, worked: Path) -> None:
    with duckdb.connect(str(worked)) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", [str(SCHEMA_VERSION + 1)])
    assert f"made by a newer Discretion (schema {SCHEMA_VERSION + 1}, " in refusal(opening, worked)


@both
def test_a_truncated_store_is_called_damaged_whatever_its_name(opening: Opening, worked: Path, tmp_path: Path) -> None:
    whole = worked.read_bytes()
    path = tmp_path / "newer lock PID 1 storage version.duckdb"
    for size in (12, 100, 4096, 8192, 12288, 12289):
        path.write_bytes(whole[:size])
        assert refusal(opening, path).startswith("The store PATH is damaged and cannot be read: restore a copy")
    for size in (len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises(StoreError, match="is damaged and cannot be read: restore a copy"):
            read_everything(path)  # not every block is looked at before


def test_damage_is_a_sentence_whenever_it_is_met(worked: Path, tmp_path: Path) -> None:
    whole = worked.read_bytes()
    path = tmp_path / "damaged.duckdb"
    chance = np.random.default_rng(20260131)
    places = [20, 4096 + 20, 8192 + 20, *(int(place) for place in chance.integers(12288, len(whole), 25))]
    told: list[str] = []
    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        path.write_bytes(damaged)
        try:
            read_everything(path)  # not every byte of a database is in use
        except StoreError as error:
            told.append(str(error))
    assert len(told) >= 3
    assert {sentence.split(":")[0] for sentence in told} == {f"The store {path} is damaged and cannot be read"}


def test_damage_met_while_reading_is_a_sentence(worked: Path) -> None:
    with StoreWriter.open(worked) as writer:
        add_cases(writer, [("long", "word " * 200_000, "Yes", "No")])
    with Store.open(worked) as store:
        os.truncate(worked, 12288)
        with pytest.raises(StoreError, match=r"is damaged and cannot be read: restore a copy"):
            list(store.cases())


@both
def test_a_store_being_written_names_the_process(opening: Opening, worked: Path) -> None:
    with held(worked, "w") as pid:
        sentence = refusal(opening, worked)
    assert sentence == (
        f"The store PATH is in use by another program (process {pid}): "
        "if that is a reviewer, close it; if it is an import, wait until it has finished."
    )
    read_everything(worked)


def test_readers_coexist_and_keep_writers_out(worked: Path) -> None:
    before = contents(worked)
    with held(worked, "r") as one, held(worked, "r") as other:
        read_everything(worked)
        sentence = refusal(open_read_write, worked)
        assert sentence.startswith("The store PATH is in use by another program (process ")
        assert int(re.findall(r"process (\d+)", sentence)[0]) in {one, other}
    assert contents(worked) == before


def test_a_store_that_this_program_writes_is_not_called_damaged(worked: Path) -> None:
    with StoreWriter.open(worked):
        assert "is open for something else in this program" in refusal(open_read_only, worked)
    with Store.open(worked):
        assert "is open for something else in this program" in refusal(open_read_write, worked)


@both
@pytest.mark.parametrize(
    "statement",
    [
        "FROM read_csv($file)",
        "FROM read_text($file)",
        "FROM read_parquet($file)",
        "FROM glob($file)",
        "COPY cases TO $file (FORMAT csv)",
        "ATTACH $file AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "LOAD $file",
        "EXPORT DATABASE $file",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "RESET enable_external_access",
        "SET autoload_known_extensions = true",
        "SET temp_directory = $file",
    ],
)
def test_nothing_but_the_store_can_be_reached(opening: Opening, worked: Path, tmp_path: Path, statement: str) -> None:
    file = tmp_path / "outside.csv"
    file.write_text("secret\n1\n")
    before = sorted(tmp_path.iterdir())
    refused = (duckdb.PermissionException, duckdb.InvalidInputException)
    with opening(worked) as connection, pytest.raises(refused):
        connection.execute(statement.replace("$file", f"'{file}'")).fetchall()
    assert file.read_text() == "secret\n1\n"
    assert sorted(tmp_path.iterdir()) == before


def test_a_read_only_store_cannot_be_written(worked: Path) -> None:
    with open_read_only(worked) as connection, pytest.raises(duckdb.InvalidInputException, match="read-only"):
        connection.execute("DELETE FROM cases")


def test_opening_for_writing_again_changes_nothing(worked: Path) -> None:
    before = contents(worked)
    for _ in range(3):
        open_read_write(worked).close()
    assert contents(worked) == before
    assert before["meta"] == [("format", "discretion store"), ("schema_version", str(len(MIGRATIONS)))]


def test_a_database_left_empty_by_a_killed_import_is_usable(tmp_path: Path, worked: Path) -> None:
    path = tmp_path / "half.duckdb"
    duckdb.connect(str(path)).close()
    assert "run `discretion import`" in refusal(open_read_only, path)
    with StoreWriter.open(path) as writer:
        add_cases(writer, [("c0", "Question", "Yes", "No")])
    with Store.open(path) as store:
        assert [case.id for case in store.cases()] == ["c0"]
    assert contents(path).keys() == contents(worked).keys()


def test_a_log_left_by_a_killed_writer_counts(tmp_path: Path, worked: Path) -> None:
    """What was committed but is in the write-ahead log only is there for readers."""
    script = """
import os, pathlib, sys
from core.storage.connection import open_read_write
connection = open_read_write(pathlib.Path(sys.argv[1]))
connection.execute("INSERT INTO annotators VALUES (2, 'late', 'human')")
os.kill(os.getpid(), 9)
"""
    copy = tmp_path / "copy.duckdb"
    shutil.copy(worked, copy)
    assert subprocess.run([sys.executable, "-c", script, str(copy)], check=False).returncode == -signal.SIGKILL
    assert (tmp_path / "copy.duckdb.wal").exists()
    with Store.open(copy) as store:
        assert [each.name for each in store.annotators()] == ["a0", "a1", "late"]
