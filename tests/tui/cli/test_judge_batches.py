"""`judge` by files: the votes that asking at once would give, whatever comes back, in whatever order and how often."""

import json
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from core.oracle.journal.writer import runs_folder
from core.storage.store import Store
from tests.core.oracle.batch_answers import answered, expired, failed, openai, requests_in, written
from tests.core.oracle.rule import implied_vote
from tests.core.oracle.server import Server
from tests.tui.cli import judging
from tui.cli import cli

GPT = "openai/gpt-4o-mini"
CLAUDE = "anthropic/claude-sonnet-4-5"


def judge(store: Path, *more: object, model: str = GPT, limit: int = 2) -> Result:
    words = ["judge", "-s", str(store), "--model", model, "--limit", str(limit), *map(str, more)]
    result = CliRunner().invoke(cli, words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


@pytest.fixture(autouse=True)
def keyless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files need no key."""
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)


def requested(store: Path, folder: Path, model: str = GPT, *more: str, limit: int = 2) -> list[dict[str, Any]]:
    """Write the requests, and read them."""
    wrote = judge(store, "--write-requests", folder, *more, model=model, limit=limit)
    assert wrote.exit_code == 0, wrote.output
    return [each for path in sorted(folder.iterdir()) for each in requests_in(path)]


def votes(store: Path, cases: int) -> None:
    """The votes on the first cases are those that the rule implies."""
    with Store.open(store) as opened:
        (oracle,) = opened.oracles()
        principles = opened.principles()
        given = opened.votes(oracle, len(principles))
        for n in range(cases):
            case = opened.case(n)
            assert list(given[n]) == [implied_vote(case, each) for each in principles]


@pytest.mark.parametrize("model", [GPT, CLAUDE])
def test_a_batch_makes_the_votes_that_the_rule_implies(unvoted: Path, tmp_path: Path, model: str) -> None:
    folder = tmp_path / "out"
    assert len(requested(unvoted, folder, model)) == 32
    (path,) = folder.iterdir()
    answers = list(answered(path))
    halves = written(tmp_path / "1.jsonl", *answers[20:]), written(tmp_path / "2.jsonl", *reversed(answers[:20]))
    first = judge(unvoted, "--read-answers", halves[0], model=model)
    assert first.exit_code == 1
    assert "12 requests answered" in first.stdout
    assert first.stderr.endswith("20 requests have no answer yet.\n")
    left = requested(unvoted, tmp_path / "again", model)
    assert {each["custom_id"] for each in left} == {each["custom_id"] for each in answers[:20]}
    second = judge(unvoted, "--read-answers", *halves, "--json", model=model)
    assert second.exit_code == 0, second.output
    document = orjson.loads(second.stdout)
    assert document["answers"]["answered"] == 20
    assert document["answers"]["before"] == 12
    votes(unvoted, 2)
    (journal,) = runs_folder(unvoted).iterdir()
    before = journal.read_bytes()
    third = judge(unvoted, "--read-answers", *halves, model=model)
    assert third.exit_code == 0
    assert "nothing new in these files" in third.stdout
    assert journal.read_bytes() == before
    assert "nothing was written" in judge(unvoted, "--write-requests", tmp_path / "none", model=model).stdout


def test_a_batch_costs_half(unvoted: Path, tmp_path: Path) -> None:
    wrote = judge(unvoted, "--write-requests", tmp_path / "out", "--json")
    (path,) = (tmp_path / "out").iterdir()
    document = orjson.loads(wrote.stdout)
    assert document["files"] == [{"path": str(path), "requests": 32, "bytes": path.stat().st_size}]
    plan = orjson.loads(judge(unvoted, "--dry-run", "--json").stdout)["plan"]
    assert document["plan"]["cost"] == pytest.approx([each / 2 for each in plan["cost"]])
    answers = written(tmp_path / "a.jsonl", *answered(path))
    read = orjson.loads(judge(unvoted, "--read-answers", answers, "--json").stdout)
    assert read["run"]["spent"] == pytest.approx(32 * (1000 * 0.075e-6 + 0.3e-6))


def test_what_was_answered_at_once_is_not_written_and_not_counted_twice(
    unvoted: Path, tmp_path: Path, server: Server
) -> None:
    address = ("--api-base", server.base)
    both = requested(unvoted, tmp_path / "all", GPT, *address)
    assert judging.judge(unvoted, server, "--limit", "1").exit_code == 0
    (rest,) = {len(requested(unvoted, tmp_path / "rest", GPT, *address))}
    assert rest == 16
    answers = written(tmp_path / "a.jsonl", *map(openai, both))
    read = judge(unvoted, *address, "--read-answers", answers)
    assert read.exit_code == 0, read.output
    assert "16 requests answered" in read.stdout
    votes(unvoted, 2)


def test_failures_are_kept_once_and_the_rest_is_written_again(unvoted: Path, tmp_path: Path) -> None:
    requests = requested(unvoted, tmp_path / "out")
    good = [openai(each) for each in requests[5:]]
    bad = failed(requests[0], 400, "invalid_request_error", "blocked by the content filter")
    odd = openai(requests[1], "Well, it depends.")
    late = [expired(each) for each in requests[2:4]]
    files = written(tmp_path / "out.jsonl", *good, odd), written(tmp_path / "err.jsonl", bad, *late)
    for _ in range(2):
        read = judge(unvoted, "--read-answers", *files)
        assert read.exit_code == 1
        for said in (
            "2 requests of the files went unanswered, for the batch expired or was cancelled.",
            "2 requests failed:",
            "the provider declined",
            "Well, it depends.",
            "3 requests have no answer yet.",
            "The same command without --read-answers and --collect asks only what is missing",
        ):
            assert said in read.stderr
        (journal,) = runs_folder(unvoted).iterdir()
        assert journal.read_bytes().count(b'"event":"failure"') == 2
    left = requested(unvoted, tmp_path / "again")
    assert [each["custom_id"] for each in left] == [each["custom_id"] for each in requests[:5]]
    more = written(tmp_path / "more.jsonl", *map(openai, left))
    assert judge(unvoted, "--read-answers", more).exit_code == 0
    votes(unvoted, 2)


def test_answers_that_are_there_twice_count_once_and_different_ones_are_told(unvoted: Path, tmp_path: Path) -> None:
    requests = requested(unvoted, tmp_path / "out")
    answers = [openai(each) for each in requests]
    said = answers[3]["response"]["body"]["choices"][0]["message"]["content"]
    other = openai(requests[3], "B" if said == "A" else "A")
    failure = failed(requests[4], 500, "server_error", "oops")
    file = written(tmp_path / "a.jsonl", failure, *answers, answers[0], other)
    read = judge(unvoted, "--read-answers", file)
    assert read.exit_code == 1
    assert "2 requests had more than one answer, and for 1 of them these differ: the first counts." in read.stderr
    assert "32 requests answered" in read.stdout
    votes(unvoted, 2)


def test_answers_to_other_requests_are_refused_and_told(unvoted: Path, tmp_path: Path) -> None:
    requests = requested(unvoted, tmp_path / "out")
    answers = [openai(each) for each in requests]
    alien = {**answers[0], "custom_id": "\x1b[31mrequest-7"}
    file = written(tmp_path / "a.jsonl", alien, *answers)
    file.write_bytes(file.read_bytes() + b'{"custom_id": "cut of')
    read = judge(unvoted, "--read-answers", file)
    assert read.exit_code == 1
    assert "1 answer to no request of this run, such as the one named" in read.stderr
    assert "\x1b" not in read.stderr
    assert f"1 line left out for holding no answer, the first line 34 of {file}." in read.stderr
    others = judge(unvoted, "--samples", "2", "--oracle", "other", "--read-answers", file)
    assert others.exit_code == 1
    assert "None of the 33 answers is to a request of this run" in others.stderr
    assert len([*runs_folder(unvoted).iterdir()]) == 1


def test_files_that_are_no_answers_are_told_for_what_they_are(unvoted: Path, tmp_path: Path) -> None:
    requested(unvoted, tmp_path / "out")
    requested(unvoted, tmp_path / "claude", CLAUDE)
    for path in (*(tmp_path / "out").iterdir(), *(tmp_path / "claude").iterdir()):
        refused = judge(unvoted, "--read-answers", path)
        assert (refused.exit_code, "holds the requests of a batch" in refused.stderr) == (1, True)
    prose = tmp_path / "prose.txt"
    prose.write_text("Dear all,\n")
    assert "holds no answers to a batch" in judge(unvoted, "--read-answers", prose).stderr
    assert "cannot be read: No such file" in judge(unvoted, "--read-answers", tmp_path / "gone").stderr
    assert "cannot be read: Is a directory" in judge(unvoted, "--read-answers", tmp_path).stderr
    for ours in (runs_folder(unvoted), unvoted.with_suffix(".reviews") / "out"):
        assert "a folder of reviews or runs" in judge(unvoted, "--write-requests", ours).stderr
    assert not runs_folder(unvoted).exists()
    for wrong in (["--read-answers"], ["file"], ["--write-requests", "d", "--budget", "1"]):
        assert judge(unvoted, *wrong).exit_code == 2
    assert json.loads(judge(unvoted, "--write-requests", tmp_path / "x", "--json", limit=1).stdout)["run"] is None
