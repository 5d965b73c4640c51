"""What the screens look like: few pictures, on the bundled sample, for people to look at when they change."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from core.session import ReviewSession
from tui.app import DiscretionApp

Snap = Callable[..., bool]


@pytest.fixture
def app(store: Path) -> Iterator[DiscretionApp]:
    """The reviewer over a private copy of the sample, which is always named the same."""
    session, _ = ReviewSession.open(store, "r1")
    with session:
        yield DiscretionApp(session)


@pytest.mark.parametrize(
    ("size", "keys"),
    [
        pytest.param((120, 40), "f n f", id="review"),
        pytest.param((80, 24), "f n f", id="review narrow"),
        pytest.param((120, 40), "f n f 2 down right", id="rankings"),
        pytest.param((80, 24), "n v", id="choosing a view"),
        pytest.param((120, 40), "f n u n ctrl+t", id="light"),
    ],
)
def test_looks_as_it_did(snap_compare: Snap, app: App[Any], size: tuple[int, int], keys: str) -> None:
    assert snap_compare(app, terminal_size=size, press=keys.split())
