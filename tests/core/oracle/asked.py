"""Requests of a made-up kind whose right answers a rule gives: what the tests of the run control ask."""

import hashlib
import math
from collections.abc import Iterator
from pathlib import Path

from core.model.ways import How
from core.oracle.journal.lines import RunHead
from core.oracle.journal.writer import AnswerJournal
from core.oracle.terms import Answer, Ask, Failure, FailureKind, Messages, ModelReply, ask_key

HEAD = RunHead("t" * 64, "1", "openai/gpt-4o-mini", "127.0.0.1", {"temperature": 0}, "0.0.0", "2026-01-01T00:00:00Z")
PARAMETERS = {"temperature": 0.0, "max_tokens": 4}


def rule(text: str) -> tuple[float, float, float]:
    """What the server holds of a question: it goes by the texts, whichever is shown first, so swapping swaps."""
    case, principle, first, second = text.split("|")
    strength = [
        int(hashlib.sha256(f"{case}|{principle}|{shown}".encode()).hexdigest()[:4], 16) for shown in (first, second)
    ]
    total = sum(strength) + 20_000
    return strength[0] / total, strength[1] / total, 20_000 / total


def text(case: str, principle: str, order: int) -> str:
    """The one question that is asked: its case, its principle, and the two responses as shown."""
    shown = ("one", "two") if order == 0 else ("two", "one")
    return f"{case}|{principle}|{shown[0]}|{shown[1]}"


def questions(cases: int, principles: int = 1, orders: int = 2) -> Iterator[tuple[Ask, Messages]]:
    """All requests over so many cases, one at a time."""
    for case in range(cases):
        for principle in range(principles):
            for order in range(orders):
                asked = (f"c{case}", f"p{principle}", order)
                yield Ask(key_of(*asked), asked[0], (asked[1],), order), [{"role": "user", "content": text(*asked)}]


def key_of(case: str, principle: str, order: int) -> str:
    return ask_key(case, principle, order)


def read(ask: Ask, said: ModelReply) -> tuple[Answer, ...] | Failure:
    """Read an answer: the probabilities of A, B and NA as told, else the one that was said."""
    if said.text not in {"A", "B", "NA"}:
        return Failure.of(ask, FailureKind.UNPARSABLE, "neither A, B nor NA", said)
    told = {token: math.exp(logprob) for token, logprob in said.tokens}
    how = How.LOGPROBS if told else How.TEXT
    told = told or {said.text: 1.0}
    return (Answer.of(ask, said, ask.principles[0], (told.get("A", 0), told.get("B", 0), told.get("NA", 0)), how),)


def journal_at(folder: Path) -> AnswerJournal:
    return AnswerJournal.open(folder / "store.runs" / "run.jsonl", HEAD)
