"""Ending by a signal: the terminal is given back as it was, and the exit code names the signal."""

import os
import select
import signal
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from types import FrameType
from typing import Any, Final

from textual.app import App

GRACE: Final = 3.0
"""Seconds that the application has to end by itself, such as while something keeps it busy."""
_ENDING: Final = (signal.SIGTERM, signal.SIGHUP)
_GIVEN_BACK: Final = (
    b"\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
"""What undoes all that the library's driver sends: pasting, wrapping, sizes, mouse, keys, screen, cursor, focus."""


@contextmanager
def ended_by_signals(app: App[Any]) -> Iterator[None]:
    """While the block runs, have SIGTERM, SIGHUP and a terminal that is gone end the application with 128 + n.

    One that does not end in GRACE seconds is ended at once: whatever it had shown is on the disk by then.
    """
    # The number comes through a pipe, at once, whatever the main thread is busy with.
    heard, told = os.pipe()
    os.set_blocking(told, False)
    before = {each: signal.signal(each, _taken_note_of) for each in _ENDING}
    woken = signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    over = Event()
    watch = Thread(target=_watch, args=(app, heard, over, _attributes()), name="ending", daemon=True)
    watch.start()
    try:
        yield
    finally:
        over.set()
        signal.set_wakeup_fd(woken)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.write(told, b"\0")
        watch.join()
        os.close(heard)
        os.close(told)


def _taken_note_of(number: int, frame: FrameType | None) -> None:
    """Do nothing: without a handler of its own, a signal would end the process."""


def _watch(app: App[Any], heard: int, over: Event, attributes: list[Any] | None) -> None:
    number = _ending(heard, over)
    if number is None:
        return
    app.exit(return_code=128 + number)
    if not over.wait(GRACE):
        _give_back(attributes)
        os._exit(128 + number)


def _ending(heard: int, over: Event) -> int | None:
    """Wait for what ends the application and give its number; None once it is over."""
    poll = select.poll()
    poll.register(heard, select.POLLIN)
    poll.register(sys.__stdin__.fileno() if sys.__stdin__ else 0, 0)  # of which only its end is told
    while not over.is_set():
        for descriptor, _ in poll.poll():
            numbers = os.read(heard, 64) if descriptor == heard else bytes([signal.SIGHUP])
            if not over.is_set() and not set(_ENDING).isdisjoint(numbers):
                return next(number for number in numbers if number in _ENDING)
    return None


def _attributes() -> list[Any] | None:
    with suppress(termios.error, OSError):
        return termios.tcgetattr(sys.__stdin__.fileno() if sys.__stdin__ else 0)
    return None


def _give_back(attributes: list[Any] | None) -> None:
    """Restore the terminal without waiting long for one that takes nothing."""

    def give() -> None:
        with suppress(termios.error, OSError):
            if attributes is not None:
                termios.tcsetattr(0, termios.TCSANOW, attributes)
            os.write(2, _GIVEN_BACK)

    giving = Thread(target=give, daemon=True)
    giving.start()
    giving.join(0.5)
