"""Whether text is a list of principles: sentences that tell a model what to do, numbered or not, or JSON of such."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Final

import orjson

from core.importers.constitution_file import TABLE
from core.importers.containers.data_place import DataPlace
from core.importers.containers.delimiters import MARKS
from core.importers.containers.names import named_twice
from core.importers.source import Container, Source
from core.model.errors import FormatError
from core.model.safe_text import inert_line, spreadsheet_plain

_LINES: Final = 50
_LONGEST: Final = 2_000
_LARGEST: Final = 1 << 22
TEXTS: Final = frozenset({"text", "principle", "principles", "rule", "rules"})
"""What a column of principles is called."""
_WITHIN: Final = ("principles", "rules", "constitution")
"""What a JSON object calls the list of its principles."""
_JSON: Final = re.compile(rf'\[\s*"|\{{\s*"\d+"\s*:\s*"|\{{\s*"(?:{"|".join(_WITHIN)})"\s*:\s*\[\s*"')
_LIKE_JSON: Final = re.compile(r'[\[{]\s*(?:["{\[\]}]|$)')
_MARKUP: Final = re.compile(r"^[{\[<#|>`\"']|://|\t|\0|^version |^oid |^---|^==|\s{4,}\S|[{}<>]")
_NUMBER: Final = re.compile(r"(?:(\d{1,9})[.):]|[-*\u2022])\s+")
_COUNT: Final = re.compile(r"\D{0,30}(\d{1,9})(?!\d)")
_PLAIN_COUNT: Final = re.compile(r"\W*(?:[^\W\d]+\W*(?=\d{1,9}\s*(?:[-.:)\]\u2013\u2014]|$)))?(\d{1,9})(?!\d)")
_FEW: Final = 2
"""So many principles may have a number in them by chance, and count where it stands apart."""
_ANYWHERE: Final = (
    "should shouldn.t must mustn.t shall ought never always response responses answer assistant AI model better"
)
_FIRST: Final = (
    "choose select prefer pick favou?r be do don.t avoid balance give help respect protect promote support reject "
    "refuse obey follow tell say act ensure keep make use write explain admit consider prioriti[sz]e put care "
    "encourage treat uphold serve show stay provide ask cite acknowledge discourage foster value defend is which more"
)
_DIRECTIVE: Final = re.compile(
    rf"\b(?:{_ANYWHERE.replace(' ', '|')})\b|^(?:please )?(?:{_FIRST.replace(' ', '|')})\b", re.IGNORECASE
)


def is_text_of_principles(place: DataPlace) -> bool:
    """Tell whether a place is one file of text that lists principles, in lines, TOML or JSON."""
    if len(place.files) != 1:
        return False
    try:
        source = Source(place.contents()[0])
        if source.called_toml:
            return True
        start = source.content.start.decode(errors="replace").lstrip("\ufeff \t\r\n")
        if source.container is not Container.TEXT or (start[:1] in {"[", "{"} and not start.startswith(TABLE)):
            return bool(_JSON.match(start)) and source.size <= _LARGEST and _json_list(source, _is_sentence) is not None
        lines = [line.strip() for line in islice(source.lines(), _LINES)]
        whole = len(lines) < _LINES
        if any(line == TABLE for line in lines):
            return True
        while lines and not lines[-1]:
            lines.pop()
        written = [line for number, line in enumerate(lines, 1) if line and number not in source.damaged]
        # Bytes with NULs are no text, though some of their lines may read like one.
        if b"\0" in source.content.start:
            written = []
        # Paragraphs are more often prose than principles.
        least = 0.5 if all(lines) else 1.0
        return bool(written) and are_sentences(without_numbers(written), least, whole=whole)
    except FormatError:
        # Whatever is wrong with the file, it is no text; who opens it next says what is wrong.
        return False


def are_sentences(lines: Sequence[str], least: float, *, whole: bool) -> bool:
    """Whether all lines read like sentences, not like cells of a table, and so large a share tells what to do."""
    if not all(_is_sentence(line) for line in lines) or any(_is_table(lines, mark, whole=whole) for mark in MARKS):
        return False
    return sum(bool(_DIRECTIVE.search(line)) for line in lines) >= least * len(lines)


def _is_table(lines: Sequence[str], mark: str, *, whole: bool) -> bool:
    """Whether lines are rows of as many cells each, parted by a mark; the last may be cut where they are not all."""
    try:
        rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=mark))
    except csv.Error:
        return True
    widths = {len(row) for row in (rows if whole else rows[:-1])}
    return len(rows) > 1 and len(widths) == 1 and widths != {1}


def counted_from_one(texts: Sequence[str]) -> bool:
    """Whether the first number in each text, near its beginning, counts them up from 1, whatever stands around it."""
    count = _COUNT if len(texts) > _FEW else _PLAIN_COUNT
    found = [count.match(text) for text in texts]
    return bool(texts) and [int(match[1]) for match in found if match] == list(range(1, len(texts) + 1))


def without_numbers(lines: Sequence[str]) -> list[str]:
    """Lines without the numbers or bullets that stand before every one of them, counted up from 0 or 1."""
    found = [_NUMBER.match(line) for line in lines]
    marks = [match for match in found if match is not None]
    if not lines or len(marks) != len(lines):
        return list(lines)
    numbers = [int(match[1]) for match in marks if match[1]]
    if numbers and numbers not in (list(range(len(lines))), list(range(1, len(lines) + 1))):
        return list(lines)
    return [line[match.end() :].strip() for line, match in zip(lines, marks, strict=True)]


def without_header(lines: Sequence[str]) -> list[str]:
    """The cells below the header of a table with one column, which may be in quotes; all lines where there is none."""
    if len(lines) < 2 or lines[0].lstrip("\ufeff").strip('"').strip().casefold() not in TEXTS:
        return list(lines)
    cells = list(lines[1:])
    if not any(line.startswith('"') for line in cells):
        return cells
    try:
        rows = list(csv.reader(io.StringIO("\n".join(cells)), strict=True))
    except csv.Error:
        return cells
    return [row[0].strip() for row in rows] if all(len(row) == 1 for row in rows) else cells


def listed_in(source: Source, lines: Sequence[str]) -> list[tuple[str, str, str]] | None:
    """Principles `(id, name, text)` of a JSON list or object, or of a table with text and name or id; None of text."""
    if lines and (_LIKE_JSON.match(lines[0]) or _is_json(lines)):
        found = _json_list(source, bool)
        if found is None:
            raise FormatError(
                f"{source.name} is no JSON of principles: write a list of their texts, or of objects with text and "
                'id or name and nothing else, by itself or as {"principles": …}.'
            )
        return found
    whole = [line.strip(" \r\n") for line in source.lines()][: len(lines)]  # of a row, a tab may be the first cell
    table = next(filter(None, (_table_of(whole, mark) for mark in MARKS)), None)
    if table is None:
        return None
    header, *rows = table
    called = _texts_of(source, header)
    found = []
    for place, row in enumerate(rows):
        cells = dict(zip(header, (spreadsheet_plain(cell.strip()) for cell in row), strict=False))
        if len(row) != len(header) or not cells[called]:
            raise FormatError(f"{source.name}, row {place + 1}: it has no text of a principle; correct it.")
        found.append((cells.get("id") or str(place), cells.get("name", ""), cells[called]))
    return found


def _table_of(lines: Sequence[str], mark: str) -> list[list[str]] | None:
    """The header, in lower case, and the rows of a table of which the header names columns; None of other lines.

    It names that of the texts; or there is no blank in it, and one in each row, all of which are as wide as it is.
    """
    try:
        header, *rows = filter(None, csv.reader(io.StringIO("\n".join(lines)), delimiter=mark, strict=True))
    except (csv.Error, ValueError):
        return None
    header = [cell.strip().lower() for cell in header]
    if len(header) < 2 or not rows:
        return None
    even = all(len(row) == len(header) for row in rows)
    words = all(len(cell.split()) < 2 for cell in header)
    if TEXTS.isdisjoint(header):
        is_header = even and words and all(any(len(cell.split()) > 1 for cell in row) for row in rows)
    else:
        is_header = even or words
    return [header, *rows] if is_header else None


def _texts_of(source: Source, header: Sequence[str]) -> str:
    """The column of the texts. Raises FormatError for others than id and name, none, and two called alike."""
    if named_twice(header) is not None:
        raise FormatError(f"{source.name}, line 1: the header names a column twice; rename one of them.")
    called = sorted(TEXTS.intersection(header))
    if not called and set(header) == {"id", "name"}:
        raise FormatError(f"{source.name} has no column text, which has the principles: add or rename it.")
    other = sorted(set(header).difference(called[:1], ("id", "name")))
    if other:
        shown = inert_line(other[0]) or "without a name"
        raise FormatError(
            f"{source.name} has a column {shown}, and principles have the columns id, name and text: "
            "rename it or take it out."
        )
    return called[0]


def _is_json(lines: Sequence[str]) -> bool:
    """Whether text that begins with a bracket is JSON, and no numbered line."""
    if not lines[0].startswith(("[", "{")):
        return False
    try:
        orjson.loads("\n".join(lines))
    except orjson.JSONDecodeError:
        return False
    return True


def _json_list(source: Source, is_one: Callable[[str], bool]) -> list[tuple[str, str, str]] | None:
    """Principles of a JSON list, or of an object with numbers for names, or within an object; None of anything else."""
    try:
        found = orjson.loads("".join(source.lines()))
    except orjson.JSONDecodeError:
        return None
    if isinstance(found, Mapping) and not all(str(key).isdecimal() for key in found):
        within = [found[name] for name in _WITHIN if isinstance(found.get(name), list | Mapping)]
        beside = [value for value in found.values() if isinstance(value, list | Mapping)]
        found = within[0] if len(within) == len(beside) == 1 else None
    if isinstance(found, list):
        rows = [_of_json(place, value) for place, value in enumerate(found)]
    elif isinstance(found, Mapping):
        numbered = all(str(key).isdecimal() for key in found)
        rows = [(key, "", text) if numbered else (str(n), key, text) for n, (key, text) in enumerate(found.items())]
    else:
        return None
    if not rows or not all(isinstance(text, str) and is_one(text.strip()) for _, _, text in rows):
        return None
    return [(str(id_), str(name).strip(), str(text).strip()) for id_, name, text in rows]


def _of_json(place: int, value: object) -> tuple[object, object, object]:
    """Id, name and text of one entry of a list, which is a text, or an object with text and id or name."""
    if not isinstance(value, Mapping):
        return place, "", value
    called = TEXTS & value.keys()
    if len(called) != 1 or not value.keys() <= {"id", "name", *called}:
        return place, "", None
    id_, name = (value.get(each) for each in ("id", "name"))
    return place if id_ is None else id_, "" if name is None else name, value[next(iter(called))]


def _is_sentence(plain: str) -> bool:
    return len(plain.split()) >= 2 and len(plain) <= _LONGEST and not _MARKUP.search(plain)
