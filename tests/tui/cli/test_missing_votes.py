"""Votes and annotations that are not there, as every form of the report and `info` tell of them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from core.importers.importing import import_files
from core.importers.options import ImportOptions
from sample_data import folder
from tests.core.oracle.server import Server
from tests.tui.cli.judging import judge
from tui.cli import cli


def run(*words: str | Path) -> str:
    result = CliRunner().invoke(cli, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.stdout


def document(store: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("report", "-s", store, "--bootstrap", "0", "--json"))
    return found


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """Three cases and two principles; both votes on c1, one on c2, none on c3; no annotation of c2."""
    files = {
        "human.csv": "case_id,prompt,response_a,response_b,preference\nc1,p1,x,y,a\nc2,p2,x,y,\nc3,p3,x,y,tie\n",
        "rules.txt": "Be helpful\nAvoid harm\n",
        "votes.csv": "row_id,principle_id,preference\nc1,0,1\nc1,1,-1\nc2,0,1\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    store = tmp_path / "three.duckdb"
    import_files([tmp_path / "human.csv"], store)
    import_files([tmp_path / "rules.txt"], store, ImportOptions(format="principles"))
    import_files([tmp_path / "votes.csv"], store, ImportOptions(oracle="gpt"))
    return store


NOTES = (
    "1 case is unvoted: gpt gave no vote on it, and it is in no share.",
    "1 case has votes by gpt on only some principles: the missing ones could change the category of up to 1.",
    "Of 3 cases not annotated, which is not the same as neither: human 1.",
)


def test_every_form_of_the_report_tells_what_is_missing(three: Path, tmp_path: Path) -> None:
    texts = {}
    for name in ("report.md", "report.html", "report.txt", "report.json"):
        run("report", "-s", three, "--bootstrap", "0", "-o", tmp_path / name)
        texts[name] = " ".join((tmp_path / name).read_text(encoding="utf-8").replace("\\", "").split())
        for note in NOTES:
            assert note in texts[name], name
    texts["terminal"] = " ".join(run("report", "-s", three, "--bootstrap", "0").split())
    assert "| unvoted | 1 | |" in texts["report.md"]
    assert "| human | human | 2 | 1 | 1 |" in texts["report.md"]
    for name in ("report.txt", "terminal"):
        assert "consensus 1 50.0 % conflict 1 50.0 % indifference 0 0.0 % unvoted 1 " in texts[name]
        assert "1 of 2 voted cases only partly voted" in texts[name]
    assert "human human 2 1 1 " in texts["report.txt"]
    assert "left out at 80 columns: neither" in texts["terminal"]
    page = texts["report.html"]
    assert "Unvoted cases have no vote at all, and shares are of the others." in page
    assert "1 of 2 voted cases only partly voted" in page
    assert '"unvoted"' in page, "a bar of its own"
    taxonomy = json.loads((tmp_path / "report.json").read_text())["taxonomy"]
    assert taxonomy["consensus"] == taxonomy["conflict"] == {"count": 1, "share": 0.5}
    assert (taxonomy["unvoted"], taxonomy["partly_voted"]) == ({"count": 1}, {"count": 1})


def test_info_tells_what_is_missing(three: Path) -> None:
    assert "votes       gpt: 3 of 6; 1 case unvoted, 1 partly voted\n" in run("info", "-s", three)
    assert "annotators  human (human, 2, 1 of them neither; 1 missing)\n" in run("info", "-s", three)
    found = json.loads(run("info", "-s", three, "--json"))
    assert found["votes"] == [{"oracle": "gpt", "votes": 3, "unvoted": 1, "partly_voted": 1}]
    assert found["annotators"] == [{"name": "human", "kind": "human", "annotations": 2, "neither": 1, "missing": 1}]


def test_a_full_store_speaks_of_no_missing_votes(store: Path, tmp_path: Path) -> None:
    assert "votes       " not in run("info", "-s", store)
    for name in ("report.md", "report.html", "report.txt"):
        run("report", "-s", store, "--bootstrap", "0", "-o", tmp_path / name)
        text = (tmp_path / name).read_text(encoding="utf-8").replace("Unvoted", "unvoted").split("</script>")[-1]
        assert "voted" not in text, name


def test_three_judged_cases_leave_the_others_unvoted(unvoted: Path, server: Server) -> None:
    import_files([folder() / "mara.csv"], unvoted, ImportOptions(annotator="mara"))
    assert judge(unvoted, server, "--oracle", "ruled", "--limit", "3").exit_code == 0
    taxonomy = document(unvoted)["taxonomy"]
    assert (taxonomy["unvoted"], taxonomy["partly_voted"]) == ({"count": 117}, {"count": 0})
    assert sum(taxonomy[kind]["count"] for kind in ("consensus", "conflict", "indifference")) == 3
    assert sum(taxonomy[kind]["share"] for kind in ("consensus", "conflict", "indifference")) == pytest.approx(1)
    assert "votes       ruled: 24 of 960; 117 cases unvoted, 0 partly voted" in run("info", "-s", unvoted)


def test_a_votes_file_that_was_cut_is_noted(unvoted: Path, tmp_path: Path) -> None:
    lines = (folder() / "votes.csv").read_text().splitlines(keepends=True)
    cut = tmp_path / "cut.csv"
    cut.write_text("".join(lines[: 1 + 2 * 949]))
    import_files([folder() / "mara.csv"], unvoted, ImportOptions(annotator="mara"))
    import_files([cut], unvoted, ImportOptions(oracle="gpt"))
    found = document(unvoted)
    assert (found["taxonomy"]["unvoted"], found["taxonomy"]["partly_voted"]) == ({"count": 1}, {"count": 1})
    assert found["annotators"][0]["arbitrariness"]["value"] == pytest.approx(4 / 30)
    assert found["notes"][0] == NOTES[0]
    assert found["notes"][1].startswith("1 case has votes by gpt on only some principles: ")
