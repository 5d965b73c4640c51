"""Small files and the store they go to."""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from core.importers.importing import ImportResult, import_file
from core.importers.options import ImportOptions
from core.storage.store import Store

CASES = "".join(f'{{"prompt": "Question {n}", "response_a": "Yes {n}", "response_b": "No {n}"}}\n' for n in range(3))
PRINCIPLES = "Be helpful to the user.\nDo not cause harm.\n"


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    """A store that is not there yet."""
    return tmp_path / "store.duckdb"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write `content` to a file of that name, gzipped on request."""

    def make(name: str, content: str | bytes, *, zipped: bool = False) -> Path:
        data = content.encode() if isinstance(content, str) else content
        path = tmp_path / name
        path.write_bytes(gzip.compress(data) if zipped else data)
        return path

    return make


@pytest.fixture
def write_parquet(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write the rows of a query to a Parquet file."""

    def make(name: str, query: str) -> Path:
        plain = tmp_path / "plain.parquet"
        with duckdb.connect(":memory:") as connection:
            connection.execute(f"COPY ({query}) TO '{plain}' (FORMAT parquet)")
        return plain.rename(tmp_path / name)

    return make


@pytest.fixture
def load(write: Callable[..., Path], store_path: Path) -> Callable[..., ImportResult]:
    """Import `content` under a file name, with the given options."""

    def run(name: str, content: str | bytes, *, zipped: bool = False, **options: object) -> ImportResult:
        return import_file(write(name, content, zipped=zipped), store_path, ImportOptions(**options))  # type: ignore[arg-type]

    return run


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with cases 0 to 2 and principles 0 and 1; not to be written to."""
    folder = tmp_path_factory.mktemp("planted")
    for name, content in (("cases.jsonl", CASES), ("constitution.txt", PRINCIPLES)):
        (folder / name).write_text(content)
        import_file(folder / name, folder / "store.duckdb", ImportOptions())
    return folder / "store.duckdb"


@pytest.fixture
def seeded(planted: Path, store_path: Path) -> Path:
    """A store of one's own with cases 0 to 2 and principles 0 and 1."""
    return Path(shutil.copy(planted, store_path))


@pytest.fixture
def annotation(store_path: Path) -> Callable[[str], list[int]]:
    """An annotator's preferences in the store."""

    def read(name: str) -> list[int]:
        with Store.open(store_path) as store:
            annotator = next(each for each in store.annotators() if each.name == name)
            return [int(value) for value in store.annotations(annotator)[0]]

    return read
