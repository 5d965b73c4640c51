"""Reports corrected for an oracle's errors: from blind answers in journals to the numbers."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from core.audit.corrected_results import CorrectedAnnotator
from core.audit.correcting import corrected_annotator
from core.audit.full_report import ReportOptions, full_report
from core.audit.report import Report
from core.journal.events import reviews_folder
from core.journal.replay import load_folder
from core.metrics.confusion import confusion
from core.model.terms import AnnotatorKind
from core.storage.store import Store
from tests.benchmarks import calibration_of_oracles
from tests.benchmarks.calibration_of_oracles import CONFUSIONS, Planted, checked, coverage, oracle
from tests.core.building import build, case_id
from tui.cli import cli

Votes = NDArray[np.int8]


def planted(path: Path, cases: int = 400) -> tuple[Path, Votes, Votes]:
    """A store whose oracle leans to neither, what is right, and what annotator a0 chose."""
    generator = np.random.default_rng(2)
    world = Planted.of(4, "common")
    right = world.right[:cases]
    votes = oracle(right, CONFUSIONS["towards N"], generator)
    chose = np.where(generator.random(cases) < world.chances[:cases], 1, -1).astype(np.int8)
    kinds = {"rm": AnnotatorKind.REWARD_MODEL}
    return build(path / "s.duckdb", votes, {"a0": chose.tolist(), "rm": (-chose).tolist()}, kinds), right, chose


def answer(
    store: Path, right: Votes, each: int, principles: range, reviewer: str = "r1", *, blind: bool = True
) -> None:
    """Answer votes of some principles, the first ones of a random order."""
    cells = [(int(n), p) for p in principles for n in np.random.default_rng(p).permutation(len(right))[:each]]
    events = [
        {
            "id": f"{reviewer}-{p}-{n}",
            "seq": 1000 * p + place,
            "at": "2026-01-31T12:00:00.000Z",
            "reviewer": reviewer,
            "event": "vote",
            "case": case_id(n),
            "principle": str(p),
            "preference": int(right[n, p]),
            **({"blind": True} if blind else {}),
        }
        for place, (n, p) in enumerate(cells, 1)
    ]
    folder = reviews_folder(store)
    folder.mkdir(exist_ok=True)
    with (folder / f"{reviewer}.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(event) + "\n" for event in events)


def report(store: Path, **options: Any) -> Report:
    standing, _ = load_folder(reviews_folder(store))
    with Store.open(store) as opened:
        return full_report(opened, standing, ReportOptions(bootstrap=0, correct_oracle=True, **options)).report


def of(found: Report, name: str = "a0") -> CorrectedAnnotator:
    assert found.corrected is not None
    corrected = found.corrected.of(name)
    assert corrected is not None
    return corrected


@pytest.fixture(autouse=True)
def small_population(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibration_of_oracles, "POPULATION", 6000)


def test_what_is_corrected_is_nearer_to_what_is_right(tmp_path: Path) -> None:
    store, right, _ = planted(tmp_path, 3000)
    answer(store, right, 200, range(4))
    found = of(report(store))
    world = Planted.of(4, "common")
    rows = [(world.priorities[int(each.principle_id)], each) for each in found.priorities]
    assert len(rows) == 4
    for truth, row in rows:
        assert row.priority is not None
        assert row.priority.low <= truth <= row.priority.high
        assert row.priority.sd_checks > 0
    far = [
        sum((value - truth) ** 2 for truth, value in pairs if value is not None)
        for pairs in (
            [(truth, row.priority.value) for truth, row in rows if row.priority is not None],
            [(truth, row.raw) for truth, row in rows],
        )
    ]
    assert far[0] < far[1] / 2
    assert found.arbitrariness is not None
    assert found.raw_arbitrariness is not None
    assert found.arbitrariness.low <= world.arbitrary <= found.arbitrariness.high
    assert (found.leaning or 0) > 0.01


def test_a_perfect_oracle_is_corrected_to_what_is_reported(tmp_path: Path) -> None:
    """Every check agrees: the same numbers, with what so many checks leave open."""
    generator = np.random.default_rng(5)
    votes = generator.integers(-1, 2, (300, 3)).astype(np.int8)
    chose = np.where(generator.random(300) < 0.5 + 0.4 * np.sign(votes @ [3, 2, 1]), 1, -1)
    store = build(tmp_path / "s.duckdb", votes, {"a0": chose.tolist()})
    answer(store, votes, 40, range(3))
    found = report(store)
    corrected, plain = of(found), found.annotators[0]
    assert [each.rank for each in corrected.priorities] == [1, 2, 3]
    for row, reported in zip(corrected.priorities, plain.priorities, strict=True):
        assert row.principle == reported.principle
        assert row.raw == reported.priority
        assert row.priority is not None
        assert row.priority.value == pytest.approx(reported.priority, abs=1e-7)
        assert row.priority.sd_checks > 0, "forty checks without an error are not none at all"
    for pair in corrected.pairs:
        assert pair.share is not None
        assert pair.share.value == pytest.approx(pair.raw)
    assert corrected.arbitrariness is not None
    assert corrected.arbitrariness.value == pytest.approx(plain.arbitrariness.value)


def test_what_is_not_checked_is_left_out_and_said(tmp_path: Path) -> None:
    store, right, _ = planted(tmp_path)
    answer(store, right, 150, range(3))
    answer(store, right, 12, range(3, 4))
    found = report(store)
    assert found.corrected is not None
    told = {each.principle: each.refusal for each in found.corrected.principles}
    assert told == {
        "Rule 0": None,
        "Rule 1": None,
        "Rule 2": None,
        "Rule 3": "12 votes checked, at least 30 needed: about 18 more",
    }
    assert {each.principle for each in of(found).priorities} == {"Rule 0", "Rule 1", "Rule 2"}
    assert of(found).arbitrariness is None
    assert (
        of(found).arbitrariness_refusal == "consensus takes every principle, and not every one is checked well enough"
    )
    assert "Corrected numbers leave out what is not checked well enough: Rule 3." in found.notes


def test_without_checks_nothing_is_corrected(tmp_path: Path) -> None:
    store, right, _ = planted(tmp_path)
    answer(store, right, 100, range(4), blind=False)
    found = report(store)
    assert found.corrected is not None
    assert (found.corrected.checks, found.corrected.in_sight) == (0, 400)
    assert of(found).refusal == "fewer than two principles are checked well enough"
    assert (
        "a0 is not corrected for the oracle's errors: fewer than two principles are checked well enough." in found.notes
    )
    assert any(note.startswith("400 votes were corrected in sight of the oracle's") for note in found.notes)


def test_the_answers_of_several_reviewers_weigh_one_vote_together(tmp_path: Path) -> None:
    store, right, _ = planted(tmp_path)
    answer(store, right, 150, range(4))
    alone = of(report(store))
    answer(store, right, 150, range(4), "r2")
    found = report(store)
    assert found.corrected is not None
    assert found.corrected.reviewers == ("r1", "r2")
    assert found.corrected.checks == 600
    assert [each.priority for each in of(found).priorities] == [each.priority for each in alone.priorities]
    assert of(found).leaning == pytest.approx(alone.leaning)
    assert 0.01 < (alone.leaning or 0) < 0.99


def test_who_follows_the_votes_is_not_corrected(tmp_path: Path) -> None:
    store, right, _ = planted(tmp_path)
    answer(store, right, 150, range(4))
    order = tmp_path / "order.txt"
    order.write_text("Rule 1\nRule 0\nRule 2\nRule 3\n", encoding="utf-8")
    found = report(store, orders=(order,))
    assert of(found, "order").refusal == (
        "it follows the votes themselves, errors and all, so that they cannot be corrected"
    )


def test_errors_that_go_with_the_annotator_are_told(tmp_path: Path) -> None:
    store, right, chose = planted(tmp_path)
    generator = np.random.default_rng(1)
    leaning = np.where(generator.random(right.shape) < 0.3, chose[:, None], right).astype(np.int8)
    store = build(tmp_path / "s.duckdb", leaning, {"a0": chose.tolist()})
    answer(store, right, 150, range(4))
    found = report(store)
    assert (of(found).leaning or 1) < 1e-6
    assert any("corrected numbers take for granted that they do neither" in note for note in found.notes)


def test_the_document_and_the_tables_have_it_only_where_asked(tmp_path: Path) -> None:
    store, right, _ = planted(tmp_path)
    answer(store, right, 150, range(4))
    asked = ["report", "-s", str(store), "--bootstrap", "0"]
    plain = json.loads(CliRunner().invoke(cli, [*asked, "--json"]).stdout)
    assert plain["corrected_oracle"] is None
    assert plain["annotators"][0]["corrected"] is None
    told = json.loads(CliRunner().invoke(cli, [*asked, "--json", "--correct-oracle"]).stdout)
    assert told["corrected_oracle"]["checks"] == 600
    first = told["corrected_oracle"]["principles"][0]
    assert (first["checks"], first["refusal"], first["checks_needed"]) == (150, None, 0)
    assert [each["answer"] for each in first["confusion"]] == ["B", "neither", "A"]
    assert all(sum(each["votes"].values()) == pytest.approx(1) for each in first["confusion"])
    corrected = told["annotators"][0]["corrected"]
    assert {"rank", "raw_rank", "raw", "value", "low", "high", "sd_cases", "sd_checks", "checks_to_halve"} <= set(
        corrected["priorities"][0]
    )
    assert len(corrected["supremacy"]) == 6
    assert {"principle", "over", "raw", "value", "low", "high"} <= set(corrected["supremacy"][0])
    assert corrected["arbitrariness"]["refusal"] is None
    text = CliRunner().invoke(cli, [*asked, "--markdown", "--correct-oracle"]).stdout
    assert "## What 600 blind checks say of judge" in text
    assert "## What a0 follows without the oracle's errors" in text
    assert "halve the intervals" in text


def test_intervals_hold_the_truth_by_the_spread_that_checks_leave() -> None:
    """With many cases and few checks, intervals over cases alone are far too short."""
    found = coverage(Planted.of(3, "common"), CONFUSIONS["careful"], 6000, 60, 50)
    assert np.mean(found["determined"]) > 0.8
    for kind in ("priority", "share"):
        assert len(found[kind]) > 90
        assert np.mean(found[kind]) > 0.91, kind
        assert np.mean(found[f"{kind} by cases"]) < 0.85, kind


def test_more_checks_narrow_by_what_is_told() -> None:
    """With as many more checks, that say the same, as are told the interval is half as wide."""
    world, generator = Planted.of(3, "common"), np.random.default_rng(6)
    right = np.tile(world.right, (10, 1))
    chose = np.where(generator.random(len(right)) < np.tile(world.chances, 10), 1, -1).astype(np.int8)
    votes = oracle(right, CONFUSIONS["careful"], generator)
    known = checked(votes, right, 200, generator)
    one = corrected_annotator(known, "a", chose, 0)
    assert one.checks_to_halve is not None
    times = 1 + one.checks_to_halve / 600
    many = [
        confusion(times * each.checks, np.bincount(column + 1, minlength=3))
        for each, column in zip(known.confusions, votes.T, strict=True)
    ]
    more = corrected_annotator(replace(known, confusions=tuple(many)), "a", chose, 0)
    wide = [sum(each.priority.sd**2 for each in found.priorities if each.priority) for found in (one, more)]
    assert wide[1] / wide[0] == pytest.approx(0.25, abs=0.05)
    few = corrected_annotator(checked(votes[:500], right[:500], 200, generator), "a", chose[:500], 0)
    assert few.checks_to_halve is None, "the cases alone leave more than half"
