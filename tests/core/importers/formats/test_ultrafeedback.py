"""UltraFeedback: every two completions, ratings that are texts, overall scores of a model."""

from typing import Any

import pytest

from core.importers.entry import MalformedRowError
from core.importers.formats.ultrafeedback import FORMAT
from core.model.terms import AnnotatorKind
from tests.core.importers.formats.reading_rows import Rows, read


def completion(text: str, score: object, honesty: object = "3", **more: object) -> dict[str, Any]:
    return {
        "model": text.lower(),
        "response": text,
        "annotations": {"honesty": {"Rating": honesty, "Rationale": "r"}},
        "overall_score": score,
        **more,
    }


def row(*completions: dict[str, Any]) -> dict[str, Any]:
    return {"instruction": "Count.", "completions": list(completions), "models": ["x"], "source": "own"}


def test_four_completions_are_six_cases() -> None:
    found = read(
        FORMAT,
        [
            row(
                completion("One", 7.0, "5"),
                completion("Two", 9, "5"),
                completion("Three", 7.0, "N/A"),
                completion("Four", 1.5, "2"),
            )
        ],
    )
    assert found.cases == [
        ("0/0-1", "Count.", "One", "Two"),
        ("0/0-2", "Count.", "One", "Three"),
        ("0/0-3", "Count.", "One", "Four"),
        ("0/1-2", "Count.", "Two", "Three"),
        ("0/1-3", "Count.", "Two", "Four"),
        ("0/2-3", "Count.", "Three", "Four"),
    ]
    assert found.given == [{None: -1}, {None: 0}, {None: 1}, {None: 1}, {None: 1}, {None: 1}]
    assert found.votes == [{"honesty": 0}, {}, {"honesty": 1}, {}, {"honesty": 1}, {}]
    assert found.facts[0] == {"model_a": "one", "model_b": "two"}
    assert {given.kind for each in found.entries for given in each.given} == {AnnotatorKind.LLM}
    assert (found.opening.annotator, found.opening.oracle) == ("gpt-4", "gpt-4")
    assert [each.id for each in found.opening.principles] == [
        "instruction_following",
        "honesty",
        "truthfulness",
        "helpfulness",
    ]


def test_ratings_compare_as_numbers() -> None:
    assert read(FORMAT, [row(completion("One", "10", "10"), completion("Two", "9", "9"))]).votes == [{"honesty": 1}]


def test_a_row_with_one_completion_is_passed_over_and_told() -> None:
    found = read(FORMAT, [row(completion("One", 1)), row(), row(completion("One", 1), completion("Two", None))])
    assert found.cases == [("2", "Count.", "One", "Two")]
    assert found.given == [{}]
    assert found.opening.notes == ["2 rows with fewer than two completions passed over."]


def test_a_rating_that_is_no_number_is_malformed() -> None:
    with pytest.raises(MalformedRowError, match='the rating of honesty is "good" and not a number'):
        read(FORMAT, [row(completion("One", 1, "good"), completion("Two", 1))])


def test_completions_without_annotations_are_not_claimed() -> None:
    assert not FORMAT.claims(Rows([{"instruction": "Count.", "completions": [{"response": "One"}]}]))
