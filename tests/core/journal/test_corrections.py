"""Which correction stands, and what follows from it in reports and exports."""

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audit import audit, load
from core.audit.data import AuditData
from core.exporters.request import Exporting
from core.exporters.subjects import subject
from core.journal.corrections import standing_vote
from core.journal.events import reviews_folder
from core.journal.replay import load_folder
from core.journal.writer import Journal
from core.metrics.agreement import taxonomy
from core.storage.store import Store
from tests.core.building import WORKED

PREFERENCES = st.sampled_from([1, 0, -1])
SAID = st.dictionaries(st.sampled_from(["r1", "r2", "r3", "r4", "r5"]), PREFERENCES)


@given(SAID, PREFERENCES)
def test_most_reviewers_decide_and_a_tie_leaves_the_vote(said: dict[str, int], original: int) -> None:
    counts = Counter(said.values())
    ahead = [value for value in (1, 0, -1) if all(counts[value] > counts[o] for o in (1, 0, -1) if o != value)]
    assert standing_vote(said, original) == (ahead[0] if ahead else original)


@given(SAID, PREFERENCES)
def test_ones_own_word_decides_what_one_sees(said: dict[str, int], original: int) -> None:
    others = {name: value for name, value in said.items() if name != "r1"}
    assert standing_vote(said, original, "r1") == said.get("r1", standing_vote(others, original))


def vote(case: str, principle: str, preference: int, **more: Any) -> dict[str, Any]:
    return {"event": "vote", "case": case, "principle": principle, "preference": preference, **more}


def say(path: Path, reviewer: str, *said: dict[str, Any]) -> None:
    with Journal.open(reviews_folder(path), reviewer) as journal:
        for each in said:
            journal.append(**each)


def loaded(path: Path, *, original_votes: bool = False) -> AuditData:
    standing, _ = load_folder(reviews_folder(path))
    with Store.open(path) as store:
        return load(store, standing, original_votes=original_votes)


def test_a_report_counts_the_votes_as_most_reviewers_correct_them(worked: Path) -> None:
    say(worked, "r1", vote("c6", "0", -1), vote("c7", "1", 0), vote("c9", "0", 1), vote("gone", "0", 1))
    say(worked, "r2", vote("c6", "0", -1), vote("c7", "1", 1), vote("c0", "99", 1))
    say(worked, "r3", vote("c6", "0", 1), vote("c8", "2", 1))
    expected = WORKED.copy()
    expected[6, 0], expected[8, 2] = -1, 1
    data = loaded(worked)
    assert np.array_equal(data.votes, expected)
    assert data.corrected == {(6, 0): 1, (8, 2): 0}, "c7 is tied, c9 confirmed"
    report = audit(data, replicates=0)
    assert report.taxonomy == taxonomy(expected)
    document: Any = report.document()
    assert document["dataset"]["corrected_votes"] == 2
    assert [note for note in document["notes"] if note.startswith("2 votes are counted as reviewers correct")]


def test_original_votes_are_those_of_the_oracle(worked: Path) -> None:
    before = audit(loaded(worked), replicates=0).document()
    say(worked, "r1", vote("c6", "0", -1))
    assert audit(loaded(worked), replicates=0).document() != before
    assert audit(loaded(worked, original_votes=True), replicates=0).document() == before


def test_undoing_a_correction_brings_the_vote_back(worked: Path) -> None:
    with Journal.open(reviews_folder(worked), "r1") as journal:
        event = journal.append(**vote("c6", "0", -1))
        assert loaded(worked).corrected == {(6, 0): 1}
        journal.append(event="undo", of=event.id)
        assert loaded(worked).corrected == {}
        assert np.array_equal(loaded(worked).votes, WORKED)


def exported(path: Path) -> list[dict[str, Any]]:
    standing, _ = load_folder(reviews_folder(path))
    with Store.open(path) as store:
        return list(subject("corrections").table(Exporting(store, load(store, standing), standing)).records())


def test_the_export_has_what_counts_and_who_says_so(worked: Path) -> None:
    assert exported(worked) == []
    say(worked, "r2", vote("c10", "2", 1), vote("c10", "0", 0, blind=True), vote("c3", "2", 0))
    say(worked, "r1", vote("c10", "2", 1), vote("c2", "1", -1))
    say(worked, "r3", vote("c10", "2", -1))
    assert exported(worked) == [
        {"case": "c2", "principle": "1", "name": "Rule 1", "original": 0, "corrected": -1, "reviewers": "r1"},
        {"case": "c10", "principle": "2", "name": "Rule 2", "original": -1, "corrected": 1, "reviewers": "r1; r2"},
    ]


@pytest.mark.parametrize("blind", [1, "yes"])
def test_a_line_whose_blind_is_no_boolean_is_unreadable(worked: Path, blind: object) -> None:
    with Journal.open(reviews_folder(worked), "r1") as journal, pytest.raises(ValueError, match="no reader"):
        journal.append(**vote("c6", "0", 1, blind=blind))
