"""MultiPref: evaluators with their strengths, and the votes of the majority or of one."""

from typing import Any

import pytest

from core.importers.entry import MalformedRowError
from core.importers.formats.multipref import FORMAT
from core.model.errors import FormatError
from core.model.terms import AnnotatorKind
from tests.core.importers.formats.reading_rows import Rows, read

A2, A1, TIE, B1, B2 = (
    "A-is-clearly-better",
    "A-is-slightly-better",
    "Tie",
    "B-is-slightly-better",
    "B-is-clearly-better",
)


def said(evaluator: object, overall: str | None, helpful: str | None = None, **more: object) -> dict[str, Any]:
    return {"evaluator": evaluator, "overall_pref": overall, "helpful_pref": helpful, **more}


def row(*normal: dict[str, Any], expert: tuple[dict[str, Any], ...] = (), **more: object) -> dict[str, Any]:
    return {
        "comparison_id": "c0",
        "text": "Which way is north?",
        "completion_a": "Where moss grows, some say.",
        "completion_b": "Where the needle points.",
        "model_a": "m1",
        "normal_worker_annotations": list(normal),
        "expert_worker_annotations": list(expert),
        **more,
    }


def test_every_evaluator_annotates_with_a_strength() -> None:
    found = read(FORMAT, [row(said("n1", A2), said(17, B1), said("n3", None), expert=(said("e1", TIE),))])
    assert found.cases == [
        ("c0", "Which way is north?", "Where moss grows, some say.", "Where the needle points."),
    ]
    assert found.given == [{"n1": 1, "17": -1, "e1": 0}]
    assert found.strengths == [{"n1": 2.0, "17": -1.0, "e1": 0.0}]
    assert {each.kind for each in found.entries[0].given} == {AnnotatorKind.HUMAN}


@pytest.mark.parametrize(
    ("answers", "vote"),
    [
        ([A2, A1, B2], 1),
        ([B1, B2, A1, TIE], -1),
        ([A2, B2], 0),
        ([A2, TIE], 0),
        ([TIE, TIE, A2], 0),
        ([A1, B1, TIE], 0),
        ([None, "", B1], -1),
    ],
)
def test_the_vote_is_what_most_say(answers: list[str | None], vote: int) -> None:
    found = read(FORMAT, [row(*(said(f"n{n}", TIE, answer) for n, answer in enumerate(answers)))])
    assert found.votes == [{"helpful": vote}]
    assert found.opening.oracle == "majority"
    assert "--oracle EVALUATOR" in found.opening.notes[0]


def test_nobody_answers_and_there_is_no_vote() -> None:
    assert read(FORMAT, [row(said("n1", A1))]).votes == [{}]


def test_one_evaluator_can_be_the_oracle() -> None:
    rows = [row(said("n1", A1, A1), said("n2", A1, B1)), row(said("n1", A1, A1), comparison_id="c1")]
    found = read(FORMAT, [*rows, row(comparison_id="c2")], oracle="n2")
    assert found.votes == [{"helpful": -1}, {}, {}]
    assert (found.opening.oracle, found.opening.notes) == ("n2", [])
    with pytest.raises(FormatError, match="has no evaluator n9: --oracle takes one of its evaluators, or majority"):
        read(FORMAT, rows, oracle="n9")


def test_only_the_aspects_that_were_asked_are_principles() -> None:
    found = read(FORMAT, [row(said("n1", A1, A1, harmless_pref=B1))])
    assert [each.id for each in found.opening.principles] == ["helpful", "harmless"]
    assert found.votes == [{"helpful": 1, "harmless": -1}]


def test_an_aspect_that_comes_late_is_refused() -> None:
    with pytest.raises(
        MalformedRowError, match="harmless_pref is in none of the first rows: put one that has it first"
    ):
        read(FORMAT, [row(said("n1", A1, A1))] * 60 + [row(said("n1", A1, A1, harmless_pref=B1))])


def test_unclear_and_doubled_answers_are_malformed() -> None:
    with pytest.raises(MalformedRowError, match='overall_pref is "A"'):
        read(FORMAT, [row(said("n1", "A"))])
    with pytest.raises(MalformedRowError, match="evaluator n1 is there twice"):
        read(FORMAT, [row(said("n1", A1), expert=(said("n1", B1),))])


def test_completions_that_nobody_evaluates_are_not_claimed() -> None:
    assert not FORMAT.claims(Rows([row()]))
    assert not FORMAT.claims(Rows([row() | {"normal_worker_annotations": "none"}]))
