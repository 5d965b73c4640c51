"""A corpus of answers with what they are to be read as: none is read as another, and A, B and N are read alike."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from core.oracle.answers.reading import reader
from core.oracle.provider.responses import finish_of
from core.oracle.terms import Ask, Failure, FailureKind, Finish, ModelReply

CORPUS = Path(__file__).parents[3] / "data" / "answers.jsonl"
PRINCIPLES = {"single": ("0",), "batch": ("0", "1", "2"), "pair": ()}


@cache
def corpus() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for line in CORPUS.read_text().splitlines())


def understood(row: dict[str, Any]) -> str:
    """What an answer is read as: a letter for each principle asked about, `unreadable` or `refused`."""
    finish = finish_of(row["finish_reason"])
    said = ModelReply(row["text"], finish=finish, refusal="filtered" if finish is Finish.FILTER else None)
    found = reader(1)(Ask("k", "c", PRINCIPLES[row["kind"]], 0), said)
    if isinstance(found, Failure):
        return "refused" if found.kind is FailureKind.REFUSAL else "unreadable"
    return "".join("ABN"[(each.prob_a, each.prob_b, each.prob_na).index(1.0)] for each in found)


def test_no_answer_is_read_as_another() -> None:
    assert len(corpus()) > 1000
    wrong = [(row, read) for row in corpus() if (read := understood(row)) not in {row["expected"], "unreadable"}]
    assert wrong == []


def test_clear_answers_are_read_and_as_often_whichever_they_are() -> None:
    asked, read = Counter[str](), Counter[str]()
    for row in corpus():
        for letter in row["expected"] if row["clear"] and row["expected"].isupper() else ():
            asked[letter] += 1
            read[letter] += understood(row) == row["expected"]
    shares = {letter: read[letter] / asked[letter] for letter in "ABN"}
    assert min(shares.values()) >= 0.95
    assert max(shares.values()) - min(shares.values()) <= 0.02
