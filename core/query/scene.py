"""What filters are evaluated on: arrays over all cases, and two questions to the store."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from core.model.side_names import other_side
from core.model.terms import Reason, Verdict
from core.query.counting import VoteCounts
from core.query.names import Name, Names
from core.query.words import Said

Mask = NDArray[np.bool_]
VERDICT_CODES: Final = (None, Verdict.UPHOLD, Verdict.FLAG, Verdict.SKIP)
"""What the codes of verdicts stand for."""


@dataclass(frozen=True, slots=True)
class Reviews:
    """What stands of the reviews of one annotator.

    `verdicts` (cases,) int8 are those of the reviewer at work, as indices into VERDICT_CODES; `flagged` (cases,) is
    what counts as flagged; `by` holds the numbers of the cases with a verdict of each reviewer, and `reasons` those
    that anybody's verdict flags for a reason. `said` holds, by reviewer, the cases of which he says something,
    `contested` those that one flags and another upholds, `contested_own` those with own preferences that differ.
    """

    verdicts: NDArray[np.int8]
    flagged: Mask
    by: Mapping[str, NDArray[np.int32]]
    reasons: Mapping[Reason, NDArray[np.int32]]
    said: Mapping[tuple[str, Said], NDArray[np.int32]] = field(default_factory=dict)
    contested: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, dtype=np.int32))
    contested_own: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, dtype=np.int32))


class Facts(Protocol):
    """The facts of the cases."""

    def alike(self, name: str, text: str) -> NDArray[np.int32]:
        """The cases of which a fact is this text, where `*` stands for any characters."""

    def compared(self, name: str, sign: str, number: float) -> NDArray[np.int32]:
        """The cases of which a fact is a number that compares so with another."""


@dataclass(frozen=True, slots=True)
class NoFacts:
    """Where nothing but texts came with the cases."""

    def alike(self, name: str, text: str) -> NDArray[np.int32]:  # noqa: ARG002
        """None."""
        return np.empty(0, dtype=np.int32)

    def compared(self, name: str, sign: str, number: float) -> NDArray[np.int32]:  # noqa: ARG002
        """None."""
        return np.empty(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a filter can ask about.

    `votes` (cases, principles) and each annotator's `annotations` (cases,) are in {+1, 0, -1}; `given` (cases,) tells
    where there is an annotation, `voted` (cases, principles) where there is a vote, None where none is missing;
    `annotator` is the one under review; `reviews` is asked for at most once an annotator and evaluation. `own` (cases,)
    are the preferences of the reviewer at work where `own_given`; `inconsistent` marks cases (cases,) with a
    position-inconsistent vote. `numbers` gives the number of each case id that is there, `search` the cases that
    contain a text, `facts` those of which a fact is so, which are called as `fact_names` says. `turned` (cases,) tells
    which cases the reviewer sees with the responses in each other's place; None where that is none.
    """

    principles: tuple[str, ...]
    votes: NDArray[np.int8]
    annotations: Mapping[str, NDArray[np.int8]]
    given: Callable[[str], Mask]
    annotator: str
    reviews: Callable[[str], Reviews]
    reviewers: tuple[str, ...]
    own: NDArray[np.int8]
    own_given: Mask
    inconsistent: Callable[[], Mask]
    numbers: Callable[[Iterable[str]], Mapping[str, int]]
    search: Callable[[str], NDArray[np.int32]]
    voted: NDArray[np.bool_] | None = None
    facts: Facts = field(default_factory=NoFacts)
    fact_names: tuple[str, ...] = ()
    turned: Callable[[], Mask] | None = None

    @property
    def names(self) -> Names:
        """What a filter may name here."""
        return Names(self.principles, tuple(self.annotations), self.reviewers, self.fact_names)


@dataclass(frozen=True, slots=True)
class Seen:
    """A scene during one evaluation; `counts` keeps what it finds, as the scene's `reviews` and `search` then do.

    `numbers` are those of the cases that the filter names.
    """

    scene: Scene
    numbers: Mapping[str, int]
    counts: Callable[[], VoteCounts]

    @property
    def annotation(self) -> NDArray[np.int8]:
        """The annotations that are meant: (cases,)."""
        return self.scene.annotations[self.scene.annotator]

    @property
    def reviews(self) -> Reviews:
        """What stands of the reviews of the annotator meant."""
        return self.scene.reviews(self.scene.annotator)

    def votes(self, principle: Name) -> NDArray[np.int8]:
        """A principle's votes: (cases,)."""
        return self.scene.votes[:, self.scene.principles.index(principle.text)]

    def voted(self, principle: Name) -> Mask:
        """Where a principle's vote was cast: (cases,)."""
        if self.scene.voted is None:
            return np.ones(len(self.scene.votes), dtype=np.bool_)
        return self.scene.voted[:, self.scene.principles.index(principle.text)]

    def shown(self, first: NDArray[Any], turned: NDArray[Any]) -> NDArray[Any]:
        """What the reviewer sees: `first`, but `turned` of cases whose responses are in each other's place."""
        return first if self.scene.turned is None else np.where(self.scene.turned(), turned, first)

    def sided(self, principle: Name) -> NDArray[np.int8]:
        """+1 where the annotator sided with a principle, -1 where it overruled it: (cases,)."""
        return self.votes(principle) * self.annotation

    def of_fact(self, fact: Name, found: Callable[[str], NDArray[np.int32]]) -> Mask:
        """The cases that are found by a fact's name; by the other response's where the responses are turned."""
        first, other = self.at(found(fact.text)), other_side(fact.text, self.scene.fact_names)
        turned = other != fact.text and self.scene.turned is not None
        return self.shown(first, self.at(found(other))) if turned else first

    def at(self, numbers: NDArray[np.int32] | list[int] | None) -> Mask:
        """The cases with these numbers."""
        mask = np.zeros(len(self.scene.votes), dtype=np.bool_)
        if numbers is not None:
            mask[numbers] = True
        return mask
