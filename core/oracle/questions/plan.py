"""The requests that a run makes: every chosen case, by principles, presentation orders and samples."""

from collections.abc import Callable, Iterator
from typing import Final, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from core.model.errors import OracleError
from core.model.terms import Principle
from core.oracle.questions.asking import Asking, RunRequest
from core.oracle.questions.chosen_cases import chosen_cases
from core.oracle.terms import Ask, Messages
from core.storage.store import Store


class Answered(Protocol):
    """What has an answer already."""

    def rest(self, ask: Ask) -> tuple[str | None, ...]:
        """The principles of a request that have no answer yet; None stands for the generic question."""
        ...

    def short(self, case: str, principle: str | None, order: int, samples: int) -> bool:
        """Whether a question was sampled, but not so often."""
        ...


class Plan:
    """The requests of a run, one case after the other; the same ones whenever store and wishes are the same.

    Iterate for them; `asking` says what to send for one.
    """

    def __init__(self, asking: Asking, cases: NDArray[np.int64], needed: NDArray[np.bool_]) -> None:
        """Ask about `cases` where `needed` (orders, cases, principles or 1 for the generic question)."""
        self.asking: Final = asking
        self.cases: Final = cases
        self._wanted = asking.wanted
        self._needed = needed
        self._together = max(1, self._wanted.together)

    @classmethod
    def of(cls, store: Store, wanted: RunRequest) -> Self:
        """Plan what the store has no answer on yet; raises OracleError and QueryError."""
        asking = Asking(store, wanted)
        missing = "principles" if not (asking.principles or wanted.generic) else None
        missing = missing if store.count_cases() else "cases"
        if missing is not None:
            raise OracleError(f"The store {store.path} has no {missing} yet: import them with `discretion import`.")
        cases = chosen_cases(store, wanted.choice)
        needed = np.ones((len(wanted.orders), len(cases), max(1, len(asking.principles))), dtype=np.bool_)
        there = answered(store, wanted, len(asking.principles))
        if there is not None:
            needed &= ~there[np.array(wanted.orders)][:, cases]
        return cls(asking, cases, needed)

    def __len__(self) -> int:
        """How many requests there are."""
        return int(self._wanting().sum()) * self._wanted.samples

    @property
    def asked_cases(self) -> int:
        """How many cases the requests are about."""
        return int(self._needed.any(axis=(0, 2)).sum())

    def __iter__(self) -> Iterator[Ask]:
        wanting = self._wanting()
        for index in np.flatnonzero(wanting.any(axis=(0, 2))).tolist():
            case = self.asking.texts.case(int(self.cases[index]))
            for group in np.flatnonzero(wanting[:, index].any(axis=0)).tolist():
                for place, order in enumerate(self._wanted.orders):
                    if wanting[place, index, group]:
                        principles = self._group(place, index, group)
                        for sample in range(self._wanted.samples):
                            yield self.asking.ask(case, principles, order, sample)

    def sample_more(self, held: Answered) -> None:
        """Ask too where the store has shares of fewer samples than are wanted."""
        names = [None] if self._wanted.generic else [each.id for each in self.asking.principles]
        for place, index, column in np.argwhere(~self._needed).tolist() if self._wanted.samples > 1 else ():
            case, order = self.asking.texts.case(int(self.cases[index])).id, self._wanted.orders[place]
            self._needed[place, index, column] = held.short(case, names[column], order, self._wanted.samples)

    def unanswered(self, held: Answered, progress: Callable[[int, int], object] = lambda *_: None) -> Iterator[Ask]:
        """The requests on what is not held; `progress` is told how many of all are through."""
        total = len(self)
        for done, ask in enumerate(self):
            progress(done, total)
            rest = held.rest(ask)
            if len(rest) == max(1, len(ask.principles)):
                yield ask
            elif rest:
                yield self.asking.narrowed(ask, [each for each in rest if each is not None])

    def left(
        self, held: Answered, progress: Callable[[int, int], object] = lambda *_: None
    ) -> Iterator[tuple[Ask, Messages]]:
        """The same with what to send."""
        for ask in self.unanswered(held, progress):
            yield ask, self.asking.messages(ask)

    def _group(self, place: int, index: int, group: int) -> list[Principle]:
        """The principles that one request asks about."""
        first = group * self._together
        columns = range(len(self.asking.principles))[first : first + self._together]
        return [self.asking.principles[column] for column in columns if self._needed[place, index, column]]

    def _wanting(self) -> NDArray[np.bool_]:
        """Where a request is needed: (orders, cases, groups of principles)."""
        starts = range(0, self._needed.shape[2], self._together)
        return np.stack([self._needed[:, :, at : at + self._together].any(axis=2) for at in starts], axis=2)


def answered(store: Store, wanted: RunRequest, principles: int) -> NDArray[np.bool_] | None:
    """Where the store has an answer of this name: (2 orders, cases, principles or 1); None where it has none at all."""
    if wanted.generic:
        annotator = next((each for each in store.annotators() if each.name == wanted.name), None)
        return None if annotator is None else store.answers.judged(annotator)[:, :, np.newaxis]
    oracle = next((each for each in store.oracles() if each.name == wanted.name), None)
    return None if oracle is None else store.answers.given(oracle, principles)
