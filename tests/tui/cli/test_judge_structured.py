"""`judge` asks for a form of answers where several principles are asked about; that is no part of the question."""

import json
from pathlib import Path

from core.oracle.journal.writer import runs_folder
from tests.core.oracle.server import Behaviour, Server
from tests.tui.cli.judging import judge


def test_a_run_goes_on_with_or_without_a_form(unvoted: Path, server: Server) -> None:
    some = ("--oracle", "m", "--batch-principles", "3", "--json")
    held = judge(unvoted, server, "--limit", "1", *some)
    assert held.exit_code == 0, held.output
    document = json.loads(held.stdout)
    assert (document["parameters"]["response_format"], document["parameters"]["max_tokens"]) == ("json_schema", 56)
    names = [each["response_format"]["json_schema"]["schema"]["required"] for each in server.counts().bodies[:3]]
    assert sorted(map(len, names)) in ([2, 3, 3], [3, 3, 3])
    assert names[0] == ["principle_1", "principle_2", "principle_3"]
    free = judge(unvoted, server, "--limit", "2", *some, "--no-structured")
    assert free.exit_code == 0, free.output
    document = json.loads(free.stdout)
    assert document["plan"]["requests"] == 3 * 2
    assert (document["parameters"].get("response_format"), document["parameters"]["max_tokens"]) == (None, 32)
    assert sum(server.counts().asked.values()) == 2 * 3 * 2
    (path,) = runs_folder(unvoted).glob("*.jsonl")
    heads = [row for line in path.read_text().splitlines() if (row := json.loads(line))["event"] == "run"]
    assert [each["parameters"].get("response_format") for each in heads] == ["json_schema", None]


def test_a_form_is_for_our_own_prompt(unvoted: Path, server: Server) -> None:
    refused = judge(unvoted, server, "--structured", "--prompt", "paper.v1")
    assert (refused.exit_code, refused.stderr) == (
        1,
        "--structured is for discretion.v2, and paper.v1 asks for answers of its own: leave it out.\n",
    )
    server.behave(Behaviour(faults={"babble": 1.0}))
    unread = judge(unvoted, server, "--limit", "1")
    assert (unread.exit_code, "schema, --structured asks for that." in unread.stderr) == (1, True)
    assert "--structured" not in judge(unvoted, server, "--limit", "1", "--no-structured").stderr
    several = judge(unvoted, server, "--limit", "1", "--oracle", "m", "--batch-principles", "3")
    assert "JSON schema; --no-structured asks for plain ones." in several.stderr
    server.behave(Behaviour())
    assert judge(unvoted, server, "--limit", "1", "--structured").exit_code == 0
    assert server.counts().bodies[0]["response_format"]["json_schema"]["name"] == "answer"
