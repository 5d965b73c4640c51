"""The report as tables on a terminal."""

from collections.abc import Iterable
from typing import IO, Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from core.inert import inert_line
from core.metrics.bootstrap import Interval
from core.model import Status
from core.report import AnnotatorReport, PriorityReport, Report
from tui.format import percent

ROOMY: Final = 100
"""Columns below which the less important columns are left out."""
_SYMBOLS: Final = {Status.ALWAYS_WINS: "+∞", Status.ALWAYS_LOSES: "−∞", Status.PLACED: "placed", Status.UNRANKED: "–"}


def print_report(report: Report, file: IO[str] | None = None) -> None:
    """Print the whole report; to a terminal in its width, to a file in 120 columns."""
    console = Console(file=file, width=120 if file is not None else None, markup=False, highlight=False, emoji=False)
    dataset = report.dataset
    console.print(
        Text(
            f"{inert_line(dataset.store)}: {dataset.cases} cases, {dataset.principles} principles, votes by "
            f"{inert_line(dataset.oracle)}; {dataset.reviews} reviews, {dataset.flagged} annotations flagged"
        )
    )
    console.print(_taxonomy(report))
    wide = console.width >= ROOMY
    console.print(_annotators(report, wide=wide))
    for annotator in report.annotators:
        console.print(_ranking(annotator, report.replicates, wide=wide))
    for note in report.notes:
        console.print(Text(f"Note: {inert_line(note)}"))


def _table(title: str, columns: Iterable[tuple[str, str]], caption: str = "") -> Table:
    """A table whose numbers keep their width, so that only names are cut where there is little room."""
    table = Table(box=box.SIMPLE_HEAD, title=Text(title), title_justify="left", caption_justify="left", pad_edge=False)
    if caption:
        table.caption = Text(caption)
    for name, justify in columns:
        right = justify == "right"
        table.add_column(Text(name), justify="right" if right else "left", overflow="ellipsis", no_wrap=right)
    return table


def _taxonomy(report: Report) -> Table:
    taxonomy = report.taxonomy
    table = _table("Cases", (("category", "left"), ("cases", "right"), ("share", "right")))
    for name, count in (
        ("consensus", taxonomy.consensus),
        ("conflict", taxonomy.conflict),
        ("indifference", taxonomy.indifference),
    ):
        table.add_row(name, str(count), percent(taxonomy.share(count)) if taxonomy.cases else "–")
    return table


def _annotators(report: Report, *, wide: bool) -> Table:
    reference = inert_line(report.annotators[0].discrepancy.reference, 24)
    caption = (
        f"mean ± sd over {report.replicates} bootstrap replicates, seed {report.seed}" if report.replicates else ""
    )
    table = _table(
        "Annotators",
        (
            ("annotator", "left"),
            ("kind", "left"),
            *([("annotations", "right")] if wide else []),
            ("arbitrary", "right"),
            ("of", "right"),
            ("mean ± sd", "right"),
            (f"DD to {reference}", "right"),
            ("mean ± sd", "right"),
        ),
        caption,
    )
    for each in report.annotators:
        table.add_row(
            Text(inert_line(each.name)),
            each.kind.value,
            *([str(each.annotations)] if wide else []),
            _share(each.arbitrariness.value),
            str(each.arbitrariness.cases),
            _spread(each.arbitrariness_interval),
            _share(each.discrepancy.value),
            _spread(each.discrepancy.interval),
        )
    return table


def _ranking(annotator: AnnotatorReport, replicates: int, *, wide: bool) -> Table:
    caption = ""
    if replicates and annotator.identified_share is not None:
        caption = f"identified in {percent(annotator.identified_share)} of replicates"
        caption += "; intervals are over those" if annotator.identified_share else ", so without intervals"
    table = _table(
        f"What {inert_line(annotator.name)} follows",
        (
            ("rank", "right"),
            ("principle", "left"),
            ("priority", "right"),
            ("95 % interval", "right"),
            *([("Elo", "right")] if wide else []),
            ("ranks", "right"),
            ("won", "right"),
            ("of", "right"),
        ),
        caption,
    )
    several = len({row.component for row in annotator.priorities if row.status is Status.RANKED}) > 1
    for row in annotator.priorities:
        table.add_row(*_cells(row, several=several, wide=wide))
    return table


def _cells(row: PriorityReport, *, several: bool, wide: bool) -> tuple[str | Text, ...]:
    group = f" ({row.component})" if several and row.status is Status.RANKED else ""
    interval, low, high = row.interval, row.rank_low, row.rank_high
    return (
        "–" if row.rank is None else str(row.rank),
        Text(inert_line(row.principle) + (" ?" if row.few and row.rank is not None else "")),
        _SYMBOLS[row.status] if row.priority is None else f"{row.priority:+.3f}{group}",
        "" if interval.low is None or interval.high is None else f"{interval.low:+.2f} … {interval.high:+.2f}",
        *(["" if row.elo is None else f"{row.elo:+.0f}"] if wide else []),
        "" if low is None or high is None else f"{low}–{high}",
        str(row.won),
        str(row.conflicts),
    )


def _share(value: float | None) -> str:
    return "–" if value is None else percent(value, 2)


def _spread(interval: Interval) -> str:
    if interval.mean is None or interval.sd is None:
        return ""
    return f"{100 * interval.mean:.1f} ± {100 * interval.sd:.1f}"
