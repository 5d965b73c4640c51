"""Answers that stand beside responses are of these: they count for no other ones."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.importers.importing import ImportResult
from core.model.errors import FormatError
from core.storage.store import Store

Load = Callable[..., ImportResult]
TEXTS = [("Paris, I think.", "It is London."), ("Shakespeare wrote it.", "That was Marlowe, then.")]


def _lines(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def _row(n: int, *, turned: bool = False, **more: object) -> dict[str, Any]:
    a, b = TEXTS[n][::-1] if turned else TEXTS[n]
    return {"row_id": n, "response_a": a, "response_b": b} | more


ANSWERS: list[dict[str, Any]] = [
    {"preference": "b"},
    {"reward_a": 1, "reward_b": 2},
    {"principle_id": 0, "preference": -1},
    {"order": 0, "prob_A": 0.1, "prob_B": 0.9, "prob_NA": 0},
]


@pytest.fixture(autouse=True)
def cases(load: Load) -> None:
    rows = [{"prompt": "Which?", **{k: v for k, v in _row(n).items() if k != "row_id"}} for n in (0, 1)]
    load("cases.jsonl", _lines(*rows))
    load("rules.txt", "Be kind to all.\nBe fair to all.\n", format="principles")


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_same_ones_are_passed_over(load: Load, answer: dict[str, Any]) -> None:
    rows = [_row(0, **answer), _row(1, **answer) | {"response_a": " Shakespeare  wrote it."}]
    assert load("told.jsonl", _lines(*rows)).outcome.kept == 2


@pytest.mark.parametrize("answer", ANSWERS[:3])
def test_the_other_way_round_they_are_refused(load: Load, store_path: Path, answer: dict[str, Any]) -> None:
    with pytest.raises(FormatError, match="line 2: response_a and response_b are the responses of case 1 the other"):
        load("told.jsonl", _lines(_row(0, **answer), _row(1, turned=True, **answer)))
    with Store.open(store_path) as store:
        assert [each.name for each in store.annotators()] == []


@pytest.mark.parametrize("answer", ANSWERS)
def test_others_are_told_of(load: Load, answer: dict[str, Any]) -> None:
    other = _row(0, **answer) | {"response_a": "It is Rome, surely.", "response_b": "It is Bern, of course."}
    (warning,) = load("told.jsonl", _lines(other, _row(1, **answer))).outcome.warnings
    assert warning.startswith("1 row has other responses in response_a and response_b than the case")


@pytest.mark.parametrize(
    "more",
    [
        {"chosen": TEXTS[0][1], "rejected": TEXTS[0][0]},
        {"winner": TEXTS[0][1], "loser": TEXTS[0][0]},
        {"answer_a_reason": "It is not right.", "answer_b_reason": "It is right."},
    ],
)
def test_what_won_and_why_is_passed_over(load: Load, more: dict[str, str]) -> None:
    row = {"row_id": 0, "preference": "b"} | more
    assert load("told.jsonl", _lines(row), format="judgements").outcome.warnings == ()


def test_what_was_shown_in_another_order_is(load: Load) -> None:
    shown: dict[str, Any] = {"prob_A": 0.1, "prob_B": 0.9, "prob_NA": 0}
    rows = [_row(0, order=0, **shown), _row(0, turned=True, order=1, **shown)]
    assert load("told.jsonl", _lines(*rows)).outcome.kept == 2


def test_the_last_message_of_a_conversation_is_the_response(load: Load) -> None:
    turns = {
        name: [{"role": "user", "content": "Which?"}, {"role": "assistant", "content": text}]
        for name, text in zip(("response_a", "response_b"), TEXTS[0], strict=True)
    }
    assert load("told.jsonl", _lines({"row_id": 0, "preference": "a"} | turns)).outcome.kept == 1
    parts = {name: [{"role": "assistant", "content": [{"type": "text", "text": "Yes."}]}] for name in turns}
    assert load("parts.jsonl", _lines({"row_id": 0, "preference": "a"} | parts)).outcome.warnings == ()
    turns = dict(zip(turns, reversed(turns.values()), strict=True))
    with pytest.raises(FormatError, match="the other way round"):
        load("again.jsonl", _lines({"row_id": 0, "preference": "a"} | turns))


def test_mapped_answers_too(load: Load) -> None:
    rows = [{"which": n, **_row(n, turned=n == 1), "best": "a"} for n in (0, 1)]
    with pytest.raises(FormatError, match="line 2: response_a and response_b are the responses of case 1 the"):
        load("told.jsonl", _lines(*rows), map="case=which,preference=best")
    within = [row | {"which": {"id": row["which"]}} for row in rows]
    with pytest.raises(FormatError, match="line 2: response_a and response_b are the responses of case 1 the"):
        load("told.jsonl", _lines(*within), map="case=which.id,preference=best")


def test_a_store_without_cases_is_told_what_the_rows_may_be(load: Load, store_path: Path) -> None:
    store_path.unlink()
    rows = [_row(n, question=f"What of {n}, then?", preference="a") for n in (0, 1)]
    with pytest.raises(FormatError, match=r"the store has none: import them first; .*--map"):
        load("told.jsonl", _lines(*rows))


@pytest.mark.parametrize("answer", ANSWERS[:3])
@pytest.mark.parametrize("name", ["swapped", "is_flipped", "order reversed"])
def test_answers_that_say_that_the_responses_were_exchanged_are_refused(
    load: Load, answer: dict[str, Any], name: str
) -> None:
    rows = [{"row_id": n, name: n == 1} | answer for n in (0, 1)]
    with pytest.raises(FormatError, match=f"line 2: {name} says that the responses were exchanged, and not whether"):
        load("told.jsonl", _lines(*rows))
    with pytest.raises(FormatError, match=f"line 1: {name} says that the responses were exchanged"):
        load("word.jsonl", _lines(*(row | {name: "Yes"} for row in rows)))
    assert load("none.jsonl", _lines(*(row | {name: False} for row in rows))).outcome.kept == 2
