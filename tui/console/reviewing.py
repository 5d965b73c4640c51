"""Opening the reviewer: the session is open before the screen changes, so that an error is still one sentence."""

import gc
import getpass
import re
import signal
import sys
from pathlib import Path

from core.errors import DiscretionError
from core.session import ReviewSession


def review_store(store: Path, annotator: str | None = None, reviewer: str | None = None) -> None:
    """Review a store until the reviewer quits; raises DiscretionError before anything is drawn."""
    gc.disable()  # until the first frame: going through all that the imports make takes as long as a paint, each time
    try:
        code = _review(store, annotator, reviewer)
    finally:
        gc.enable()
        gc.unfreeze()  # so that the end of the process finds everything
    if code:
        sys.exit(code)


def _review(store: Path, annotator: str | None, reviewer: str | None) -> int | None:
    session, warnings = ReviewSession.open(store, reviewer or login_name(), annotator)
    with session:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise DiscretionError(
                "The reviewer needs a terminal: run it in one, or use `discretion report` in scripts."
            )
        from tui.app import DiscretionApp

        if hasattr(signal, "SIGHUP"):
            # A shell that ignores it hands that on, and a reviewer without a terminal would run for ever.
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
        app = DiscretionApp(session, tuple(warnings))
        app.run()
    return app.return_code


def login_name() -> str:
    """The user's login name as a reviewer's name; `reviewer` where there is none."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "reviewer"
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).lstrip(".")[:64] or "reviewer"
