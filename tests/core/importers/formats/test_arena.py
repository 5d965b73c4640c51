"""Arena battles: who won, who judged, and how far of a conversation was judged."""

from typing import Any

import pytest

from core.importers.entry import MalformedRowError
from core.importers.formats.arena import FORMAT
from core.model.terms import AnnotatorKind
from tests.core.importers.formats.reading_rows import Rows, read

MODELS = {"model_a": "m1", "model_b": "m2"}


def spoken(*texts: str) -> list[dict[str, str]]:
    return [{"role": ("user", "assistant")[n % 2], "content": text} for n, text in enumerate(texts)]


def battle(winner: object, **more: object) -> dict[str, Any]:
    said = {"conversation_a": spoken("Hi", "Ho"), "conversation_b": spoken("Hi", "Hum")}
    return {**MODELS, **said, "winner": winner, **more}


@pytest.mark.parametrize(
    ("winner", "preference", "facts"),
    [
        ("model_a", 1, {}),
        ("model_b", -1, {}),
        ("tie", 0, {}),
        ("Tie (bothbad)", 0, {"both_bad": True}),
        ("both_bad", 0, {"both_bad": True}),
    ],
)
def test_words_for_the_winner(winner: str, preference: int, facts: dict[str, object]) -> None:
    found = read(FORMAT, [battle(winner)])
    assert found.cases == [(None, None, spoken("Hi", "Ho"), spoken("Hi", "Hum"))]
    assert (found.given, found.facts) == ([{None: preference}], [facts])
    assert found.opening.notes == []


def test_judges_are_annotators_and_models_among_them_are_models() -> None:
    found = read(FORMAT, [battle("model_a", judge="user_7"), battle("model_b", judge="gpt4_pair"), battle("tie")])
    assert found.given == [{"user_7": 1}, {"gpt4_pair": -1}, {None: 0}]
    assert [each.given[0].kind for each in found.entries] == [None, AnnotatorKind.LLM, None]
    assert found.opening.notes == ["judge names the annotators, one each: pass --pool to make one of them."]
    assert read(FORMAT, [battle("model_a", judge_hash="ab1")]).given == [{"ab1": 1}]


def test_what_comes_after_the_judged_turn_is_left_out() -> None:
    long = {
        "conversation_a": spoken("Hi", "Ho", "More?", "Ha"),
        "conversation_b": spoken("Hi", "Hum", "More?", "Hm"),
    }
    first, second = read(FORMAT, [battle("tie", turn=1, **long), battle("tie", turn=2, **long)]).entries
    assert (first.response_a, first.response_b) == (spoken("Hi", "Ho"), spoken("Hi", "Hum"))
    assert second.response_a == spoken("Hi", "Ho", "More?", "Ha")


def turns(prompt: object, a: object, b: object, *hot: object) -> dict[str, Any]:
    marks = dict(zip(("winner_model_a", "winner_model_b", "winner_tie"), hot, strict=True))
    return {"id": "7", **MODELS, "prompt": prompt, "response_a": a, "response_b": b, **marks}


def test_lists_of_turns_in_cells_and_one_column_a_result() -> None:
    rows = [
        turns('["Hi"]', '["Ho"]', '["Hum"]', "0", "1", "0"),
        turns('["Hi","More?"]', '["Ho","Ha"]', '["Hum",null]', "0", "0", "1") | {"id": "8"},
    ]
    found = read(FORMAT, rows)
    assert found.cases == [
        ("7", "Hi", "Ho", "Hum"),
        ("8", None, spoken("Hi", "Ho", "More?", "Ha"), spoken("Hi", "Hum", "More?", "")),
    ]
    assert found.given == [{None: -1}, {None: 0}]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (battle("mine"), 'winner is "mine" and not one of'),
        (turns('["Hi"]', '["Ho"]', '["Hum"]', 1, 1, 0), "not one of winner_model_a"),
        (turns('["Hi"]', '["Ho"]', '["Hum"]', 0, 0, 0), "not one of winner_model_a"),
        (turns('["Hi","Yo"]', '["Ho"]', '["Hum","Ha"]', 1, 0, 0), "different numbers of turns"),
    ],
)
def test_what_is_unclear_is_malformed(row: dict[str, Any], why: str) -> None:
    with pytest.raises(MalformedRowError, match=why):
        read(FORMAT, [row])


def test_plain_texts_beside_models_are_not_claimed() -> None:
    assert not FORMAT.claims(Rows([turns("Hi", "Ho", "Hum", 1, 0, 0)]))
    assert not FORMAT.claims(Rows([{**MODELS, "conversation_a": spoken("Hi"), "conversation_b": spoken("Hi")}]))
