"""The `report` command."""

from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Final

import click
import orjson

from core.audit import audit, load
from core.exporters.html_evidence import Evidence, evidence
from core.exporters.markdown import markdown
from core.exporters.subjects import Exporting
from core.exporters.table import replacing
from core.inert import inert_line
from core.journal import reviews_folder
from core.report import Report
from core.reviews import load_folder
from core.store import Store
from tui.console.progress import LateProgress

_FORMS: Final = {".json": "json", ".md": "markdown", ".html": "html"}


def report_command(
    store: Path,
    annotators: tuple[str, ...],
    reference: str | None,
    bootstrap: int,
    seed: int,
    form: str | None,
    output: Path | None,
    *,
    include_flagged: bool,
) -> None:
    """Compute the report and print it, or write it to a file; raises DiscretionError."""
    form = form or (_FORMS.get(output.suffix.lower()) if output else None)
    seen: Evidence | None = None
    with Store.open(store) as opened:
        standing, warnings = load_folder(reviews_folder(store))
        for warning in warnings:
            click.echo(inert_line(warning), err=True)
        data = load(opened, standing)
        if form == "html":
            seen = evidence(Exporting(opened, data, standing, annotators, bootstrap, seed, include_flagged))
    with LateProgress("bootstrap") as progress:
        report = audit(
            data,
            annotators=annotators,
            reference=reference,
            replicates=bootstrap,
            seed=seed,
            include_flagged=include_flagged,
            progress=progress.update,
        )
    if output is None:
        if form is None:
            _print(report)
        else:
            click.echo(_text(report, form, seen), nl=False)
        return
    with replacing(output) as beside:
        if form is None:
            with beside.open("w", encoding="utf-8") as file:
                _print(report, file)
        else:
            beside.write_text(_text(report, form, seen), encoding="utf-8")
    click.echo(f"Wrote {inert_line(str(output))}.", err=True)


def _text(report: Report, form: str, seen: Evidence | None) -> str:
    if seen is not None:
        from core.exporters.html import Making, html

        return html(report, seen, Making(version("discretion"), datetime.now(UTC).date().isoformat()))
    if form == "json":
        return orjson.dumps(report.document(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
    return markdown(report)


def _print(report: Report, file: IO[str] | None = None) -> None:
    from tui.console.report_tables import print_report

    print_report(report, file)
