"""`judge` against a local server over real HTTP: the votes that the server's rule implies, and nothing asked twice."""

import json
import re
from importlib.resources import files
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from core.importers.importing import import_files
from core.importers.options import ImportOptions
from core.journal.writer import Journal
from core.oracle.journal.writer import runs_folder
from core.storage.store import Store
from sample_data import folder
from tests.core.oracle.rule import implied, implied_vote
from tests.core.oracle.server import Behaviour, Server
from tests.tui.cli.judging import KEY, judge
from tui.cli import cli


@pytest.fixture
def annotated(unvoted: Path) -> Path:
    """The same with the annotations of mara."""
    import_files([folder() / "mara.csv"], unvoted, ImportOptions(annotator="mara"))
    return unvoted


def test_votes_of_the_sample_are_those_that_the_rule_implies(annotated: Path, server: Server) -> None:
    some = ("--limit", "30")
    result = judge(annotated, server, "--oracle", "ruled", "--json", "--concurrency", "16", *some)
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["plan"]["requests"] == document["run"]["answered"] == 30 * 8 * 2
    assert document["store_now"] == {"new": 480, "waiting": 0, "stale": 0, "how": {"logprobs": 480}}
    with Store.open(annotated) as store:
        (oracle,) = store.oracles()
        principles = store.principles()
        votes = store.votes(oracle, len(principles))
        for case in islice(store.cases(), 30):
            assert list(votes[case.n]) == [implied_vote(case, each) for each in principles], case.id
            for ballot in store.ballots(case.n, oracle):
                said = implied(case, principles[ballot.principle])[ballot.order]
                assert (ballot.prob_a, ballot.prob_b, ballot.prob_na) == pytest.approx(said)
        assert len(set(votes[:30].ravel())) == 3
        (run,) = store.answers.runs()
        assert (run.role, run.name, run.how, run.answers) == ("oracle", "ruled", "logprobs", 480)
        assert store.imports()[-1].format == "judge"
    counts = server.counts()
    assert set(counts.asked.values()) == {1}
    assert counts.keys == {f"Bearer {KEY}"}
    for path in [annotated, *runs_folder(annotated).iterdir()]:
        assert KEY.encode() not in path.read_bytes(), path
    again = judge(annotated, server, "--oracle", "ruled", *some)
    assert again.exit_code == 0
    assert "nothing was sent" in again.stdout
    assert server.counts().asked == counts.asked
    information = CliRunner().invoke(cli, ["info", "-s", str(annotated)])
    assert "480 from log probabilities" in information.output
    report = CliRunner().invoke(cli, ["report", "-s", str(annotated), "--bootstrap", "0", "--json"])
    found = json.loads(report.stdout)
    assert (found["dataset"]["oracle"], found["dataset"]["oracle_answers"]) == ("ruled", {"logprobs": 480})
    assert any("480 from log probabilities" in note for note in found["notes"])


def test_a_dry_run_sends_nothing_and_makes_nothing(unvoted: Path, server: Server) -> None:
    result = judge(unvoted, server, "--dry-run")
    assert result.exit_code == 0
    for word in ("1,920", "tokens", "cost", "$", "time", "Nothing was sent."):
        assert word in result.stdout, word
    assert not server.counts().asked
    assert not runs_folder(unvoted).exists()


def test_without_a_key_a_dry_run_still_says_what_it_would_cost(unvoted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    arguments = ["judge", "-s", str(unvoted), "--model", "openai/gpt-4o-mini"]
    result = CliRunner().invoke(cli, [*arguments, "--dry-run"])
    assert result.exit_code == 0, result.output
    assert "OPENAI_API_KEY" in result.stderr
    assert "$" in result.stdout
    refused = CliRunner().invoke(cli, arguments)
    assert refused.exit_code == 1
    assert len(refused.stderr.splitlines()) == 1


def test_what_may_cost_too_much_is_asked_about(unvoted: Path, server: Server) -> None:
    for more, said in (
        (("--max-cost", "0.0001"), "may cost"),
        (("--model", "openai/nobody-knows-it"), "cost nobody here knows what"),
    ):
        result = judge(unvoted, server, "--limit", "2", *more)
        assert result.exit_code == 1
        assert said in result.stderr
        assert "--yes" in result.stderr
    assert not server.counts().asked
    sent = judge(unvoted, server, "--limit", "2", "--model", "openai/nobody-knows-it", "--yes")
    assert sent.exit_code == 0, sent.output
    unknown = judge(unvoted, server, "--limit", "3", "--model", "openai/nobody-knows-it", "--budget", "1", "--yes")
    assert unknown.exit_code == 1
    assert "--budget" in unknown.stderr


def test_a_budget_ends_the_run_cleanly_and_the_same_command_goes_on(unvoted: Path, server: Server) -> None:
    # 101 tokens a request at the list price of 0.15 and 0.60 dollars a million.
    stopped = judge(unvoted, server, "--limit", "10", "--budget", "0.001", "--json", "--concurrency", "4")
    assert stopped.exit_code == 1
    document = json.loads(stopped.stdout)
    assert document["run"]["stopped"] == "budget"
    assert 0.0005 < document["run"]["spent"] <= 0.001 + 4 * 16e-6
    assert 0 < document["store_now"]["new"] < 160
    done = judge(unvoted, server, "--limit", "10", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["plan"]["answered_before"] >= 0
    assert set(server.counts().asked.values()) == {1}
    assert sum(server.counts().asked.values()) == 160
    _check_all(unvoted, range(10))


def test_failures_are_listed_by_kind_and_asked_again_alone(unvoted: Path, server: Server) -> None:
    server.behave(Behaviour(faults={"babble": 0.3, "refusal": 0.1}))
    broken = judge(unvoted, server, "--limit", "10")
    assert broken.exit_code == 1
    assert "unparsable" in broken.stderr
    assert "refusal" in broken.stderr
    assert "The same command asks only what is missing." in broken.stderr
    said = re.search(r"Votes: (\d+) of 80 wanted \(\d+ %\): \d+ unreadable, \d+ refused", broken.stdout)
    assert said is not None
    information = CliRunner().invoke(cli, ["info", "-s", str(unvoted), "--json"])
    covered = json.loads(information.stdout)["coverage"]
    assert sum(each["got"] for each in covered) == int(said[1])
    assert {each["wanted"] for each in covered} == {10}
    import_files([folder() / "mara.csv"], unvoted, ImportOptions(annotator="mara"))
    asked = ["report", "-s", str(unvoted), "--bootstrap", "0"]
    for form in ("", "--markdown", "--html"):
        report = CliRunner().invoke(cli, [*asked, *filter(None, [form])])
        before, warned, _ = report.stdout.partition("Votes are missing")
        assert warned, (form, report.output)
        assert "Whose principles" not in before.partition("<body>")[2] if form == "--html" else not before.strip("*")
    CliRunner().invoke(cli, [*asked, "-o", str(unvoted.with_suffix(".tex"))])
    assert "\\begin{document}\n\\textbf{Votes are missing" in unvoted.with_suffix(".tex").read_text()
    document = json.loads(CliRunner().invoke(cli, [*asked, "--json"]).stdout)
    assert document["dataset"]["warning"].startswith("Votes are missing: of the votes wanted of openai/gpt-4o-mini, ")
    assert len(document["dataset"]["coverage"]) == 8
    answered = set(server.counts().answered)
    server.behave(Behaviour())
    assert judge(unvoted, server, "--limit", "10").exit_code == 0
    assert not answered & set(server.counts().asked)
    _check_all(unvoted, range(10))


def test_one_order_alone_of_a_question_makes_no_vote(unvoted: Path, server: Server) -> None:
    server.behave(Behaviour(faults={"refusal": 0.5}))
    judge(unvoted, server, "--limit", "5")
    with Store.open(unvoted) as store:
        for oracle in store.oracles():
            both, _ = store.ordered(oracle, 8)
            assert (store.voted(oracle, 8) == both).all()


def test_reviews_that_where_cannot_read_are_told(annotated: Path, server: Server) -> None:
    with Store.open(annotated) as store, Journal.open(store.reviews, "r1", store.identity) as journal:
        journal.append(event="review", case="med-01", annotator="mara", verdict="flag")
        path = journal.path
    path.write_bytes(path.read_bytes().replace(b"{", b"#", 1))
    told = "r1.jsonl has unreadable lines (line 1): they stay in the file, but count for nothing."
    asked = judge(annotated, server, "--dry-run", "--where", "flagged:no", "--yes")
    assert told in asked.stderr.splitlines()
    assert told not in judge(annotated, server, "--dry-run", "--yes").stderr
    gone = judge(annotated, server, "--dry-run", "--where", "flagged:no", "--reviews", "nowhere").stderr.splitlines()
    assert gone[0] == "There is no folder nowhere, so no reviews are counted: check --reviews."


def test_where_limit_and_sample_choose_cases_before_there_are_votes(annotated: Path, server: Server) -> None:
    def chosen(*more: str) -> int:
        cases = json.loads(judge(annotated, server, "--dry-run", "--json", *more).stdout)["plan"]["cases"]
        assert isinstance(cases, int)
        return cases

    assert chosen("--where", "case:med-01 or case:love-01") == 2
    assert 0 < chosen("--where", "marriage") < 30
    assert chosen("--where", "chose:a") + chosen("--where", "-chose:a") == 120
    assert chosen("--sample", "7", "--limit", "3") == 3
    for term in ("conflict", 'for:"Be kind"', "balance:1:1", "arbitrary"):
        refused = judge(annotated, server, "--dry-run", "--where", term)
        assert refused.exit_code == 1
        assert "needs votes" in refused.stderr


def test_an_oracle_whose_votes_were_imported_is_not_added_to_by_accident(unvoted: Path, server: Server) -> None:
    import_files([folder() / "votes.csv"], unvoted, ImportOptions(oracle="sample-oracle"))
    refused = judge(unvoted, server, "--oracle", "sample-oracle")
    assert refused.exit_code == 1
    assert "--only-missing" in refused.stderr
    assert judge(unvoted, server, "--oracle", "sample-oracle", "--only-missing").exit_code == 0
    assert not server.counts().asked


def test_generic_makes_an_annotator_of_kind_llm(annotated: Path, server: Server) -> None:
    result = judge(annotated, server, "--generic", "--annotator", "judge-1", "--limit", "20")
    assert result.exit_code == 0, result.output
    with Store.open(annotated) as store:
        found = next(each for each in store.annotators() if each.name == "judge-1")
        assert found.kind == "llm"
        preferences = store.annotations(found)[0]
        assert list(preferences[:20]) == [implied_vote(store.case(n), None) for n in range(20)]
        assert not store.annotated(found)[20:].any()
    taken = judge(annotated, server, "--generic", "--annotator", "mara")
    assert taken.exit_code == 1
    assert "another --annotator" in taken.stderr


def test_many_principles_in_one_request_give_the_same_votes_here(unvoted: Path, server: Server) -> None:
    result = judge(unvoted, server, "--limit", "6", "--batch-principles", "3", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["plan"]["requests"] == 6 * 3 * 2
    assert json.loads(result.stdout)["store_now"]["how"] == {"logprobs": 6 * 8 * 2}
    _check_all(unvoted, range(6))
    one_by_one = judge(unvoted, server, "--limit", "7")
    assert one_by_one.exit_code == 1
    assert "another --oracle" in one_by_one.stderr or "another name" in one_by_one.stderr


def test_a_prompt_of_the_users_own_is_kept_with_the_run(unvoted: Path, server: Server, tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    text = (files("core.oracle.questions") / "templates" / "vote.v2.txt").read_text()
    settings = text.replace("temperature = 0", "temperature = 0.5").replace("max_tokens = 8", "max_tokens = 3")
    file.write_text(settings.replace("Which response adheres more", "Which one adheres more"))
    result = judge(unvoted, server, "--limit", "2", "--oracle", "mine", "--prompt", str(file), "--json")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)["prompt"]
    assert (said["template"], said["reading"]) == ("mine.txt", "declared")
    for body in server.counts().bodies:
        assert (body["temperature"], body["max_tokens"]) == (0.5, 3)
        assert "Which one adheres more" in body["messages"][1]["content"]
    file.write_text("[user]\nsomething else")
    other = judge(unvoted, server, "--limit", "3", "--oracle", "mine", "--prompt", "paper.v1")
    assert (other.exit_code, other.stderr.count("\n")) == (1, 1)
    assert "was asked with the prompt mine.txt" in other.stderr
    assert judge(unvoted, server, "--limit", "3", "--oracle", "mine").exit_code == 0
    assert sum(server.counts().asked.values()) == 3 * 8 * 2
    with Store.open(unvoted) as store:
        assert {run.template for run in store.answers.runs()} == {"mine.txt"}
    wrong = judge(unvoted, server, "--oracle", "new", "--prompt", str(file))
    assert (wrong.exit_code, wrong.stderr) == (
        1,
        "The prompt mine.txt does not show $prompt: it needs $prompt, $response_a and $response_b.\n",
    )


def test_without_logprobs_the_store_says_that_answers_are_texts_or_samples(unvoted: Path, server: Server) -> None:
    server.behave(Behaviour(logprobs=False))
    assert judge(unvoted, server, "--limit", "3", "--oracle", "text").exit_code == 0
    assert judge(unvoted, server, "--limit", "3", "--oracle", "shares", "--samples", "3").exit_code == 0
    with Store.open(unvoted) as store:
        runs = {run.name: (run.how, run.answers) for run in store.answers.runs()}
        assert runs == {"text": ("text", 48), "shares": ("sampled", 48)}
        text, shares = store.oracles()
        assert np.array_equal(store.votes(text, 8), store.votes(shares, 8))
    _check_all(unvoted, range(3))


def test_more_room_and_another_host_ask_only_what_is_missing(unvoted: Path, server: Server) -> None:
    server.behave(Behaviour(faults={"babble": 0.3}))
    judge(unvoted, server, "--limit", "5")
    good = sum(server.counts().answered.values())
    server.behave(Behaviour())
    there = server.base.replace("127.0.0.1", "localhost")
    done = judge(unvoted, server, "--limit", "5", "--max-tokens", "50", "--api-base", there, "--json")
    assert done.exit_code == 0, done.output
    assert sum(server.counts().asked.values()) == 80 - good < 80
    assert "is taken for the same server with the same model" in done.stderr
    _check_all(unvoted, range(5))


def test_samples_are_added_to_samples_and_what_was_answered_once_stands(unvoted: Path, server: Server) -> None:
    server.behave(Behaviour(logprobs=False))
    assert judge(unvoted, server, "--limit", "2", "--oracle", "text").exit_code == 0
    done = judge(unvoted, server, "--limit", "3", "--oracle", "text", "--samples", "3")
    assert done.exit_code == 0, done.output
    assert "What was answered once so far stands, and what is missing is asked 3 times" in done.stderr
    assert sum(server.counts().asked.values()) == 32 + 3 * 16
    assert judge(unvoted, server, "--limit", "2", "--oracle", "more", "--samples", "2").exit_code == 0
    server.behave(Behaviour(logprobs=False))
    more = judge(unvoted, server, "--limit", "2", "--oracle", "more", "--samples", "5", "--json")
    assert more.exit_code == 0, more.output
    assert sum(server.counts().asked.values()) == 3 * 32
    assert json.loads(more.stdout)["store_now"]["how"] == {"sampled": 32}
    assert "nothing was sent" in judge(unvoted, server, "--limit", "2", "--oracle", "more", "--samples", "5").stdout
    fewer = judge(unvoted, server, "--limit", "2", "--oracle", "more", "--samples", "3")
    assert (fewer.exit_code, fewer.stderr.count("\n")) == (1, 1)
    with Store.open(unvoted) as store:
        runs = {(run.name, run.how): run.answers for run in store.answers.runs()}
        assert runs == {("text", "text"): 32, ("text", "sampled"): 16, ("more", "sampled"): 32}
    _check_all(unvoted, range(3))


def _check_all(path: Path, cases: range) -> None:
    """The first oracle has exactly the implied votes on these cases, and none on others."""
    with Store.open(path) as store:
        oracle, principles = store.oracles()[0], store.principles()
        votes, voted = store.votes(oracle, len(principles)), store.voted(oracle, len(principles))
        assert voted[cases.start : cases.stop].all()
        assert voted.sum() == len(cases) * len(principles)
        for n in cases:
            assert list(votes[n]) == [implied_vote(store.case(n), each) for each in principles]


def test_the_five_commands_of_the_readme_lead_to_a_ranking(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = (Path(__file__).resolve().parents[3] / "README.md").read_text(encoding="utf-8")
    found = re.search(r"<!-- five commands -->\n```sh\nexport DISCRETION_STORE=(\S+)\n(.*?)```", readme, re.DOTALL)
    assert found is not None
    commands = [line.split()[1:] for line in found[2].splitlines()]
    assert [command[0] for command in commands] == ["import", "import", "judge", "review", "report"]
    rows = [json.loads(line) for line in (folder() / "cases.jsonl").read_text(encoding="utf-8").splitlines()[:6]]
    lines = [
        {"prompt": str(n), "chosen": row["response_a"], "rejected": row["response_b"]} for n, row in enumerate(rows)
    ]
    (tmp_path / commands[0][1]).write_text("\n".join(map(json.dumps, lines)))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DISCRETION_STORE", found[1])
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", server.base)
    for command in commands:
        if command[0] != "review":  # which waits for a person
            result = CliRunner().invoke(cli, command)
            assert result.exit_code == 0, (command, result.output, result.exception)
    assert sum(server.counts().asked.values()) == 6 * 10 * 2
    assert "declared" in result.stdout
    assert "openai/gpt-4o-mini" in result.stdout
