"""What all tests share: how properties are searched, and where the published data may be."""

import gc
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha1
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the workers have the cores already
gc.set_threshold(50_000, 20, 100)  # a tenth of all that tests take
gc.disable()  # until all tests are collected: a third of what that takes
at_any_speed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", at_any_speed, derandomize=True, print_blob=True)
settings.register_profile("local", at_any_speed)
settings.load_profile("ci" if os.environ.get("CI") else "local")

TOGETHER = {
    "crowd": ("tests/core/audit/test_many.py", "tests/tui/cli/test_many.py", "tests/tui/screens/annotators/test_many_"),
    "contracts": ("tests/test_contracts.py",),
    "lake": ("tests/tui/cli/test_stats.py",),
}
"""Tests that share what takes long to make, and so go to one worker."""

LITELLM = tuple(
    f"tests/{each}"
    for each in (
        *("core/oracle", "tui/cli/test_judge", "tui/cli/test_missing_votes.py", "tui/app/test_lifetime.py"),
        *("tui/presenting/test_summary.py", "tui/test_terminal.py", "campaigns"),
    )
)
"""The tests that use it, here or in the process that others are forked from."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker alone import litellm, which takes seconds, and make what is in TOGETHER."""
    for item in items:
        for name, files in (("litellm", LITELLM), *TOGETHER.items()):
            if item.nodeid.startswith(files):
                item.add_marker(pytest.mark.xdist_group(name))


def pytest_collection_finish() -> None:
    """Look for garbage from now on, and not among the tests and what they imported, which stay to the end."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def made_once() -> Iterator[None]:
    """Make an empty store once, and copy it wherever one is made in this process: two fifths of what opening costs."""
    from core.storage import connection

    make, whole = connection._new, list[bytes]()

    def copied(path: Path) -> None:
        if whole:
            with suppress(OSError):  # which is the database's to tell of
                path.write_bytes(whole[0])
                return
            path.unlink(missing_ok=True)
        make(path)
        whole.append(path.read_bytes())

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(connection, "_new", copied)
        yield


@pytest.fixture(scope="session", autouse=True)
def looked_through_once() -> Iterator[None]:
    """Look through a store once, not its copies and not again while it is as it was: half of what opening costs.

    It is read before the database opens it: closing a file ends the locks that the process has on it.
    """
    from core.storage import connection, looking, rules

    refuse, verify = looking.refuse_foreign, rules.verify
    held, sound = dict[tuple[Any, ...], bytes](), set[tuple[Any, ...]]()

    def as_it_is(path: Path) -> tuple[Any, ...]:
        files = [each.stat() for each in (path, path.with_name(f"{path.name}.wal")) if each.exists()]
        return tuple((each.st_dev, each.st_ino, each.st_size, each.st_mtime_ns, each.st_ctime_ns) for each in files)

    def read(path: Path) -> None:
        refuse(path)
        now = as_it_is(path)
        if len(now) == 1 and now[0][:2] not in looking._opened:
            with suppress(OSError):
                held[now] = sha1(path.read_bytes()).digest()

    def look(connected: duckdb.DuckDBPyConnection, path: Path, version: int, sizes: Mapping[str, int]) -> None:
        now = as_it_is(path)
        what = (held.get(now, now), version, rules.BOUND, rules._FEW)
        if what not in sound:
            verify(connected, path, version, sizes)
            sound.add(what)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(connection, "refuse_foreign", read)
        patched.setattr(connection, "verify", look)
        yield


@pytest.fixture(scope="session")
def hh_folder() -> Path:
    """The folder of the published HH files, from DISCRETION_HH or beside the repository; skips where it is absent."""
    beside = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "hh"
    folder = Path(os.environ.get("DISCRETION_HH", beside))
    if not (folder / "principle_votes_gpt4o.csv.gz").is_file():
        pytest.skip("the published HH data is not here: set DISCRETION_HH to its folder")
    return folder
