"""Puts the answers to batches into a run's journal: those to its own requests, each once, whatever the order."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from core.model.errors import OracleError
from core.model.safe_text import inert_line
from core.oracle.batches.results import Result, asks, result_in
from core.oracle.journal.counts import short_key
from core.oracle.journal.held import Held
from core.oracle.journal.lines import records
from core.oracle.journal.writer import AnswerJournal
from core.oracle.provider.problems import problem
from core.oracle.provider.replies import Replies
from core.oracle.questions.plan import Plan
from core.oracle.run.understanding import understood
from core.oracle.terms import Ask, Failure, Read, Record
from core.storage.plain_file import open_plain

_AT_ONCE: Final = 256
"""Requests that go to the disk together."""
_PLACE: Final = 48
"""Bits of a place in a file; the file's number stands above them."""


@dataclass
class BatchAnswers:
    """What came of some files of answers.

    `answered` and `failed` went into the journal; `before` were answered already, `unasked` never asked, since their
    batch had expired or was cancelled. `foreign` are to no request of the run, `stranger` is the name of one of them.
    `twice` requests had more than one answer, `conflicting` of them different ones. `broken` lines are no answers, the
    first of them at `where`.
    """

    answered: int = 0
    failed: list[Failure] = field(default_factory=list)
    before: int = 0
    unasked: int = 0
    foreign: int = 0
    stranger: str = ""
    twice: int = 0
    conflicting: int = 0
    broken: int = 0
    where: str = ""


class AnswerFiles:
    """Files of answers, read once for where each answer is, and then one answer at a time.

    OracleError where a file cannot be read, or holds no answers but something else.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.counts: Final = BatchAnswers()
        self._paths = paths
        self._files: list[BinaryIO] = []
        self._first: dict[bytes, int] = {}
        self._others: dict[bytes, list[int]] = {}
        try:
            for number, path in enumerate(paths):
                self._files.append(open_plain(path, 1 << 20))
                self._look(number, path)
        except OSError as error:
            self.close()
            raise OracleError(f"{error.filename or paths[-1]} cannot be read: {error.strerror}.") from error
        except OracleError:
            self.close()
            raise

    def close(self) -> None:
        """Close the files."""
        for each in self._files:
            each.close()

    def take(self, key: str) -> list[Result]:
        """The answers to a request, in the order of the files; they are not left afterwards."""
        short = short_key(key)
        if short not in self._first:
            return []
        places = [self._first.pop(short), *self._others.pop(short, [])]
        found = (result_in(self._line(place)) for place in places)
        return [each for each in found if each is not None]

    def left(self) -> Iterator[str]:
        """The names of the requests whose answers are left."""
        for place in self._first.values():
            found = result_in(self._line(place))
            if found is not None:
                yield found.key

    def _line(self, place: int) -> bytes:
        file = self._files[place >> _PLACE]
        file.seek(place & ((1 << _PLACE) - 1))
        return file.readline()

    def _look(self, number: int, path: Path) -> None:
        at = good = 0
        for count, line in enumerate(self._files[number], 1):
            found = result_in(line)
            if found is not None:
                good += 1
                place = number << _PLACE | at
                short = short_key(found.key)
                if self._first.setdefault(short, place) != place:
                    self._others.setdefault(short, []).append(place)
            elif line.strip():
                if not good and asks(line):
                    raise OracleError(f"{path} holds the requests of a batch: give the file with its answers.")
                self.counts.broken += 1
                self.counts.where = self.counts.where or f"line {count} of {path}"
            at += len(line)
        if not good and self.counts.broken:
            raise OracleError(f"{path} holds no answers to a batch: give a file as the provider made it.")


def matching(plan: Plan, files: AnswerFiles, held: Held) -> Iterator[tuple[Ask, list[Result]]]:
    """The requests of a plan that have no answer yet and have one in the files; the others there are counted."""
    for ask in plan.unanswered(held):
        results = files.take(ask.key)
        if results:
            yield ask, results
    for key in files.left():
        if key in held:
            files.counts.before += 1
        else:
            files.counts.foreign += 1
            files.counts.stranger = files.counts.stranger or inert_line(key, 64)


def read_results(
    matched: Iterator[tuple[Ask, list[Result]]],
    plan: Plan,
    journal: AnswerJournal,
    replies: Replies,
    read: Read,
    counts: BatchAnswers,
    progress: Callable[[int], object] = lambda _: None,
) -> None:
    """Write what became of requests into the journal; the same answers again change nothing."""
    known = {_failure(each) for each in records(journal.path) if isinstance(each, Failure)}
    waiting: list[Record] = []
    for ask, results in matched:
        record = _record(ask, results, plan, replies, read, counts)
        if record is None:
            counts.unasked += 1
            continue
        if isinstance(record, Failure):
            counts.failed.append(record)
        else:
            counts.answered += 1
        if isinstance(record, Failure) and record.clear:
            waiting.append(record.clear)  # which says too what was not clear
        elif not isinstance(record, Failure) or _failure(record) not in known:
            waiting.append(record)
        if len(waiting) >= _AT_ONCE:
            journal.append(waiting)
            waiting = []
            progress(counts.answered + len(counts.failed))
    if waiting:
        journal.append(waiting)


def _record(
    ask: Ask, results: list[Result], plan: Plan, replies: Replies, read: Read, counts: BatchAnswers
) -> Record | None:
    """The first answer to a request, else its first failure; None where it was never asked."""
    asked = [each for each in results if each.response is not None or each.error is not None]
    records_ = [_one(ask, each, plan, replies, read) for each in asked]
    answers = [each for each in records_ if not isinstance(each, Failure)]
    if len(answers) > 1:
        counts.twice += 1
        counts.conflicting += len({_votes(each) for each in answers}) > 1
    clear = [each for each in records_ if isinstance(each, Failure) and each.clear]
    return next(iter((*answers, *clear, *records_)), None)


def _one(ask: Ask, result: Result, plan: Plan, replies: Replies, read: Read) -> Record:
    if result.error is not None:
        error = problem(result.error, replies.model, replies.scrub, accepted=True)
        return Failure.of(ask, error.kind, error.message)
    messages = plan.asking.messages(ask)
    return understood(read, ask, replies.reply(result.response, messages, str(result.response), 0.0))


def _votes(record: Record) -> tuple[int, ...]:
    """Which answer is the most probable, for each principle."""
    if isinstance(record, Failure):
        return ()
    given = [(each.prob_a, each.prob_b, each.prob_na) for each in record]
    return tuple(each.index(max(each)) for each in given)


def _failure(failure: Failure) -> tuple[str, str, str, str]:
    return failure.key, failure.kind, failure.message, failure.raw
