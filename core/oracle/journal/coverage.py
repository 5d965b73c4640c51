"""What became of the votes that a run wanted: how many there are of each principle, and why others are not."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

from core.model.coverage import Coverage
from core.model.terms import Principle
from core.oracle.journal.counts import short_key
from core.oracle.journal.lines import LineRead
from core.oracle.questions.asking import Asking
from core.oracle.terms import Failure, FailureKind

_NAMED: Final = {FailureKind.UNPARSABLE: "unreadable", FailureKind.REFUSAL: "refused"}
_OTHERWISE: Final = "failed"
_UNASKED: Final = "unasked"


class Missing:
    """Why questions have no answer in a journal, and all `cases` that it is about, once its lines are `noted`."""

    def __init__(self, asking: Asking) -> None:
        self.asking: Final = asking
        self.cases: dict[str, None] = {}
        self._failed: dict[str, Failure] = {}
        self._answered: set[bytes] = set()
        self._unclear: set[tuple[str, str | None, int, int]] = set()

    def noted(self, found: Iterable[LineRead]) -> Iterator[LineRead]:
        """The same lines, of which note is taken as they go by."""
        for record in found:
            if isinstance(record, Failure):
                self._failed.pop(record.key, None)
                self._failed[record.key] = record
                self.cases.setdefault(record.case)
            elif isinstance(record, tuple):
                first = record[0]
                self._answered.add(short_key(first.key))
                self.cases.setdefault(first.case)
                self._unclear.update((first.case, each, first.order, first.sample) for each in first.asked)
                self._unclear.difference_update((each.case, each.principle, each.order, each.sample) for each in record)
            yield record

    def why(self, case: str, principle: Principle | None) -> str:
        """Why there is no vote."""
        id_ = None if principle is None else principle.id
        return self._why.get((case, id_)) or self._of_before(case, principle) or _UNASKED

    def _of_before(self, case: str, principle: Principle | None) -> str | None:
        if not self._by_key or principle is None:
            return None
        wanted, found, principles = self.asking.wanted, self.asking.texts.named(case), self.asking.principles
        size = max(1, wanted.together)
        first = principles.index(principle) // size * size
        keys = (
            self.asking.ask(found, principles[first : first + size], order, sample).key
            for order in wanted.orders
            for sample in range(wanted.samples)
        )
        return next((self._by_key[key] for key in keys if key in self._by_key), None)

    @cached_property
    def _why(self) -> dict[tuple[str, str | None], str]:
        """Why there is no answer, by case and principle."""
        unread = ((case, principle) for case, principle, *_ in self._unclear)
        return dict.fromkeys(unread, _NAMED[FailureKind.UNPARSABLE]) | {
            (each.case, principle): _NAMED.get(each.kind, _OTHERWISE)
            for each in self._failed.values()
            for principle in each.principles or (None,)
            if short_key(each.key) not in self._answered
        }

    @cached_property
    def _by_key(self) -> dict[str, str]:
        """Why requests failed, of before failures said what they are about."""
        return {each.key: _NAMED.get(each.kind, _OTHERWISE) for each in self._failed.values() if not each.principles}


def coverage(
    journal: str, missing: Missing, cases: Iterable[str], voted: Mapping[str | None, set[str]]
) -> list[Coverage]:
    """Count what became of the votes on some cases and on whatever else of the store's the `journal` is about.

    `voted` are the cases with a vote, by principle, None for the generic question. Where a request failed more than
    once the last time counts.
    """
    asking = missing.asking
    about = dict.fromkeys([*cases, *asking.texts.known(missing.cases)])
    found = []
    for principle in asking.principles or (None,):
        id_ = None if principle is None else principle.id
        there = voted.get(id_, set())
        got = sum(case in there for case in about)
        lost = Counter(missing.why(case, principle) for case in about if case not in there)
        counts = (len(about), got, lost["unreadable"], lost["refused"], lost[_OTHERWISE], lost[_UNASKED])
        found.append(Coverage(journal, asking.wanted.role, asking.wanted.name, id_ or "", *counts))
    return found
