"""`import --preview`: the first cases as they would be understood, and what becomes of the columns."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from core.importers.formats.accounting import ColumnUse
from core.importers.options import ImportOptions
from core.importers.preview import ImportPreview, PreviewedAnswer, PreviewedCase, preview_files
from core.model.safe_text import inert_line
from tui.cli.printing.json_document import echo_json
from tui.cli.printing.saying import say

_TEXT: Final = 100
_NAME: Final = 40
_SAYS: Final = {1: "A", 0: "neither", -1: "B"}


def preview_command(files: Sequence[str], options: ImportOptions, *, as_json: bool) -> None:
    """Print what an import would make of files; raises FormatError as it would."""
    found = preview_files(files, options)
    if as_json:
        echo_json({"files": [asdict(each) for each in found]})
        return
    for each in found:
        _tell(each)
    say("Nothing was written.")


def _tell(found: ImportPreview) -> None:
    say(f"{inert_line(Path(found.file).name)} would be read as {found.format}:")
    meaning = {name: said for name, said in asdict(found.meaning).items() if said != "-"}
    for name, said in meaning.items():
        say(f"  {name:<10} {said}")
    for case in found.cases:
        _tell_case(case)
    if found.columns is not None:
        for line in column_lines(found.columns):
            say(f"  {line}")
    for note in found.notes:
        say(f"  {inert_line(note)}")


def _tell_case(case: PreviewedCase) -> None:
    say(f"case {inert_line(case.id, _NAME)}")
    for name, text in (("prompt", case.prompt), ("A", case.response_a), ("B", case.response_b)):
        say(f"  {name:<10} {inert_line(text, _TEXT)}")
    for answer in case.answers:
        say(f"  {_answer(answer)}")
    if case.facts:
        said = "; ".join(f"{name} {value}" for name, value in case.facts.items())
        say(f"  {'facts':<10} {inert_line(said, _TEXT)}")


def _answer(answer: PreviewedAnswer) -> str:
    strength = "" if not answer.strength else f" ({answer.strength:+g})"
    by = f"{inert_line(answer.by, _NAME)}: {_SAYS[answer.preference]}{strength}"
    return (
        f"{'annotator':<10} {by}"
        if answer.principle is None
        else f"{'vote':<10} {inert_line(answer.principle, _NAME)} by {by}"
    )


def column_lines(columns: ColumnUse) -> list[str]:
    """What becomes of columns, in lines for the terminal."""
    named = (("used", columns.used), ("kept as facts", columns.facts), ("not used", columns.unused))
    lines = [f"{what}: {inert_line(', '.join(names))}" for what, names in named if names]
    lines.append(f"case id: column {inert_line(columns.case)}" if columns.case else "case id: the row's number, from 0")
    return lines
