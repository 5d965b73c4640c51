"""Stores of the bundled sample, and the reviewer over a private copy of it."""

import pickle
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from numpy.typing import NDArray
from textual import strip
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.geometry import Region
from textual.notifications import Notification

from core.audit.counted import Counted
from core.audit.measuring import Measurement, Progress, measure
from sample_data import FILES
from tests.tui.hosting import Host
from tests.tui.idle import watched
from tests.tui.piloting import Desk, reviewing
from tests.tui.unhurried import put_off
from tui.app.notice import Notice
from tui.background import intervals
from tui.cli.demo import build_sample

Opener = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No animations, no settings of whoever runs the tests, and few replicates unless a test asks for more."""
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setenv("COLORTERM", "truecolor")
    for name in ("DISCRETION_STORE", "DISCRETION_REVIEWER", "NO_COLOR", "TEXTUAL_THEME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(intervals, "REPLICATES", 40)
    for kind in (Notice, Notification):
        monkeypatch.setattr(kind, "has_expired", False)  # nor does a toast go before it was read
    put_off(monkeypatch)


def leave_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a user of whom the system knows nothing, as containers have them."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)

    def unknown(uid: int) -> NoReturn:
        raise KeyError(uid)

    monkeypatch.setattr("pwd.getpwuid", unknown)


@pytest.fixture(scope="session", autouse=True)
def parsed_once() -> Iterator[None]:
    """Keep what is parsed of style sheets from one application to the next: a fifth of what an application costs."""
    parse, kept = Stylesheet._parse_rules, dict[Any, list[RuleSet]]()

    def once(sheet: Stylesheet, css: str, *where: Any, **how: Any) -> list[RuleSet]:
        key = (css, *where, *how.items(), *sheet._variables.items())
        if key not in kept:
            kept[key] = parse(sheet, css, *where, **how)
        return kept[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Stylesheet, "_parse_rules", once)
        patched.setattr(RuleSet, "__hash__", object.__hash__)  # the same, without a call of Python's
        yield


@pytest.fixture(scope="session", autouse=True)
def drawn_for_no_terminal() -> Iterator[None]:
    """Have every widget draw its lines whenever it would, but join them to a whole only where one is looked at.

    That is two fifths of what an application costs. Texts of screens and snapshots are put together as ever.
    """
    whole = Compositor.render_update

    def lines_alone(shown: Compositor, *, full: bool = False, screen_stack: Any = None, simplify: bool = False) -> Any:
        if full:
            return whole(shown, full=full, screen_stack=screen_stack, simplify=simplify)
        visible_screen_stack.set(screen_stack or [])
        screen, dirty = shown.size.region, shown._dirty_regions.copy()
        shown._dirty_regions.clear()
        if dirty:
            deque(shown._get_renders(Region.from_union(list(dirty)).intersection(screen)), maxlen=0)
        return None

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Compositor, "render_update", lines_alone)
        patched.setattr(strip, "FIFOCache", lambda _size: {})  # seven for each line of each widget
        yield


@pytest.fixture(scope="session", autouse=True)
def measured_once() -> Iterator[None]:
    """Measure for the screens what was not measured before: two thirds of what opening one with intervals costs.

    Each gets a copy of its own. Reports are measured anew each time, and so is everything in the tests of core, where
    the same data and seed must give the same numbers.
    """
    from core.review import together_now

    kept = dict[Any, bytes]()

    def once(
        votes: NDArray[np.int8], counted: Counted, replicates: int, seed: int, progress: Progress | None
    ) -> Measurement:
        given = (counted.names, counted.corrected, counted.preference.tobytes(), counted.given.tobytes())
        key = (votes.shape, votes.tobytes(), *given, replicates, seed)
        if key not in kept:
            kept[key] = pickle.dumps(measure(votes, counted, replicates, seed, progress))
        elif progress is not None:
            progress(1, 1)  # where what nobody wants any more ends
        found: Measurement = pickle.loads(kept[key])
        return found

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(together_now, "measure", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def seen_idle() -> Iterator[None]:
    """See `tests/tui/idle.py`."""
    with watched():
        yield


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the bundled sample; not to be written beside."""
    store = tmp_path_factory.mktemp("sample") / "sample.duckdb"
    build_sample(store)
    return store


@pytest.fixture(scope="session")
def one_oracle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same without the noisy oracle."""
    store = tmp_path_factory.mktemp("one oracle") / "sample.duckdb"
    build_sample(store, [file for file in FILES if file.oracle != "noisy-oracle"])
    return store


@pytest.fixture
def store(sample: Path, tmp_path: Path) -> Path:
    """A private copy of the sample's store."""
    return Path(shutil.copy(sample, tmp_path / "sample.duckdb"))


@pytest.fixture
def open_desk(store: Path) -> Opener:
    """Opens the reviewer on the private copy; see `reviewing`."""
    return partial(reviewing, store)


@pytest.fixture
def host() -> type[Host]:
    """The host of a single widget; a test makes its own."""
    return Host
