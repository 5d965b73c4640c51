"""What a notebook gets of a store: frames with types, ids and no number where nothing was said."""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import core
from core.journal.events import reviews_folder
from core.journal.writer import Journal
from core.model.errors import AuditError, StoreError
from core.model.terms import AnnotatorKind
from core.storage.writing import StoreWriter
from tests.core.building import annotate, ballots
from tests.core.storage.cases_written import add_cases

NUMBERS = {"mean": "Float64", "sd": "Float64", "low": "Float64", "high": "Float64"}
INTERVAL = NUMBERS | {"low_reason": "category", "high_reason": "category", "share": "Float64"}
TESTED = {"p_value": "Float64", "evidence": "category", "cases": "Int64", "conflicts": "Int64"}


def spread(name: str) -> dict[str, str]:
    return {f"{name}_{column}": type_ for column, type_ in INTERVAL.items()}


def types(frame: pd.DataFrame) -> dict[str, str]:
    """The columns in their order, with their types."""
    return {name: str(dtype) for name, dtype in frame.dtypes.items()}


def listed(values: Any) -> list[object]:
    """Values as plain ones; missing ones are None, of whichever type."""
    return [None if value is pd.NA or value != value else value for value in values]


@pytest.fixture
def partly(tmp_path: Path) -> Path:
    """A store of five cases and two principles, on which votes and annotations are missing."""
    path = tmp_path / "partly.duckdb"
    votes = [("c0", "p0", 1), ("c0", "p1", -1), ("c1", "p0", 1), ("c1", "p1", 1), ("c2", "p0", 0), ("c4", "p0", -1)]
    with StoreWriter.open(path) as writer:
        add_cases(writer, [(f"c{n}", f"Question {n}", f"Yes {n}", f"No {n}") for n in range(5)])
        writer.add_principles([("p0", "Help", "Be helpful."), ("p1", "Care", "Do no harm.")])
        writer.add_ballots("judge", ballots([(case, principle, 0, vote) for case, principle, vote in votes]))
        annotate(writer, "case", {"c0": 1, "c1": -1, "c2": 0, "c3": 1}, AnnotatorKind.LLM)
    with Journal.open(reviews_folder(path), "r1") as journal:
        journal.append(event="review", case="c1", annotator="case", verdict="flag", reason="arbitrary")
    return path


def test_priorities(worked: Path) -> None:
    with core.open(worked, bootstrap=0) as audit:
        frame = audit.priorities("a0").to_frame()
    assert types(frame) == {
        "rank": "Int64",
        "principle": "string",
        "priority": "Float64",
        "elo": "Float64",
        "status": "category",
        "conflicts": "Int64",
        "pairs": "Int64",
        "won": "Int64",
        **INTERVAL,
        "rank_low": "Int64",
        "rank_high": "Int64",
        "component": "Int64",
    }
    assert (frame.index.name, str(frame.index.dtype), list(frame.index)) == ("principle_id", "string", ["0", "2", "1"])
    assert listed(frame["rank"]) == [1, 2, 3]
    assert listed(frame["principle"]) == ["Rule 0", "Rule 2", "Rule 1"]
    assert listed(frame["priority"]) == pytest.approx([0.249203, -0.071547, -0.177656], abs=5e-7)
    assert listed(frame["conflicts"]) == [5, 4, 7]
    assert listed(frame["pairs"]) == [5, 4, 7]
    assert listed(frame["won"]) == [3, 2, 3]
    assert listed(frame["status"]) == ["ranked"] * 3
    assert list(frame["status"].cat.categories) == ["ranked", "placed", "always-wins", "always-loses", "unranked"]
    assert frame[["mean", "sd", "low", "high", "rank_low", "rank_high"]].isna().all(axis=None)


def test_priorities_that_the_data_does_not_determine_are_missing(partly: Path) -> None:
    frame = core.open(partly, bootstrap=0).priorities("case").to_frame()
    assert listed(frame["status"]) == ["always-wins", "always-loses"]
    assert listed(frame["priority"]) == listed(frame["elo"]) == [None, None]
    assert str(frame["priority"].dtype) == "Float64"


def test_supremacy(worked: Path) -> None:
    frame = core.open(worked).supremacy("a0").to_frame()
    assert types(frame) == {
        "principle": "string",
        "over": "string",
        "won": "Int64",
        "conflicts": "Int64",
        "supremacy": "Float64",
    }
    assert list(frame.index.names) == ["principle_id", "over_id"]
    assert [str(level.dtype) for level in frame.index.levels] == ["string", "string"]
    pairs = [("0", "1"), ("0", "2"), ("1", "0"), ("1", "2"), ("2", "0"), ("2", "1")]
    assert list(frame.index) == pairs
    assert [(each["principle"], each["over"]) for _, each in frame.iterrows()] == [
        (f"Rule {one}", f"Rule {over}") for one, over in pairs
    ]
    assert listed(frame["won"]) == [3, 0, 1, 2, 1, 1]
    assert listed(frame["conflicts"]) == [4, 1, 4, 3, 1, 3]
    assert listed(frame["supremacy"]) == pytest.approx([0.75, 0, 0.25, 2 / 3, 1, 1 / 3])


def test_supremacy_of_two_principles_that_never_conflict_is_missing(partly: Path) -> None:
    with Journal.open(reviews_folder(partly), "r1") as journal:
        journal.append(event="review", case="c0", annotator="case", verdict="flag", reason="arbitrary")
    counted, all_of_them = (core.open(partly, include_flagged=each) for each in (False, True))
    assert listed(counted.supremacy("case").to_frame()["supremacy"]) == [None, None]
    assert listed(all_of_them.supremacy("case").to_frame()["supremacy"]) == [1.0, 0.0]


def test_annotators_and_discrepancies_are_those_of_the_report(worked: Path) -> None:
    audit = core.open(worked, bootstrap=50, seed=3, noise=True)
    report = audit.report().document()
    frame = audit.annotators().to_frame()
    assert types(frame) == {
        "kind": "category",
        "annotations": "Int64",
        "conflicts": "Int64",
        "neither": "Int64",
        "missing": "Int64",
        "flagged": "Int64",
        "identified": "boolean",
        "identified_share": "Float64",
        "arbitrariness": "Float64",
        "arbitrariness_cases": "Int64",
        **spread("arbitrariness"),
        "reference": "string",
        "discrepancy": "Float64",
        **spread("discrepancy"),
        "p_value": "Float64",
        "evidence": "category",
        "discrepancy_cases": "Int64",
        "discrepancy_conflicts": "Int64",
        **spread("noise_floor"),
    }
    assert (frame.index.name, list(frame.index)) == ("annotator", ["a0", "a1"])
    assert listed(frame["kind"]) == ["human", "reward-model"]
    said: Any = report["annotators"]
    for row, each in zip(frame.to_dict("records"), said, strict=True):
        assert row["annotations"] == each["annotations"] == 15
        assert (row["neither"], row["missing"]) == (each["neither"], each["missing"])
        assert row["arbitrariness_cases"] == each["arbitrariness"]["cases"]
        assert row["reference"] == each["discrepancy"]["reference"] == "a0"
        for name in ("arbitrariness", "discrepancy"):
            assert row[name] == each[name]["value"]
        for name in ("arbitrariness", "discrepancy", "noise_floor"):
            assert listed(row[f"{name}_{key}"] for key in INTERVAL) == [each[name][key] for key in INTERVAL]
        assert listed([row["p_value"], row["identified_share"]]) == [
            each["discrepancy"]["p_value"],
            each["identified_share"],
        ]
    pairs = audit.discrepancies().to_frame()
    assert types(pairs) == {"discrepancy": "Float64", **INTERVAL, **TESTED}
    assert list(pairs.index.names) == ["annotator", "other"]
    assert list(pairs.index) == [("a0", "a1")]
    told: Any = report["discrepancies"]
    assert pairs.iloc[0]["discrepancy"] == pytest.approx(2 / 3)
    assert listed(pairs.iloc[0]) == [told[0][key] for key in ("value", *INTERVAL, *TESTED)]


def test_cases_have_category_and_sides(partly: Path) -> None:
    frame = core.open(partly).cases("case").to_frame()
    assert types(frame) == {
        "category": "category",
        "votes": "Int64",
        "for_a": "Int64",
        "for_b": "Int64",
        "partly_voted": "boolean",
        "preference": "Int8",
        "flagged": "boolean",
        "arbitrary": "boolean",
        "sided_with": "Int64",
        "overruled": "Int64",
    }
    assert (frame.index.name, str(frame.index.dtype)) == ("case", "string")
    assert list(frame.index) == ["c0", "c1", "c2", "c3", "c4"]
    assert listed(frame["category"]) == ["conflict", "consensus", "indifference", "unvoted", "consensus"]
    assert listed(frame["votes"]) == [2, 2, 1, 0, 1]
    assert listed(frame["for_a"]) == [1, 2, 0, 0, 0]
    assert listed(frame["for_b"]) == [1, 0, 0, 0, 1]
    assert listed(frame["partly_voted"]) == [False, False, True, False, True]
    assert listed(frame["preference"]) == [1, -1, 0, 1, None]
    assert listed(frame["flagged"]) == [False, True, False, False, None]
    assert listed(frame["arbitrary"]) == [False, True, False, False, None]
    assert listed(frame["sided_with"]) == [1, 0, None, 0, None]
    assert listed(frame["overruled"]) == [1, 2, None, 0, None]


def test_cases_of_nobody_and_their_texts(partly: Path) -> None:
    frame = core.open(partly).cases(texts=True).to_frame()
    texts = ["prompt", "response_a", "response_b"]
    assert list(frame) == ["category", "votes", "for_a", "for_b", "partly_voted", *texts]
    assert listed(frame.loc["c3", ["prompt", "response_a", "response_b"]]) == ["Question 3", "Yes 3", "No 3"]
    assert {str(frame[name].dtype) for name in ("prompt", "response_a", "response_b")} == {"string"}


def test_what_nobody_voted_or_annotated_is_missing_and_never_0(partly: Path) -> None:
    audit = core.open(partly)
    votes, annotations = audit.votes().to_frame(), audit.annotations().to_frame()
    assert types(votes) == {"Help": "Int8", "Care": "Int8"}
    assert types(annotations) == {"case": "Int8"}
    assert votes.index.name == annotations.index.name == "case"
    assert list(votes.index) == list(annotations.index) == ["c0", "c1", "c2", "c3", "c4"]
    assert listed(votes["Help"]) == [1, 1, 0, None, -1]
    assert listed(votes["Care"]) == [-1, 1, None, None, None]
    assert listed(annotations["case"]) == [1, -1, 0, 1, None]


def test_a_correction_is_a_vote_unless_the_oracles_own_are_asked_for(partly: Path) -> None:
    with Journal.open(reviews_folder(partly), "r1") as journal:
        journal.append(event="vote", case="c3", principle="p1", preference=1)
    corrected, original = core.open(partly), core.open(partly, original_votes=True)
    assert listed(corrected.votes().to_frame().loc["c3"]) == [None, 1]
    assert listed(original.votes().to_frame().loc["c3"]) == [None, None]
    assert corrected.cases().to_frame().loc["c3", "category"] == "consensus"


def test_the_options_are_those_of_the_report(worked: Path) -> None:
    audit = core.open(str(worked), reference="a1", bootstrap=5, seed=7)
    report = audit.report()
    assert report is audit.report(), "computed once"
    assert (report.replicates, report.seed) == (5, 7)
    assert [each.discrepancy.reference for each in report.annotators] == ["a1", "a1"]


def test_what_is_not_there_is_one_sentence(worked: Path, tmp_path: Path) -> None:
    audit = core.open(worked)
    for ask in (audit.priorities, audit.supremacy, audit.cases):
        with pytest.raises(AuditError, match=r"There is no annotator nobody: choose one of a0, a1\."):
            ask("nobody")
    with pytest.raises(AuditError, match="oracle"):
        core.open(worked, oracle="nobody")
    with pytest.raises(StoreError):
        core.open(tmp_path / "none.duckdb")


@pytest.mark.parametrize("given", [{"bootstrap": -1}, {"seed": -1}, {"oracle_noise": 1.5}, {"bootstrap": "many"}])
def test_a_number_of_draws_that_is_none_is_one_sentence(worked: Path, given: dict[str, Any]) -> None:
    with pytest.raises(AuditError, match=rf"{next(iter(given))} is a whole number from 0 on, and not"):
        core.open(worked, **given)


def test_lines_of_a_journal_that_nobody_can_read_are_warned_of(partly: Path) -> None:
    with (reviews_folder(partly) / "r1.jsonl").open("a", encoding="utf-8") as journal:
        journal.write("{no\n")
    with pytest.warns(UserWarning, match="r1.jsonl has unreadable lines") as told:
        core.open(partly)
    assert told[0].filename == __file__


def test_journals_may_lie_elsewhere(partly: Path, tmp_path: Path) -> None:
    with core.open(partly, bootstrap=0) as audit:
        before = audit.report().dataset.reviews
    reviews_folder(partly).rename(tmp_path / "elsewhere")
    with (
        core.open(partly, bootstrap=0) as audit,
        core.open(partly, bootstrap=0, reviews=tmp_path / "elsewhere") as told,
    ):
        assert (audit.report().dataset.reviews, told.report().dataset.reviews) == (0, before)
        assert before
    with pytest.raises(AuditError, match=r"There is no folder .*nowhere of journals"):
        core.open(partly, reviews=str(tmp_path / "nowhere"))


@pytest.mark.parametrize("name", ["noise", "include_flagged", "original_votes", "correct_oracle"])
def test_a_switch_that_is_none_is_one_sentence(worked: Path, name: str) -> None:
    with pytest.raises(AuditError, match=f"{name} is True or False, and not 'no'"):
        core.open(worked, **{name: "no"})  # type: ignore[arg-type]


def test_each_store_s_journals_are_warned_of_each_time(partly: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    shutil.copy(partly, other)
    for store in (partly, other):
        reviews_folder(store).mkdir(exist_ok=True)
        with (reviews_folder(store) / "r1.jsonl").open("a", encoding="utf-8") as journal:
            journal.write("{no\n")
    program = f"import core\nfor path in {[str(partly), str(other), str(other)]}:\n    core.open(path, bootstrap=0)\n"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stderr
    assert [said.count(f"{store}: r1.jsonl has unreadable lines") for store in (partly, other)] == [1, 2]


def test_an_audit_that_was_closed_says_so(partly: Path) -> None:
    with core.open(partly, bootstrap=0) as audit:
        pass
    for ask in (audit.report, audit.cases, audit.annotations, lambda: audit.cases(texts=True)):
        with pytest.raises(StoreError, match=r"^The store .* was closed here: open it again\.$"):
            ask()


def test_threads_may_ask_one_audit_at_once(partly: Path) -> None:
    with core.open(partly, bootstrap=50) as audit, core.open(partly, bootstrap=50) as alone:
        expected = alone.cases(texts=True).to_frame(), alone.report().to_frame()
        with ThreadPoolExecutor(6) as threads:
            asked = [
                threads.submit(lambda n: audit.cases(texts=True) if n % 3 else audit.report(), n) for n in range(60)
            ]
        for n, each in enumerate(asked):
            assert each.result().to_frame().equals(expected[0 if n % 3 else 1])


def test_the_name_of_a_file_of_somebody_else_is_inert_in_a_warning(partly: Path) -> None:
    (reviews_folder(partly) / "r2\x1b]0;x\x07.jsonl").write_text("{no\n")
    with pytest.warns(UserWarning, match="r2␛]0;x␇.jsonl has unreadable lines"):
        core.open(partly)
