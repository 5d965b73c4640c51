"""Exports of the cases of a filter, against picking the cases by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.audit import audit, load
from core.audit.annotations import Annotations
from core.audit.data import AuditData
from core.exporters.choosing import choose, limited_to
from core.exporters.comma_separated import Cell
from core.exporters.request import Exporting
from core.exporters.subjects import subject
from core.journal.events import reviews_folder
from core.journal.replay import load_folder
from core.journal.writer import Journal
from core.model.errors import DiscretionError, ExportError
from core.query.errors import QueryError
from core.storage.store import Store
from tests.core.building import A0, A1, WORKED, build

VOTES = WORKED.tolist()
GIVEN: dict[str, list[int]] = {"a0": list(A0), "a1": list(A1)}
By = Callable[[int, int], bool]
"""Whether a case, by number, is chosen for an annotator who prefers this there."""


def conflict(n: int, _: int) -> bool:
    return {1, -1} <= set(VOTES[n])


def conflict_for_a(n: int, preference: int) -> bool:
    return conflict(n, preference) and preference == 1


def opposed(n: int, preference: int) -> bool:
    votes = {vote for vote in VOTES[n] if vote}
    return votes == {-preference}


BY_HAND: dict[str, By] = {
    "": lambda _, __: True,
    "conflict": conflict,
    "not conflict": lambda n, preference: not conflict(n, preference),
    "arbitrary": opposed,
    "chose:b": lambda _, preference: preference == -1,
    'principle:"Rule 0">"Rule 1"': lambda n, preference: VOTES[n][0] * preference == 1 and VOTES[n][1] == -VOTES[n][0],
    "conflict annotator:a1 chose:b": lambda n, _: conflict(n, 0) and GIVEN["a1"][n] == -1,
    "disagree:a0,a1": lambda n, _: GIVEN["a0"][n] * GIVEN["a1"][n] == -1,
    "case:c3 or case:c7": lambda n, _: n in {3, 7},
    '"Question 1" -chose:a': lambda n, preference: str(n).startswith("1") and preference != 1,
}


def records(
    path: Path, what: str, where: str | None, reviewer: str | None = None, **asked: Any
) -> list[dict[str, Cell]]:
    standing, _ = load_folder(reviews_folder(path))
    with Store.open(path) as store:
        data = load(store, standing)
        names = asked.get("annotators") or [each.name for each in data.annotators]
        choice = None if where is None else choose(where, data, store, standing, names, reviewer)
        given = Exporting(store, data, standing, choice=choice, **{"replicates": 20, "seed": 1} | asked)
        return list(subject(what).table(given).records())


def say(path: Path, reviewer: str, *said: dict[str, Any]) -> None:
    with Journal.open(reviews_folder(path), reviewer) as journal:
        for each in said:
            journal.append(**each)


def verdict(case: str, what: str, annotator: str = "a0") -> dict[str, Any]:
    return {"event": "review", "case": case, "annotator": annotator, "verdict": what, "reason": "mistake"}


@pytest.fixture
def reviewed(worked: Path) -> Path:
    """The worked example with reviews of two reviewers."""
    say(
        worked,
        "r1",
        verdict("c2", "flag"),
        verdict("c3", "uphold"),
        verdict("c7", "flag", "a1"),
        verdict("gone", "flag"),
    )
    say(worked, "r1", {"event": "comment", "case": "c9", "note": "odd"})
    say(worked, "r2", verdict("c4", "flag"), verdict("c2", "flag"))
    return worked


@pytest.mark.parametrize("where", BY_HAND)
@pytest.mark.parametrize("annotators", [("a0",), ("a1",), ("a1", "a0")])
def test_the_dataset_is_what_picking_by_hand_gives(worked: Path, where: str, annotators: tuple[str, ...]) -> None:
    expected = [
        (f"Question {n}", *((f"Yes {n}", f"No {n}") if side == 1 else (f"No {n}", f"Yes {n}")))
        for n in range(len(VOTES))
        for side in (GIVEN[name][n] for name in annotators)
        if side and BY_HAND[where](n, side)
    ]
    found = records(worked, "dataset", where, annotators=annotators)
    assert [tuple(row.values())[:3] for row in found] == expected


@pytest.mark.parametrize("where", BY_HAND)
def test_supremacy_counts_the_chosen_cases_alone(worked: Path, where: str) -> None:
    for row in records(worked, "supremacy", where):
        i, j, who = int(str(row["principle_id"])), int(str(row["over_id"])), str(row["annotator"])
        met = [
            (VOTES[n][i], side)
            for n, side in enumerate(GIVEN[who])
            if side and VOTES[n][i] * VOTES[n][j] == -1 and BY_HAND[where](n, side)
        ]
        assert (row["won"], row["conflicts"]) == (sum(vote == side for vote, side in met), len(met))


@pytest.mark.parametrize("where", [*BY_HAND, "conflict chose:a"])
def test_priorities_are_those_of_a_store_with_the_chosen_cases(worked: Path, where: str) -> None:
    with Store.open(worked) as store:
        data = load(store)
    expected: list[object] = []
    for name, given in GIVEN.items():
        by_hand = BY_HAND.get(where, conflict_for_a)
        rows = [n for n in range(len(VOTES)) if by_hand(n, given[n])]
        others = {
            each.name: Annotations(each.name, each.kind, each.preference[rows], each.given[rows], each.flagged[rows])
            for each in data.annotators
        }
        small = AuditData("s", data.oracle, data.principles, data.votes[rows], tuple(others.values()), 0)
        report = audit(small, annotators=[name], replicates=0).annotators[0]
        expected += [(name, row.principle_id, row.rank, row.priority, row.conflicts) for row in report.priorities]
    keys = ("annotator", "principle_id", "rank", "priority", "conflicts")
    assert [tuple(row[key] for key in keys) for row in records(worked, "priorities", where, replicates=0)] == expected


def test_annotators_with_the_same_cases_are_resampled_together(worked: Path) -> None:
    assert records(worked, "priorities", "all") == records(worked, "priorities", None)
    limited = records(worked, "priorities", "conflict")
    with Store.open(worked) as store:
        data = load(store)
    alone = audit(limited_to(data, np.array([conflict(n, 0) for n in range(len(VOTES))])), replicates=20, seed=1)
    assert [row["mean"] for row in limited] == [
        row.interval.mean for each in alone.annotators for row in each.priorities
    ]


def test_flags_and_reviews_are_of_the_chosen_cases(reviewed: Path) -> None:
    def cases(what: str, where: str | None, **asked: Any) -> list[tuple[Cell, Cell]]:
        return [(row["case"], row["annotator"]) for row in records(reviewed, what, where, **asked)]

    assert cases("flags", None) == [("c2", "a0"), ("c4", "a0"), ("c7", "a1")]
    assert cases("flags", "case:c2 or case:c7") == [("c2", "a0"), ("c7", "a1")]
    assert cases("flags", "chose:a") == [
        pair for pair in cases("flags", None) if GIVEN[str(pair[1])][int(str(pair[0])[1:])] == 1
    ]
    assert cases("flags", "flagged:no") == []
    everything = cases("reviews", None)
    assert ("gone", "a0") in everything
    chosen = ("case:c2", "case:c9", "case:c7")
    assert sorted(cases("reviews", " or ".join(chosen)), key=str) == sorted(
        (pair for pair in everything if f"case:{pair[0]}" in chosen), key=str
    )
    assert cases("reviews", "case:c9 or case:c7", annotators=("a0",)) == [("c9", None)]


def test_corrections_are_of_the_chosen_cases(worked: Path) -> None:
    votes = [{"event": "vote", "case": case, "principle": "0", "preference": 0} for case in ("c3", "c6")]
    say(worked, "r1", *votes)
    assert {row["case"] for row in records(worked, "corrections", None)} == {"c3", "c6"}
    assert [row["case"] for row in records(worked, "corrections", "case:c6 or case:c1")] == ["c6"]


def test_own_words_are_those_of_the_reviewer_named(reviewed: Path) -> None:
    say(reviewed, "r2", {"event": "preference", "case": "c5", "preference": -1})
    assert len(records(reviewed, "flags", "verdict:flag", "r1")) == 2
    assert [row["case"] for row in records(reviewed, "flags", "verdict:flag", "r2")] == ["c2", "c4"]
    asked = {"annotators": ("a0",), "include_flagged": True}
    assert [row["prompt"] for row in records(reviewed, "dataset", "mine:b", "r2", **asked)] == ["Question 5"]
    assert records(reviewed, "dataset", "mine:b", "r1", **asked) == []


@pytest.mark.parametrize(
    ("where", "reviewer", "said"),
    [
        ("chose:a verdict:flag", None, "verdict:flag is about one reviewer: say whose with --reviewer NAME"),
        ("not (conflict or mine:a)", "", "mine:a is about one reviewer"),
        ("mine:none", "r9", "no reviewer r9: choose one of r1, r2"),
        ("reviewer:r9", None, r'no reviewer "r9" \(column 10\)'),
        ("annotator:a9", None, r'no annotator "a9" \(column 11\)'),
        ("conflict (", None, r"\(column 11\)"),
        ("case:c99", None, r'no case "c99" \(column 6\)'),
    ],
)
def test_what_a_filter_lacks_is_said_in_a_sentence(reviewed: Path, where: str, reviewer: str | None, said: str) -> None:
    with pytest.raises((QueryError, ExportError), match=said) as found:
        records(reviewed, "dataset", where, reviewer)
    assert isinstance(found.value, DiscretionError)
    assert "\n" not in str(found.value)


def test_nobody_to_choose_from(worked: Path) -> None:
    with pytest.raises(ExportError, match="nobody has reviewed anything yet"):
        records(worked, "dataset", "verdict:flag", "r1")


def test_a_filter_may_name_another_annotator_than_the_one_exported(tmp_path: Path) -> None:
    path = build(tmp_path / "s.duckdb", WORKED, {"quiet": [0] * 15, "a1": A1})
    assert records(path, "dataset", "chose:none", annotators=("a1",)) == []
    assert len(records(path, "dataset", "annotator:quiet chose:none", annotators=("a1",))) == sum(map(abs, A1))
