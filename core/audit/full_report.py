"""Everything that a report is asked for, computed from a store and what stands of its reviews."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from core.audit.auditing import report_of, whom
from core.audit.corrected_results import CorrectedReport
from core.audit.correcting import Checked, correct_oracle
from core.audit.counted import counted
from core.audit.data import AuditData, load, with_order
from core.audit.many_report import ManyOptions, many_report
from core.audit.measuring import Measurement, Progress, measure
from core.audit.oracle_agreement import OracleComparison, compare_oracles
from core.audit.oracle_noise import measure_oracle_noise
from core.audit.report import Report
from core.importers.declared_order import read_order
from core.importers.options import stem
from core.journal.standing import Standing
from core.model.errors import AuditError
from core.storage.store import Store

Watch = Callable[[str], AbstractContextManager[Progress | None]]
"""Gives what is told the progress of the work of that name."""


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What a report is asked for; each file of `orders` makes an annotator that follows it.

    Who follows an order is in the report, whoever else is asked for. Where annotators are many, everyone's ranking is
    there only with `rankings`, and every pair only with `pairs`.
    """

    annotators: tuple[str, ...] = ()
    reference: str | None = None
    bootstrap: int = 1000
    seed: int = 0
    orders: tuple[Path, ...] = ()
    noise: bool = False
    include_flagged: bool = False
    original_votes: bool = False
    oracle: str | None = None
    oracle_noise: int = 0
    correct_oracle: bool = False
    rankings: bool = False
    pairs: bool = False

    def __post_init__(self) -> None:
        """Raise AuditError for a number of draws, a seed or a switch that is none."""
        numbers = (("bootstrap", self.bootstrap), ("seed", self.seed), ("oracle_noise", self.oracle_noise))
        for name, number in numbers:
            if not hasattr(number, "__index__") or number < 0:
                raise AuditError(f"{name} is a whole number from 0 on, and not {number!r:.40}.")
        for name in ("noise", "include_flagged", "original_votes", "correct_oracle"):
            if not isinstance(given := getattr(self, name), bool):
                raise AuditError(f"{name} is True or False, and not {given!r:.40}.")


@dataclass(frozen=True, slots=True, eq=False)
class FullReport:
    """A report, and the data and the numbers that it is a view of."""

    report: Report
    data: AuditData
    measured: Measurement


def report_data(store: Store, standing: Standing, options: ReportOptions) -> AuditData:
    """Read what a report is about; raises DiscretionError."""
    data = load(store, standing, original_votes=options.original_votes, oracle=options.oracle)
    for path in options.orders:
        data = with_order(data, stem(path), read_order(path, data.principles))
    return data


def full_report(
    store: Store,
    standing: Standing,
    options: ReportOptions,
    watch: Watch = lambda _: nullcontext(),
    data: AuditData | None = None,
) -> FullReport:
    """Compute a report with its oracles compared and, where asked for, their noise and errors; raises DiscretionError.

    `data` is what `report_data` gave, where it was read before.
    """
    data = data or report_data(store, standing, options)
    names, full = report_on(data, options, watch)
    flagged = options.include_flagged
    how = OracleComparison(names, options.bootstrap, options.seed, flagged, options.original_votes)
    drawable = not store.answers.without_probabilities(data.oracle)[0] and store.answers.unsure(data.oracle)[0] > 0
    report = replace(full.report, oracles=compare_oracles(store, standing, data, how), has_probabilities=drawable)
    if options.oracle_noise:
        reference = options.reference or (names[0] if data.many else data.reference().name)
        with watch("oracle noise") as progress:
            noise = measure_oracle_noise(
                store, data, names, reference, options.oracle_noise, options.seed, progress, include_flagged=flagged
            )
        report = replace(report, oracle_noise=noise)
    if options.correct_oracle:
        report = replace(report, corrected=_corrected(store, standing, data, names, options))
    return replace(full, report=report)


def report_on(data: AuditData, options: ReportOptions, watch: Watch) -> tuple[tuple[str, ...], FullReport]:
    """Report on data wherever it is from, and name who is reported on one by one; raises AuditError."""
    asked = options.annotators
    if asked:
        asked += data.called[len(data.called) - len(options.orders) :]
    for option, wanted in (("oracle-noise", options.oracle_noise), ("correct-oracle", options.correct_oracle)):
        if wanted and data.many and not asked:
            raise AuditError(f"There are {len(data.annotators)} annotators: name some with --annotator for --{option}.")
    names, report, measured = (_on_many if data.many else _on_each)(data, asked, options, watch)
    return names, FullReport(report, data, measured)


def _corrected(
    store: Store, standing: Standing, data: AuditData, names: tuple[str, ...], options: ReportOptions
) -> CorrectedReport:
    everyone = counted([data.annotator(name) for name in names], include_flagged=options.include_flagged)
    numbers = store.numbers({case for case, _ in standing.voted()})
    return correct_oracle(data, Checked.of(data, standing, numbers), everyone, names, options.seed)


Found = tuple[tuple[str, ...], Report, Measurement]
"""The annotators reported on one by one, the report, and what was measured."""


def _on_each(data: AuditData, asked: tuple[str, ...], options: ReportOptions, watch: Watch) -> Found:
    names, reference = whom(data, asked, options.reference)
    everyone = [data.annotator(name) for name in dict.fromkeys((*names, reference))]
    flagged = options.include_flagged
    with watch("bootstrap") as progress:
        count = counted(everyone, include_flagged=flagged)
        measured = measure(data.votes, count, options.bootstrap, options.seed, progress, noise=options.noise)
    return names, report_of(data, measured, names, reference, include_flagged=flagged), measured


def _on_many(data: AuditData, asked: tuple[str, ...], options: ReportOptions, watch: Watch) -> Found:
    names = tuple(data.annotator(name).name for name in dict.fromkeys(asked))
    many = ManyOptions(
        asked=names,
        reference=None if options.reference is None else data.annotator(options.reference).name,
        replicates=options.bootstrap,
        seed=options.seed,
        noise=options.noise,
        include_flagged=options.include_flagged,
        rankings=options.rankings,
        pairs=options.pairs,
    )
    return names, *many_report(data, many, watch)
