"""The offer to write again what a journal has lost."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.journal.events import read_journal
from core.journal.writer import Journal
from core.model.errors import JournalError
from tui.cli.writing_again import write_again


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal.open(tmp_path, "r1") as opened:
        opened.append(event="comment", case="c", note="1")
        yield opened


@pytest.mark.parametrize(
    ("typed", "ask", "written"),
    [("\n", True, 1), ("what\ny\n", True, 1), ("No\n", True, 0), ("", True, 1), ("n\n", False, 1)],
    ids=["enter", "yes", "no", "nobody", "a signal"],
)
def test_it_is_written_unless_declined(
    journal: Journal,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    typed: str,
    ask: bool,
    written: int,
) -> None:
    journal.path.unlink()
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    write_again(journal, ask=ask)
    assert len(journal.missing()) == 1 - written
    assert "1 event of yours is not in it." in capsys.readouterr().err


def test_a_file_that_cannot_be_read_now_is_not_called_lost(
    journal: Journal, capsys: pytest.CaptureFixture[str]
) -> None:
    journal.path.unlink()
    journal.path.mkdir()
    write_again(journal, ask=False)
    (said, *_) = capsys.readouterr().err.splitlines()
    assert (
        said == f"{journal.path} cannot be read now (Is a directory): whether 1 event of yours is in it is not known."
    )


def test_what_a_link_in_its_place_leads_to_is_left_alone(journal: Journal, tmp_path: Path) -> None:
    other = tmp_path / "mine.txt"
    other.write_text("no end")
    journal.path.unlink()
    journal.path.symlink_to(other)
    write_again(journal, ask=False)
    assert (other.read_text(), journal.path.is_symlink()) == ("no end", False)
    assert len(read_journal(journal.path).events) == 1


def test_a_link_that_was_there_stays(tmp_path: Path) -> None:
    kept = tmp_path / "elsewhere.jsonl"
    kept.touch()
    (tmp_path / "r1.jsonl").symlink_to(kept)
    with Journal.open(tmp_path, "r1") as opened:
        opened.append(event="comment", case="c", note="1")
        kept.write_bytes(b"")
        write_again(opened, ask=False)
    assert (len(read_journal(kept).events), opened.path.is_symlink()) == (1, True)


def test_it_is_offered_again_where_writing_fails(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    journal.path.unlink()
    once, tries = Journal.write_again, list[int]()

    def failing(self: Journal, events: tuple[object, ...]) -> None:
        tries.append(len(events))
        if len(tries) == 1:
            raise JournalError("The disk is full.")
        once(self, events)  # type: ignore[arg-type]

    monkeypatch.setattr(Journal, "write_again", failing)
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n\n"))
    write_again(journal, ask=True)
    assert tries == [1, 1]
    assert "The disk is full." in capsys.readouterr().err
    assert len(read_journal(journal.path).events) == 1


def test_nothing_is_asked_where_nothing_is_lost(journal: Journal, capsys: pytest.CaptureFixture[str]) -> None:
    write_again(journal, ask=True)
    assert capsys.readouterr().err == ""
