"""One answer in what a model wrote, or none: a declaration, and around it only what cannot take it back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from core.oracle.answers.declarations import Declaration, confirms, declared, heading, opening, which_label
from core.oracle.answers.explanations import belongs, gives_reason, leans, overturns, turns
from core.oracle.answers.fields import answer_fields
from core.oracle.answers.sentences import Sentence, sentences_of
from core.oracle.answers.wording import OURS, Wording
from core.oracle.answers.wrappings import Unwrapped

LONGEST: Final = 20_000
"""Characters of an answer, thoughts aside: what is longer is none."""
_OPENINGS: Final = 3
_RESPONSE: Final = re.compile(r"(?:response|option|answer) ([ab])\b", re.IGNORECASE)
_REASONING: Final = re.compile(r"\b(?:responses?|principle|options?)\b", re.IGNORECASE)
_NO_REASONING: Final = re.compile(
    r"[^\w\s,.;:'\"()!?\u2013\u2014\u2018\u2019\u201c\u201d%/&-]|_"
    r"|\b(?<!principle )(?:ignore|disregard|instruct\w*|answer with|says?|said|writes?|wrote|quot\w*"
    r"|claims?|states?|reads?|asks?|demands?"
    r"|tells?|(?:say|writ|quot|claim|stat|read|ask|demand|tell)ing|begin|end|human|assistant|user|system"
    r"|prompt injection|if|example)\b",
    re.IGNORECASE,
)
"""What may quote somebody: then a declaration after it may be somebody else's."""


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """An answer in a text: which one (0 first shown, 1 second shown, 2 neither), and where it begins.

    `open`: each of the three answers might have begun there, so that the probabilities in its place are those of all.
    """

    which: int
    at: int
    open: bool = True


def single(said: Unwrapped, wording: Wording = OURS) -> tuple[FoundAnswer] | None:
    """Read one answer; None where there is none, more than one, or one that something else may take back."""
    found = _single(said, wording)
    return None if found is None else (found,)


def _single(said: Unwrapped, wording: Wording) -> FoundAnswer | None:
    if len(said.words.strip()) > LONGEST:
        return None
    fields = answer_fields(said.plain)
    if fields is not None:
        return _in_fields(fields)
    sentences = list(_without_question(list(sentences_of(said.words)), wording))
    for _ in range(_OPENINGS):
        if len(sentences) > 1 and opening(sentences[0].text) and not heading(sentences[0].text):
            sentences = sentences[1:]
    return _in_sentences(said, sentences) if sentences else None


def _in_sentences(said: Unwrapped, sentences: list[Sentence]) -> FoundAnswer | None:
    """The answer that the first of some sentences declares, else the last one."""
    first, after = _first(sentences)
    if first is None:
        return _last(said, sentences)
    titled = said.plain[: after.start + 1].lstrip("\n\ufeff ").startswith("#") or not first.open
    if not stands(first, said.plain[after.end :], ends_line=after.ends_line, titled=titled):
        return None
    return FoundAnswer(first.which, place(said.words, after, first.at), first.open)


def stands(first: Declaration, rest: str, *, ends_line: bool, titled: bool = False) -> bool:
    """Whether a declaration stands whatever is said after it; `titled` where it may be the title of that."""
    explanation = f"{first.why}\n{rest}"
    if first.strong:
        return not overturns(first.which, explanation)
    if not explanation.strip():
        return True
    following = next(sentences_of(explanation), None)
    if first.why or following is None:
        return not overturns(first.which, explanation, described=True)
    again, subject = declared(following.text), _RESPONSE.match(following.text)
    if (again is not None and again.strong and again.which == first.which) or confirms(following.text):
        return not overturns(first.which, explanation)
    if subject is not None and which_label(subject[1]) == first.which:
        return not overturns(first.which, explanation, described=True)
    described = belongs(first.which, rest, same_line=not ends_line) or (titled and not gives_reason(rest))
    return not described and not turns(first.which, explanation)


def place(text: str, sentence: Sentence, at: int) -> int:
    """Where a character of a sentence, its blanks made single ones, is in the text."""
    letters = len(sentence.text[:at].replace(" ", ""))
    for index in range(sentence.start, sentence.end):
        if not text[index].isspace():
            if not letters:
                return index
            letters -= 1
    return sentence.start


def _first(sentences: list[Sentence]) -> tuple[Declaration | None, Sentence]:
    """What the first sentence declares, alone or as the heading of the next one."""
    first = sentences[0]
    if heading(first.text) and len(sentences) > 1:
        second = sentences[1]
        joined = Sentence(f"{first.text.rstrip(':. ')}: {second.text}", first.start, second.end, second.ends_line)
        found = declared(joined.text)
        if found is None:
            return None, first
        before = len(joined.text) - len(second.text)
        alone = Declaration(found.which, max(0, found.at - before), found.strong, found.open, found.why)
        return alone, second
    return declared(first.text), first


def _last(said: Unwrapped, sentences: list[Sentence]) -> FoundAnswer | None:
    """What is declared at the end of a line of thought that quotes nobody and declares nothing else."""
    headed = len(sentences) > 2 and heading(sentences[-2].text)
    body, end = (sentences[:-2], sentences[-2:]) if headed else (sentences[:-1], sentences[-1:])
    if not body:
        return None
    found, at = _first(end)
    alone = body[-1].ends_line or headed
    if found is None or not (found.strong or alone) or overturns(found.which, found.why):
        return None
    return (
        FoundAnswer(found.which, place(said.words, at, found.at), found.open) if _reasons(body, found.which) else None
    )


def _reasons(body: list[Sentence], which: int) -> bool:
    """Whether some sentences weigh the responses, and neither quote anything nor declare another answer."""
    text = "\n".join(each.text for each in body)
    if _REASONING.search(text) is None or _NO_REASONING.search(text) or not body[-1].text.endswith((".", "!")):
        return False
    if leans(which, text):
        return False
    for each in body:
        for piece in (each.text, *re.split(r"[,;:] ?", each.text)):
            found = declared(piece)
            if found is not None and (found.which != which or not found.strong):
                return False
    return True


def _in_fields(fields: tuple[tuple[str, int], ...]) -> FoundAnswer | None:
    """The answer that the fields of a JSON object agree on."""
    found = []
    for value, at in fields:
        each = declared(" ".join(value.split()))
        if each is None or each.why:
            return None
        found.append(FoundAnswer(each.which, at + each.at, each.open))
    return found[0] if len({each.which for each in found}) == 1 else None


def _without_question(sentences: list[Sentence], wording: Wording) -> Iterator[Sentence]:
    """The sentences without the question's own: its wording, and its three answers where they stand together."""
    skip = 0
    for index, each in enumerate(sentences):
        if skip:
            skip -= 1
        elif wording.asks(each.text):
            pass
        elif wording.offers([other.text for other in sentences[index : index + 3]]):
            skip = 2
        else:
            yield each
