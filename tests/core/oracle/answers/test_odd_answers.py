"""Answers of unusual forms over real HTTP: read where they can be, else told apart, paid for once more at most."""

from pathlib import Path

import orjson
import pytest

from core.model.ways import How
from core.oracle.journal.writer import read_answers
from core.oracle.provider.client import LitellmClient
from core.oracle.questions.estimate import likely_tokens
from core.oracle.run.outcome import Ending, Limits, RunOutcome
from core.oracle.run.run import run
from core.oracle.terms import FailureKind, Messages
from tests.core.oracle.asked import PARAMETERS, journal_at, questions, read, rule, text
from tests.core.oracle.journals import events_in
from tests.core.oracle.server import Behaviour, Server

MODEL = "openai/gpt-4o-mini"
LIMITS = Limits(concurrency=4, timeout=120, attempts=6, backoff=0.001)


def client_of(server: Server, model: str = MODEL) -> LitellmClient:
    return LitellmClient.open(model, PARAMETERS, api_base=server.base)


def settle(
    server: Server,
    folder: Path,
    cases: int = 2,
    limits: Limits = LIMITS,
    model: str = MODEL,
    told: list[str] | None = None,
) -> RunOutcome:
    notices = [] if told is None else told
    with journal_at(folder) as journal:
        return run(questions(cases, 2), client_of(server, model), journal, read, limits, notice=notices.append)


def path_in(folder: Path) -> Path:
    return folder / "store.runs" / "run.jsonl"


@pytest.mark.parametrize("fault", ["null", "parts", "usageless"])
def test_unusual_answers_are_read(
    server: Server, tmp_path: Path, fault: str, capfd: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder
) -> None:
    server.behave(Behaviour(faults={fault: 1.0}))
    outcome = settle(server, tmp_path)
    assert (outcome.answered, outcome.failed) == (8, ())
    assert set(server.counts().asked.values()) == {1}
    for answer in read_answers(path_in(tmp_path)):
        assert answer.how is How.LOGPROBS
        assert (answer.prob_a, answer.prob_b, answer.prob_na) == pytest.approx(
            rule(text(answer.case, answer.principle or "", answer.order))
        )
        assert answer.usage.estimated is (fault == "usageless")
    assert capfd.readouterr() == ("", "")
    assert not [each for each in recwarn if "Pydantic" in str(each.message)]


@pytest.mark.parametrize(("fault", "why"), [("number", "its content is no text"), ("empty", "it has no choices")])
def test_answers_nobody_can_read_are_asked_for_once_more_and_paid_for(
    server: Server,
    tmp_path: Path,
    fault: str,
    why: str,
    capfd: pytest.CaptureFixture[str],
    recwarn: pytest.WarningsRecorder,
) -> None:
    server.behave(Behaviour(faults={fault: 1.0}))
    outcome = settle(server, tmp_path)
    assert {(each.kind, each.message) for each in outcome.failed} == {
        (FailureKind.UNPARSABLE, f"the answer cannot be read: {why}")
    }
    assert set(server.counts().asked.values()) == {2}
    price = client_of(server).price
    assert price is not None
    assert outcome.spent == pytest.approx(16 * price.cost(100, 1))
    for failure in outcome.failed:
        assert orjson.loads(failure.raw)["usage"]["prompt_tokens"] == 100
        assert (failure.usage.tokens_in, failure.usage.estimated) == (100, False)
    assert capfd.readouterr() == ("", "")
    assert not [each for each in recwarn if "Pydantic" in str(each.message)]


def test_tokens_that_the_server_does_not_tell_are_counted_and_marked(server: Server, tmp_path: Path) -> None:
    server.behave(Behaviour(faults={"usageless": 1.0}))
    outcome = settle(server, tmp_path, cases=1)
    price = client_of(server).price
    assert price is not None
    told = list(read_answers(path_in(tmp_path)))
    assert outcome.estimated == len(told) == 4
    for answer in told:
        messages: Messages = [{"role": "user", "content": text(answer.case, answer.principle or "", answer.order)}]
        tokens = likely_tokens(MODEL, messages, answer.raw)
        assert (answer.usage.tokens_in, answer.usage.tokens_out) == tokens
        assert 8 < tokens[0] < 30
        assert tokens[1] == 1
        assert answer.usage.cost == pytest.approx(price.cost(*tokens))
    assert outcome.spent == pytest.approx(sum(each.usage.cost or 0.0 for each in told))
    assert all(line["estimated"] is True for line in events_in(path_in(tmp_path), "answer"))


def test_without_a_price_and_without_tokens_the_cost_is_unknown_and_not_nothing(server: Server, tmp_path: Path) -> None:
    server.behave(Behaviour(faults={"usageless": 1.0}))
    outcome = settle(server, tmp_path, cases=1, model="openai/nobodys-model")
    assert (outcome.answered, outcome.spent, outcome.unpriced) == (4, 0.0, 4)


@pytest.mark.parametrize("most", [7, 0])
def test_fewer_log_probabilities_are_told_and_written_down(server: Server, tmp_path: Path, most: int) -> None:
    server.behave(Behaviour(most_logprobs=most))
    told: list[str] = []
    outcome = settle(server, tmp_path, cases=10, told=told)
    assert outcome.answered == 40
    sent = [line["parameters"] for line in events_in(path_in(tmp_path), "sent")]
    if most:
        assert [each["top_logprobs"] for each in sent] == [5]
        assert told == ["The server refuses so many log probabilities: 5 are asked for from now on."]
    else:
        assert "logprobs" not in sent[-1]
        assert [each.startswith("The server refuses log probabilities") for each in told] == [False, True]
    lines = [orjson.loads(line)["event"] for line in path_in(tmp_path).read_bytes().splitlines()]
    assert lines.index("sent") < lines.index("answer")


def test_a_text_about_log_probabilities_does_not_switch_them_off(server: Server, tmp_path: Path) -> None:
    asks = [
        (ask, [{"role": "user", "content": f"{messages[0]['content']}|logprobs"}]) for ask, messages in questions(1)
    ]
    told: list[str] = []
    with journal_at(tmp_path) as journal:
        client = client_of(server)
        server.behave(Behaviour(faults={"echo": 1.0}))
        outcome = run(asks, client, journal, read, LIMITS, notice=told.append)
        assert [each.kind for each in outcome.failed] == [FailureKind.SERVER] * 2
        assert client.logprobs
    assert server.counts().asked.total() == 2
    assert told == []


def test_a_request_that_is_forbidden_is_a_refusal_once_the_key_was_taken(server: Server, tmp_path: Path) -> None:
    server.behave(Behaviour(faults={"403": 0.4}, seed=2))
    outcome = settle(server, tmp_path, cases=10, limits=Limits(concurrency=1))
    assert outcome.stopped is None
    assert outcome.answered + len(outcome.failed) == 40
    assert {each.kind for each in outcome.failed} == {FailureKind.REFUSAL}
    server.behave(Behaviour(faults={"403": 1.0}))
    assert settle(server, tmp_path, cases=10, limits=Limits(concurrency=1)).stopped is Ending.REFUSED


def test_a_moderated_request_is_a_refusal_even_the_first(server: Server, tmp_path: Path) -> None:
    server.behave(Behaviour(faults={"moderated": 1.0}))
    outcome = settle(server, tmp_path)
    assert outcome.stopped is None
    assert {(each.kind, each.message) for each in outcome.failed} == {
        (FailureKind.REFUSAL, "the provider declined: Your input was flagged by moderation")
    }
    assert set(server.counts().asked.values()) == {1}
