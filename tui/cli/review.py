"""Opening the reviewer: the session is open before the screen changes, so that an error is still one sentence."""

import getpass
import hashlib
import os
import re
import sys
import time
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from core.model.errors import DiscretionError
from tui.background import collecting_garbage as garbage
from tui.cli.printing.narrow_output import cell_by_cell, forget_lost_terminal
from tui.cli.printing.saying import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App

    from core.review.session import ReviewSession
    from tui.app.app import FirstMinute

Around = Literal["greeting", "tour"]
_SIGNALLED: Final = 128
"""An exit code above it tells of a signal."""


def review_store(
    store: Path,
    annotator: str | None = None,
    reviewer: str | None = None,
    oracle: str | None = None,
    reviews: Path | None = None,
    *,
    blind: bool = False,
    around: Around | None = None,
) -> None:
    """Review a store until the reviewer quits; raises DiscretionError before anything is drawn.

    `around` is how a newcomer is shown around.
    """
    garbage.pause()
    try:
        code = _review(store, annotator, reviewer, oracle, reviews, blind=blind, around=around)
    finally:
        garbage.restore()
    if code and code > _SIGNALLED:
        os._exit(code)  # all is closed and said, and no thread that still waits for something may keep the process
    if code:
        sys.exit(code)


def _review(
    store: Path,
    annotator: str | None,
    reviewer: str | None,
    oracle: str | None,
    reviews: Path | None,
    *,
    blind: bool,
    around: Around | None,
) -> int | None:
    # Only after collecting garbage is put off.
    from tui.cli.opening import opened_beside, opening

    with opening() as shown, opened_beside(store, reviews) as coming:
        # What is drawn with is loaded while the database looks through the store.
        from core.review.session import ReviewSession
        from tui.app.app import DiscretionApp

        opened = (coming.result(), reviewer or login_name(), annotator, oracle, reviews)
        session, warnings = ReviewSession.open(*opened, shown.update)
    session.blind = blind
    with session:
        _require_terminal()
        from tui.app.ending import ended_by_signals

        app = DiscretionApp(session, tuple(warnings), None if around is None else _shown_around(around, session))
        began = time.monotonic()
        with ended_by_signals(app), cell_by_cell():
            app.run()
        ended = (app.return_code or 0) > _SIGNALLED
        from tui.cli.writing_again import write_again
        from tui.presenting.summary import summary

        # The terminal may be gone, as after a hang-up.
        with suppress(OSError) if ended else nullcontext():
            write_again(session.journal, ask=not ended)
            for line in summary(session, time.monotonic() - began):
                say(line, err=True)
        if ended:
            forget_lost_terminal()
    return app.return_code


def _shown_around(around: Around, session: "ReviewSession") -> "Callable[[App[Any]], FirstMinute]":
    """What shows a newcomer around; a tour begins at the first of the conflicts."""
    if around == "tour":
        from core.query.wanted import Wanted
        from tui.app.tour import Tour

        session.remember(Wanted(), None)
        return Tour
    from tui.app.greeting import Greeting

    return Greeting


_LONGEST: Final = 57
"""Characters of a login name that a reviewer's name keeps, before its mark."""


def _require_terminal() -> None:
    """Raise DiscretionError where something of input and output is elsewhere: the screen is drawn on standard error."""
    if not all(each is not None and each.isatty() for each in (sys.stdin, sys.stdout, sys.stderr)):
        raise DiscretionError(
            "The reviewer needs a terminal: run it in one, with neither input nor output nor errors elsewhere, "
            "or use `discretion report` in scripts."
        )


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
    return f"{plain}-{hashlib.blake2b(name.encode(errors='surrogateescape'), digest_size=3).hexdigest()}".lstrip(".-")
