"""Format `rewards`: a reward model's rewards of both responses, as CSV."""

from functools import partial
from typing import Final

from core.importers.bad_rows import BadRows
from core.importers.cells import Parser, identifiers, numbers
from core.importers.head import Head
from core.importers.options import ImportOptions, ImportOutcome, stem
from core.importers.source import Source
from core.importers.table import CsvFile
from core.importers.tabular import Arrays, Layout, load, outcome, require_cases
from core.model.terms import AnnotatorKind
from core.storage.writing import Added, StoreWriter

_COLUMNS: Final = ("row_id", "reward_a", "reward_b")


def sniff(head: Head) -> bool:
    """Tell whether rows name a case and carry a reward of each response."""
    return set(_COLUMNS) <= head.columns


def read(source: Source, writer: StoreWriter, options: ImportOptions, bad: BadRows) -> ImportOutcome:
    """Add the rewards and the annotations that follow from them; the cases must be there.

    Raises FormatError when they are not, at the first malformed row, or when the annotator exists with other answers.
    """
    require_cases(source, writer, "rewards")
    table = CsvFile(source)
    table.require(_COLUMNS, "rewards need the columns row_id, reward_a and reward_b")
    annotator = options.annotator or stem(source.path)
    kind = options.kind or AnnotatorKind.REWARD_MODEL
    parsers: dict[str, Parser] = {
        "row_id": partial(identifiers, prefix=options.prefix),
        "reward_a": numbers,
        "reward_b": numbers,
    }

    def send(arrays: Arrays) -> Added:
        return writer.add_rewards(annotator, kind, arrays["row_id"], arrays["reward_a"], arrays["reward_b"])

    totals = load(source, table, Layout(parsers, ("row_id",)), send, bad)
    return outcome(table, totals, bad, "annotation", ("annotator", annotator))
