"""The README's commands run, and what it says of commands and keys is complete."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from core.importers.formats.registry import FORMATS as FORMATS_KNOWN
from core.importers.formats.registry import AnyFormat
from tui.cli import EXPORTS, cli
from tui.cli.import_commands import FORMATS
from tui.common.keys import COMMON
from tui.screens.review.keys import OTHER_KEYS, VERDICT_KEYS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    """The commands under a marker of the README."""
    found = re.search(rf"<!-- {name} -->\n```sh\n(.*?)```", README, re.DOTALL)
    assert found is not None, name
    return found.group(1)


def run(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "COLUMNS": "120"} | variables
    return subprocess.run(
        ["bash", "-euc", script], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_paper_column_is_reproduced_word_for_word(hh_folder: Path, tmp_path: Path) -> None:
    done = run(block("paper commands"), tmp_path, HH=str(hh_folder))
    assert done.returncode == 0, done.stderr
    for figure in ("1172", "376", "764", "28.92 %", "21.77 %", "0.66 %", "10.95 %", "33.93 %"):
        assert figure in done.stdout, figure
        assert figure in README, figure
    report = json.loads(run("discretion report -s hh.duckdb --json", tmp_path).stdout)
    published = {"llama3-8b-rm": (0.143, 0.048), "gpt-4o": (0.351, 0.051)}
    for annotator in report["annotators"]:
        if annotator["name"] in published:
            mean, sd = published[annotator["name"]]
            assert abs(annotator["discrepancy"]["mean"] - mean) < sd
    lake = run(block("lake commands"), tmp_path)
    assert lake.returncode == 0, lake.stderr
    for figure in ("1172", "28.92 %", "21.77 %", "10.95 %"):
        assert figure in lake.stdout, figure
    assert "w.parquet (annotated-pairs)" in lake.stdout


def test_the_second_example_says_what_its_commands_print(tmp_path: Path) -> None:
    *commands, review = block("multipref commands").splitlines()
    assert review == "discretion review --annotator normal-1"
    script = "\n".join(commands).replace("sample_data/", f"{ROOT}/sample_data/")
    done = run(script, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "60 cases, 238 annotations, 3 principles, 180 votes" in done.stdout
    report = json.loads(run("discretion report -s multipref.duckdb --json", tmp_path).stdout)
    assert report["taxonomy"]["conflict"]["count"] == 27
    first = {each["name"]: each["priorities"][0] for each in report["annotators"]}
    for name, principle, said in (
        ("normal-1", "Helpful", "+1.074"),
        ("normal-2", "Helpful", "+1.083"),
        ("expert-1", "Truthful", "+0.966"),
        ("expert-2", "Truthful", "+0.824"),
    ):
        assert first[name]["principle"] == principle, name
        assert f"{first[name]['priority']:+.3f}" == said, name
        assert said in README, name


def test_the_demo_and_test_commands_are_one_line_each() -> None:
    assert block("demo command").count("\n") == 1
    assert block("test command").count("\n") == 1
    assert block("demo command").rstrip().endswith("discretion demo")


def test_every_command_format_and_export_is_documented() -> None:
    context = click.Context(cli)
    for name in cli.list_commands(context):
        assert f"`discretion {name}" in README, name
        command = cli.get_command(context, name)
        assert command is not None
        assert "Example: discretion" in (command.help or ""), name
    for word in (*FORMATS, *EXPORTS):
        assert f"`{word}`" in README, word


def formats_row(known: AnyFormat) -> str:
    """What the README's table says of a format: the same as `discretion formats`."""
    meaning = known.meaning
    rated = ": ".join(each for each in (meaning.principle, meaning.vote) if each != "-") or "-"
    cells = (f"`{known.name}`", known.description, meaning.case, meaning.annotator, rated)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def test_what_becomes_of_every_format_is_in_its_table() -> None:
    table = README[README.index("| `--format` | what it is |") : README.index("Where several annotators are named")]
    assert table.strip().splitlines()[2:] == [formats_row(known) for known in FORMATS_KNOWN]


def test_every_key_of_the_reviewer_is_documented() -> None:
    names = {"slash": "/", "question_mark": "?", "escape": "Escape"}
    table = README[README.index("| key | does |") : README.index("A flagged annotation is left out")]
    for binding in (*VERDICT_KEYS, *OTHER_KEYS, *COMMON):
        assert not isinstance(binding, tuple)
        for key in binding.key.split(","):
            assert re.search(rf"(?<![\w+]){re.escape(names.get(key, key))}(?!\w)", table), key


@pytest.mark.parametrize("picture", re.findall(r"!\[.*?\]\(<(.*?)>\)", README))
def test_pictures_are_snapshots_that_exist(picture: str) -> None:
    assert picture.startswith("tests/tui/__snapshots__/")
    assert (ROOT / picture).is_file()


def test_the_notebook_lines_run(tmp_path: Path) -> None:
    from tui.cli.demo import build_sample

    build_sample(tmp_path / "hh.duckdb")
    found = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert found is not None
    lines = found.group(1).replace('"human"', '"mara"')
    assert lines != found.group(1)
    lines += 'print(audit.priorities("mara").to_frame()["priority"].iloc[0])'
    done = subprocess.run([sys.executable, "-c", lines], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[:2] == ["rank", "principle"]
    assert re.search(r"^\S+ +1 +Respect autonomy ", done.stdout, re.MULTILINE), done.stdout
    assert done.stdout.splitlines()[-1].startswith("1.7")
