"""The tables of the HTML report, line by line; every cell is escaped in one place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from core.audit.report import AnnotatorReport, PriorityReport, Report
from core.exporters.report.escaping import shown
from core.exporters.report.markdown import in_short, share, signed, signed_range
from core.exporters.report.matrices import percentages
from core.exporters.report.ranking_figure import in_words, rank_range
from core.exporters.report.sheets import Sheet
from core.exporters.table import Cell
from core.metrics.bootstrap import Interval

MOST_FLAGS: Final = 2_000
"""Rows of the table of flagged annotations; more would only be slow to open."""

Column = tuple[str, str]
"""A heading and the class of its cells: `number`, `name` or none."""


def annotators_table(report: Report) -> Iterator[str]:
    """Every annotator with its arbitrariness and its discrepancy to the reference."""
    reference = report.annotators[0].discrepancy.reference
    columns = (
        ("annotator", "name"),
        ("kind", ""),
        ("annotations", "number"),
        ("flagged", "number"),
        ("arbitrary", "number"),
        ("mean ± sd", "number"),
        ("discrepancy", "number"),
        ("mean ± sd", "number"),
    )
    rows = (
        (
            each.name,
            each.kind.value,
            each.annotations,
            each.flagged,
            share(each.arbitrariness.value),
            _spread(each.arbitrariness_interval),
            share(each.discrepancy.value),
            _spread(each.discrepancy.interval),
        )
        for each in report.annotators
    )
    yield from _table(columns, rows)
    yield f'<p class="aside">The discrepancy is to {shown(reference)}.'
    if report.replicates:
        yield f"Means and standard deviations are over {report.replicates} bootstrap replicates, in per cent."
    yield "</p>"


def pairs_table(report: Report) -> Iterator[str]:
    """Every pair of annotators with its discrepancy and, where it was found out, what chance alone gives."""
    floors = {each.name: each.noise_floor for each in report.annotators}
    tested = any(floor.mean is not None for floor in floors.values())
    columns = (
        ("annotator", "name"),
        ("and", "name"),
        ("discrepancy", "number"),
        *((("mean ± sd", "number"), ("95 % interval", "number")) if report.replicates else ()),
        *((("noise floors", "number"), ("p-value", "number")) if tested else ()),
    )
    rows = (
        (
            pair.first,
            pair.second,
            share(pair.value),
            *((_spread(pair.interval), percentages(pair.interval)) if report.replicates else ()),
            *(((_floors(floors[pair.first], floors[pair.second])), in_short(pair.p_value)) if tested else ()),
        )
        for pair in report.pairs
    )
    yield from _table(columns, rows)
    if tested:
        yield f'<p class="aside">{NOISE}</p>'


NOISE: Final = (
    "A noise floor is the mean discrepancy of an annotator to itself on two random halves of the cases, here of the "
    "first and of the second: a discrepancy that is not above it is no evidence of a difference. The p-value is how "
    "often two annotators are at least as far apart when their labels are swapped at random, on the cases that both "
    "annotated."
)


def _floors(first: Interval, second: Interval) -> str:
    return " · ".join("–" if floor.mean is None else f"{100 * floor.mean:.1f}" for floor in (first, second))


def ranking_table(annotator: AnnotatorReport) -> Iterator[str]:
    """The ranking with its numbers in full."""
    columns = (
        ("rank", "number"),
        ("principle", "name"),
        ("priority", "number"),
        ("95 % interval", "number"),
        ("Elo", "number"),
        ("ranks", "number"),
        ("won", "number"),
        ("of", "number"),
    )
    return _table(columns, (_ranking_cells(row) for row in annotator.priorities))


def _ranking_cells(row: PriorityReport) -> tuple[Cell, ...]:
    return (
        "–" if row.rank is None else row.rank,
        row.principle,
        in_words(row) if row.priority is None else signed(row.priority, 3),
        signed_range(row.interval),
        "" if row.elo is None else signed(row.elo, 0),
        rank_range(row),
        row.won,
        row.conflicts,
    )


def sheet_table(sheet: Sheet) -> Iterator[str]:
    """A table of words, with its title above and its caption below."""
    yield f"<h3>{shown(sheet.title)}</h3>"
    yield from _table([(head, "number" if place else "name") for place, head in enumerate(sheet.heads)], sheet.rows)
    yield f'<p class="aside">{shown(sheet.caption)}</p>'


def flags_table(flags: Sequence[Mapping[str, Cell]]) -> Iterator[str]:
    """The flagged annotations, records of the flags export; of very many the first."""
    if not flags:
        yield "<p>No annotation is flagged.</p>"
        return
    columns = (
        ("case", ""),
        ("annotator", "name"),
        ("chose", ""),
        ("category", ""),
        ("reasons", ""),
        ("flagged by", ""),
        ("notes", "name"),
    )
    rows = (
        (
            record["case"],
            record["annotator"],
            record["preference"],
            f"{record['category']}{', opposed' if record['arbitrary'] else ''}",
            record["reasons"],
            record["flagged_by"],
            record["notes"],
        )
        for record in flags[:MOST_FLAGS]
    )
    yield from _table(columns, rows, long=True)
    if len(flags) > MOST_FLAGS:
        yield f'<p class="aside">These are the first {MOST_FLAGS} of {len(flags)}; '
        yield "<code>discretion export flags</code> writes all.</p>"


def _table(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, long: bool = False) -> Iterator[str]:
    kinds = [f' class="{kind}"' if kind else "" for _, kind in columns]
    heads = "".join(f"<th{kind}>{shown(name)}</th>" for kind, (name, _) in zip(kinds, columns, strict=True))
    outer = "scroll long" if long else "scroll"
    yield f'<div class="{outer}"><table><thead><tr>{heads}</tr></thead><tbody>'
    for row in rows:
        cells = zip(kinds, row, strict=True)
        yield f"<tr>{''.join(f'<td{kind}>{_cell(cell)}</td>' for kind, cell in cells)}</tr>"
    yield "</tbody></table></div>"


def _cell(cell: Cell) -> str:
    return "" if cell is None else shown(str(cell))


def _spread(interval: Interval) -> str:
    if interval.mean is None or interval.sd is None:
        return ""
    return f"{100 * interval.mean:.1f} ± {100 * interval.sd:.1f}"
