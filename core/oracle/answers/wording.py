"""A question's own words, which a model may repeat before it answers: they are no answer."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from core.oracle.answers.declarations import declared
from core.oracle.answers.sentences import sentences_of
from core.oracle.answers.wrappings import unwrapped

_BEFORE: Final = r"[^\w$]*(?:(?:response|option|answer) )?[^\w$]*"
_BEHIND: Final = r"[^\w$]*(?::|=|\)|\.|-|\u2013|\u2014)[^\w$]* \S"
_LABELLED: Final = tuple(re.compile(f"{_BEFORE}{label}{_BEHIND}", re.IGNORECASE) for label in ("a", "b", "n(?:/?a)?"))
_OPTIONS: Final = (
    re.compile(r"a: response a (?:adheres more|is better)\.?", re.IGNORECASE),
    re.compile(r"b: response b (?:adheres more|is better)\.?", re.IGNORECASE),
    re.compile(
        r"n: neither, (?:because the principle does not matter here or both adhere to it equally"
        r"|they are equally good or bad)\.?",
        re.IGNORECASE,
    ),
)
"""The three lines of our questions that name their answers."""
_QUESTION: Final = re.compile(
    r"which response (?:adheres more to the principle|is better)\?|answer with one character, a, b or n,? .*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentences of a question beside ours, and the lines in which it names its answers, three by three.

    Both in small letters, without the stop at the end.
    """

    sentences: frozenset[str] = frozenset()
    options: frozenset[tuple[str, ...]] = frozenset()

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Take what stands in every question made of some texts with blanks, `$` and a name each."""
        lines = [_plain(line) for text in texts for line in text.split("\n")]
        lines = [line for line in lines if line]
        options = [tuple(lines[at : at + 3]) for at in range(len(lines) - 2)]
        found = {
            three
            for three in options
            if all(form.match(line) and "$" not in line for form, line in zip(_LABELLED, three, strict=True))
        }
        named = {line for three in found for line in three}
        others = (each.text for line in lines if line not in named for each in sentences_of(line))
        asked = {_plain(each) for each in others if "$" not in each and declared(each) is None}
        return cls(frozenset(asked), frozenset(found))

    def asks(self, sentence: str) -> bool:
        """Whether a sentence is one of the question's."""
        if _QUESTION.fullmatch(sentence) is not None:
            return True
        return bool(self.sentences) and _plain(sentence) in self.sentences

    def offers(self, three: Sequence[str]) -> bool:
        """Whether some lines are the three that name the answers."""
        if len(three) != len(_OPTIONS):
            return False
        ours = all(form.fullmatch(each) for form, each in zip(_OPTIONS, three, strict=True))
        return ours or tuple(map(_plain, three)) in self.options

    def offered(self, line: str) -> bool:
        """Whether a line is one of those that name an answer."""
        ours = any(form.fullmatch(line) for form in _OPTIONS)
        return ours or any(_plain(line) in three for three in self.options)


OURS: Final = Wording()
"""That of the prompts that ship for our own questions."""


def _plain(line: str) -> str:
    """A line without emphasis and the stop at its end, in small letters and with single blanks."""
    bare = unwrapped(line)
    return " ".join((line if bare is None else bare.words).split()).rstrip(". ").lower()
