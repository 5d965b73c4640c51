"""What takes more memory or threads than there are ends in a sentence, which blames no file, and ends nothing else."""

import errno
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner
from pyarrow import parquet

from core.storage.store import Store
from tui.cli import cli
from tui.cli.memory import most_memory

_MAIN = "from tui.cli import main; main()"
_GIVEN = 700 << 20


@pytest.mark.parametrize("compression", ["zstd", "none"])
def test_a_few_bytes_that_stand_for_many_are_refused_where_there_is_no_room(tmp_path: Path, compression: str) -> None:
    many = 40_000_000
    bomb = tmp_path / "bomb.parquet"
    held = pa.ListArray.from_arrays(pa.array([0, many], pa.int32()), pa.array(np.zeros(many, np.int8)))
    texts = {name: [name] for name in ("prompt", "chosen", "rejected")}
    parquet.write_table(pa.table({**texts, "held": held}), bomb, compression=compression)
    assert bomb.stat().st_size < 100_000
    done = subprocess.run(
        [sys.executable, "-c", _MAIN, "import", str(bomb), "-s", str(tmp_path / "s.duckdb")],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (_GIVEN, _GIVEN)),
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith("This takes more memory than is free: ")
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == [bomb]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), "This takes more memory than is free: "),
        (OSError(errno.EMFILE, "Too many open files", "pilot.py"), "The system lets no more files be opened here: "),
        (RuntimeError("can't start new thread"), "The system lets no more threads be started here: "),
    ],
)
def test_running_out_of_it_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception, said: str
) -> None:
    def full(*_: object) -> None:
        raise error

    monkeypatch.setattr(Store, "open", full)
    told = CliRunner().invoke(cli, ["info", "-s", str(tmp_path / "s.duckdb")])
    assert (told.exit_code, told.output.count("\n")) == (1, 1)
    assert told.output.startswith(said)


@pytest.mark.parametrize(
    ("told", "most"),
    [
        ("MemTotal: 9 kB\nMemAvailable: 10485760 kB\nSwapFree: 10485760 kB\n", 18 << 30),
        ("MemAvailable: 1024 kB\n", 4 << 30),
        ("MemTotal: 9 kB\n", None),
        ("MemAvailable:\n", None),
        ("MemAvailable: much\n", None),
        ("", None),
    ],
)
def test_there_is_as_much_as_the_system_says_is_free(tmp_path: Path, told: str, most: int | None) -> None:
    (tmp_path / "meminfo").write_text(told)
    assert most_memory(tmp_path / "meminfo") == most
    assert most_memory(tmp_path / "none") is None
