"""The ways in which servers score, as vLLM has them: what to send for a case, and the rewards in what comes back.

https://docs.vllm.ai/en/latest/models/pooling_models: `/classify` and `/pooling` take a conversation, `/v1/score` and
`/v1/rerank` (as Cohere's and Jina's) a question and its answers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.oracle.provider.responses import UnreadableError, is_finite

_TURN: Final = re.compile(r"(?:\A|\n\n)(Human|User|Assistant|System): ?")
_ROLES: Final = {"Human": "user", "User": "user", "Assistant": "assistant", "System": "system"}
RAW: Final = "use_activation"
"""Asks for the number before it is pressed between 0 and 1, where large ones become alike."""
WAYS: Final = ("classify", "pooling", "score", "rerank")


@dataclass(frozen=True, slots=True)
class Posted:
    """One request of a server that scores: the path below its root, and the body."""

    path: str
    body: dict[str, Any]


def requests_for(way: str, model: str, prompt: str, responses: tuple[str, str], *, raw: bool) -> list[Posted]:
    """What to send for a case: two conversations, or one question with both answers."""
    extra: dict[str, Any] = {RAW: False} if raw else {}
    if way == "score":
        return [Posted("/v1/score", {"model": model, "text_1": prompt, "text_2": list(responses), **extra})]
    if way == "rerank":
        return [Posted("/v1/rerank", {"model": model, "query": prompt, "documents": list(responses)})]
    turns = turns_in(prompt)
    conversations = [[*turns, {"role": "assistant", "content": each}] for each in responses]
    return [
        Posted(f"/{way}", {"model": model, "messages": each, "add_generation_prompt": False, **extra})
        for each in conversations
    ]


def turns_in(prompt: str) -> list[dict[str, str]]:
    """The turns of a prompt that is a transcript, else the whole of it as one turn of the user."""
    pieces = _TURN.split(prompt)
    if pieces[0].strip() or len(pieces) < 3:
        return [{"role": "user", "content": prompt}]
    named = zip(pieces[1::2], pieces[2::2], strict=True)
    turns = [{"role": _ROLES[who], "content": said.strip()} for who, said in named]
    return [each for each in turns if each["content"]] or [{"role": "user", "content": prompt}]


def rewards_in(way: str, bodies: list[object]) -> tuple[float, float]:
    """The rewards of the first and the second response; UnreadableError where there are none, or not one of each."""
    if way == "score":
        found = _by_index(bodies[0], "data", "score")
    elif way == "rerank":
        found = _by_index(bodies[0], "results", "relevance_score")
    else:
        found = [_alone(way, body) for body in bodies]
    if len(found) != 2:
        raise UnreadableError(f"it has {len(found)} rewards where there are 2 responses")
    return _number(found[0]), _number(found[1])


def _by_index(body: object, name: str, value: str) -> list[object]:
    rows = body.get(name) if isinstance(body, Mapping) else None
    if not isinstance(rows, list) or not all(isinstance(each, Mapping) for each in rows):
        raise UnreadableError(f"it has no list {name}")
    found = {each["index"]: each.get(value) for each in rows if type(each.get("index")) is int}
    if len(rows) == 2 and found.keys() != {0, 1}:  # their places say nothing: who ranks puts the best first
        raise UnreadableError(f"its {name} lack the index of a response, 0 and 1")
    return [found.get(place) for place in range(len(rows))]


def _alone(way: str, body: object) -> object:
    """The one number that a conversation got: of the last token, where each has one."""
    rows = body.get("data") if isinstance(body, Mapping) else None
    if not isinstance(rows, list) or len(rows) != 1 or not isinstance(rows[0], Mapping):
        raise UnreadableError("it has no data of one conversation")
    found: object = rows[0].get("probs" if way == "classify" else "data")
    if isinstance(found, list) and found and isinstance(found[0], list):
        found = found[-1]
    if isinstance(found, list):
        if len(found) != 1:
            raise UnreadableError(f"the model has {len(found)} classes, and a reward is one number")
        found = found[0]
    return found


def _number(found: object) -> float:
    if isinstance(found, bool) or not is_finite(found):
        raise UnreadableError("a reward is no finite number")
    return float(found)
