"""The import command: mapping, preview, the summary of columns, the table of formats."""

import json
from pathlib import Path

from core.importers.formats.registry import NAMES
from tests.core.importers.formats.test_golden import FILES
from tests.tui.cli.test_commands import run

OWN = "question,answer_1,answer_2,label,worker,topic\nWhy?,So.,No.,1,ann,tea\nHow?,Thus.,Not.,2,bob,law\n"


def test_the_line_to_paste_works_with_its_blanks_filled_in(tmp_path: Path) -> None:
    own, store = tmp_path / "own.csv", tmp_path / "s.duckdb"
    own.write_text(OWN)
    refused = run("import", own, "-s", store)
    assert refused.exit_code == 1
    line = refused.stderr.strip().partition("Say what is what: discretion ")[2]
    assert line == (
        f"import {own} --map prompt=question,a=answer_1,b=answer_2,preference=label,annotator=worker "
        "--values a=VALUE,b=VALUE"
    )
    done = run(*line.replace("a=VALUE,b=VALUE", "a=1,b=2").split(), "-s", store)
    assert (done.exit_code, done.stdout.splitlines()) == (
        0,
        [
            "own.csv (mapped): 2 cases, 2 annotations",
            "  used: question, answer_1, answer_2, label, worker",
            "  kept as facts: topic",
            "  case id: the row's number, from 0",
        ],
    )


def test_the_summary_as_json(tmp_path: Path) -> None:
    done = run("import", FILES / "rewardbench-1.jsonl", "-s", tmp_path / "s.duckdb", "--json")
    (file,) = json.loads(done.stdout)["files"]
    assert file["columns"] == {
        "used": ["prompt", "chosen", "rejected", "id"],
        "facts": ["chosen_model", "rejected_model", "subset"],
        "unused": [],
    }
    assert file["case_id"] == "id"
    assert (file["format"], file["kept"], file["notes"]) == ("pairs", 4, [])


def test_preview_writes_nothing(tmp_path: Path) -> None:
    store = tmp_path / "s.duckdb"
    done = run("import", "--preview", FILES / "dirt" / "own-ids-from-1.csv", "-s", store)
    assert done.stdout.splitlines()[-8:] == [
        "case 3",
        "  prompt     7x8?",
        "  A          =56 exactly",
        "  B          +54",
        "  annotator  human: A",
        "  used: id, prompt, response_a, response_b, preference",
        "  case id: column id",
        "Nothing was written.",
    ]
    assert not store.exists()
    shown = run("import", "--preview", FILES / "dirt" / "own-ids-from-1.csv", "-s", store, "--json")
    (file,) = json.loads(shown.stdout)["files"]
    assert (file["format"], file["cases"][1]["response_a"]) == ("pairs", "- Ferns\n- Hostas")
    assert file["columns"]["case"] == "id"


def test_the_table_of_formats() -> None:
    rows = json.loads(run("formats", "--json").stdout)["formats"]
    assert [row["format"] for row in rows] == list(NAMES)
    assert rows[0] == {
        "format": "hh-rlhf",
        "description": "Anthropic's HH-RLHF: chosen and rejected transcripts",
        "case": "each row, by its number; A is the chosen response",
        "annotator": "human, who prefers A",
        "principle": "-",
        "vote": "-",
    }
    said = run("formats").stdout
    assert f"{len(NAMES)} formats, recognised by content" in said
    assert all(f"\n{name}: " in f"\n{said}" for name in NAMES)
