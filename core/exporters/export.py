"""Exporting one subject: what is asked for, and writing it."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from core.audit.data import load
from core.exporters.choosing import choose
from core.exporters.dataset import without_rows
from core.exporters.document import write_document
from core.exporters.lake import export_lake
from core.exporters.request import Exporting
from core.exporters.subjects import LAKE, DocumentSubject, document_subject, subject
from core.exporters.table import write_table
from core.journal.standing import Standing
from core.model.errors import ExportError
from core.model.number_words import plural
from core.model.terms import Progress
from core.storage.store import Store


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What to write: a subject by name, of all annotators or some, and of all cases or those of the filter `where`.

    The filter's own words are the reviewer's; the votes are those of `oracle`, None for the first. `every` asks for all
    annotators where a subject is of one else; `columns` are those of a dataset, `all` or `trl`.
    """

    what: str
    annotators: tuple[str, ...] = ()
    where: str | None = None
    reviewer: str | None = None
    oracle: str | None = None
    bootstrap: int = 1000
    seed: int = 0
    include_flagged: bool = False
    every: bool = False
    columns: str = "all"


class Exported(NamedTuple):
    """How many rows were written, for the dataset whose preferences they have, and what a reader must know of them."""

    rows: int
    whose: tuple[str, ...] = ()
    note: str = ""


def export(
    store: Store, standing: Standing, request: ExportRequest, path: Path, progress: Progress | None = None
) -> Exported:
    """Write what is asked for to a file, whole or not at all; raises AuditError, QueryError and ExportError.

    `progress` is told how many cases were read, where their texts are exported.
    """
    if request.what == LAKE:
        return _lake(store, standing, request, path, progress)
    chosen = document_subject(request.what) or subject(request.what)
    data = load(store, standing, oracle=request.oracle, need_votes=chosen.votes)
    names = [data.annotator(name).name for name in request.annotators] or data.called
    choice = None if request.where is None else choose(request.where, data, store, standing, names, request.reviewer)
    given = Exporting(
        *(store, data, standing, request.annotators, request.bootstrap, request.seed, request.include_flagged, choice),
        every=request.every,
        columns=request.columns,
        progress=progress,
    )
    if isinstance(chosen, DocumentSubject):
        return Exported(write_document(chosen.document(given), path))
    rows = write_table(chosen.table(given), path)
    if chosen.name != "dataset":
        return Exported(rows)
    whose = tuple(dict.fromkeys(request.annotators)) or (data.reference().name,)
    neither = without_rows(given)
    note = f"; {plural(neither, 'annotation')} for neither left out" if neither else ""
    return Exported(rows, () if request.every else whose, note)


def _lake(store: Store, standing: Standing, request: ExportRequest, path: Path, progress: Progress | None) -> Exported:
    """Write a whole store as Parquet files; raises ExportError where only a part is asked for."""
    if request.where is not None or request.annotators:
        raise ExportError("A lake is a whole store: leave --where and --annotator out.")
    data = load(store, standing, oracle=request.oracle)
    corrected = len(data.corrected)
    note = f"; {plural(corrected, 'vote is', 'votes are')} as reviewers correct the oracle" if corrected else ""
    if len(store.oracles()) > 1:
        note += f"; the votes are those of {data.oracle.name} alone: --oracle takes another"
    return Exported(export_lake(store, data, path, progress), (), note)
