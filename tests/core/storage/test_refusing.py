"""What the database says becomes the cause that it is, and no other."""

import os
from pathlib import Path

import duckdb
import pytest

from core.model.errors import StoreInUseError
from core.storage.refusing import refused

PATH = Path("/data/newer Corrupt PID 1.duckdb")
LOCK = f'IO Error: Could not set lock on file "{PATH}": '
SEE = ". See also https://duckdb.org/docs/current/connect/concurrency"
VERSION = "IO Error: Trying to read a database file with storage version number {}, but we can only read storage "
LOG = f'Failure while replaying WAL file "{PATH}.wal": '

DAMAGED = "The store PATH is damaged and cannot be read: restore a copy or import the files into a new store."
IN_USE = (
    "The store PATH is in use by another program{}: if that is a reviewer, close it; if it is an import, wait until it "
    "has finished."
)
NO_LOCKS = (
    "The store PATH cannot be locked where it lies ({}), and without a lock two programs could write to it at once: "
    "move it to a disk of this machine."
)
SAYS = "(the database says “{}”): mend that and try again."
NO_WHOLE_LOG = "or move the log away to have the store without what it says."

CAUSES = {
    f"{LOCK}Conflicting lock is held in /bin/py (PID {os.getpid()}){SEE}": IN_USE.format(f" (process {os.getpid()})"),
    f"{LOCK}Conflicting lock is held in PID 0{SEE}": IN_USE.format(""),
    f"{LOCK}Conflicting lock is held in PID 2147483646{SEE}": IN_USE.format(""),
    f"{LOCK}No locks available{SEE}": NO_LOCKS.format("No locks available"),
    f"{LOCK}Function not implemented{SEE}": NO_LOCKS.format("Function not implemented"),
    f"{LOCK}File locks are not supported for this file system{SEE}": NO_LOCKS.format("Operation not supported"),
    f"{VERSION.format(998)}versions between 64 and 69.\nThe database file was created with a newer version.": (
        "The store PATH was written by a newer version of the database: upgrade Discretion to open it."
    ),
    f"{VERSION.format(39)}versions between 64 and 69.\n\nNewer DuckDB version might introduce changes": (
        "The store PATH was written by an old version of the database, which this one no longer reads: "
        "import the files into a new store."
    ),
    f'IO Error: The file "{PATH}" exists, but it is not a valid DuckDB database file!': (
        "PATH is not a Discretion store: choose another --store."
    ),
    "Corrupt database file: computed checksum 1 does not match stored checksum 2 in block at location 0": DAMAGED,
    f'IO Error: Could not read enough bytes from file "{PATH}": attempted to read 9 bytes': DAMAGED,
    f'IO Error: Could not read from file "{PATH}": Input/output error': (
        f"The store PATH cannot be read {SAYS.format('Could not read from: Input/output error')}"
    ),
    f'IO Error: Cannot open file "{PATH}": Permission denied': (
        f"The store PATH cannot be read {SAYS.format('Cannot open: Permission denied')}"
    ),
    "INTERNAL Error: something new\nThis error signals an assertion failure": (
        f"The store PATH cannot be read {SAYS.format('something new')}"
    ),
    f"IO Error: {LOG}WAL does not match database file.": (
        f"PATH.wal is the log of another store or of another copy of PATH: put back that, {NO_WHOLE_LOG}"
    ),
    f"{LOG}Corrupt WAL file: entry computed checksum 6 does not match stored checksum 1": (
        f"PATH.wal, the log of the store PATH, is damaged: restore a copy of both, {NO_WHOLE_LOG}"
    ),
    f'IO Error: {LOG}Could not read from file "{PATH}.wal": Is a directory': (
        "The store PATH cannot be opened with its log PATH.wal "
        f"{SAYS.format('Failure while replaying WAL: Could not read from: Is a directory')}"
    ),
}


@pytest.mark.parametrize(("said", "told"), CAUSES.items(), ids=map(str, range(len(CAUSES))))
def test_a_cause_is_told_only_where_it_is_known(said: str, told: str) -> None:
    assert str(refused(PATH, duckdb.IOException(said))).replace(str(PATH), "PATH") == told


def test_only_a_lock_that_somebody_has_is_worth_waiting_for() -> None:
    held, none = (duckdb.IOException(f"{LOCK}{why}") for why in ("Conflicting lock is held in PID 0", "No locks"))
    assert isinstance(refused(PATH, held), StoreInUseError)
    assert not isinstance(refused(PATH, none), StoreInUseError)
