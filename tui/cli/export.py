"""The `export` command."""

from pathlib import Path

from core.exporters.export import ExportRequest, export
from core.exporters.output import STANDARD_OUTPUT, is_special
from core.model.number_words import plural
from core.model.safe_text import inert_line
from tui.cli.opening import opened_with_reviews
from tui.cli.options import Places
from tui.cli.printing.late_progress import LateProgress
from tui.cli.printing.saying import say


def export_command(store: Places, output: Path, request: ExportRequest) -> None:
    """Write one subject, of all cases or those of a filter, and say how many rows it has; raises DiscretionError."""
    with opened_with_reviews(store) as (opened, standing):
        if output == STANDARD_OUTPUT or is_special(output):  # a bar would run across what is printed there
            written = export(opened, standing, request, output)
        else:
            with LateProgress("export", at_once=True) as shown:
                written = export(opened, standing, request, output, shown.update)
    whose = f" of {' and '.join(written.whose)}" if written.whose else ""
    say(inert_line(f"Wrote {plural(written.rows, 'row')}{whose} to {output}{written.note}."), err=True)
