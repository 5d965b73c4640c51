"""Output that is not as wide as Unicode, or that nobody reads to its end."""

import codecs
import io
import os
import sys
from typing import IO, Final

_LIKE: Final = {"…": "...", "−": "-", "–": "-", "±": "+/-", "∞": "inf", "×": "x", "·": "-"}
_LINES: Final = dict.fromkeys("─━═╴╶", "-") | dict.fromkeys("│┃║", "|")
_HANDLER: Final = "discretion.alike"


def let_any_text_out() -> None:
    """Have standard output and error write what their encoding lacks as what looks alike, else as `?`."""
    codecs.register_error(_HANDLER, _alike)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


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
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_LIKE.get(each, _LINES.get(each, "?")) for each in missing), error.end
