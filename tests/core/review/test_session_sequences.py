"""Any sequence of actions leaves the live numbers equal to those computed from the journals afresh."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.audit import load
from core.audit.data import AuditData
from core.journal.events import reviews_folder
from core.journal.replay import load_folder
from core.journal.writer import Journal
from core.metrics.agreement import arbitrariness
from core.metrics.supremacy import win_matrix
from core.model.terms import Preference, Verdict
from core.review.session import ReviewSession
from core.storage.store import Store
from tests.core.building import A0, A1, WORKED, build

GIVEN = {"a0": np.array(A0, dtype=np.int8), "a1": np.array(A1, dtype=np.int8)}
OTHERS = (("r2", 6, "flag"), ("r3", 6, "flag"), ("r2", 7, "flag"), ("r3", 8, "uphold"), ("r2", 2, "flag"))

Action = tuple[str, int]
KINDS = ("flag", "uphold", "skip", "A", "B", "NEITHER", "comment", "undo", "redo", "turn", "reopen")
actions = st.tuples(
    st.sampled_from((*KINDS, "flag", "flag", "uphold", "undo", "undo")), st.sampled_from([6, 7, 8, 2, 3])
)
# One of everything twice over, with everything undone and redone in between.
THROUGH: list[Action] = [
    *((kind, n) for n in (6, 2, 7) for kind in ("flag", "skip", "uphold", "A", "undo", "flag", "NEITHER", "B")),
    *([("undo", 0)] * 20 + [("redo", 0)] * 25 + [("turn", 0), ("flag", 6), ("uphold", 7), ("reopen", 0)]),
    *([("undo", 0)] * 4 + [("redo", 0)] * 2 + [("turn", 0), ("comment", 6), ("undo", 0), ("uphold", 6)]),
]


class Model:
    """What should stand: two stacks of actions."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str, int]] = []
        self.undone: list[tuple[str, str, int]] = []

    def act(self, kind: str, annotator: str, n: int) -> None:
        self.done.append((kind, annotator, n))
        self.undone.clear()

    def undo(self) -> None:
        if self.done:
            self.undone.append(self.done.pop())

    def redo(self) -> None:
        if self.undone:
            self.done.append(self.undone.pop())

    def flagged(self, annotator: str) -> set[int]:
        """The own verdict where there is one that decides, else what most others and a skip of one's own say."""
        own = {n: kind for kind, about, n in self.done if about == annotator and kind in {"flag", "uphold", "skip"}}
        found = set()
        for n in range(len(WORKED)):
            others = [verdict for _, case, verdict in OTHERS if annotator == "a0" and case == n]
            most = others.count("flag") > others.count("uphold")
            if own.get(n) == "flag" or (own.get(n) != "uphold" and most):
                found.add(n)
        return found

    def own(self) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
        preference = np.zeros(len(WORKED), dtype=np.int8)
        for kind, _, n in self.done:
            if kind in Preference.__members__:
                preference[n] = Preference[kind]
        return preference


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the verdicts of two other reviewers beside it."""
    path = build(tmp_path_factory.mktemp("original") / "s.duckdb", WORKED, {"a0": A0, "a1": A1})
    for reviewer, n, verdict in OTHERS:
        with Journal.open(reviews_folder(path), reviewer) as journal:
            journal.append(event="review", case=f"c{n}", annotator="a0", verdict=verdict)
    return path


@pytest.fixture(scope="module")
def loaded(original: Path) -> AuditData:
    """What the store says, which no review changes; to be copied, for a session makes corrections in its votes."""
    with Store.open(original) as store:
        return load(store)


def copies(original: Path) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "s.duckdb"
        shutil.copy(original, path)
        shutil.copytree(reviews_folder(original), reviews_folder(path))
        yield path


def perform(session: ReviewSession, model: Model, action: Action) -> None:
    kind, n = action
    if kind == "undo":
        session.undo()
        model.undo()
    elif kind == "redo":
        session.redo()
        model.redo()
    elif kind == "turn":
        session.choose_annotator("a1" if session.annotator == "a0" else "a0")
    else:
        if kind == "comment":
            session.comment(n, f"c{n}", "odd")
        elif kind in Preference.__members__:
            session.prefer(n, f"c{n}", Preference[kind])
        else:
            session.judge(n, f"c{n}", Verdict(kind))
        model.act(kind, session.annotator, n)


def afresh(session: ReviewSession, loaded: AuditData) -> ReviewSession:
    """The session that reopening would give, beside the one that holds the lock."""
    standing, warnings = load_folder(session.journal.path.parent)
    assert warnings == []
    return ReviewSession(session.store, deepcopy(loaded), session.journal, standing)


def compare(session: ReviewSession, model: Model, loaded: AuditData) -> None:
    """Live against afresh, and both against the definitions."""
    fresh = afresh(session, loaded)
    for name, given_by in GIVEN.items():
        live, again = session.reviewed(name), fresh.reviewed(name)
        flagged = model.flagged(name)
        used = np.array([0 if n in flagged else value for n, value in enumerate(given_by)], dtype=np.int8)
        assert set(live.flagged.nonzero()[0].tolist()) == flagged
        assert np.array_equal(live.tally.wins, win_matrix(WORKED, used))
        assert live.tally.arbitrariness == arbitrariness(WORKED, used)
        assert np.array_equal(live.flagged, again.flagged)
        assert np.array_equal(live.verdicts, again.verdicts)
        assert np.array_equal(live.tally.wins, again.tally.wins)
        assert live.tally.arbitrariness == again.tally.arbitrariness
        assert live.tally.ranking().weights == pytest.approx(again.tally.ranking().weights, abs=1e-8, nan_ok=True)
        assert np.array_equal(live.tally.ranking().signs, again.tally.ranking().signs)
    own = model.own()
    assert np.array_equal(session.live.own.wins, win_matrix(WORKED, own))
    assert session.live.own.arbitrariness == arbitrariness(WORKED, own) == fresh.live.own.arbitrariness
    assert np.array_equal(session.live.own.wins, fresh.live.own.wins)
    assert session.live.own_count() == fresh.live.own_count()
    assert len(session.standing.comments("c6")) == sum(kind == "comment" and n == 6 for kind, _, n in model.done)


@settings(max_examples=15)
@example(sequence=THROUGH)
@given(sequence=st.lists(actions, min_size=3, max_size=14))
def test_the_live_numbers_are_those_of_a_fresh_start(original: Path, loaded: AuditData, sequence: list[Action]) -> None:
    for path in copies(original):
        model = Model()
        session, _ = ReviewSession.open(path, "r1", "a0")
        for action in sequence:
            if action[0] == "reopen":
                session.close()
                session, warnings = ReviewSession.open(path, "r1", session.annotator)
                assert warnings == []
            else:
                perform(session, model, action)
            compare(session, model, loaded)
        session.close()
        reopened, warnings = ReviewSession.open(path, "r1", "a0")
        with closing(reopened):
            assert warnings == []
            compare(reopened, model, loaded)
