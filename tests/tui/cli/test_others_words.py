"""What libraries say of their own accord has what files and hubs say in it: no terminal obeys it."""

import subprocess
import sys
import zipfile
from pathlib import Path
from textwrap import dedent

import openpyxl
import pytest

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
