"""The runs of a store as they stand: their journals, followed while they grow."""

import fcntl
from array import array
from collections import OrderedDict, deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import orjson

from core.model.errors import OracleError
from core.oracle.answers.consistency import OrderConsistency
from core.oracle.journal.counts import AnswerCounts
from core.oracle.journal.lines import LineRead, RunHead, read_line, records_in
from core.oracle.journal.writer import runs_folder
from core.oracle.terms import Charge, Failure, Record
from core.storage.listing import listed
from core.storage.plain_file import open_plain
from core.storage.tail import Tail

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
    for each principle of a request, `skipped` the lines that cannot be read.
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
    skipped: int

    @property
    def left(self) -> int | None:
        """Requests that neither were answered nor failed; None where it is not known how many there are."""
        return None if self.requests is None else max(0, self.requests - self.answered - self.failed)


class RunJournal:
    """One run's journal, read on from where one stopped; what it says of a request is read again when it is asked for.

    What is there is read as `Tail` does: whole lines, and all of them anew where the file is another one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tail = Tail(path)
        self._forget()

    def _forget(self) -> None:
        self._begins, self._failures = array("Q"), array("Q")
        self._counts = AnswerCounts()
        self._consistency = OrderConsistency()
        self._times: deque[float] = deque(maxlen=RECENT)
        self._last_at = ""
        self._held: OrderedDict[int, Record] = OrderedDict()

    def poll(self) -> Run | None:
        """Read what was appended, and sum up; None where the file has gone, OracleError if it cannot be read."""
        try:
            status = self._tail.poll(self._take, self._forget)
            fresh = datetime.now().timestamp() - status.st_mtime < FRESH
            under_way = fresh or _locked(self.path)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise OracleError(f"The run's journal {self.path} cannot be read: {error.strerror}.") from error
        counts, spans = self._counts, max(self._times) - min(self._times) if len(self._times) > 1 else 0.0
        return Run(
            name=self.path.stem,
            path=self.path,
            head=counts.head,
            requests=counts.requests,
            answered=counts.answered,
            failed=counts.failed,
            spent=counts.spent,
            unpriced=counts.unpriced,
            pairs=self._consistency.pairs,
            consistent=self._consistency.same,
            rate=(len(self._times) - 1) / spans if spans > 0 else None,
            last_at=self._last_at,
            lines=len(self._begins),
            under_way=under_way,
            votes=counts.votes,
            skipped=counts.skipped,
        )

    def places(self, *, failures: bool = False) -> Sequence[int]:
        """Where each request's line begins, in the order they came; those that failed only, if asked for."""
        return self._failures if failures else self._begins

    def record(self, place: int) -> Record | None:
        """What became of the request whose line begins there; None where that can no longer be read."""
        held = self._held.get(place)
        if held is None:
            try:
                with open_plain(self.path) as file:
                    file.seek(place)
                    found = read_line(file.readline())
            except OSError:
                return None
            if found is None or isinstance(found, RunHead | Charge):
                return None
            held = self._held[place] = found
            while len(self._held) > _KEPT:
                self._held.popitem(last=False)
        return held

    def _take(self, line: bytes) -> None:
        for found in records_in((line,)):
            self._add(found)

    def _add(self, found: LineRead) -> None:
        first_answer = self._counts.add(found)
        if found is None or isinstance(found, Charge):
            return
        if isinstance(found, RunHead):
            self._times.clear()
            self._last_at = max(self._last_at, found.at)
            return
        self._begins.append(self._tail.end)
        if isinstance(found, Failure):
            self._failures.append(self._tail.end)
        elif first_answer:
            self._consistency.add(found)
        self._clock(found.usage.at if isinstance(found, Failure) else found[0].usage.at)

    def _clock(self, at: str) -> None:
        self._last_at = max(self._last_at, at)
        with suppress(ValueError):
            self._times.append(datetime.fromisoformat(at).timestamp())


class Runs:
    """All runs of a store, whose folder may not exist yet; not to be polled from two threads at once."""

    def __init__(self, store_path: Path) -> None:
        self.folder = runs_folder(store_path)
        self.journals: dict[str, RunJournal] = {}
        self.unread: tuple[str, ...] = ()
        """What to tell of the journals that could not be read when one looked last, a sentence each."""

    def poll(self) -> tuple[Run, ...]:
        """Read what was appended to any journal; the runs as they stand, the one that was written last first.

        Those whose journals cannot be read are left out, and `unread`. OracleError where the folder cannot be read.
        """
        found, unread = [], []
        for path in run_paths(self.folder):
            journal = self.journals.setdefault(path.stem, RunJournal(path))
            try:
                run = journal.poll()
            except OracleError as error:
                unread.append(str(error))
                continue
            if run is not None:
                found.append(run)
        self.unread = tuple(unread)
        return tuple(sorted(found, key=lambda run: (run.last_at, run.name), reverse=True))


def run_paths(folder: Path) -> list[Path]:
    """The journals of a folder of runs, which may not exist: files only; OracleError if it cannot be read."""
    try:
        return [path for path in listed(folder) if _is_run(path)]
    except OSError as error:
        raise OracleError(f"The folder of runs {folder} cannot be read: {error.strerror}.") from error


def _is_run(path: Path) -> bool:
    return path.suffix == ".jsonl" and not path.name.startswith(".") and path.is_file()


def answers_on(store_path: Path, case: str) -> Iterator[tuple[str, RunHead | None, Record]]:
    """What the runs of a store say of a case: the run's name, its beginning, and what became of each request."""
    quoted = orjson.dumps(case)
    for path in run_paths(runs_folder(store_path)):
        head: RunHead | None = None
        try:
            with open_plain(path, _BLOCK) as file:
                for line in file:
                    if quoted not in line and not line.startswith(_BEGIN):
                        continue  # most lines are of other cases, and need not be understood
                    found = read_line(line)
                    if isinstance(found, RunHead):
                        head = head or found
                    elif found is not None and not isinstance(found, Charge) and _case(found) == case:
                        yield path.stem, head, found
        except OSError as error:
            raise OracleError(f"The run's journal {path} cannot be read: {error.strerror}.") from error


def _case(record: Record) -> str:
    return record.case if isinstance(record, Failure) else record[0].case


def _locked(path: Path) -> bool:
    """Tell whether a writer holds the file; the lock that is tried for that is let go of at once."""
    with open_plain(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
    return False
