"""Links in a folder of reviews, as an archive or a clone may bring them, lead nothing of ours into other files."""

import os
import stat
from pathlib import Path

import pytest

from core.journal.events import read_journal
from core.journal.writer import Journal
from core.model.errors import JournalError
from core.query.errors import SavedFilterError
from core.query.saved import FILE_NAME, save_filter, saved_filters
from core.review.bookmark import Place, place_path, read_place, write_place


def link(folder: Path, name: str, held: bytes) -> Path:
    """A file outside of a folder of reviews, and a link of that name to it within; gives the file."""
    folder.mkdir(exist_ok=True)
    file = folder.with_name("somebody's")
    file.write_bytes(held)
    (folder / name).symlink_to(file)
    return file


def test_a_place_takes_the_place_of_the_link_alone(tmp_path: Path) -> None:
    folder = tmp_path / "hh.reviews"
    file = link(folder, ".r1.place.json", b"notes\n")
    write_place(place_path(folder, "r1"), Place(case="7"))
    assert file.read_bytes() == b"notes\n"
    assert read_place(place_path(folder, "r1")).case == "7"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["hh.reviews", "somebody's"]


def test_a_torn_line_is_set_aside_in_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "hh.reviews"
    file = link(folder, "r1.jsonl.torn", b"alias ll='ls -l'\n")
    (folder / "r1.jsonl").write_bytes(b"echo obeyed")
    with Journal.open(folder, "r1") as journal:
        assert "set aside in r1.jsonl.torn" in journal.warnings[0]
    assert file.read_bytes() == b"alias ll='ls -l'\n"
    assert (folder / "r1.jsonl.torn").read_bytes() == b"echo obeyed\n"


@pytest.mark.parametrize("held", [b"notes\n", b"notes without an end", b"\n# notes\n[1]\n", b'notes\n{"a": 1}\n'])
def test_a_link_to_any_text_is_no_journal(tmp_path: Path, held: bytes) -> None:
    folder = tmp_path / "hh.reviews"
    file = link(folder, "r1.jsonl", held)
    with pytest.raises(JournalError, match=r"r1[.]jsonl is no journal, so nothing is written to it"):
        Journal.open(folder, "r1")
    assert file.read_bytes() == held
    assert [each.name for each in folder.iterdir()] == ["r1.jsonl"]


@pytest.mark.parametrize("before", [b"", b"\0\0\n", b'{"event": "of another version"}\n', b'junk\n{"event": "x"}\n'])
def test_a_link_to_a_journal_is_one(tmp_path: Path, before: bytes) -> None:
    folder = tmp_path / "hh.reviews"
    file = link(folder, "r1.jsonl", before)
    with Journal.open(folder, "r1") as journal:
        journal.append(event="comment", case="1", note="kept")
    with Journal.open(folder, "r1"):
        assert [each.note for each in read_journal(file).events] == ["kept"]
    assert file.read_bytes().startswith(before)


@pytest.mark.parametrize("held", [b'{"name": "x", "tabs": 4}', b'{"user": "me", "token": "secret"}', b"{}", None])
def test_a_link_to_other_settings_takes_no_filter(tmp_path: Path, held: bytes | None) -> None:
    """Nor is what stands in them shown as filters, a file made where there is none, or who may read it changed."""
    folder = tmp_path / "hh.reviews"
    file = link(folder, FILE_NAME, held or b"")
    file.chmod(0o600)
    if held is None:
        file.unlink()
    for does in (lambda: save_filter(folder, "a", "all"), lambda: saved_filters(folder)):
        with pytest.raises(SavedFilterError, match=r"is a link to .*somebody's, which is not called filters\.json"):
            does()
    assert (file.read_bytes() if file.exists() else None) == held
    assert held is None or stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_link_to_filters_stays_in_use(tmp_path: Path) -> None:
    folder, kept = tmp_path / "hh.reviews", tmp_path / "shared" / FILE_NAME
    for each in (folder, kept.parent):
        each.mkdir()
    (folder / FILE_NAME).symlink_to(kept)
    kept.write_bytes(b'{"name": "x", "tabs": 4}')
    with pytest.raises(SavedFilterError, match="makes no sense as filters"):
        save_filter(folder, "a", "all")
    assert kept.read_bytes() == b'{"name": "x", "tabs": 4}'
    kept.write_bytes(b'{"old": "conflict"}')
    kept.chmod(0o600)
    save_filter(folder, "a", "all")
    assert saved_filters(folder) == {"a": "all", "old": "conflict"}
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert (folder / FILE_NAME).is_symlink()


def test_new_filters_are_for_all_who_review(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        save_filter(tmp_path, "a", "all")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o644
