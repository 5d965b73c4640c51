"""The rules of a store: whatever breaks one is told in a sentence at opening, or where the rows are read."""

import re
import time
from contextlib import nullcontext
from pathlib import Path

import duckdb
import numpy as np
import pytest

from core.audit.data import load
from core.model.errors import StoreError
from core.storage import rules
from core.storage.connection import open_read_only, open_read_write
from core.storage.rules import each_once
from core.storage.schema import MIGRATIONS, SCHEMA_VERSION, tables_of
from core.storage.store import Store

_ENDLESS = "WITH RECURSIVE t(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM t) SELECT"
_RAISING = "INTEGER GENERATED ALWAYS AS (CAST('x' || case_n AS INTEGER))"
_STRUCTURE = {
    "DROP TABLE votes": "votes is no table with contents of its own",
    "DROP TABLE facts": "facts is no table with contents of its own",
    "ALTER TABLE declared RENAME TO declared_order": "declared is no table with contents of its own",
    f"DROP TABLE annotations; CREATE VIEW annotations AS {_ENDLESS} n AS case_n FROM t": "annotations is no table",
    f"DROP TABLE rewards; CREATE TABLE rewards (case_n INTEGER, n {_RAISING})": "rewards is no table",
    "ALTER TABLE cases RENAME preview TO shown": "the table cases has other columns than it is made with: preview",
    "ALTER TABLE cases DROP preview": "the table cases has other columns than it is made with: preview",
    "ALTER TABLE votes ALTER prefers_a TYPE VARCHAR": "the table votes has other columns",
    "ALTER TABLE annotations ALTER preference DROP NOT NULL": "the table annotations has other columns",
    "CREATE OR REPLACE TABLE declared (principle_n SMALLINT NOT NULL, rank SMALLINT NOT NULL)": (
        "the table declared has other columns than it is made with: their order"
    ),
}
_CONTENTS = {
    "UPDATE annotators SET kind = 'robot' WHERE n = 0": "there is no kind of annotator 'robot'",
    "UPDATE annotators SET name = 'a0'": "two annotators have the same name",
    "UPDATE annotators SET n = 5 WHERE n = 1": "the numbers of annotators do not run from 0 without a gap",
    "UPDATE principles SET id = '0'": "two principles have the same id",
    "UPDATE cases SET n = 3 WHERE n = 4": "the numbers of cases do not run from 0 without a gap",
    "DELETE FROM cases WHERE n = 7": "the numbers of cases do not run from 0 without a gap",
    "INSERT INTO cases SELECT * FROM cases WHERE n = 2": "the numbers of cases do not run from 0 without a gap",
    "UPDATE cases SET id = 'c1' WHERE n = 2": "two cases have the same id",
    "UPDATE votes SET case_n = -1 WHERE case_n = 1": "votes have a case_n that none of the cases has",
    "UPDATE votes SET oracle_n = 9": "votes have a oracle_n that none of the oracles has",
    "UPDATE votes SET prefers_b = prefers_a": "votes are for both responses at once",
    "UPDATE votes SET voted = 0": "votes count that were not cast",
    "UPDATE votes SET voted = 15": "votes are on principles that are not there",
    "UPDATE votes SET word = 2": "votes are on principles that are not there",
    "UPDATE annotations SET preference = 5 WHERE case_n = 3": "annotations have a preference that means nothing",
    "UPDATE annotations SET annotator_n = 2 WHERE case_n = 3": "annotations have a annotator_n that none of",
    "UPDATE ballots SET principle_n = 3": "ballots have a principle_n that none of the principles has",
    "UPDATE ballots SET presentation = 2": "ballots have a presentation that means nothing",
    "UPDATE ballots SET prob_a = 'nan', prob_b = 0.5, prob_na = 0.5": "ballots have a prob_a that means nothing",
    "INSERT INTO facts VALUES (99, 'topic', 'birds')": "facts have a case_n that none of the cases has",
    "INSERT INTO strengths VALUES (0, 0, 'inf')": "strengths have a strength that means nothing",
    "INSERT INTO declared VALUES (1, 7)": "declared have a principle_n that none of the principles has",
    "INSERT INTO shapes VALUES (0, 9)": "shapes have a shape that means nothing",
    "INSERT INTO imports VALUES (0, 'f', 's', 'pairs', '', 'infinity', '', 1, 1, 0, 0, NULL)": "an import has no time",
    "INSERT INTO imports VALUES (0, '', '', '', '', '0044-03-15 (BC) 00:00:00', '', 1, 1, 0, 0, NULL)": (
        "an import has no time"
    ),
    "INSERT INTO imports VALUES (0, '', '', '', '', '2026-01-01', '', 1, -1, 0, 0, NULL)": (
        "imports have a kept that means nothing"
    ),
    "INSERT INTO judge_runs VALUES ('', '', '', '', '', '', '', '', -7)": (
        "judge_runs have a answers that means nothing"
    ),
    "INSERT INTO coverage VALUES ('', '', '', '', 4, 4, 0, 1, -1, 0)": "coverage have a failed that means nothing",
    "INSERT INTO coverage VALUES ('', '', '', '', 4, 5, 0, 0, 0, 0)": "what became of the votes wanted does not add up",
    "INSERT INTO coverage VALUES ('', '', '', '', 9223372036854775807, 0, 0, 0, 0, 9223372036854775807)": (
        "coverage have a wanted that means nothing"
    ),
}
_TWICE = {
    "INSERT INTO annotations SELECT * FROM annotations WHERE case_n = 2": "two rows of annotations are about the same",
    "INSERT INTO votes SELECT * FROM votes WHERE case_n = 2": "two rows of votes are about the same thing",
}


def change(path: Path, statements: str) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(statements)


@pytest.mark.parametrize(("statements", "told"), [*_STRUCTURE.items(), *_CONTENTS.items()])
def test_what_breaks_a_rule_is_told_at_opening(worked: Path, statements: str, told: str) -> None:
    change(worked, statements)
    for opening in (open_read_only, open_read_write):
        with pytest.raises(StoreError) as caught:
            opening(worked)
        start, end = f"The store {worked} holds what cannot be right (", ": restore a copy or import the files"
        assert str(caught.value).startswith(f"{start}{told}")
        assert end in str(caught.value)


@pytest.mark.parametrize(("statements", "told"), _TWICE.items())
def test_what_stands_twice_is_told_where_it_is_read(worked: Path, statements: str, told: str) -> None:
    change(worked, statements)
    with Store.open(worked) as store, pytest.raises(StoreError, match=re.escape(told)):
        load(store)


def test_of_many_cases_the_ids_asked_for_are_compared(worked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "_FEW", 10)
    change(worked, "UPDATE cases SET id = 'c1' WHERE n = 2")
    with Store.open(worked) as store:
        assert store.numbers(["c3", "c4"]) == {"c3": 3, "c4": 4}
        with pytest.raises(StoreError, match="two cases have the same id"):
            store.numbers(["c1", "c4"])


def test_cases_in_another_order_on_the_disk_are_as_good(worked: Path) -> None:
    change(worked, "CREATE TEMP TABLE t AS FROM cases; DELETE FROM cases; INSERT INTO cases FROM t ORDER BY n DESC")
    with Store.open(worked) as store:
        assert [case.id for case in store.cases()][:3] == ["c0", "c1", "c2"]


def test_tables_of_ones_own_beside_ours_do_no_harm(worked: Path) -> None:
    change(
        worked,
        "CREATE TABLE mine (n INTEGER); CREATE VIEW shown AS SELECT * FROM cases; ALTER TABLE cases ADD mine INTEGER",
    )
    Store.open(worked).close()


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_the_tables_of_every_version_are_known(tmp_path: Path, version: int) -> None:
    with duckdb.connect(str(tmp_path / "s.duckdb")) as connection:
        for statement in (each for migration in MIGRATIONS[:version] for each in migration):
            connection.execute(statement)
        found = connection.execute(
            "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
    expected = [(table, name, *of) for table, columns in tables_of(version).items() for name, of in columns.items()]
    assert sorted(found) == sorted(expected)


def test_a_meta_that_never_ends_is_not_asked(worked: Path) -> None:
    change(worked, f"DROP TABLE meta; CREATE VIEW meta AS {_ENDLESS} n::VARCHAR AS key, 'x' AS value FROM t")
    began = time.monotonic()
    with pytest.raises(StoreError, match="is a DuckDB file but not a Discretion store"):
        open_read_only(worked)
    assert time.monotonic() - began < 30


def test_looking_through_a_store_has_an_end(worked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "BOUND", 0.2)
    endless = f"{_ENDLESS} n FROM t WHERE n < 0"
    monkeypatch.setattr(rules, "_faults", lambda connection, *_: iter(connection.execute(endless).fetchall()))
    with pytest.raises(StoreError, match="could not be looked through within 0 seconds: copy it to a faster disk"):
        open_read_only(worked)


@pytest.mark.parametrize(
    ("numbers", "once"),
    [
        *(([[]], True), ([[0, 1, 5]], True), ([[5, 0, 1]], True), ([[0, 1, 1]], False), ([[1, 0, 1]], False)),
        *(([[0, 0, 1], [0, 1, 0]], True), ([[0, 0, 1], [1, 1, 1]], False), ([[1, 0, 1], [0, 1, 0]], False)),
        ([[1, 0, 1], [1, 1, 1]], False),
    ],
)
def test_rows_about_the_same_thing_are_found_in_any_order(numbers: list[list[int]], *, once: bool) -> None:
    with nullcontext() if once else pytest.raises(StoreError, match="two rows of votes are about the same thing"):
        each_once(Path("s.duckdb"), "votes", *(np.array(each, dtype=np.int32) for each in numbers))
