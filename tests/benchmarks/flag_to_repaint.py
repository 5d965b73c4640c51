"""From a key to the last byte of the repaint it causes, on the real process in a pseudo-terminal.

python tests/benchmarks/flag_to_repaint.py [STORE]
"""

import sys
import time
from pathlib import Path

from tests.benchmarks.measuring import private_store, tell
from tests.tui.terminal import DISCRETION, Terminal

BARE = (sys.executable, Path(__file__).with_name("bare_app.py"))
ROUNDS, WARM = 50, 5
QUIET = 0.12
STAY = "h"
"""The key to go on after a verdict, or to stay."""


def answered(terminal: Terminal, key: str) -> float:
    """Send a key and give the seconds until the last byte before a pause."""
    began = last = time.perf_counter()
    terminal.send(key)
    while terminal.read(QUIET):
        last = time.perf_counter()
    return last - began


def times(terminal: Terminal, keys: str, rounds: int) -> dict[str, list[float]]:
    """The times of each of the keys, which are sent in turn."""
    found: dict[str, list[float]] = {key: [] for key in keys}
    for turn in range(rounds + WARM):
        for key in keys:
            taken = answered(terminal, key)
            if turn >= WARM:
                found[key].append(taken)
    return found


def main() -> None:
    """Measure both, one after the other, in terminals of the same size."""
    with private_store("From a key to its repaint.") as store:
        review: list[str | Path] = [*DISCRETION, "review", "-s", store, "--reviewer", "bench"]
        with Terminal(BARE, (120, 40)) as bare, Terminal(review, (120, 40)) as reviewer:
            bare.read_until(b"counted")
            reviewer.read_until(b"reviewed")
            bare.read_quiet(0.5)
            reviewer.read_quiet(0.5)
            beside = times(bare, "f", ROUNDS)["f"]
            gone_on = times(reviewer, "f", ROUNDS // 5)["f"]
            answered(reviewer, STAY)
            given = times(reviewer, "fun", ROUNDS)
            undone = times(reviewer, "fzZ", ROUNDS // 3)
            answered(reviewer, STAY)
        tell("bare application: repaint one widget", beside)
        tell("f: flag to the last byte of the ranking", given["f"], beside)
        tell("f: flag, and on to the next open case", gone_on, beside)
        tell("u: uphold, likewise", given["u"], beside)
        tell("n: next case", given["n"], beside)
        tell("z: undo, with its notice", undone["z"], beside)
        tell("Z: redo, with its notice", undone["Z"], beside)


if __name__ == "__main__":
    main()
