"""The command line: what it prints, where, and with which exit code."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from core.importers.importing import ImportResult, import_file
from sample_data import FILES, folder
from tests.tui.conftest import leave_home
from tui.cli import cli
from tui.cli.audit_commands import EXPORTS
from tui.cli.demo import demo_store
from tui.cli.import_commands import FORMATS, KINDS
from tui.cli.options import Number, Whole


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_without_a_store_three_lines_say_how_to_start(tmp_path: Path) -> None:
    result = run("-s", tmp_path / "none.duckdb")
    assert result.exit_code == 0
    assert len(result.output.splitlines()) == 3
    assert "discretion demo" in result.output
    assert "discretion import" in result.output


@pytest.mark.parametrize(
    ("before", "after", "environment", "meant"),
    [
        ("a", "", "", "a"),
        ("a", "", "c", "a"),
        ("a", "b", "c", "b"),
        ("", "b", "c", "b"),
        ("", "", "c", "c"),
        ("", "", "", "discretion"),
    ],
)
def test_the_store_given_nearest_is_meant(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, before: str, after: str, environment: str, meant: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if environment:
        monkeypatch.setenv("DISCRETION_STORE", f"{environment}.duckdb")
    given = [("-s", f"{name}.duckdb") if name else () for name in (before, after)]
    result = run(*given[0], "info", *given[1])
    assert result.exit_code == 1
    assert f"There is no store at {meant}.duckdb:" in result.output


def test_choices_are_those_of_the_library() -> None:
    from core.exporters.subjects import DOCUMENTS, LAKE, SUBJECTS
    from core.importers.formats.registry import FORMATS as READERS
    from core.model.terms import AnnotatorKind

    assert list(EXPORTS) == [subject.name for subject in (*SUBJECTS, *DOCUMENTS)] + [LAKE]
    assert list(FORMATS) == [reader.name for reader in READERS]
    assert list(KINDS) == [kind.value for kind in AnnotatorKind]


def test_all_files_of_one_import_go_in_together_in_any_order(tmp_path: Path) -> None:
    files = [folder() / name for name in ("rm-small.csv", "votes.csv", "principles.txt", "cases.jsonl")]
    store = tmp_path / "s.duckdb"
    result = run("import", *files, "-s", store, "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert {entry["format"]: entry["kept"] for entry in document["files"]} == {
        "pairs": 120,
        "principles": 8,
        "votes": 1920,
        "rewards": 120,
    }
    again = run("import", *files, "-s", store)
    assert again.output.count("nothing new") == 4


def test_a_bad_file_among_several_leaves_nothing(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("row_id,reward_a,reward_b\nmed-01,1,2\nmed-02,x,2\n")
    store = tmp_path / "s.duckdb"
    result = run("import", folder() / "cases.jsonl", bad, "-s", store)
    assert result.exit_code == 1
    assert "line 3" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == [bad]


@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "-s", "absent.duckdb"),
        ("info", "-s", "absent.duckdb"),
        ("export", "flags", "-s", "absent.duckdb", "-o", "f.csv"),
        ("review", "-s", "absent.duckdb"),
        ("import", "absent.csv"),
    ],
)
def test_a_user_error_is_one_sentence_and_exit_code_1(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [("export", "flags", "-o", "f.csv"), ("report", "-o", "r.json")])
def test_a_folder_that_is_gone_is_told(
    arguments: tuple[str, ...], sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    result = run(*arguments, "-s", str(sample))
    assert result.exit_code == 1
    assert result.stderr == "The folder that this was started in is gone: change to another and try again.\n"


def test_wrong_usage_is_exit_code_2() -> None:
    assert run("report", "--bootstrap", "many").exit_code == 2
    assert run("import").exit_code == 2


@pytest.mark.parametrize("forms", [("--json", "--markdown"), ("--html", "--json"), ("--json", "--markdown", "--html")])
def test_a_report_in_two_forms_is_wrong_usage(sample: Path, tmp_path: Path, forms: tuple[str, ...]) -> None:
    target = tmp_path / "x.html"
    result = run("report", "-s", sample, "--bootstrap", "0", "-o", target, *forms)
    assert result.exit_code == 2
    assert all(form in result.stderr.splitlines()[-1] for form in forms)
    assert result.stdout == ""
    assert not target.exists()


def test_report_json_is_one_document_and_nothing_else(sample: Path) -> None:
    result = run("report", "-s", sample, "--json", "--bootstrap", "50")
    document = json.loads(result.stdout)
    assert document["schema"] == "discretion.report/1"
    assert document["taxonomy"]["conflict"]["count"] == 76
    names = [annotator["name"] for annotator in document["annotators"]]
    assert names == ["mara", "tomas", "rm-small", "aligned-llm", "ines", "declared"]
    assert document["annotators"][0]["discrepancy"]["reference"] == "mara"


def test_report_limits_annotators_and_changes_the_reference(sample: Path) -> None:
    chosen = ("--annotator", "rm-small", "--reference", "tomas", "--bootstrap", "0", "--json")
    (only,) = json.loads(run("report", "-s", sample, *chosen).stdout)["annotators"]
    assert only["name"] == "rm-small"
    assert only["discrepancy"]["reference"] == "tomas"
    assert only["discrepancy"]["mean"] is None
    unknown = run("report", "-s", sample, "--annotator", "nobody")
    assert unknown.exit_code == 1
    assert "mara" in unknown.stderr


def test_report_as_tables_and_markdown_shows_the_ranking(sample: Path, tmp_path: Path) -> None:
    tables = run("report", "-s", sample, "--bootstrap", "20").output
    assert "What mara follows" in tables
    assert "+1.760" in tables
    target = tmp_path / "r.md"
    assert run("report", "-s", sample, "--bootstrap", "20", "-o", target).exit_code == 0
    assert "| 1 | Respect autonomy | +1.760 |" in target.read_text()


def test_a_second_session_of_the_same_reviewer_is_refused(store: Path) -> None:
    from core.review.session import ReviewSession

    session, _ = ReviewSession.open(store, "r1")
    with session:
        result = run("review", "-s", store, "--reviewer", "r1")
    assert result.exit_code == 1
    assert "--reviewer" in result.stderr


def test_info_lists_what_went_in(sample: Path) -> None:
    document = json.loads(run("info", "-s", sample, "--json").stdout)
    assert document["cases"] == 120
    assert [entry["file"] for entry in document["imports"]] == [file.name for file in FILES]
    text = run("info", "-s", sample).output
    assert "cases.jsonl" in text
    assert "aligned-llm" in text


def test_the_demo_is_private_and_starts_over_only_when_asked(tmp_path: Path) -> None:
    store = demo_store(tmp_path)
    reviews = store.with_suffix(".reviews")
    reviews.mkdir()
    (reviews / "me.jsonl").write_text("")
    made = store.stat().st_mtime_ns
    assert demo_store(tmp_path) == store
    assert store.stat().st_mtime_ns == made
    assert reviews.exists()
    demo_store(tmp_path, fresh=True)
    assert not reviews.exists()


def test_the_demo_of_a_user_without_a_home_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_home(monkeypatch)
    result = run("demo")
    assert result.exit_code == 1
    assert result.output == (
        "The demo's store has no place, for no home folder is known: set HOME, "
        "or XDG_DATA_HOME to a folder that can be written.\n"
    )


def test_two_who_make_the_demo_at_once_are_not_in_each_others_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[Path, int]] = []

    def interrupted(*given: Any) -> ImportResult:
        found = import_file(*given)
        monkeypatch.setattr("tui.cli.demo.import_file", import_file)
        if not made:
            other = demo_store(tmp_path)
            made.append((other, other.stat().st_ino))
        return found

    monkeypatch.setattr("tui.cli.demo.import_file", interrupted)
    store = demo_store(tmp_path)
    assert (store, store.stat().st_ino) == made[0], "the one of who was quicker stays"
    assert [each.name for each in store.parent.iterdir()] == [store.name]


def test_the_dataset_of_several_annotators_is_said_to_be_theirs(sample: Path, tmp_path: Path) -> None:
    target, both = tmp_path / "d.jsonl", ("--annotator", "tomas", "--annotator", "mara")
    result = run("export", "dataset", "-s", sample, "-o", target, *both)
    rows = len(target.read_text().splitlines())
    assert f"Wrote {rows} rows of tomas and mara to" in result.stderr
    assert " rows of mara to" in run("export", "dataset", "-s", sample, "-o", target).stderr


def test_annotations_for_neither_are_said_to_be_left_out(tmp_path: Path) -> None:
    cases, store = tmp_path / "c.csv", tmp_path / "s.duckdb"
    rows = "p,x,y,a,r\nq,x,y,tie,r\nq,x,y,tie,s\nz,x,y,,s\n"
    cases.write_text("prompt,response_a,response_b,preference,annotator\n" + rows)
    assert run("import", cases, "-s", store).exit_code == 0
    for more, told in (
        ((), "Wrote 1 row of r to {}; 1 annotation for neither left out.\n"),
        (("--where", "chose:a"), "Wrote 1 row of r to {}.\n"),
        (("--every-annotator",), "Wrote 1 row to {}; 2 annotations for neither left out.\n"),
    ):
        done = run("export", "dataset", "-s", store, "-o", tmp_path / "d.jsonl", *more)
        assert done.exit_code == 0, done.stderr
        assert done.stderr == told.format(tmp_path / "d.jsonl")


def test_what_the_store_lacks_is_not_all_cases(sample: Path, tmp_path: Path) -> None:
    store = shutil.copy(sample, tmp_path / "s.duckdb")
    votes = tmp_path / "more.csv"
    votes.write_text("row_id,principle_id,preference\nmed-01,99,a\nnone-01,0,a\nmed-01,0,a\n")
    rewards = tmp_path / "rewards.csv"
    rewards.write_text("row_id,reward_a,reward_b\nmed-01,1,2\nnone-01,1,2\n")
    for arguments in ((votes, "--oracle", "other"), (rewards, "--annotator", "other")):
        assert run("import", *arguments, "-s", store).exit_code == 0
    text = run("info", "-s", store).output
    assert "1 kept, 0 rejected, 2 for unknown cases or principles, of 3" in text
    assert "1 kept, 0 rejected, 1 for unknown cases, of 2" in text


def test_an_export_may_be_limited_to_a_filter(sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "d.jsonl"
    assert run("export", "dataset", "-s", sample, "-o", target).exit_code == 0
    everything = target.read_text().splitlines()
    assert run("export", "dataset", "-s", sample, "-o", target, "--where", "conflict").exit_code == 0
    conflicts = target.read_text().splitlines()
    assert run("export", "dataset", "-s", sample, "-o", target, "--where", "-conflict").exit_code == 0
    assert 0 < len(conflicts) < len(everything)
    assert sorted([*conflicts, *target.read_text().splitlines()]) == sorted(everything)
    for where, said in (("conflict (", "(column 11)"), ("verdict:flag", "--reviewer NAME")):
        result = run("export", "dataset", "-s", sample, "-o", tmp_path / "no.jsonl", "--where", where)
        assert result.exit_code == 1
        assert result.stderr.count("\n") == 1
        assert said in result.stderr
    assert not (tmp_path / "no.jsonl").exists()


def test_noise_is_computed_where_asked_for(sample: Path) -> None:
    asked = ("report", "-s", sample, "--json", "--bootstrap", "40")
    plain, noisy = (json.loads(run(*asked, *more).stdout) for more in ((), ("--noise",)))
    assert 0 < noisy["annotators"][1]["discrepancy"]["p_value"] <= 1
    assert plain["annotators"][1]["discrepancy"] == noisy["annotators"][1]["discrepancy"]
    assert plain["annotators"][1]["noise_floor"]["mean"] is None
    assert noisy["annotators"][1]["noise_floor"]["mean"] is not None
    assert noisy["annotators"][0]["noise_floor"]["mean"] > 0


@pytest.mark.parametrize("option", ["--budget", "--max-cost", "--rate", "--timeout", "--temperature"])
@pytest.mark.parametrize("value", ["nan", "inf"])
def test_what_is_no_number_bounds_nothing(option: str, value: str) -> None:
    done = CliRunner().invoke(cli, ["judge", "--model", "openai/x", option, value])
    assert (done.exit_code, "Invalid value for" in done.output) == (2, True)


def test_every_number_of_an_option_has_bounds_that_documents_hold() -> None:
    """Beyond 64 bits a whole number is none of JSON, and NaN is within all bounds."""
    params = [(command.name, param) for command in every_command(cli) for param in command.params]
    wide = [
        (command, param.name)
        for command, param in params
        if isinstance(param.type, click.types.IntParamType)
        and not isinstance(param.type, Whole)
        and not (isinstance(param.type, click.IntRange) and (param.type.max or 2**64) < 2**63)
    ]
    numbers = [param.type for _, param in params if isinstance(param.type, click.types.FloatParamType)]
    assert wide == []
    assert CliRunner().invoke(cli, ["report", "--seed", str(2**63)]).exit_code == 2
    assert len(numbers) == 6
    assert all(isinstance(each, Number) for each in numbers)


def every_command(command: click.Command) -> Iterator[click.Command]:
    yield command
    for each in command.commands.values() if isinstance(command, click.Group) else ():
        yield from every_command(each)


@pytest.mark.parametrize(
    "words",
    [
        ("report", "--reviews", ""),
        ("review", "--reviewer", ""),
        ("import", ""),
        ("report", "--annotator", "a", "-o", ""),
    ],
)
def test_an_empty_text_is_none_that_was_meant(sample: Path, words: tuple[str, ...]) -> None:
    result = run(*words, "-s", sample)
    assert result.exit_code == 2
    where = f"after {words[-2]}" if words[-2].startswith("-") else "on the command line"
    assert f"There is an empty text {where}: give one, or leave it out." in result.output


def test_a_blank_filter_chooses_all(sample: Path, tmp_path: Path) -> None:
    for name, where in (("all", ()), ("blank", ("--where", ""))):
        assert run("export", "flags", "-s", sample, *where, "-o", tmp_path / f"{name}.json").exit_code == 0
    assert (tmp_path / "all.json").read_bytes() == (tmp_path / "blank.json").read_bytes()
