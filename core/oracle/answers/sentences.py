"""A text cut into sentences, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_SENTENCE_END: Final = re.compile(r"(?<=[.!?])[\"')\]\u201d]*\s+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A piece of what was said, its blanks single ones, and where it begins and ends there."""

    text: str
    start: int
    end: int
    ends_line: bool


def sentences_of(text: str, start: int = 0) -> Iterator[Sentence]:
    """The sentences of a text, none of them longer than a line."""
    at = start
    for line in text.split("\n"):
        pieces, begun = [], 0
        for end in _SENTENCE_END.finditer(line):
            pieces.append((begun, end.end()))
            begun = end.end()
        pieces.append((begun, len(line)))
        kept = [(a, b) for a, b in pieces if line[a:b].strip()]
        for a, b in kept:
            yield Sentence(" ".join(line[a:b].split()), at + a, at + b, (a, b) == kept[-1])
        at += len(line) + 1
