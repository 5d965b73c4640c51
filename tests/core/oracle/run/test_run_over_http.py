"""Runs over real HTTP, through litellm, against a server that answers by a rule and misbehaves as told."""

import logging
import time
from pathlib import Path

import pytest

from core.model.errors import OracleError
from core.model.preferences import combine, from_probabilities, oriented
from core.model.ways import How
from core.oracle.journal.writer import read_answers
from core.oracle.provider.client import LitellmClient
from core.oracle.run.outcome import Ending, Limits, RunOutcome
from core.oracle.run.run import run
from core.oracle.terms import FailureKind
from tests.core.oracle.asked import PARAMETERS, journal_at, questions, read, rule, text
from tests.core.oracle.server import Behaviour, Server

MODEL = "openai/gpt-4o-mini"
CANARY = "sk-canary-0f9e8d7c6b5a4938"
PATIENT = Limits(concurrency=16, timeout=120, attempts=6, backoff=0.01)
HASTY = Limits(concurrency=16, timeout=5.0, attempts=20, backoff=0.01)
"""For a server that stalls."""


@pytest.fixture(autouse=True, scope="module")
def _warm(shared_server: Server, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The first request of a process takes litellm's imports with it, for longer than these tests would wait."""
    shared_server.behave(Behaviour())
    outcome = settle(shared_server, tmp_path_factory.mktemp("warm"), 1, Limits(concurrency=1, timeout=600, attempts=1))
    assert outcome.answered == 4, outcome.failed


def client_of(server: Server, model: str = MODEL, key: str | None = None) -> LitellmClient:
    return LitellmClient.open(model, PARAMETERS, api_base=server.base, api_key_env=key)


def settle(server: Server, folder: Path, cases: int, limits: Limits = PATIENT, key: str | None = None) -> RunOutcome:
    with journal_at(folder) as journal:
        return run(questions(cases, 2), client_of(server, key=key), journal, read, limits)


def path_in(folder: Path) -> Path:
    return folder / "store.runs" / "run.jsonl"


def test_a_run_gives_exactly_the_votes_that_the_rule_implies_in_both_orders(server: Server, tmp_path: Path) -> None:
    outcome = settle(server, tmp_path, 40)
    assert (outcome.answered, outcome.failed, outcome.stopped) == (160, (), None)
    answers = {(each.case, each.principle, each.order): each for each in read_answers(path_in(tmp_path))}
    assert len(answers) == 160
    assert set(server.counts().asked.values()) == {1}
    for case in {each[0] for each in answers}:
        for principle in ("p0", "p1"):
            shown = [answers[case, principle, order] for order in (0, 1)]
            implied = [rule(text(case, principle, order)) for order in (0, 1)]
            for each, probabilities in zip(shown, implied, strict=True):
                assert each.how is How.LOGPROBS
                assert (each.prob_a, each.prob_b, each.prob_na) == pytest.approx(probabilities, rel=1e-9)
            told = [from_probabilities(each.prob_a, each.prob_b, each.prob_na) for each in shown]
            vote, inconsistent = combine(oriented(told[0], 0), oriented(told[1], 1))
            a, b, na = implied[0]
            assert int(vote) == (0 if na > a and na > b else (a > b) - (a < b))
            assert not inconsistent


def test_tokens_and_cost_are_counted_and_log_probabilities_asked_for(server: Server, tmp_path: Path) -> None:
    outcome = settle(server, tmp_path, 2)
    assert outcome.spent == pytest.approx(8 * (100 * 1.5e-07 + 1 * 6e-07))
    body = server.counts().bodies[0]
    assert (body["logprobs"], body["top_logprobs"], body["temperature"], body["max_tokens"]) == (True, 20, 0.0, 4)
    usage = next(read_answers(path_in(tmp_path))).usage
    assert (usage.tokens_in, usage.tokens_out) == (100, 1)
    assert usage.seconds > 0
    assert usage.at.endswith("Z")


def test_a_server_without_log_probabilities_is_answered_by_its_text_and_said_so(server: Server, tmp_path: Path) -> None:
    server.behave(Behaviour(logprobs=False))
    settle(server, tmp_path, 5)
    answers = list(read_answers(path_in(tmp_path)))
    assert {each.how for each in answers} == {How.TEXT}
    for each in answers:
        probabilities = rule(text(each.case, each.principle or "", each.order))
        best = max(range(3), key=lambda place: probabilities[place])
        assert (each.prob_a, each.prob_b, each.prob_na) == tuple(float(place == best) for place in range(3))


@pytest.mark.parametrize(("most", "how"), [(7, How.LOGPROBS), (0, How.TEXT)])
def test_a_server_that_gives_fewer_log_probabilities_is_asked_for_fewer(
    server: Server, tmp_path: Path, most: int, how: How
) -> None:
    server.behave(Behaviour(most_logprobs=most))
    outcome = settle(server, tmp_path, 10)
    assert (outcome.answered, outcome.failed) == (40, ())
    assert {each.how for each in read_answers(path_in(tmp_path))} == {how}
    assert server.counts().asked.total() <= 40 + 2 * PATIENT.concurrency


def test_whatever_the_server_does_every_answer_is_there_once_and_none_was_asked_again(
    server: Server, tmp_path: Path
) -> None:
    faults = {"429": 0.1, "500": 0.07, "reset": 0.07, "html": 0.05, "truncated": 0.05, "stall": 0.02, "bare": 0.1}
    server.behave(Behaviour(faults=faults, stall=60.0))
    outcome = settle(server, tmp_path, 30, HASTY)
    counts = server.counts()
    assert set(counts.faults) == set(faults)
    assert (outcome.answered, outcome.failed, outcome.stopped) == (120, (), None)
    keys = [each.key for each in read_answers(path_in(tmp_path))]
    assert sorted(keys) == sorted({ask.key for ask, _ in questions(30, 2)})
    assert set(counts.answered.values()) == {1}
    assert len(counts.answered) == 120


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ("500", FailureKind.SERVER, "HTTP 500"),
        ("html", FailureKind.SERVER, "unreadable answer"),
        ("truncated", FailureKind.SERVER, "unreadable answer"),
        ("reset", FailureKind.CONNECTION, "connection failed"),
        ("429", FailureKind.QUOTA, "HTTP 429"),
        ("stall", FailureKind.TIMEOUT, "no answer within"),
        ("babble", FailureKind.UNPARSABLE, "neither"),
        ("refusal", FailureKind.REFUSAL, "declined"),
        ("400", FailureKind.SERVER, "HTTP 400"),
    ],
)
def test_each_failure_is_told_for_what_it_is(
    server: Server, tmp_path: Path, fault: str, kind: FailureKind, words: str
) -> None:
    server.behave(Behaviour(faults={fault: 1.0}, retry_after="0.01"))
    patience = 1.0 if fault == "stall" else 120.0
    outcome = settle(server, tmp_path, 1, Limits(concurrency=4, timeout=patience, attempts=2, backoff=0.001))
    assert {each.kind for each in outcome.failed} == {kind}
    assert all(words in each.message for each in outcome.failed)
    times = 1 if fault in {"refusal", "400"} else 2
    assert set(server.counts().asked.values()) == {times}, "litellm must not repeat anything by itself"


@pytest.mark.parametrize(("fault", "words"), [("401", "wants a key"), ("404", "no model"), ("402", "no credit")])
def test_a_key_model_or_account_that_will_not_do_ends_the_run_in_a_sentence(
    server: Server, tmp_path: Path, fault: str, words: str
) -> None:
    server.behave(Behaviour(faults={fault: 1.0}))
    outcome = settle(server, tmp_path, 30, Limits(concurrency=4))
    assert outcome.stopped is Ending.REFUSED
    assert words in outcome.why
    assert server.counts().asked.total() <= 4


def test_nobody_at_the_address_is_a_connection_failure(tmp_path: Path) -> None:
    client = LitellmClient.open(MODEL, PARAMETERS, api_base="http://127.0.0.1:9/v1")
    with journal_at(tmp_path) as journal:
        outcome = run(questions(1), client, journal, read, Limits(attempts=2, backoff=0.001))
    assert {each.kind for each in outcome.failed} == {FailureKind.CONNECTION}


def test_the_server_is_left_alone_as_long_as_it_asks(server: Server, tmp_path: Path) -> None:
    server.behave(Behaviour(faults={"429": 0.5}, retry_after="0.5", seed=3))
    begun = time.monotonic()
    outcome = settle(server, tmp_path, 1, Limits(concurrency=1, backoff=0.001, attempts=20))
    refused = server.counts().faults["429"]
    assert refused > 0
    assert outcome.answered == 4
    assert time.monotonic() - begun >= 0.5 * refused


def test_no_key_is_ever_written_or_told(
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("MY_ORACLE", CANARY)
    faults = {"429": 0.1, "500": 0.2, "html": 0.1, "truncated": 0.1, "reset": 0.1, "400": 0.1}
    outcomes = []
    for key, share in ((CANARY, faults), (CANARY, {"401": 1.0}), ("another", {})):
        server.behave(Behaviour(faults=share, key=key))
        outcomes.append(settle(server, tmp_path, 10, key="MY_ORACLE"))
        assert server.counts().keys == {f"Bearer {CANARY}"}
    assert outcomes[0].answered > 20
    assert any("HTTP 400" in each.message for each in outcomes[0].failed)
    assert {each.stopped for each in outcomes[1:]} == {Ending.REFUSED}
    written = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()).decode()
    printed = capfd.readouterr()
    for told in (written, repr(outcomes), printed.out, printed.err, caplog.text, repr(caplog.records)):
        assert CANARY not in told
        assert CANARY[:16] not in told


def test_a_key_in_an_answer_or_an_address_is_not_kept(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_API_KEY", "Well, it depends")
    server.behave(Behaviour(faults={"babble": 1.0}))
    outcome = settle(server, tmp_path, 1)
    assert {each.raw for each in outcome.failed} == {"(key)."}


def test_the_key_of_a_provider_is_not_sent_to_another_address(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    settle(server, tmp_path, 1)
    assert server.counts().keys == {"Bearer none"}


def test_a_model_without_provider_key_or_variable_is_refused_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(OracleError, match="OPENAI_API_KEY"):
        LitellmClient.open(MODEL, PARAMETERS)
    with pytest.raises(OracleError, match="names no provider"):
        LitellmClient.open("nobodys-model", PARAMETERS)
    with pytest.raises(OracleError, match="NOT_SET is not set"):
        LitellmClient.open(MODEL, PARAMETERS, api_key_env="NOT_SET")
    with pytest.raises(OracleError, match="variable that --api-key-env names is not set") as refused:
        LitellmClient.open(MODEL, PARAMETERS, api_key_env=CANARY)  # given in place of its name
    assert CANARY not in str(refused.value)
    assert capfd.readouterr() == ("", "")


def test_what_a_model_does_not_know_is_left_out_openly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "x" * 20)
    client = LitellmClient.open("anthropic/claude-3-5-haiku-latest", {**PARAMETERS, "seed": 1})
    assert not client.logprobs
    assert client.left_out == ("seed",)
    assert client.parameters == {"max_tokens": 4, "temperature": 0.0}
    local = LitellmClient.open("Qwen/Qwen3-8B", {**PARAMETERS, "seed": 1}, api_base="http://127.0.0.1:9/v1")
    assert local.model == "openai/Qwen/Qwen3-8B"
    assert local.logprobs
    assert local.price is None
