"""Group commit: what is kept is told of once it is on the disk, and a disk that is full is told of once."""

import asyncio
import gc
from collections.abc import Sequence
from typing import Any

import pytest

from core.model.errors import JournalError
from core.oracle.journal.writer import AnswerJournal, read_answers
from core.oracle.run.committing import Committer
from core.oracle.run.outcome import Limits
from core.oracle.run.run import run
from core.oracle.terms import Failure, FailureKind, Line, Record, Sent
from tests.core.oracle.asked import questions, read
from tests.core.oracle.journals import events_in
from tests.core.oracle.scripted import Scripted


def full(_lines: Sequence[Line]) -> None:
    raise JournalError("No space left on the device.")


def failure(key: str) -> Failure:
    return Failure(key, "c", FailureKind.SERVER, "it broke")


def test_a_full_disk_is_one_error_and_no_task_is_left_unheard(
    journal: AnswerJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    unheard: list[dict[str, Any]] = []
    new_loop = asyncio.new_event_loop

    def watched() -> asyncio.AbstractEventLoop:
        loop = new_loop()
        loop.set_exception_handler(lambda _, context: unheard.append(context))
        return loop

    monkeypatch.setattr(asyncio.events, "new_event_loop", watched)
    monkeypatch.setattr(journal, "append", full)
    client = Scripted(delay=0.005)
    with pytest.raises(JournalError, match="No space left"):
        run(questions(50), client, journal, read, Limits(concurrency=16))
    gc.collect()
    assert unheard == []
    assert client.closed == 1


async def test_what_is_added_goes_to_the_disk_before_what_is_kept_after_it(journal: AnswerJournal) -> None:
    told: list[tuple[Record, bool]] = []
    committer = Committer(journal, lambda record, final: told.append((record, final)))
    committer.add(Sent({"temperature": 0}, "now"))
    await committer.keep(failure("a1"), final=True)
    await committer.keep(failure("b2"), final=False)
    committer.add(Sent({}, "later"))
    await committer.finish()
    assert told == [(failure("a1"), True), (failure("b2"), False)]
    assert [line["at"] for line in events_in(journal.path, "sent")] == ["now", "later"]
    assert [line["key"] for line in events_in(journal.path, "failure")] == ["a1", "b2"]
    assert list(read_answers(journal.path)) == []
