"""What each subject holds, against the store, the journals and the report; and that every format takes it."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pytest

from core.audit import audit, load
from core.exporters.comma_separated import Cell
from core.exporters.request import Exporting
from core.exporters.subjects import SUBJECTS, subject
from core.exporters.table import ENDINGS, write_table
from core.importers.importing import import_file
from core.importers.options import ImportOptions
from core.journal.events import Event, reviews_folder
from core.journal.replay import load_folder
from core.journal.writer import Journal
from core.model.errors import AuditError
from core.model.safe_text import spreadsheet_safe
from core.model.terms import Preference, Reason, Verdict
from core.review.session import ReviewSession
from core.storage.store import Store
from tests.core.building import A0, A1, WORKED, build

NAMES = [each.name for each in SUBJECTS]
CORRECTED = WORKED.copy()
"""The worked example's votes with the correction in `reviewed`."""
CORRECTED[6, 0] = 0


@contextmanager
def exporting(path: Path, **asked: Any) -> Iterator[Exporting]:
    standing, _ = load_folder(reviews_folder(path))
    with Store.open(path) as store:
        yield Exporting(store, load(store, standing), standing, **{"replicates": 20, "seed": 1} | asked)


def records(path: Path, name: str, **asked: Any) -> list[dict[str, Cell]]:
    with exporting(path, **asked) as given:
        return list(subject(name).table(given).records())


def say(path: Path, reviewer: str, *said: dict[str, Any]) -> list[Event]:
    with Journal.open(reviews_folder(path), reviewer) as journal:
        return [journal.append(**each) for each in said]


def verdict(case: str, what: str, annotator: str = "a0", **more: Any) -> dict[str, Any]:
    return {"event": "review", "case": case, "annotator": annotator, "verdict": what, **more}


@pytest.fixture
def reviewed(worked: Path) -> Path:
    """The worked example with what three reviewers said of it."""
    say(
        worked,
        "r1",
        verdict("c6", "flag", reason="arbitrary", note="=cmd|' /C calc'!A0"),
        verdict("c2", "flag", reason="mistake", note="| pipe\n| line"),
        verdict("c7", "flag", "a1", reason="other", note=""),
        verdict("c8", "flag", annotated=A0[8], preference=-1, principle="0", texts="t", blind=True),
        verdict("gone", "flag"),
        {"event": "preference", "case": "c6", "preference": -1},
        {"event": "comment", "case": "c6", "note": "<b>odd</b>"},
        {"event": "vote", "case": "c6", "principle": "0", "preference": 0},
    )
    say(worked, "r2", verdict("c6", "uphold"), verdict("c2", "flag", reason="ambiguous"), verdict("c8", "uphold"))
    say(worked, "r3", verdict("c6", "flag", reason="harmful", note="again"), verdict("c8", "skip"))
    return worked


@pytest.mark.parametrize("name", NAMES)
def test_every_subject_comes_back_from_every_format(reviewed: Path, tmp_path: Path, name: str) -> None:
    expected = records(reviewed, name)
    assert expected
    for ending in ENDINGS:
        path = tmp_path / f"{name}{ending}"
        with exporting(reviewed) as given:
            assert write_table(subject(name).table(given), path) == len(expected)
    with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == [{key: in_csv(cell) for key, cell in row.items()} for row in expected]
    assert orjson.loads((tmp_path / f"{name}.json").read_bytes()) == expected
    assert [orjson.loads(line) for line in (tmp_path / f"{name}.jsonl").read_bytes().splitlines()] == expected
    with duckdb.connect() as connection:
        rows = connection.from_parquet(str(tmp_path / f"{name}.parquet")).fetchall()
    assert rows == [tuple(row.values()) for row in expected]
    lines = (tmp_path / f"{name}.md").read_text().splitlines()
    assert len(lines) == 2 + len(expected)
    assert lines[0] == "| " + " | ".join(expected[0]) + " |"


def test_all_that_a_session_says_goes_into_every_format(worked: Path, tmp_path: Path) -> None:
    session, _ = ReviewSession.open(worked, "r1", "a0")
    with session:
        session.judge(6, "c6", Verdict.FLAG, Reason.MISTAKE, "note")
        session.prefer(6, "c6", Preference.B)
        session.comment(6, "c6", "comment")
        session.correct(6, "c6", "0", Preference.B, blind=True)
    for ending in ENDINGS:
        with exporting(worked) as given:
            assert write_table(subject("reviews").table(given), tmp_path / f"out{ending}") == 4
    with duckdb.connect() as connection:
        found = connection.from_parquet(str(tmp_path / "out.parquet")).select("annotated, preference, blind").fetchall()
    assert found == [(A0[6], None, None), (None, -1, None), (None, None, None), (None, -1, True)]


def in_csv(cell: Cell) -> str:
    if cell is None:
        return ""
    return spreadsheet_safe(cell) if isinstance(cell, str) else str(cell)


@pytest.mark.parametrize("include_flagged", [False, True])
def test_priorities_are_those_of_the_report(reviewed: Path, *, include_flagged: bool) -> None:
    with exporting(reviewed) as given:
        report = audit(given.data, replicates=20, seed=1, include_flagged=include_flagged).document()
    expected = [
        {"annotator": each["name"], "kind": each["kind"], **row}
        for each in report["annotators"]  # type: ignore[attr-defined]
        for row in each["priorities"]
    ]
    assert records(reviewed, "priorities", include_flagged=include_flagged) == expected
    names = {row["annotator"] for row in expected}
    assert names == {"a0", "a1", "r1"}


def test_supremacy_is_won_over_conflicts(reviewed: Path) -> None:
    rows = records(reviewed, "supremacy")
    flagged: dict[object, set[int]] = {"a0": {6, 2}, "a1": {7}}
    annotations: dict[object, list[int]] = {"a0": list(A0), "a1": list(A1), "r1": [0] * 6 + [-1] + [0] * 8}
    assert len(rows) == 3 * 6
    for row in rows:
        i, j = (int(str(row[key]).removeprefix("Rule ")) for key in ("principle", "over"))
        who = row["annotator"]
        used = [0 if n in flagged.get(who, ()) else a for n, a in enumerate(annotations[who])]
        met = [(v[i], a) for v, a in zip(CORRECTED.tolist(), used, strict=True) if a and v[i] * v[j] == -1]
        won = sum(side == a for side, a in met)
        assert (row["won"], row["conflicts"]) == (won, len(met))
        assert row["supremacy"] == (won / len(met) if met else None)


def test_supremacy_of_the_worked_example(worked: Path) -> None:
    found = {
        (row["principle"], row["over"]): row["supremacy"] for row in records(worked, "supremacy", annotators=("a1",))
    }
    assert found["Rule 0", "Rule 1"] == 0.4
    assert found["Rule 1", "Rule 2"] == 1 / 3
    assert found["Rule 2", "Rule 0"] == 0.5


def test_flags_say_who_and_why(reviewed: Path) -> None:
    assert records(reviewed, "flags") == [
        {
            "case": "c2",
            "annotator": "a0",
            "preference": "A",
            "category": "consensus",
            "arbitrary": True,
            "flagged_by": "r1; r2",
            "upheld_by": "",
            "reasons": "mistake; ambiguous",
            "notes": "| pipe\n| line",
        },
        {
            "case": "c6",
            "annotator": "a0",
            "preference": "A",
            "category": "consensus",
            "arbitrary": True,
            "flagged_by": "r1; r3",
            "upheld_by": "r2",
            "reasons": "arbitrary; harmful",
            "notes": "=cmd|' /C calc'!A0; again",
        },
        {
            "case": "c7",
            "annotator": "a1",
            "preference": "A",
            "category": "conflict",
            "arbitrary": False,
            "flagged_by": "r1",
            "upheld_by": "",
            "reasons": "other",
            "notes": "",
        },
    ]
    assert [row["case"] for row in records(reviewed, "flags", annotators=("a1",))] == ["c7"]


def test_reviews_are_all_that_stands(reviewed: Path) -> None:
    rows = records(reviewed, "reviews")
    assert len(rows) == 8 + 3 + 2
    assert {row["case"] for row in rows} >= {"gone", "c6"}
    (vote,) = [row for row in rows if row["event"] == "vote"]
    assert (vote["principle"], vote["preference"], vote["verdict"]) == ("0", 0, None)
    again = say(reviewed, "r1", verdict("c6", "uphold"))
    rows = records(reviewed, "reviews")
    assert len(rows) == 13
    (mine,) = [row for row in rows if (row["reviewer"], row["event"], row["case"]) == ("r1", "review", "c6")]
    assert (mine["id"], mine["verdict"], mine["seq"]) == (again[0].id, "uphold", 9)
    say(reviewed, "r1", {"event": "undo", "of": again[0].id})
    (mine,) = [row for row in records(reviewed, "reviews") if (row["reviewer"], row["seq"]) == ("r1", 1)]
    assert mine["verdict"] == "flag"
    about = {row["annotator"] for row in records(reviewed, "reviews", annotators=("a1",))}
    assert about == {"a1", None}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("reviews", "corrections")])
def test_an_unknown_annotator_is_no_empty_file(reviewed: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / "out.csv"
    with exporting(reviewed, annotators=("a9",)) as given, pytest.raises(AuditError, match="no annotator a9"):
        write_table(subject(name).table(given), path)
    assert not path.exists()


def pairs(rows: list[dict[str, Cell]]) -> list[tuple[Cell, Cell, Cell]]:
    return [(row["prompt"], row["chosen"], row["rejected"]) for row in rows]


@pytest.mark.parametrize("include_flagged", [False, True])
def test_the_dataset_has_the_preferred_response_as_chosen(reviewed: Path, *, include_flagged: bool) -> None:
    for name, given, flagged in (("a0", A0, {2, 6}), ("a1", A1, {7})):
        expected = [
            (f"Question {n}", *((f"Yes {n}", f"No {n}") if side == 1 else (f"No {n}", f"Yes {n}")))
            for n, side in enumerate(given)
            if side and (include_flagged or n not in flagged)
        ]
        asked = {"annotators": (name,), "include_flagged": include_flagged}
        assert pairs(records(reviewed, "dataset", **asked)) == expected
    assert pairs(records(reviewed, "dataset")) == pairs(records(reviewed, "dataset", annotators=("a0",)))


TEXTS = [
    ("Human: How?", " So.", "Not so."),
    ("Yes", "Yes and no", "Yes"),
    ("=1+1", "\n\nHuman: A\n\nAssistant: B", "\n\nHuman: A\n\nAssistant: C"),
    ("", "a\0b", "👩‍🔬 \ufeff"),
    ("  space ", '{"json": 1}', '"quoted", and\r\nlines'),
    ("x" * 100_000, "[/bold]", "\u202e\x1b[2J"),
]


def test_an_exported_dataset_imports_as_the_same_preferences(tmp_path: Path) -> None:
    preferences = [1, -1, -1, 1, 0, -1]
    path = build(tmp_path / "s.duckdb", WORKED[:6], {"human": preferences}, texts=TEXTS)
    file, again = tmp_path / "dataset.jsonl", tmp_path / "again.duckdb"
    with exporting(path) as given:
        assert write_table(subject("dataset").table(given), file) == 5
    assert import_file(file, again, ImportOptions()).format == "dataset"
    with Store.open(again) as store:
        (annotator,) = store.annotators()
        sides = store.annotations(annotator)[0]
        found = [
            (
                case.prompt,
                *((case.response_a, case.response_b) if sides[case.n] > 0 else (case.response_b, case.response_a)),
            )
            for case in store.cases()
        ]
        assert sides.all()
    expected = [
        (prompt, *((a, b) if side > 0 else (b, a)))
        for (prompt, a, b), side in zip(TEXTS, preferences, strict=True)
        if side
    ]
    assert found == expected
