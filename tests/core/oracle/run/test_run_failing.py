"""When a run ends because nothing comes back any more, and when it goes on."""

import pytest

from core.oracle.journal.writer import AnswerJournal
from core.oracle.provider.problems import AskError
from core.oracle.run.outcome import Ending, Limits
from core.oracle.run.run import run
from core.oracle.terms import FailureKind, Finish, ModelReply
from tests.core.oracle.asked import questions, read, text
from tests.core.oracle.scripted import QUICK, SPENT, Scripted, good, settle


def test_a_server_that_gives_nothing_any_more_ends_the_run(journal: AnswerJournal) -> None:
    client = Scripted(lambda text, time: AskError(FailureKind.CONNECTION, "nobody there"))
    outcome = settle(client, journal, cases=500)
    assert outcome.stopped is Ending.FAILING
    assert "nobody there" in outcome.why
    assert 20 <= len(outcome.failed) <= 20 + QUICK.concurrency


@pytest.mark.parametrize(
    "between",
    [good("", 1), ModelReply("A", (), SPENT, "I would rather not"), ModelReply("Hm.", (), SPENT)],
    ids=["answer", "refusal", "babble"],
)
def test_only_failures_in_a_row_end_the_run(journal: AnswerJournal, between: ModelReply) -> None:
    one_by_one, nobody = Limits(concurrency=1, attempts=1), AskError(FailureKind.CONNECTION, "nobody there")
    texts = [text(*asked) for asked in (("c9", "p0", 1), ("c19", "p0", 1))]  # the twentieth and the fortieth
    client = Scripted(lambda text, time: between if text in texts else nobody)
    outcome = settle(client, journal, cases=40, limits=one_by_one)
    assert (outcome.stopped, client.asked.keys() >= set(texts)) == (Ending.FAILING, True)
    assert outcome.why == "The last 20 requests failed, the latest with: nobody there."
    assert len(set(client.asked)) == 60


def test_a_server_whose_answers_nobody_can_read_ends_the_run_but_a_single_case_does_not(
    journal: AnswerJournal,
) -> None:
    odd = ModelReply("{}", (), SPENT, unreadable="it has no choices")
    client = Scripted(lambda text, time: odd if text.startswith("c0|") else good(text, time))
    outcome = run(questions(2, principles=30), client, journal, read, QUICK)
    assert (outcome.stopped, len(outcome.failed), outcome.answered) == (None, 60, 60)
    client = Scripted(lambda text, time: odd)
    outcome = run(questions(500), client, journal, read, QUICK)
    assert outcome.stopped is Ending.FAILING
    assert "the answer cannot be read: it has no choices." in outcome.why
    assert len(outcome.failed) <= 20 + QUICK.concurrency


@pytest.mark.parametrize(
    ("said", "times"),
    [
        (ModelReply("", (), SPENT), 1),
        (ModelReply("C", (), SPENT, finish=Finish.LENGTH), 1),
        (ModelReply("", (), SPENT, finish=Finish.TOOL), 1),
        (ModelReply("C", (), SPENT), 2),
    ],
    ids=["empty", "cut", "tool", "babble"],
)
def test_what_would_come_again_is_not_asked_for_again(journal: AnswerJournal, said: ModelReply, times: int) -> None:
    client = Scripted(lambda text, time: said)
    assert len(settle(client, journal, cases=1).failed) == 2
    assert set(client.asked.values()) == {times}


def test_an_answer_to_a_part_of_the_question_is_none(journal: AnswerJournal) -> None:
    cut = ModelReply("A", (), SPENT, seen=(2048, 5210))
    client = Scripted(lambda text, time: cut if text.startswith("c0|") else good(text, time))
    outcome = settle(client, journal, cases=2)
    assert (outcome.stopped, outcome.answered) == (None, 2)
    assert {(each.case, each.kind, each.message) for each in outcome.failed} == {
        (
            "c0",
            FailureKind.TOO_LONG,
            "the server read only 2048 of about 5210 tokens of the question: give it a longer context",
        )
    }
    assert set(client.asked.values()) == {1}


def test_answers_that_nobody_can_read_from_the_start_end_the_run(journal: AnswerJournal) -> None:
    client = Scripted(lambda text, time: ModelReply("", (), SPENT))
    outcome = settle(client, journal, cases=500)
    assert outcome.stopped is Ending.FAILING
    assert outcome.why.startswith("None of the first 20 answers, about ")
    assert len(outcome.failed) <= 20 + QUICK.concurrency
