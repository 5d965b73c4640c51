"""The review journals: one append-only file of events a reviewer, the truth about what was reviewed.

An event is one JSON object on one line, written whole and synced to the disk before anyone hears of it. A crash can
leave an incomplete last line: readers pass over it, the writer sets it aside.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Final, Required, TypedDict, get_args, get_type_hints

import orjson

from core.model.errors import JournalError
from core.model.terms import Progress
from core.model.times import rewritten
from core.storage.beside import REVIEWS_ENDING, beside
from core.storage.plain_file import open_plain
from core.storage.tail import AROUND, json_object

_REVIEWER: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}")
_TOO_LARGE: Final = 2**53
LONGEST: Final = 1 << 24
"""Bytes beyond which a line is no event: nobody wrote a note that long."""
BLOCK: Final = 1 << 20
"""Bytes of a journal that are read at once."""
_START: Final = 64
_NO_JSON: Final = b"\xff\n"
STEP: Final = 1 << 12
"""Lines or events after which progress is told."""


class EventKind(StrEnum):
    """What an event says; readers keep other kinds and take no notice of them."""

    REVIEW = "review"
    PREFERENCE = "preference"
    COMMENT = "comment"
    VOTE = "vote"
    UNDO = "undo"
    REDO = "redo"


TURNS: Final = frozenset({EventKind.UNDO, EventKind.REDO})
"""The kinds that undo or redo another event."""


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
    store: str | None
    texts: str | None
    annotated: int | None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a journal, with the field names of the file; what an event does not say is None.

    `blind` is true of a vote given before its reviewer saw the oracle's; `texts` tells the texts that were read,
    `store` is the identity of the store that they were in, and `annotated` is the annotation that a verdict is on, as a
    preference; older events do not say these.
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
    store: str | None = None
    texts: str | None = None
    annotated: int | None = None

    def to_json(self) -> bytes:
        """Write the event as one JSON object, without a line end and without what it does not say."""
        return orjson.dumps({name: value for name in KINDS if (value := getattr(self, name)) is not None})


KINDS: Final[dict[str, type]] = {name: (*get_args(hint), hint)[0] for name, hint in get_type_hints(Event).items()}
"""Of what kind each field is where it says anything."""
_REQUIRED: Final = ("id", "seq", "at", "reviewer", "event")


@dataclass(frozen=True, slots=True)
class JournalContents:
    """What a journal holds: its events in file order, an incomplete last line, and unreadable lines counted from 1."""

    events: tuple[Event, ...]
    torn: bytes | None
    skipped: tuple[int, ...]


def reviews_folder(store_path: Path) -> Path:
    """Name the folder of a store's journals: `NAME.reviews`; see `beside`."""
    return beside(store_path, REVIEWS_ENDING)


def valid_reviewer(name: str) -> str:
    """Give a reviewer's name back if it can name a journal; JournalError if not."""
    if not _REVIEWER.fullmatch(name):
        raise JournalError(
            f"{name[:80]!r} cannot be a reviewer's name: use up to 64 letters, digits, dots, dashes and underscores, "
            "not beginning with a dot."
        )
    return name


def read_journal(path: Path, progress: Progress | None = None) -> JournalContents:
    """Read a journal without changing it, whether or not a session is writing to it; JournalError if it cannot be read.

    An incomplete last line is not there yet: it is given as `torn`. A last line that lacks only its end counts.
    `progress` hears of the bytes.
    """
    try:
        with open_plain(path) as file:
            return parse_blocks(iter(partial(file.read, BLOCK), b""), os.fstat(file.fileno()).st_size, progress)
    except OSError as error:
        raise JournalError(f"The review journal {path} cannot be read: {error.strerror}.") from error


def parse_journal(data: bytes, progress: Progress | None = None) -> JournalContents:
    """Read the bytes of a journal, line by line; `progress` hears of them."""
    return _parsed(data.splitlines(keepends=True), len(data), progress)


def parse_blocks(blocks: Iterable[bytes], size: int, progress: Progress | None = None) -> JournalContents:
    """Read a journal of so many bytes a block at a time; `progress` hears of them."""
    return _parsed(_lines_of(blocks), size, progress)


def _lines_of(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a file with their ends, each its start alone where it is longer than any event."""
    held, passing = b"", False
    for block in blocks:
        lines = (held + block).splitlines(keepends=True)
        # The end of a block may lie between a carriage return and its line feed.
        held = b"" if lines[-1].endswith(b"\n") else lines.pop()
        for line in lines:
            if not passing:
                yield line
            passing = False
        if len(held) > LONGEST and not passing:
            yield held[:_START] + _NO_JSON
            passing = True
        if passing:
            passing, held = not held.endswith(b"\r"), b""
    if held:
        yield held


def _parsed(lines: Iterable[bytes], size: int, progress: Progress | None) -> JournalContents:
    """Read lines with their ends, of which a carriage return alone is one too, and stands in none."""
    torn: bytes | None = None
    events: list[Event] = []
    skipped: list[int] = []
    done = 0
    for number, ended in enumerate(lines, start=1):
        line = ended.rstrip(b"\r\n")
        done += len(ended)
        if progress is not None and number % STEP == 0:
            progress(min(done, size), size)
        if line == ended and json_object(line) is None:
            torn = line
            break
        if not line.strip(AROUND):
            continue
        event = parse_event(line)
        if event is None:
            skipped.append(number)
        else:
            events.append(event)
    return JournalContents(tuple(events), torn, tuple(skipped))


def parse_event(line: bytes) -> Event | None:
    """Read a line as an event, leaving out fields we do not know; None if a field we know is not of its type."""
    read = json_object(line)
    if read is None or any(read.get(name) is None for name in _REQUIRED):
        return None
    known = {name: read[name] for name in KINDS if read.get(name) is not None}
    if any(type(value) is not KINDS[name] for name, value in known.items()):
        return None
    if any(isinstance(value, int) and abs(value) >= _TOO_LARGE for value in known.values()):
        return None
    known["at"] = rewritten(known["at"])
    # A reviewer without a name would be an annotator without one.
    return Event(**known) if known["seq"] >= 0 and known["reviewer"].strip() else None
