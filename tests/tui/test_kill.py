"""A session that is killed at any moment has written whatever it had shown."""

import random
import re
import time
from pathlib import Path

import pytest

from core.journal.events import EventKind, read_journal
from core.journal.standing import Standing
from core.query.wanted import Wanted
from core.review.session import ReviewSession
from tests.tui.piloting import journal_of
from tests.tui.terminal import Terminal
from tests.tui.warm import on_terminal

RUNS = 50
KEYS = "fnfnufnfpafbnufnzunfnZfn"
SHOWN = re.compile(rb"reviewed (\d+) \xc2\xb7 flagged (\d+)")

State = tuple[int, int]


def shown(output: bytes) -> list[State]:
    """The counts of reviewed and flagged cases as they were drawn, each when it differed from the one before."""
    drawn = [(int(reviewed), int(flagged)) for reviewed, flagged in SHOWN.findall(output)]
    return [state for n, state in enumerate(drawn) if n == 0 or drawn[n - 1] != state]


class Written:
    """The same counts after each event of the journal, from the empty one on."""

    def __init__(self, store: Path) -> None:
        self.states: list[State] = [(0, 0)]
        self._path, self._standing, self._ids = journal_of(store), Standing(), list[str]()

    def read(self) -> list[State]:
        """Take in what was appended; what was there before must be there still."""
        events = read_journal(self._path).events
        assert [event.id for event in events[: len(self._ids)]] == self._ids
        for event in events[len(self._ids) :]:
            self._ids.append(event.id)
            self._standing.apply(event)
            verdicts = [each.verdict for each in self._standing.reviews() if each.event == EventKind.REVIEW]
            self.states.append((len(verdicts), verdicts.count("flag")))
        return self.states


def follows(drawn: list[State], states: list[State]) -> bool:
    """Whether every state drawn came about in the journal, in this order."""
    rest = iter(states)
    return all(state in rest for state in drawn)


def test_states_drawn_ahead_of_the_journal_would_be_noticed() -> None:
    assert follows([(0, 0), (2, 1)], [(0, 0), (1, 1), (2, 1)])
    assert not follows([(0, 0), (3, 1)], [(0, 0), (1, 1), (2, 1)])
    assert not follows([(2, 1), (1, 1)], [(0, 0), (1, 1), (2, 1)])


def type_until_drawn(terminal: Terminal, chance: random.Random, states: int, seconds: float = 20.0) -> None:
    """Type at random, faster than is answered, until so many states have been drawn."""
    until = time.monotonic() + seconds
    while len(shown(bytes(terminal.output))) < states and time.monotonic() < until:
        terminal.send(chance.choice(KEYS))
        terminal.read(chance.uniform(0.0, 0.02))


@pytest.mark.slow
def test_what_was_shown_is_in_the_journal_after_kill(store: Path) -> None:
    chance = random.Random(7)
    before, drawn_in_all, written = 0, 0, Written(store)
    for run in range(RUNS):
        with on_terminal("review", "-s", store, "--reviewer", "r1", size=(120, 30)) as terminal:
            terminal.read_until(lambda came: SHOWN.search(came))
            type_until_drawn(terminal, chance, states=chance.randint(2, 4))
            terminal.read_quiet(quiet=0.0, seconds=chance.uniform(0.0, 0.05))
            terminal.kill()
            drawn = shown(bytes(terminal.output))
        states = written.read()
        assert follows(drawn, states[before:]), (run, drawn, states[before:])
        before, drawn_in_all = len(states) - 1, drawn_in_all + len(drawn) - 1
    assert drawn_in_all >= RUNS, "every run must have shown something before it was killed"
    session, _ = ReviewSession.open(store, "r1")
    with session:
        held = session.progress(session.select(Wanted()))
    assert (held.reviewed, held.flagged) == written.states[-1]
