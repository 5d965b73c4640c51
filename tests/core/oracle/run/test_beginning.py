"""Before a run begins: its journal's name and head, and which answers it may not be mixed with."""

from pathlib import Path

import pytest

from core.model.errors import OracleError
from core.model.terms import AnnotatorKind
from core.oracle.journal.writer import AnswerJournal, run_path
from core.oracle.questions.asking import RunRequest
from core.oracle.questions.chosen_cases import CaseChoice
from core.oracle.run.beginning import (
    begun,
    head_of,
    journal_name,
    refuse_other_questions,
    refuse_strangers,
    template_wanted,
)
from core.storage.store import Store
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


def test_a_run_of_other_samples_or_batches_is_refused(tmp_path: Path) -> None:
    path = run_path(tmp_path / "s.duckdb", journal_name(ASKED.name, generic=False))
    refuse_other_questions(path, ASKED)
    AnswerJournal.open(path, head_of(ASKED, None, "1.0", 7)).close()
    refuse_other_questions(path, ASKED)
    with pytest.raises(OracleError, match="pass --samples 3, or another --oracle name for --samples 1"):
        refuse_other_questions(path, RunRequest("m", "openai/m", samples=1, together=2))
    with pytest.raises(OracleError, match="was asked with --batch-principles 2"):
        refuse_other_questions(path, RunRequest("m", "openai/m", samples=3))


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
        with pytest.raises(OracleError, match=r"prompts are not mixed: leave --prompt out.*name for discretion.v2\."):
            refuse_other_questions(path, RunRequest("m", "openai/m"))
        path.unlink()
        mine.write_text("[user]\n$prompt $response_a $response_b $principle A, B or N?\n")


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
