"""A program in a pseudo-terminal: what it is sent, and every byte it sends back."""

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

DISCRETION: Final = (sys.executable, "-c", "from tui.cli import main; main()")
"""The real command, as its entry point calls it."""

ESCAPES: Final = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|.)", re.DOTALL
)


class Program(Protocol):
    """A started process, as far as a terminal is concerned with it."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float) -> int: ...

    def kill(self) -> None: ...


Start = Callable[[Sequence[str], int, Mapping[str, str], Path | None], Program]
"""Starts a command on a terminal (its descriptor), with an environment, in a folder."""


def cold(command: Sequence[str], terminal: int, environment: Mapping[str, str], folder: Path | None) -> Program:
    """Start a command as a shell would."""
    return subprocess.Popen(
        command,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=environment,
        cwd=folder,
        start_new_session=True,
        preexec_fn=take_terminal,
    )


class Terminal:
    """A running program whose standard streams are one pseudo-terminal of a given size (columns, rows).

    `output` is all it has sent so far. Leaving the context kills it.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        size: tuple[int, int] = (120, 40),
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        start: Start = cold,
    ) -> None:
        self.output = bytearray()
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        given = {
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "TEXTUAL_ANIMATIONS": "none",
            "XDG_CONFIG_HOME": os.devnull,  # nobody's settings
            **(environment or {}),
        }
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "PYTHONPATH"}}
        self._process = start([str(each) for each in command], slave, {**kept, "PYTHONUTF8": "1", **given}, folder)
        os.close(slave)

    @property
    def pid(self) -> int:
        """The number of the program's process."""
        return self._process.pid

    def send(self, keys: str) -> None:
        """Type."""
        os.write(self._master, keys.encode())

    def send_bytes(self, sent: bytes) -> None:
        """Send what no keyboard of ours would."""
        os.write(self._master, sent)

    def read(self, seconds: float) -> bytes:
        """Take what comes within so many seconds, returning at its first piece; empty at the end or when none comes."""
        if not select.select([self._master], [], [], max(seconds, 0.0))[0]:
            return b""
        try:
            piece = os.read(self._master, 1 << 16)
        except OSError:  # the other side is closed: the program is gone
            return b""
        self.output += piece
        return piece

    def read_until(self, wanted: bytes | Callable[[bytes], object], seconds: float = 180.0) -> bytes:
        """Take what comes until it contains `wanted`, or `wanted` is true of it; AssertionError when it does not."""
        came = bytearray()
        until = time.monotonic() + seconds
        while not (wanted in came if isinstance(wanted, bytes) else wanted(bytes(came))):
            left = until - time.monotonic()
            piece = self.read(left)
            assert piece, f"waited for {wanted!r}; the last that came was {bytes(came[-2000:])!r}"
            came += piece
        return bytes(came)

    def read_quiet(self, quiet: float = 0.15, seconds: float = 60.0) -> bytes:
        """Take what comes until nothing has come for `quiet` seconds."""
        came = bytearray()
        until = time.monotonic() + seconds
        while time.monotonic() < until and (piece := self.read(quiet)):
            came += piece
        return bytes(came)

    def kill(self) -> bytes:
        """End the program at once, as a power cut would, and give what it had sent by then."""
        self._process.kill()
        self._process.wait(60)
        return self.read_quiet(0.0)

    def signal(self, number: signal.Signals) -> int:
        """Send the program a signal that ends it, take what it sends until then, and give how it ended."""
        os.kill(self.pid, number)
        return self.wait()

    def hang_up(self) -> int:
        """Close the terminal, as when its window is closed, and give how the program ended."""
        os.close(self._master)
        self._master = os.open(os.devnull, os.O_RDWR)
        return self._process.wait(180)

    def wait(self, seconds: float = 180.0) -> int:
        """Take all until the program ends, and give its exit code."""
        until = time.monotonic() + seconds
        while (code := self._process.poll()) is None:
            assert time.monotonic() < until, f"still running; the last that came was {bytes(self.output[-2000:])!r}"
            if not self.read(0.05):
                time.sleep(0.005)
        self.read_quiet(0.0)
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(60)
        os.close(self._master)


def take_terminal() -> None:
    """Make the standard input the session's terminal, so that hanging up is heard."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def escapes(output: bytes) -> set[bytes]:
    """The escape sequences in some output, colours and cursor places without their numbers."""
    found = set(ESCAPES.findall(output))
    return {re.sub(rb"[0-9;:]+", b"#", each) if each[-1:] in b"mH" else each for each in found}


def plain(output: bytes) -> str:
    """Some output without escape sequences."""
    return ESCAPES.sub(b"", output).decode(errors="replace")
