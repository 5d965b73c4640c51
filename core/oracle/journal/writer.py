"""A run's journal: one append-only file that holds every answer ever received, so that none is paid for twice.

An answer stands, whatever failures of the same request came before it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import ExitStack
from pathlib import Path
from typing import Final, Self

import orjson

from core.model.closing import Closing
from core.model.errors import OracleError
from core.oracle.journal.counts import AnswerCounts, short_key
from core.oracle.journal.lines import LineRead, RunHead, head_line, line_of, records
from core.oracle.terms import Answer, Line, Sent
from core.storage.append_only import AppendOnlyFile
from core.storage.beside import RUNS_ENDING, beside

_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}")
_SAME: Final = ("template", "model")


def runs_folder(store_path: Path) -> Path:
    """Name the folder of a store's runs: `NAME.runs`; see `beside`."""
    return beside(store_path, RUNS_ENDING)


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

    OracleError if the file cannot be read.
    """
    for answers in answers_in(records(path)):
        yield from answers


def answers_in(found: Iterable[LineRead]) -> Iterator[tuple[Answer, ...]]:
    """The answers of a journal's lines by request; should a request be there twice, its first answer counts."""
    seen: set[bytes] = set()
    for record in found:
        if isinstance(record, tuple) and (key := short_key(record[0].key)) not in seen:
            seen.add(key)
            yield record


def answered_keys(path: Path) -> Set[str]:
    """The requests that a run's journal has answers to; none where there is no journal."""
    return {answer.key for answer in read_answers(path)} if path.exists() else set()


class AnswerJournal(Closing):
    """The one writer of a run's journal: a context manager that holds the file's lock while it is open.

    `counts` is what it amounts to now; `warnings` says what had to be mended at opening, a sentence each.
    """

    def __init__(self, path: Path, file: AppendOnlyFile) -> None:
        self.path: Final = path
        self.warnings: list[str] = []
        self._file = file
        self.counts: Final = AnswerCounts()

    @classmethod
    def open(cls, path: Path, head: RunHead) -> Self:
        """Open a run's journal, create it if need be, lock it, read which answers it holds, and note the start.

        OracleError if the journal is of another run (prompt or model), if this run is under way, or if
        the file cannot be written.
        """
        try:
            with ExitStack() as opened:
                file = opened.enter_context(AppendOnlyFile.open(path))
                journal = cls(path, file)
                journal.warnings += file.warnings
                journal.warnings += file.mend_end("answer", "give the run another name")
                journal._begin(head)
                opened.pop_all()
        except BlockingIOError as error:
            raise OracleError(
                f"The run {path.stem} is under way in another terminal; wait for it, or stop it."
            ) from error
        except OSError as error:
            raise OracleError(f"The run's journal {path} cannot be opened for writing: {error.strerror}.") from error
        return journal

    def append(self, written: Sequence[Line]) -> None:
        """Write what became of some requests, and return once all of it is on the disk; JournalError if that fails."""
        self._file.append(b"".join(line_of(each) for each in written))
        for each in written:
            if not isinstance(each, Sent):
                self.counts.add(each)

    def close(self) -> None:
        """Close the file and let go of its lock; closing twice is harmless."""
        self._file.close()

    def _begin(self, head: RunHead) -> None:
        """Read what is there, make sure that it is of this run, and write that the run goes on."""
        for record in records(self.path):
            self.counts.add(record)
        there = self.counts.head
        for name in _SAME if there is not None else ():
            ours, theirs = (_plain(getattr(each, name)) for each in (head, there))
            if ours != theirs:
                raise OracleError(
                    f"The run {self.path.stem} was begun with another {name} ({_shown(theirs)}, now {_shown(ours)}); "
                    "give the new run another name."
                )
        self._file.append(head_line(head))
        self.counts.add(head)


def _plain(value: object) -> object:
    """A value as it comes back from the file."""
    return orjson.loads(orjson.dumps(value))


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    return text if len(text) <= 60 else f"{text[:60]}…"
