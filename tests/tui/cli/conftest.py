"""A server for `judge`, and the sample as it is before a model was asked."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.importers.importing import import_files
from core.importers.options import ImportOptions
from sample_data import folder
from tests.core.oracle.rule import rule
from tests.core.oracle.server import Behaviour, Server, serving
from tests.tui.cli.judging import KEY


@pytest.fixture(scope="session")
def running() -> Iterator[Server]:
    with serving(rule) as server:
        yield server


@pytest.fixture
def server(running: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server, behaving well and having counted nothing, and a key for it."""
    running.behave(Behaviour())
    for name in ("CANARY_KEY", "OPENAI_API_KEY"):
        monkeypatch.setenv(name, KEY)
    for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    return running


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled cases and principles; not to be written to."""
    store = tmp_path_factory.mktemp("bare") / "s.duckdb"
    names = folder() / "principles_short.txt"
    import_files([folder() / "cases.jsonl"], store)
    import_files([folder() / "principles.txt"], store, ImportOptions(short_names=names, declared_order=True))
    return store


@pytest.fixture
def unvoted(bare: Path, tmp_path: Path) -> Path:
    """The bundled sample without its votes, and without annotations."""
    return Path(shutil.copy(bare, tmp_path / "s.duckdb"))
