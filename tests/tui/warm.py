"""The command as a process of its own that need not import anything: for tests that start it often."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from tests.forking import started
from tests.tui.terminal import DISCRETION, Terminal, take_terminal
from tests.tui.unhurried import put_off
from tui.cli import main


@dataclass(frozen=True)
class Forked:
    """Such a process; killing it is as real as that of any other."""

    process: ForkServerProcess

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self, timeout: float) -> int:
        self.process.join(timeout)
        assert self.process.exitcode is not None, "it has not ended"
        return self.process.exitcode

    def kill(self) -> None:
        self.process.kill()


def on_terminal(*arguments: str | Path, size: tuple[int, int] = (120, 40), folder: Path | None = None) -> Terminal:
    """The command with these arguments on a terminal, in a folder."""
    return Terminal([*DISCRETION, *arguments], size, folder=folder, start=_warm)


def _warm(command: Sequence[str], terminal: int, environment: Mapping[str, str], folder: Path | None) -> Forked:
    arguments = command[len(DISCRETION) :]
    with Connection(os.dup(terminal)) as passed:  # how a descriptor comes to another process
        return Forked(started(_run, passed, arguments, dict(environment), folder))


def _run(terminal: Connection, arguments: Sequence[str], environment: Mapping[str, str], folder: Path | None) -> None:
    os.setsid()
    for standard in range(3):
        os.dup2(terminal.fileno(), standard)
    terminal.close()
    take_terminal()
    if folder is not None:
        os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for place, name in enumerate(("stdin", "stdout", "stderr")):
        stream = os.fdopen(place, "w" if place else "r", encoding="utf-8", closefd=False)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)  # which Textual writes to
    sys.argv = ["discretion", *arguments]
    put_off(pytest.MonkeyPatch())
    main()
