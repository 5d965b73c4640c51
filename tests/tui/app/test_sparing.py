"""A store that can no longer be read while it is open ends neither the application nor what is said in it."""

import errno
from typing import Any

import pytest
from textual.message_pump import CallbackError
from textual.worker import WorkerFailed

from core.model.errors import DiscretionError, StoreError
from core.storage.reading import Reader
from tests.tui.conftest import Opener
from tests.tui.piloting import Desk
from tui.app.app import SCREENS
from tui.app.sparing import told_of

LOST = "The store lies on a disk that is gone: put it back."
LEAVING = {"q", "ctrl+q", "ctrl+c", "ctrl+z", "escape"} | {str(key) for key in range(1, 8)}


def lose(patch: pytest.MonkeyPatch) -> None:
    """Have every question to the store fail from now on."""

    def fail(*_: Any, **__: Any) -> Any:
        raise StoreError(LOST)

    patch.setattr(Reader, "rows", fail)
    patch.setattr(Reader, "arrays", fail)


async def press_all(desk: Desk, done: set[str]) -> None:
    """Do by its key what the screen on show can do, from the screen itself; what all can do, once in all."""
    screen = desk.app.screen
    known = {active.binding.action: key for key, active in desk.app.active_bindings.items() if key not in LEAVING}
    for action, key in known.items():
        if action.startswith("app.") and action in done:
            continue
        done.add(action)
        await desk.pilot.press(key)
        for _ in range(4):
            if desk.app.screen is not screen:
                await desk.pilot.press("escape")
    assert desk.app.is_running


async def test_every_key_of_every_screen_goes_on_where_the_store_is_lost(
    open_desk: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_desk() as desk:
        await desk.press("f")
        lose(monkeypatch)
        done: set[str] = set()
        await press_all(desk, done)
        for mode, _ in SCREENS:
            desk.app.call_later(desk.app.switch_mode, mode)
            await desk.settle()
            await press_all(desk, done)
        desk.app.switch_mode("review")
        await desk.settle()
        assert desk.toasts.count(("error", LOST)) == 1, "told, and not again as long as it is to be seen"
        assert desk.said()[0] == ("review", "love-01", "flag")


async def test_a_verdict_stands_though_the_next_case_cannot_be_read(
    open_desk: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_desk(advance=True) as desk:
        desk.shown._read.cache_clear()  # the next case was read ahead
        lose(monkeypatch)
        await desk.press("F", "enter")
        assert desk.said() == [("review", "love-01", "flag")]
        assert not desk.app.screen.is_modal, "a dialog that stayed would write the verdict again"
        assert "This case cannot be read" in desk.text()
        assert "flagged 1" in desk.status
        await desk.press("f", "a")
        assert len(desk.said()) == 1, "nothing can be said of a case that is not on show"
        monkeypatch.undo()
        await desk.press("f")
        assert desk.said()[1:] == [("review", "med-01", "flag")], "and it goes on when the store is back"


def test_only_what_a_reviewer_can_act_on_is_spared() -> None:
    told = DiscretionError("one sentence")
    assert told_of(told) is told
    assert told_of(WorkerFailed(told)) is told
    wrapped = CallbackError("a timer")
    wrapped.__context__ = told
    assert told_of(wrapped) is told
    assert told_of(CallbackError("a timer")) is None
    assert told_of(WorkerFailed(ValueError())) is None
    assert told_of(OSError(errno.EINVAL, "Invalid argument")) is None
    fault = TypeError()
    fault.__context__ = told
    assert told_of(fault) is None


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), "This takes more memory than is free"),
        (RuntimeError("can't start new thread"), "lets no more threads be started"),
        (OSError(errno.ENFILE, "Too many open files in system"), "lets no more files be opened"),
        (OSError(errno.ENAMETOOLONG, "File name too long", "n.csv"), "n.csv could not be read or written (File name"),
        (OSError(errno.EIO, "Input/output error"), "could not be written (Input/output error)"),
    ],
)
async def test_what_the_system_refuses_or_has_no_more_of_ends_nothing(
    open_desk: Opener, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    async with open_desk() as desk:
        monkeypatch.setattr(Reader, "arrays", fail)
        monkeypatch.setattr(Reader, "rows", fail)
        desk.shown._read.cache_clear()
        await desk.press("n", "2")
        assert any(said in told for _, told in desk.toasts)
        monkeypatch.undo()
        await desk.press("1", "p", "f")
        assert [each[0] for each in desk.said()] == ["review"]
