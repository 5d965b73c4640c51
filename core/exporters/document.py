"""A JSON document on its way out: what stands around a list of records, and the records one by one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import orjson

from core.exporters.output import STANDARD_OUTPUT, is_special, output_file
from core.model.errors import ExportError
from core.model.safe_text import inert_line

ENDING: Final = ".json"


@dataclass(frozen=True, slots=True)
class Document:
    """The records, which may be read once only; in an object under `name`, after what is `around`, where that is named.

    What is `around` is whatever JSON has.
    """

    records: Iterable[Mapping[str, object]]
    name: str | None = None
    around: Mapping[str, object] = field(default_factory=dict)


def write_document(document: Document, path: Path) -> int:
    """Write a document to a .json file, a device or `-`, whole or not at all, and return how many records it has.

    Raises ExportError for another ending, or a place that cannot be written.
    """
    if path.suffix.lower() != ENDING and not (path == STANDARD_OUTPUT or is_special(path)):
        raise ExportError(f"{inert_line(str(path))} does not end in {ENDING}: choose a name that does.")
    count = 0
    with output_file(path) as beside, beside.open("wb") as file:
        if document.name is not None:
            around = orjson.dumps(document.around, option=orjson.OPT_INDENT_2).removesuffix(b"\n}")
            file.write(around + b",\n  " + orjson.dumps(document.name) + b": ")
        file.write(b"[")
        for record in document.records:
            file.write(b",\n " if count else b"\n ")
            file.write(orjson.dumps(record))
            count += 1
        file.write(b"\n]\n" if document.name is None else b"\n]}\n")
    return count
