"""The audit of a store, or of frames, in a notebook: what there is and what was found, as frames, Arrow and figures."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.audit.data import AuditData
from core.audit.full_report import FullReport, ReportOptions, full_report, report_data, report_on
from core.audit.report import AnnotatorReport
from core.exporters.notebook import frames
from core.exporters.notebook.columns import Columns, one_below_another
from core.exporters.notebook.given import case_ids, data_of_frames
from core.exporters.notebook.shown import ShownReport, report_html
from core.exporters.report.alone import stacked
from core.exporters.report.evidence import supremacies
from core.exporters.report.figures import Figure, arbitrariness_dots, taxonomy_bars
from core.exporters.report.matrices import discrepancy_matrix, supremacy_matrix
from core.exporters.report.ranking_figure import ranking_dots
from core.journal.replay import load_reviews
from core.journal.standing import Standing
from core.metrics.supremacy import win_matrix
from core.model.closing import Closing
from core.model.errors import AuditError
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.storage.store import Store

if TYPE_CHECKING:
    import pandas as pd

Read = TypeVar("Read")


class ReviewsWarning(UserWarning):
    """What the user should know of the journals of a store."""


# Else what was said of one store's journal is not said of another's, or when a cell is run again.
warnings.simplefilter("always", ReviewsWarning, append=True)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A store, and what stands of its reviews."""

    store: Store
    standing: Standing

    def read(self, what: Callable[[Store], Read]) -> Read:
        """Read something from the store, whatever another thread reads meanwhile; StoreError where it was closed."""
        with self.store.cursor() as reading:
            return what(reading)


class Audit(Closing):
    """Votes and annotations, and what follows from them, which is computed when first asked for."""

    def __init__(
        self,
        data: AuditData,
        ids: Callable[[], NDArray[np.object_]],
        options: ReportOptions,
        source: Reviewed | None = None,
    ) -> None:
        self._data, self._source = data, source
        self._options = replace(options, rankings=True)
        self._read_ids = ids

    @classmethod
    def open(cls, path: Path, options: ReportOptions, reviews: Path | None = None) -> Self:
        """Open a store and read the journals beside it, or in `reviews`; leaves nothing open where it raises.

        Raises StoreError or AuditError.
        """
        if reviews is not None and not reviews.is_dir():
            raise AuditError(f"There is no folder {inert_line(str(reviews))} of journals: check the path of reviews.")
        with ExitStack() as opened:
            store = opened.enter_context(Store.open(path, reviews))
            standing, told = load_reviews(store)
            for warning in told:
                said = inert_line(f"{store.path}: {warning}")  # names of files of others stand in it
                warnings.warn(said, ReviewsWarning, stacklevel=3)
            data = report_data(store, standing, options)
            source = Reviewed(store, standing)
            found = cls(data, lambda: source.read(Store.ids), options, source)
            opened.pop_all()
        return found

    @classmethod
    def from_frames(
        cls,
        votes: "pd.DataFrame",
        annotations: "pd.DataFrame",
        *,
        kinds: Mapping[str, str] | None = None,
        declared: Sequence[str] = (),
        oracle: str = "oracle",
        reference: str | None = None,
        bootstrap: int = 1000,
        seed: int = 0,
        noise: bool = False,
    ) -> Self:
        """Audit two frames of pandas without a store: the same numbers as of a store that has the same in it.

        Both have the ids of cases as index and hold 1 for A, -1 for B, 0 for neither, and nothing where nobody voted
        or annotated. `votes` has a column for each principle and all cases, `annotations` one for each annotator, who
        is of a kind, human unless `kinds` tells another. `declared` is the declared order of the columns of votes,
        the highest first, and `oracle` what their source is called. Raises AuditError for what cannot be read.
        """
        data = data_of_frames(votes, annotations, oracle, {} if kinds is None else kinds, declared)
        if reference is not None:
            data.annotator(reference)
        ids = case_ids(votes)
        return cls(data, lambda: ids, ReportOptions(reference=reference, bootstrap=bootstrap, seed=seed, noise=noise))

    def close(self) -> None:
        """Let go of the store."""
        if self._source is not None:
            self._source.store.close()

    @cached_property
    def _full(self) -> FullReport:
        if self._source is None:
            return report_on(self._data, self._options, lambda _: nullcontext())[1]
        standing = self._source.standing
        return self._source.read(lambda store: full_report(store, standing, self._options, data=self._data))

    @cached_property
    def _report(self) -> ShownReport:
        return ShownReport.of(self._full.report)

    def report(self) -> ShownReport:
        """All that `discretion report --json` says of all annotators; computed once."""
        return self._report

    def __repr__(self) -> str:
        data = self._data
        counts = plural(len(data.votes), "case"), plural(len(data.principles), "principle")
        return f"<audit of {inert_line(data.store)}: {', '.join(counts)}, {plural(len(data.annotators), 'annotator')}>"

    def _repr_html_(self) -> str:
        return report_html(self.report())

    @property
    def _everyone(self) -> tuple[AnnotatorReport, ...]:
        return (*self.report().annotators, *self.report().people)

    def _reported(self, annotator: str) -> AnnotatorReport:
        """The report on one; raises AuditError for an unknown name, or one that the report was not asked for."""
        found = next((each for each in self._everyone if each.name == annotator), None)
        if found is None:
            raise AuditError(f"There is no report on {self._data.annotator(annotator).name}: open the audit with it.")
        return found

    def annotators(self) -> Columns:
        """Every annotator's arbitrariness and discrepancy to the reference; of many also those of a kind together.

        The figure is of arbitrariness.
        """
        return self.report().columns.drawn_by(lambda: arbitrariness_dots(self.report()))

    def priorities(self, annotator: str | None = None) -> Columns:
        """How an annotator ranks the principles, or those of a kind together; without a name, how everyone does.

        Raises AuditError for an unknown one.
        """
        if annotator is None:
            parts = {each.name: frames.priority_columns(each) for each in self._everyone}
            return one_below_another("annotator", parts).drawn_by(self._rankings_figure)
        found = self._reported(annotator)
        return frames.priority_columns(found).drawn_by(lambda: ranking_dots(found))

    def _rankings_figure(self) -> Figure:
        return stacked([(each.title, ranking_dots(each)) for each in self.report().annotators])

    def supremacy(self, annotator: str | None = None) -> Columns:
        """Of every two principles, how often an annotator sided with which; without a name, everyone reported on.

        Raises AuditError for an unknown one.
        """
        data = self._data
        if annotator is None:
            names = [each.name for each in self.report().annotators]
            parts = {name: frames.supremacy_columns(data.principles, self._wins(name)) for name in names}
            return one_below_another("annotator", parts).drawn_by(_each_alone)
        wins = self._wins(annotator)
        return frames.supremacy_columns(data.principles, wins).drawn_by(partial(self._supremacy_figure, annotator))

    def _wins(self, annotator: str) -> NDArray[np.int64]:
        measured = self._full.measured
        if annotator in measured.names:
            wins: NDArray[np.int64] = measured.wins[measured.names.index(annotator)]
            return wins
        counted = self._data.annotator(annotator).counted(include_flagged=self._options.include_flagged)
        return win_matrix(self._data.votes, counted)

    def _supremacy_figure(self, annotator: str) -> Figure:
        if annotator not in self._full.measured.names:
            raise AuditError(f"The report has no figure of {annotator} alone: plot what to_frame() gives.")
        (found,) = supremacies(self._data.principles, self._full.measured, [annotator])
        if not found.principles:
            raise AuditError(f"{annotator} decided no conflict, so that there is nothing to plot.")
        return supremacy_matrix(found)

    def discrepancies(self) -> Columns:
        """How far every two annotators are apart."""
        return frames.discrepancy_columns(self.report().pairs).drawn_by(self._discrepancy_figure)

    def _discrepancy_figure(self) -> Figure:
        shown = {each.name for each in self.report().annotators}
        pairs = tuple(each for each in self.report().pairs if {each.first, each.second} <= shown)
        if not pairs:
            raise AuditError("There is one annotator, so that there is nothing to plot.")
        return discrepancy_matrix(replace(self.report(), pairs=pairs))

    def cases(self, annotator: str | None = None, *, texts: bool = False) -> Columns:
        """Every case with category and sides, as an annotator saw it and with its texts where they are asked for.

        Flagged annotations are there, and marked. The figure is of the categories. Raises AuditError for an unknown
        annotator, and for texts where there is no store.
        """
        if texts and self._source is None:
            raise AuditError("Frames of votes and annotations have no texts: join your own by the ids of the cases.")
        seen = None if annotator is None else self._data.annotator(annotator)
        told = self._source.read(lambda store: tuple(store.cases())) if self._source is not None and texts else ()
        found = frames.case_columns(self._ids, self._data.votes, self._voted, seen, told)
        return found.drawn_by(lambda: taxonomy_bars(self.report()))

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
        return self._read_ids()

    @property
    def _voted(self) -> NDArray[np.bool_]:
        """Where there is a vote, the oracle's or a correction: (cases, principles)."""
        data = self._data
        return np.ones(data.votes.shape, dtype=np.bool_) if data.voted is None else data.voted


def _each_alone() -> Figure:
    raise AuditError("The report has a figure of pairs for each annotator: name the one whose you want to plot.")
