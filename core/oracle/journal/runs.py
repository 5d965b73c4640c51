"""The runs of a store as they stand: their journals, followed while they grow."""

import fcntl
import os
from array import array
from collections import OrderedDict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import orjson

from core.model.errors import OracleError
from core.oracle.answers.consistency import Consistency
from core.oracle.journal.lines import RunHead, read_line
from core.oracle.journal.writer import runs_folder
from core.oracle.terms import Answer, Failure, Record

FORMAT: Final = "judge"
"""What the store's provenance calls votes and judgements that came from a run."""
RECENT: Final = 256
"""Requests that the latest rate is taken from."""
FRESH: Final = 5.0
"""Seconds after its last growth for which a journal need not be asked whether somebody writes it."""
_BLOCK: Final = 1 << 20
_BEGIN: Final = b'{"event":"run"'
_KEPT: Final = 256
"""Lines of a journal that are held once read."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it stands: requests answered, and failed without an answer since; dollars spent on priced answers.

    `requests` is how many there are in all, None where the journal does not say. Of `pairs` answers that are there in
    both presentation orders, `consistent` are the same in both. `rate` is in requests a second, over the last ones.
    `lines` is how many requests the journal tells of, each time one was made; `votes` how many answers it holds, one
    for each principle of a request.
    """

    name: str
    path: Path
    head: RunHead | None
    requests: int | None
    answered: int
    failed: int
    spent: float
    unpriced: int
    pairs: int
    consistent: int
    rate: float | None
    last_at: str
    lines: int
    under_way: bool
    votes: int

    @property
    def left(self) -> int | None:
        """Requests that neither were answered nor failed; None where it is not known how many there are."""
        return None if self.requests is None else max(0, self.requests - self.answered - self.failed)


class RunJournal:
    """One run's journal, read on from where one stopped; what it says of a request is read again when it is asked for.

    An incomplete last line is not there yet; a file that was replaced or cut is read anew.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._forget()

    def _forget(self) -> None:
        self._identity, self._end = 0, 0
        self._begins, self._failures = array("Q"), array("Q")
        self._counts = _Counts()
        self._held: OrderedDict[int, Record] = OrderedDict()

    def poll(self) -> Run | None:
        """Read what was appended, and sum up; None where the file has gone, OracleError if it cannot be read."""
        try:
            with self.path.open("rb") as file:
                status = os.fstat(file.fileno())
                if status.st_ino != self._identity or status.st_size < self._end:
                    self._forget()
                    self._identity = status.st_ino
                file.seek(self._end)
                for line in file:
                    if not line.endswith(b"\n"):
                        break
                    self._take(line)
                    self._end += len(line)
                fresh = datetime.now().timestamp() - status.st_mtime < FRESH
                under_way = fresh or _locked(file.fileno())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise OracleError(f"The run's journal {self.path} cannot be read: {error.strerror}.") from error
        return self._counts.run(self.path, len(self._begins), under_way=under_way)

    def places(self, *, failures: bool = False) -> Sequence[int]:
        """Where each request's line begins, in the order they came; those that failed only, if asked for."""
        return self._failures if failures else self._begins

    def record(self, place: int) -> Record | None:
        """What became of the request whose line begins there; None where that can no longer be read."""
        held = self._held.get(place)
        if held is None:
            try:
                with self.path.open("rb") as file:
                    file.seek(place)
                    found = read_line(file.readline())
            except OSError:
                return None
            if found is None or isinstance(found, RunHead):
                return None
            held = self._held[place] = found
            while len(self._held) > _KEPT:
                self._held.popitem(last=False)
        return held

    def _take(self, line: bytes) -> None:
        found = read_line(line)
        if isinstance(found, RunHead):
            self._counts.begin(found)
        elif found is not None:
            self._begins.append(self._end)
            if isinstance(found, Failure):
                self._failures.append(self._end)
            self._counts.add(found)


class Runs:
    """All runs of a store, whose folder may not exist yet; not to be polled from two threads at once."""

    def __init__(self, store_path: Path) -> None:
        self.folder = runs_folder(store_path)
        self.journals: dict[str, RunJournal] = {}

    def poll(self) -> tuple[Run, ...]:
        """Read what was appended to any journal; the runs as they stand, the one that was written last first."""
        found = []
        for path in run_paths(self.folder):
            journal = self.journals.setdefault(path.stem, RunJournal(path))
            run = journal.poll()
            if run is not None:
                found.append(run)
        return tuple(sorted(found, key=lambda run: (run.last_at, run.name), reverse=True))


def run_paths(folder: Path) -> list[Path]:
    """The journals of a folder of runs, which may not exist; OracleError if it cannot be read."""
    try:
        return sorted(path for path in folder.glob("*.jsonl") if not path.name.startswith("."))
    except OSError as error:
        raise OracleError(f"The folder of runs {folder} cannot be read: {error.strerror}.") from error


def answers_on(store_path: Path, case: str) -> Iterator[tuple[str, RunHead | None, Record]]:
    """What the runs of a store say of a case: the run's name, its beginning, and what became of each request."""
    quoted = orjson.dumps(case)
    for path in run_paths(runs_folder(store_path)):
        head: RunHead | None = None
        try:
            with path.open("rb", buffering=_BLOCK) as file:
                for line in file:
                    if quoted not in line and not line.startswith(_BEGIN):
                        continue  # most lines are of other cases, and need not be understood
                    found = read_line(line)
                    if isinstance(found, RunHead):
                        head = head or found
                    elif found is not None and _case(found) == case:
                        yield path.stem, head, found
        except OSError as error:
            raise OracleError(f"The run's journal {path} cannot be read: {error.strerror}.") from error


def _case(record: Record) -> str:
    return record.case if isinstance(record, Failure) else record[0].case


class _Counts:
    """What a journal amounts to, kept in step with its lines."""

    def __init__(self) -> None:
        self._head: RunHead | None = None
        self._requests: int | None = None
        self._answered: set[bytes] = set()
        self._votes = 0
        self._failed: set[bytes] = set()
        self._spent, self._unpriced = 0.0, 0
        self._consistency = Consistency()
        self._times: deque[float] = deque(maxlen=RECENT)
        self._last_at = ""

    def begin(self, head: RunHead) -> None:
        """The run is begun or taken up again."""
        self._head = self._head or head
        to_ask = head.about.get("requests")  # those that were not answered then
        self._requests = len(self._answered) + to_ask if isinstance(to_ask, int) else None
        self._last_at = max(self._last_at, head.at)
        self._times.clear()

    def add(self, record: Record) -> None:
        """Something became of a request."""
        first: Answer | Failure = record if isinstance(record, Failure) else record[0]
        key = first.key.encode()[:32]
        usage = first.usage
        self._spent += usage.cost or 0.0
        self._unpriced += usage.cost is None and bool(usage.tokens_in or usage.tokens_out)
        if usage.at:
            self._last_at = max(self._last_at, usage.at)
            self._clock(usage.at)
        if isinstance(record, Failure):
            self._failed.add(key)
        elif key not in self._answered:
            self._answered.add(key)
            self._votes += len(record)
            self._failed.discard(key)
            self._consistency.add(record)

    def _clock(self, at: str) -> None:
        try:
            self._times.append(datetime.fromisoformat(at).timestamp())
        except ValueError:
            return

    def run(self, path: Path, lines: int, *, under_way: bool) -> Run:
        """Sum up."""
        spans = max(self._times) - min(self._times) if len(self._times) > 1 else 0.0
        return Run(
            path.stem,
            path,
            self._head,
            self._requests,
            len(self._answered),
            len(self._failed),
            self._spent,
            self._unpriced,
            self._consistency.pairs,
            self._consistency.same,
            (len(self._times) - 1) / spans if spans > 0 else None,
            self._last_at,
            lines,
            under_way,
            self._votes,
        )


def _locked(descriptor: int) -> bool:
    """Tell whether a writer holds the file; the lock that is tried for that is let go of at once."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    return False
