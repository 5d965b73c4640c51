"""The audit of a store in a notebook: what there is and what was found, each with `to_frame()`."""

import warnings
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.audit import frames
from core.audit.auditing import audit
from core.audit.data import AuditData, load
from core.audit.frames import Columns
from core.audit.report import Report
from core.journal.events import reviews_folder
from core.journal.replay import load_folder
from core.metrics.supremacy import win_matrix
from core.storage.store import Store


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """What is measured, and how; the defaults are those of `discretion report`."""

    reference: str | None = None
    replicates: int = 1000
    seed: int = 0
    include_flagged: bool = False
    noise: bool = False


class Audit:
    """A store that is open, what its reviewers said, and what follows, which is computed when first asked for."""

    def __init__(self, store: Store, data: AuditData, options: AuditOptions) -> None:
        self.store = store
        self.data = data
        self.options = options

    @classmethod
    def open(
        cls, path: Path, options: AuditOptions, *, oracle: str | None = None, original_votes: bool = False
    ) -> Self:
        """Open a store and read the journals beside it; raises StoreError or AuditError, leaving nothing open."""
        with ExitStack() as opened:
            store = opened.enter_context(Store.open(path))
            standing, told = load_folder(reviews_folder(path))
            for warning in told:
                warnings.warn(warning, stacklevel=3)
            found = cls(store, load(store, standing, original_votes=original_votes, oracle=oracle), options)
            opened.pop_all()
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def report(self) -> Report:
        """All that `discretion report` says of all annotators; computed once."""
        return self._report

    @cached_property
    def _report(self) -> Report:
        how = self.options
        return audit(
            self.data,
            reference=how.reference,
            replicates=how.replicates,
            seed=how.seed,
            include_flagged=how.include_flagged,
            noise=how.noise,
        )

    def annotators(self) -> Columns:
        """Every annotator's arbitrariness and discrepancy to the reference."""
        return frames.annotator_columns(self._report.annotators)

    def priorities(self, annotator: str) -> Columns:
        """How an annotator ranks the principles; raises AuditError for an unknown one."""
        name = self.data.annotator(annotator).name
        return frames.priority_columns(next(each for each in self._report.annotators if each.name == name))

    def supremacy(self, annotator: str) -> Columns:
        """Of every two principles, how often an annotator sided with which; raises AuditError for an unknown one."""
        found = self.data.annotator(annotator)
        used = found.preference if self.options.include_flagged else found.standing
        return frames.supremacy_columns(self.data.principles, win_matrix(self.data.votes, used))

    def discrepancies(self) -> Columns:
        """How far every two annotators are apart."""
        return frames.discrepancy_columns(self._report.pairs)

    def cases(self, annotator: str | None = None, *, texts: bool = False) -> Columns:
        """Every case with category and sides, as an annotator saw it and with its texts where they are asked for.

        Flagged annotations are there, and marked. Raises AuditError for an unknown annotator.
        """
        seen = None if annotator is None else self.data.annotator(annotator)
        return frames.case_columns(
            self._ids, self.data.votes, self._voted, seen, tuple(self.store.cases()) if texts else ()
        )

    def votes(self) -> Columns:
        """The votes on every case, a column a principle: as reviewers correct them, unless they were left out."""
        columns = zip(self.data.principles, self.data.votes.T, self._voted.T, strict=True)
        return frames.preference_columns(self._ids, {each.name: (votes, voted) for each, votes, voted in columns})

    def annotations(self) -> Columns:
        """The annotations of every case, a column an annotator; flagged ones too, which `cases` marks."""
        return frames.preference_columns(
            self._ids, {each.name: (each.preference, each.given) for each in self.data.annotators}
        )

    @cached_property
    def _ids(self) -> NDArray[np.object_]:
        return self.store.ids()

    @cached_property
    def _voted(self) -> NDArray[np.bool_]:
        """Where there is a vote, the oracle's or a correction: (cases, principles)."""
        voted = self.store.voted(self.data.oracle, len(self.data.principles))
        for cell in self.data.corrected:
            voted[cell] = True
        return voted
