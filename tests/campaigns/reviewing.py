"""The reviewer on a real terminal, typed at faster than it answers, and ended at any moment: what was shown is written.

And six reviewers at once on one store, each ended now and again: what each was told stands, for everybody.
"""

import random
import re
import shutil
import signal
import sys
import time
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from core.journal.events import EventKind, read_journal, reviews_folder
from core.journal.replay import load_folder
from core.journal.standing import Standing
from core.model.terms import Verdict
from core.query.wanted import Wanted
from core.review.session import ReviewSession
from tests.campaigns.commands import Running, start
from tests.core.building import A0, A1, WORKED, build
from tests.tui.terminal import ESCAPES, Terminal
from tests.tui.warm import on_terminal

KEYS: Final = "fnfnufnfpafbnufnzunfnZfn"
SHOWN: Final = re.compile(rb"reviewed (\d+) \xc2\xb7 flagged (\d+)")
SIGNALS: Final = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)
GIVEN_BACK: Final = b"\x1b[?1049l"
REVIEWERS: Final = 6

Counts = tuple[int, int]


def shown(output: bytes) -> list[Counts]:
    """The counts of reviewed and flagged cases as they were drawn, each when it differed from the one before."""
    drawn = [(int(reviewed), int(flagged)) for reviewed, flagged in SHOWN.findall(ESCAPES.sub(b"", output))]
    return [counts for n, counts in enumerate(drawn) if n == 0 or drawn[n - 1] != counts]


def written(journal: Path) -> list[Counts]:
    """The same counts after each event of a journal, from the empty one on."""
    states, standing = [(0, 0)], Standing()
    for event in read_journal(journal).events if journal.exists() else ():
        standing.apply(event)
        verdicts = [each.verdict for each in standing.reviews() if each.event == EventKind.REVIEW]
        states.append((len(verdicts), verdicts.count("flag")))
    return states


def follows(drawn: list[Counts], states: list[Counts]) -> bool:
    """Whether every state drawn came about in the journal, in this order."""
    rest = iter(states)
    return all(state in rest for state in drawn)


@cache
def worked_store() -> Path:
    """The worked example as a store; not to be written beside."""
    return build(Path(mkdtemp(prefix="campaign-store-")) / "s.duckdb", WORKED, {"a0": A0, "a1": A1})


def shown_is_written(place: Path, chance: random.Random, number: int) -> int:
    """One session, ended at random while it is typed at."""
    store = Path(shutil.copy(worked_store(), place))
    with on_terminal("review", "-s", store, "--reviewer", "r1", size=(100, 24)) as terminal:
        terminal.read_until(shown)
        _type(terminal, chance, states=chance.randint(2, 4))
        terminal.read_quiet(quiet=0.0, seconds=chance.uniform(0.0, 0.05))
        how = SIGNALS[number % len(SIGNALS)]
        terminal.signal(how)
        drawn, output = shown(bytes(terminal.output)), bytes(terminal.output)
    states = written(reviews_folder(store) / "r1.jsonl")
    assert follows(drawn, states), (drawn, states)
    assert len(drawn) > 1, "nothing was shown before it ended"
    assert how == signal.SIGKILL or GIVEN_BACK in output, f"{how.name} leaves the terminal as the reviewer had it"
    assert b"Traceback" not in output
    session, _ = ReviewSession.open(store, "r1")
    with session:
        held = session.progress(session.select(Wanted()))
    assert (held.reviewed, held.flagged) == states[-1]
    return 1


def _type(terminal: Terminal, chance: random.Random, states: int, seconds: float = 180.0) -> None:
    """Type at random, faster than is answered, until so many states have been drawn."""
    until = time.monotonic() + seconds
    while len(shown(bytes(terminal.output))) < states and time.monotonic() < until:
        terminal.send(chance.choice(KEYS))
        terminal.read(chance.uniform(0.0, 0.02))


def say(store: str, reviewer: str, seed: str) -> None:
    """Review at random until killed, and print the id of each event once it stands."""
    chance = random.Random(seed)
    session, _ = ReviewSession.open(Path(store), reviewer)
    with session:
        while True:
            n = chance.randrange(len(session.data.votes))
            case = session.store.case(n).id
            if chance.random() < 0.2:
                session.follow()
                continue
            event = session.judge(
                n, case, chance.choice((Verdict.FLAG, Verdict.UPHOLD)), note="n" * chance.randrange(900)
            )
            sys.stdout.write(f"{event.id}\n")
            sys.stdout.flush()
            time.sleep(chance.uniform(0.0, 0.004))


def six_at_once(place: Path, chance: random.Random, number: int) -> int:
    """Six reviewers on one store, two kills of each; as many trials as there are kills."""
    store = Path(shutil.copy(worked_store(), place))
    told: dict[str, list[str]] = {f"r{n}": [] for n in range(REVIEWERS)}
    running = {name: _sitting(store, place, name, chance) for name in told}
    kills = 0
    while kills < 2 * REVIEWERS:
        time.sleep(chance.uniform(0.0, 0.1))
        name = chance.choice(list(told))
        _ended(running[name], told[name])
        running[name] = _sitting(store, place, name, chance)
        kills += 1
    for name, each in running.items():
        _ended(each, told[name])
    for name, ids in told.items():
        there = [event.id for event in read_journal(reviews_folder(store) / f"{name}.jsonl").events]
        lost = set(ids) - set(there)
        assert not lost, f"{name} was told of {len(ids)} events, {len(lost)} are lost"
        assert len(there) == len(set(there))
    standing, warnings = load_folder(reviews_folder(store))
    assert len(standing.events) >= sum(map(len, told.values()))
    assert not [each for each in warnings if "unreadable" in each], warnings
    for name in told:
        session, _ = ReviewSession.open(store, name)
        with session:
            assert len(session.standing.events) >= sum(map(len, told.values())), "one does not see all"
    return kills + REVIEWERS


def _sitting(store: Path, place: Path, name: str, chance: random.Random) -> Running:
    return start(say, str(store), name, str(chance.random()), folder=place, aside=place / f"aside-{name}")


def _ended(running: Running, told: list[str]) -> None:
    """Kill one once it has said something, and take in what it was told."""
    until = time.monotonic() + 180
    while not running.said() and running.process.exitcode is None and time.monotonic() < until:
        time.sleep(0.01)
    running.send(signal.SIGKILL)
    ended = running.wait()
    assert ended.code == -signal.SIGKILL, ended.err
    told += [line for line in ended.out.split("\n")[:-1] if line]
