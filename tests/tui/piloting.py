"""The reviewer under a pilot: keys go in, and what is asked is journal, session and widgets."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import orjson
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, OptionList, TextArea

from core.audit.data import AuditData
from core.journal.events import reviews_folder
from core.metrics.discrepancy import discrepancy
from core.metrics.priority import Ranking, rank_principles
from core.metrics.supremacy import win_matrix
from core.query.wanted import Wanted
from core.review.session import ReviewSession
from tui.app.app import DiscretionApp, FirstMinute
from tui.app.settings import settings_path, write_settings
from tui.presenting.ranked import RankedPrinciple
from tui.screens.rankings.screen import RankingsScreen
from tui.screens.review.desk import Desk as ReviewDesk
from tui.screens.review.ranking_panel import RankRows
from tui.screens.review.screen import ReviewScreen
from tui.widgets.key_line import KeyLine

Shown = TypeVar("Shown", bound=Screen[Any])


@dataclass
class Desk:
    """One running application over one session."""

    session: ReviewSession
    app: DiscretionApp
    pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        """Press keys and wait until all that follows from them has been done."""
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        """Wait for workers and messages, and for those that follow from them."""
        await self.app.workers.wait_for_complete()
        await self.pilot.pause()
        while not all(each.is_finished for each in self.app.workers):
            await self.app.workers.wait_for_complete()
            await self.pilot.pause()

    async def write(self, text: str) -> None:
        """Put text into what is there to write in and press Enter."""
        box = self.app.screen.query("Input, TextArea").first()
        if isinstance(box, TextArea):
            box.text = text
        else:
            self.app.screen.query_one(Input).value = text
        await self.press("enter")

    def on(self, kind: type[Shown]) -> Shown:
        """The screen on show, which must be of this kind."""
        assert isinstance(self.app.screen, kind), self.app.screen
        return self.app.screen

    @property
    def review(self) -> ReviewScreen:
        """The review screen, which must be on show."""
        return self.on(ReviewScreen)

    @property
    def shown(self) -> ReviewDesk:
        """What is on the review screen, which must be on show."""
        return self.review.desk

    @property
    def rankings(self) -> RankingsScreen:
        """The rankings screen, which must be on show."""
        return self.on(RankingsScreen)

    @property
    def case(self) -> str:
        """The id of the case on show."""
        assert self.shown.case is not None
        return self.shown.case.id

    @property
    def filter(self) -> str:
        """The filter in force, as its text."""
        return str(self.shown.wanted.query)

    @property
    def status(self) -> str:
        """The status line."""
        return self.shown.status.render().plain

    @property
    def options(self) -> list[str]:
        """The lines of the dialog on show."""
        found = self.app.screen.query_one(OptionList)
        return [str(option.prompt) for option in found.options]

    @property
    def row(self) -> str:
        """The list's line under the cursor, as it is drawn or, where the list is folded, would be."""
        cases = self.shown.list
        if not cases.display or not cases.size.width:
            assert cases.current is not None
            self.shown.supply([cases.current])
            return "".join(text for text, _ in cases.draw(cases.cursor, 40))
        return cases.render_line(cases.cursor - cases.scroll_offset.y).text

    @property
    def ranked(self) -> tuple[RankedPrinciple, ...]:
        """The rows of the live ranking."""
        return self.shown.ranking.query_one(RankRows).rows

    @property
    def toasts(self) -> list[tuple[str, str]]:
        """Severity and text of what is being notified."""
        return [(each.severity, each.message) for each in self.app._notifications]

    def text(self) -> str:
        """The whole screen as plain text."""
        return "\n".join(strip.text.rstrip() for strip in self.app.screen._compositor.render_strips())

    def journal(self) -> list[dict[str, Any]]:
        """The events in the reviewer's journal, read from the disk."""
        return read_events(self.session.journal.path)

    def said(self) -> list[tuple[Any, ...]]:
        """The journal in short: kind, case and what was said of it."""
        told = ("verdict", "preference", "note")
        return [
            (event["event"], event.get("case"), *(event[name] for name in told if event.get(name) not in (None, "")))
            for event in self.journal()
        ]


@asynccontextmanager
async def reviewing(
    store: Path,
    size: tuple[int, int] = (120, 40),
    *,
    reviewer: str = "r1",
    annotator: str | None = None,
    blind: bool = False,
    oracle: str | None = None,
    advance: bool = False,
    newcomer: Callable[[App[Any]], FirstMinute] | None = None,
) -> AsyncIterator[Desk]:
    """Open a session on a store and run the application under a pilot; with `advance` a verdict leads on."""
    write_settings(settings_path(), advance=advance)
    session, warnings = ReviewSession.open(store, reviewer, annotator, oracle)
    session.blind = blind
    with session:
        app = DiscretionApp(session, tuple(warnings), newcomer)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Desk(session, app, pilot)


def read_events(journal: Path) -> list[dict[str, Any]]:
    """The objects in a journal, one a line, every line complete."""
    data = journal.read_bytes()
    assert not data or data.endswith(b"\n")
    return [orjson.loads(line) for line in data.splitlines()]


def journal_of(store: Path, reviewer: str = "r1") -> Path:
    """Where a reviewer's journal is."""
    return reviews_folder(store) / f"{reviewer}.jsonl"


def recomputed(session: ReviewSession, flagged: set[str]) -> Ranking:
    """The ranking of the annotator under review without some cases, counted from all votes anew."""
    annotations = session.data.annotator(session.annotator).preference.copy()
    annotations[list(session.store.numbers(flagged).values())] = 0
    return rank_principles(win_matrix(session.data.votes, annotations))


def apart_on_shared(data: AuditData, first: str, second: str) -> float | None:
    """The discrepancy of two annotators by definition, on the cases that both annotated."""
    one, other = data.annotator(first), data.annotator(second)
    both = one.given & other.given
    rankings = [rank_principles(win_matrix(data.votes[both], each.preference[both])) for each in (one, other)]
    return discrepancy(*(ranking.signs for ranking in rankings))


def assert_ranked(desk: Desk, flagged: set[str]) -> None:
    """Check every row of the live ranking against a count from scratch."""
    expected, names = recomputed(desk.session, flagged), [each.name for each in desk.session.data.principles]
    start = recomputed(desk.session, set())
    assert [row.principle for row in desk.ranked] == [names[index] for index in expected.order]
    for row in desk.ranked:
        index = names.index(row.principle)
        assert row.rank == expected.rank[index]
        assert row.moved == start.rank[index] - expected.rank[index]
        assert row.priority is not None
        assert np.isclose(row.priority, expected.weights[index], atol=1e-6)


def found(desk: Desk, query: str, annotator: str | None = None) -> list[int]:
    """The cases of a filter, as the review screen would list them."""
    return [int(n) for n in desk.session.selecting(Wanted.of(query), annotator=annotator)(None).ids]


async def until(true: Callable[[], bool], seconds: float = 120.0) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


async def hits(desk: Desk) -> list[str]:
    """What the palette lists."""
    await desk.settle()
    listed = desk.app.screen.query_one(OptionList)
    return [str(getattr(getattr(option, "hit", option), "text", "")) for option in listed.options]


async def click_key(desk: Desk, words: str) -> None:
    """Click a key in the footer by its description."""
    line = desk.app.screen.query_one(KeyLine)
    at = 0
    for key in line.keys:
        if words in {key.key, key.name}:
            break
        at += key.width
    else:
        raise AssertionError(words)
    await desk.pilot.click(line, offset=(at, 0))
    await desk.settle()


def place_of(desk: Desk, words: str) -> tuple[int, int]:
    """Where words begin on the screen, in cells; it has no wide characters before them."""
    lines = desk.text().splitlines()
    y = next(y for y, line in enumerate(lines) if words in line)
    return lines[y].index(words), y


async def click_words(desk: Desk, words: str) -> None:
    """Click the first words on the screen that read so."""
    await desk.pilot.click(offset=place_of(desk, words))
    await desk.settle()
