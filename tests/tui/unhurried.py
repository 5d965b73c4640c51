"""What the reviewer and the command do after some seconds, put off: no test depends on how slow the machine is."""

from typing import Any, Final

import pytest
from textual.app import App

from tui.app import ending
from tui.background import intervals
from tui.cli.judging import progress as judge_progress
from tui.cli.printing import late_progress
from tui.common import pace
from tui.screens.review import finding
from tui.widgets.status_line import StatusLine

NEVER: Final = 3600.0
HURRIES: Final[tuple[tuple[Any, str, Any], ...]] = (
    (late_progress, "_PATIENCE", NEVER),  # a bar appears
    (late_progress, "_PAUSE", NEVER),  # a line says how far it is
    (judge_progress, "_PAUSE", NEVER),
    (pace, "PATIENCE", NEVER),
    (intervals, "SLOW", NEVER),  # the time left is told
    (finding, "LONG", NEVER),  # a search counts as a long one, after which the first keys are not for what it found
    (ending, "GRACE", NEVER),  # what does not end is ended
    (StatusLine.tell, "__defaults__", (NEVER,)),  # what was told goes
    (App, "CLICK_CHAIN_TIME_THRESHOLD", NEVER),  # a second click is no longer the second of two
)


def put_off(patched: pytest.MonkeyPatch) -> None:
    """Put all of it off, as long as the patches last."""
    for where, name, value in HURRIES:
        patched.setattr(where, name, value)
