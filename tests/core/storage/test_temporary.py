"""Where temporary files cannot be had, everything that needs one says so, and in which folder."""

import errno
import io
import re
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from core.audit.statistics.constitution import read_constitution
from core.exporters.output import STANDARD_OUTPUT, output_file
from core.importers import bad_rows
from core.importers.bad_rows import BadRows, Fault
from core.importers.containers.content import Spool
from core.importers.containers.places import places
from core.importers.source import Source
from core.model.errors import DiscretionError, FormatError
from core.oracle.questions import case_texts
from core.oracle.questions.case_texts import CaseTexts
from core.storage.store import Store
from core.storage.temporary import temporarily, temporary_folder
from tests.core.storage.room import room_for

ROWS = 40_000


def set_aside(folder: Path) -> None:
    with BadRows(Source(folder / "rows.csv"), folder / "bad.jsonl") as bad:
        bad.extend(Fault(n, "no number", "x" * 100) for n in range(ROWS // 100))
        bad.stage()


def to_standard_output(_: Path) -> None:
    with output_file(STANDARD_OUTPUT) as beside:
        beside.write_bytes(b"x" * ROWS)


def principles(folder: Path) -> None:
    read_constitution(folder / "principles.txt")


def standard_input(_: Path) -> None:
    places(["-"])


def texts(folder: Path) -> None:
    with Store.open(folder / "store.duckdb") as store, closing(CaseTexts(store)) as kept:
        kept.keep()
        for n in range(store.count_cases()):
            kept.case(n)
        for n in range(store.count_cases()):
            kept.case(n)


USERS = (set_aside, to_standard_output, principles, standard_input, texts)


@pytest.fixture
def folder(worked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a store, where little is held in memory and standard input has something in it."""
    for module in (bad_rows, case_texts):
        monkeypatch.setattr(module, "_IN_MEMORY", 1)
    monkeypatch.setattr(case_texts, "_RECENT", 1)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x" * ROWS)))
    place = tmp_path / "place"
    place.mkdir()
    (place / "store.duckdb").write_bytes(worked.read_bytes())
    (place / "rows.csv").write_text("a,b\n")
    (place / "principles.txt").write_text("Be kind.\nBe brief.\n")
    return place


@pytest.mark.parametrize("use", USERS)
def test_a_full_folder_is_told(folder: Path, use: Callable[[Path], None]) -> None:
    said = rf"Temporary files cannot be kept in {re.escape(tempfile.gettempdir())} \(.*File too large\): .* TMPDIR\.$"
    with room_for(0), pytest.raises(DiscretionError, match=said):
        use(folder)


@pytest.mark.parametrize("use", USERS)
def test_a_missing_folder_is_told(folder: Path, use: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch) -> None:
    gone = folder / "gone"
    monkeypatch.setattr(tempfile, "tempdir", str(gone))
    said = f"Temporary files cannot be kept in {re.escape(str(gone))} \\(No such file or directory\\): "
    with pytest.raises(DiscretionError, match=said):
        use(folder)


def test_no_folder_at_all_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(**_: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']")

    monkeypatch.setattr(tempfile, "gettempdir", none)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", none)
    with pytest.raises(FormatError, match=r"cannot be kept in any folder \(No usable temporary directory found in"):
        Spool()


def test_errors_of_other_files_are_none_of_theirs(tmp_path: Path) -> None:
    with temporary_folder() as folder:
        assert list(folder.iterdir()) == []
        with pytest.raises(FileNotFoundError), temporarily():
            Path("/nowhere/at/all").stat()
    assert not folder.exists()


def test_a_stream_that_cannot_be_read_is_blamed_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _: object) -> int:
            raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Gone())))
    with pytest.raises(FormatError, match=r"standard input cannot be read \(Input/output error\)"):
        standard_input(folder)
