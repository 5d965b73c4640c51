"""Opening the reviewer: the session is open before the screen changes, so that an error is still one sentence."""

import getpass
import hashlib
import re
import signal
import sys
import time
from pathlib import Path
from typing import Final

import click

from core.model.errors import DiscretionError
from tui.background import collecting_garbage as garbage


def review_store(
    store: Path,
    annotator: str | None = None,
    reviewer: str | None = None,
    oracle: str | None = None,
    *,
    blind: bool = False,
) -> None:
    """Review a store until the reviewer quits; raises DiscretionError before anything is drawn."""
    garbage.pause()
    try:
        code = _review(store, annotator, reviewer, oracle, blind=blind)
    finally:
        garbage.restore()
    if code:
        sys.exit(code)


def _review(store: Path, annotator: str | None, reviewer: str | None, oracle: str | None, *, blind: bool) -> int | None:
    from core.review.session import ReviewSession  # only after collecting garbage is put off

    session, warnings = ReviewSession.open(store, reviewer or login_name(), annotator, oracle)
    session.blind = blind
    with session:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise DiscretionError(
                "The reviewer needs a terminal: run it in one, or use `discretion report` in scripts."
            )
        from tui.app.app import DiscretionApp

        if hasattr(signal, "SIGHUP"):
            # A shell that ignores it hands that on, and a reviewer without a terminal would run for ever.
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
        app = DiscretionApp(session, tuple(warnings))
        began = time.monotonic()
        app.run()
        from tui.presenting.summary import summary

        for line in summary(session, time.monotonic() - began):
            click.echo(line, err=True)
    return app.return_code


_LONGEST: Final = 57
"""Characters of a login name that a reviewer's name keeps, before its mark."""


def login_name() -> str:
    """The user's login name as a reviewer's name; `reviewer` where there is none.

    One that cannot be a reviewer's name as it is gets a mark of its own, so that no two share a journal.
    """
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "reviewer"
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).lstrip(".")[:_LONGEST]
    if plain == name:
        return name
    return f"{plain}-{hashlib.blake2b(name.encode(errors='replace'), digest_size=3).hexdigest()}".lstrip("-")
