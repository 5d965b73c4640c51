"""Several answers in what a model wrote, each under its number."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from core.oracle.answers.declarations import Declaration, declared, opening
from core.oracle.answers.explanations import announces, describes, inverts, names_any
from core.oracle.answers.fields import numbered_fields
from core.oracle.answers.sentences import Sentence, sentences_of
from core.oracle.answers.wrappings import Unwrapped
from core.oracle.answers.written import LONGEST, FoundAnswer, place, stands

_ITEM: Final = re.compile(
    r"(?:#|no\.? ?|(?:principle|question|item|answer) (?:no\.? ?|#)?|[pq])?"
    r"[(\[]?([0-9]{1,5})[)\]]?(?: ?\([^()]{1,80}\))?"
    r" ?(?:[.:)=\]|\u2013\u2014-]|->|\u2192)+ ?(?=\S)",
    re.IGNORECASE,
)
_ASKED: Final = frozenset({"principle", "principles", "question", "questions", "item", "items"})
_COMPARED: Final = frozenset(
    {"response", "responses", "compare", "compared", "comparing", "comparison", "comparisons", "better", "best", "more"}
)
_LEADING: Final = (
    _ASKED
    | _COMPARED
    | frozenset(
        {"answer", "answers", "choice", "choices", "verdict", "verdicts", "vote", "votes", "decision", "decisions"}
    )
    | frozenset({"judgment", "judgments", "judgement", "judgements", "evaluation", "evaluations", "evaluated", "final"})
    | frozenset({"assessment", "assessments", "assessed", "analysis", "result", "results", "conclusion", "conclusions"})
    | frozenset({"summary", "considered", "considering", "reviewed", "evaluating", "adheres", "adherence", "follows"})
    | frozenset(
        {"here", "below", "are", "is", "as", "following", "the", "my", "these", "this", "your", "for", "to", "of"}
    )
    | frozenset(
        {"by", "on", "in", "with", "per", "each", "every", "all", "both", "two", "given", "asked", "and", "after"}
    )
    | frozenset({"i", "ve", "have", "will", "ll", "now", "which", "based", "according", "regarding", "respect", "them"})
    | frozenset({"that", "list", "format", "requested", "s", "it", "let", "me", "go", "through", "respective", "sure"})
)
"""Words of which a line before the answers consists."""
_BARE: Final = re.compile(r"[^\w\s]{0,3}(?:principle |[pq])?([0-9]{1,5})\W*", re.IGNORECASE)
"""A number behind which nothing stands yet."""
_NEXT: Final = re.compile(r"(?<=[\w.)\]*,;])[,;]?[ \t]+(?=[0-9]{1,5} ?[:.)=] ?\S)")


_Found = dict[int, FoundAnswer | None]
"""Answers by their numbers, in the order of the text; None where what stands there is not clear."""


def numbered(said: Unwrapped, count: int, *, cut: bool = False) -> tuple[FoundAnswer | None, ...] | None:
    """Read `count` answers, each number from 1 once, or again with the same answer, None for each that is not clear.

    None where the numbers may be other ones than those asked about, the labels may be described rather than chosen, or
    nothing is clear. A text that was `cut` off has the numbers from 1 on, and what it ended in is not clear.
    """
    if len(said.words.strip()) > LONGEST + 400 * count:
        return None
    fields = None if cut else numbered_fields(said.plain)
    words = "\n".join(map(_row_as_words, said.words.split("\n")))
    whole, _, end = words.rpartition("\n") if cut else (words, "", "")
    found = _in_lines(whole) if fields is None else _in_fields(fields)
    if not found or not any(found.values()) or not set(found) <= set(range(1, count + 1)):
        return None
    if cut and not _breaks_off(list(found), count, end):
        return None
    if not all(found.values()) or len(found) < count:
        numbers = list(found)
        # Whoever ends before the last number, or has them in another order, may count otherwise.
        if numbers != sorted(numbers) or (numbers[-1] < count and not cut):
            return None
    return tuple(found.get(number) for number in range(1, count + 1))


def _breaks_off(numbers: list[int], count: int, end: str) -> bool:
    """Whether answers from 1 on break off before the last one, in the next one if in any."""
    last = len(numbers)
    if last >= count or numbers != list(range(1, last + 1)):
        return False
    text = " ".join(end.split())
    match = _ITEM.match(text) or _BARE.fullmatch(text)
    return not text or (match is not None and int(match[1]) == last + 1)


def _in_fields(fields: list[tuple[int, str | None, int]]) -> _Found | None:
    found: _Found = {}
    for number, value, at in fields:
        each = None if value is None else declared(" ".join(value.split()))
        if each is None or each.why:
            if number in found or (value is not None and describes(value)):
                return None
            found[number] = None
            continue
        if not _put(found, number, FoundAnswer(each.which, at + each.at, each.open)):
            return None
    return found


def _in_lines(words: str) -> _Found | None:
    """The answers by their numbers; None where two contradict each other, or other words may be an answer too."""
    found: _Found = {}
    for item in _items(words):
        match = _ITEM.match(item.text)
        bare = None if match is not None else _BARE.fullmatch(item.text)
        if bare is not None and int(bare[1]) not in found:
            found[int(bare[1])] = None
        elif match is None:
            if names_any(item.text) if found else not _comes_before(item.text):
                return None
        else:
            number, each = int(match[1]), _declared(item.text[match.end() :])
            if each is None:
                if number in found or describes(item.text[match.end() :]):
                    return None
                found[number] = None
            elif not _put(found, number, FoundAnswer(each.which, place(words, item, match.end() + each.at), each.open)):
                return None
    return found


def _comes_before(text: str) -> bool:
    """Whether a text may stand before the answers: it says that they come, and not of which kind they are.

    It has no other words than that takes: those of a ranking, a draft or somebody else's are of no vote a principle.
    """
    if inverts(text) or opening(text):
        return not inverts(text)
    words = set(re.findall(r"[^\W_]+", text.lower()))
    of_principles = not words.isdisjoint(_ASKED) or words.isdisjoint(_COMPARED)
    return announces(text) and not names_any(text) and words <= _LEADING and of_principles


def _put(found: _Found, number: int, answer: FoundAnswer) -> bool:
    """Take an answer down; give whether it does not contradict what stands under its number."""
    there = found.setdefault(number, answer)
    return there is not None and there.which == answer.which


def _items(words: str) -> Iterator[Sentence]:
    """The lines of a text, cut where one line holds several numbered answers."""
    at = 0
    for line in words.split("\n"):
        ends = [each.end() for each in _NEXT.finditer(line)] if _ITEM.match(line.strip()) else []
        for start, end in pairwise((0, *ends, len(line))):
            piece = line[start:end]
            if piece.strip():
                text = " ".join(piece.split())
                yield Sentence(text.rstrip(",; "), at + start, at + end, end == len(line))
        at += len(line) + 1


def _declared(text: str) -> Declaration | None:
    """What stands behind a number, where the rest of its line leaves it standing."""
    first = next(sentences_of(text), None)
    found = None if first is None else declared(first.text)
    if first is None or found is None or not stands(found, text[first.end :], ends_line=first.ends_line):
        return None
    return found


def _row_as_words(line: str) -> str:
    """A row of a table with two columns as a numbered line that is as long; any other line as it is."""
    if not line.lstrip().startswith("|"):
        return line
    if not line.strip(" |:-\t"):
        return " " * len(line)
    cells = line.split("|")
    return line if len(cells) != 4 or cells[0].strip() or cells[3].strip() else f" {cells[1]}:{cells[2]} {cells[3]}"
