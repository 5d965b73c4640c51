"""The budget of a run, counted where the money is spent: at the client, and at the server."""

import pytest

from core.oracle.journal.writer import AnswerJournal
from core.oracle.provider.client import LitellmClient
from core.oracle.provider.problems import AskError
from core.oracle.run.outcome import Ending, Limits, RunOutcome
from core.oracle.run.run import run
from core.oracle.terms import FailureKind, ModelReply, Usage
from tests.core.oracle.asked import PARAMETERS, questions, read
from tests.core.oracle.scripted import Scripted, good
from tests.core.oracle.server import Behaviour, Server

EACH = 0.5
WIDE = Limits(concurrency=64, budget=10.0, backoff=0.001)


def settle(client: Scripted, journal: AnswerJournal, limits: Limits = WIDE, cases: int = 100) -> RunOutcome:
    return run(questions(cases), client, journal, read, limits)


@pytest.mark.parametrize("estimated", [EACH, EACH / 5])
def test_the_budget_is_kept_with_what_is_in_flight_and_across_sittings(
    journal: AnswerJournal, estimated: float
) -> None:
    client = Scripted(delay=0.01, most=estimated)
    outcome = settle(client, journal, Limits(concurrency=64, budget=7.0))
    assert outcome.stopped is Ending.BUDGET
    assert client.asked.total() * EACH == outcome.spent == 7.0
    more = Scripted(delay=0.01, most=estimated)
    outcome = settle(more, journal)
    assert (client.asked.total() + more.asked.total()) * EACH == outcome.spent == 10.0
    assert "no room for another request ($10.0000 spent)" in outcome.why
    assert settle(Scripted(), journal, cases=5).stopped is None, "what is answered needs no money"


def test_an_answer_asked_for_again_is_paid_for_from_the_same_budget(journal: AnswerJournal) -> None:
    client = Scripted(lambda text, time: ModelReply("Hm.", (), good(text, time).usage), delay=0.005)
    outcome = settle(client, journal)
    assert client.asked.total() * EACH == outcome.spent == 10.0


def test_what_may_have_been_charged_counts_although_no_answer_came(journal: AnswerJournal) -> None:
    client = Scripted(lambda text, time: AskError(FailureKind.TIMEOUT, "too late"), delay=0.005)
    outcome = settle(client, journal)
    assert outcome.stopped is Ending.BUDGET
    assert client.asked.total() <= 20
    assert "at most $10.0000 for requests whose answers never came" in outcome.why
    again = Scripted(delay=0.005)
    assert settle(again, journal).stopped is Ending.BUDGET, "they may have been charged in this sitting too"
    assert again.asked.total() == 0


def test_what_timed_out_without_a_budget_counts_once_there_is_one(journal: AnswerJournal) -> None:
    client = Scripted(lambda text, time: AskError(FailureKind.TIMEOUT, "too late"), delay=0.001)
    settle(client, journal, Limits(concurrency=1, attempts=1), cases=2)
    assert journal.counts.unsure == client.asked.total() * EACH > 0
    assert settle(Scripted(), journal, Limits(concurrency=1, budget=EACH)).stopped is Ending.BUDGET


def test_a_bill_beyond_the_tokens_of_an_answer_is_told_and_reckoned_with(journal: AnswerJournal) -> None:
    told: list[str] = []
    client = Scripted(delay=0.001, most=EACH / 5)
    run(questions(20), client, journal, read, Limits(concurrency=1, budget=2.0), notice=told.append)
    assert [each.partition(":")[0] for each in told] == [
        "The server bills answers beyond the tokens that they may have"
    ]


def test_a_budget_cannot_be_kept_where_the_price_is_unknown(journal: AnswerJournal) -> None:
    client = Scripted(most=None)
    outcome = settle(client, journal)
    assert outcome.stopped is Ending.BUDGET
    assert "unknown" in outcome.why
    assert client.asked.total() == 0
    unpriced = Scripted(lambda text, time: ModelReply("A", (), Usage(100, 1, None, 0.0, "")))
    assert settle(unpriced, journal, Limits(), cases=2).unpriced == 4
    assert settle(client, journal).stopped is Ending.BUDGET
    assert client.asked.total() == 0


@pytest.mark.parametrize("fault", [None, "usageless", "empty"])
def test_what_the_server_charges_at_sixty_four_requests_at_once_stays_within_the_budget(
    server: Server, journal: AnswerJournal, fault: str | None
) -> None:
    server.behave(Behaviour(faults={fault: 1.0} if fault else {}, together=17))
    client = LitellmClient.open("openai/gpt-4o-mini", PARAMETERS, api_base=server.base)
    assert client.price is not None
    charged = client.price.cost(100, 1)
    outcome = run(questions(200), client, journal, read, Limits(concurrency=64, budget=0.001))
    asked = server.counts().asked.total()
    assert outcome.stopped is Ending.BUDGET
    assert outcome.spent <= 0.001
    if fault != "usageless":  # where the server hides what it charges, it is estimated
        assert 0.001 - 2 * charged <= asked * charged <= 0.001
        assert outcome.spent == pytest.approx(asked * charged)
    assert server.counts().most_at_once >= 17
