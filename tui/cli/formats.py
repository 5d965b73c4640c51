"""The `formats` command: what can be imported, and what becomes of it."""

from core.importers.formats.registry import FORMATS
from core.model.number_words import plural
from tui.cli.printing.json_document import echo_json
from tui.cli.printing.saying import say


def formats_command(*, as_json: bool) -> None:
    """Print the table of formats."""
    if as_json:
        rows = [
            {
                "format": known.name,
                "description": known.description,
                "case": known.meaning.case,
                "annotator": known.meaning.annotator,
                "principle": known.meaning.principle,
                "vote": known.meaning.vote,
            }
            for known in FORMATS
        ]
        echo_json({"formats": rows})
        return
    for known in FORMATS:
        say(f"{known.name}: {known.description}")
        for part in ("case", "annotator", "principle", "vote"):
            said = getattr(known.meaning, part)
            if said != "-":
                say(f"  {part:<10} {said}")
    say(f"\n{plural(len(FORMATS), 'format')}, recognised by content; --format names one, --map reads any columns.")
