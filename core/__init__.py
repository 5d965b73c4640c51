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
    bootstrap: int = 1000,
    seed: int = 0,
    noise: bool = False,
    oracle_noise: int = 0,
    include_flagged: bool = False,
    original_votes: bool = False,
) -> "Audit":
    """Open a store for a notebook, with the options of `discretion report`; raises DiscretionError."""
    from core.audit.full_report import ReportOptions
    from core.audit.notebook import Audit

    options = ReportOptions(
        reference=reference,
        bootstrap=bootstrap,
        seed=seed,
        noise=noise,
        include_flagged=include_flagged,
        original_votes=original_votes,
        oracle=oracle,
        oracle_noise=oracle_noise,
    )
    return Audit.open(Path(path), options)
