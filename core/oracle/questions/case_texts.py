"""The texts of the cases that a run asks about, which can be kept beside the store so that it need not stay open."""

from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from tempfile import SpooledTemporaryFile
from typing import Final

import orjson

from core.model.errors import OracleError
from core.model.terms import Case
from core.storage.store import Store
from core.storage.temporary import temporarily

_RECENT: Final = 512
"""Cases whose texts are at hand: more than are asked about at the same time."""
_AHEAD: Final = 64
"""Cases that are read at once: runs and journals go through them nearly in order, and each query takes a while."""
_IN_MEMORY: Final = 1 << 26
"""Bytes of kept texts from which they go into a temporary file, which has no name and vanishes with the process."""


class CaseTexts:
    """Reads cases from a store; after `keep`, each that was read once can be had again without the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._recent: OrderedDict[str, Case] = OrderedDict()
        self._ahead: dict[int, Case] = {}
        self._kept: SpooledTemporaryFile[bytes] | None = None
        self._places: dict[int, int] = {}

    def keep(self) -> None:
        """Keep what is read from now on."""
        self._kept = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - it is there as long as the run

    def close(self) -> None:
        """Let go of what was kept."""
        if self._kept is not None:
            with suppress(OSError):  # what found no room is tried again, in vain
                self._kept.close()

    def case(self, n: int) -> Case:
        """A case by its number."""
        if self._kept is None:
            return self._at_hand(self._read(n))
        place = self._places.get(n)
        if place is not None:
            with temporarily(OracleError):
                self._kept.seek(place)
                return self._at_hand(Case(*orjson.loads(self._kept.readline())))
        case = self._read(n)
        with temporarily(OracleError):
            place = self._kept.seek(0, 2)
            self._kept.write(orjson.dumps((case.n, case.id, case.prompt, case.response_a, case.response_b)) + b"\n")
        self._places[n] = place
        return self._at_hand(case)

    def named(self, id_: str) -> Case:
        """A case by its id; KeyError if there is none."""
        return self._recent.get(id_) or self.case(self._numbers[id_])

    def known(self, ids: Iterable[str]) -> list[str]:
        """Those of some ids that are ids of cases, in order."""
        return [id_ for id_ in ids if id_ in self._numbers]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """The number of each case."""
        return self._store.numbers()

    def _read(self, n: int) -> Case:
        """A case from the store, and with it those that follow; LookupError for a number that is not there."""
        if n not in self._ahead:
            self._ahead = {each.n: each for each in self._store.cases_from(n, _AHEAD)}
        return self._ahead[n]

    def _at_hand(self, case: Case) -> Case:
        self._recent[case.id] = case
        if len(self._recent) > _RECENT:
            self._recent.popitem(last=False)
        return case
