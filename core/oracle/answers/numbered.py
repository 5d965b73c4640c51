"""Several answers in what a model wrote, each under its number."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from core.oracle.answers.declarations import Declaration, declared, opening
from core.oracle.answers.explanations import names_any
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
_NEXT: Final = re.compile(r"(?<=[\w.)\]*,;])[,;]?[ \t]+(?=[0-9]{1,5} ?[:.)=] ?\S)")


def numbered(said: Unwrapped, count: int) -> tuple[FoundAnswer, ...] | None:
    """Read `count` answers, each number from 1 once, or again with the same answer; None for anything else."""
    if len(said.words.strip()) > LONGEST + 400 * count:
        return None
    fields = numbered_fields(said.plain)
    found = _in_lines(said) if fields is None else _in_fields(fields)
    if found is None or set(found) != set(range(1, count + 1)):
        return None
    return tuple(found[number] for number in range(1, count + 1))


def _in_fields(fields: list[tuple[int, str, int]]) -> dict[int, FoundAnswer] | None:
    found: dict[int, FoundAnswer] = {}
    for number, value, at in fields:
        each = declared(" ".join(value.split()))
        if each is None or each.why or found.get(number, each).which != each.which:
            return None
        found.setdefault(number, FoundAnswer(each.which, at + each.at, each.open))
    return found


def _in_lines(said: Unwrapped) -> dict[int, FoundAnswer] | None:
    """The answers by their numbers; None where two contradict each other, or other words may be an answer too."""
    found: dict[int, FoundAnswer] = {}
    words = "\n".join(map(_row_as_words, said.words.split("\n")))
    for item in _items(words):
        match = _ITEM.match(item.text)
        if match is None:
            if names_any(item.text) and (found or not opening(item.text)):
                return None
            continue
        number, each = int(match[1]), _declared(item.text[match.end() :])
        if each is None or found.get(number, each).which != each.which:
            return None
        at = place(words, item, match.end() + each.at)
        found.setdefault(number, FoundAnswer(each.which, at, each.open))
    return found


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
