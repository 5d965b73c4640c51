"""The field's terms as values: the words here are the words of the interface and the documents."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Final, TypeAlias

Progress: TypeAlias = Callable[[int, int], None]
"""Told how much of a work is done, and of how much."""
FEW_CONFLICTS: Final = 30
"""Below this many conflict cases a priority or a share is a rough number: its standard error is above about 0.5."""
ROUGH: Final = 0.5
"""Above this standard deviation a priority is a rough number, of however many cases."""
FEW_SHARED: Final = 10
"""Below this many conflict cases that two annotators decided, their discrepancy says nothing."""

MANY_ANNOTATORS: Final = 12
"""Above so many annotators those of a kind are shown pooled, and each alone in one table or on request."""


def rough(conflicts: int, sd: float | None = None) -> bool:
    """Whether a number of so many conflict cases, with a standard deviation where one is known, is a rough one."""
    return conflicts < FEW_CONFLICTS or (sd is not None and sd > ROUGH)


class Preference(IntEnum):
    """What a vote or an annotation says of a case."""

    A = 1
    NEITHER = 0
    B = -1


class Category(IntEnum):
    """What the votes cast on a case amount to (arXiv 2502.10441)."""

    INDIFFERENCE = 0
    CONSENSUS = 1
    CONFLICT = 2
    UNVOTED = 3
    """No vote was cast, which is no indifference: the case is in no share."""


class AnnotatorKind(StrEnum):
    """Who or what gave an annotation."""

    HUMAN = "human"
    REWARD_MODEL = "reward-model"
    LLM = "llm"
    REVIEWER = "reviewer"
    DECLARED = "declared"


class Verdict(StrEnum):
    """A reviewer's judgement of one annotation."""

    FLAG = "flag"
    UPHOLD = "uphold"
    SKIP = "skip"


class Reason(StrEnum):
    """Why an annotation was flagged."""

    ARBITRARY = "arbitrary"
    MISTAKE = "mistake"
    VOTE_WRONG = "vote-wrong"
    AMBIGUOUS = "ambiguous"
    HARMFUL = "harmful"
    OTHER = "other"


class Status(StrEnum):
    """What the data determines of a principle's priority."""

    RANKED = "ranked"
    """A finite priority, centred within its component."""
    PLACED = "placed"
    """Beaten by some and beating others, never both ways: an order, but no finite number."""
    ALWAYS_WINS = "always-wins"
    ALWAYS_LOSES = "always-loses"
    UNRANKED = "unranked"
    """In no conflict in which the annotator had a preference."""


class Shape(IntEnum):
    """How the texts of a case came in, where not as three plain texts; what an export writes them as again."""

    TRANSCRIPT = 1
    """A conversation in one text, `Human:` and `Assistant:` in turn."""
    MESSAGES = 2
    """Lists of messages, each with a role."""


def digest_of_texts(*texts: str) -> str:
    """What tells some texts from others in journals: 8 bytes of BLAKE2b over each with its length, in hexadecimal."""
    digest = hashlib.blake2b(digest_size=8)
    for text in texts:
        data = text.encode(errors="surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Case:
    """A prompt with two responses; `n` is its place in the store, `id` its name everywhere else."""

    n: int
    id: str
    prompt: str
    response_a: str
    response_b: str

    @property
    def digest(self) -> str:
        """What tells the case from another of its id: see `digest_of_texts`."""
        return digest_of_texts(self.id, self.prompt, self.response_a, self.response_b)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a list shows of a case."""

    n: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Principle:
    """One rule of the constitution; `n` is its column in every votes array."""

    n: int
    id: str
    name: str
    text: str

    @property
    def digest(self) -> str:
        """What tells the principle from another of its id: see `digest_of_texts`."""
        return digest_of_texts(self.text)


@dataclass(frozen=True, slots=True)
class Annotator:
    """Whoever gave preferences on cases."""

    n: int
    name: str
    kind: AnnotatorKind


@dataclass(frozen=True, slots=True)
class Oracle:
    """What gave the votes."""

    n: int
    name: str


@dataclass(frozen=True, slots=True)
class Ballot:
    """One oracle's answer on one principle of a case; probabilities are None where only a decision was imported.

    `preference` is already turned to A and B whatever the presentation order was.
    """

    principle: int
    order: int
    preference: int
    prob_a: float | None
    prob_b: float | None
    prob_na: float | None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a part of the store came from; `mapping` is what the user said of its columns and values, as JSON."""

    file: str
    sha256: str
    format: str
    target: str
    at: datetime
    tool_version: str
    read: int
    kept: int
    rejected: int
    unknown: int
    mapping: str | None = None


@dataclass(frozen=True, slots=True)
class JudgeRun:
    """How a model's answers came into the store: one run of `judge`, and `how` its probabilities were got.

    `role` is `oracle` or `annotator`, `name` its name; `parameters` is JSON; `how` is `logprobs`, `sampled` or `text`.
    """

    journal: str
    role: str
    name: str
    model: str
    template: str
    template_sha256: str
    parameters: str
    how: str
    answers: int


ELO_PER_UNIT: Final = 400 / 2.302585092994046
"""Elo points per unit of priority: 400 / ln 10."""
