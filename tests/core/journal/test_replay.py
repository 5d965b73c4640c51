"""How far a replay is: told in bytes of all journals, from reading them to what stands."""

from itertools import pairwise
from pathlib import Path

import pytest

from core.journal import events, replay
from core.journal.replay import load_folder
from core.journal.writer import Journal


def test_a_replay_tells_how_far_it_is_and_what_stands_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (events, replay):
        monkeypatch.setattr(module, "STEP", 1)
    for reviewer in ("r1", "r2"):
        with Journal.open(tmp_path, reviewer) as journal:
            for n in range(3):
                journal.append(event="review", case=str(n), annotator="human", verdict="flag")
    size = sum(path.stat().st_size for path in tmp_path.glob("*.jsonl"))
    told: list[tuple[int, int]] = []
    standing, warnings = load_folder(tmp_path, None, lambda *now: told.append(now))
    assert (len(standing.events), warnings) == (6, [])
    assert len(told) == 12, "each line once read and once counted"
    assert all(before <= after for before, after in pairwise(told))
    assert {total for _, total in told} == {size}
    assert told[5] == (size // 2, size)
    assert told[-1][0] > size * 0.9


def test_a_folder_that_is_not_there_tells_nothing(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    standing, _ = load_folder(tmp_path / "none", None, lambda *now: told.append(now))
    assert (len(standing.events), told) == (0, [])


def test_files_that_are_called_nearly_as_journals_are_told_of(tmp_path: Path) -> None:
    folder = tmp_path / "s.reviews"
    with Journal.open(folder, "r1") as journal:
        journal.append(event="comment", case="c", note="n")
    for name in ("r3.JSONL", "r1.jsonl.gz", "r2.jsonl.txt"):
        (folder / name).write_bytes(journal.path.read_bytes())
    for name in ("r5.json", "r6.txt", "r7.ndjson"):
        (folder / name).write_bytes(journal.path.read_bytes())
    for name in ("r1.jsonl.torn", "filters.json", "r1.place.json", ".r4.jsonl.part", "notes.txt"):
        (folder / name).write_bytes(b"{}")
    (folder / "bob.reviews").mkdir()
    (folder / "bob.reviews" / "bob.jsonl").write_bytes(journal.path.read_bytes())
    (folder / "pictures.txt").mkdir()
    standing, warnings = load_folder(folder)
    assert warnings == [
        f"{name} is not counted: the name of a journal ends in .jsonl."
        for name in ("r1.jsonl.gz", "r2.jsonl.txt", "r3.JSONL", "r5.json", "r6.txt", "r7.ndjson")
    ] + [f"bob.reviews is a folder, and the journals in it are not counted: copy them into {folder}."]
    assert len(standing.reviews()) == 1


def test_another_s_journal_that_ends_in_the_middle_of_a_line_is_told_of(tmp_path: Path) -> None:
    folder = tmp_path / "s.reviews"
    with Journal.open(folder, "r1") as journal:
        journal.append(event="comment", case="c", note="one")
        journal.append(event="comment", case="c", note="two")
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole[:-9])
    standing, warnings = load_folder(folder)
    assert warnings == ["r1.jsonl ends in the middle of a line, which counts for nothing until it is whole."]
    assert [event.note for event in standing.comments("c")] == ["one"]
    journal.path.write_bytes(whole[:-1])
    standing, warnings = load_folder(folder)
    assert (len(standing.comments("c")), warnings) == (2, [])
