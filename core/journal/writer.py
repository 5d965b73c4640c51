"""Writing a reviewer's journal: one event after the other, each on the disk before anyone hears of it."""

import errno
import os
import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, Self, Unpack

from core.journal.events import (
    BLOCK,
    Event,
    EventFields,
    parse_blocks,
    parse_event,
    read_journal,
    valid_reviewer,
)
from core.journal.merging import just_after
from core.model.closing import Closing
from core.model.errors import JournalError, UnwritableJournalError
from core.model.terms import Progress
from core.model.times import utc_now
from core.storage.append_only import AppendOnlyFile

_READ_ONLY: Final = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_BROWSING: Final = "You can look around, but nothing that you say is kept; with --reviews DIR journals lie elsewhere."
_INSTEAD: Final = (
    "review under another name with --reviewer NAME, or keep journals in another folder with --reviews DIR"
)
_MOST: Final = 1 << 20
"""Bytes that an event may have: far fewer than readers take for one."""
_SURROGATES: Final = re.compile("[\ud800-\udfff]")


class Journal(Closing):
    """The one writer of a reviewer's journal: a context manager that holds the file's lock while it is open.

    `warnings` says what had to be mended at opening, a sentence each. `not_before` is a time that no event appended is
    before: that of what its reviewer was seen to say in another file, lest a clock that is behind put it under that.
    """

    def __init__(self, path: Path, reviewer: str, file: AppendOnlyFile | None, store: str | None = None) -> None:
        self.path: Final = path
        self._store = store
        self.reviewer: Final = reviewer
        self.warnings: list[str] = []
        self.not_before = ""
        self._file = file
        self._target: Final = os.path.realpath(path)
        self._events: list[Event] = []
        self._seq = self._begun = 0

    @classmethod
    def open(cls, folder: Path, reviewer: str, store: str | None = None, progress: Progress | None = None) -> Self:
        """Open a reviewer's journal for writing, create it if need be, lock it, and read what it holds.

        Every event appended names `store`, the identity of the store whose cases are reviewed. `progress` hears of the
        bytes that are read.

        A torn last line goes to `NAME.jsonl.torn`, with a warning. JournalError if the name cannot be used, another
        session of this reviewer is open, the file holds rows of something else, or it cannot be written.
        """
        path = folder / f"{valid_reviewer(reviewer)}.jsonl"
        with _telling(path, reviewer), ExitStack() as opened:
            file = opened.enter_context(AppendOnlyFile.open(path))
            journal = cls(path, reviewer, file, store)
            journal.warnings += file.warnings
            journal._replay(progress)
            journal._begun = len(journal._events)
            opened.pop_all()
        return journal

    @classmethod
    def unwritten(cls, folder: Path, reviewer: str, why: JournalError) -> Self:
        """A journal that takes no event, since its file cannot be written, which its warnings say."""
        journal = cls(folder / f"{valid_reviewer(reviewer)}.jsonl", reviewer, None)
        journal.warnings.append(f"{why} {_BROWSING}")
        return journal

    def heed(self, events: Iterable[Event]) -> None:
        """Note what this reviewer said in other files, as on another machine: what is appended comes after it."""
        said = [event for event in events if event.reviewer == self.reviewer]
        own = {event.id for event in self._events} if said else set()
        latest = max((event.at for event in said if event.id not in own), default="")
        self.not_before = max(self.not_before, just_after(latest))

    @property
    def events(self) -> tuple[Event, ...]:
        """All events of the file, in its order, those appended since included."""
        return tuple(self._events)

    @property
    def said(self) -> frozenset[str]:
        """The ids of those appended since: what was said in this session, and not what came from another machine."""
        return frozenset(event.id for event in self._events[self._begun :])

    def append(self, **said: Unpack[EventFields]) -> Event:
        """Write an event and give it back once it is on the disk.

        JournalError if it cannot be written: the file is then as it was. ValueError if no reader could read it.
        """
        if said.get("note"):
            said["note"] = _SURROGATES.sub("\ufffd", said["note"] or "")
        if self._store is not None:
            said["store"] = self._store
        at = max(utc_now(), self.not_before)
        draft = Event(id=str(uuid.uuid4()), seq=self._seq + 1, at=at, reviewer=self.reviewer, **said)
        try:
            line = draft.to_json()
        except TypeError as error:
            raise ValueError(f"JSON cannot hold this event: {draft}") from error
        event = parse_event(line)
        if event is None:
            raise ValueError(f"no reader could read this event: {draft}")
        if len(line) > _MOST:
            raise JournalError(f"A note of {len(line):,} bytes is too long to be kept: shorten it to a megabyte.")
        self._open_file().append(line + b"\n")
        self._events.append(event)
        self._seq = event.seq
        return event

    def missing(self) -> tuple[Event, ...]:
        """The events of this journal that its file no longer holds: another program deleted, cut or replaced it."""
        if self._file is None or self._file.is_as_written():
            return ()
        try:
            held = {event.id for event in read_journal(self.path).events}
        except JournalError:
            held = set()
        return tuple(event for event in self._events if event.id not in held)

    def write_again(self, events: Sequence[Event]) -> None:
        """Write events once more, to the file that is at the journal's path now or else a new one.

        A link to another file that was put there since is taken away: what it leads to is nobody's journal.
        They are on the disk when this returns; JournalError with none of them written.
        """
        self.close()  # lest our own lock be in the way
        with _telling(self.path, self.reviewer):
            if self.path.is_symlink() and os.path.realpath(self.path) != self._target:
                self.path.unlink()
            self._file = AppendOnlyFile.open(self.path)
            self.warnings += self._file.mend_end("event", _INSTEAD)
            self._file.append(b"".join(event.to_json() + b"\n" for event in events))

    def close(self) -> None:
        """Close the file and let go of its lock; closing twice is harmless."""
        if self._file is not None:
            self._file.close()

    def _open_file(self) -> AppendOnlyFile:
        if self._file is None:
            raise JournalError(f"Nothing is saved: {self.path} cannot be written. {_BROWSING}")
        return self._file

    def _replay(self, progress: Progress | None) -> None:
        """Mend the file's end and read it."""
        file = self._open_file()
        self.warnings += file.mend_end("event", _INSTEAD)
        self._events = list(parse_blocks(file.blocks(BLOCK), file.size, progress).events)
        self._seq = max((event.seq for event in self._events), default=0)


@contextmanager
def _telling(path: Path, reviewer: str) -> Iterator[None]:
    """Turn what is wrong with a journal's file into JournalError, one that may not be written into its own kind."""
    try:
        yield
    except BlockingIOError as error:
        raise JournalError(
            f"A session of reviewer {reviewer} is already open on {path}; close it, or review under another name "
            "with --reviewer NAME."
        ) from error
    except OSError as error:
        kind = UnwritableJournalError if error.errno in _READ_ONLY else JournalError
        raise kind(f"The review journal {path} cannot be opened for writing: {error.strerror}.") from error
