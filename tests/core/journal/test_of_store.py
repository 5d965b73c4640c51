"""Whose reviews count: folders that no two stores share, and events that name the store whose cases they are of."""

import json
import shutil
from pathlib import Path

import pytest

from core.audit.full_report import ReportOptions, full_report
from core.importers.importing import import_file, import_files
from core.journal.events import reviews_folder
from core.journal.replay import load_reviews
from core.model.terms import Verdict
from core.oracle.journal.writer import runs_folder
from core.review.session import ReviewSession
from core.storage.store import Store


def make(path: Path, word: str) -> Path:
    """A store of two cases whose ids every such store has."""
    rows = path.with_suffix(".jsonl")
    rows.write_text(
        "".join(f'{{"prompt": "{word} {n}?", "chosen": "yes {word}", "rejected": "no"}}\n' for n in range(2))
    )
    principles, votes = path.with_name("p.txt"), path.with_name("v.csv")
    principles.write_text("Be kind to all.\nBe short and clear.\n")
    votes.write_text("row_id,principle_id,preference\n0,0,a\n0,1,b\n1,0,b\n1,1,a\n")
    import_files([rows, principles, votes], path)
    return path


def flag(path: Path, reviewer: str = "r1") -> None:
    session, _ = ReviewSession.open(path, reviewer)
    with session:
        session.judge(0, "0", Verdict.FLAG)


def flagged(path: Path) -> tuple[int, list[str]]:
    with Store.open(path) as store:
        standing, warnings = load_reviews(store)
        return full_report(store, standing, ReportOptions(bootstrap=0)).report.dataset.flagged, warnings


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("q.duckdb", "q.reviews"),
        ("q.db", "q.db.reviews"),
        ("hh.v1", "hh.v1.reviews"),
        ("hh.v1.duckdb", "hh.v1.reviews"),
        ("q", "q.reviews"),
    ],
)
def test_folders_are_named_after_the_whole_store(tmp_path: Path, name: str, folder: str) -> None:
    assert reviews_folder(tmp_path / name) == tmp_path / folder
    assert runs_folder(tmp_path / name) == tmp_path / folder.replace(".reviews", ".runs")


def test_a_folder_of_an_earlier_version_stays_in_use(tmp_path: Path) -> None:
    (tmp_path / "hh.reviews").mkdir()
    assert reviews_folder(tmp_path / "hh.v1") == tmp_path / "hh.reviews"
    (tmp_path / "hh.v1.reviews").mkdir()
    assert reviews_folder(tmp_path / "hh.v1") == tmp_path / "hh.v1.reviews"


@pytest.mark.parametrize("names", [("hh.v1", "hh.v2"), ("q.duckdb", "q.db"), ("q", "q.duckdb")])
def test_a_flag_counts_in_its_own_store_alone(tmp_path: Path, names: tuple[str, str]) -> None:
    first, second = (make(tmp_path / name, name) for name in names)
    flag(first)
    assert flagged(first) == (1, [])
    assert flagged(second)[0] == 0
    flag(second, "r2")
    assert (flagged(first)[0], flagged(second)[0]) == (1, 1)


def test_flags_of_another_store_are_told_and_not_counted(tmp_path: Path) -> None:
    first, second = make(tmp_path / "a.duckdb", "a"), make(tmp_path / "b.duckdb", "b")
    flag(first)
    shutil.copytree(reviews_folder(first), reviews_folder(second))
    assert flagged(second) == (0, ["r1.jsonl: 1 event is about the cases of another store, and not counted."])
    session, warnings = ReviewSession.open(second, "r1")
    with session:
        assert warnings == ["r1.jsonl: 1 event is about the cases of another store, and not counted."]
        session.judge(1, "1", Verdict.FLAG)
    assert flagged(second)[0] == 1


def test_a_store_that_is_made_anew_or_added_to_keeps_its_reviews(tmp_path: Path) -> None:
    path = make(tmp_path / "a.duckdb", "a")
    flag(path)
    path.unlink()
    make(path, "a")
    assert flagged(path) == (1, [])
    more = tmp_path / "more.jsonl"
    more.write_text('{"case_id": "new", "prompt": "p", "chosen": "c", "rejected": "r"}\n')
    import_file(more, path)
    assert flagged(path) == (1, [])


def test_events_that_name_no_store_count_as_before(tmp_path: Path) -> None:
    path = make(tmp_path / "a.duckdb", "a")
    folder = reviews_folder(path)
    folder.mkdir()
    (folder / "old.jsonl").write_text(
        '{"id":"1","seq":1,"at":"2026-01-31T12:00:00.000Z","reviewer":"old","event":"review","case":"0",'
        '"annotator":"human","verdict":"flag","reason":"arbitrary","note":""}\n'
    )
    assert flagged(path) == (1, [])


def test_reviews_of_what_the_store_lacks_are_told_of(tmp_path: Path) -> None:
    path = make(tmp_path / "s.duckdb", "one")
    flag(path)
    said = {"at": "2026-01-31T12:00:00.000Z", "reviewer": "r2"}
    events = [
        {"id": "e1", "seq": 1, "event": "review", "case": "7", "annotator": "human", "verdict": "flag", **said},
        {"id": "e2", "seq": 2, "event": "vote", "case": "0", "principle": "Be kind", "preference": 1, **said},
        {"id": "e3", "seq": 3, "event": "vote", "case": "0", "principle": "1", "preference": 1, **said},
        {"id": "e4", "seq": 4, "event": "preference", "case": "8", "preference": 1, **said},
        {"id": "e5", "seq": 5, "event": "undo", "of": "e4", **said},
    ]
    lines = "".join(json.dumps(each) + "\n" for each in events)
    (reviews_folder(path) / "r2.jsonl").write_text(lines)
    told = "s.reviews: 2 reviews are of cases or principles that this store lacks, and not counted."
    assert flagged(path) == (1, [told])
