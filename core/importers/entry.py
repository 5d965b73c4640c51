"""What a row says, whatever its format: a case, who preferred what in it, the votes on it, and its facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from core.model.terms import AnnotatorKind

Message: TypeAlias = Mapping[str, Any]
"""A message as it came: a role, a content, and whatever else stands beside them."""
Text: TypeAlias = str | list[Message]
"""A prompt or response as it came: one text, or a list of messages."""
Fact: TypeAlias = str | int | float | bool


class MalformedRowError(ValueError):
    """A row is not what its format says; the message says why, to follow `FILE, line N: `."""


@dataclass(frozen=True, slots=True)
class Given:
    """One annotator's preference (+1, 0, -1), with its strength where it was graded (signed like the preference).

    `annotator` is None where the row does not name one; `kind` is None where neither row nor format tells.
    """

    preference: int
    annotator: str | None = None
    kind: AnnotatorKind | None = None
    strength: float | None = None


@dataclass(frozen=True, slots=True)
class GivenVote:
    """One oracle's vote (+1, 0, -1) on a principle, which is named by its id among the format's principles.

    `oracle` is None where the row does not name one.
    """

    principle: str
    preference: int
    oracle: str | None = None


@dataclass(slots=True)  # not frozen, which would take four times as long to make
class Entry:
    """A case as one row (or a few) brings it.

    `case` is its id where the row gives one. A prompt of None is none at all: the responses are whole conversations,
    or whole texts, that begin alike; an empty one decides nothing, unless the case is `promptless`: its format leaves
    out what was asked. `facts` are the columns that say something of the case and are nothing else; a tuple has the
    values of one just as they are, even empty ones. The texts of one that is `apart` are as a store has them: nothing
    is split off them, and whatever is preferred counts.
    """

    prompt: Text | None
    response_a: Text
    response_b: Text
    case: str | None = None
    given: tuple[Given, ...] = ()
    votes: tuple[GivenVote, ...] = ()
    facts: Mapping[str, Fact | tuple[str, ...]] = field(default_factory=dict)
    numbered: bool = False
    """Whether its id is made of the number of its row, so that another row with the same texts has the same case."""
    shared: bool = False
    """Whether it may be the case of another row with the same texts, though nobody who is named prefers anything."""
    promptless: bool = False
    apart: bool = False
