"""What is asked of a model, what it said, and what was read from that."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self, TypeAlias

import orjson

from core.model.ways import How

Messages: TypeAlias = Sequence[Mapping[str, str]]
"""A conversation to send: messages with `role` and `content`."""


class FailureKind(StrEnum):
    """Why a request has no answer."""

    KEY = "key"
    QUOTA = "quota"
    MODEL = "model"
    REFUSAL = "refusal"
    UNPARSABLE = "unparsable"
    TOO_LONG = "too-long"
    """The model has no room for the case, or the server showed it only a part."""
    TIMEOUT = "timeout"
    SERVER = "server"
    CONNECTION = "connection"


class Finish(StrEnum):
    """Why a model stopped writing."""

    STOP = "stop"
    LENGTH = "length"
    """It had no more room."""
    FILTER = "content_filter"
    TOOL = "tool_calls"


class ReadingRule(StrEnum):
    """How an answer is read."""

    DECLARED = "declared"
    """By what the whole answer declares; its probabilities are those of all spellings of A, B and N where it begins."""
    FIRST_TOKEN = "first-token"  # noqa: S105 - no password
    """By its first token alone: the probabilities of exactly A, B and NA, not scaled, 0 for what is not listed."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: a case, the principles asked about in it, and how the responses are shown.

    `key` comes from `ask_key`. `principles` are ids; none means the generic question, which response is better.
    `order` 1 shows the responses swapped. `sample` counts repetitions of the same question from 0.
    """

    key: str
    case: str
    principles: tuple[str, ...]
    order: int
    sample: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """What a request took: tokens, dollars (None where the price is unknown), seconds, and when it came, in UTC.

    `estimated` where the server did not say how many tokens it took, so that they were counted from the texts. `served`
    is the model that answered and `finish` why it stopped, in the server's words; empty where it did not say. `cached`
    of the tokens in were read before, and cost less.
    """

    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    seconds: float = 0.0
    at: str = ""
    estimated: bool = False
    served: str = ""
    finish: str = ""
    cached: int = 0


@dataclass(frozen=True, slots=True)
class Token:
    """One token of an answer, with the most probable tokens in its place and their log probabilities (natural)."""

    text: str
    top: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ModelReply:
    """What a model returned. `spoken` is empty where the model gave no log probabilities.

    `refusal` is what the provider or the model said where it declined to answer, else None. `unreadable` says in half a
    sentence why there is no answer in what came, which is then `text`. `finish` is None where nobody said why it ended.
    `seen` is how many tokens of the question the server read, and how many there are, where it left many out.
    """

    text: str
    spoken: tuple[Token, ...] = ()
    usage: Usage = field(default_factory=Usage)
    refusal: str | None = None
    unreadable: str | None = None
    finish: Finish | None = None
    seen: tuple[int, int] | None = None

    @property
    def tokens(self) -> tuple[tuple[str, float], ...]:
        """The top log probabilities of the first token that is not blank; empty where there are none."""
        return next((token.top for token in self.spoken if token.text.strip()), ())


@dataclass(frozen=True, slots=True)
class Answer:
    """A model's answer on one principle of a case; `principle` is None for the generic question.

    Probabilities are as presented, of the response shown first (a), shown second (b), and neither. `raw` and `usage`
    belong to the whole request: answers with the same key share them. `asked` are the principles of the request, where
    what was said of some of them was not clear.
    """

    key: str
    case: str
    principle: str | None
    order: int
    sample: int
    prob_a: float
    prob_b: float
    prob_na: float
    how: How
    raw: str
    usage: Usage
    asked: tuple[str, ...] = ()

    @classmethod
    def of(cls, ask: Ask, said: ModelReply, principle: str | None, probs: tuple[float, float, float], how: How) -> Self:
        """Make the answer on one principle of a request from its probabilities (first shown, second shown, neither)."""
        return cls(ask.key, ask.case, principle, ask.order, ask.sample, *probs, how, said.text, said.usage)


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that got no answer, on some `principles`; `raw` is what came instead, `usage` what that took.

    `clear` are the answers on some of them, where what came is not clear on the others only: none in a journal, where
    they stand for themselves.
    """

    key: str
    case: str
    kind: FailureKind
    message: str
    raw: str = ""
    usage: Usage = field(default_factory=Usage)
    principles: tuple[str, ...] = ()
    clear: tuple[Answer, ...] = ()

    @classmethod
    def of(cls, ask: Ask, kind: FailureKind, message: str, said: ModelReply | None = None) -> Self:
        """Make the failure of a request, with what the model said if it said anything."""
        if said is None:
            return cls(ask.key, ask.case, kind, message, principles=ask.principles)
        return cls(ask.key, ask.case, kind, message, said.text, said.usage, ask.principles)


Read: TypeAlias = Callable[[Ask, ModelReply], tuple[Answer, ...] | Failure]
"""Reads what a model said: one answer for each principle asked, or why there is none."""


Record: TypeAlias = tuple[Answer, ...] | Failure
"""What became of a request: the answers to it, at least one, or its failure."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The parameters that are sent from now on, where the server does not take those that the run was begun with."""

    parameters: Mapping[str, Any]
    at: str


@dataclass(frozen=True, slots=True)
class Charge:
    """What a request may have cost at most, in dollars, that brought nothing: it was sent, and no answer came."""

    key: str
    most: float
    at: str


Line: TypeAlias = Record | Sent | Charge
"""What a run writes to its journal after its beginning."""


def ask_key(*parts: object) -> str:
    """Name a request by everything that decides its answer: anything JSON can hold, in a fixed order.

    The parts are: template hash, model, parameters, case id and a hash of its texts, ids and texts of the principles,
    order, sample. The same parts give the same 32 hexadecimal digits on any machine.
    """
    data = orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(data).hexdigest()[:32]
