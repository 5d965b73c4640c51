"""What to tell of a store that the database does not open, read or write: the cause if known, else its words."""

import os
import re
from pathlib import Path
from typing import Final

import duckdb

from core.model.errors import StoreError, StoreInUseError

_HOLDER: Final = re.compile(r"PID (\d+)")
_VERSIONS: Final = re.compile(r"storage version number (\d+), but we can only read storage versions between (\d+)")
_LONGEST: Final = 200
"""Characters of what the database said that a sentence repeats."""


def not_a_store(path: Path) -> StoreError:
    """What to tell of a file without the database's mark."""
    return StoreError(f"{path} is not a Discretion store: choose another --store.")


def damaged(path: Path) -> StoreError:
    """What to tell of a store whose file is cut short or does not hold what was written."""
    return StoreError(
        f"The store {path} is damaged and cannot be read: restore a copy or import the files into a new store."
    )


def in_use(path: Path, process: int | None = None) -> StoreInUseError:
    """What to tell of a store whose lock another program has."""
    who = f" (process {process})" if process is not None else ""
    return StoreInUseError(
        f"The store {path} is in use by another program{who}: "
        "if that is a reviewer, close it; if it is an import, wait until it has finished.",
        process,
    )


def no_locks(path: Path, why: str) -> StoreError:
    """What to tell of a store whose lock nobody can have."""
    return StoreError(
        f"The store {path} cannot be locked where it lies ({why}), and without a lock two programs could write to it "
        "at once: move it to a disk of this machine."
    )


def refused(path: Path, error: duckdb.Error, *, doing: str = "read") -> StoreError:
    """What to tell of a failure while something was done to the store at `path`."""
    said = str(error).replace(str(path), "").replace(os.path.realpath(path), "")
    return (
        _unlocked(path, said)
        or _other_version(path, said)
        or _log(path, said)
        or _damaged(path, error, said)
        or StoreError(
            f"The store {path} cannot be {doing} (the database says “{words(said)}”): mend that and try again."
        )
    )


def words(said: str) -> str:
    """The first line of what the database said, without what every one of its sentences begins and ends with."""
    line = (said.splitlines() or [""])[0].partition(" See also http")[0]
    line = re.sub(r'^(\w+ )+Error: | file "[^"]*"', "", line).rstrip(". ")
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _unlocked(path: Path, said: str) -> StoreError | None:
    """A lock that somebody has, or that nobody can have."""
    if "different configuration" in said or "already held in current process" in said:
        return StoreError(f"The store {path} is open for something else in this program: wait until that has finished.")
    if "Could not set lock" not in said:
        return None
    if "Conflicting lock" in said:
        holder = _HOLDER.search(said)
        return in_use(path, int(holder[1]) if holder is not None and _is_here(int(holder[1])) else None)
    return no_locks(path, "Operation not supported" if "not supported" in said else words(said).rpartition(": ")[2])


def _is_here(process: int) -> bool:
    """Whether there is such a process on this machine: a lock on a network drive may be another's."""
    if process <= 0:
        return False
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return True


def _other_version(path: Path, said: str) -> StoreError | None:
    versions = _VERSIONS.search(said)
    if versions is not None and int(versions[1]) < int(versions[2]):
        return StoreError(
            f"The store {path} was written by an old version of the database, which this one no longer reads: "
            "import the files into a new store."
        )
    if versions is not None or "storage version greater than the latest" in said:
        return StoreError(
            f"The store {path} was written by a newer version of the database: upgrade Discretion to open it."
        )
    return None


def _log(path: Path, said: str) -> StoreError | None:
    """The write-ahead log beside a store, which holds what an import committed last."""
    if "replaying WAL" not in said and "replaying checkpoint WAL" not in said:
        return None
    log, after = f"{path}.wal", "or move the log away to have the store without what it says."
    if "Corrupt" in said:
        return StoreError(f"{log}, the log of the store {path}, is damaged: restore a copy of both, {after}")
    if "does not match" in said:
        return StoreError(f"{log} is the log of another store or of another copy of {path}: put back that, {after}")
    return StoreError(
        f"The store {path} cannot be opened with its log {log} (the database says “{words(said)}”): "
        "mend that and try again."
    )


def _damaged(path: Path, error: duckdb.Error, said: str) -> StoreError | None:
    """A file that is not whole, or none of the database's; or one that the memory is too small for."""
    if "not a valid DuckDB database file" in said:
        return not_a_store(path)
    if said.startswith("Corrupt") or "Corrupt database file" in said or "Could not read enough bytes" in said:
        return damaged(path)
    if isinstance(error, duckdb.OutOfMemoryException):
        return StoreError(
            f"There is not enough memory to read the store {path} ({words(said)}): close other programs and try again."
        )
    return None
