"""Format `principles`: a constitution as text, one principle a line, as TOML, a JSON list or a table."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from core.importers.bad_rows import BadRows, Fault
from core.importers.constitution_file import TABLE, read_constitution
from core.importers.containers.records import Record, Records
from core.importers.entry import MalformedRowError
from core.importers.formats import fields
from core.importers.lists_of_principles import TEXTS, counted_from_one, listed_in, without_header, without_numbers
from core.importers.options import ImportOptions, ImportOutcome
from core.importers.source import Source
from core.model.errors import FormatError
from core.model.number_words import plural
from core.model.safe_text import inert_line, spreadsheet_plain
from core.storage.writing import StoreWriter

_NAME: Final = 40
_NAMED: Final = 6
_FROM_ONE: Final = (
    "Its principles are numbered from 1, and have the ids 0 to {}: votes that name them go by the ids. Where yours are "
    "numbered from 1, give each its number as its id, in a table with the columns id and text."
)
_LONGEST: Final = 2_000
_MOST: Final = 10_000


def claims(records: Records) -> bool:
    """Tell whether rows hold the text of a principle and its name or id, and nothing else."""
    return len(records.columns) > 1 and _is_table(records)


def fits(records: Records) -> bool:
    """Tell whether rows that are said to be principles are such; text with one column is read line by line."""
    return claims(records) or (not records.text_cells and _is_table(records))


def _is_table(records: Records) -> bool:
    columns = set(records.columns)
    called = TEXTS & columns
    if len(called) != 1 or not columns <= {"id", "name", *called}:
        return False
    name = next(iter(called))
    return name == "text" or all(isinstance(record.fields.get(name), str) for record in records.head)


def read(source: Source, writer: StoreWriter, options: ImportOptions, bad: BadRows) -> ImportOutcome:
    """Add the principles, each named by its line's number from 0; a blank line would shift those and is malformed.

    In TOML a principle is named by its place from 0. On request, or where TOML says so, the order becomes the declared
    one. Raises FormatError at a malformed line, when the names file does not match line by line, when the store has
    other principles under these ids, or more than a declared order has.
    """
    texts = _lines(source)
    if source.called_toml or TABLE in texts:
        return _read_toml(source, texts, writer, options)
    if (listed := listed_in(source, texts)) is not None:
        return _write(source.name, listed, writer, options)
    given = len(texts)
    texts = without_header(texts)
    written, texts = texts, without_numbers(texts)
    skipped = int(len(texts) < given)  # cells over several lines are counted as one
    names = _names(options.short_names, len(texts)) if options.short_names is not None else None
    rows = []
    for number, text in enumerate(texts):
        line = number + 1 + skipped
        if line in source.damaged:
            bad.add(Fault(line, source.damaged[line], text))
        elif not text:
            bad.add(Fault(line, "it is blank, and the principles after it would change their numbers", text))
        else:
            rows.append((str(number), names[number] if names else "", text))
    _refuse_alike(source.name, [name or text for _, name, text in rows])
    new = writer.add_principles(rows)
    declared = [id_ for id_, _, _ in rows] if options.declared_order else None
    outcome = _outcome(writer, new, declared, len(texts), bad.count)
    return _told(outcome, [(str(number), names[number] if names else "", line) for number, line in enumerate(written)])


def read_rows(records: Records, writer: StoreWriter, options: ImportOptions, bad: BadRows) -> ImportOutcome:
    """Add the principles of a table, whatever it lies in; those without an id are named by their rows' numbers from 0.

    Raises FormatError as `read` does.
    """
    rows = []
    for record in records:
        try:
            id_, name, said = _row(record)
            plain = spreadsheet_plain if records.text_cells else str
            rows.append((plain(id_), plain(name), plain(said)))
        except MalformedRowError as error:
            bad.add(Fault(record.line, str(error), record.fields, record.file))
    return _write(records.name, rows, writer, options, bad.count)


def _row(record: Record) -> tuple[str, str, str]:
    said = fields.text(record.fields, next(iter(TEXTS & record.fields.keys()), "text")).strip()
    if not said:
        raise MalformedRowError("it has no text of a principle")
    id_, name = (fields.name_of(record.fields.get(each), each) for each in ("id", "name"))
    return id_ or str(record.number), name or "", said


def _read_toml(source: Source, lines: list[str], writer: StoreWriter, options: ImportOptions) -> ImportOutcome:
    if source.damaged:
        number, reason = next(iter(source.damaged.items()))
        raise FormatError(f"{source.name}, line {number}: {reason}; correct it and try again.")
    if options.short_names is not None:
        raise FormatError(f"{source.name} has the principles' names in it: leave --short-names out.")
    found = read_constitution("\n".join(lines), source.name)
    rows = [(rule.id or str(place), rule.name, rule.text) for place, rule in enumerate(found.rules)]
    _refuse_alike(source.name, [id_ for id_, _, _ in rows], "have the id", "an id")
    _refuse_alike(source.name, [name for _, name, _ in rows])
    new = writer.add_principles(rows)
    declared = found.declared or (range(len(rows)) if options.declared_order else ())
    outcome = _outcome(writer, new, [rows[place][0] for place in declared] or None, len(rows), 0)
    unused = ", ".join(inert_line(each, _NAME) for each in found.unused[:_NAMED]) + " …" * (len(found.unused) > _NAMED)
    return _told(replace(outcome, warnings=(f"Not used: {unused}.",)) if unused else outcome, rows)


def _write(
    named: str,
    listed: Sequence[tuple[str, str, str]],
    writer: StoreWriter,
    options: ImportOptions,
    rejected: int = 0,
) -> ImportOutcome:
    """Add principles `(id, name, text)` that are not lines of text; `rejected` others were malformed."""
    if options.short_names is not None:
        names = _names(options.short_names, len(listed))
        listed = [(id_, name, text) for (id_, _, text), name in zip(listed, names, strict=True)]
    _refuse_alike(named, [id_ for id_, _, _ in listed], "have the id", "an id")
    _refuse_alike(named, [name or text for _, name, text in listed])
    new = writer.add_principles(listed)
    declared = [id_ for id_, _, _ in listed] if options.declared_order else None
    return _told(_outcome(writer, new, declared, len(listed) + rejected, rejected), listed)


def _outcome(writer: StoreWriter, new: int, declared: list[str] | None, read: int, rejected: int) -> ImportOutcome:
    """Declare the order, if there is one, and say what was brought."""
    what, target = plural(new, "principle"), "principles"
    if declared is not None:
        target = "principles in the declared order"
        if writer.declare(declared):
            return ImportOutcome(read, len(declared), rejected, 0, f"{what} and their declared order", target)
    return ImportOutcome(read, new, rejected, 0, what, target)


def _told(outcome: ImportOutcome, rows: Sequence[tuple[str, str, str]]) -> ImportOutcome:
    """Warn where names or texts of principles `(id, name, text)` are counted from 1, and their ids from 0."""
    ids, names, texts = zip(*rows, strict=True) if rows else ((), (), ())
    if list(ids) == list(map(str, range(len(ids)))) and (counted_from_one(names) or counted_from_one(texts)):
        return replace(outcome, warnings=(*outcome.warnings, _FROM_ONE.format(len(ids) - 1)))
    return outcome


def _refuse_alike(named: str, values: list[str], how: str = "are called", what: str = "a name") -> None:
    """Results name principles by their names, and votes by their ids, so no two may have the same."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise FormatError(
                f'Two principles of {named} {how} "{inert_line(value, _NAME)}": give each {what} of its own.'
            )
        seen.add(value)


def _lines(source: Source) -> list[str]:
    """All lines without surrounding blanks, and without blank lines at the end."""
    lines: list[str] = []
    for line in source.lines():
        lines.append(line.strip())
        if len(lines) > _MOST:
            raise FormatError(
                f"{source.name} has more than {_MOST} lines, too many for a constitution: check --format."
            )
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _names(path: Path, count: int) -> list[str]:
    """Read the display names, one for each principle."""
    source = Source(path)
    names = _lines(source)
    for number, name in enumerate(names, 1):
        if number in source.damaged or not name:
            reason = source.damaged.get(number, "it is blank")
            raise FormatError(f"{source.name}, line {number}: {reason}; give each principle a name.")
    if len(names) != count:
        given = plural(len(names), "name")
        raise FormatError(f"{source.name} has {given} for {plural(count, 'principle')}: give one name a line for each.")
    return names
