"""The reviewer on a million cases: opening, keys, filters, memory, and how long the interface is ever held up.

python tests/benchmarks/at_scale.py STORE [--rounds N] [--openings N]

The store is reached by a link, so that journals land beside the link. Times are of the real process in a
pseudo-terminal; the longest blocks are of the same application in this process, found by a heartbeat in its event loop.
"""

import argparse
import asyncio
import re
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from core.query.kinds import View
from core.query.wanted import Wanted
from core.review.session import ReviewSession
from tests.benchmarks.flag_to_repaint import QUIET, times
from tests.benchmarks.measuring import tell
from tests.benchmarks.wording import PRINCIPLES
from tests.tui.piloting import Desk, reviewing
from tests.tui.terminal import DISCRETION, Terminal, plain
from tui.background import collecting_garbage as garbage

SIZE: Final = (120, 40)
BEAT: Final = 0.002
LOADED: Final = 6.0
"""Seconds after which dialogs and other screens are loaded and all annotators counted."""
PICKED: Final = {View.ALL: "l", View.CONSENSUS: "s", View.CONFLICT: "c"}
TYPED: Final = {
    "filter by a principle": f'against:"{PRINCIPLES[0][0]}"',
    "filter by a pair of principles": f'principle:"{PRINCIPLES[0][0]}">"{PRINCIPLES[1][0]}"',
    "filter by a text": '"piano"',
    "filter by a text that is nowhere": '"pianoforte"',
    "filter by a kind": "conflict",
}
UNUSED: Final = ("bicycle", "harbour", "receipt", "unicorn", "kettle")


def main() -> None:
    """Measure everything on a store that million.py made."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--rounds", type=int, default=40, help="how often each key is pressed")
    parser.add_argument("--openings", type=int, default=5, help="how often the reviewer is opened")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store.duckdb"
        store.symlink_to(given.store.resolve())
        in_terminal(store, given.rounds, given.openings)
        asyncio.run(held_up(store))


def in_terminal(store: Path, rounds: int, openings: int) -> None:
    """Measure the real process: opening it, keys, filters, and the most memory it ever had."""
    opened = []
    for turn in range(openings):
        began = time.perf_counter()
        with Terminal([*DISCRETION, "review", "-s", store, "--reviewer", "bench"], SIZE) as terminal:
            terminal.read_until(lambda came: all(mark in came for mark in (b"reviewed", b"follows", b" quit", b"for ")))
            opened.append(time.perf_counter() - began)
            if turn == openings - 1:
                tell("open: process start to first full frame", opened)
                terminal.read_quiet(0.5)
                told("memory once open", _memory(terminal.pid))
                _keys(terminal, rounds)
                _filters(terminal, store, max(3, rounds // 8))
                told("memory at most", _memory(terminal.pid))
            terminal.send("q")
            terminal.wait()
    _blind_keys(store, rounds)


def _blind_keys(store: Path, rounds: int) -> None:
    with Terminal([*DISCRETION, "review", "-s", store, "--reviewer", "blind", "--blind"], SIZE) as terminal:
        terminal.read_until(b"agreed 0 of 0")
        terminal.read_quiet(LOADED)
        given = times(terminal, "an", rounds)
        tell("a: own choice in blind review", given["a"])
        tell("n: next case in blind review", given["n"])


def _keys(terminal: Terminal, rounds: int) -> None:
    given = times(terminal, "fun", rounds)
    undone = times(terminal, "fz", rounds // 2)
    tell("f: flag to the last byte of the ranking", given["f"])
    tell("u: uphold, likewise", given["u"])
    tell("n: next case", given["n"])
    tell("z: undo, with its notice", undone["z"])


def _filters(terminal: Terminal, store: Path, rounds: int) -> None:
    """Measure from the last key of a choice, or Enter after a filter was typed, to the last byte of what it shows."""
    counts = _counts(store)
    asked, picked = [], []
    typed: dict[str, list[float]] = {name: [] for name in TYPED}
    for _ in range(rounds):
        for view, key in PICKED.items():
            asked.append(_answered(terminal, "v", f"indifferent {counts[View.INDIFFERENT]}"))
            picked.append(_answered(terminal, key, f" {counts[view]} · reviewed"))
        for name, query in TYPED.items():
            _type(terminal, query, counts[query])
            typed[name].append(_answered(terminal, "\r", f" {counts[query]} · reviewed"))
    tell("v: kinds of case with their counts", asked)
    tell("a kind picked, to the last byte", picked)
    tell("a text never looked for, Enter at once", _at_once(terminal, counts))
    for name, taken in typed.items():
        tell(f"typed {name}", taken)


def _at_once(terminal: Terminal, counts: Mapping[str, int]) -> list[float]:
    """Measure from Enter, pressed with no pause after the text, to the last byte of what it shows."""
    taken = []
    for word in UNUSED:
        query = f'"{word}"'
        _begin(terminal, query)
        taken.append(_answered(terminal, "\r", f" {counts[query]} · reviewed"))
    return taken


def _type(terminal: Terminal, query: str, count: int) -> None:
    """Put a filter in place of the one held, and wait until its cases have been counted."""
    _begin(terminal, query)
    counted = re.compile(rf"(?<!\d){count} case")
    terminal.read_until(lambda came: counted.search(plain(came)) is not None)
    terminal.read_quiet()


def _begin(terminal: Terminal, query: str) -> None:
    """Put a filter in place of the one held."""
    terminal.send("/")
    terminal.read_until(b"enter show")
    terminal.read_quiet()
    terminal.send("\x05\x15")
    terminal.read_quiet()
    terminal.send(query)


def _answered(terminal: Terminal, key: str, mark: str) -> float:
    """Send a key and give the seconds until the last byte before a pause that comes after the mark."""
    began = time.perf_counter()
    terminal.send(key)
    terminal.read_until(lambda came: mark in plain(came))
    last = time.perf_counter()
    while terminal.read(QUIET):
        last = time.perf_counter()
    return last - began


def _counts(store: Path) -> dict[str, int]:
    """How many cases the filters used here have."""
    session, _ = ReviewSession.open(store, "counting")
    with session:
        wanted = [view.value for view in View] + list(TYPED.values()) + [f'"{word}"' for word in UNUSED]
        return {text: len(session.select(Wanted.of(text))) for text in wanted}


def _memory(pid: int) -> str:
    """The memory of a process now, and the most it ever had."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    now, most = (int(lines[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return f"{now:.0f} MB (at most {most:.0f} MB)"


def told(name: str, value: str) -> None:
    """Print one line of the table that is no time of a key."""
    print(f"{name:<44} {value}", flush=True)  # noqa: T201


# The interface held up


class Heartbeat:
    """The longest time for which an event loop did not come round, and the most its thread worked in such a time."""

    def __init__(self) -> None:
        self.longest = 0.0
        self.worked = 0.0

    async def beat(self) -> None:
        """Come round until cancelled."""
        while True:
            began, worked = time.perf_counter(), time.thread_time()
            await asyncio.sleep(BEAT)
            self.longest = max(self.longest, time.perf_counter() - began - BEAT)
            self.worked = max(self.worked, time.thread_time() - worked)


@asynccontextmanager
async def watched(name: str) -> AsyncIterator[None]:
    """Tell the longest block while something is done."""
    heart = Heartbeat()
    task = asyncio.create_task(heart.beat())
    try:
        await asyncio.sleep(2 * BEAT)
        yield
        await asyncio.sleep(2 * BEAT)
    finally:
        task.cancel()
    told(f"longest block: {name}", f"{1000 * heart.longest:6.1f} ms, of which work {1000 * heart.worked:6.1f} ms")


async def held_up(store: Path) -> None:
    """Press keys under a heartbeat."""
    garbage.pause()  # as the command does, until the application is ready
    async with reviewing(store, SIZE, reviewer="heart") as desk:
        await desk.press("n", "p")
        await asyncio.sleep(LOADED)
        for name, keys in _STEPS:
            async with watched(name):
                await desk.press(*keys)
        for name, query in TYPED.items():
            async with watched(name):
                await _filter(desk, query)


async def _filter(desk: Desk, query: str) -> None:
    await desk.press("slash")
    await asyncio.sleep(0.3)
    await desk.write(query)


_STEPS: Final = (
    ("n ×40", ("n",) * 40),
    ("f u n ×10", ("f", "u", "n") * 10),
    ("a z Z ×5", ("a", "z", "Z") * 5),
    ("end, home", ("end", "home")),
    ("page down ×10", ("pagedown",) * 10),
    ("kinds of case asked for", ("v",)),
    ("all cases", ("l",)),
    ("end of all cases", ("end",)),
    ("rankings, first time", ("2",)),
    ("rankings, again", ("1", "2")),
    ("review again", ("1",)),
    ("supremacy, first time", ("3",)),
    ("annotators, first time", ("4",)),
    ("team, first time", ("5",)),
    ("history, first time", ("6",)),
    ("review once more", ("1",)),
    ("conflicts", ("v", "c")),
)


if __name__ == "__main__":
    main()
