"""Blind review: in which order a reviewer sees the two responses, and which cases would tell what is hidden.

The order is drawn so that neither habit nor annotator anchors.
"""

import hashlib
from dataclasses import replace
from typing import Final

import numpy as np

from core.model.errors import DiscretionError
from core.query.names import Names
from core.query.queues import Order, Queue
from core.query.scene import Mask
from core.query.secrets import told
from core.query.wanted import Wanted
from core.query.words import Secret
from core.storage.store import Store


class BlindError(DiscretionError):
    """Something would tell a blind reviewer what is hidden."""

    def __init__(self, secret: Secret) -> None:
        super().__init__(f"Blind review hides {secret.value}: press i in Review to leave it.")
        self.secret = secret


_TELLING: Final = frozenset({Order.UNLIKELY, Order.INFLUENCE})
"""Orders that follow from what the annotator chose."""


def swapped(case: str, reviewer: str) -> bool:
    """Whether this reviewer sees B first on a case (by id): always the same, and as good as random over cases."""
    digest = hashlib.sha256(f"{reviewer}\0{case}".encode()).digest()
    return bool(digest[0] & 1)


class TurnedCases:
    """Which cases a reviewer sees with B first, (cases,): read from a store when first asked for."""

    def __init__(self, reviewer: str) -> None:
        self._reviewer = reviewer
        self._found: Mask | None = None

    def __call__(self, store: Store) -> Mask:
        """The cases of a store, which is always the same one or a cursor of it."""
        if self._found is None:
            self._found = np.array([swapped(case, self._reviewer) for case in store.ids()], dtype=np.bool_)
        return self._found


def telling(wanted: Wanted, names: Names, reviewer: str) -> Secret | None:
    """What the choice of some cases, or their order, would tell this reviewer; None if nothing."""
    return told(wanted.query, names, reviewer) or (Secret.CHOICES if wanted.queue.order in _TELLING else None)


def untelling(wanted: Wanted, names: Names, reviewer: str) -> Wanted:
    """The same cases in the same order where that tells nothing; else conflicts, or the order of the dataset."""
    if told(wanted.query, names, reviewer):
        wanted = replace(wanted, query=Wanted().query)
    return replace(wanted, queue=Queue()) if wanted.queue.order in _TELLING else wanted
