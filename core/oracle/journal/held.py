"""Which questions of a run have an answer already, whatever else was asked in the same request or of another server."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

from core.model.ways import How
from core.oracle.journal.counts import short_key
from core.oracle.journal.lines import LineRead, records
from core.oracle.journal.writer import answers_in
from core.oracle.questions.asking import Asking
from core.oracle.terms import Answer, Ask


class Held:
    """The questions with an answer, and the keys of the requests that brought it.

    A question is one principle of a case, in one order. One that was answered by log probabilities or in one text needs
    no samples; of one that was sampled each sample is told apart. `skipped` is how many lines cannot be read.
    """

    def __init__(self) -> None:
        self.skipped = 0
        self._keys: set[bytes] = set()
        self._cells: set[int] = set()  # hashes, since there may be millions

    @classmethod
    def of(cls, journal: Path, asking: Asking) -> Self:
        """What a journal, which need not exist, holds on the texts that the store has now."""
        held = cls()
        for answers, current in requests_in(held._counted(records(journal)), asking) if journal.exists() else ():
            held._keys.add(short_key(answers[0].key))
            for each in answers if current else ():
                alone = each.how is not How.SAMPLED
                held._cells.add(_cell(each.case, each.principle, each.order, None if alone else each.sample))
        return held

    def _counted(self, found: Iterable[LineRead]) -> Iterator[LineRead]:
        for each in found:
            self.skipped += each is None
            yield each

    def __contains__(self, key: str) -> bool:
        return short_key(key) in self._keys

    def rest(self, ask: Ask) -> tuple[str | None, ...]:
        """The principles of a request that have no answer yet, nor will; None stands for the generic question."""
        return tuple(each for each in ask.principles or (None,) if not self._holds(ask, each, ask.sample))

    def expect(self, asks: Iterable[Ask]) -> None:
        """Take requests for answered whose answers are still to come."""
        for ask in asks:
            self._cells.update(_cell(ask.case, each, ask.order, ask.sample) for each in ask.principles or (None,))

    def short(self, case: str, principle: str | None, order: int, samples: int) -> bool:
        """Whether a question was sampled, but not so often."""
        there = [_cell(case, principle, order, each) in self._cells for each in (*range(samples), None)]
        return there[0] and not all(there[:-1]) and not there[-1]

    def _holds(self, ask: Ask, principle: str | None, sample: int) -> bool:
        return any(_cell(ask.case, principle, ask.order, each) in self._cells for each in (None, sample))


def requests_in(found: Iterable[LineRead], asking: Asking) -> Iterator[tuple[tuple[Answer, ...], bool]]:
    """The answers of a journal's lines by request, and whether they are about the texts that the store has now."""
    for answers in answers_in(found):
        first = answers[0]
        principles = first.asked or tuple(each.principle for each in answers if each.principle is not None)
        yield answers, asking.current(Ask(first.key, first.case, principles, first.order, first.sample))


def _cell(case: str, principle: str | None, order: int, sample: int | None) -> int:
    return hash((case, principle, order, sample))
