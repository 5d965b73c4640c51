"""Where the malformed rows of one file go: to the bad rows, each once, however often the file is read."""

from typing import Protocol

from core.importers.bad_rows import BadRows, Fault


class FaultSink(Protocol):
    """Takes the malformed rows of a file, in the order of its lines."""

    def add(self, line: int, reason: str, row: object) -> None:
        """Take one."""


class Forgotten:
    """Forgets them: only the beginning is looked at."""

    def add(self, line: int, reason: str, row: object) -> None:
        """Pass it over."""


class Noted:
    """Hands them on to the bad rows, and not again when the file is read again."""

    def __init__(self, bad: BadRows, file: str = "") -> None:
        self._bad = bad
        self._file = file
        self._last = 0

    def add(self, line: int, reason: str, row: object) -> None:
        """Hand it on; raises FormatError where bad rows end the import."""
        if line > self._last:
            self._last = line
            self._bad.add(Fault(line, reason, row, self._file))


class Collected:
    """Puts them into a list."""

    def __init__(self, faults: list[Fault], file: str = "") -> None:
        self._faults = faults
        self._file = file

    def add(self, line: int, reason: str, row: object) -> None:
        """Append it."""
        self._faults.append(Fault(line, reason, row, self._file))
