"""The `export` command."""

from pathlib import Path

import click

from core.audit.data import load
from core.exporters.choosing import choose
from core.exporters.request import Exporting
from core.exporters.subjects import subject
from core.exporters.table import write_table
from core.journal.events import reviews_folder
from core.journal.replay import load_folder
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.storage.store import Store


def export_command(  # noqa: PLR0917 - one for each option of the command
    what: str,
    store: Path,
    output: Path,
    annotators: tuple[str, ...],
    where: str | None,
    reviewer: str | None,
    bootstrap: int,
    seed: int,
    *,
    include_flagged: bool,
    oracle: str | None,
) -> None:
    """Write one subject, of all cases or those of a filter, and say how many rows it has; raises DiscretionError."""
    standing, warnings = load_folder(reviews_folder(store))
    for warning in warnings:
        click.echo(inert_line(warning), err=True)
    with Store.open(store) as opened:
        data = load(opened, standing, oracle=oracle)
        names = [data.annotator(name).name for name in annotators] or [each.name for each in data.annotators]
        choice = None if where is None else choose(where, data, opened, standing, names, reviewer)
        given = Exporting(opened, data, standing, annotators, bootstrap, seed, include_flagged, choice)
        rows = write_table(subject(what).table(given), output)
    whose = f" of {' and '.join(dict.fromkeys(annotators)) or data.reference().name}" if what == "dataset" else ""
    click.echo(inert_line(f"Wrote {plural(rows, 'row')}{whose} to {output}."), err=True)
