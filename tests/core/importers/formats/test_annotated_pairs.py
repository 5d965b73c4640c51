"""Annotated pairs: principles and annotators told apart, reasons for no preference, versions 1 and 2."""

from typing import Any

import pytest

from core.importers.entry import MalformedRowError
from core.importers.formats.annotated_pairs import FORMAT
from core.model.errors import FormatError
from core.model.terms import AnnotatorKind
from tests.core.importers.formats.reading_rows import Rows, read

AROUND = {
    "metadata": {"version": "2.0", "default_annotator": "d0"},
    "annotators": {
        "p1": {"description": "Select the response that is more concise", "type": "principle"},
        "j0": {"name": "judge", "description": "an LLM judge", "type": "unknown"},
        "p2": {"description": "Select the response that rhymes.", "type": "principle"},
        "d0": {"name": "preferred_text", "type": "human"},
    },
}


def comparison(id_: str, **annotations: object) -> dict[str, Any]:
    return {
        "id": id_,
        "prompt": "Name a tree.",
        "response_a": {"text": "An oak.", "model": "m1"},
        "response_b": {"text": "An oak, I think.", "model": "m2", "temperature": 0.5},
        "annotations": annotations,
        "metadata": {"topic": "trees"},
    }


def test_principles_vote_and_the_others_annotate_the_default_one_first() -> None:
    found = read(
        FORMAT,
        [comparison("c1", j0={"pref": "a"}, p1={"pref": "a"}, d0={"pref": "b"}, p2={"pref": "b"})],
        AROUND,
    )
    assert found.cases == [("c1", "Name a tree.", "An oak.", "An oak, I think.")]
    assert [(each.annotator, each.preference, each.kind) for each in found.entries[0].given] == [
        ("preferred_text", -1, AnnotatorKind.HUMAN),
        ("judge", 1, None),
    ]
    assert found.votes == [{"p1": 1, "p2": -1}]
    assert found.facts == [{"model_a": "m1", "model_b": "m2", "temperature_b": 0.5, "topic": "trees"}]
    assert [(each.id, each.name, each.text) for each in found.opening.principles] == [
        ("p1", "is more concise", "Select the response that is more concise"),
        ("p2", "rhymes", "Select the response that rhymes."),
    ]
    assert found.opening.oracle == "icai"


@pytest.mark.parametrize(
    ("reason", "vote"),
    [("not_applicable", {"p1": 0}), ("both", {"p1": 0}), ("neither", {"p1": 0}), ("invalid", {}), (None, {})],
)
def test_no_preference_is_indifference_or_no_vote_by_its_reason(reason: str | None, vote: dict[str, int]) -> None:
    row = comparison("c1", p1={"pref": None, "no_pref_reason": reason}, d0={"pref": None, "no_pref_reason": reason})
    found = read(FORMAT, [row], AROUND)
    assert found.votes == [vote]
    assert found.given == [{"preferred_text": 0} if vote else {}]


def test_what_is_ours_in_it_is_read_again() -> None:
    around = {
        "metadata": {"oracle": "majority", "default_annotator": "r"},
        "annotators": {"r": {"name": "rm", "type": "reward-model"}, "p": {"name": "Kind", "type": "principle"}},
    }
    row = comparison("c1", r={"pref": "b", "strength": -1.5}, p={"pref": "a"})
    found = read(FORMAT, [row], around)
    assert (found.opening.oracle, found.strengths) == ("majority", [{"rm": -1.5}])
    assert found.entries[0].given[0].kind is AnnotatorKind.REWARD_MODEL
    assert [(each.id, each.name, each.text) for each in found.opening.principles] == [("p", "Kind", "Kind")]
    assert read(FORMAT, [comparison("c1", r={"pref": "b", "strength": 0})], around).strengths == [{"rm": 0.0}]
    with pytest.raises(MalformedRowError, match=r'strength "2\.0" is not that of the preference'):
        read(FORMAT, [comparison("c1", r={"pref": "b", "strength": 2})], around)


def test_version_1_has_texts_and_preferences_by_the_names_of_texts() -> None:
    around = {"metadata": {}, "annotators": {"x": {"description": "it is kind", "type": "principle"}, "y": {}}}
    row = {
        "id": 7,
        "text_a": "Yes.",
        "text_b": "Yes, gladly.",
        "annotations": {"x": {"pref": "text_b"}, "y": {"pref": "text_a"}},
    }
    found = read(FORMAT, [row], around)
    assert found.cases == [("7", "", "Yes.", "Yes, gladly.")]
    assert found.entries[0].promptless
    assert (found.given, found.votes) == ([{"y": 1}], [{"x": -1}])


def test_annotators_of_one_name_are_told_apart() -> None:
    around = {"annotators": {"u": {"name": "Kim"}, "v": {"name": "Kim"}, "w": {"name": "Ada"}}}
    row = comparison("c1", u={"pref": "a"}, v={"pref": "b"}, w={"pref": "tie"})
    assert read(FORMAT, [row], around).given == [{"Kim (u)": 1, "Kim (v)": -1, "Ada": 0}]


def test_columns_of_an_annotator_that_say_nothing_are_no_annotation() -> None:
    assert read(FORMAT, [comparison("c1", j0={"pref": "nan"}, d0={"pref": "text_b"})], AROUND).given == [
        {"preferred_text": -1}
    ]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (comparison("c1", p1={"pref": "c"}), 'preference of p1 is "c"'),
        (comparison("c1", p1={"pref": None, "no_pref_reason": "bored"}), '"bored"'),
        (comparison("c1", who={"pref": "a"}), '"who" annotates and is not among the annotators'),
        (comparison("c1") | {"response_b": {"model": "m"}}, "response_b: text is missing"),
    ],
)
def test_what_is_unclear_is_malformed(row: dict[str, Any], why: str) -> None:
    with pytest.raises(MalformedRowError, match=why):
        read(FORMAT, [row], AROUND)


def test_a_principle_needs_a_description() -> None:
    with pytest.raises(FormatError, match=r"rows\.jsonl: principle q has no description; correct it"):
        read(FORMAT, [comparison("c1")], {"annotators": {"q": {"type": "principle"}}})


def test_rows_without_annotators_around_them_are_not_claimed() -> None:
    assert not FORMAT.claims(Rows([comparison("c1")]))


def test_annotators_are_not_taken_for_those_that_are_called_like_the_names_made_for_them() -> None:
    people = {
        "h": {"name": "hum", "type": "human"},
        "i": {"name": "hum", "type": "human"},
        "j": {"name": "hum (h)", "type": "human"},
    }
    found = read(
        FORMAT, [comparison("c1", h={"pref": "a"}, i={"pref": "a"}, j={"pref": "b"})], AROUND | {"annotators": people}
    )
    assert {each.annotator: each.preference for each in found.entries[0].given} == {
        "hum (h) (h)": 1,
        "hum (i)": 1,
        "hum (h)": -1,
    }
