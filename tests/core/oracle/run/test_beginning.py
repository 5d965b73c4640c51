"""Before a run begins: its journal's name and head, and which answers it may not be mixed with."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.model.errors import OracleError
from core.model.terms import AnnotatorKind, JudgeRun
from core.oracle.journal.writer import AnswerJournal, run_path
from core.oracle.questions.asking import RunRequest
from core.oracle.questions.chosen_cases import CaseChoice
from core.oracle.questions.prompts import SHIPPED
from core.oracle.run.beginning import (
    begun,
    head_of,
    journal_name,
    moved,
    once_and_sampled,
    refuse_other_questions,
    refuse_strangers,
    resumed,
    template_wanted,
)
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.building import A0, WORKED, build

ASKED = RunRequest("m", "openai/m", {"temperature": 0.0}, CaseChoice("conflict"), (0,), samples=3, together=2)


def test_each_name_has_a_journal_of_its_own_that_can_be_a_file() -> None:
    names = ["gpt-4o", "openai/gpt-4o", "openai:gpt-4o", "../gpt-4o", "..", "", "Richterin Müller", "x" * 300]
    files = [journal_name(name, generic=generic) for name in names for generic in (True, False)]
    assert len(set(files)) == len(files)
    for file in files:
        assert run_path(Path("s.duckdb"), file).parent == Path("s.runs")
    assert files[1] == "gpt-4o"


def test_the_head_says_what_makes_the_run_the_same_run() -> None:
    head = head_of(ASKED, "localhost:8000", "1.0", 7)
    assert (head.template, head.template_version) == (ASKED.template.digest, ASKED.template.name)
    assert (head.model, head.api_base, head.tool_version) == ("openai/m", "localhost:8000", "1.0")
    assert head.parameters == {"temperature": 0.0}
    assert head.at.endswith("Z")
    assert head.about == {
        "role": "oracle",
        "name": "m",
        "orders": [0],
        "samples": 3,
        "together": 2,
        "where": "conflict",
        "requests": 7,
    }


def test_what_cannot_be_mixed_is_refused_and_told_in_full(tmp_path: Path) -> None:
    path = run_path(tmp_path / "s.duckdb", "m")
    refuse_other_questions(path, ASKED)
    AnswerJournal.open(path, head_of(ASKED, None, "1.0", 7)).close()
    refuse_other_questions(path, ASKED)
    for changes, said in (
        ({"samples": 1}, "with --samples 3, and .*: pass --samples 3, or another --oracle name for --samples 1"),
        ({"together": 1}, "with --batch-principles 2, and .* pass --batch-principles 2, or another --oracle name for"),
        (
            {"parameters": {"temperature": 0.5}},
            "with --temperature 0, and .* for --temperature 0.5",
        ),
        (
            {"parameters": {"temperature": 0.0, "reasoning_effort": "low"}},
            "with no --reasoning-effort, and .*: pass no --reasoning-effort, or .* for --reasoning-effort low",
        ),
    ):
        with pytest.raises(OracleError, match=said):
            refuse_other_questions(path, replace(ASKED, **changes))


def test_more_room_more_samples_and_another_host_of_the_server_go_on(tmp_path: Path) -> None:
    path = run_path(tmp_path / "s.duckdb", "m")
    once = RunRequest("m", "openai/m", {"temperature": 0.0, "max_tokens": 8, "logprobs": True})
    AnswerJournal.open(path, head_of(once, "one:8000", "1.0", 7)).close()  # as before keys were told from parameters
    roomy = resumed(path, replace(once, parameters={"temperature": 0.0, "max_tokens": 99}))
    assert (roomy.keyed, roomy.earlier) == (once.parameters, ())
    sampled = replace(once, parameters={"temperature": 1.0, "max_tokens": 8}, samples=3)
    refuse_other_questions(path, sampled)
    more = resumed(path, sampled)
    assert (more.keyed, more.earlier) == ({"temperature": 1.0}, (once.parameters,))
    AnswerJournal.open(path, head_of(more, "one:8000", "1.0", 7)).close()
    again = replace(sampled, parameters={"temperature": 1.0, "max_tokens": 50}, samples=5)
    refuse_other_questions(path, again)
    assert resumed(path, again).keyed == {"temperature": 1.0}
    assert resumed(path, once).keyed == once.parameters
    assert once_and_sampled(path, once) is None
    assert "asked 5 times: for shares throughout pass another --oracle name" in str(once_and_sampled(path, again))
    assert moved(path, once, "one:8000") is None
    assert "was at one:8000 and goes on at two:9000" in str(moved(path, once, "two:9000"))
    with pytest.raises(OracleError, match="was asked at one:8000, and now it would be at the provider's own address"):
        moved(path, once, None)


def test_a_run_goes_on_with_the_prompt_that_it_was_begun_with(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("[user]\n$prompt $response_a $response_b $principle A, B or N?\n")
    path = run_path(tmp_path / "s.duckdb", "m")
    assert template_wanted(None, 1, begun(path)).name == "vote.v2"
    for prompt, name in (("discretion.v1", "vote.v1"), ("paper.v1", "paper.v1"), (str(mine), "mine.txt")):
        asked = RunRequest("m", "openai/m", prompt=template_wanted(prompt, 1, None))
        AnswerJournal.open(path, head_of(asked, None, "1.0", 7)).close()
        mine.unlink(missing_ok=True)
        found = template_wanted(None, 1, begun(path))
        assert (found.name, found) == (name, asked.template)
        refuse_other_questions(path, asked)
        same = f"pass --prompt {prompt}" if prompt in SHIPPED else "leave --prompt out"
        with pytest.raises(OracleError, match=rf"prompts are not mixed: {same}.*name for discretion.v2\."):
            refuse_other_questions(path, RunRequest("m", "openai/m"))
        path.unlink()
        mine.write_text("[user]\n$prompt $response_a $response_b $principle A, B or N?\n")


def test_votes_of_a_run_whose_journal_is_gone_are_not_mixed_with_what_cannot_go_with_them(tmp_path: Path) -> None:
    path = build(tmp_path / "s.duckdb", WORKED, {})
    once, three = RunRequest("judge", "openai/m"), RunRequest("judge", "openai/m", together=3)
    file = tmp_path / "mine.txt"
    mine = []
    for end in ("?", "!"):
        file.write_text(f"[user]\n$prompt $response_a $response_b $principle A, B or N{end}\n")
        mine.append(replace(once, prompt=template_wanted(str(file), 1, None)))
    for before, now, said in (
        (once, three, "about one principle at a time, and .*: leave --batch-principles out, or pass another --oracle"),
        (three, once, "about several principles at a time, and .*: pass --batch-principles with as many as then, or"),
        (mine[0], mine[1], "with another text of the prompt mine.txt, and .*: give mine.txt as it was then, or pass"),
        (
            mine[0],
            once,
            "with the prompt mine.txt, and .*: pass --prompt with the file mine.txt as it was then, or pass",
        ),
        (once, mine[0], "with the prompt discretion.v2, and .*: pass --prompt discretion.v2, or pass"),
    ):
        template = before.template
        run = JudgeRun("m.jsonl", "oracle", "judge", "openai/m", template.name, template.digest, "{}", "text", 9)
        with StoreWriter.open(path) as writer:
            writer.record_runs("m.jsonl", [run])
        with Store.open(path) as store:
            refuse_strangers(store, before, only_missing=False)
            with pytest.raises(OracleError, match=f"The oracle judge was asked {said}"):
                refuse_strangers(store, now, only_missing=False)


def test_answers_that_the_model_did_not_give_are_refused(tmp_path: Path) -> None:
    path = build(tmp_path / "s.duckdb", WORKED, {"human": A0, "other": A0}, kinds={"other": AnnotatorKind.LLM})
    with Store.open(path) as store:
        refuse_strangers(store, RunRequest("new", "openai/m"), only_missing=False)
        with pytest.raises(OracleError, match="The oracle judge has answers that were imported: pass --only-missing"):
            refuse_strangers(store, RunRequest("judge", "openai/m"), only_missing=False)
        refuse_strangers(store, RunRequest("judge", "openai/m"), only_missing=True)
        for name in ("human", "other"):
            with pytest.raises(OracleError, match=f"There is another annotator {name} already"):
                refuse_strangers(store, RunRequest(name, "openai/m", together=0), only_missing=True)
