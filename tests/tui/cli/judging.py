"""`judge` as a test runs it: here, or in a process of its own beside others on the store."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

from click.testing import CliRunner, Result

from tests.core.oracle.server import Server
from tests.forking import started
from tui.cli import cli, main

KEY: Final = "sk-canary-0123456789-must-not-be-written"


def command(store: Path, server: Server, *more: str, model: str = "openai/gpt-4o-mini") -> list[str]:
    """The words of the command."""
    address = ("--api-base", server.base, "--api-key-env", "CANARY_KEY")
    return ["judge", "-s", str(store), "--model", model, *address, *more]


def judge(store: Path, server: Server, *more: str, model: str = "openai/gpt-4o-mini") -> Result:
    """Run it here; whatever it says, it says no key."""
    result = CliRunner().invoke(cli, command(store, server, *more, model=model))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert KEY not in result.output
    return result


@dataclass(frozen=True)
class Beside:
    """A run in a process of its own, which writes what it says to two files."""

    process: ForkServerProcess
    out: Path
    err: Path

    def said(self) -> str:
        """All that it has said so far."""
        return self.out.read_text() + self.err.read_text()

    def end(self, seconds: float = 240) -> int | None:
        """Wait for its end and give its exit code, None if there was none in time."""
        self.process.join(seconds)
        return self.process.exitcode


def beside(folder: Path, *words: str) -> Beside:
    """Start such a run; what it says goes to files in the folder."""
    out, err = folder / "out.txt", folder / "err.txt"
    out.touch()
    err.touch()
    return Beside(started(_run, words, dict(os.environ), out, err), out, err)


def _run(words: tuple[str, ...], environment: Mapping[str, str], out: Path, err: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["discretion", *words]
    with out.open("w") as sys.stdout, err.open("w") as sys.stderr:
        main()
