"""Datasets of the hub: a process beside us fetches them, and whatever becomes of it is a sentence."""

import errno
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import datasets
import pytest

from core.importers.bad_rows import BadRows
from core.importers.containers.fetching import fetched
from core.importers.containers.hub import hub_place
from core.importers.containers.opening import open_records
from core.importers.containers.places import places
from core.model.errors import FormatError
from tests.core.importers.containers.making import json_lines

ROWS: list[dict[str, Any]] = [{"prompt": f"p{n}", "score": n} for n in range(4)]


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dataset with one split that `datasets` loads as it loads those of the hub."""
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_DATASETS_IN_MEMORY_MAX_SIZE", "1000000")
    made = tmp_path / "made"
    made.mkdir()
    (made / "part-0.jsonl").write_bytes(json_lines(ROWS))
    return made


def test_a_dataset_of_the_hub(hub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "datasets.py").write_text("raise SystemExit(7)")
    monkeypatch.chdir(tmp_path)  # whose modules are none of ours
    (place,) = places([f"hf:{hub}"])
    assert (place.name, place.title, place.file) == (f"hf:{hub}", "made", f"hf:{hub}")
    with BadRows(place) as bad:
        assert [record.fields for record in open_records(place, bad)] == ROWS


def test_splits_of_the_hub_are_named(hub: Path) -> None:
    (hub / "part-0.jsonl").rename(hub / "train.jsonl")
    (hub / "test.jsonl").write_bytes(json_lines(ROWS[:2]))
    with pytest.raises(FormatError, match=rf"has the splits train, test: name one, as in hf:{hub}:train\."):
        places([f"hf:{hub}"])
    with pytest.raises(FormatError, match=r"cannot be loaded \(Unknown split"):
        fetched("hf:x:dev", str(hub), None, "dev")


def test_json_that_ends_the_process_that_reads_it(hub: Path) -> None:
    (hub / "part-0.jsonl").write_text('{"prompt": ' + "[" * 100_000 + "]" * 100_000 + "}\n")
    with pytest.raises(FormatError, match=r"cannot be loaded \(what reads it ended by SIG\w+\): download its files"):
        places([f"hf:{hub}:train"])


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import os; os.kill(os.getpid(), 9)", "cannot be loaded (what reads it ended by SIGKILL)"),
        ("raise SystemExit(3)", "cannot be loaded (what reads it ended by status 3)"),
    ],
)
def test_whatever_ends_the_process(monkeypatch: pytest.MonkeyPatch, program: str, said: str) -> None:
    monkeypatch.setattr("core.importers.containers.hub._CHILD", program)
    with pytest.raises(FormatError) as caught:
        hub_place("hf:own/er")
    assert said in str(caught.value)


def test_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    with pytest.raises(FormatError, match=r"no process can be started \(No such file or directory\)"):
        hub_place("hf:own/er")


def test_what_fetches_ends_with_what_waits_for_it(tmp_path: Path) -> None:
    waits = "import os, time; from core.importers.containers import fetching; "
    waits += "fetching.fetched = lambda *_: (os.write(1, b'.'), time.sleep(60)); fetching.main([None] * 4)"
    child = subprocess.Popen([sys.executable, "-c", waits], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdin
    assert child.stdout
    assert child.stdout.read(1) == b"."
    child.stdin.close()  # as the system does when a process ends in whatever way
    assert child.wait(20) == 1
    child.stdout.close()


def test_it_does_not_hear_the_interrupt_that_ends_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.importers.containers.hub._CHILD", _interrupted())
    with pytest.raises(FormatError, match=r"^heard nothing$"):
        hub_place("hf:own/er")


def _interrupted() -> str:
    from core.importers.containers.hub import _CHILD

    begins = _CHILD.partition("sys.path")[0]
    return f"{begins}import os; os.kill(os.getpid(), {int(signal.SIGINT)}); print(json.dumps('heard nothing'), end='')"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            ConnectionError("Couldn't reach the Hub"),
            "the hub is out of reach (Couldn't reach the Hub): check the network.",
        ),
        (FileNotFoundError("Dataset 'x' doesn't exist"), "check its name, and log in where it is not public."),
        (
            OSError(errno.ENOSPC, "No space left on device", "/cache/x"),
            "cannot be fetched ([Errno 28] No space left on device: '/cache/x'): mend that, or name another folder",
        ),
        (
            ValueError("Config name is missing.\nPick one"),
            "cannot be loaded (Config name is missing): download its files",
        ),
    ],
)
def test_why_the_hub_gave_nothing(monkeypatch: pytest.MonkeyPatch, error: Exception, said: str) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(datasets, "load_dataset", fail)
    with pytest.raises(FormatError) as caught:
        fetched("hf:own/er:train", "own/er", None, "train")
    assert said in str(caught.value)
    assert str(caught.value).startswith("hf:own/er:train ")


def test_what_is_asked_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def load(*given: object, **named: object) -> datasets.Dataset:
        asked.append((given, named))
        return datasets.Dataset.from_list(ROWS)

    monkeypatch.setattr(datasets, "load_dataset", load)
    assert fetched("hf:own/er@v1.0:train", "own/er", "v1.0", "train") == []
    assert asked == [(("own/er",), {"revision": "v1.0", "split": "train", "keep_in_memory": False})]


def test_a_folder_of_the_same_name_is_not_taken_for_the_hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own" / "er").mkdir(parents=True)
    for typed in ("hf:own/er", "hf:own/er:train", "hf:../" + tmp_path.name):
        with pytest.raises(FormatError, match="in this folder and not from the hub"):
            places([typed])


def test_the_hub_needs_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(
        FormatError, match=r'needs the library datasets: install it with pip install "discretion\[hub\]"'
    ):
        fetched("hf:own/er", "own/er", None, None)
    with pytest.raises(FormatError, match="is no name of a dataset: write hf:owner/name"):
        places(["hf:own/er:train[:10%]"])
