"""The command, or a step of it, as a process of its own whose calls can be made to fail, or that is killed."""

import os
import re
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from core.model.errors import DiscretionError
from tests.campaigns import faults
from tests.campaigns.faults import Fault
from tests.forking import started
from tui.cli import main

PATIENCE = 240.0


@dataclass(frozen=True)
class Ended:
    """How a process ended (its exit code, or a signal with a minus), what it printed, and the calls it made."""

    code: int
    out: str
    err: str
    calls: int

    @property
    def sentence(self) -> str:
        """The one sentence that it ended with: AssertionError where it is none, or more than one."""
        assert self.code == 1, f"exit code {self.code}: {self.err or self.out}"
        assert re.fullmatch(r"[^\n]{20,}[.)]\n", self.err), f"not one sentence: {self.err}"
        return self.err.strip()


@dataclass(frozen=True)
class Running:
    """Such a process while it runs; `aside` is the folder of what it prints."""

    process: ForkServerProcess
    aside: Path

    def said(self) -> bytes:
        """What it has printed so far."""
        out = self.aside / "out"
        return out.read_bytes() if out.exists() else b""

    def send(self, number: signal.Signals) -> None:
        """Send it a signal; nothing where it has ended."""
        if self.process.exitcode is None and self.process.pid is not None:
            os.kill(self.process.pid, number)

    def wait(self) -> Ended:
        """Wait until it ends; AssertionError where it does not."""
        self.process.join(PATIENCE)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
            raise AssertionError(f"it had not ended after {PATIENCE:.0f} seconds")
        out, err, calls = (
            (self.aside / name).read_text("utf-8", "replace") if (self.aside / name).exists() else ""
            for name in ("out", "err", "calls")
        )
        return Ended(self.process.exitcode, out, err, int(calls or 0))


def start(step: Callable[..., None], *given: Any, folder: Path, aside: Path, fault: Fault | None = None) -> Running:
    """Start a step in a folder; what it prints goes to the folder `aside`, which must lie elsewhere."""
    aside.mkdir(exist_ok=True)
    for old in aside.iterdir():
        old.unlink()
    return Running(started(_run, step, given, folder, aside, fault), aside)


def discretion(arguments: Sequence[str]) -> None:
    """The command line as a step."""
    sys.argv = ["discretion", *arguments]
    main()


def _run(step: Callable[..., None], given: Sequence[Any], folder: Path, aside: Path, fault: Fault | None) -> None:
    for place, name in enumerate((Path(os.devnull), aside / "out", aside / "err")):
        descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        os.dup2(descriptor, place)
        os.close(descriptor)
    for place, stream in ((1, "stdout"), (2, "stderr")):
        setattr(sys, stream, os.fdopen(place, "w", encoding="utf-8", closefd=False))
    os.chdir(folder)
    os.environ.pop("PYTEST_CURRENT_TEST", None)
    calls = os.open(aside / "calls", os.O_WRONLY | os.O_CREAT, 0o644)
    faults.begin(folder, fault)
    try:
        step(*given)
    except DiscretionError as error:
        print(error, file=sys.stderr)  # noqa: T201
        raise SystemExit(1) from error
    finally:
        os.write(calls, str(faults.seen()).encode())
        sys.stdout.flush()
        sys.stderr.flush()
