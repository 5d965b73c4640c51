"""The `export` command."""

from pathlib import Path

import click

from core.audit import load
from core.exporters.subjects import Exporting, subject
from core.exporters.table import write_table
from core.inert import inert_line
from core.journal import reviews_folder
from core.reviews import load_folder
from core.store import Store
from tui.format import plural


def export_command(
    what: str,
    store: Path,
    output: Path,
    annotators: tuple[str, ...],
    bootstrap: int,
    seed: int,
    *,
    include_flagged: bool,
) -> None:
    """Write one subject to a file and say how many rows it has; raises DiscretionError."""
    standing, warnings = load_folder(reviews_folder(store))
    for warning in warnings:
        click.echo(inert_line(warning), err=True)
    with Store.open(store) as opened:
        data = load(opened, standing)
        for name in annotators:
            data.annotator(name)
        given = Exporting(opened, data, standing, annotators, bootstrap, seed, include_flagged)
        rows = write_table(subject(what).table(given), output)
    whose = f" of {annotators[0] if annotators else data.reference().name}" if what == "dataset" else ""
    click.echo(inert_line(f"Wrote {plural(rows, 'row')}{whose} to {output}."), err=True)
