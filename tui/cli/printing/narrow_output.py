"""Output that is not as wide as Unicode, or that nobody reads to its end."""

import codecs
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

_CELLS: Final = {
    **dict.fromkeys("−–─━═╴╶╸┈", "-"),
    **dict.fromkeys("│┃║‖", "|"),
    **dict.fromkeys("╭╮╰╯├┤┬┼", "+"),
    **dict.fromkeys("▸▶→", ">"),
    **dict.fromkeys("◂⏎↶⌫", "<"),
    **dict.fromkeys("▲▴↑", "^"),
    **dict.fromkeys("▼▾↓", "v"),
    **dict.fromkeys("●◆", "*"),
    **dict.fromkeys("█▐▓", "#"),
    **dict.fromkeys("▒░", ":"),
    **dict.fromkeys("≈±", "~"),
    **dict.fromkeys("“”", '"'),
    "…": ".",
    "×": "x",
    "·": "-",
    "⚑": "!",
    "⚐": "'",
    "✓": "+",
    "✗": "x",
    "✎": "/",
    "⇄": "%",
    "≠": "#",
    "╲": "\\",
}
"""What looks alike in one cell of a terminal."""
_LIKE: Final = _CELLS | {"…": "...", "±": "+/-", "∞": "inf"}
_HANDLER: Final = "discretion.alike"
_IN_CELLS: Final = "discretion.alike-in-cells"


def hold_streams() -> None:
    """Open nothing in the place of each standard stream that is closed: else the next file to be opened would be it."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # noqa: FBT003 - the lowest number is given
        if getattr(sys, name) is None:
            opened = Path(os.devnull).open("r" if number == 0 else "w", encoding="utf-8")  # noqa: SIM115 - to the end
            setattr(sys, name, opened)


def let_any_text_out() -> None:
    """Have standard output and error write what their encoding lacks as what looks alike, else as `?`."""
    codecs.register_error(_HANDLER, _alike)
    codecs.register_error(_IN_CELLS, _alike_in_cells)
    _handle_by(_HANDLER)


@contextmanager
def cell_by_cell() -> Iterator[None]:
    """Meanwhile have each character that is lacking be written in its own width, so that a screen stays in columns."""
    _handle_by(_IN_CELLS)
    try:
        yield
    finally:
        with suppress(OSError):  # what is left to write has nowhere to go where the terminal is gone
            _handle_by(_HANDLER)


def _handle_by(handler: str) -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=handler)


def forget_reader(stream: IO[str] | None = None) -> None:
    """Have what is still to be written go nowhere: whoever read standard output, or another stream, has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, (stream or sys.stdout).fileno())
    os.close(nowhere)


def forget_lost_terminal() -> None:
    """The same for standard output and error where they cannot be written to."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            forget_reader(stream)


def _alike(error: UnicodeError) -> tuple[str, int]:
    missing, end = _missing(error)
    return "".join(_LIKE.get(each, "?") for each in missing), end


def _alike_in_cells(error: UnicodeError) -> tuple[str, int]:
    from rich.cells import cell_len

    missing, end = _missing(error)
    return "".join(_CELLS.get(each) or "?" * cell_len(each) for each in missing), end


def _missing(error: UnicodeError) -> tuple[str, int]:
    """The characters that an encoding lacks, and where they end."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return error.object[error.start : error.end], error.end
