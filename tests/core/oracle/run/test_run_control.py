"""Run control against a client that answers as scripted: what is asked, how often, and when it ends."""

import asyncio
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from core.model.errors import JournalError, OracleError
from core.model.ways import How
from core.oracle.journal.writer import AnswerJournal, read_answers
from core.oracle.provider.problems import AskError
from core.oracle.provider.waits import seconds_until
from core.oracle.run.outcome import Ending, Limits, RunProgress
from core.oracle.run.pacing import Stop
from core.oracle.run.run import run
from core.oracle.terms import Ask, FailureKind, Messages, ModelReply
from tests.core.oracle.asked import HEAD, journal_at, questions, read
from tests.core.oracle.journals import events_in, failures_in
from tests.core.oracle.scripted import QUICK, SPENT, Scripted, good, settle


def test_every_request_is_asked_once_and_its_answer_is_kept(journal: AnswerJournal) -> None:
    client, told = Scripted(together=4), list[RunProgress]()
    outcome = run(questions(20), client, journal, read, QUICK, told.append)
    assert (outcome.answered, outcome.failed, outcome.stopped, outcome.spent) == (40, (), None, 20.0)
    assert set(client.asked.values()) == {1}
    assert client.most_at_once == 4
    assert client.closed == 1
    assert len(list(read_answers(journal.path))) == 40
    assert [each.answered for each in told] == list(range(1, 41))
    assert told[-1].spent == 20.0
    assert all(isinstance(each.latest, tuple) and each.latest[0].how is How.LOGPROBS for each in told)


def test_what_the_journal_holds_is_not_asked_again(journal: AnswerJournal) -> None:
    settle(Scripted(), journal, cases=6)
    client = Scripted()
    outcome = settle(client, journal, cases=10)
    assert (outcome.answered, outcome.skipped, outcome.spent) == (8, 12, 10.0)
    assert not any(text.startswith(("c0|", "c5|")) for text in client.asked)


def test_a_request_that_stands_there_twice_is_asked_once(journal: AnswerJournal) -> None:
    client = Scripted(delay=0.001)
    twice = [each for each in questions(5) for _ in range(2)]
    outcome = run(twice, client, journal, read, QUICK)
    assert (outcome.answered, outcome.skipped) == (10, 10)
    assert set(client.asked.values()) == {1}


def test_requests_are_made_up_only_when_they_are_needed(journal: AnswerJournal) -> None:
    drawn = 0

    def counted() -> Iterator[tuple[Ask, Messages]]:
        nonlocal drawn
        for each in questions(30):
            drawn += 1
            yield each

    ahead: list[int] = []
    run(counted(), Scripted(), journal, read, QUICK, lambda at: ahead.append(drawn - at.answered))
    assert max(ahead) <= QUICK.concurrency


@pytest.mark.parametrize(
    "kind", [FailureKind.QUOTA, FailureKind.SERVER, FailureKind.CONNECTION, FailureKind.TIMEOUT], ids=str
)
def test_what_may_pass_is_tried_again_and_then_listed(journal: AnswerJournal, kind: FailureKind) -> None:
    def script(text: str, time: int) -> ModelReply | AskError:
        hopeless = text.startswith("c3|")
        return AskError(kind, "not now") if hopeless or time < 3 else good(text, time)

    client = Scripted(script)
    outcome = settle(client, journal)
    assert outcome.answered == 18
    assert [(each.case, each.kind, each.message) for each in outcome.failed] == [("c3", kind, "not now")] * 2
    assert set(client.asked.values()) == {3}
    assert outcome.stopped is None
    assert failures_in(journal.path) == outcome.failed
    again = settle(Scripted(), journal)
    assert (again.answered, again.failed, again.skipped) == (2, (), 18)
    assert failures_in(journal.path) == ()


@pytest.mark.parametrize("kind", [FailureKind.KEY, FailureKind.MODEL, FailureKind.QUOTA], ids=str)
def test_what_every_request_would_meet_ends_the_run_at_once_in_a_sentence(
    journal: AnswerJournal, kind: FailureKind
) -> None:
    client = Scripted(lambda text, time: AskError(kind, "There is no such thing", ends_run=True))
    outcome = settle(client, journal, cases=100)
    assert (outcome.stopped, outcome.why) == (Ending.REFUSED, "There is no such thing.")
    assert client.asked.total() <= QUICK.concurrency
    assert (outcome.answered, outcome.failed) == (0, ())


def test_what_stays_wrong_is_not_tried_again(journal: AnswerJournal) -> None:
    wrong = AskError(FailureKind.SERVER, "too long", passing=False)
    client = Scripted(lambda text, time: wrong if text.startswith("c1|") else good(text, time))
    outcome = settle(client, journal)
    assert [each.case for each in outcome.failed] == ["c1", "c1"]
    assert set(client.asked.values()) == {1}


def test_an_unparsable_answer_is_asked_for_once_more_and_what_it_cost_counts(journal: AnswerJournal) -> None:
    babble = ModelReply("Hm.", (), SPENT)

    def script(text: str, time: int) -> ModelReply:
        hopeless = text.startswith("c1|")
        return babble if hopeless or (time == 1 and text.startswith("c2|")) else good(text, time)

    client = Scripted(script)
    outcome = settle(client, journal)
    assert (outcome.answered, outcome.spent) == (18, 0.5 * (16 + 4 + 4))
    assert [(each.case, each.kind, each.raw) for each in outcome.failed] == [("c1", FailureKind.UNPARSABLE, "Hm.")] * 2
    assert sorted(client.asked.values()) == [1] * 16 + [2] * 4
    assert [each.case for each in failures_in(journal.path)] == ["c1", "c1"]


def test_a_refusal_is_a_failure_and_not_repeated(journal: AnswerJournal) -> None:
    refusal = ModelReply("A", (), SPENT, "I would rather not")
    client = Scripted(lambda text, time: refusal if text.startswith("c1|") else good(text, time))
    outcome = settle(client, journal)
    assert {each.kind for each in outcome.failed} == {FailureKind.REFUSAL}
    assert "rather not" in outcome.failed[0].message
    assert set(client.asked.values()) == {1}


def test_a_stop_finishes_what_is_in_flight_and_the_next_sitting_does_the_rest(journal: AnswerJournal) -> None:
    stop, client = Stop(), Scripted(delay=0.01)
    outcome = run(
        questions(50), client, journal, read, QUICK, lambda at: stop.ask() if at.answered == 10 else None, stop
    )
    assert outcome.stopped is Ending.INTERRUPTED
    assert 10 <= outcome.answered <= 10 + 2 * QUICK.concurrency
    assert client.asked.total() == outcome.answered
    rest = Scripted()
    assert settle(rest, journal, cases=50).answered == 100 - outcome.answered
    assert not client.asked.keys() & rest.asked.keys()


def test_a_second_stop_drops_what_is_in_flight(journal: AnswerJournal) -> None:
    stop = Stop()

    class Stalled(Scripted):
        async def ask(self, messages: Messages, principles: int) -> ModelReply:
            if self.asked.total() >= 10:
                stop.ask()
                stop.ask()
                await asyncio.sleep(30)
            return await super().ask(messages, principles)

    outcome = run(questions(50), Stalled(), journal, read, Limits(concurrency=4, timeout=60), stop=stop)
    assert outcome.stopped is Ending.INTERRUPTED
    assert outcome.answered == journal.counts.answered == 10


def test_a_request_that_takes_too_long_is_a_timeout(journal: AnswerJournal) -> None:
    client = Scripted(delay=60)
    outcome = run(questions(1), client, journal, read, Limits(timeout=0.02, attempts=2, backoff=0.001))
    assert [(each.kind, each.message) for each in outcome.failed] == [
        (FailureKind.TIMEOUT, "no answer within 0.02 s")
    ] * 2
    assert client.asked.total() == 4


def test_a_server_that_asks_for_a_very_long_pause_ends_the_run(journal: AnswerJournal) -> None:
    client = Scripted(lambda text, time: AskError(FailureKind.QUOTA, "tomorrow", retry_after=86_400))
    outcome = settle(client, journal)
    assert outcome.stopped is Ending.REFUSED
    assert "86400 s" in outcome.why


def test_a_pause_of_any_length_is_told_in_few_words(journal: AnswerJournal) -> None:
    forever = AskError(FailureKind.QUOTA, "never", retry_after=seconds_until("1e308", 0.0))
    outcome = settle(Scripted(lambda text, time: forever), journal)
    assert outcome.why == "The server asks to be left alone for more than a week: run the same command after that."


def test_a_long_wait_is_told_once_for_all_who_wait(journal: AnswerJournal) -> None:
    stop, told = Stop(), list[str]()
    busy = AskError(FailureKind.QUOTA, "too many requests", retry_after=250.0)

    def hear(notice: str) -> None:
        told.append(notice)
        asyncio.get_running_loop().call_later(0.05, stop.ask)

    client = Scripted(lambda text, time: busy)
    outcome = run(questions(20), client, journal, read, QUICK, stop=stop, notice=hear)
    assert outcome.stopped is Ending.INTERRUPTED
    assert client.asked.total() == 1  # the others wait as well
    assert len(told) == 1
    assert told[0].startswith("The server asks to be left alone: 25")
    assert "too many requests" in told[0]


def test_other_parameters_are_written_before_the_answers_that_they_brought(journal: AnswerJournal) -> None:
    told: list[str] = []

    class Fickle(Scripted):
        async def ask(self, messages: Messages, principles: int) -> ModelReply:
            if self.asked.total() == 3:
                self.changed({"temperature": 0}, "The server takes only 0.")
            return await super().ask(messages, principles)

    outcome = run(questions(10), Fickle(), journal, read, Limits(concurrency=1), notice=told.append)
    assert outcome.answered == 20
    kinds = [orjson.loads(line)["event"] for line in journal.path.read_bytes().splitlines()]
    assert kinds == ["run"] + ["answer"] * 3 + ["sent"] + ["answer"] * 17
    assert [line["parameters"] for line in events_in(journal.path, "sent")] == [{"temperature": 0}]
    assert told == ["The server takes only 0."]
    with pytest.raises(OracleError, match="under way"):
        AnswerJournal.open(journal.path, HEAD)
    journal.close()
    with AnswerJournal.open(journal.path, HEAD) as again:
        assert (again.counts.answered, again.counts.skipped, again.warnings) == (20, 0, [])


def test_the_rate_is_kept(journal: AnswerJournal) -> None:
    begun, last = time.monotonic(), 0.0

    class Timed(Scripted):
        async def ask(self, messages: Messages, principles: int) -> ModelReply:
            nonlocal last
            last = time.monotonic()
            return await super().ask(messages, principles)

    run(questions(10), Timed(), journal, read, Limits(concurrency=8, rate=100))
    assert last - begun >= 19 / 100


def test_an_answer_that_cannot_be_written_ends_the_run_with_an_error(journal: AnswerJournal) -> None:
    client = Scripted()

    def spoil(at: RunProgress) -> None:
        if at.answered == 5:
            with journal.path.open("ab") as file:
                file.write(b"someone else\n")

    with pytest.raises(JournalError, match="changed or moved"):
        run(questions(50), client, journal, read, QUICK, spoil)
    assert client.closed == 1
    assert client.asked.total() <= 5 + 2 * QUICK.concurrency + 1


def test_memory_stays_flat_over_eight_thousand_requests(tmp_path: Path) -> None:
    sizes: dict[int, int] = {}

    class Forgetful(Scripted):
        async def ask(self, messages: Messages, principles: int) -> ModelReply:
            return good("", 1)

    def measure(at: RunProgress) -> None:
        if at.answered in {2_000, 8_000}:
            sizes[at.answered] = tracemalloc.get_traced_memory()[0]

    with journal_at(tmp_path) as journal:
        tracemalloc.start(1)
        try:
            outcome = run(questions(4_000), Forgetful(), journal, read, Limits(concurrency=128), measure)
        finally:
            tracemalloc.stop()
    assert outcome.answered == 8_000
    a_key = (sizes[8_000] - sizes[2_000]) / 6_000
    assert a_key < 250, "more is kept of a request than its key"
