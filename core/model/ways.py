"""How answers were got, and that in words."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class How(StrEnum):
    """Where an answer's probabilities come from."""

    LOGPROBS = "logprobs"
    """The model's own, summed over the spellings of the answer."""
    SAMPLED = "sampled"
    """One of several samples of the same question: 0 or 1 here, a share once the samples are put together."""
    TEXT = "text"
    """The one answer that the model wrote: 0 or 1."""
    REWARD = "reward"
    """A reward model's: rewards of both responses, not probabilities."""


_WORDS: Final[dict[str, str]] = {
    How.LOGPROBS: "from log probabilities",
    How.SAMPLED: "as shares of sampled answers",
    How.TEXT: "from one written answer each, so 0 or 1",
    How.REWARD: "as rewards",
}


def counted_ways(ways: Iterable[tuple[str, int]]) -> str:
    """Say of each way how many answers were got so."""
    return ", ".join(f"{answers} {_WORDS.get(how, how)}" for how, answers in ways)
