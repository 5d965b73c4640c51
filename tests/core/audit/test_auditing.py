"""The report: the worked example to six decimals, and everything in it recomputed from the definitions."""

import json
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.audit import audit, load
from core.audit.annotations import Annotations
from core.audit.data import AuditData, reviewer_name
from core.audit.report import Report
from core.journal.events import reviews_folder
from core.journal.replay import load_folder
from core.journal.writer import Journal
from core.model.errors import AuditError
from core.model.terms import AnnotatorKind, Oracle, Principle
from core.storage.store import Store
from tests.core.building import A0, A1, WORKED, build

Rows = Sequence[Sequence[int]]


def opened(path: Path) -> AuditData:
    """What the metrics need of a store and the journals beside it."""
    standing, warnings = load_folder(reviews_folder(path))
    assert warnings == []
    with Store.open(path) as store:
        return load(store, standing)


def document(report: Report) -> dict[str, Any]:
    """The report as JSON reads it; neither NaN nor Infinity is JSON."""
    held: dict[str, Any] = json.loads(json.dumps(report.document(), allow_nan=False))
    return held


def review(path: Path, reviewer: str, verdicts: Iterable[tuple[str, str, str]]) -> None:
    """Have a reviewer give verdicts (case, annotator, verdict)."""
    with Journal.open(reviews_folder(path), reviewer) as journal:
        for case, annotator, verdict in verdicts:
            journal.append(event="review", case=case, annotator=annotator, verdict=verdict)


def prefer(path: Path, reviewer: str, preferences: dict[str, int]) -> None:
    """Have a reviewer give own preferences by case."""
    with Journal.open(reviews_folder(path), reviewer) as journal:
        for case, preference in preferences.items():
            journal.append(event="preference", case=case, preference=preference)


def sides(row: Sequence[int]) -> set[int]:
    return set(row) - {0}


def expected_dataset(votes: Rows) -> dict[str, tuple[int, float]]:
    names = ("indifference", "consensus", "conflict")
    counts = [sum(len(sides(row)) == size for row in votes) for size in range(3)]
    return {name: (count, count / len(votes)) for name, count in zip(names, counts, strict=True)}


def expected_arbitrariness(votes: Rows, annotation: Sequence[int]) -> tuple[float | None, int]:
    held = [row for row, a in zip(votes, annotation, strict=True) if a and len(sides(row)) == 1]
    opposed = sum(-a in sides(row) for row, a in zip(votes, annotation, strict=True) if a and len(sides(row)) == 1)
    return (opposed / len(held) if held else None), len(held)


def expected_wins(votes: Rows, annotation: Sequence[int]) -> list[list[int]]:
    size = len(votes[0])
    wins = [[0] * size for _ in range(size)]
    for row, a in zip(votes, annotation, strict=True):
        for i in range(size):
            for j in range(size):
                wins[i][j] += bool(a and row[i] == a and row[j] == -a)
    return wins


def expected_priorities(wins: list[list[int]]) -> list[float]:
    """The Bradley-Terry estimate by Zermelo's iteration, centred."""
    size = len(wins)
    strength = np.ones(size)
    for _ in range(5000):
        shares = [
            sum((wins[i][j] + wins[j][i]) / (strength[i] + strength[j]) for j in range(size) if j != i)
            for i in range(size)
        ]
        strength = np.array([sum(wins[i]) / shares[i] for i in range(size)])
        strength /= np.exp(np.log(strength).mean())
    return [float(each) for each in np.log(strength)]


def expected_discrepancy(one: list[float], other: list[float]) -> float:
    """(1 - tau_b) / 2; priorities closer than 1e-6 are tied."""
    pairs = [(round(one[i] - one[j], 6), round(other[i] - other[j], 6)) for i, j in combinations(range(len(one)), 2)]
    signs = np.sign(pairs)
    return float((1 - signs.prod(axis=1).sum() / np.sqrt((signs**2).sum(axis=0).prod())) / 2)


def test_the_worked_example(worked: Path) -> None:
    report = document(audit(opened(worked), replicates=0))
    assert report["taxonomy"] == {
        "consensus": {"count": 5, "share": 5 / 15},
        "conflict": {"count": 9, "share": 9 / 15},
        "indifference": {"count": 1, "share": 1 / 15},
        "unvoted": {"count": 0},
        "partly_voted": {"count": 0},
    }
    a0, a1 = report["annotators"]
    assert (a0["arbitrariness"]["value"], a0["arbitrariness"]["cases"]) == (1 / 4, 4)
    assert (a1["arbitrariness"]["value"], a1["arbitrariness"]["cases"]) == (2 / 5, 5)
    assert (a0["annotations"], a1["annotations"]) == (15, 15)
    assert [each["principle"] for each in a0["priorities"]] == ["Rule 0", "Rule 2", "Rule 1"]
    assert [each["principle"] for each in a1["priorities"]] == ["Rule 2", "Rule 1", "Rule 0"]
    assert [each["priority"] for each in a0["priorities"]] == pytest.approx([0.249203, -0.071547, -0.177656], abs=5e-7)
    assert [each["priority"] for each in a1["priorities"]] == pytest.approx([0.283991, -0.044123, -0.239867], abs=5e-7)
    assert [each["rank"] for each in a0["priorities"]] == [1, 2, 3]
    assert [(each["won"], each["pairs"]) for each in a0["priorities"]] == [(3, 5), (2, 4), (3, 7)]
    assert [each["conflicts"] for each in a0["priorities"]] == [5, 4, 7]
    assert a0["priorities"][0]["elo"] == pytest.approx(0.249203 * 400 / np.log(10), abs=1e-3)
    assert (a0["discrepancy"]["reference"], a0["discrepancy"]["value"]) == ("a0", 0.0)
    assert a1["discrepancy"]["value"] == pytest.approx(0.666667, abs=5e-7)


@pytest.mark.parametrize("include_flagged", [False, True])
def test_every_number_follows_from_the_definitions(worked: Path, *, include_flagged: bool) -> None:
    review(worked, "r1", [("c10", "a0", "flag"), ("c2", "a0", "flag"), ("c9", "a1", "flag"), ("c3", "a0", "flag")])
    data = opened(worked)
    report = document(audit(data, replicates=0, include_flagged=include_flagged))
    votes = WORKED.tolist()
    left_out = {} if include_flagged else {"a0": {10, 2, 3}, "a1": {9}}
    used = {
        name: [0 if n in left_out.get(name, ()) else each for n, each in enumerate(given)]
        for name, given in (("a0", A0), ("a1", A1))
    }
    priorities = {name: expected_priorities(expected_wins(votes, given)) for name, given in used.items()}
    for name, (count, share) in expected_dataset(votes).items():
        assert report["taxonomy"][name] == {"count": count, "share": share}
    assert report["dataset"]["reviews"] == report["dataset"]["flagged"] == 4
    for each in report["annotators"]:
        name = each["name"]
        wins = expected_wins(votes, used[name])
        value, cases = expected_arbitrariness(votes, used[name])
        assert (each["arbitrariness"]["value"], each["arbitrariness"]["cases"]) == (value, cases)
        assert each["annotations"] == 15 - len(left_out.get(name, ()))
        assert each["flagged"] == {"a0": 3, "a1": 1}[name]
        found = {row["principle"]: row for row in each["priorities"]}
        for p in range(3):
            row = found[f"Rule {p}"]
            assert row["won"] == sum(wins[p])
            assert row["pairs"] == sum(wins[p]) + sum(beaten[p] for beaten in wins)
            assert row["conflicts"] == sum(
                bool(a and votes_row[p] and {1, -1} <= set(votes_row))
                for votes_row, a in zip(votes, used[name], strict=True)
            )
            assert row["priority"] == pytest.approx(priorities[name][p], abs=1e-6)
            assert row["rank"] == 1 + sum(other > priorities[name][p] + 1e-6 for other in priorities[name])
        distance = expected_discrepancy(priorities[name], priorities["a0"])
        assert each["discrepancy"]["value"] == pytest.approx(distance)


KEYS = {
    "": {"schema", "dataset", "taxonomy", "bootstrap", "annotators"},
    "dataset": {"cases", "principles", "annotators", "reviews", "flagged"},
    "taxonomy": {"consensus", "conflict", "indifference", "unvoted", "partly_voted"},
    "bootstrap": {"replicates", "seed"},
    "annotator": {"name", "kind", "annotations", "arbitrariness", "priorities", "discrepancy"},
    "arbitrariness": {"value", "cases", "mean", "sd", "low", "high"},
    "priority": {"rank", "principle", "priority", "elo", "status", "conflicts", "won", "mean", "sd", "low", "high"}
    | {"pairs", "low_reason", "high_reason", "share", "rank_low", "rank_high"},
    "discrepancy": {"reference", "value", "mean", "sd", "low", "high", "p_value", "evidence", "cases", "conflicts"},
}


def test_the_document_has_the_keys_that_others_rely_on(worked: Path) -> None:
    report = document(audit(opened(worked), replicates=60, seed=3))
    assert report["schema"] == "discretion.report/1"
    assert report.keys() >= KEYS[""]
    for name in ("dataset", "taxonomy", "bootstrap"):
        assert report[name].keys() >= KEYS[name]
    assert report["bootstrap"] == {"replicates": 60, "seed": 3}
    for annotator in report["annotators"]:
        assert annotator.keys() >= KEYS["annotator"]
        assert annotator["arbitrariness"].keys() >= KEYS["arbitrariness"]
        assert annotator["discrepancy"].keys() >= KEYS["discrepancy"]
        for priority in annotator["priorities"]:
            assert priority.keys() >= KEYS["priority"]
            ends = (priority["low"], priority["high"])
            assert [each is None for each in ends] == [
                reason is not None for reason in (priority["low_reason"], priority["high_reason"])
            ]
            assert ends[0] is None or ends[0] <= priority["mean"]
            assert ends[1] is None or ends[1] >= priority["mean"]
    assert [each["kind"] for each in report["annotators"]] == ["human", "reward-model"]


def test_the_seed_decides_the_intervals(worked: Path) -> None:
    data = opened(worked)
    one, again, other = (document(audit(data, replicates=20, seed=seed)) for seed in (1, 1, 2))
    assert one == again
    assert one["annotators"] != other["annotators"]


@settings(max_examples=30)
@given(
    st.integers(1, 6).flatmap(
        lambda p: st.lists(st.lists(st.sampled_from([-1, 0, 1]), min_size=p + 2, max_size=p + 2), min_size=1)
    ),
    st.sampled_from([0, 1, 2, 45]),
)
def test_no_number_is_ever_outside_json(rows: list[list[int]], replicates: int) -> None:
    table = np.array(rows, dtype=np.int8)
    votes = np.ascontiguousarray(table[:, 2:])
    nothing = np.zeros(len(rows), dtype=np.bool_)
    annotators = tuple(
        Annotations(name, AnnotatorKind.LLM, table[:, m].copy(), ~nothing, nothing) for m, name in enumerate("ab")
    )
    principles = tuple(Principle(p, str(p), str(p), str(p)) for p in range(votes.shape[1]))
    data = AuditData("s", Oracle(0, "o"), principles, votes, annotators, 0)
    report = document(audit(data, replicates=replicates))
    for each, annotation in zip(report["annotators"], table.T[:2].tolist(), strict=True):
        assert (each["arbitrariness"]["value"], each["arbitrariness"]["cases"]) == expected_arbitrariness(
            votes.tolist(), annotation
        )
        for row in each["priorities"]:
            assert (row["priority"] is None) == (row["status"] != "ranked")
            assert (row["rank"] is None) == (row["status"] == "unranked") == (row["conflicts"] == 0)


def test_most_reviewers_decide_what_is_flagged(worked: Path) -> None:
    review(worked, "r1", [(case, "a0", "flag") for case in ("c0", "c1", "c2", "c3", "c9", "unknown")])
    review(worked, "r2", [("c1", "a0", "uphold"), ("c2", "a0", "flag"), ("c3", "a0", "skip"), ("c9", "a1", "uphold")])
    review(worked, "r3", [("c1", "a0", "flag"), ("c2", "a0", "uphold"), ("c0", "a0", "uphold")])
    data = opened(worked)
    assert data.annotator("a0").flagged.nonzero()[0].tolist() == [1, 2, 3, 9]
    assert not data.annotator("a1").flagged.any()
    assert data.annotator("a0").standing.tolist() == [0 if n in {1, 2, 3, 9} else each for n, each in enumerate(A0)]
    assert data.annotator("a0").preference.tolist() == list(A0)
    assert audit(data, replicates=0).dataset.flagged == 4


def test_reviewers_become_annotators(worked: Path) -> None:
    prefer(worked, "r1", {"c6": 1, "c7": -1, "c8": 0, "unknown": 1})
    prefer(worked, "a1", {"c6": -1})
    prefer(worked, "lost", {"unknown": 1})
    review(worked, "quiet", [("c6", "a0", "uphold")])
    data = opened(worked)
    assert [(each.name, each.kind.value) for each in data.annotators] == [
        *(("a0", "human"), ("a1", "reward-model"), ("a1 (reviewer)", "reviewer"), ("r1", "reviewer")),
    ]
    r1 = data.annotator("r1")
    assert r1.given.nonzero()[0].tolist() == [6, 7, 8]
    assert r1.preference[[6, 7, 8]].tolist() == [1, -1, 0]
    report = audit(data, replicates=0, annotators=["r1"])
    assert (report.annotators[0].annotations, len(report.annotators)) == (3, 1)
    assert report.dataset.annotators == 4
    assert reviewer_name("x", {"x", "x (reviewer)"}) == "x (reviewer) (reviewer)"


def test_the_reference_is_the_first_human(tmp_path: Path) -> None:
    kinds = {"rm": AnnotatorKind.REWARD_MODEL, "gpt": AnnotatorKind.LLM}
    path = build(tmp_path / "s.duckdb", WORKED, {"rm": A1, "people": A0, "others": A1, "gpt": A0}, kinds)
    data = opened(path)
    default = audit(data, replicates=0, annotators=["others", "rm", "others"])
    assert [each.name for each in default.annotators] == ["others", "rm"]
    assert {each.discrepancy.reference for each in default.annotators} == {"people"}
    assert default.annotators[0].discrepancy.apart.value == pytest.approx(2 / 3)
    named = audit(data, replicates=0, annotators=["people", "others"], reference="rm")
    assert [each.discrepancy.apart.value for each in named.annotators] == pytest.approx([2 / 3, 0.0])
    machines = build(tmp_path / "m.duckdb", WORKED, {"rm": A1, "gpt": A0}, kinds)
    assert audit(opened(machines), replicates=0).annotators[1].discrepancy.reference == "rm"


def test_a_name_may_be_written_as_it_is_seen(tmp_path: Path) -> None:
    data = opened(build(tmp_path / "s.duckdb", WORKED, {"Rene\u0301": A0, "a\u00a0b": A1}))
    assert [data.annotator(each).name for each in ("Ren\u00e9", "a b", "a\u00a0b")] == [
        "Rene\u0301",
        "a\u00a0b",
        "a\u00a0b",
    ]


def test_unknown_names_are_told_what_there_is(worked: Path) -> None:
    data = opened(worked)
    asks: list[dict[str, Any]] = [{"annotators": ["a9"]}, {"reference": "a9"}]
    for asked in asks:
        with pytest.raises(AuditError, match=r"^There is no annotator a9: choose one of a0, a1\.$"):
            audit(data, replicates=0, **asked)


def test_notes_say_what_must_not_be_quoted_unseen(worked: Path) -> None:
    notes = audit(opened(worked), replicates=0).notes
    assert [note.split(":")[0] for note in notes] == ["a0", "a1", "a1"]
    assert "fewer than 30 conflicts" in notes[0]
    assert notes[1] == "a1: only 8 conflicts that a0 decided too: the discrepancy says nothing."
