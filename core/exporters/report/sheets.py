"""The tables of the report on cases, annotators and their rankings, in the words of a form."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from core.audit.report import AnnotatorReport, PriorityReport, Report
from core.exporters.report.annotator_sheets import annotators, chance, floors, people, reversals
from core.exporters.report.declared_sheets import declared_sheets
from core.exporters.report.oracle_sheets import oracle_sheets
from core.exporters.report.sheet import Role, Sheet, SheetColumn
from core.exporters.report.words import HTML, MARKDOWN, TERMINAL, Form, rank_range
from core.metrics.intervals import Interval
from core.model.number_words import between, percent, plural, share_digits
from core.model.terms import AnnotatorKind, Status

MOST_FLAGS: Final = 2_000
"""Rows of the table of flagged annotations; more would only be slow to open."""


def report_sheets(report: Report, form: Form) -> Iterator[Sheet]:
    """All tables of a terminal or of Markdown, in their order."""
    yield from declared_sheets(report, form)
    yield cases(report, form)
    yield annotators(report, form)
    if report.people:
        yield people(report, form)
    if floors(report):
        yield chance(report, form)
        yield from reversals(report)
    for annotator in report.annotators:
        yield ranking(annotator, form, report.replicates)
    yield from oracle_sheets(report)


def cases(report: Report, form: Form) -> Sheet:
    """How many cases there are of each kind."""
    taxonomy = report.taxonomy
    kinds, counts = ["consensus", "conflict", "indifference"], [taxonomy.consensus, taxonomy.conflict]
    counts.append(taxonomy.indifference)
    digits = 1 if form is TERMINAL else max(1, share_digits(taxonomy.voted))
    shares = [percent(taxonomy.share(count), digits) for count in counts]
    if taxonomy.unvoted:
        kinds, counts, shares = [*kinds, "unvoted"], [*counts, taxonomy.unvoted], [*shares, ""]
    caption = f"{taxonomy.partly_voted} of {plural(taxonomy.voted, 'voted case')} only partly voted"
    columns = (
        SheetColumn("category", kinds, "text"),
        SheetColumn("cases", counts),
        SheetColumn("share", shares, form.fractions),
    )
    return Sheet("" if form is MARKDOWN else "Cases", columns, caption if taxonomy.partly_voted else "")


def ranking(annotator: AnnotatorReport, form: Form, replicates: int = 0) -> Sheet:
    """The ranking with its numbers in full; where there were replicates, a terminal tells what they are short of."""
    found = annotator.priorities
    several = len({row.component for row in found if row.status is Status.RANKED}) > 1
    priorities = [f"{form.priority(row)}{_marks(row, several=several) if form is TERMINAL else ''}" for row in found]
    spreads, shares = ([each(row.interval) for row in found] for each in (form.spread, _over))
    resampled = any(row.interval.all for row in found)
    intervals = [form.interval(row.interval) for row in found]
    ranks = [rank_range(row) if form is HTML else between(row.rank_low, row.rank_high) for row in found]
    columns = (
        SheetColumn("rank", [form.unranked if row.rank is None else row.rank for row in found]),
        SheetColumn("principle", [row.principle for row in found], "name"),
        SheetColumn("priority", priorities, form.fractions),
        *([SheetColumn("95 % interval", intervals, form.fractions)] if resampled else []),
        *([SheetColumn("mean ± sd", spreads, form.fractions, drop=1)] if resampled else []),
        *([SheetColumn("share", shares, form.fractions)] if resampled and form is not TERMINAL else []),
        SheetColumn("Elo", [form.signed(row.elo, 0) for row in found], form.fractions, drop=5),
        *([SheetColumn("ranks", ranks, form.fractions, drop=4)] if resampled else []),
        SheetColumn("conflicts", [row.conflicts for row in found], drop=2),
        SheetColumn("won", [row.won for row in found], drop=4, called="pairs won"),
        SheetColumn("pairs", [row.pairs for row in found], drop=3),
    )
    caption = "; ".join(_resampled(annotator)) if form is TERMINAL and replicates else ""
    return Sheet(ranking_title(annotator), columns, caption)


def ranking_title(annotator: AnnotatorReport) -> str:
    """What stands above a ranking."""
    does = "does in these cases" if annotator.kind is AnnotatorKind.DECLARED else "follows"
    return f"What {called(annotator)} {does}"


def called(annotator: AnnotatorReport) -> str:
    """Who an annotator is, within a sentence."""
    return f"one who {annotator.title}" if annotator.kind is AnnotatorKind.DECLARED else annotator.name


def _resampled(annotator: AnnotatorReport) -> Iterator[str]:
    """What share of the replicates the numbers of a ranking are over, where it is not all."""
    share = annotator.identified_share
    if share is not None and any(row.rank for row in annotator.priorities):
        yield f"one scale in {percent(share)} of replicates; the others count as unbounded where they are"
    short = [row for row in annotator.priorities if row.interval.mean is not None and row.interval.share != 1]
    if short:
        told = ", ".join(f"{_over(row.interval)} for {row.principle}" for row in short)
        yield f"mean ± sd over all replicates, but {told}"


def flagged(flags: Sequence[Mapping[str, object]]) -> Sheet:
    """The flagged annotations, records of the flags export; of very many the first."""
    shown = flags[:MOST_FLAGS]

    def column(head: str, key: str, role: Role = "text") -> SheetColumn:
        return SheetColumn(head, [str(record[key] or "") for record in shown], role)

    kinds = [f"{record['category']}{', opposed' if record['arbitrary'] else ''}" for record in shown]
    columns = (
        column("case", "case"),
        column("annotator", "annotator", "name"),
        column("chose", "preference"),
        SheetColumn("category", kinds, "text"),
        column("reasons", "reasons"),
        column("flagged by", "flagged_by"),
        column("notes", "notes", "name"),
    )
    return Sheet("", columns)


def _marks(row: PriorityReport, *, several: bool) -> str:
    """The component where there are several scales, and a mark where there are few conflicts."""
    component = f" ({row.component})" if several and row.priority is not None else ""
    return f"{component}{' ?' if row.few and row.rank is not None else '  '}"


def _over(interval: Interval) -> str:
    """The share of replicates that mean and deviation are over."""
    return "" if interval.share is None else percent(interval.share)
