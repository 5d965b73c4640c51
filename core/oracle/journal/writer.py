"""A run's journal: one append-only file that holds every answer ever received, so that none is paid for twice.

An answer stands, whatever failures of the same request came before it.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import orjson

from core.model.errors import OracleError
from core.model.number_words import plural
from core.oracle.journal.lines import RunHead, head_line, json_object, line_of, lines, records
from core.oracle.terms import Answer, Failure, Line, Record, Sent, Usage
from core.storage.append_only import AppendOnlyFile

_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}")


_SAME: Final = ("template", "model", "api_base", "parameters")


@dataclass(frozen=True, slots=True)
class RunSoFar:
    """What a journal amounts to: requests answered, requests that have failed since, dollars spent, tokens.

    `spent` counts what is priced; `unpriced` counts the answers, good or not, whose price is unknown, `estimated` those
    whose tokens were not told by the server. `skipped` is how many lines cannot be read.
    """

    head: RunHead | None
    answered: int
    failed: int
    spent: float
    unpriced: int
    estimated: int
    tokens_in: int
    tokens_out: int
    skipped: int


@dataclass(frozen=True, slots=True)
class Spent:
    """Dollars spent, dollars a priced request took on average, and how many requests are not priced."""

    dollars: float
    each: float
    unpriced: int


def runs_folder(store_path: Path) -> Path:
    """Name the folder of a store's runs: the store without its ending, then `.runs`."""
    return store_path.with_suffix(".runs")


def run_path(store_path: Path, name: str) -> Path:
    """Name the journal of a run; OracleError if the name cannot be a file's."""
    if not _NAME.fullmatch(name):
        raise OracleError(
            f"{name[:80]!r} cannot be a run's name: use up to 128 letters, digits, dots, dashes and underscores, not "
            "beginning with a dot."
        )
    return runs_folder(store_path) / f"{name}.jsonl"


def read_answers(path: Path) -> Iterator[Answer]:
    """Read the answers of a run in the order they came, one request at a time, whether or not the run is under way.

    Should a request be there twice, its first answer counts. OracleError if the file cannot be read.
    """
    seen: set[bytes] = set()
    for record in records(path):
        if isinstance(record, tuple) and (key := _short(record[0].key)) not in seen:
            seen.add(key)
            yield from record


class AnswerJournal:
    """The one writer of a run's journal: a context manager that holds the file's lock while it is open.

    `warnings` says what had to be mended at opening, a sentence each.
    """

    def __init__(self, path: Path, file: AppendOnlyFile) -> None:
        self.path: Final = path
        self.warnings: list[str] = []
        self._file = file
        self._so_far = _SoFar()

    @classmethod
    def open(cls, path: Path, head: RunHead) -> Self:
        """Open a run's journal, create it if need be, lock it, read which answers it holds, and note the start.

        OracleError if the journal is of another run (prompts, model or parameters), if this run is under way, or if
        the file cannot be written.
        """
        try:
            file = AppendOnlyFile.open(path)
            try:
                journal = cls(path, file)
                journal._mend()
                journal._begin(head)
            except BaseException:
                file.close()
                raise
        except BlockingIOError as error:
            raise OracleError(
                f"The run {path.stem} is under way in another terminal; wait for it, or stop it."
            ) from error
        except OSError as error:
            raise OracleError(f"The run's journal {path} cannot be opened for writing: {error.strerror}.") from error
        return journal

    @property
    def so_far(self) -> RunSoFar:
        """What the journal amounts to now."""
        return self._so_far.summary()

    @property
    def spent(self) -> Spent:
        """What all requests have cost so far; unlike `so_far`, quick to tell."""
        return self._so_far.spent

    def holds(self, key: str) -> bool:
        """Whether the request of this key was answered."""
        return _short(key) in self._so_far.answered

    def append(self, written: Sequence[Line]) -> None:
        """Write what became of some requests, and return once all of it is on the disk; JournalError if that fails."""
        self._file.append(b"".join(line_of(each) for each in written))
        for each in written:
            if not isinstance(each, Sent):
                self._so_far.add(each)

    def close(self) -> None:
        """Close the file and let go of its lock; closing twice is harmless."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self, head: RunHead) -> None:
        """Read what is there, make sure that it is of this run, and write that the run goes on."""
        for record in records(self.path):
            self._so_far.add(record)
        there = self._so_far.head
        for name in _SAME if there is not None else ():
            ours, theirs = (_plain(getattr(each, name)) for each in (head, there))
            if ours != theirs:
                raise OracleError(
                    f"The run {self.path.stem} was begun with another {name} ({_shown(theirs)}, now {_shown(ours)}); "
                    "give the new run another name."
                )
        if skipped := self._so_far.summary().skipped:
            which = plural(skipped, "line")
            self.warnings.append(f"{which} of {self.path.name} cannot be read: what was answered there is asked again.")
        self._file.append(head_line(head))
        self._so_far.head = there or head

    def _mend(self) -> None:
        """Set an incomplete last line aside, and end a complete one."""
        last = deque(lines(self.path), maxlen=1)
        if not last or last[0].endswith(b"\n"):
            return
        if json_object(last[0]) is not None:
            self._file.append(b"\n")
            return
        aside = AppendOnlyFile.open(self.path.with_name(f"{self.path.name}.torn"))
        try:
            aside.append(last[0] + b"\n")
        finally:
            aside.close()
        self._file.cut(self.path.stat().st_size - len(last[0]))
        self.warnings.append(
            f"The last line of {self.path.name} was incomplete, as after a crash: it was set aside in "
            f"{self.path.name}.torn, and every answer before it is there."
        )


class _SoFar:
    """Counts what a journal says, keeping no more of it than the keys."""

    def __init__(self) -> None:
        self.head: RunHead | None = None
        self.answered: set[bytes] = set()
        self._failed: set[bytes] = set()
        self._spent = 0.0
        self._priced = self._unpriced = self._estimated = self._tokens_in = self._tokens_out = self._skipped = 0

    def add(self, record: Record | RunHead | None) -> None:
        """Count a line; None is one that cannot be read."""
        if record is None:
            self._skipped += 1
        elif isinstance(record, RunHead):
            self.head = self.head or record
        elif isinstance(record, Failure):
            self._failed.add(_short(record.key))
            self._take(record.usage)
        else:
            self.answered.add(_short(record[0].key))
            self._take(record[0].usage)

    @property
    def spent(self) -> Spent:
        return Spent(self._spent, self._spent / max(1, self._priced), self._unpriced)

    def summary(self) -> RunSoFar:
        answered, failed = len(self.answered), len(self._failed - self.answered)
        tokens = (self._tokens_in, self._tokens_out)
        money = (self._spent, self._unpriced, self._estimated)
        return RunSoFar(self.head, answered, failed, *money, *tokens, self._skipped)

    def _take(self, usage: Usage) -> None:
        self._tokens_in += usage.tokens_in
        self._tokens_out += usage.tokens_out
        self._estimated += usage.estimated
        if usage.cost is not None:
            self._spent += usage.cost
            self._priced += 1
        elif usage.tokens_in or usage.tokens_out:
            self._unpriced += 1


def _short(key: str) -> bytes:
    """A key in half the room, for holding many of them."""
    try:
        return bytes.fromhex(key)
    except ValueError:
        return key.encode()


def _plain(value: object) -> object:
    """A value as it comes back from the file."""
    return orjson.loads(orjson.dumps(value))


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    return text if len(text) <= 60 else f"{text[:60]}…"
