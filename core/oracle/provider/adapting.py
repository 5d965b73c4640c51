"""What a server refuses of a request is found out from its own words, and left out or said otherwise from then on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.oracle.provider.answer_form import FORM
from core.oracle.provider.phrases import OF_FORM
from core.oracle.terms import Messages

FOLDED: Final = "system_in_user_turn"
"""The name under which it is written down that the instructions go with the question, since there is no system turn."""
WITHOUT_FORM: Final = "The server refuses a schema for its answers: they come without one from now on."
_FEWER_ALTERNATIVES: Final = (5, 0)
_REFUSED: Final = re.compile(
    r"not support|unsupported|do(?:es)? ?n.t support|not allowed|not permitted|invalid|unknown|unrecogni[sz]ed"
    r"|unexpected"
    r"|extra (?:inputs|fields)|not implemented|not available|not enabled"
    r"|only (?:the default|supports?)|must be|deprecated"
    r"|not compatible|cannot be|use \S+ instead|expected a value|at most|at least|minimum|maximum|refuse",
)
_AT_LEAST: Final = re.compile(
    r"(?:>=|at least|minimum value|greater than or equal to|minimum of|minimum is|minimum)\D{0,20}?(\d{1,5})"
)
_NO_SYSTEM: Final = re.compile(
    r"system (?:role|message|prompt|instruction)s?|role\W{1,3}system|developer instructions?"
    r"|(?:only|alternate)\W.*\buser\b"
)
_MOST_ROOM: Final = 65_536
_ROOMS: Final = ("max_tokens", "max_completion_tokens")


@dataclass(frozen=True, slots=True)
class Adapted:
    """The parameters of a request that the server may take, and in a sentence what became of the others."""

    request: dict[str, Any]
    notice: str


def adapted(request: Mapping[str, Any], said: str, named: str) -> Adapted | None:
    """Change the one thing of a request that a server refuses in such words, naming a parameter; None if nothing."""
    about = named or said
    if "logprobs" in about and request.get("logprobs"):
        return _fewer_logprobs(request)
    refused = _REFUSED.search(said) is not None
    found = (_other_room(request, said, about) or _more_room(request, said, about)) if refused else None
    if found is None and refused and "temperature" in about and "temperature" in request:
        notice = "The server takes no temperature: it is left out from now on, and answers may vary."
        found = Adapted(_without(request, "temperature"), notice)
    if found is None and FORM in request and any(word in about for word in OF_FORM):
        found = Adapted(_without(request, FORM), WITHOUT_FORM)
    if found is None and refused and not named and not request.get(FOLDED) and _NO_SYSTEM.search(said):
        notice = "The server takes no system turn: the instructions stand before each question from now on."
        found = Adapted({**request, FOLDED: True}, notice)
    return found


def _without(request: Mapping[str, Any], parameter: str) -> dict[str, Any]:
    return {name: value for name, value in request.items() if name != parameter}


def changed_alike(now: Mapping[str, Any], began: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """Change parameters as others were that a run began with, until they were `sent`: the server is the same one."""
    gone, come = began.keys() - sent.keys(), sent.keys() - began.keys()
    changed = {name: value for name, value in now.items() if name not in gone}
    for own, other in (_ROOMS, _ROOMS[::-1]):
        if own in gone and other in come and own in now:
            changed[other] = now[own]
    before = next((began[name] for name in _ROOMS if name in began), None)
    for room in _ROOMS:
        if room in changed and before is not None and sent.get(room, 0) > before:
            changed[room] = max(changed[room], sent[room])
    if "top_logprobs" in changed and "top_logprobs" in sent:
        changed["top_logprobs"] = min(changed["top_logprobs"], sent["top_logprobs"])
    return changed | ({FOLDED: True} if sent.get(FOLDED) else {})


def _other_room(request: Mapping[str, Any], said: str, about: str) -> Adapted | None:
    """The room for an answer under its other name, where the server asks for that."""
    for own, other in (_ROOMS, _ROOMS[::-1]):
        if own in request and own in about and other in said and not _AT_LEAST.search(said):
            changed = {name: value for name, value in request.items() if name != own} | {other: request[own]}
            return Adapted(changed, f"The server takes {other} in place of {own}.")
    return None


def _more_room(request: Mapping[str, Any], said: str, about: str) -> Adapted | None:
    """More room for an answer, where the server gives none so little."""
    room = next((name for name in _ROOMS if name in request), None)
    least = _AT_LEAST.search(said)
    if room is None or least is None or not re.search(r"max\w{0,40}tokens|output_tokens", about):
        return None
    if not request[room] < int(least[1]) <= _MOST_ROOM:
        return None
    notice = f"The server gives an answer no fewer than {least[1]} tokens: so many are asked for from now on."
    return Adapted({**request, room: int(least[1])}, notice)


def folded(messages: Messages) -> Messages:
    """A conversation whose system turns stand at the beginning of the user's first turn."""
    instructions = [each["content"] for each in messages if each["role"] == "system"]
    others = [each for each in messages if each["role"] != "system"]
    if not instructions or not others:
        return messages
    first = {**others[0], "content": "\n\n".join((*instructions, others[0]["content"]))}
    return [first, *others[1:]]


def _fewer_logprobs(request: Mapping[str, Any]) -> Adapted:
    """A request for fewer log probabilities, in the end for none."""
    fewer = next(each for each in _FEWER_ALTERNATIVES if each < request.get("top_logprobs", 1))
    kept = {name: value for name, value in request.items() if name not in {"logprobs", "top_logprobs"}}
    if fewer:
        notice = f"The server refuses so many log probabilities: {fewer} are asked for from now on."
        return Adapted(kept | {"logprobs": True, "top_logprobs": fewer}, notice)
    return Adapted(
        kept,
        "The server refuses log probabilities: from now on each vote is its one written answer, 0 or 1; --samples 5 "
        "gives shares instead.",
    )
