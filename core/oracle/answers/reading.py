"""From what a model said to probabilities: read strictly, so that nothing but an answer counts as one."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from core.model.ways import How
from core.oracle.answers.fields import pairs_in
from core.oracle.answers.numbered import numbered
from core.oracle.answers.wording import OURS, Wording
from core.oracle.answers.wrappings import unwrapped
from core.oracle.answers.written import FoundAnswer, single
from core.oracle.terms import Answer, Ask, Failure, FailureKind, Finish, Messages, ModelReply, Read, ReadingRule, Token

LEAST: Final = 0.8
"""Share of the probability that the spellings of A, B and N must have together; the rest is shared out among them."""

_MOST: Final = 1.05
"""Probabilities that add up to more than this are none."""
_ROUNDING: Final = 1e-6
_NEITHER: Final = ("n", "na", "n/a", "neither", "none")
_SPELLINGS: Final[Mapping[str, int]] = {"a": 0, "b": 1} | dict.fromkeys(_NEITHER, 2)
_STARTS: Final = tuple("neither"[:length] for length in range(2, len("neither")))
"""What a model that spells `neither` in pieces may begin with."""

_DRESS: Final = " \t\r\n*_`\"'()[]{}<>.:,;-\u0120\u2581\u010a"
"""What may stand around an answer: blanks, also as vocabularies write them, quotes, brackets and emphasis."""
_DECLINED: Final = re.compile(
    r"\W*(?:i['\u2019]?m (?:very )?sorry|i am sorry|sorry,|i apologi[sz]e|i can(?:no|['\u2019])t"
    r"|i(?: am|['\u2019]m) (?:not able|unable)|i won['\u2019]t|as an ai\b)",
    re.IGNORECASE,
)
_SHOWN: Final = 60
_PIECE: Final = 40
"""Characters from which an answer that stands in the request is taken for a repetition."""

Probabilities = tuple[float, float, float]


def reader(
    samples: int,
    longest: int | None = None,
    sent: Callable[[Ask], Messages] | None = None,
    *,
    rule: ReadingRule = ReadingRule.DECLARED,
    wording: Wording = OURS,
    numbers: bool = False,
) -> Read:
    """How to read a run's answers: logprobs where there are any, else the text; the text alone when sampling.

    `longest` is how many tokens an answer may have: with one, an answer that ends there is whole. `sent` gives what was
    asked: whoever repeats a piece of that has not answered, nor whoever repeats the `wording` of the question. With
    `numbers` an answer on one principle alone may stand under its number as well.
    """
    reading = _Reading(samples > 1, longest == 1, rule, wording, numbers)

    def read(ask: Ask, said: ModelReply) -> tuple[Answer, ...] | Failure:
        first = reading.first_token(ask, said)
        if first is not None:
            return first
        if sent is not None and len(said.text) >= _PIECE and _repeats(said.text, sent(ask), wording):
            return Failure.of(ask, FailureKind.UNPARSABLE, f"The model repeated the case: {_start(said.text)}", said)
        return reading.declared(ask, said)

    return read


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a run's answers are read, but for what was asked."""

    sampled: bool
    one_token: bool
    rule: ReadingRule
    wording: Wording
    numbers: bool

    def first_token(self, ask: Ask, said: ModelReply) -> tuple[Answer] | Failure | None:
        """Read the first token alone, where that is the rule and it has its probabilities; else None."""
        several = len(ask.principles) > 1
        if self.rule is not ReadingRule.FIRST_TOKEN or self.sampled or several or not said.spoken:
            return None
        if said.refusal is not None or said.finish in {Finish.TOOL, Finish.FILTER} or not probable(said.spoken[0]):
            return None
        first, second, neither = (exactly(said.spoken[0], label) for label in ("A", "B", "NA"))
        if not first + second + neither:
            start = _start(said.spoken[0].text)
            why = f"None of A, B and NA is among the probable first tokens, which begin with: {start}"
            return Failure.of(ask, FailureKind.UNPARSABLE, why, said)
        principle = ask.principles[0] if ask.principles else None
        return (Answer.of(ask, said, principle, (first, second, neither), How.LOGPROBS),)

    def declared(self, ask: Ask, said: ModelReply) -> tuple[Answer, ...] | Failure:
        """Read what the whole answer declares; a failure holds what is clear of it."""
        if said.refusal is not None:
            return Failure.of(ask, FailureKind.REFUSAL, f"The model declined to answer: {_start(said.refusal)}", said)
        found = self._found(ask, said)
        if isinstance(found, Failure):
            return found
        answers, unclear = [], ""
        for principle, each in zip(ask.principles or (None,), found, strict=True):
            if each is None:
                unclear = unclear or (_cut(said) if said.finish is Finish.LENGTH else _other(ask, said))
                continue
            how, probabilities = How.SAMPLED if self.sampled else How.TEXT, certain(each.which)
            token = None if self.sampled or not each.open else _token_at(said, each.at)
            if token is not None:
                mass, probabilities = token
                if mass < LEAST:
                    unclear = unclear or (
                        f"Only {100 * mass:.0f} % of the probability is on A, B and N, too little for an answer: "
                        "ask with --samples, which takes written answers."
                    )
                    continue
                how = How.LOGPROBS
            answers.append(Answer.of(ask, said, principle, probabilities, how))
        if not unclear:
            return tuple(answers)
        clear = tuple(replace(each, asked=ask.principles) for each in answers)
        return replace(Failure.of(ask, FailureKind.UNPARSABLE, unclear, said), clear=clear)

    def _found(self, ask: Ask, said: ModelReply) -> tuple[FoundAnswer | None, ...] | Failure:
        """What was answered on each principle, None where that is not clear, or why the text is no answer."""
        bare, several = unwrapped(said.text), len(ask.principles) > 1
        found: tuple[FoundAnswer | None, ...] | None = None
        if bare is not None and (several or self.numbers):
            found = numbered(bare, max(1, len(ask.principles)))
        if bare is not None and found is None and not several:
            found = single(bare, self.wording)
        if bare is not None and found is None and said.finish is not Finish.TOOL and _DECLINED.match(bare.words):
            return Failure.of(ask, FailureKind.REFUSAL, f"The model declined to answer: {_start(said.text)}", said)
        cut = said.finish is Finish.LENGTH and not (self.one_token and not several)
        if said.finish is Finish.TOOL:
            why = "The model called a tool instead of answering."
        elif bare is None:
            why = "The model was still thinking when its answer ended: give it more room with --max-tokens."
        elif not bare.words.strip():
            start = "The model thought, and wrote no answer" if said.text.strip() else "The model wrote nothing"
            why = f"{start}: it may need more --max-tokens."
        elif cut and not bare.closed and pairs_in(bare.plain) is None:
            begun = numbered(bare, len(ask.principles), cut=True) if several else None
            if begun is not None:
                return begun
            why = _cut(said)
        elif found is None:
            why = _other(ask, said)
        else:
            return found
        return Failure.of(ask, FailureKind.UNPARSABLE, why, said)


def _other(ask: Ask, said: ModelReply) -> str:
    """Say that something else was written than an answer."""
    count = len(ask.principles)
    wanted = f"{count} numbered lines with A, B or N" if count > 1 else "A, B or N"
    return f"The model wrote no {wanted} but: {_start(said.text)}"


def _cut(said: ModelReply) -> str:
    """Say that an answer was cut off."""
    return f"The answer was cut off, give it more room with --max-tokens: {_start(said.text)}"


def certain(which: int) -> Probabilities:
    """Probability 1 for one answer: 0 first shown, 1 second shown, 2 neither."""
    return (float(which == 0), float(which == 1), float(which == 2))


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
    if not probable(token):
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


def probable(token: Token) -> bool:
    """Whether there are alternatives with numbers that can be log probabilities."""
    return bool(token.top) and not any(math.isnan(logprob) or logprob > _ROUNDING for _, logprob in token.top)


def exactly(token: Token, text: str) -> float:
    """The probability of one spelling, 0 where it is not listed."""
    return min(1.0, max((math.exp(logprob) for other, logprob in token.top if other == text), default=0.0))


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
    word = unicodedata.normalize("NFKC", token).strip(_DRESS).lower()
    return 2 if word in _STARTS else _SPELLINGS.get(word)


def _repeats(said: str, messages: Messages, wording: Wording) -> bool:
    """Whether an answer longer than a declaration is a piece of what was asked, and none of the question's answers."""
    words = " ".join(said.split())
    if len(words) < _PIECE or wording.offered(words):
        return False
    return any(words in " ".join(each["content"].split()) for each in messages)


def _start(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
