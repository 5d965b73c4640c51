"""Malformed rows: either the end of the import, or set aside in a file for the user to mend."""

import os
import stat
import tempfile
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Protocol

import orjson

from core.importers.options import STREAM
from core.model.closing import Closing
from core.model.errors import FormatError
from core.model.safe_text import inert_line
from core.storage.temporary import temporarily

_IN_MEMORY: Final = 1 << 23


@dataclass(frozen=True, slots=True)
class Fault:
    """One malformed row: the line (from 1) on which it starts, what is wrong with it, and what it holds.

    `file` names the shard, where a dataset lies in several files.
    """

    line: int
    reason: str
    row: object
    file: str = ""


class Named(Protocol):
    """What is imported, as far as its malformed rows are concerned."""

    @property
    def name(self) -> str:
        """What messages call it."""


class BadRows(Closing):
    """The malformed rows of one file, as a context manager; nothing is left behind unless `publish` is called.

    Without `sink` the first fault raises FormatError. With it, rows are kept until `stage` writes them beside it and
    `publish` puts them in place, each a JSON line `{"file", "line", "reason", "row"}`. Rows of other files that are in
    the sink stay there, so that several files share one; so do those of standard input.
    """

    def __init__(self, source: Named, sink: Path | None = None, unit: str = "line", shards: Iterable[str] = ()) -> None:
        """Set up for `source`, whose rows are counted in `unit`s; raises FormatError when `sink` will not do.

        Where a dataset lies in several files, `shards` are what messages call them.
        """
        self.count = 0
        self.unit = unit
        self._file = source.name
        self._files = frozenset((source.name, *shards)) - {STREAM}  # what is piped may be anything
        self._sink = None if sink is None else Path(os.path.realpath(sink))  # a link stays one
        self._staged: Path | None = None
        if sink is not None:
            self._check(sink)
        self._rows: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed on exit

    def close(self) -> None:
        """Let go of the rows, and of what was staged and not put in place."""
        with suppress(OSError):  # what found no room is tried again, in vain
            self._rows.close()
        if self._staged is not None:
            self._staged.unlink(missing_ok=True)

    def add(self, fault: Fault) -> None:
        """Set one row aside; raises FormatError naming file, line and remedy when that was not asked for."""
        file = fault.file or self._file
        if self._sink is None:
            raise FormatError(
                f"{file}, {self.unit} {fault.line}: {fault.reason}; "
                "fix the row or pass --skip-bad FILE to set such rows aside."
            )
        self.count += 1
        entry = {"file": file, "line": fault.line, "reason": fault.reason, "row": _writable(fault.row)}
        line = orjson.dumps(entry, default=str, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS)
        with temporarily():
            self._rows.write(line)

    def extend(self, faults: Iterable[Fault]) -> None:
        """Set rows aside in the order of their lines."""
        for fault in sorted(faults, key=lambda fault: fault.line):
            self.add(fault)

    def stage(self, before: "BadRows | None" = None) -> None:
        """Write everything beside the sink, so that `publish` cannot fail for lack of space.

        With `before`, the file imported just before with the same sink, this takes over what that one staged.
        """
        if self._sink is None:
            return
        held = self._sink if before is None or before._staged is None else before._staged
        if not self.count and not held.exists():
            return
        staged = self._sink.with_name(f".{self._sink.name}.{uuid.uuid4().hex}.part")
        self._staged = staged
        with temporarily():
            self._rows.seek(0)
        try:
            with staged.open("wb") as out:
                if held.exists():
                    own = set(map(hash, self._rows)) if self._file == STREAM else set()
                    self._rows.seek(0)
                    with held.open("rb") as earlier:
                        kept = (line for line in earlier if _file_of(line) not in self._files)
                        out.writelines(line for line in kept if hash(line) not in own)
                out.writelines(self._rows)
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            raise FormatError(_unwritable(self._sink, error)) from error

    def publish(self) -> None:
        """Put what was staged in place, in one step."""
        if self._staged is not None and self._sink is not None:
            self._staged.replace(self._sink)
            self._staged = None

    def _check(self, sink: Path) -> None:
        shown = inert_line(str(sink))
        if str(sink) == "-":
            raise FormatError("Rows are set aside in a file: name one after --skip-bad.")
        try:
            if not sink.exists():
                if not sink.parent.is_dir():
                    raise FormatError(f"The folder of {shown} does not exist: name another file after --skip-bad.")
                return
            if not stat.S_ISREG(sink.stat().st_mode):
                raise FormatError(f"{shown} is not an ordinary file: name another one after --skip-bad.")
            with sink.open("rb") as file:
                first = file.readline(_IN_MEMORY)
        except OSError as error:
            raise FormatError(_unwritable(sink, error)) from error
        if first and _file_of(first) is None:
            raise FormatError(f"{shown} holds something other than bad rows: name another file after --skip-bad.")


def _unwritable(sink: Path, error: OSError) -> str:
    return (
        f"Bad rows cannot be written to {inert_line(str(sink))} ({error.strerror}): name another file after --skip-bad."
    )


def _file_of(line: bytes) -> str | None:
    """Tell which file a bad row is of; None for a line that is no bad row."""
    try:
        entry = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(entry, dict) or not {"file", "line", "reason"} <= entry.keys():
        return None
    return str(entry["file"])


def _writable(value: object) -> object:
    """Replace what JSON cannot hold: bytes that were not UTF-8 come as lone surrogates."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_writable(key): _writable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_writable(item) for item in value]
    return value
