"""From starting the process to its first full frame, beside a bare Textual application.

python tests/benchmarks/first_paint.py [STORE]
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.measuring import private_store, tell
from tests.tui.terminal import DISCRETION, Terminal

BARE = (sys.executable, Path(__file__).with_name("bare_app.py"))
RUNS = 15


def painted(command: Sequence[str | Path], marks: tuple[bytes, ...]) -> float:
    """The seconds from starting a program until all marks have been drawn."""
    began = time.perf_counter()
    with Terminal(command, (120, 40)) as terminal:
        terminal.read_until(lambda came: all(mark in came for mark in marks))
        taken = time.perf_counter() - began
        terminal.send("q")
        terminal.wait()
    return taken


def main() -> None:
    """Start both in turn, so that both meet the same machine."""
    with private_store("From start to the first full frame.") as store:
        review = (*DISCRETION, "review", "-s", store, "--reviewer", "bench")
        bare, reviewer = [], []
        for _ in range(RUNS):
            bare.append(painted(BARE, (b"counted 0",)))
            reviewer.append(painted(review, (b"reviewed", b"follows", b" quit", b"for ")))
        tell("bare application: first paint", bare)
        tell("reviewer: first full frame", reviewer, bare)


if __name__ == "__main__":
    main()
