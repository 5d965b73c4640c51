"""The report as a Markdown document."""

from collections.abc import Iterator

from core.exporters.table import Column, Table, markdown_cell, markdown_lines
from core.metrics.bootstrap import Interval
from core.report import AnnotatorReport, Report


def markdown(report: Report) -> str:
    """The whole report as Markdown: cases, annotators, and a ranking each."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    dataset, taxonomy = report.dataset, report.taxonomy
    yield f"# Whose principles does {markdown_cell(dataset.store)} follow?"
    yield ""
    yield (
        f"{dataset.cases} cases, {dataset.principles} principles, votes by {markdown_cell(dataset.oracle)}; "
        f"{dataset.reviews} reviews, {dataset.flagged} annotations flagged."
    )
    yield ""
    counts = (
        ("consensus", taxonomy.consensus),
        ("conflict", taxonomy.conflict),
        ("indifference", taxonomy.indifference),
    )
    yield from markdown_lines(
        Table(
            (Column("category"), Column("cases", int), Column("share")),
            ((name, count, share(taxonomy.share(count) if taxonomy.cases else None)) for name, count in counts),
        )
    )
    yield ""
    yield "## Annotators"
    yield ""
    yield from markdown_lines(_annotators(report))
    for annotator in report.annotators:
        yield ""
        yield f"## What {markdown_cell(annotator.name)} follows"
        yield ""
        yield from markdown_lines(_ranking(annotator))
    if report.notes:
        yield ""
        yield "## Notes"
        yield ""
        yield from (f"- {markdown_cell(note)}" for note in report.notes)


def _annotators(report: Report) -> Table:
    reference = report.annotators[0].discrepancy.reference
    return Table(
        (
            Column("annotator"),
            Column("kind"),
            Column("annotations", int),
            Column("arbitrary"),
            Column("of", int),
            Column(f"discrepancy to {markdown_cell(reference)}"),
        ),
        (
            (
                each.name,
                each.kind.value,
                each.annotations,
                _with_spread(each.arbitrariness.value, each.arbitrariness_interval),
                each.arbitrariness.cases,
                _with_spread(each.discrepancy.value, each.discrepancy.interval),
            )
            for each in report.annotators
        ),
    )


def _ranking(annotator: AnnotatorReport) -> Table:
    return Table(
        (
            Column("rank", int),
            Column("principle"),
            Column("priority"),
            Column("95 % interval"),
            Column("Elo"),
            Column("conflicts", int),
            Column("won", int),
        ),
        (
            (
                row.rank,
                row.principle,
                row.status.value if row.priority is None else f"{row.priority:+.3f}",
                _range(row.interval),
                "" if row.elo is None else f"{row.elo:+.0f}",
                row.conflicts,
                row.won,
            )
            for row in annotator.priorities
        ),
    )


def share(value: float | None, digits: int = 2) -> str:
    """A share as a percentage, or a dash where there is none."""
    return "–" if value is None else f"{100 * value:.{digits}f} %"


def _with_spread(value: float | None, interval: Interval) -> str:
    if interval.mean is None or interval.sd is None:
        return share(value)
    return f"{share(value)} ({100 * interval.mean:.1f} ± {100 * interval.sd:.1f})"


def _range(interval: Interval) -> str:
    return "" if interval.low is None or interval.high is None else f"{interval.low:+.2f} to {interval.high:+.2f}"
