"""The log of a run's batches: what is in it is looked for beside it, and what cannot be is left out."""

from pathlib import Path

import orjson
import pytest

from core.oracle.batches.under_way import batches_folder, sent_batches


@pytest.mark.parametrize(
    "file", ["", ".", "..", "../../secret", "/etc/hostname", "a\0b", "x/../../secret", 3, None, []]
)
def test_only_files_of_its_own_are_read(tmp_path: Path, file: object) -> None:
    journal = tmp_path / "runs" / "run.jsonl"
    folder = batches_folder(journal)
    folder.mkdir(parents=True)
    (tmp_path / "secret").write_text("x")
    (folder / "own.jsonl").write_text("x")
    said = [
        {"event": "sending", "file": file, "requests": 3},
        {"event": "sending", "file": "own.jsonl", "requests": "many"},
        {"event": "sending", "file": "own.jsonl", "requests": 2},
        {"event": "sent", "file": "own.jsonl", "name": "batch"},
    ]
    (folder / "batches.log").write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in said))
    [only] = sent_batches(journal)
    assert (only.file, only.requests, only.name) == (folder / "own.jsonl", 2, "batch")
