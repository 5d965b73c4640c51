"""Every way of writing, with its k-th call refused or the process ended there: whole, or as if it had never begun."""

import errno
import random
import shutil
import signal
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from tests.campaigns.commands import Ended, start
from tests.campaigns.faults import Fault
from tests.campaigns.operations import OPERATIONS, Operation, State, events_of, state, strays

SIGNALS: Final = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)
FULL: Final = ((errno.ENOSPC, True), (errno.ENOSPC, False), (errno.EDQUOT, True), (errno.EIO, False))
"""With what a call is refused, and whether all that follow are too."""


@dataclass(frozen=True)
class _Known:
    """An operation without a fault: what was there, what is there, how many calls it makes."""

    before: State
    after: State
    calls: int


@cache
def _known(operation: Operation) -> _Known:
    with tempfile.TemporaryDirectory() as place:
        folder = _prepared(operation, Path(place).resolve())
        before, ended = state(folder), _run(operation, folder, None)
        assert ended.code == 0, ended
        assert ended.calls, "no call was counted: the library is not loaded"
        return _Known(before, state(folder), ended.calls)


def _prepared(operation: Operation, place: Path) -> Path:
    folder = place / "work"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    operation.prepare(folder)
    return folder


def _run(operation: Operation, folder: Path, fault: Fault | None) -> Ended:
    return start(operation.step, *operation.given, folder=folder, aside=folder.parent / "aside", fault=fault).wait()


def kill(place: Path, chance: random.Random, number: int) -> int:
    """End one operation by a signal at one of its calls."""
    operation = OPERATIONS[number % len(OPERATIONS)]
    return _tried(operation, place, -chance.choice(SIGNALS), 1 + chance.randrange(_known(operation).calls))


def kill_at_any_time(place: Path, chance: random.Random, number: int) -> int:
    """End one operation by a signal after some time, whatever it does then."""
    operation = OPERATIONS[number % len(OPERATIONS)]
    folder, number_sent = _prepared(operation, place), chance.choice(SIGNALS)
    running = start(operation.step, *operation.given, folder=folder, aside=place / "aside")
    running.process.join(chance.uniform(0.0, 0.3))
    running.send(number_sent)
    _check(operation, folder, running.wait(), killed=True)
    return 1


def full_disk(place: Path, chance: random.Random, number: int) -> int:
    """Refuse a call of one operation; the rounds go through all calls of all operations, in every way."""
    operation = OPERATIONS[number % len(OPERATIONS)]
    turn, way = divmod(number // len(OPERATIONS), len(FULL))
    code, lasting = FULL[way]
    return _tried(operation, place, code, 1 + turn % _known(operation).calls, lasting=lasting)


def read_only(place: Path, chance: random.Random, number: int) -> int:
    """Refuse every call that changes anything."""
    operation = OPERATIONS[number % len(OPERATIONS)]
    folder, before = _prepared(operation, place), _known(operation).before
    code = (errno.EROFS, errno.EACCES)[number // len(OPERATIONS) % 2]
    ended = _run(operation, folder, Fault(code, read_only=True))
    if not operation.tells:  # reviewing goes on without a journal, and says so where there is a screen
        assert "damaged" not in ended.sentence, f"{operation.name}: {ended.sentence}"
    assert not ended.out, f"{operation.name}: {ended.out}"
    assert state(folder) == before, operation.name
    return 1


def _tried(operation: Operation, place: Path, code: int, at: int, *, lasting: bool = False) -> int:
    known, folder = _known(operation), _prepared(operation, place)
    ended = _run(operation, folder, Fault(code, at, lasting))
    what = f"{operation.name}, call {at} of {known.calls}, code {code}{' lasting' if lasting else ''}"
    try:
        _check(operation, folder, ended, killed=code < 0)
    except AssertionError as error:
        raise AssertionError(f"{what}: {error}") from error
    return 1


def _check(operation: Operation, folder: Path, ended: Ended, *, killed: bool) -> None:
    """What was done stands, what was not left no trace, and the same once more succeeds."""
    known, now = _known(operation), state(folder)
    kept = "The import is kept" in ended.err
    assert killed or ended.code in {0, 1}, f"it ended with {ended.code}: {ended.err}"
    if killed:
        assert "Traceback" not in ended.err, ended.err
    elif ended.code:
        assert "damaged" not in ended.sentence, ended.sentence
    if operation.tells:
        said, there = ended.out.split(), events_of(folder)
        assert there == said or (killed and there[:-1] == said), f"said {said}, there is {there}"
    elif operation.gathered:
        pass  # what is there is seen when it has been gone on with
    elif ended.code == 0 or kept:
        assert now == known.after, f"it was done, but {_differing(now, known.after)}"
    elif killed:
        odd = [name for name in now if now[name] not in (known.before.get(name), known.after.get(name))]
        assert not odd, f"{odd} is neither as before nor done"
    else:
        assert now == known.before, f"it failed ({ended.err}), but {_differing(now, known.before)}"
    if not (killed or kept):
        assert not strays(folder), f"left behind: {strays(folder)} ({ended.err})"
    again = _run(operation, folder, None)
    assert again.code == 0, f"once more: {again.err}"
    assert not list(folder.rglob("[!.]*.wal")), "a log is left behind when it has been done once more"
    if operation.tells:
        assert len(events_of(folder)) == len(set(events_of(folder))) == len(there) + 3
    else:
        assert state(folder) == known.after, f"once more: {_differing(state(folder), known.after)}"


def _differing(now: State, wanted: State) -> str:
    names = sorted(name for name in now.keys() | wanted.keys() if now.get(name) != wanted.get(name))
    return f"{', '.join(names)} differ"
