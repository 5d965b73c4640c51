"""How answers were got, in words."""

from collections.abc import Iterable
from typing import Final

_WORDS: Final = {
    "logprobs": "from log probabilities",
    "sampled": "as shares of sampled answers",
    "text": "from one written answer each, so 0 or 1",
}


def counted_ways(ways: Iterable[tuple[str, int]]) -> str:
    """Say of each way (a value of `core.oracle.terms.How`) how many answers were got so."""
    return ", ".join(f"{answers} {_WORDS.get(how, how)}" for how, answers in ways)
