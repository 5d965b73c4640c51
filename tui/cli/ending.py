"""Ending by a signal in good order: nothing half-written stays, and the exit code names the signal."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

import click

_ENDING: Final = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def ended_as_by_ctrl_c() -> Iterator[None]:
    """While the block runs, have SIGTERM and SIGHUP end it as Ctrl-C does, with 128 + n; not where they are ignored.

    Whoever takes signals himself, as a run and the reviewer do, has them meanwhile.
    """
    heard: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        heard.append(number)
        raise KeyboardInterrupt

    mine = threading.current_thread() is threading.main_thread()
    taken = [each for each in _ENDING if mine and signal.getsignal(each) is signal.SIG_DFL]
    for each in taken:
        signal.signal(each, end)
    try:
        yield
    except (KeyboardInterrupt, click.Abort):
        if heard:
            raise click.exceptions.Exit(128 + heard[0]) from None
        raise
    finally:
        for each in taken:
            signal.signal(each, signal.SIG_DFL)
