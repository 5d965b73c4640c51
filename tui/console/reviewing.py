"""Opening the reviewer: the session is open before the screen changes, so that an error is still one sentence."""

import getpass
import re
from pathlib import Path

from core.session import ReviewSession


def review_store(store: Path, annotator: str | None = None, reviewer: str | None = None) -> None:
    """Review a store until the reviewer quits; raises DiscretionError before anything is drawn."""
    session, warnings = ReviewSession.open(store, reviewer or login_name(), annotator)
    with session:
        from tui.app import DiscretionApp

        DiscretionApp(session, tuple(warnings)).run()


def login_name() -> str:
    """The user's login name as a reviewer's name; `reviewer` where there is none."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "reviewer"
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).lstrip(".")[:64] or "reviewer"
