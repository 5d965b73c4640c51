"""Any keys, clicks and sizes of the window, on every screen: none of them ends the reviewer but those that quit."""

import asyncio
import random
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from textual.pilot import OutOfBounds, Pilot

from core.review.session import ReviewSession
from tests.campaigns.reviewing import worked_store
from tui.app.app import DiscretionApp

KEYS: Final = (
    *"npfusazbxcivtodrlmOgRTyE#+-[]!SC%hkjwAFeL",
    *"1234567" * 3,
    *("enter", "escape") * 6,
    *("tab", "shift+tab", "space", "backspace", "delete", "pageup", "pagedown", "home", "end"),
    *("up", "down", "left", "right", "ctrl+p", "ctrl+t", "f1", "slash", "question_mark", "less_than_sign"),
    *("equals_sign", "greater_than_sign", "ctrl+j", "ctrl+s"),
)
SIZES: Final = ((1, 1), (3, 3), (10, 2), (5, 30), (20, 6), (40, 10), (80, 24), (110, 34), (120, 4), (200, 60))
EACH: Final = 120
"""Things done in a round."""
_SIZE, _CLICK = 0.08, 0.2
"""Shares of sizes, and of these and clicks together, in what is done."""


def anything(place: Path, chance: random.Random, number: int) -> int:
    """One session, in which what is done is drawn; what ends it with an error is raised."""
    store = Path(shutil.copy(worked_store(), place))
    done: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(place))
        patch.chdir(place)  # where a file that is exported goes
        try:
            asyncio.run(_session(store, chance, done))
        except Exception as error:
            raise AssertionError(f"{error!r} after {done[-15:]}") from error
    return len(done)


async def _session(store: Path, chance: random.Random, done: list[str]) -> None:
    session, warnings = ReviewSession.open(store, "r1")
    with session:
        app = DiscretionApp(session, tuple(warnings))
        async with app.run_test(size=chance.choice(SIZES)) as pilot:
            while app.is_running and len(done) < EACH:  # a click on a key may quit
                await _do(pilot, chance, done)


async def _do(pilot: Pilot[None], chance: random.Random, done: list[str]) -> None:
    drawn = chance.random()
    if drawn < _SIZE:
        size = chance.choice(SIZES)
        done.append("{}x{}".format(*size))
        await pilot.resize_terminal(*size)
    elif drawn < _CLICK:
        at = chance.randrange(pilot.app.size.width), chance.randrange(pilot.app.size.height)
        done.append(f"click at {at}")
        with suppress(OutOfBounds):
            await pilot.click(offset=at)
    else:
        done.append(chance.choice(KEYS))
        await pilot.press(done[-1])
