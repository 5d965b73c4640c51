"""`judge --submit` and `--collect` against a server that takes batches as both services do: nothing asked twice."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from core.oracle.batches.under_way import batches_folder
from core.oracle.journal.writer import runs_folder
from core.storage.store import Store
from tests.core.oracle.batch_answers import expired, openai
from tests.core.oracle.batch_server import BatchServer, batch_server
from tests.core.oracle.rule import implied_vote
from tests.tui.cli.judging import KEY
from tui.cli import cli

MODELS = ("openai/gpt-4o-mini", "anthropic/claude-sonnet-4-5")


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[BatchServer]:
    monkeypatch.setenv("CANARY_KEY", KEY)
    with batch_server() as server:
        yield server


def judge(store: Path, service: BatchServer, *more: str, model: str = MODELS[0], limit: int = 2) -> Result:
    words = ["judge", "-s", str(store), "--model", model, "--api-base", service.base, "--oracle", "o"]
    result = CliRunner().invoke(cli, [*words, "--api-key-env", "CANARY_KEY", "--limit", str(limit), *more])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert KEY not in result.output
    return result


def votes(store: Path) -> int:
    """How many votes there are; all of them are as the rule implies."""
    with Store.open(store) as opened:
        (oracle,) = opened.oracles()
        principles = opened.principles()
        given = opened.votes(oracle, len(principles))
        there = np.argwhere(opened.answers.given(oracle, len(principles)).all(axis=0)).tolist()
        for n, principle in there:
            assert given[n, principle] == implied_vote(opened.case(n), principles[principle])
        return len(there)


@pytest.mark.parametrize("model", MODELS)
def test_what_is_sent_is_collected_once_it_is_answered(unvoted: Path, service: BatchServer, model: str) -> None:
    sent = judge(unvoted, service, "--submit", model=model)
    assert sent.exit_code == 0, sent.output
    assert "Sent 32 requests as the batch batch_1." in sent.stderr
    assert {KEY in each for each in service.keys} == {True}
    assert [len(each) for each in service.batches.values()] == [32]
    again = judge(unvoted, service, "--submit", model=model)
    assert "Everything is answered, or out in batches: nothing was sent." in again.stdout
    more = judge(unvoted, service, "--submit", model=model, limit=3)
    assert "16, and 32 out in batches: --collect fetches them" in more.stderr
    early = judge(unvoted, service, "--collect", model=model)
    assert early.exit_code == 1
    assert early.stderr.endswith(
        "The batch batch_1 is under way: 0 of 32 are done.\nThe batch batch_2 is under way: 0 of 16 are done.\n"
    )
    service.ended = True
    done = judge(unvoted, service, "--collect", model=model, limit=3)
    assert done.exit_code == 0, done.output
    assert "48 requests answered" in done.stdout
    assert votes(unvoted) == 24
    assert "No batch of this run waits to be collected" in judge(unvoted, service, "--collect", model=model).stderr
    assert len(service.batches) == 2


def test_what_expired_is_sent_again_and_asking_at_once_leaves_out_what_is_out(
    unvoted: Path, service: BatchServer
) -> None:
    service.ended = True
    service.wrong = lambda n, request: expired(request) if n < 3 else None
    assert judge(unvoted, service, "--submit").exit_code == 0
    assert "out in batches" in judge(unvoted, service, "--dry-run").stdout
    at_once = judge(unvoted, service, "--yes")
    assert at_once.stdout == (
        "The oracle o has answered all of this that is not out in batches already: nothing was sent.\n"
    )
    assert (at_once.stderr, at_once.exit_code) == (
        "32 requests are out in batches: --collect fetches what is answered.\n",
        1,
    )
    assert judge(unvoted, service, "--yes", "--json").exit_code == 1
    written = judge(unvoted, service, "--write-requests", str(unvoted.parent / "out"))
    assert written.stdout == "Everything is answered, or out in batches: nothing was written.\n"
    collected = judge(unvoted, service, "--collect")
    assert collected.exit_code == 1
    assert "3 requests of the files went unanswered" in collected.stderr
    service.wrong = lambda *_: None
    assert "Sent 3 requests" in judge(unvoted, service, "--submit").stderr
    assert judge(unvoted, service, "--collect").exit_code == 0
    assert votes(unvoted) == 16


def test_collecting_a_part_leaves_the_rest_to_be_collected(unvoted: Path, service: BatchServer) -> None:
    service.ended = True
    assert judge(unvoted, service, "--submit").exit_code == 0
    part = judge(unvoted, service, "--collect", limit=1)
    assert "16 answers to no request of this run" in part.stderr
    assert votes(unvoted) == 8
    assert "16 requests answered" in judge(unvoted, service, "--collect").stdout
    assert votes(unvoted) == 16


def test_an_answer_to_no_request_keeps_nothing_of_its_batch_out(unvoted: Path, service: BatchServer) -> None:
    """As of a case whose text was mended meanwhile, or of a part that is collected with other options."""

    def odd(n: int, request: dict[str, Any]) -> dict[str, Any] | None:
        unread = openai(request, "no letter") if n == 5 else None
        return expired(request) if n < 3 else openai(request | {"custom_id": "f" * 64}) if n == 4 else unread

    service.ended, service.wrong = True, odd
    assert judge(unvoted, service, "--submit").exit_code == 0
    collected = judge(unvoted, service, "--collect")
    assert collected.exit_code == 1
    assert "1 answer to no request of this run" in collected.stderr
    assert "3 requests of the files went unanswered" in collected.stderr
    service.wrong = lambda *_: None
    assert "Sent 5 requests" in judge(unvoted, service, "--submit").stderr
    again = judge(unvoted, service, "--collect")
    assert "5 requests answered" in again.stdout
    assert votes(unvoted) == 16
    done = judge(unvoted, service, "--yes")
    assert (done.exit_code, done.stdout) == (0, "The oracle o has answered all of this already: nothing was sent.\n")


def test_a_refused_batch_is_out_of_nobodys_way(unvoted: Path, service: BatchServer) -> None:
    service.refuses = 400
    refused = judge(unvoted, service, "--submit")
    assert refused.exit_code == 1
    assert "no batches for you" in refused.stderr
    service.refuses = None
    service.failing = "line 3 is wrong"
    assert "Sent 32 requests" in judge(unvoted, service, "--submit").stderr
    failed = judge(unvoted, service, "--collect")
    assert failed.exit_code == 1
    assert "The batch batch_1 was refused as a whole: line 3 is wrong" in failed.stderr
    service.failing, service.ended = "", True
    assert "Sent 32 requests" in judge(unvoted, service, "--submit").stderr
    assert judge(unvoted, service, "--collect").exit_code == 0
    assert votes(unvoted) == 16


def test_a_batch_that_may_have_arrived_is_not_sent_again(unvoted: Path, service: BatchServer, tmp_path: Path) -> None:
    service.drops = True
    assert judge(unvoted, service, "--submit").exit_code == 1
    service.drops = False
    for way in ("--submit", "--collect"):
        unsure = judge(unvoted, service, way)
        assert unsure.exit_code == 1
        assert "may have arrived: look for it in the provider's list of batches" in unsure.stderr
    (file,) = batches_folder(runs_folder(unvoted) / "o.jsonl").glob("*/*.jsonl")
    answers = tmp_path / "answers.jsonl"
    answers.write_text("\n".join(_lines(file)))
    assert judge(unvoted, service, "--read-answers", str(answers)).exit_code == 0
    assert "nothing was sent" in judge(unvoted, service, "--submit").stdout


def test_a_link_that_came_with_the_runs_leads_no_answers_into_another_file(
    unvoted: Path, service: BatchServer, tmp_path: Path
) -> None:
    other = tmp_path / "somebody's"
    other.write_bytes(b"notes\n")
    service.ended = True
    assert judge(unvoted, service, "--submit").exit_code == 0
    (file,) = batches_folder(runs_folder(unvoted) / "o.jsonl").glob("*/*.jsonl")
    file.with_suffix(".answers.jsonl").symlink_to(other)
    assert judge(unvoted, service, "--collect").exit_code == 0
    assert votes(unvoted) == 16
    assert other.read_bytes() == b"notes\n"


@pytest.mark.parametrize("counts", [None, [], "many", {"processing": "x", "succeeded": -1, "errored": 10**400}])
def test_counts_that_make_no_sense_keep_no_answers_back(unvoted: Path, service: BatchServer, counts: object) -> None:
    service.ended, service.says = True, {"request_counts": counts}
    assert judge(unvoted, service, "--submit", model=MODELS[1], limit=1).exit_code == 0
    collected = judge(unvoted, service, "--collect", model=MODELS[1], limit=1)
    assert collected.exit_code == 0, collected.output
    assert votes(unvoted) == 8


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("says", [b"<html>", b"[1]", b"null"])
def test_a_state_that_is_none_leaves_the_batch_to_be_collected(
    unvoted: Path, service: BatchServer, model: str, says: bytes
) -> None:
    service.ended = True
    assert judge(unvoted, service, "--submit", model=model, limit=1).exit_code == 0
    service.says = says
    assert judge(unvoted, service, "--collect", model=model, limit=1).exit_code == 1
    service.says = {}
    assert judge(unvoted, service, "--collect", model=model, limit=1).exit_code == 0
    assert votes(unvoted) == 8


def test_a_service_that_nobody_here_can_send_to_is_told(unvoted: Path, service: BatchServer) -> None:
    groq = judge(unvoted, service, "--submit", model="groq/llama-3.1-8b-instant")
    assert groq.exit_code == 1
    assert "litellm sends no batches to groq: write them with --write-requests DIR" in groq.stderr
    dear = judge(unvoted, service, "--submit", "--max-cost", "0")
    assert dear.exit_code == 1
    assert "Nothing was sent" in dear.stderr
    assert not service.files


def _lines(file: Path) -> Iterator[str]:
    for line in file.read_text().splitlines():
        request: dict[str, Any] = json.loads(line)
        yield json.dumps(openai(request))
