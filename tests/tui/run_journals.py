"""Journals of runs beside a store, written without a model."""

from collections.abc import Sequence
from pathlib import Path

from core.model.ways import How
from core.oracle.journal.lines import RunHead
from core.oracle.journal.writer import AnswerJournal, run_path
from core.oracle.terms import Answer, Ask, ModelReply, Record, Usage, ask_key
from core.storage.store import Store

A, B, NA = (0.9, 0.06, 0.04), (0.1, 0.7, 0.2), (0.2, 0.2, 0.6)
EVIL = "[red]\x1b[31m\n=A1"


def usage(second: int) -> Usage:
    return Usage(400, 1, 0.0001, 0.4, f"2026-01-31T12:00:{second % 60:02}.000Z")


def answer(
    case: str,
    principle: str | None,
    order: int,
    shares: tuple[float, float, float],
    raw: str = "A",
    second: int = 0,
) -> Record:
    ask = Ask(ask_key(case, principle, order), case, () if principle is None else (principle,), order)
    return (Answer.of(ask, ModelReply(raw, usage=usage(second)), principle, shares, How.LOGPROBS),)


def open_run(store: Path, name: str, role: str = "oracle", requests: int = 40) -> AnswerJournal:
    about = {"role": role, "name": name, "requests": requests}
    head = RunHead(
        "ab" * 32,
        "principle-1",
        f"openai/{EVIL}",
        "localhost",
        {"temperature": 0},
        "0.1",
        "2026-01-31T12:00:00Z",
        about,
    )
    return AnswerJournal.open(run_path(store, name), head)


def first_cases(store: Path, count: int = 3) -> Sequence[str]:
    with Store.open(store) as opened:
        return [str(case) for case in opened.ids()[:count]]
