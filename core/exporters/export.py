"""Exporting one subject: what is asked for, and writing it."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from core.audit.data import load
from core.exporters.choosing import choose
from core.exporters.request import Exporting
from core.exporters.subjects import subject
from core.exporters.table import write_table
from core.journal.standing import Standing
from core.storage.store import Store


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What to write: a subject by name, of all annotators or some, and of all cases or those of the filter `where`.

    The filter's own words are the reviewer's; the votes are those of `oracle`, None for the first.
    """

    what: str
    annotators: tuple[str, ...] = ()
    where: str | None = None
    reviewer: str | None = None
    oracle: str | None = None
    bootstrap: int = 1000
    seed: int = 0
    include_flagged: bool = False


class Exported(NamedTuple):
    """How many rows were written, and for the dataset whose preferences they have."""

    rows: int
    whose: tuple[str, ...]


def export(store: Store, standing: Standing, request: ExportRequest, path: Path) -> Exported:
    """Write what is asked for to a file, whole or not at all; raises AuditError, QueryError and ExportError."""
    data = load(store, standing, oracle=request.oracle)
    names = [data.annotator(name).name for name in request.annotators] or data.called
    choice = None if request.where is None else choose(request.where, data, store, standing, names, request.reviewer)
    replicates, flagged = request.bootstrap, request.include_flagged
    given = Exporting(store, data, standing, request.annotators, replicates, request.seed, flagged, choice)
    rows = write_table(subject(request.what).table(given), path)
    whose = tuple(dict.fromkeys(request.annotators)) or (data.reference().name,)
    return Exported(rows, whose if request.what == "dataset" else ())
