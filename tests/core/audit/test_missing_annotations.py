"""What was said of annotations that were never given: it flags nothing."""

from pathlib import Path

import numpy as np
import pytest

from core.audit import audit, load
from core.exporters.choosing import choose
from core.exporters.request import Exporting
from core.exporters.subjects import subject
from core.journal.events import reviews_folder
from core.journal.replay import load_folder
from core.journal.writer import Journal
from core.model.terms import Preference
from core.query.wanted import Wanted
from core.review.session import ReviewSession
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.building import A0, WORKED, build

PART = [1, None, 0, None, *A0[4:]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store whose annotator part left out cases 1 and 3, with flags on cases 0, 1 and 2."""
    store = build(tmp_path / "s.duckdb", WORKED, {"part": PART, "a0": A0})
    flag(store, "part", "c0", "c1", "c2")
    return store


def flag(store: Path, annotator: str, *cases: str, reviewer: str = "r2") -> None:
    with Journal.open(reviews_folder(store), reviewer) as journal:
        for case in cases:
            journal.append(event="review", case=case, annotator=annotator, verdict="flag", reason="other")


def test_reports_and_exports_do_not_count_them(path: Path) -> None:
    standing, _ = load_folder(reviews_folder(path))
    with Store.open(path) as store:
        data = load(store, standing)
        report = audit(data, replicates=0)
        rows = list(subject("flags").table(Exporting(store, data, standing)).records())
        chosen = choose("flagged:yes", data, store, standing, ["part"])["part"]
    assert np.flatnonzero(data.annotator("part").flagged).tolist() == [0, 2]
    assert (report.dataset.flagged, report.annotators[0].flagged, report.annotators[0].annotations) == (2, 2, 11)
    assert [(row["case"], row["preference"]) for row in rows] == [("c0", "A"), ("c2", "neither")]
    assert np.flatnonzero(chosen).tolist() == [0, 2]


@pytest.mark.parametrize("reviewer", ["r1", "r2"])
def test_the_app_does_not_count_them(path: Path, reviewer: str) -> None:
    session, _ = ReviewSession.open(path, reviewer, "part")
    with session:
        everything = session.select(Wanted.of("all"))
        assert session.progress(everything).flagged == session.reviewed().count_flagged() == 2
        assert session.select(Wanted.of("flagged:yes")).tolist() == [0, 2]
        assert session.select(Wanted.of("chose:missing")).tolist() == [1, 3]
        assert session.select(Wanted.of("chose:none")).tolist() == [2, 13]
        flag(path, "part", "c3", reviewer="r3")
        session.follow()
        assert session.progress(everything).flagged == 2


def test_an_order_may_come_to_annotate_what_was_flagged(tmp_path: Path) -> None:
    path = build(tmp_path / "s.duckdb", WORKED, {"a0": A0}, missing=[(0, p) for p in range(3)])
    with StoreWriter.open(path) as writer:
        writer.declare(["0", "1", "2"])
    flag(path, "declared", "c0", "c1")
    session, _ = ReviewSession.open(path, "r1", "declared")
    with session:
        assert np.flatnonzero(session.reviewed().flagged).tolist() == [1]
        wins = session.reviewed().tally.wins.tolist()
        session.correct(0, "c0", "0", Preference.A)
        session.correct(0, "c0", "1", Preference.B)
        assert np.flatnonzero(session.reviewed().flagged).tolist() == [0, 1]
        assert session.reviewed().tally.wins.tolist() == wins, "a flagged preference wins nothing"
        session.take_back_vote("c0", "0")
        session.take_back_vote("c0", "1")
        assert np.flatnonzero(session.reviewed().flagged).tolist() == [1]
