"""The batches of a run that were sent: which, with what in them, and whether their answers were read."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Self

import orjson

from core.model.closing import Closing
from core.model.errors import OracleError
from core.model.times import utc_now
from core.oracle.batches.results import key_in, result_in
from core.oracle.journal.held import Held
from core.oracle.journal.lines import lines, records
from core.oracle.questions.plan import Plan
from core.oracle.terms import Ask, Failure
from core.storage.append_only import AppendOnlyFile
from core.storage.tail import json_object

_LOG: Final = "batches.log"


@dataclass(frozen=True, slots=True)
class SentBatch:
    """A file of requests that was sent: the name of its batch, None where it is not known whether it arrived.

    It is `collected` once its answers to what was asked for then are in the journal, and `read` where that was all.
    """

    file: Path
    requests: int
    name: str | None = None
    collected: bool = False
    read: bool = False

    @property
    def answers(self) -> Path:
        """Where its answers are put when they are fetched."""
        return self.file.with_suffix(".answers.jsonl")

    def names(self) -> Iterator[str]:
        """The keys of its requests."""
        for line in lines(self.file):
            key = key_in(line)
            if key is not None:
                yield key

    def answered(self) -> Iterator[str]:
        """The keys of its requests that were answered, as they were fetched."""
        for line in lines(self.answers):
            result = result_in(line)
            if result is not None and result.response is not None:
                yield result.key


def batches_folder(journal: Path) -> Path:
    """Where the batches of a run are kept, beside its journal."""
    return journal.with_name(f"{journal.stem}.batches")


def sent_batches(journal: Path) -> list[SentBatch]:
    """The batches of a run, in the order they were sent, as their log has them; none where there is none."""
    folder = batches_folder(journal)
    found: dict[str, SentBatch] = {}
    for line in lines(folder / _LOG) if (folder / _LOG).exists() else ():
        read = json_object(line)
        if read is not None:
            _learn(found, folder, read)
    return [each for each in found.values() if each.file.exists()]


def requests_out(journal: Path, plan: Plan, held: Held) -> list[Ask]:
    """The requests of a plan whose batches were sent and not read yet, and that have no answer.

    What came back from a batch without one, or with one that cannot be read, is not out any longer.
    """
    out: set[str] = set()
    back: set[str] = set()
    for each in sent_batches(journal):
        if each.collected and each.answers.exists():
            back.update(key for key in each.answered() if key not in held)
        elif not each.read:
            out.update(key for key in each.names() if key not in held)
    if back and journal.exists():
        back -= {each.key for each in records(journal) if isinstance(each, Failure)}
    out |= back
    return [ask for ask in plan.unanswered(held) if ask.key in out] if out else []


class BatchLog(Closing):
    """The one writer of what a run's batches are; a line is on the disk before the next thing happens."""

    def __init__(self, folder: Path, file: AppendOnlyFile) -> None:
        self.folder: Final = folder
        self._file = file

    @classmethod
    def open(cls, journal: Path) -> Self:
        """Open the log of a run's batches; OracleError where that fails, or another command has it open."""
        folder = batches_folder(journal)
        try:
            with ExitStack() as opened:
                file = opened.enter_context(AppendOnlyFile.open(folder / _LOG))
                file.mend_end("batch", "move it away, or give the run another name")
                opened.pop_all()
        except BlockingIOError as error:
            raise OracleError("Batches of this run are under way in another terminal: wait for it.") from error
        except OSError as error:
            raise OracleError(f"{folder / _LOG} cannot be opened for writing: {error.strerror}.") from error
        return cls(folder, file)

    def sending(self, file: Path, requests: int) -> None:
        """Note that a file is about to be sent."""
        self._note("sending", file=self._named(file), requests=requests)

    def sent(self, file: Path, name: str) -> None:
        """Note that it was, and what its batch is called."""
        self._note("sent", file=self._named(file), name=name)

    def read(self, file: Path, *, whole: bool) -> None:
        """Note that its answers are in the journal, as many as there will be; if not `whole`, those asked for now."""
        self._note("read" if whole else "collected", file=self._named(file))

    def close(self) -> None:
        """Close the log."""
        self._file.close()

    def _named(self, file: Path) -> str:
        return str(file.relative_to(self.folder))

    def _note(self, event: str, **said: object) -> None:
        self._file.append(orjson.dumps({"event": event, "at": utc_now(), **said}) + b"\n")


def _learn(found: dict[str, SentBatch], folder: Path, read: dict[str, Any]) -> None:
    file, requests = str(read.get("file")), read.get("requests", 0)
    parts = Path(file).parts
    if not parts or parts[0] == "/" or ".." in parts or "\0" in file:
        return  # no file of ours, whoever wrote it down
    if read.get("event") == "sending" and isinstance(requests, int):
        found[file] = SentBatch(folder / file, requests)
    elif file in found and read.get("event") == "sent":
        found[file] = replace(found[file], name=str(read.get("name")))
    elif file in found and read.get("event") == "collected":
        found[file] = replace(found[file], collected=True)
    elif file in found and read.get("event") == "read":
        found[file] = replace(found[file], collected=False, read=True)
