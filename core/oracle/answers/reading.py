"""From what a model said to probabilities: read strictly, so that nothing but an answer counts as one."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.model.ways import How
from core.oracle.answers.explanations import turns
from core.oracle.terms import Answer, Ask, Failure, FailureKind, ModelReply, Read, Token

LEAST: Final = 0.8
"""Share of the probability that the spellings of A, B and N must have together; the rest is shared out among them."""

_MOST: Final = 1.05
"""Probabilities that add up to more than this are none."""
_ROUNDING: Final = 1e-6
_NEITHER: Final = ("n", "na", "n/a", "neither", "none")
_SPELLINGS: Final[Mapping[str, int]] = {"a": 0, "b": 1} | dict.fromkeys(_NEITHER, 2)
_STARTS: Final = tuple("neither"[:length] for length in range(2, len("neither")))
"""What a model that spells `neither` in pieces may begin with."""

# Only plain letters: a look-alike from another alphabet is no answer.
_DRESS: Final = " \t\r\n*_`\"'()[]{}<>.:,;-\u0120\u2581\u010a"
"""What may stand around an answer: blanks, also as vocabularies write them, quotes, brackets and emphasis."""
_WORD: Final = r"(?:[ab]|neither|none|n/a|na|n)"
_OPEN: Final = r"[\s*_`\"'(\[]*"
_SHUT: Final = r"[\s*_`\"')\].:,;]*"
_LEAD: Final = rf"(?:(?:final\s+)?answer\s*:{_OPEN}|response\s+(?=[ab]\b))?"
_ONE: Final = re.compile(rf"{_OPEN}{_LEAD}(?P<word>{_WORD}){_SHUT}", re.IGNORECASE | re.ASCII)
_FIRST: Final = re.compile(
    rf"{_OPEN}(?P<word>{_WORD})[*_`\"')\]]*(?:[.:]\s|\s*\n|\s+[-\u2013\u2014]\s"
    r"|\s+is\s+(?:clearly\s+|slightly\s+|much\s+)?(?:the\s+|a\s+)?better(?:\s+(?:answer|response|one))?(?:[.!]|\s*(?:\n|\Z)))",
    re.IGNORECASE | re.ASCII,
)
_LINE: Final = re.compile(
    rf"[ \t*_`(\[]*(?P<number>[1-9][0-9]{{0,4}})[ \t*_`)\]]*[.:)][ \t*_`(\[\"']*(?P<word>{_WORD})[ \t*_`)\]\"'.,;]*",
    re.IGNORECASE | re.ASCII,
)
_DECLINED: Final = re.compile(
    r"\W*(?:i['\u2019]?m (?:very )?sorry|i am sorry|sorry,|i apologi[sz]e|i can(?:no|['\u2019])t"
    r"|i(?: am|['\u2019]m) (?:not able|unable)|i won['\u2019]t|as an ai\b)",
    re.IGNORECASE,
)
_SHOWN: Final = 60

Probabilities = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class _Found:
    """An answer in a text: which one (0 first shown, 1 second shown, 2 neither), and where it begins."""

    which: int
    at: int


def reader(samples: int) -> Read:
    """How to read a run's answers: logprobs where there are any, else the text; the text alone when sampling."""

    def read(ask: Ask, said: ModelReply) -> tuple[Answer, ...] | Failure:
        return _read(ask, said, sampled=samples > 1)

    return read


def _read(ask: Ask, said: ModelReply, *, sampled: bool) -> tuple[Answer, ...] | Failure:
    if said.refusal is not None:
        return Failure.of(ask, FailureKind.REFUSAL, f"The model declined to answer: {_start(said.refusal)}", said)
    found = parse(said.text, len(ask.principles)) if len(ask.principles) > 1 else _single(said.text)
    if found is None:
        return _no_answer(ask, said)
    asked = ask.principles or (None,)
    answers = []
    for principle, each in zip(asked, found, strict=True):
        how, probabilities = How.SAMPLED if sampled else How.TEXT, certain(each.which)
        token = None if sampled else _token_at(said, each.at)
        if token is not None:
            mass, probabilities = token
            if mass < LEAST:
                message = (
                    f"Only {100 * mass:.0f} % of the probability is on A, B and N, too little for an answer: "
                    "ask with --samples, which takes written answers."
                )
                return Failure.of(ask, FailureKind.UNPARSABLE, message, said)
            how = How.LOGPROBS
        answers.append(Answer.of(ask, said, principle, probabilities, how))
    return tuple(answers)


def certain(which: int) -> Probabilities:
    """Probability 1 for one answer: 0 first shown, 1 second shown, 2 neither."""
    return (float(which == 0), float(which == 1), float(which == 2))


def parse(text: str, count: int) -> tuple[_Found, ...] | None:
    """Read `count` numbered answers, one a line and each number from 1 once; None for anything else."""
    found: dict[int, _Found] = {}
    at = 0
    for line in text.split("\n"):
        match = _LINE.fullmatch(line.rstrip())
        if match is not None:
            number = int(match["number"])
            if number in found:
                return None
            found[number] = _Found(_SPELLINGS[match["word"].lower()], at + match.start("word"))
        elif line.strip():
            return None
        at += len(line) + 1
    numbers = range(1, count + 1)
    return tuple(found[number] for number in numbers) if set(found) == set(numbers) else None


def _single(text: str) -> tuple[_Found] | None:
    """Read one answer: nothing else, or first of all and then an explanation that comes to no other."""
    match = _ONE.fullmatch(text)
    if match is None:
        match = _FIRST.match(text)
        if match is None or turns(_SPELLINGS[match["word"].lower()], text[match.end() :]):
            return None
    return (_Found(_SPELLINGS[match["word"].lower()], match.start("word")),)


def _token_at(said: ModelReply, at: int) -> tuple[float, Probabilities] | None:
    """Read the token in which an answer begins at a place of the text; None where its logprobs are not known."""
    spoken = "".join(token.text for token in said.spoken)
    # A server may strip the text, or end the tokens with a mark of its own.
    moved = (len(spoken) - len(spoken.lstrip())) - (len(said.text) - len(said.text.lstrip()))
    if not said.spoken or spoken[: at + moved + 1].lstrip() != said.text[: at + 1].lstrip():
        return None
    place = 0
    for token in said.spoken:
        if place + len(token.text) > at + moved:
            return weigh(token, at + moved - place)
        place += len(token.text)
    return None


def weigh(token: Token, skip: int = 0) -> tuple[float, Probabilities] | None:
    """Sum the probabilities of all spellings of A, B and N: their share, and what each has of it.

    The first `skip` characters of the token stand before the answer, in the other tokens of its place as well. None
    where there are no probabilities, or numbers that cannot be any.
    """
    if any(math.isnan(logprob) or logprob > 1e-6 for _, logprob in token.top):
        return None
    before = token.text[:skip]
    sums = [0.0, 0.0, 0.0]
    total = 0.0
    for text, probability in _distinct(token.top):
        total += probability
        which = spelled(text.removeprefix(before))
        if which is not None:
            sums[which] += probability
    mass = sum(sums)
    if total > _MOST or not total:
        return None
    if not mass:
        return 0.0, (0.0, 0.0, 0.0)
    return min(1.0, mass), (sums[0] / mass, sums[1] / mass, sums[2] / mass)


def _distinct(top: Sequence[tuple[str, float]]) -> Sequence[tuple[str, float]]:
    """The alternatives with their probabilities, none of them counted twice.

    Different tokens may be written alike (`A` at the beginning of a word and within one): each counts. But some servers
    list the chosen token twice. The list holds nearly all of the probability, so that this shows in a sum above 1; then
    the most probable one of those that are written alike counts alone.
    """
    found = [(text, math.exp(logprob)) for text, logprob in top]
    if sum(probability for _, probability in found) <= 1 + _ROUNDING:
        return found
    largest: dict[str, float] = {}
    for text, probability in found:
        largest[text] = max(probability, largest.get(text, 0.0))
    return list(largest.items())


def spelled(token: str) -> int | None:
    """Which answer a token spells, with or without blanks and marks around it: 0, 1, 2 (neither), or None."""
    word = token.strip(_DRESS).lower()
    return 2 if word in _STARTS else _SPELLINGS.get(word)


def _no_answer(ask: Ask, said: ModelReply) -> Failure:
    if not said.text.strip():
        return Failure.of(ask, FailureKind.UNPARSABLE, "The model wrote nothing: it may need more --max-tokens.", said)
    if _DECLINED.match(said.text):
        return Failure.of(ask, FailureKind.REFUSAL, f"The model declined to answer: {_start(said.text)}", said)
    wanted = "A, B or N" if len(ask.principles) < 2 else f"{len(ask.principles)} numbered lines with A, B or N"
    return Failure.of(ask, FailureKind.UNPARSABLE, f"The model wrote no {wanted} but: {_start(said.text)}", said)


def _start(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
