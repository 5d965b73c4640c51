"""What is sent to servers that score, and the two rewards in what they answer, or why there are none."""

import math
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.oracle.provider.responses import UnreadableError
from core.oracle.rewards.scoring import WAYS, requests_for, rewards_in, turns_in
from tests.core.oracle.any_json import any_json

PROMPT = "Human: Hi.\n\nAssistant: Hello.\n\nHuman: Which?"


def classified(*probs: float) -> dict[str, Any]:
    return {"data": [{"index": 0, "label": "LABEL_0", "probs": list(probs), "num_classes": len(probs)}]}


def pooled(data: object) -> dict[str, Any]:
    return {"data": [{"index": 0, "object": "pooling", "data": data}]}


def test_a_transcript_is_sent_as_its_turns_and_all_else_as_one() -> None:
    assert turns_in(PROMPT) == [
        {"role": "user", "content": "Hi."},
        {"role": "assistant", "content": "Hello."},
        {"role": "user", "content": "Which?"},
    ]
    for plain in ("What does 'Human: x' mean?", "", "Human:", "a\n\nHuman: b"):
        assert turns_in(plain) == [{"role": "user", "content": plain}]


def test_each_way_has_its_path_and_its_body() -> None:
    for way in ("classify", "pooling"):
        first, second = requests_for(way, "m", PROMPT, ("yes", "no"), raw=True)
        assert first.path == second.path == f"/{way}"
        assert [each.body["messages"][-1] for each in (first, second)] == [
            {"role": "assistant", "content": "yes"},
            {"role": "assistant", "content": "no"},
        ]
        assert first.body["use_activation"] is False
        assert "use_activation" not in requests_for(way, "m", PROMPT, ("yes", "no"), raw=False)[0].body
    (score,) = requests_for("score", "m", PROMPT, ("yes", "no"), raw=False)
    assert (score.path, score.body) == ("/v1/score", {"model": "m", "text_1": PROMPT, "text_2": ["yes", "no"]})
    (rerank,) = requests_for("rerank", "m", PROMPT, ("yes", "no"), raw=True)
    assert (rerank.path, rerank.body) == ("/v1/rerank", {"model": "m", "query": PROMPT, "documents": ["yes", "no"]})


@pytest.mark.parametrize(
    ("way", "bodies"),
    [
        ("classify", [classified(2.5), classified(-1)]),
        ("pooling", [pooled(2.5), pooled([-1])]),
        ("pooling", [pooled([[0.1], [9], [2.5]]), pooled([[-1.0]])]),
        ("score", [{"data": [{"index": 1, "score": -1}, {"index": 0, "score": 2.5}]}]),
        ("rerank", [{"results": [{"index": 1, "relevance_score": -1.0}, {"index": 0, "relevance_score": 2.5}]}]),
    ],
)
def test_rewards_are_those_of_the_responses_in_their_order(way: str, bodies: list[object]) -> None:
    assert rewards_in(way, bodies) == (2.5, -1.0)


@pytest.mark.parametrize(
    ("way", "bodies", "why"),
    [
        ("classify", [classified(0.1, 0.9)] * 2, "the model has 2 classes, and a reward is one number"),
        ("classify", [{"data": []}] * 2, "it has no data of one conversation"),
        ("pooling", [pooled(None)] * 2, "a reward is no finite number"),
        ("pooling", [pooled([10**400])] * 2, "a reward is no finite number"),
        ("pooling", [pooled([[]])] * 2, "the model has 0 classes"),
        ("score", [{"data": [{"index": 0, "score": 1}]}], "it has 1 rewards where there are 2 responses"),
        ("score", [{"error": "x"}], "it has no list data"),
        ("score", [{"data": [{"index": 0, "score": True}, {"index": 1, "score": 1}]}], "a reward is no finite number"),
        ("score", [{"data": [{"score": 2}, {"score": 1}]}], "its data lack the index of a response, 0 and 1"),
        ("rerank", [{"results": [{"relevance_score": 2}, {"relevance_score": 1}]}], "its results lack the index"),
        ("rerank", [{"results": [{"index": 1, "relevance_score": 2}, {"relevance_score": 1}]}], "lack the index"),
        ("rerank", [{"results": [{"index": 0, "relevance_score": 2}] * 2}], "its results lack the index"),
        ("rerank", [{"results": [{"index": each, "relevance_score": 2} for each in (1, 2)]}], "lack the index"),
        ("rerank", [{"results": [{"index": each, "relevance_score": 2} for each in (0, True)]}], "lack the index"),
        ("score", [{"data": [{"index": [0], "score": 2}, {"index": 1, "score": 1}]}], "its data lack the index"),
        ("rerank", [{"results": [{"index": 1, "relevance_score": 2}]}], "it has 1 rewards where there are 2 responses"),
    ],
)
def test_what_holds_no_rewards_says_why(way: str, bodies: list[object], why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        rewards_in(way, bodies)


ROWS = st.lists(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("index", "score", "relevance_score", "data", "probs"), any_json("index", "score"))
    ),
    max_size=3,
)


@given(st.sampled_from(WAYS), st.lists(st.fixed_dictionaries({"data": ROWS, "results": ROWS}), min_size=2, max_size=2))
def test_whatever_a_server_sends_is_read_or_refused(way: str, bodies: list[object]) -> None:
    with suppress(UnreadableError):
        assert all(math.isfinite(each) for each in rewards_in(way, bodies))
