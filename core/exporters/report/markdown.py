"""The report as a Markdown document."""

from collections.abc import Iterator
from typing import Final

from core.audit.report import AnnotatorReport, Report
from core.exporters.report.sheets import hint, oracle_sheets
from core.exporters.table import Column, Table, markdown_cell, markdown_lines
from core.metrics.bootstrap import Interval

_SMALLEST: Final = 0.001


def markdown(report: Report) -> str:
    """The whole report as Markdown: cases, annotators, and a ranking each."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    dataset, taxonomy = report.dataset, report.taxonomy
    yield f"# Whose principles does {markdown_cell(dataset.store)} follow?"
    yield ""
    yield f"{dataset.size}, votes by {markdown_cell(dataset.oracle)}; {dataset.reviewed}."
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
    if any(each.noise_floor.mean is not None for each in report.annotators):
        yield ""
        yield from markdown_lines(_noise(report))
    for annotator in report.annotators:
        yield ""
        yield f"## What {markdown_cell(annotator.name)} follows"
        yield ""
        yield from markdown_lines(_ranking(annotator))
    yield from _oracles(report)
    if report.notes:
        yield ""
        yield "## Notes"
        yield ""
        yield from (f"- {markdown_cell(note)}" for note in report.notes)


def _oracles(report: Report) -> Iterator[str]:
    """What hangs on the oracle, and on the choice of one."""
    for sheet in oracle_sheets(report):
        yield ""
        yield f"## {markdown_cell(sheet.title)}"
        yield ""
        heads = (Column(markdown_cell(head), int if place else str) for place, head in enumerate(sheet.heads))
        yield from markdown_lines(Table(tuple(heads), sheet.rows))
        yield ""
        yield markdown_cell(sheet.caption)
    told = hint(report)
    if told:
        yield ""
        yield told


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


def _noise(report: Report) -> Table:
    """What chance alone gives, beside what was found."""
    return Table(
        (
            Column("annotator"),
            Column("noise floor"),
            Column(f"discrepancy to {markdown_cell(report.annotators[0].discrepancy.reference)}"),
            Column("p-value"),
        ),
        (
            (
                each.name,
                _with_spread(each.noise_floor.mean, each.noise_floor),
                share(each.discrepancy.value),
                in_short(each.discrepancy.p_value),
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
                row.status.value if row.priority is None else signed(row.priority, 3),
                signed_range(row.interval),
                "" if row.elo is None else signed(row.elo, 0),
                row.conflicts,
                row.won,
            )
            for row in annotator.priorities
        ),
    )


def share(value: float | None, digits: int = 2) -> str:
    """A share as a percentage, or a dash where there is none."""
    return "–" if value is None else f"{100 * value:.{digits}f} %"


def signed(value: float, digits: int) -> str:
    """A number with its sign, minus as the sign of that name."""
    return f"{value:+.{digits}f}".replace("-", "\N{MINUS SIGN}")


def in_short(p_value: float | None) -> str:
    """A p-value in three digits, or a dash where there is none."""
    if p_value is None:
        return "–"
    return "< 0.001" if p_value < _SMALLEST else f"{p_value:.3f}"


def _with_spread(value: float | None, interval: Interval) -> str:
    if interval.mean is None or interval.sd is None:
        return share(value)
    return f"{share(value)} ({100 * interval.mean:.1f} ± {100 * interval.sd:.1f})"


def signed_range(interval: Interval) -> str:
    """A percentile interval of log-odds, empty where there is none."""
    if interval.low is None or interval.high is None:
        return ""
    return f"{signed(interval.low, 2)} to {signed(interval.high, 2)}"
