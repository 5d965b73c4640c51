"""What libraries say of their own accord has what files and hubs say in it: no terminal obeys it."""

import ast
import subprocess
import sys
import zipfile
from pathlib import Path
from textwrap import dedent

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner

import tui.cli
from tui.cli import cli
from tui.cli.printing.saying import say

EVIL = "\x9d52;c;QUFB\x9c\u202e"
"""As much as XML can hold: a clipboard set by C1 controls, and text the other way round."""


def run(*argv: str | Path) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([sys.executable, *argv], capture_output=True, timeout=60, check=False)


def assert_inert(said: bytes) -> str:
    text = said.decode()
    assert text.replace("\n", "").isprintable(), text
    return text


def test_a_workbook_that_its_reader_warns_of(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (("prompt", "chosen", "rejected"), ("q", "y", "n")):
        book.active.append(row)
    plain, evil = tmp_path / "plain.xlsx", tmp_path / "evil.xlsx"
    book.save(plain)
    names = f'<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">{EVIL}</definedName></definedNames>'
    with zipfile.ZipFile(plain) as archive, zipfile.ZipFile(evil, "w") as changed:
        for name in archive.namelist():
            held = archive.read(name).replace(b"<definedNames />", b"")
            changed.writestr(name, held.replace(b"</sheets>", b"</sheets>" + names.encode()))
    done = run("-c", "from tui.cli import main; main()", "import", evil, "-s", tmp_path / "s.duckdb")
    assert done.returncode == 0
    assert "1 case" in assert_inert(done.stdout)
    assert "Print area cannot be set" in assert_inert(done.stderr)


@pytest.mark.parametrize(
    "says",
    [
        "warnings.warn(EVIL)",
        "logging.getLogger('x').error('%s', EVIL)",
        "logging.getLogger('x').error(EVIL, exc_info=ValueError(EVIL))",
        "threading.Thread(target=raising).start()",
        "raising()",
    ],
)
def test_whatever_way_it_is_said(says: str) -> None:
    program = f"""
        import logging, threading, warnings
        from tui.cli.printing.others_words import let_libraries_say_text_alone
        EVIL = "said \\x1b]52;c;QUFB\\x07 \\x9d \\u202e"
        def raising():
            raise ValueError(EVIL)
        let_libraries_say_text_alone()
        {says}
    """
    done = run("-c", dedent(program))
    assert "said" in assert_inert(done.stderr)
    assert done.stdout == b""


def test_all_that_commands_print_goes_where_it_is_made_inert() -> None:
    """Documents and pages are made inert by their own makers; a refusal is a line."""
    own = {"printing/saying.py", "printing/json_document.py", "refusals.py", "report.py"}
    here = Path(tui.cli.__file__).parent
    found = {
        path.relative_to(here).as_posix()
        for path in here.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"echo", "secho", "echo_via_pager"}
    }
    assert found == own


def test_nothing_that_a_store_holds_of_its_imports_is_obeyed(store: Path) -> None:
    hostile = "x\x1b]52;c;aGk=\x07\x9b2J\n\u202ey"
    with duckdb.connect(str(store)) as connection:
        for column in ("file", "format", "target", "sha256", "tool_version"):
            connection.execute(f"UPDATE imports SET {column} = ?", [hostile])
    told = CliRunner().invoke(cli, ["info", "-s", str(store)])
    assert told.exit_code == 0
    assert "\N{SYMBOL FOR ESCAPE}" in told.output
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(told.output)
    assert all(line.startswith("  ") for line in told.output.partition("\nimports\n")[2].splitlines())


def test_what_is_said_is_inert(capsys: pytest.CaptureFixture[str]) -> None:
    say("a\x1b[31m\nb")
    assert capsys.readouterr().out == "a\N{SYMBOL FOR ESCAPE}[31m\nb\n"
