"""From a run's journal into the store: its answers as votes or judgements, in one transaction, any number of times."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import orjson

from core.model.coverage import Coverage
from core.model.errors import OracleError, StoreError, StoreInUseError
from core.model.preferences import from_probabilities, oriented
from core.model.terms import AnnotatorKind, JudgeRun, Provenance
from core.model.ways import How
from core.oracle.journal.coverage import Missing, coverage
from core.oracle.journal.held import requests_in
from core.oracle.journal.lines import LineRead, records
from core.oracle.journal.runs import FORMAT
from core.oracle.questions.asking import Asking, RunRequest
from core.oracle.questions.plan import answered
from core.storage.staged import BallotColumns, JudgementColumns, objects
from core.storage.store import Store
from core.storage.waiting import wait_for_store
from core.storage.writing import Added, StoreWriter

_SAFE: Final = "The answers are safe in {}: then run the same command again."

_Question = tuple[str, str | None]
"""A case and a principle, None for the generic question."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a run's answers: `answers` in the journal, `new` in the store now, and those that wait or are stale.

    `coverage` tells of each principle what became of the votes that were wanted.

    An answer waits until all samples of its question are there in all presentation orders that were wanted; it is
    stale when the store has no longer the texts that it is about.
    """

    answers: int
    new: int
    waiting: int
    stale: int
    ways: tuple[tuple[How, int], ...]
    coverage: tuple[Coverage, ...] = ()


def take(
    store_path: Path,
    journal: Path,
    wanted: RunRequest,
    tool_version: str,
    seconds: float = 0.0,
    tell: Callable[[int | None], object] = lambda _: None,
    cases: Sequence[int] = (),
) -> Taken:
    """Put the answers of a run into the store, waiting for it as `wait_for_store` does; again, it changes nothing.

    `cases` are the numbers of those that the run is about, beside those that its journal is about.

    Raises StoreError, which says that the answers are safe, or FormatError with nothing changed.
    """
    try:
        with wait_for_store(lambda: Store.open(store_path), seconds, tell) as store:
            asking = Asking(store, wanted)
            missing = Missing(asking)
            read, stale, sums = _collected(missing.noted(records(journal)), asking)
            ready = list(_ready(sums, wanted))
            named = store.ids()[np.array(cases, np.int64)].tolist()
            covered = tuple(coverage(journal.name, missing, named, _voted(store, wanted, ready)))
            before = tuple(each for each in store.answers.coverage() if each.journal == journal.name)
        ways = Counter(each.how for each in ready)
        taken = Taken(
            read, 0, read - stale - sum(each.samples for each in ready), stale, tuple(sorted(ways.items())), covered
        )
        if not ready and covered == before:
            return taken
        with wait_for_store(lambda: StoreWriter.open(store_path), seconds, tell) as writer:
            added = _add(writer, wanted, ready) if ready else Added(0, 0)
            if covered != before:
                writer.record_coverage(journal.name, covered)
            if added.new:
                _record(writer, journal, wanted, tool_version, read, added)
                writer.record_runs(journal.name, _runs(journal, wanted, taken))
    except StoreInUseError as error:
        raise StoreInUseError(f"{error} {_SAFE.format(journal)}", error.process) from error
    except StoreError as error:
        raise StoreError(f"{error} {_SAFE.format(journal)}") from error
    return replace(taken, new=added.new)


@dataclass(frozen=True, slots=True)
class _Row:
    """One ballot or judgement to be."""

    case: str
    principle: str | None
    order: int
    probabilities: tuple[float, float, float]
    how: How
    samples: int


_Given = tuple[tuple[float, float, float], How]
"""Probabilities as displayed, and how they were got."""
_Sums = dict[_Question, dict[int, dict[int, _Given]]]
"""What was answered, by question, order and sample."""


def _collected(found: Iterable[LineRead], asking: Asking) -> tuple[int, int, _Sums]:
    """How many answers the lines of a journal have, how many of them are stale, and the others."""
    read = stale = 0
    sums: _Sums = {}
    for answers, current in requests_in(found, asking):
        read += len(answers)
        if not current:
            stale += len(answers)
            continue
        for answer in answers:
            samples = sums.setdefault((answer.case, answer.principle), {}).setdefault(answer.order, {})
            samples.setdefault(answer.sample, ((answer.prob_a, answer.prob_b, answer.prob_na), answer.how))
    return read, stale, sums


def _ready(sums: _Sums, wanted: RunRequest) -> Iterator[_Row]:
    """The questions whose answers are all there: one order alone would be a vote with its position bias."""
    for (case, principle), orders in sums.items():
        whole = [_whole(orders.get(order, {}), wanted.samples) for order in wanted.orders]
        if not all(whole):
            continue
        for order, answers in zip(wanted.orders, whole, strict=True):
            a, b, neither = (sum(given[n] for given, _ in answers) / len(answers) for n in range(3))
            yield _Row(case, principle, order, (a, b, neither), answers[0][1], len(answers))


def _whole(samples: dict[int, _Given], wanted: int) -> list[_Given]:
    """The answers to a question in one order: one that stands alone, or all samples; none where some are missing."""
    alone = next((each for each in samples.values() if each[1] is not How.SAMPLED), None)
    if alone is not None:
        return [alone]
    found = [samples[sample] for sample in range(wanted) if sample in samples]
    return found if len(found) == wanted else []


def _voted(store: Store, wanted: RunRequest, ready: list[_Row]) -> dict[str | None, set[str]]:
    """The cases that have a vote or will, by principle; None for the generic question."""
    voted: dict[str | None, set[str]] = {}
    for row in ready:
        voted.setdefault(row.principle, set()).add(row.case)
    names: list[str | None] = [None] if wanted.generic else [each.id for each in store.principles()]
    given = answered(store, wanted, len(names))
    if given is not None:
        ids, there = store.ids(), np.asarray(given.any(axis=0))
        for column, name in enumerate(names):
            voted.setdefault(name, set()).update(ids[there[:, column]].tolist())
    return voted


def _add(writer: StoreWriter, wanted: RunRequest, ready: list[_Row]) -> Added:
    cases = objects(each.case for each in ready)
    order = np.fromiter((each.order for each in ready), np.int8, len(ready))
    displayed = [np.array([each.probabilities[n] for each in ready]) for n in range(3)]
    preference = oriented(from_probabilities(*displayed), order)
    sampled = wanted.samples > 1  # shares of more samples take the place of shares of fewer
    if wanted.generic:
        judgements = JudgementColumns(cases, order, preference, *displayed)
        return writer.add_judgements(wanted.name, AnnotatorKind.LLM, judgements, replacing=sampled)
    principles = objects(each.principle or "" for each in ready)
    ballots = BallotColumns(cases, principles, order, preference, *displayed)
    return writer.add_ballots(wanted.name, ballots, replacing=sampled)


def _record(writer: StoreWriter, journal: Path, wanted: RunRequest, tool_version: str, read: int, added: Added) -> None:
    try:
        with journal.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise OracleError(f"The run's journal {journal} cannot be read: {error.strerror}.") from error
    unknown = added.unknown + added.unknown_principles
    target = f"{wanted.role} {wanted.name}"
    # The store keeps UTC without a zone.
    at = datetime.now(UTC).replace(tzinfo=None)
    writer.record(Provenance(journal.name, digest, FORMAT, target, at, tool_version, read, added.new, 0, unknown))


def _runs(journal: Path, wanted: RunRequest, taken: Taken) -> list[JudgeRun]:
    template = wanted.template
    parameters = orjson.dumps(wanted.parameters, option=orjson.OPT_SORT_KEYS).decode()
    said = (journal.name, wanted.role, wanted.name, wanted.model, template.name, template.digest, parameters)
    return [JudgeRun(*said, how.value, answers) for how, answers in taken.ways]
