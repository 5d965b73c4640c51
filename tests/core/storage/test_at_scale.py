"""What keeps large stores quick gives the same answers as counting anew."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audit.annotations import Annotations
from core.journal.events import Event
from core.journal.standing import Standing
from core.model.terms import AnnotatorKind, Verdict
from core.review.annotator import AnnotatorUnderReview, ReviewProgress
from core.storage import search as searching
from core.storage import store as module
from core.storage.store import Store
from tests.core.building import A0, WORKED, build, case_id

CASES = len(WORKED)
said = st.lists(st.tuples(st.integers(0, CASES - 1), st.sampled_from(["r1", "r2"]), st.sampled_from(list(Verdict))))


def verdict(seq: int, n: int, reviewer: str, given: Verdict) -> Event:
    return Event(
        id=str(seq),
        seq=seq,
        at="2026-01-31T12:00:00.000Z",
        reviewer=reviewer,
        event="review",
        case=case_id(n),
        annotator="people",
        verdict=given.value,
    )


@given(said, st.sets(st.integers(0, CASES - 1)), st.integers(0, 5))
def test_progress_follows_every_verdict(
    verdicts: list[tuple[int, str, Verdict]], chosen: set[int], before: int
) -> None:
    preference = np.array(A0, dtype=np.int8)
    given, none = np.ones(CASES, dtype=np.bool_), np.zeros(CASES, dtype=np.bool_)
    standing, numbers = Standing(), {case_id(n): n for n in range(CASES)}
    events = [verdict(seq, *each) for seq, each in enumerate(verdicts)]
    for event in events[:before]:
        standing.apply(event)
    annotations = Annotations("people", AnnotatorKind.HUMAN, preference, given, none)
    desk = AnnotatorUnderReview(annotations, WORKED.copy(), "r1", standing, numbers)
    ids = np.array(sorted(chosen, reverse=True), dtype=np.int32)
    desk.progress(ids)
    for event in events[before:]:
        standing.apply(event)
        assert event.case is not None
        desk.refresh(event.case, numbers[event.case])
        counted = ReviewProgress(len(ids), int((desk.verdicts[ids] > 0).sum()), int(desk.flagged[ids].sum()))
        assert desk.progress(ids) == counted
    assert desk.progress(ids[:1]) == ReviewProgress(
        len(ids[:1]), int((desk.verdicts[ids[:1]] > 0).sum()), int(desk.flagged[ids[:1]].sum())
    )


def test_votes_and_searches_are_read_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = build(tmp_path / "s.duckdb", WORKED, {"a": A0})
    monkeypatch.setattr(module, "_GROUP", 4)
    monkeypatch.setattr(searching, "PART", 4)
    told: list[tuple[int, int]] = []
    with Store.open(path) as store:
        votes = store.votes(store.oracles()[0], WORKED.shape[1])
        assert votes.tolist() == WORKED.tolist()
        assert votes.flags.f_contiguous
        found = store.search("QUESTION 1", lambda done, total: told.append((done, total)))
        assert found.tolist() == [1, 10, 11, 12, 13, 14]
    assert told == [(4, 15), (8, 15), (12, 15), (15, 15)]
