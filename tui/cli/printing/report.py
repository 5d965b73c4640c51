"""The report as tables on a terminal."""

from collections.abc import Iterator
from typing import IO, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from core.audit.report import AnnotatorReport, PriorityReport, Report
from core.exporters.report.markdown import in_short
from core.exporters.report.sheets import Sheet, columns, hint, oracle_sheets
from core.metrics.bootstrap import Interval
from core.model.safe_text import inert_line
from core.model.terms import Status
from tui.cli.printing.fitted_table import Column, fitted_table
from tui.common.format import NOTHING, percent, signed

_FILE_WIDTH: Final = 120
_REFERENCE: Final = 16
"""Characters of the reference's name in a heading."""
_SYMBOLS: Final = {
    Status.ALWAYS_WINS: "+∞",
    Status.ALWAYS_LOSES: "\N{MINUS SIGN}∞",
    Status.PLACED: "placed",
    Status.UNRANKED: NOTHING,
}


def print_report(report: Report, file: IO[str] | None = None) -> None:
    """Print the whole report; to a terminal in its width, to a file in 120 columns."""
    width = _FILE_WIDTH if file is not None else None
    console = Console(file=file, width=width, markup=False, highlight=False, emoji=False)
    dataset = report.dataset
    console.print(
        Text(f"{inert_line(dataset.store)}: {dataset.size}, votes by {inert_line(dataset.oracle)}; {dataset.reviewed}")
    )
    for table in _tables(report, console.width):
        console.print(table)
    told = hint(report)
    if told:
        console.print(Text(told))
    for note in report.notes:
        console.print(Text(f"Note: {inert_line(note)}"))


def _tables(report: Report, width: int) -> Iterator[Table]:
    yield _taxonomy(report, width)
    yield _annotators(report, width)
    if any(each.noise_floor.mean is not None for each in report.annotators):
        yield _noise(report, width)
    for annotator in report.annotators:
        yield _ranking(annotator, report.replicates, width)
    for sheet in oracle_sheets(report):
        yield _sheet(sheet, width)


def _taxonomy(report: Report, width: int) -> Table:
    taxonomy = report.taxonomy
    counts = (taxonomy.consensus, taxonomy.conflict, taxonomy.indifference)
    shares = [percent(taxonomy.share(count)) if taxonomy.cases else NOTHING for count in counts]
    columns = (
        Column("category", ("consensus", "conflict", "indifference"), left=True),
        Column("cases", [str(count) for count in counts]),
        Column("share", shares),
    )
    return fitted_table("Cases", columns, width)


def _annotators(report: Report, width: int) -> Table:
    found = report.annotators
    intervals = report.replicates > 0
    caption = f"mean ± sd over {report.replicates} bootstrap replicates, seed {report.seed}" if intervals else ""
    spreads = {
        "of arbitrary": [_spread(each.arbitrariness_interval) for each in found],
        "of DD": [_spread(each.discrepancy.interval) for each in found],
    }
    columns = (
        Column("annotator", [inert_line(each.name) for each in found], name=True),
        Column("kind", [each.kind.value for each in found], drop=4, left=True),
        Column("annotations", [str(each.annotations) for each in found], drop=5),
        Column("arbitrary", [_share(each.arbitrariness.value) for each in found]),
        Column("of", [str(each.arbitrariness.cases) for each in found], drop=1, called="cases of arbitrary"),
        *([Column("mean ± sd", spreads["of arbitrary"], 3, called="mean ± sd of arbitrary")] if intervals else ()),
        Column(_to_reference(report), [_share(each.discrepancy.value) for each in found]),
        *([Column("mean ± sd", spreads["of DD"], 2, called="mean ± sd of DD")] if intervals else ()),
    )
    return fitted_table("Annotators", columns, width, caption)


def _noise(report: Report, width: int) -> Table:
    found = report.annotators
    columns = (
        Column("annotator", [inert_line(each.name) for each in found], name=True),
        Column("noise floor", [_spread(each.noise_floor) or NOTHING for each in found]),
        Column(_to_reference(report), [_share(each.discrepancy.value) for each in found], drop=1),
        Column("p-value", [in_short(each.discrepancy.p_value) for each in found]),
    )
    caption = "noise floor: DD of an annotator to itself on two halves of the cases, mean ± sd in per cent"
    return fitted_table("What chance alone gives", columns, width, caption)


def _sheet(sheet: Sheet, width: int) -> Table:
    found = [
        Column(
            head,
            [inert_line(cell) for cell in cells],
            drop=len(sheet.least) - sheet.least.index(place) if place in sheet.least else 0,
            name=not place,
        )
        for place, (head, cells) in enumerate(columns(sheet))
    ]
    return fitted_table(inert_line(sheet.title), found, width, inert_line(sheet.caption))


def _to_reference(report: Report) -> str:
    return f"DD to {inert_line(report.annotators[0].discrepancy.reference, _REFERENCE)}"


def _ranking(annotator: AnnotatorReport, replicates: int, width: int) -> Table:
    caption = ""
    if replicates and annotator.identified_share is not None:
        caption = f"identified in {percent(annotator.identified_share)} of replicates"
        caption += "; intervals are over those" if annotator.identified_share else ", so without intervals"
    found = annotator.priorities
    several = len({row.component for row in found if row.status is Status.RANKED}) > 1
    columns = (
        Column("rank", [NOTHING if row.rank is None else str(row.rank) for row in found]),
        Column("principle", [inert_line(row.principle) for row in found], name=True),
        Column("priority", [_priority(row, several=several) for row in found]),
        Column("95 % interval", [_range(row.interval) for row in found], drop=3),
        Column("Elo", [signed(row.elo, 0) if row.elo is not None else "" for row in found], drop=5),
        Column("ranks", [_ranks(row) for row in found], drop=4),
        Column("won", [str(row.won) for row in found], drop=2),
        Column("of", [str(row.conflicts) for row in found], drop=1, called="conflicts"),
    )
    return fitted_table(f"What {inert_line(annotator.name)} follows", columns, width, caption)


def _priority(row: PriorityReport, *, several: bool) -> str:
    """The priority, its component where there are several scales, and a mark where there are few conflicts."""
    shown = _SYMBOLS[row.status] if row.priority is None else signed(row.priority, 3)
    component = f" ({row.component})" if several and row.priority is not None else ""
    return f"{shown}{component}{' ?' if row.few and row.rank is not None else '  '}"


def _range(interval: Interval) -> str:
    if interval.low is None or interval.high is None:
        return ""
    return f"{signed(interval.low)} … {signed(interval.high)}"


def _ranks(row: PriorityReport) -> str:
    return "" if row.rank_low is None or row.rank_high is None else f"{row.rank_low}–{row.rank_high}"


def _share(value: float | None) -> str:
    return NOTHING if value is None else percent(value, 2)


def _spread(interval: Interval) -> str:
    if interval.mean is None or interval.sd is None:
        return ""
    return f"{100 * interval.mean:.1f} ± {100 * interval.sd:.1f}"
