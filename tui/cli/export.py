"""The `export` command."""

from pathlib import Path

import click

from core.exporters.export import ExportRequest, export
from core.model.number_words import plural
from core.model.safe_text import inert_line
from tui.cli.opening import opened_with_reviews
from tui.cli.options import Places


def export_command(store: Places, output: Path, request: ExportRequest) -> None:
    """Write one subject, of all cases or those of a filter, and say how many rows it has; raises DiscretionError."""
    with opened_with_reviews(store) as (opened, standing):
        written = export(opened, standing, request, output)
    whose = f" of {' and '.join(written.whose)}" if written.whose else ""
    click.echo(inert_line(f"Wrote {plural(written.rows, 'row')}{whose} to {output}."), err=True)
