"""The lock on an open store stays while other things are read and written, whatever their paths lead to.

The system lets go of a process's lock on a file as soon as the process closes any descriptor of it.
"""

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from core.exporters.output import output_file, refuse_ours
from core.importers.containers.content import Content
from core.importers.declared_order import read_order
from core.journal.events import read_journal
from core.journal.follower import Follower
from core.journal.replay import load_folder
from core.journal.writer import Journal
from core.model.errors import DiscretionError
from core.oracle.journal.lines import lines
from core.oracle.questions.prompt_files import prompt_at
from core.query.saved import FILE_NAME, save_filter, saved_filters
from core.review.bookmark import read_place
from core.storage.plain_file import read_small
from core.storage.store import Store

WRITER = """
import sys
from pathlib import Path
from core.model.errors import StoreInUseError
from core.storage.writing import StoreWriter
try:
    StoreWriter.open(Path(sys.argv[1]))
except StoreInUseError:
    print("in use")
"""
WAYS: dict[str, Callable[[Path], object]] = {
    "source": Content,
    "order": lambda path: read_order(path, []),
    "prompt": prompt_at,
    "settings": read_small,
    "place": read_place,
    "journal": read_journal,
    "journals": lambda path: load_folder(path.parent),
    "follower": lambda path: Follower(path.parent, "r2").poll(),
    "own journal": lambda path: Journal.open(path.parent, "r1"),
    "filters": lambda path: saved_filters(path.parent),
    "saving a filter": lambda path: save_filter(path.parent, "one", "conflict"),
    "run": lambda path: list(lines(path)),
    "output": lambda path: output_file(path).__enter__(),
    "output of ours": refuse_ours,
}


@pytest.mark.parametrize("make", [Path.symlink_to, Path.hardlink_to], ids=["symbolic", "hard"])
@pytest.mark.parametrize("way", WAYS)
def test_an_open_store_stays_in_use(worked: Path, tmp_path: Path, way: str, make: Callable[[Path, Path], None]) -> None:
    there = tmp_path / "others" / (FILE_NAME if "filter" in way else "r1.jsonl")
    there.parent.mkdir()
    make(there, worked)
    before = worked.read_bytes()
    with Store.open(worked):
        with suppress(DiscretionError, OSError):
            WAYS[way](there)
        said = subprocess.run([sys.executable, "-c", WRITER, str(worked)], capture_output=True, text=True, check=True)
    assert said.stdout == "in use\n"
    assert worked.read_bytes() == before
