"""`judge` where addresses, answers and journals are not as they should be: one sentence each, and no secret told."""

from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from core.oracle.journal.runs import Runs
from core.oracle.journal.writer import runs_folder
from tests.core.oracle.server import Behaviour, Server
from tests.tui.cli.judging import KEY
from tui.cli import cli
from tui.screens.runs.rows import run_line

HIDDEN = "hush-4f1c9d0a"


def judge(store: Path, *more: str, model: str = "openai/gpt-4o-mini") -> Result:
    result = CliRunner().invoke(cli, ["judge", "-s", str(store), "--model", model, "--limit", "1", *more])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert KEY not in result.output
    assert HIDDEN not in result.output
    assert "Traceback" not in result.output
    return result


def written(store: Path) -> bytes:
    return b"".join(path.read_bytes() for path in runs_folder(store).iterdir())


@pytest.mark.parametrize("address", ["localhost:8000/v1", "https://", f"http://user:{HIDDEN}@127.0.0.1:9/v1"])
@pytest.mark.parametrize("dry", [["--dry-run"], []])
def test_an_address_that_cannot_be_one_is_refused_before_anything_is_sent(
    unvoted: Path, server: Server, address: str, dry: list[str]
) -> None:
    refused = judge(unvoted, "--api-base", address, *dry)
    assert refused.exit_code == 1
    assert "--api-base" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert not runs_folder(unvoted).exists()


def test_an_address_in_the_environment_is_told_and_written_down(
    unvoted: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "the provider's own address" in judge(unvoted, "--dry-run").stdout
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.base}?key={HIDDEN}")
    host = server.base.split("/")[2]
    assert f"sent to   {host}" in judge(unvoted, "--dry-run").stdout
    assert orjson.loads(judge(unvoted, "--dry-run", "--json").stdout)["api_base"] == host
    done = judge(unvoted)
    assert done.exit_code == 0, done.output
    assert f"sent to   {host}" in done.stderr
    assert server.counts().keys == {f"Bearer {KEY}"}
    assert f'"api_base":"{host}"'.encode() in written(unvoted)
    assert HIDDEN.encode() not in written(unvoted)


@pytest.mark.parametrize(
    ("rest", "secret"), [(f"/v1?key={HIDDEN}", HIDDEN), (f"/{HIDDEN}-{HIDDEN}/v1", f"{HIDDEN}-{HIDDEN}")]
)
def test_a_secret_in_an_address_is_not_told_when_the_server_repeats_it_alone(
    unvoted: Path, server: Server, rest: str, secret: str
) -> None:
    server.behave(Behaviour(faults={"400": 1.0}, says=f"the key {secret} is unknown"))
    failed = judge(unvoted, "--api-base", server.base.removesuffix("/v1") + rest)
    assert failed.exit_code == 1
    assert "the key (key) is unknown" in failed.stderr
    assert HIDDEN.encode() not in written(unvoted)


def test_what_is_estimated_is_said_to_be_and_what_is_unknown_is_not_nothing(unvoted: Path, server: Server) -> None:
    server.behave(Behaviour(faults={"usageless": 1.0}))
    address = ("--api-base", server.base, "--yes")
    done = judge(unvoted, *address)
    assert done.exit_code == 0, done.output
    assert "spent on this run so far, estimated for 16 answers whose tokens the server did not tell." in done.stdout
    unpriced = judge(unvoted, *address, model="openai/nobodys-model")
    assert "16 requests answered; cost unknown." in unpriced.stdout
    assert "$" not in unpriced.stdout
    more = ("--budget", "1", "--oracle", "another")
    refused = judge(unvoted, *address, *more, model="openai/nobodys-model")
    assert refused.exit_code == 1
    assert "--budget cannot be kept" in refused.stderr


def test_unreadable_answers_and_fewer_log_probabilities_are_told_in_plain_sentences(
    unvoted: Path, server: Server
) -> None:
    server.behave(Behaviour(faults={"number": 1.0}, most_logprobs=7))
    failed = judge(unvoted, "--api-base", server.base)
    assert failed.exit_code == 1
    assert "The server refuses so many log probabilities: 5 are asked for from now on.\n" in failed.stderr
    assert "unparsable      16  such as case " in failed.stderr
    assert "the answer cannot be read: its content is no text\n" in failed.stderr
    assert "Warning" not in failed.stderr
    assert b'"event":"sent"' in written(unvoted)


def test_a_line_of_the_journal_that_cannot_be_read_is_told_and_asked_again(unvoted: Path, server: Server) -> None:
    address = ("--api-base", server.base)
    assert judge(unvoted, *address).exit_code == 0
    (path,) = runs_folder(unvoted).iterdir()
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:4], b"\xff" + lines[4], *lines[5:]]))
    for more in ("--dry-run", "--limit=2", "--limit=1"):  # of which the last asks nothing
        again = judge(unvoted, *address, more)
        assert again.exit_code == 0
        assert again.stderr.count(f"1 line of {path.name} cannot be read: what was answered there is asked again.") == 1
    (run,) = Runs(unvoted).poll()
    assert run.skipped == 1
    assert "1 line that nobody can read" in run_line(run, {}, {})


def test_a_moderated_request_fails_alone(unvoted: Path, server: Server) -> None:
    server.behave(Behaviour(faults={"moderated": 0.3}))
    failed = judge(unvoted, "--api-base", server.base)
    assert failed.exit_code == 1
    assert "refusal" in failed.stderr
    assert "the provider declined: Your input was flagged by moderation" in failed.stderr
    assert "key" not in failed.stderr
