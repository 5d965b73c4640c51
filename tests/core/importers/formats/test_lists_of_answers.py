"""Formats with several answers to a prompt: ranked, chosen and rejected, or each good or bad."""

from typing import Any

import pytest

from core.importers.entry import MalformedRowError
from core.importers.formats import ranked_answers, rewardbench2, unpaired
from core.model.errors import FormatError
from core.model.terms import AnnotatorKind
from tests.core.importers.formats.reading_rows import Rows, read


def ranked(*ranks: object, **more: object) -> dict[str, Any]:
    answers = [{"answer": f"Answer {n}", "model": f"m{n}", "rank": rank} for n, rank in enumerate(ranks)]
    return {"prompt": "Ask.", "answers": answers, **more}


def test_every_two_ranked_answers_are_a_case() -> None:
    found = read(ranked_answers.FORMAT, [ranked(2.0, 1.0, 2), ranked("1", "3")])
    assert found.cases == [
        ("0/0-1", "Ask.", "Answer 0", "Answer 1"),
        ("0/0-2", "Ask.", "Answer 0", "Answer 2"),
        ("0/1-2", "Ask.", "Answer 1", "Answer 2"),
        ("1", "Ask.", "Answer 0", "Answer 1"),
    ]
    assert found.given == [{None: -1}, {None: 0}, {None: 1}, {None: 1}]
    assert found.facts[0] == {"model_a": "m0", "model_b": "m1", "rank_a": 2.0, "rank_b": 1.0}
    assert found.opening.annotator == "human"


def test_nectar_is_ranked_by_a_model() -> None:
    found = read(ranked_answers.FORMAT, [ranked(1, 2, num_responses=2, good_natured=True)])
    assert (found.opening.annotator, found.entries[0].given[0].kind) == ("gpt-4", AnnotatorKind.LLM)


def test_an_answer_alone_or_without_a_number_is_malformed() -> None:
    with pytest.raises(MalformedRowError, match="fewer than two"):
        read(ranked_answers.FORMAT, [ranked(1)])
    with pytest.raises(MalformedRowError, match='rank is "best" and not a number'):
        read(ranked_answers.FORMAT, [ranked("best", 1)])


def sorted_out(chosen: list[str], rejected: list[str], **more: object) -> dict[str, Any]:
    return {"id": "q7", "prompt": "Ask.", "chosen": chosen, "rejected": rejected, **more}


def test_each_chosen_meets_each_rejected() -> None:
    found = read(rewardbench2.FORMAT, [sorted_out(["Yes", "Yea"], ["No", "Nay"], models=["a", "b", "c", "d"])])
    assert found.cases == [
        ("q7/0-2", "Ask.", "Yes", "No"),
        ("q7/0-3", "Ask.", "Yes", "Nay"),
        ("q7/1-2", "Ask.", "Yea", "No"),
        ("q7/1-3", "Ask.", "Yea", "Nay"),
    ]
    assert found.given == [{None: 1}] * 4
    assert found.facts[2] == {"model_a": "b", "model_b": "c"}


def test_a_single_pair_has_the_id_of_its_row_and_models_need_not_be_told() -> None:
    found = read(rewardbench2.FORMAT, [sorted_out(["Yes"], ["No"], models=["a"])])
    assert (found.cases[0][0], found.facts) == ("q7", [{}])


def test_lists_of_messages_are_no_lists_of_completions() -> None:
    assert not rewardbench2.FORMAT.claims(Rows([sorted_out([], ["No"])]))
    said: Any = [{"role": "assistant", "content": "Yes"}]
    assert not rewardbench2.FORMAT.claims(Rows([sorted_out(said, said)]))


def labelled(prompt: str, completion: str, label: object) -> dict[str, Any]:
    return {"prompt": prompt, "completion": completion, "label": label}


ROWS = [
    labelled("Ask.", "Good", True),
    labelled("Tell.", "Fine", "true"),
    labelled("Ask.", "Bad", False),
    labelled("Ask.", "Worse", "False"),
    labelled("Sing.", "La", 1),
]


def test_unpaired_completions_are_refused_with_what_to_type() -> None:
    with pytest.raises(FormatError, match=r"rows\.jsonl has one completion a row.*pass --format unpaired"):
        read(unpaired.FORMAT, ROWS)


def test_true_completions_meet_false_ones_of_their_prompt_wherever_they_stand() -> None:
    found = read(unpaired.FORMAT, ROWS, format="unpaired")
    assert found.cases == [("0-2", "Ask.", "Good", "Bad"), ("0-3", "Ask.", "Good", "Worse")]
    assert found.given == [{None: 1}, {None: 1}]
    assert found.opening.notes == ["2 prompts with completions of one label only passed over."]


def test_a_label_that_is_neither_is_malformed() -> None:
    with pytest.raises(MalformedRowError, match='label is "maybe" and neither true nor false'):
        read(unpaired.FORMAT, [labelled("Ask.", "Good", "maybe")], format="unpaired")
