"""Votes that nobody cast: they are missing, and no vote of 0."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import core
from core.audit import audit, load
from core.audit.data import AuditData, with_order
from core.audit.oracle_agreement import OracleComparison, compare_oracles
from core.exporters.choosing import choose
from core.exporters.request import Exporting
from core.exporters.subjects import subject
from core.journal.events import reviews_folder
from core.journal.replay import load_folder
from core.journal.standing import Standing
from core.journal.writer import Journal
from core.metrics.discrepancy import discrepancy
from core.metrics.priority import rank_principles
from core.model.terms import Category, Preference
from core.review.session import ReviewSession
from core.storage.schema import MIGRATIONS
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.audit.absence import ORACLES, Absent
from tests.core.building import annotate, ballots
from tests.core.storage.cases_written import add_cases

EACH = 10


@pytest.mark.parametrize("part", range(2))
def test_small_stores_are_what_the_definitions_say(tmp_path: Path, part: int) -> None:
    for seed in range(part * EACH, (part + 1) * EACH):
        given = Absent.drawn(seed)
        path = given.build(tmp_path / f"{seed}.duckdb")
        with Store.open(path) as store:
            for oracle in ORACLES:
                data = with_order(load(store, oracle=oracle), "order", given.order)
                _report_is_right(given, data, oracle)
                _store_tells(given, store, oracle)
                _filters_are_right(given, data, store, oracle)
            _comparison_is_right(given, store)
        _frames_are_right(given, path)


def _report_is_right(given: Absent, data: AuditData, oracle: str) -> None:
    report = audit(data, replicates=0)
    document: Any = report.document()
    assert document["taxonomy"] == given.taxonomy(oracle)
    assert report.taxonomy.movable == given.movable(oracle)
    full = len(given.votes[oracle]) == given.cases * given.principles
    assert (data.voted is None) == full
    assert (data.voted is None) or data.voted.sum() == len(given.votes[oracle])
    notes = " ".join(report.notes)
    for found in document["annotators"]:
        chosen = given.chosen(found["name"], oracle)
        opposed, cases = given.arbitrariness(found["name"], oracle)
        value = opposed / cases if cases else None
        assert (found["arbitrariness"]["value"], found["arbitrariness"]["cases"]) == (value, cases)
        missing = given.cases - len(chosen)
        said = (found["annotations"], found["neither"], found["missing"])
        assert said == (len(chosen), list(chosen.values()).count(0), missing)
        assert (f"{found['name']} {missing}" in notes) == bool(missing)
    taxonomy = document["taxonomy"]
    assert ("unvoted" in notes) == bool(taxonomy["unvoted"]["count"])
    assert ("on only some principles" in notes) == bool(taxonomy["partly_voted"]["count"])


def _store_tells(given: Absent, store: Store, oracle: str) -> None:
    found = store.answers.votes_cast(next(each for each in store.oracles() if each.name == oracle), given.principles)
    taxonomy = given.taxonomy(oracle)
    counts = (taxonomy["unvoted"]["count"], taxonomy["partly_voted"]["count"])
    assert (found.votes, found.unvoted, found.partly_voted) == (len(given.votes[oracle]), *counts)


def _filters_are_right(given: Absent, data: AuditData, store: Store, oracle: str) -> None:
    everything, votes = range(given.cases), given.votes[oracle]
    kinds = {n: given.kind(n, oracle) for n in everything}
    expected = {
        "indifferent": [n for n in everything if kinds[n] == "indifference"],
        **{kind: [n for n in everything if kinds[n] == kind] for kind in ("consensus", "conflict", "unvoted")},
        "partly": [n for n in everything if given.partly(n, oracle)],
        "-unvoted -partly": [n for n in everything if len(given.cast(n, oracle)) == given.principles],
        "consensus partly": [n for n in everything if kinds[n] == "consensus" and given.partly(n, oracle)],
        "all": list(everything),
        "balance:0:0": [n for n in everything if not any(given.cast(n, oracle))],
    }
    for p in range(given.principles):
        for word, vote in (("a", 1), ("b", -1), ("none", 0), ("missing", None)):
            expected[f'votes:"Rule {p}"={word}'] = [n for n in everything if votes.get((n, p)) == vote]
    for name in ("ann", "order"):
        chosen = given.chosen(name, oracle)
        for word, side in (("a", 1), ("b", -1), ("none", 0), ("missing", None)):
            expected[f"annotator:{name} chose:{word}"] = [n for n in everything if chosen.get(n) == side]
    opposing = [n for n in expected["consensus"] if -given.chosen("ann").get(n, 0) in set(given.cast(n, oracle)) - {0}]
    expected["arbitrary"] = opposing
    for text, cases in expected.items():
        found = choose(text, data, store, Standing(), ["ann"])["ann"]
        assert np.flatnonzero(found).tolist() == cases, text


def _comparison_is_right(given: Absent, store: Store) -> None:
    data = with_order(load(store), "order", given.order)
    names = [each.name for each in data.annotators]
    found = compare_oracles(store, Standing(), data, OracleComparison(names, replicates=0))
    assert found is not None
    pair = found.pairs[0]
    assert pair.cases == len({n for n, _ in given.shared})
    first, second = (given.votes[oracle] for oracle in ORACLES)
    same = sum(first[cell] == second[cell] for cell in given.shared)
    assert (pair.overall.same.part, pair.overall.same.whole) == (same, len(given.shared))
    only = Absent(
        *(given.cases, given.principles),
        {oracle: {cell: given.votes[oracle][cell] for cell in given.shared} for oracle in ORACLES},
        *(given.annotations, given.order),
    )
    for change in pair.annotators:
        wins = (np.array(only.wins(change.annotator, only.shared, oracle), dtype=np.int64) for oracle in ORACLES)
        signs = [rank_principles(each).signs for each in wins]
        assert change.value == discrepancy(*signs)


def _frames_are_right(given: Absent, path: Path) -> None:
    with core.open(path, bootstrap=0) as opened:
        cases, votes = opened.cases("ann").to_frame(), opened.votes().to_frame()
        annotations = opened.annotations().to_frame()
    for n in range(given.cases):
        assert cases["category"].iloc[n] == given.kind(n)
        assert bool(cases["partly_voted"].iloc[n]) == given.partly(n)
        for p in range(given.principles):
            vote = votes[f"Rule {p}"].iloc[n]
            assert (None if vote is votes[f"Rule {p}"].dtype.na_value else vote) == given.votes["one"].get((n, p))
        for name, told in given.annotations.items():
            said = annotations[name].iloc[n]
            assert (None if said is annotations[name].dtype.na_value else said) == told.get(n)


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """Three cases and two principles; both votes on c1, one on c2, none on c3."""
    path = tmp_path / "three.duckdb"
    with StoreWriter.open(path) as writer:
        add_cases(writer, [(f"c{n}", f"Question {n}", "Yes", "No") for n in (1, 2, 3)])
        writer.add_principles([("0", "Be helpful", "Be helpful."), ("1", "Avoid harm", "Avoid harm.")])
        writer.add_ballots("gpt", ballots([("c1", "0", 0, 1), ("c1", "1", 0, -1), ("c2", "0", 0, 1)]))
        annotate(writer, "human", {"c1": 1, "c2": 0})
    return path


def loaded(path: Path, *, original_votes: bool = False) -> AuditData:
    standing, _ = load_folder(reviews_folder(path))
    with Store.open(path) as store:
        return load(store, standing, original_votes=original_votes)


def test_what_is_missing_is_told_and_in_no_share(three: Path) -> None:
    report = audit(loaded(three), replicates=0)
    document: Any = report.document()
    assert document["taxonomy"] == {
        "consensus": {"count": 1, "share": 0.5},
        "conflict": {"count": 1, "share": 0.5},
        "indifference": {"count": 0, "share": 0.0},
        "unvoted": {"count": 1},
        "partly_voted": {"count": 1},
    }
    assert document["notes"][:3] == [
        "1 case is unvoted: gpt gave no vote on it, and it is in no share.",
        "1 case has votes by gpt on only some principles: the missing ones could change the category of up to 1.",
        "Of 3 cases not annotated, which is not the same as neither: human 1.",
    ]
    human = document["annotators"][0]
    assert (human["annotations"], human["neither"], human["missing"]) == (2, 1, 1)


def test_a_correction_is_a_vote_also_where_it_says_neither(three: Path) -> None:
    with Journal.open(reviews_folder(three), "r1") as journal:
        journal.append(event="vote", case="c3", principle="0", preference=0)
        journal.append(event="vote", case="c2", principle="1", preference=-1)
    data = loaded(three)
    assert data.voted is not None
    assert data.voted.tolist() == [[True, True], [True, True], [True, False]]
    assert data.corrected == {(1, 1): None, (2, 0): None}
    taxonomy = audit(data, replicates=0).taxonomy
    assert (taxonomy.conflict, taxonomy.indifference, taxonomy.unvoted, taxonomy.partly_voted) == (2, 1, 0, 1)
    assert audit(loaded(three, original_votes=True), replicates=0).taxonomy.unvoted == 1
    with Store.open(three) as store:
        standing, _ = load_folder(reviews_folder(three))
        rows = list(subject("corrections").table(Exporting(store, data, standing)).records())
    assert [(row["case"], row["original"], row["corrected"]) for row in rows] == [("c2", None, -1), ("c3", None, 0)]


def test_flags_have_the_category_of_what_was_cast(three: Path) -> None:
    with Journal.open(reviews_folder(three), "r1") as journal:
        for case in ("c1", "c2"):
            journal.append(event="review", case=case, annotator="human", verdict="flag", reason="arbitrary")
    with StoreWriter.open(three) as writer:
        annotate(writer, "human", {"c3": -1})
    with Journal.open(reviews_folder(three), "r2") as journal:
        journal.append(event="review", case="c3", annotator="human", verdict="flag", reason="arbitrary")
    standing, _ = load_folder(reviews_folder(three))
    with Store.open(three) as store:
        rows = list(subject("flags").table(Exporting(store, load(store, standing), standing)).records())
    assert [row["category"] for row in rows] == ["conflict", "consensus", "unvoted"]


def test_a_reviewers_votes_are_cast_and_taken_back(three: Path) -> None:
    session, _ = ReviewSession.open(three, "r1")
    with session:
        data = session.data
        assert data.voted is not None
        assert (session.live.votes.at(2, 0), session.live.votes.original(2, 0)) == (None, None)
        session.correct(2, "c3", "0", Preference.NEITHER)
        assert (session.live.votes.at(2, 0), session.live.votes.original(2, 0)) == (0, None)
        assert data.voted.tolist()[2] == [True, False]
        assert data.corrected == {(2, 0): None}
        session.correct(2, "c3", "1", Preference.A)
        session.undo()
        assert data.voted.tolist()[2] == [True, False]
        session.take_back_vote("c3", "0")
        assert data.voted.tolist()[2] == [False, False]
        assert data.corrected == {}
        assert data.votes.tolist()[2] == [0, 0]


def test_an_order_follows_what_was_cast(three: Path) -> None:
    with StoreWriter.open(three) as writer:
        writer.declare(["1", "0"])
        add_cases(writer, [("c4", "Question 4", "Yes", "No")])
        writer.add_ballots("gpt", ballots([("c3", "1", 0, 0)]))
    session, _ = ReviewSession.open(three, "r1")
    with session:
        declared = session.data.annotator("declared")
        said = [-1, 1, 0, 0], [True, True, True, False]
        assert (declared.preference.tolist(), declared.given.tolist()) == said
        session.correct(3, "c4", "1", Preference.NEITHER)
        assert declared.given.tolist() == [True] * 4
        session.undo()
        assert (declared.preference.tolist(), declared.given.tolist()) == said


def test_every_version_of_a_store_tells_what_was_cast() -> None:
    votes = next(statement for statement in MIGRATIONS[0] if "TABLE votes" in statement)
    assert "voted UBIGINT NOT NULL" in votes
    assert not any("votes" in statement for later in MIGRATIONS[1:] for statement in later)
    assert Category.UNVOTED not in (Category.INDIFFERENCE, Category.CONSENSUS, Category.CONFLICT)
