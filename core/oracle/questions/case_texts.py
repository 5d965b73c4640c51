"""The texts of the cases that a run asks about, which can be kept beside the store so that it need not stay open."""

from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import Final

import orjson

from core.model.errors import OracleError
from core.model.terms import Case
from core.storage.store import Store
from core.storage.temporary import temporarily

_RECENT: Final = 512
"""Cases whose texts are at hand: more than are asked about at the same time."""
_IN_MEMORY: Final = 1 << 26
"""Bytes of kept texts from which they go into a temporary file, which has no name and vanishes with the process."""


class CaseTexts:
    """Reads cases from a store; after `keep`, each that was read once can be had again without the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._recent: OrderedDict[str, Case] = OrderedDict()
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
            return self._at_hand(self._store.case(n))
        place = self._places.get(n)
        if place is not None:
            with temporarily(OracleError):
                self._kept.seek(place)
                return self._at_hand(Case(*orjson.loads(self._kept.readline())))
        case = self._store.case(n)
        with temporarily(OracleError):
            place = self._kept.seek(0, 2)
            self._kept.write(orjson.dumps((case.n, case.id, case.prompt, case.response_a, case.response_b)) + b"\n")
        self._places[n] = place
        return self._at_hand(case)

    def named(self, id_: str) -> Case:
        """A case by its id; KeyError if there is none."""
        return self._recent.get(id_) or self.case(self._store.numbers([id_])[id_])

    def known(self, ids: Iterable[str]) -> list[str]:
        """Those of some ids that are ids of cases, in order."""
        asked = list(ids)
        there = self._store.numbers(asked)
        return [id_ for id_ in asked if id_ in there]

    def _at_hand(self, case: Case) -> Case:
        self._recent[case.id] = case
        if len(self._recent) > _RECENT:
            self._recent.popitem(last=False)
        return case
