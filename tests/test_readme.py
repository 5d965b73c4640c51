"""The README's commands run, and what it says of commands and keys is complete."""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.sample_data.executing import printed_by, second_example
from tui.cli import cli
from tui.cli.audit_commands import EXPORTS
from tui.cli.import_commands import FORMATS
from tui.common.keys import COMMON
from tui.presenting import guide
from tui.presenting.guide.pages import guide_page
from tui.presenting.guide.topics import TOPICS
from tui.screens.review.keys import JOB_KEYS, OTHER_KEYS

ROOT = Path(__file__).resolve().parents[1]
GUIDE_FOLDER = Path(guide.__file__).parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = {topic: (GUIDE_FOLDER / f"{topic}.md").read_text(encoding="utf-8") for topic in TOPICS}
BOTH = "\n".join((README, *(guide_page(topic).markdown() for topic in TOPICS)))


def block(name: str) -> str:
    """The commands under a marker of the README or the guide; where both have them, they are the same."""
    marked = rf"<!-- {name} -->\n```sh\n(.*?)```"
    found: set[str] = set()
    for text in (README, *GUIDE.values()):
        found.update(re.findall(marked, text, re.DOTALL))
    assert len(found) == 1, name
    return found.pop()


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
    drawn = re.findall(r"^\| (?:arb|disc).*% .*\| (.* ± .*) \| .* ± .* \|$", README, re.MULTILINE)
    assert len(drawn) == 5
    for figure in drawn:
        assert figure in done.stdout, figure
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
        assert said in GUIDE["start"], name


def test_the_audit_file_builds_once(tmp_path: Path) -> None:
    recipes = [re.findall(r"```toml\n(.*?)```", text, re.DOTALL) for text in (README, GUIDE["commands"])]
    assert recipes[0] == recipes[1]
    (tmp_path / "discretion.toml").write_text(recipes[0][0])
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    done = run(block("build commands"), tmp_path)
    assert done.returncode == 0, done.stderr
    outputs = ("multipref.md", "multipref.json", "conflicts.jsonl")
    for name in outputs:
        said = [line for line in done.stdout.splitlines() if line.endswith(f" {name}.") or line.startswith(f"{name}:")]
        assert said == [f"Would write {name}.", f"Wrote {name}.", f"{name}: unchanged"]
    report = json.loads((tmp_path / "multipref.json").read_text())
    assert report["taxonomy"]["conflict"]["count"] == 27
    assert report["annotators"][0]["discrepancy"]["reference"] == "expert-1"
    digest = hashlib.sha256((ROOT / "sample_data" / "multipref.jsonl").read_bytes()).hexdigest()
    assert [each["sha256"] for each in report["build"]["sources"]] == [digest]
    assert f"multipref.jsonl (sha256 {digest[:12]})" in (tmp_path / "multipref.md").read_text()


def test_the_demo_and_test_commands_are_one_line_each() -> None:
    assert block("demo command").count("\n") == 1
    assert block("test command").count("\n") == 1
    assert block("demo command").rstrip().endswith("discretion demo")


def test_every_command_format_and_export_is_documented() -> None:
    context = click.Context(cli)
    for name in cli.list_commands(context):
        assert f"`discretion {name}" in GUIDE["commands"], name
        command = cli.get_command(context, name)
        assert command is not None
        assert "Example: discretion" in (command.help or ""), name
    for word in (*FORMATS, *EXPORTS):
        assert f"`{word}`" in BOTH, word


def test_the_readme_is_short_and_names_every_page_of_the_guide() -> None:
    assert len(README.splitlines()) < 250
    named = re.findall(r"\[(\w+)\]\(tui/presenting/guide/(\w+)\.md\)", README)
    assert named == [(topic, topic) for topic in TOPICS]


def test_every_key_of_the_reviewer_is_documented() -> None:
    names = {
        "slash": "/",
        "question_mark": "?",
        "escape": "Escape",
        "less_than_sign": "<",
        "equals_sign": "=",
        "greater_than_sign": ">",
    }
    table = GUIDE["reviewing"]
    table = table[table.index("| key | does |") : table.index("## From a number to its cases")]
    for binding in (*JOB_KEYS, *OTHER_KEYS, *COMMON):
        assert not isinstance(binding, tuple)
        for key in binding.key.split(","):
            assert re.search(rf"(?<![\w+]){re.escape(names.get(key, key))}(?!\w)", table), key


@pytest.mark.parametrize("picture", re.findall(r"!\[.*?\]\(<(.*?)>\)", README))
def test_pictures_are_snapshots_that_exist(picture: str) -> None:
    assert picture.startswith("tests/tui/__snapshots__/")
    assert (ROOT / picture).is_file()


def test_the_notebook_lines_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    second_example(Path("multipref.duckdb"))
    names: dict[str, object] = {}
    in_readme, cells = (re.findall(r"```python\n(.*?)```", text, re.DOTALL) for text in (README, GUIDE["notebook"]))
    assert in_readme == cells[:1]
    ranking, apart = (printed_by(cell, names) for cell in cells)
    assert ranking.split()[:2] == ["rank", "principle"]
    assert re.search(r"^helpful +1 +Helpful +1\.07", ranking, re.MULTILINE), ranking
    assert apart.splitlines()[1].split() == ["ann", "bob", "1.0"]
