"""Statistics on the command line: a store's lake, counted, added up and reported on."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.model.terms import Preference
from core.review.session import ReviewSession
from core.storage.store import Store
from sample_data import folder
from tui.cli import cli


def run(*arguments: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as a lake."""
    place = tmp_path_factory.mktemp("lake")
    files = [folder() / name for name in ("cases.jsonl", "principles.txt", "votes.csv", "rm-small.csv")]
    run("import", *files, "-s", place / "s.duckdb")
    run("export", "lake", place / "lake", "-s", place / "s.duckdb")
    return place


def parts(lake: Path) -> list[str | Path]:
    votes, annotations = (lake / "lake" / part / "*.parquet" for part in ("votes", "annotations"))
    return [votes, "--annotations", annotations, "--principles", lake / "lake" / "principles.parquet"]


def test_all_forms_of_the_report_come_of_statistics(lake: Path, tmp_path: Path) -> None:
    path = tmp_path / "s.stats"
    assert "Wrote 120 cases and 1 annotator" in run("stats", "build", *parts(lake), "-o", path).stderr
    found = json.loads(run("report", "--stats", path, "--json", "--bootstrap", "50").stdout)
    assert found["schema"] == "discretion.report/1"
    assert found["dataset"]["store"] == "s"
    assert (found["dataset"]["reviews"], found["dataset"]["corrected_votes"]) == (None, None)
    assert "rm-small follows" in run("report", "--stats", path, "--bootstrap", "0").stdout
    assert "Intervals resample 1024 shards" in run("report", "--stats", path, "--markdown", "--bootstrap", "50").stdout
    run("report", "--stats", path, "--bootstrap", "50", "-o", tmp_path / "r.html")
    assert "<html" in (tmp_path / "r.html").read_text()


def test_a_lake_is_said_to_have_votes_as_reviewers_correct_them(lake: Path, tmp_path: Path) -> None:
    store = Path(shutil.copy(lake / "s.duckdb", tmp_path))
    assert run("export", "lake", tmp_path / "lake", "-s", store).stderr.endswith("lake.\n")
    with Store.open(store) as opened:
        (oracle,), principles, case = opened.oracles(), opened.principles(), opened.case(0)
        other = Preference.B if opened.votes(oracle, len(principles))[0, 0] == 1 else Preference.A
    session, _ = ReviewSession.open(store, "r1")
    with session:
        session.correct(0, case.id, principles[0].id, other)
    told = run("export", "lake", tmp_path / "lake", "-s", store).stderr
    assert told.endswith("lake; 1 vote is as reviewers correct the oracle.\n")
    run("import", "-s", store, "--oracle", "again", folder() / "votes.csv")
    told = run("export", "lake", tmp_path / "lake", "-s", store, "--oracle", "again").stderr
    assert told.endswith("; the votes are those of again alone: --oracle takes another.\n")


def test_statistics_of_the_same_votes_do_not_add_up(lake: Path, tmp_path: Path) -> None:
    run("stats", "build", *parts(lake), "-o", tmp_path / "a.stats")
    result = run("stats", "merge", tmp_path / "a.stats", tmp_path / "a.stats", "-o", tmp_path / "b.stats", code=1)
    assert "are in two of these statistics: leave one of them out" in result.output
    assert not (tmp_path / "b.stats").exists()
    before = (tmp_path / "a.stats").read_bytes()
    result = run("stats", "merge", tmp_path / "a.stats", "-o", tmp_path / "a.stats", code=1)
    assert "is what this is made from" in result.output
    assert (tmp_path / "a.stats").read_bytes() == before


def test_what_statistics_do_not_have_is_refused(lake: Path, tmp_path: Path) -> None:
    path = tmp_path / "s.stats"
    run("stats", "build", *parts(lake), "-o", path)
    for option in (
        ["--oracle-noise", "5"],
        ["-s", lake / "s.duckdb"],
        ["--original-votes"],
        ["--pairs", "all"],
        ["--reviews", lake],
    ):
        assert "Statistics have no" in run("report", "--stats", path, *option, code=2).output
    assert "is no file of statistics" in run("report", "--stats", lake / "s.duckdb", code=1).output
    assert (
        "There is no engine sparc"
        in run("stats", "build", *parts(lake), "--engine", "sparc", "-o", path, code=1).output
    )
    assert "Name a folder" in run("export", "lake", "-s", lake / "s.duckdb", code=2).output
    assert "Name a file" in run("export", "flags", "-s", lake / "s.duckdb", code=2).output


def test_no_output_replaces_what_it_is_made_from(lake: Path, tmp_path: Path) -> None:
    place = shutil.copytree(lake / "lake", tmp_path / "lake")
    before = {path: path.read_bytes() for path in place.rglob("*.parquet")}
    pair = ("--annotator", "rm-small", "--pair", "Be honest>Be kind")
    for path in (place / "principles.parquet", place / "votes" / "votes-03.parquet", *place.glob("annotations/*")):
        link = tmp_path / "link.stats"
        link.unlink(missing_ok=True)
        link.symlink_to(path)
        for output in (path, link):
            commands: tuple[tuple[str, ...], ...] = (("build",), ("witnesses", *pair))
            for command in commands:
                said = run("stats", *command, *parts(tmp_path), "-o", output, code=1).output
                assert "is what this is made from: name another file." in said
    assert {path: path.read_bytes() for path in place.rglob("*.parquet")} == before

    statistics = tmp_path / "s.stats"
    run("stats", "build", *parts(lake), "-o", statistics)
    kept = statistics.read_bytes()
    assert "is what this is made from" in run("report", "--stats", statistics, "-o", statistics, code=1).output
    assert statistics.read_bytes() == kept
    order = tmp_path / "order.txt"
    order.write_text("1\n2\n")
    given = ("-s", lake / "s.duckdb", "--declared-order", order)
    assert "is what this is made from" in run("report", *given, "-o", order, code=1).output
    assert order.read_text() == "1\n2\n"
