"""The review journals: one append-only file of events a reviewer, the truth about what was reviewed.

An event is one JSON object on one line, written whole and synced to the disk before anyone hears of it. A crash can
leave an incomplete last line: readers pass over it, the writer sets it aside.
"""

import re
import uuid
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Required, Self, TypedDict, Unpack

import orjson

from core.model.errors import JournalError
from core.storage.append_only import AppendOnlyFile

_REVIEWER: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
# What may stand around an object: line ends, a byte order mark, and the zero bytes some file systems leave at a crash.
_AROUND: Final = b" \t\r\0\xef\xbb\xbf"
_LARGEST_SEQ: Final = 2**53


class EventKind(StrEnum):
    """What an event says; readers keep other kinds and take no notice of them."""

    REVIEW = "review"
    PREFERENCE = "preference"
    COMMENT = "comment"
    VOTE = "vote"
    UNDO = "undo"
    REDO = "redo"


class EventFields(TypedDict, total=False):
    """What the caller says of an event; the journal adds id, seq, time and reviewer."""

    event: Required[str]
    case: str | None
    annotator: str | None
    verdict: str | None
    reason: str | None
    note: str | None
    preference: int | None
    principle: str | None
    of: str | None
    blind: bool | None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a journal, with the field names of the file; what an event does not say is None.

    `blind` is true of a vote given before its reviewer saw the oracle's.
    """

    id: str
    seq: int
    at: str
    reviewer: str
    event: str
    case: str | None = None
    annotator: str | None = None
    verdict: str | None = None
    reason: str | None = None
    note: str | None = None
    preference: int | None = None
    principle: str | None = None
    of: str | None = None
    blind: bool | None = None

    def to_json(self) -> bytes:
        """Write the event as one JSON object, without a line end and without what it does not say."""
        return orjson.dumps({name: value for name in _FIELDS if (value := getattr(self, name)) is not None})


_FIELDS: Final = tuple(field.name for field in fields(Event))
_REQUIRED: Final = ("id", "seq", "at", "reviewer", "event")
_KINDS: Final[dict[str, type]] = {"seq": int, "preference": int, "blind": bool}


@dataclass(frozen=True, slots=True)
class JournalContents:
    """What a journal holds: its events in file order, an incomplete last line, and unreadable lines counted from 1."""

    events: tuple[Event, ...]
    torn: bytes | None
    skipped: tuple[int, ...]


def reviews_folder(store_path: Path) -> Path:
    """Name the folder of a store's journals: the store without its ending, then `.reviews`."""
    return store_path.with_suffix(".reviews")


def valid_reviewer(name: str) -> str:
    """Give a reviewer's name back if it can name a journal; JournalError if not."""
    if not _REVIEWER.fullmatch(name):
        raise JournalError(
            f"{name[:80]!r} cannot be a reviewer's name: use up to 64 letters, digits, dots, dashes and underscores, "
            "not beginning with a dot."
        )
    return name


def read_journal(path: Path) -> JournalContents:
    """Read a journal without changing it, whether or not a session is writing to it; JournalError if it cannot be read.

    An incomplete last line is not there yet: it is given as `torn`. A last line that lacks only its end counts.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise JournalError(f"The review journal {path} cannot be read: {error.strerror}.") from error
    return parse_journal(data)


def parse_journal(data: bytes) -> JournalContents:
    """Read the bytes of a journal, line by line."""
    lines = data.split(b"\n")
    torn = lines[-1] if lines[-1] and _json_object(lines[-1]) is None else None
    events: list[Event] = []
    skipped: list[int] = []
    for number, line in enumerate(lines[:-1] if torn is not None else lines, start=1):
        if not line.strip(_AROUND):
            continue
        event = _parse_event(line)
        if event is None:
            skipped.append(number)
        else:
            events.append(event)
    return JournalContents(tuple(events), torn, tuple(skipped))


def _json_object(line: bytes) -> dict[str, Any] | None:
    """Read a line as a JSON object; None if it is anything else."""
    try:
        value = orjson.loads(line.strip(_AROUND))
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


def _parse_event(line: bytes) -> Event | None:
    """Read a line as an event, leaving out fields we do not know; None if a field we know is not of its type."""
    read = _json_object(line)
    if read is None or any(read.get(name) is None for name in _REQUIRED):
        return None
    known = {name: read[name] for name in _FIELDS if read.get(name) is not None}
    if any(type(value) is not _KINDS.get(name, str) for name, value in known.items()):
        return None
    return Event(**known) if 0 <= known["seq"] < _LARGEST_SEQ else None


class Journal:
    """The one writer of a reviewer's journal: a context manager that holds the file's lock while it is open.

    `warnings` says what had to be mended at opening, a sentence each.
    """

    def __init__(self, path: Path, reviewer: str, file: AppendOnlyFile) -> None:
        self.path: Final = path
        self.reviewer: Final = reviewer
        self.warnings: list[str] = []
        self._file = file
        self._events: list[Event] = []
        self._seq = 0

    @classmethod
    def open(cls, folder: Path, reviewer: str) -> Self:
        """Open a reviewer's journal for writing, create it if need be, lock it, and read what it holds.

        A torn last line goes to `NAME.jsonl.torn`, with a warning. JournalError if the name cannot be used, another
        session of this reviewer is open, or the file cannot be written.
        """
        path = folder / f"{valid_reviewer(reviewer)}.jsonl"
        try:
            file = AppendOnlyFile.open(path)
            try:
                journal = cls(path, reviewer, file)
                journal._replay()
            except BaseException:
                file.close()
                raise
        except BlockingIOError as error:
            raise JournalError(
                f"A session of reviewer {reviewer} is already open on {path}; close it, or review under another name "
                "with --reviewer NAME."
            ) from error
        except OSError as error:
            raise JournalError(f"The review journal {path} cannot be opened for writing: {error.strerror}.") from error
        return journal

    @property
    def events(self) -> tuple[Event, ...]:
        """All events of the file, in its order, those appended since included."""
        return tuple(self._events)

    def append(self, **said: Unpack[EventFields]) -> Event:
        """Write an event and give it back once it is on the disk.

        JournalError if it cannot be written: the file is then as it was. ValueError if no reader could read it.
        """
        if said.get("note"):
            said["note"] = _SURROGATES.sub("\ufffd", said["note"] or "")
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        draft = Event(id=str(uuid.uuid4()), seq=self._seq + 1, at=at, reviewer=self.reviewer, **said)
        try:
            line = draft.to_json()
        except TypeError as error:
            raise ValueError(f"JSON cannot hold this event: {draft}") from error
        event = _parse_event(line)
        if event is None:
            raise ValueError(f"no reader could read this event: {draft}")
        self._file.append(line + b"\n")
        self._events.append(event)
        self._seq = event.seq
        return event

    def close(self) -> None:
        """Close the file and let go of its lock; closing twice is harmless."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _replay(self) -> None:
        """Read the file and mend its end."""
        data = self._file.read()
        contents = parse_journal(data)
        self._events = list(contents.events)
        self._seq = max((event.seq for event in contents.events), default=0)
        if contents.torn is not None:
            aside = AppendOnlyFile.open(self.path.with_name(f"{self.path.name}.torn"))
            try:
                aside.append(contents.torn + b"\n")
            finally:
                aside.close()
            self._file.cut(len(data) - len(contents.torn))
            self.warnings.append(
                f"The last line of {self.path.name} was incomplete, as after a crash: it was set aside in "
                f"{self.path.name}.torn, and every event before it is there."
            )
        elif data and not data.endswith(b"\n"):
            self._file.append(b"\n")
