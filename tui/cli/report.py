"""The `report` command."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Final

import click
import orjson

from core.audit.full_report import ReportOptions, full_report
from core.audit.measuring import Progress
from core.audit.report import Report
from core.exporters.output import STANDARD_OUTPUT, output_file, refuse_ours, refuse_read
from core.exporters.recipe.building import Asked
from core.exporters.report.evidence import Evidence, evidence
from core.exporters.report.markdown import markdown
from core.exporters.request import Exporting
from core.journal.standing import Standing
from core.model.errors import ExportError
from core.model.safe_text import inert_line, json_inert
from core.storage.ours import remember_reviews
from core.storage.store import Store
from tui.cli.opening import opened_with_reviews
from tui.cli.options import Places
from tui.cli.printing.late_progress import LateProgress
from tui.cli.printing.saying import say

_FORMS: Final = {".json": "json", ".md": "markdown", ".html": "html", ".tex": "tex"}
SEEN: Final = frozenset({"html", "tex"})
"""The forms that show matrices."""


def report_command(store: Places, form: str | None, output: Path | None, options: ReportOptions) -> None:
    """Compute the report and print it, or write it to a file; raises DiscretionError."""
    if store[1] is not None:
        remember_reviews(store[1])
    form = form_of(form, output, options.orders)
    write_report(*_computed(store, _as_form(options, form), form), form, output)


def form_of(form: str | None, output: Path | None, read: Iterable[Path] = ()) -> str | None:
    """The form asked for, or the one that a file's name tells; raises ExportError where it cannot go there.

    `read` are the files that the report is made from.
    """
    if output is not None:
        refuse_ours(output)
        refuse_read(output, read)
    elif form == "html" and sys.stdout.isatty():
        raise ExportError("A page of HTML is nothing to read on a terminal: write it to a file with -o FILE.html.")
    return form or (_FORMS.get(output.suffix.lower()) if output else None)


def write_report(report: Report, seen: Evidence | None, form: str | None, output: Path | None) -> None:
    """Print a report, or write it to a file; raises ExportError."""
    if output is None or output == STANDARD_OUTPUT:
        if form is None:
            _print(report)
        else:
            click.echo(_text(report, form, seen), nl=False)
        return
    with output_file(output) as beside:
        _save(report, seen, form, beside)
    say(f"Wrote {inert_line(str(output))}.", err=True)


def _save(report: Report, seen: Evidence | None, form: str | None, path: Path) -> None:
    if form is None:
        with path.open("w", encoding="utf-8") as file:
            _print(report, file)
    else:
        path.write_text(_text(report, form, seen), encoding="utf-8")


def save_built(asked: Asked) -> None:
    """Write a report of a build, the same as `report_command` gives but for what it was built from."""
    form = None if asked.form == "text" else asked.form
    report, seen = _report(asked.store, asked.standing, _as_form(asked.options, form), form)
    _save(replace(report, build=asked.built), seen, form, asked.path)


def _as_form(options: ReportOptions, form: str | None) -> ReportOptions:
    """The options of a report with what its form always has."""
    return replace(options, noise=options.noise or form in SEEN, rankings=form == "json")


def _computed(store: Places, options: ReportOptions, form: str | None) -> tuple[Report, Evidence | None]:
    """The report and, for HTML and LaTeX, the evidence it shows."""
    with opened_with_reviews(store) as (opened, standing):
        return _report(opened, standing, options, form)


def _report(
    store: Store, standing: Standing, options: ReportOptions, form: str | None
) -> tuple[Report, Evidence | None]:
    full = full_report(store, standing, options, watch)
    if form not in SEEN:
        return full.report, None
    names = tuple(each.name for each in full.report.annotators)
    flagged = tuple(name for name in full.data.called if standing.flagged_cases(name))
    named = flagged if full.report.people else names
    exporting = Exporting(store, full.data, standing, named, include_flagged=options.include_flagged)
    return full.report, evidence(exporting, full.measured, names)


@contextmanager
def watch(title: str) -> Iterator[Progress]:
    """Show the progress of the work of that name, where it takes long."""
    with LateProgress(title) as progress:
        yield progress.update


def _text(report: Report, form: str, seen: Evidence | None) -> str:
    if seen is not None and form == "tex":
        from core.exporters.report.tex import latex

        return latex(report, seen)
    if seen is not None:
        from core.exporters.report.html import Making, html

        return html(report, seen, Making(version("discretion"), datetime.now(UTC).date().isoformat()))
    if form == "json":
        return json_inert(orjson.dumps(report.document(), option=orjson.OPT_INDENT_2).decode()) + "\n"
    return markdown(report)


def _print(report: Report, file: IO[str] | None = None) -> None:
    from tui.cli.printing.report import print_report

    print_report(report, file)
