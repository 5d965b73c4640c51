"""Output in poor encodings and into pipes that close: no traceback, and nobody's fault."""

import io
import os
import shlex
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

import tui
from tests.tui.terminal import DISCRETION
from tui.cli import cli
from tui.cli.printing.narrow_output import cell_by_cell, let_any_text_out


def run(arguments: str, store: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    given = {**os.environ, **environment}
    command = [*DISCRETION, *arguments.split(), "-s", str(store)]
    return subprocess.run(command, capture_output=True, env=given, check=False, timeout=120)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
@pytest.mark.parametrize(
    "arguments", ["report --bootstrap 20", "report --markdown --bootstrap 20", "info", "review --annotator …"]
)
def test_every_encoding_takes_what_is_printed(sample: Path, arguments: str, encoding: str) -> None:
    done = run(arguments, sample, PYTHONIOENCODING=encoding)
    said = done.stdout + done.stderr
    assert b"Traceback" not in said
    assert b"PYTHONIOENCODING" not in said
    assert done.returncode == (1 if "review" in arguments else 0)
    assert "…".encode() not in said or encoding == "ascii"  # where ASCII is said, click writes UTF-8


def test_what_an_encoding_lacks_is_written_as_what_looks_alike(sample: Path) -> None:
    ascii_ = run("report --bootstrap 20", sample, PYTHONIOENCODING="ascii").stdout.decode("ascii")
    assert "+/-" in ascii_
    assert "mean +/- sd" in ascii_


def test_a_screen_keeps_its_columns_where_the_terminal_lacks_its_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stderr", written)
    let_any_text_out()
    with cell_by_cell():
        written.write("╭─ ▸ 3 ± 1… ✓ ⚑ 猫 ∞ ─╮")
    written.write(" 3 ± 1…")
    written.flush()
    assert written.buffer.getvalue() == b"+- > 3 ~ 1. + ! ?? ? -+ 3 +/- 1..."


def test_every_character_that_the_screens_draw_has_one_that_looks_alike() -> None:
    sources = [*Path(tui.__file__).parent.glob("screens/**/*.py"), *Path(tui.__file__).parent.glob("widgets/**/*.py")]
    drawn = {character for source in sources for character in source.read_text() if not character.isascii()}
    assert {"⚑", "▸", "─"} < drawn
    with pytest.MonkeyPatch.context() as patched:
        written = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
        patched.setattr("sys.stderr", written)
        let_any_text_out()
        with cell_by_cell():
            written.write("".join(sorted(drawn - set("ö"))))  # of a name
        written.flush()
    assert b"?" not in written.buffer.getvalue()


@pytest.mark.parametrize("arguments", ["report --bootstrap 20", "export supremacy -o -", "report --json --bootstrap 0"])
def test_a_reader_who_has_had_enough_is_no_error(sample: Path, arguments: str) -> None:
    command = " ".join(f"'{each}'" for each in (*DISCRETION, *arguments.split(), "-s", str(sample)))
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command} | head -c 1"], capture_output=True, check=False, timeout=120
    )
    assert (done.returncode, len(done.stdout)) == (0, 1)
    assert b"Broken" not in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("typed", [["--version"], ["-h"], ["formats"], ["formats", "-h"], ["principles", "list"]])
def test_an_output_that_takes_nothing_is_said_in_one_sentence(
    typed: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    full = open("/dev/full", "w", encoding="utf-8")  # noqa: PTH123, SIM115 - cannot be closed but by letting it fail
    monkeypatch.setattr("sys.stdout", full)
    with pytest.raises(SystemExit) as ended:
        cli.main(typed)
    monkeypatch.undo()
    with suppress(OSError):
        full.close()
    assert ended.value.code == 1
    said = "The output could not be written (No space left on device): free some space and try again.\n"
    assert capsys.readouterr().err == said


def test_closed_streams_are_nothing_and_no_file_takes_their_place(sample: Path, tmp_path: Path) -> None:
    command = shlex.join([*DISCRETION, "export", "reviews", "-s", str(sample), "-o", str(tmp_path / "r.csv")])
    for closed in (">&-", "2>&-", "<&- >&- 2>&-"):
        done = subprocess.run(["/bin/sh", "-c", f"{command} {closed}"], capture_output=True, check=False, timeout=120)
        assert (done.returncode, done.stdout) == (0, b"")
        assert b"Traceback" not in done.stderr
        assert (tmp_path / "r.csv").read_bytes().startswith(b"id,seq,at,reviewer,")
        (tmp_path / "r.csv").unlink()
