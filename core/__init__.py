"""The maths, storage and formats of Discretion: no user interface in here."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.audit.notebook import Audit


def open(  # noqa: A001 - read as `core.open`
    path: str | Path,
    *,
    oracle: str | None = None,
    reference: str | None = None,
    replicates: int = 1000,
    seed: int = 0,
    include_flagged: bool = False,
    original_votes: bool = False,
    noise: bool = False,
) -> "Audit":
    """Open a store for a notebook, with the options of `discretion report`; raises DiscretionError.

    0 `replicates` leave the intervals out; `noise` adds what chance alone gives.
    """
    from core.audit.notebook import Audit, AuditOptions

    options = AuditOptions(reference, replicates, seed, include_flagged, noise)
    return Audit.open(Path(path), options, oracle=oracle, original_votes=original_votes)
