"""PRISM: the chosen response of each interaction, what was said before, people and scores."""

from typing import Any

import pytest

from core.importers.entry import MalformedRowError
from core.importers.formats.prism import FORMAT
from tests.core.importers.formats.reading_rows import read


def row(
    interaction: object, prompt: str, response: str, score: object, *, chosen: object, **more: object
) -> dict[str, Any]:
    return {
        "interaction_id": interaction,
        "conversation_id": "c0",
        "user_id": "u0",
        "turn": 0,
        "user_prompt": prompt,
        "model_response": response,
        "model_name": response.lower(),
        "score": score,
        "if_chosen": chosen,
        **more,
    }


def test_the_chosen_response_meets_each_other_one() -> None:
    rows = [
        row("i0", "Hi", "One", 10, chosen=False),
        row("i0", "Hi", "Two", 95, chosen=True),
        row("i0", "Hi", "Three", 95, chosen=False),
        row(1, "Yo", "Four", "60", chosen="True", conversation_id="c1", user_id=7),
        row(1, "Yo", "Five", "70", chosen="False", conversation_id="c1", user_id=7),
    ]
    found = read(FORMAT, rows)
    assert found.cases == [
        ("i0/1-0", "Hi", "Two", "One"),
        ("i0/1-2", "Hi", "Two", "Three"),
        ("1", "Yo", "Four", "Five"),
    ]
    assert found.given == [{"u0": 1}, {"u0": 1}, {"7": 1}]
    assert found.strengths == [{"u0": 85.0}, {"u0": None}, {"7": None}]
    assert found.facts[0] == {
        "conversation_id": "c0",
        "turn": 0,
        "model_a": "two",
        "model_b": "one",
        "score_a": 95,
        "score_b": 10,
    }
    assert found.opening.notes == ["user_id names the annotators, one each: pass --pool to make one of them."]


def test_later_turns_have_what_was_chosen_before_in_their_prompt() -> None:
    rows = [
        row("i0", "Hi", "One", 1, chosen=False),
        row("i0", "Hi", "Two", 2, chosen=True),
        row("i1", "And?", "Three", 3, chosen=True, turn=1),
        row("i1", "And?", "Four", 1, chosen=False, turn=1),
        row("i2", "So?", "Five", 3, chosen=True, turn=3, conversation_id="c9"),
        row("i2", "So?", "Six", 1, chosen=False, turn=3, conversation_id="c9"),
    ]
    found = read(FORMAT, rows)
    assert found.entries[1].prompt == [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Two"},
        {"role": "user", "content": "And?"},
    ]
    assert found.entries[2].prompt == "So?"
    assert found.opening.notes[1].startswith("1 interaction without what was said before")


def test_interactions_that_compare_nothing_are_passed_over_and_told() -> None:
    rows = [
        row("i0", "Hi", "One", 1, chosen=False),
        row("i0", "Hi", "Two", 2, chosen=False),
        row("i1", "Yo", "Three", 2, chosen=True, conversation_id="c1"),
    ]
    found = read(FORMAT, rows)
    assert found.cases == []
    assert found.opening.notes[1:] == [
        "1 interaction without one chosen response passed over.",
        "1 interaction with a single response passed over.",
    ]


def test_rows_of_one_interaction_stand_together_and_ask_the_same() -> None:
    with pytest.raises(MalformedRowError, match="interaction i0 comes again after others: sort rows by interaction_id"):
        read(FORMAT, [row(each, "Hi", "One", 1, chosen=True) for each in ("i0", "i1", "i0")])
    with pytest.raises(MalformedRowError, match="interaction i0 has two different user prompts"):
        read(FORMAT, [row("i0", each, "One", 1, chosen=True) for each in ("Hi", "Ho")])
