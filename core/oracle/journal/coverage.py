"""What became of the votes that a run wanted: how many there are of each principle, and why others are not."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from core.model.coverage import Coverage
from core.model.terms import Principle
from core.oracle.journal.counts import short_key
from core.oracle.journal.lines import records
from core.oracle.questions.asking import Asking
from core.oracle.terms import Failure, FailureKind

_NAMED: Final = {FailureKind.UNPARSABLE: "unreadable", FailureKind.REFUSAL: "refused"}
_OTHERWISE: Final = "failed"
_UNASKED: Final = "unasked"


def coverage(
    journal: Path, asking: Asking, cases: Iterable[str], voted: Mapping[str | None, set[str]]
) -> list[Coverage]:
    """Count what became of the votes on some cases and on whatever else of the store's the journal is about.

    `voted` are the cases with a vote, by principle, None for the generic question. Where a request failed more than
    once the last time counts.
    """
    wanted = asking.wanted
    failures = _Failures(journal, asking)
    about = dict.fromkeys([*cases, *asking.texts.known(failures.cases)])
    found = []
    for principle in asking.principles or (None,):
        id_ = None if principle is None else principle.id
        there = voted.get(id_, set())
        got = sum(case in there for case in about)
        lost = Counter(failures.why(case, principle) for case in about if case not in there)
        counts = (len(about), got, lost["unreadable"], lost["refused"], lost[_OTHERWISE], lost[_UNASKED])
        found.append(Coverage(journal.name, wanted.role, wanted.name, id_ or "", *counts))
    return found


class _Failures:
    """Why requests of a journal failed that have no answer, and all `cases` that it is about."""

    def __init__(self, journal: Path, asking: Asking) -> None:
        self.cases: dict[str, None] = {}
        self._asking = asking
        failed: dict[str, Failure] = {}
        answered: set[bytes] = set()
        unclear: set[tuple[str, str | None, int, int]] = set()
        for record in records(journal):
            if isinstance(record, Failure):
                failed.pop(record.key, None)
                failed[record.key] = record
                self.cases.setdefault(record.case)
            elif isinstance(record, tuple):
                answered.add(short_key(record[0].key))
                self.cases.setdefault(record[0].case)
                first = record[0]
                unclear.update((first.case, each, first.order, first.sample) for each in first.asked)
                unclear.difference_update((each.case, each.principle, each.order, each.sample) for each in record)
        unread = ((case, principle) for case, principle, *_ in unclear)
        self._why: dict[tuple[str, str | None], str] = dict.fromkeys(unread, _NAMED[FailureKind.UNPARSABLE]) | {
            (each.case, principle): _NAMED.get(each.kind, _OTHERWISE)
            for each in failed.values()
            for principle in each.principles or (None,)
            if short_key(each.key) not in answered
        }
        # Those of before failures said what they are about.
        self._by_key = {each.key: _NAMED.get(each.kind, _OTHERWISE) for each in failed.values() if not each.principles}

    def why(self, case: str, principle: Principle | None) -> str:
        """Why there is no vote."""
        id_ = None if principle is None else principle.id
        return self._why.get((case, id_)) or self._of_before(case, principle) or _UNASKED

    def _of_before(self, case: str, principle: Principle | None) -> str | None:
        if not self._by_key or principle is None:
            return None
        wanted, found = self._asking.wanted, self._asking.texts.named(case)
        keys = (
            self._asking.ask(found, (principle,), order, sample).key
            for order in wanted.orders
            for sample in range(wanted.samples)
        )
        return next((self._by_key[key] for key in keys if key in self._by_key), None)
