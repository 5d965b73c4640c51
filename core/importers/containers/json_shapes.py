"""What kind of JSON a file is: rows by line, by list, by list within an object, or one after the other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from core.importers.containers.content import Content
from core.importers.containers.json_documents import JsonDocument, broken
from core.importers.containers.json_lines import JsonLines
from core.importers.containers.json_scan import BrokenError, JsonScan
from core.importers.containers.json_values import Malformed, parsed
from core.importers.containers.line_blocks import LineBlocks
from core.importers.containers.readers import FileReader
from core.model.errors import FormatError

_FIRST: Final = 50
_ROWS: Final = frozenset(
    (
        *("battles", "cases", "comparisons", "data", "dataset", "entries", "examples", "instances", "items"),
        *("judgements", "judgments", "pairs", "preferences", "questions", "records", "results", "rows", "samples"),
        *("tasks", "test", "train", "validation", "votes"),
    )
)
"""What a list of rows is called; a list of another name may be a field of a single row."""


def json_reader(content: Content) -> FileReader:
    """Tell what kind of JSON a file is; raises FormatError where it is a table by columns, or broken."""
    scan = JsonScan(content.blocks())
    if scan.peek() == b"[":
        return JsonDocument(content)
    if _whole_first_line(content):
        return JsonLines(content)
    try:
        found = _members(scan)
        following = scan.peek()
    except BrokenError as error:
        if error.cut and not _some_line(content):
            raise broken(content, error) from error
        return JsonLines(content)
    if found.malformed and _some_line(content):
        return JsonLines(content)
    if following == b"{" or (found.malformed and not following):
        return JsonDocument(content, stream=True)
    return _alone(content, found) if not following else JsonLines(content)


@dataclass(slots=True)
class _Members:
    """An object's members: its lists of objects, each with its key as it is written and its first element; the rest."""

    lists: dict[bytes, Mapping[str, Any]] = field(default_factory=dict)
    others: dict[str, Any] = field(default_factory=dict)
    malformed: bool = False


def _whole_first_line(content: Content) -> bool:
    """Whether the first line is an object and not all there is."""
    lines = _lines(content)
    return type(parsed(next(lines))) is dict and next(lines, None) is not None


def _some_line(content: Content) -> bool:
    """Whether one of the first lines is an object, so that the others may be malformed rows."""
    return any(type(parsed(line)) is dict for line in islice(_lines(content), _FIRST))


def _lines(content: Content) -> Iterator[bytes]:
    """The lines that are not blank."""
    blocks = LineBlocks(content)
    return (line for block in blocks for line in block.split(blocks.end) if line.strip())


def _members(scan: JsonScan) -> _Members:
    found = _Members()
    for key in scan.members():
        if scan.begins_objects():
            first: Any = None
            for _, text in scan.elements():
                first = parsed(text) if first is None else first
            found.lists[key] = first if isinstance(first, dict) else {}
            continue
        value = parsed(scan.value())
        found.malformed = found.malformed or isinstance(value, Malformed)
        found.others[str(parsed(key))] = value
    return found


def _alone(content: Content, found: _Members) -> FileReader:
    """Read the one object of a file: around rows, or a row itself."""
    if _by_columns(found):
        raise FormatError(
            f'{content.name} is a table by columns: write it by rows, in pandas with to_json(path, orient="records", '
            "lines=True)."
        )
    lists = [key for key, first in found.lists.items() if not _message(first) and not _of_a_task(key, found)]
    texts = any(isinstance(value, str) for value in found.others.values())
    known = [key for key in lists if parsed(key) in _ROWS]
    rows = known if len(known) == 1 else [] if texts else lists
    if len(rows) > 1 and len(lists) == len(found.lists):
        named = ", ".join(str(parsed(key)) for key in rows)
        raise FormatError(f"{content.name} has several lists of rows ({named}): write each to a file of its own.")
    if len(rows) == 1 and len(found.lists) == 1:
        return JsonDocument(content, rows[0], found.others)
    return JsonDocument(content, stream=True)


def _message(first: Mapping[str, Any]) -> bool:
    return "role" in first or {"from", "value"} <= first.keys()


def _of_a_task(key: bytes, found: _Members) -> bool:
    """Whether a list is the annotations of a single task, as Label Studio writes one, beside its data."""
    return parsed(key) == "annotations" and isinstance(found.others.get("data"), dict)


def _by_columns(found: _Members) -> bool:
    """Whether an object is a table by columns, or by rows under their numbers, as pandas writes them."""
    if found.lists or not found.others:
        return False
    values = list(found.others.values())
    if all(isinstance(value, dict) and value for value in values):
        numbered = all(key.isdecimal() for key in found.others)
        return numbered or all(key.isdecimal() for value in values for key in value)
    if not all(isinstance(value, list) and value for value in values):
        return False
    return {"columns", "data"} <= found.others.keys() or _same_length(values)


def _same_length(values: Sequence[list[Any]]) -> bool:
    return len({len(value) for value in values}) == 1 and not any(isinstance(value[0], list | dict) for value in values)
