"""The parts of the review screen without the screen."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot

from core.query.wanted import Wanted
from core.review.session import ReviewSession
from tests.tui.hosting import Host
from tui.screens.review.desk import Desk, Spot


class Laid(Host):
    """A desk's widgets, over a session whose conflicts are on the list."""

    def __init__(self, session: ReviewSession) -> None:
        super().__init__()
        self.session, self.desk = session, Desk(session)
        self.pilot: Pilot[None]

    def compose(self) -> ComposeResult:
        yield from (self.desk.status, self.desk.list, self.desk.view, self.desk.ranking, self.desk.chosen)

    @property
    def told(self) -> str:
        """The status line."""
        return self.desk.status.render().plain

    def show(self, query: str, case: str | None = None, annotator: str = "mara") -> None:
        """Put the cases of a filter on the list."""
        wanted = Wanted.of(query)
        self.desk.show_found(Spot(annotator, wanted, case), self.session.selecting(wanted)(None))

    async def settle(self) -> None:
        """Wait for workers and messages."""
        while not all(each.is_finished for each in self.workers):  # some are cancelled, which is no failure
            await self.pilot.pause(0.01)
        await self.pilot.pause()


LaidOut = Callable[[], AbstractAsyncContextManager[Laid]]


@pytest.fixture
def laid_out(store: Path) -> LaidOut:
    """Opens a session and lays out the desk over it."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Laid]:
        with ReviewSession.open(store, "r1")[0] as session:
            host = Laid(session)
            async with host.shown((120, 40)) as pilot:
                host.pilot = pilot
                host.show("conflict")
                await pilot.pause()
                yield host

    return opened
