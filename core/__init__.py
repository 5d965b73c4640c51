"""The maths, storage and formats of Discretion: no user interface in here."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.exporters.notebook.audit import Audit as Audit


def __getattr__(name: str) -> object:
    """Give `core.Audit`, which is loaded when it is first asked for."""
    if name != "Audit":
        raise AttributeError(f"module 'core' has no attribute {name!r}")
    from core.exporters.notebook.audit import Audit

    return Audit


def open(  # noqa: A001, PLR0913 - read as `core.open`, with the options of a command
    path: str | Path,
    *,
    oracle: str | None = None,
    reference: str | None = None,
    bootstrap: int = 1000,
    seed: int = 0,
    noise: bool = False,
    oracle_noise: int = 0,
    correct_oracle: bool = False,
    include_flagged: bool = False,
    original_votes: bool = False,
    reviews: str | Path | None = None,
) -> "Audit":
    """Open a store for a notebook, with the options of `discretion report`; raises DiscretionError."""
    from core.audit.full_report import ReportOptions
    from core.exporters.notebook.audit import Audit

    options = ReportOptions(
        reference=reference,
        bootstrap=bootstrap,
        seed=seed,
        noise=noise,
        include_flagged=include_flagged,
        original_votes=original_votes,
        oracle=oracle,
        oracle_noise=oracle_noise,
        correct_oracle=correct_oracle,
    )
    return Audit.open(Path(path), options, None if reviews is None else Path(reviews))
