"""A line of a run's journal is what a run writes, or cannot be read: no number in it is one that nobody counted."""

from dataclasses import replace
from typing import Any, cast

import orjson
import pytest

from core.model.ways import How
from core.oracle.journal.lines import RunHead, head_line, line_of, read_line
from core.oracle.terms import Answer, Ask, ModelReply, Usage

USED = Usage(400, 1, 0.0001, 0.4, "2026-01-31T12:00:01.000Z")
GOOD = Answer.of(Ask("k", "c", ("p",), 0), ModelReply("A", usage=USED), "p", (0.9, 0.1, 0.0), How.LOGPROBS)
HEAD = RunHead("ab", "v", "a/model", None, {"x": 1}, "0.1", "2026-01-31T12:00:00Z", {"requests": 2})
ODD: tuple[Any, ...] = (None, [], {}, "x", -1, 1e308, 2**63)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", ["order", "sample", "tokens_in", "tokens_out", "seconds"])
def test_a_number_of_an_answer_is_one_that_can_be(name: str, odd: object) -> None:
    said = orjson.loads(line_of((GOOD,)))
    assert read_line(orjson.dumps(said)) == (GOOD,)
    assert read_line(orjson.dumps(said | {name: odd})) is None


def test_an_answer_says_what_was_asked_only_where_that_was_more() -> None:
    assert b"asked" not in line_of((GOOD,))
    part = replace(GOOD, asked=("p", "q"))
    assert orjson.loads(line_of((part,)))["asked"] == ["p", "q"]
    assert read_line(line_of((part,))) == (part,)


@pytest.mark.parametrize("odd", [*ODD, 1.5])
@pytest.mark.parametrize("name", ["prob_a", "prob_b", "prob_na"])
def test_a_probability_is_one(name: str, odd: object) -> None:
    said = orjson.loads(line_of((GOOD,)))
    assert read_line(orjson.dumps(said | {"votes": [said["votes"][0] | {name: odd}]})) is None


@pytest.mark.parametrize("odd", ["x", 3, [1], True])
@pytest.mark.parametrize("name", ["about", "parameters"])
def test_a_head_says_what_it_must(name: str, odd: object) -> None:
    said = orjson.loads(head_line(HEAD))
    assert read_line(orjson.dumps(said)) == HEAD
    assert read_line(orjson.dumps(said | {name: odd})) is None


@pytest.mark.parametrize("odd", [None, 0, 1.5, True, [], {"a": 1}])
@pytest.mark.parametrize("name", ["template", "template_version", "model", "api_base", "tool_version", "at"])
def test_a_head_has_its_texts(name: str, odd: object) -> None:
    said = orjson.loads(head_line(HEAD))
    changed: dict[str, Any] = {name: "text"}
    assert read_line(orjson.dumps(said | changed)) == replace(HEAD, **changed)
    known = HEAD if (name, odd) == ("api_base", None) else None
    assert read_line(orjson.dumps(said | {name: odd})) == known


@pytest.mark.parametrize("odd", [None, "x", float("nan"), float("inf")])
def test_a_reward_is_any_finite_number(odd: object) -> None:
    said = orjson.loads(line_of((replace(GOOD, prob_a=-7.25, how=How.REWARD),)))
    (read,) = cast("tuple[Answer]", read_line(orjson.dumps(said)))
    assert read.prob_a == -7.25
    assert read_line(orjson.dumps(said | {"votes": [said["votes"][0] | {"prob_a": odd}]})) is None
