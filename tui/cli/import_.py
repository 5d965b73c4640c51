"""The `import` command."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.importers.importing import ImportResult, import_files
from core.importers.options import ImportOptions
from core.model.number_words import plural
from core.model.safe_text import inert_line
from tui.cli.preview import column_lines
from tui.cli.printing.json_document import echo_json
from tui.cli.printing.late_progress import LateProgress
from tui.cli.printing.saying import say


def import_command(files: Sequence[Path | str], store: Path, options: ImportOptions, *, as_json: bool) -> None:
    """Import files and say what each brought; raises FormatError or StoreError with nothing kept."""
    with LateProgress("import", unit_bytes=True) as progress:
        results = import_files(files, store, replace(options, progress=progress.update))
    _tell(results, store, as_json=as_json)


def _tell(results: Sequence[ImportResult], store: Path, *, as_json: bool) -> None:
    """Print what each file brought, and on stderr what to look at."""
    if as_json:
        document = {"store": str(store), "files": [_row(result) for result in results]}
        echo_json(document)
    for result in results:
        for warning in result.outcome.warnings:
            say(f"warning: {inert_line(warning)}", err=True)
        if not as_json:
            tell_result(result)


def tell_result(result: ImportResult) -> None:
    """Print what a file brought, and what became of its columns."""
    say(_sentence(result))
    for line in _more(result):
        say(f"  {line}")


def _row(result: ImportResult) -> dict[str, object]:
    outcome, columns = result.outcome, result.columns
    return {
        "file": result.file,
        "format": result.format,
        "target": outcome.target,
        "read": outcome.read,
        "kept": outcome.kept,
        "rejected": outcome.rejected,
        "unknown": outcome.unknown,
        "warnings": list(outcome.warnings),
        "columns": None
        if columns is None
        else {"used": columns.used, "facts": columns.facts, "unused": columns.unused},
        "case_id": None if columns is None else columns.case,
        "notes": result.notes,
    }


def _more(result: ImportResult) -> list[str]:
    """What became of the columns, where some are kept or not used, and what the format has to say."""
    columns = result.columns
    told = [] if columns is None or not (columns.facts or columns.unused or columns.case) else column_lines(columns)
    return [*told, *(inert_line(note) for note in result.notes)]


def _sentence(result: ImportResult) -> str:
    outcome = result.outcome
    said = f"{inert_line(Path(result.file).name)} ({result.format}): {inert_line(outcome.what)}"
    if not result.recorded:
        said += "; nothing new"
    if outcome.unknown:
        said += f"; {outcome.unknown} of {plural(outcome.read, 'row')} passed over"
    if outcome.rejected:
        said += f"; {plural(outcome.rejected, 'malformed row')} set aside"
    return said
