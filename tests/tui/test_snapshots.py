"""What the screens look like: few pictures, on the bundled sample, for people to look at when they change."""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from core.review.session import ReviewSession
from tests.tui.piloting import until
from tui.app.app import DiscretionApp
from tui.app.tour import Tour
from tui.background import intervals

Snap = Callable[..., bool]


@pytest.fixture
def app(store: Path) -> Iterator[DiscretionApp]:
    """The reviewer over a private copy of the sample, which is always named the same."""
    session, _ = ReviewSession.open(store, "r1")
    with session:
        yield DiscretionApp(session)


def pressing(app: DiscretionApp, keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Press keys, and wait for all that follows."""

    async def act(pilot: Pilot[None]) -> None:
        await pilot.press(*keys.split())
        await app.workers.wait_for_complete()
        await until(lambda: app.intervals._drop is None and app.intervals._timer is None, 240)
        await pilot.pause()

    return act


@pytest.mark.parametrize(
    ("size", "keys"),
    [
        pytest.param((120, 40), "f f p", id="review"),
        pytest.param((80, 24), "f f p", id="review narrow"),
        pytest.param((120, 40), "f f 2 down right", id="rankings"),
        pytest.param((80, 24), "n v", id="choosing a view"),
        pytest.param((120, 40), "f u ctrl+t", id="light"),
        pytest.param((200, 60), "f f p d", id="review wide"),
        pytest.param((120, 40), "o c n n i a", id="blind"),
        pytest.param((80, 24), "3 right right down", id="supremacy narrow"),
        pytest.param((200, 60), "3 right right down", id="supremacy wide"),
        pytest.param((80, 24), "4 down", id="annotators narrow"),
        pytest.param((120, 40), "4 down", id="annotators"),
        pytest.param((80, 24), "t tab less_than_sign", id="votes"),
    ],
)
def test_looks_as_it_did(
    snap_compare: Snap, app: DiscretionApp, size: tuple[int, int], keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intervals, "REPLICATES", 1000)
    assert snap_compare(app, terminal_size=size, run_before=pressing(app, keys))


@pytest.mark.parametrize("keys", [pytest.param("n", id="a case"), pytest.param("n f 2", id="all rankings")])
def test_the_tour_looks_as_it_did(snap_compare: Snap, store: Path, keys: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intervals, "REPLICATES", 1000)
    session, _ = ReviewSession.open(store, "r1")
    with session:
        app = DiscretionApp(session, (), Tour)
        assert snap_compare(app, terminal_size=(120, 40), run_before=pressing(app, keys))


def test_looks_as_it_did_without_colour(snap_compare: Snap, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    session, _ = ReviewSession.open(store, "r1")
    with session:
        assert snap_compare(DiscretionApp(session), terminal_size=(120, 40), press=["f", "d"])
