"""Recognising a dataset's format by its content; where that fails, the sentence that says what to type."""

from core.importers.containers.records import Records
from core.importers.formats import dataset
from core.importers.formats.registry import FORMATS, NAMES, REFUSED, AnyFormat
from core.importers.formats.simple import MAPPED
from core.importers.formats.suggestion import suggestion
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.model.safe_text import inert_line


def named(options: ImportOptions) -> AnyFormat | None:
    """The format that the user named, by `--format` or `--map`; raises FormatError where there is none of the name."""
    if options.map is not None:
        if options.format not in (None, MAPPED.name):
            raise FormatError(f"--map says what the columns are: leave --format {inert_line(str(options.format))} out.")
        return MAPPED
    if options.format is None:
        return None
    for known in FORMATS:
        if known.name == options.format:
            return known
    raise FormatError(f"There is no format {inert_line(options.format)}: --format takes one of {', '.join(NAMES)}.")


def recognised(records: Records) -> AnyFormat:
    """The one format that claims a dataset; raises FormatError, with a line to type, for none and for several."""
    # Facts of an exported dataset may be called as the columns of another format are.
    found: list[AnyFormat] = [known for known in (dataset.FORMAT, *REFUSED) if known.claims(records)]
    if found:
        return found[0]
    found = [known for known in FORMATS if known.claims(records)]
    if len(found) == 1:
        return found[0]
    if found:
        names = " or ".join(known.name for known in found)
        raise FormatError(f"{records.name} could be {names}: pass --format to say which it is.")
    if not records.columns or (records.text_cells and len(records.columns) == 1):
        raise FormatError(
            f"{records.name} is in none of the known formats: it holds no rows with named columns"
            f"{', for its first line does not name several' if records.columns else ''}; "
            "unknown text needs --format principles, if that is what it is."
        )
    passed = "".join(f"{warning} " for warning in records.warnings)
    raise FormatError(f"{passed}{records.name} is in none of the known formats: {suggestion(records)}")
