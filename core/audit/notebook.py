"""The audit of a store in a notebook: what there is and what was found, each with `to_frame()`."""

import warnings
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.audit import frames
from core.audit.frames import Columns
from core.audit.full_report import FullReport, ReportOptions, full_report, report_data
from core.audit.report import AnnotatorReport, Report
from core.journal.replay import load_reviews
from core.journal.standing import Standing
from core.metrics.supremacy import win_matrix
from core.model.closing import Closing
from core.model.errors import AuditError
from core.storage.store import Store


class Audit(Closing):
    """A store that is open, what its reviewers said, and what follows, which is computed when first asked for."""

    def __init__(self, store: Store, standing: Standing, options: ReportOptions) -> None:
        """Read votes and annotations; raises AuditError."""
        self._store = store
        self._standing = standing
        self._options = replace(options, rankings=True)
        self._data = report_data(store, standing, options)

    @classmethod
    def open(cls, path: Path, options: ReportOptions) -> Self:
        """Open a store and read the journals beside it; raises StoreError or AuditError, leaving nothing open."""
        with ExitStack() as opened:
            store = opened.enter_context(Store.open(path))
            standing, told = load_reviews(store)
            for warning in told:
                warnings.warn(warning, stacklevel=3)
            found = cls(store, standing, options)
            opened.pop_all()
        return found

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    @cached_property
    def _full(self) -> FullReport:
        return full_report(self._store, self._standing, self._options, data=self._data)

    def report(self) -> Report:
        """All that `discretion report --json` says of all annotators; computed once."""
        return self._full.report

    @property
    def _everyone(self) -> tuple[AnnotatorReport, ...]:
        return (*self.report().annotators, *self.report().people)

    def _no_report(self, annotator: str) -> AnnotatorReport:
        """Raise AuditError for an unknown name, or for one that the report was not asked for."""
        raise AuditError(f"There is no report on {self._data.annotator(annotator).name}: open the audit with it.")

    def annotators(self) -> Columns:
        """Every annotator's arbitrariness and discrepancy to the reference; of many also those of a kind together."""
        return frames.annotator_columns(self._everyone)

    def priorities(self, annotator: str) -> Columns:
        """How an annotator ranks the principles, or those of a kind together; raises AuditError for an unknown one."""
        found = next((each for each in self._everyone if each.name == annotator), None)
        return frames.priority_columns(found or self._no_report(annotator))

    def supremacy(self, annotator: str) -> Columns:
        """Of every two principles, how often an annotator sided with which; raises AuditError for an unknown one."""
        measured, data = self._full.measured, self._data
        if annotator in measured.names:
            return frames.supremacy_columns(data.principles, measured.wins[measured.names.index(annotator)])
        given = data.annotator(annotator)
        preference = given.preference if self._options.include_flagged else given.standing
        return frames.supremacy_columns(data.principles, win_matrix(data.votes, preference))

    def discrepancies(self) -> Columns:
        """How far every two annotators are apart."""
        return frames.discrepancy_columns(self.report().pairs)

    def cases(self, annotator: str | None = None, *, texts: bool = False) -> Columns:
        """Every case with category and sides, as an annotator saw it and with its texts where they are asked for.

        Flagged annotations are there, and marked. Raises AuditError for an unknown annotator.
        """
        seen = None if annotator is None else self._data.annotator(annotator)
        return frames.case_columns(
            self._ids, self._data.votes, self._voted, seen, tuple(self._store.cases()) if texts else ()
        )

    def votes(self) -> Columns:
        """The votes on every case, a column a principle: as reviewers correct them, unless they were left out."""
        columns = zip(self._data.principles, self._data.votes.T, self._voted.T, strict=True)
        return frames.preference_columns(self._ids, {each.name: (votes, voted) for each, votes, voted in columns})

    def annotations(self) -> Columns:
        """The annotations of every case, a column an annotator; flagged ones too, which `cases` marks."""
        return frames.preference_columns(
            self._ids, {each.name: (each.preference, each.given) for each in self._data.annotators}
        )

    @cached_property
    def _ids(self) -> NDArray[np.object_]:
        return self._store.ids()

    @property
    def _voted(self) -> NDArray[np.bool_]:
        """Where there is a vote, the oracle's or a correction: (cases, principles)."""
        data = self._data
        return np.ones(data.votes.shape, dtype=np.bool_) if data.voted is None else data.voted
