"""`discretion report --html`, to a file and to stdout."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.model.errors import ExportError
from tui.cli import cli
from tui.cli.report import form_of


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.mark.parametrize(("name", "switches"), [("r.html", ()), ("r.out", ("--html",))])
def test_a_file_is_written_by_its_ending_or_when_asked_for(
    name: str, switches: tuple[str, ...], sample: Path, tmp_path: Path
) -> None:
    result = run("report", "-s", sample, "--bootstrap", "20", *switches, "-o", tmp_path / name)
    assert result.exit_code == 0
    assert result.stdout == ""
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "What aligned-llm follows" in text
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_document_alone_goes_to_stdout(sample: Path) -> None:
    result = run("report", "-s", sample, "--bootstrap", "0", "--html", "--annotator", "mara")
    assert result.exit_code == 0
    assert result.stdout.startswith("<!DOCTYPE html>")
    assert result.stdout.endswith("</html>\n")
    assert "What tomas follows" not in result.stdout


def test_an_unknown_annotator_leaves_no_file(sample: Path, tmp_path: Path) -> None:
    result = run("report", "-s", sample, "--annotator", "nobody", "-o", tmp_path / "r.html")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_other_forms_do_not_load_plotly(sample: Path) -> None:
    code = (
        "import sys\nfrom tui.cli import cli\n"
        f"try:\n    cli(['report', '-s', {str(sample)!r}, '--bootstrap', '0', '--json'])\n"
        "except SystemExit:\n    pass\nprint([name for name in sys.modules if name.startswith('plotly')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_page_is_not_printed_to_a_terminal_and_a_stray_name_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with pytest.raises(ExportError, match=r"write it to a file with -o FILE\.html"):
        form_of("html", None)
    assert form_of("html", tmp_path / "x.html") == "html"
    assert form_of(None, tmp_path / "x.TEX") == "tex"
    found = CliRunner().invoke(cli, ["report", "hh.html"])
    assert found.exit_code == 2
    assert "to write to hh.html, give -o hh.html" in found.output
