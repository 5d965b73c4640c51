"""Tables of ids and numbers, as votes, rewards and judgements are: parsed in chunks, contradictions found by line."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.importers.bad_rows import BadRows, Fault
from core.importers.cells import ParsedColumn, Parser, first_order, orders, probabilities
from core.importers.containers.table import CellTable, Chunk, require
from core.importers.decided import Decided
from core.importers.numbering import cases_from_one, principles_from_one
from core.importers.options import ImportOutcome
from core.importers.two_names import refuse_two_names
from core.model.errors import FormatError
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.storage.writing import Added, StoreWriter

_CHUNK: Final = 100_000
_SHOWN: Final = 40
PROBABILITIES: Final = ("prob_a", "prob_b", "prob_na")

Arrays = Mapping[str, NDArray[Any]]
Send = Callable[[Arrays], Added]


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read a table: a parser for each column that counts; the `keys` name what a row is about."""

    parsers: Mapping[str, Parser]
    keys: tuple[str, ...]
    check: Callable[[CellTable, Chunk], None] | None = None
    """Raises FormatError where rows contradict themselves."""

    @property
    def answers(self) -> tuple[str, ...]:
        """The columns that are not keys."""
        return tuple(name for name in self.parsers if name not in self.keys)


@dataclass(frozen=True, slots=True)
class ParsedChunk:
    """The good rows of a chunk as arrays, their indices in the chunk (int64), and the faults of the others."""

    chunk: Chunk
    arrays: Arrays
    index: NDArray[np.int64]
    faults: list[Fault]

    def keys(self, layout: Layout) -> Iterator[tuple[object, ...]]:
        """What each row is about."""
        return zip(*(self.arrays[name].tolist() for name in layout.keys), strict=True)

    def values(self, layout: Layout) -> Iterator[tuple[object, ...]]:
        """What each row says of it."""
        return zip(*(self.arrays[name].tolist() for name in layout.answers), strict=True)

    def places(self) -> list[tuple[str, int]]:
        """The shard and line of each row."""
        return [self.chunk.place(index) for index in self.index.tolist()]

    def without(self, places: set[tuple[str, int]]) -> "ParsedChunk":
        """The same without some rows."""
        kept = np.fromiter((place not in places for place in self.places()), np.bool_, len(self.index))
        return ParsedChunk(self.chunk, {name: array[kept] for name, array in self.arrays.items()}, self.index[kept], [])


@dataclass(slots=True)
class Totals:
    """Running counts of an import."""

    new: int = 0
    example: str = ""
    """The id of the case of the first row."""
    unknown: int = 0
    unknown_principles: int = 0
    sent: int = 0
    from_one: tuple[str, ...] = ()

    def add(self, added: Added, rows: int) -> None:
        """Count what became of `rows` rows."""
        self.new += added.new
        self.unknown += added.unknown
        self.unknown_principles += added.unknown_principles
        self.sent += rows

    def warnings(self) -> tuple[str, ...]:
        """Say what was passed over for naming what the store lacks."""
        found = []
        if self.unknown:
            found.append(f"{plural(self.unknown, 'row')} for cases that the store lacks: passed over.")
        if self.unknown_principles:
            found.append(f"{plural(self.unknown_principles, 'row')} for principles that the store lacks: passed over.")
        return (*found, *self.from_one)


def require_cases(table: CellTable, writer: StoreWriter, what: str) -> None:
    """Raise FormatError where there are no cases yet that a file of `what` could be about."""
    if not writer.has_cases():
        raise FormatError(f"{table.name} holds {what}, but the store has no cases yet: import the cases first.")


def require_fit(table: CellTable, totals: Totals, writer: StoreWriter) -> None:
    """Raise FormatError where there were rows, and none of them is about a case or a principle of the store.

    Where some are not, it is noted in `totals` whether that is for numbering from 1.
    """
    if not totals.sent or totals.unknown + totals.unknown_principles < totals.sent:
        if totals.unknown:
            totals.from_one += cases_from_one(_cells(table, "row_id"), writer)
        if totals.unknown_principles:
            totals.from_one += principles_from_one(_cells(table, "principle_id"), writer)
        return
    if totals.unknown < totals.sent:
        raise FormatError(
            f"No row of {table.name} names a principle of the store by its id, name or text: "
            "import the principles that it is about first."
        )
    raise no_case_fits(table.name, totals.example, writer)


def _cells(table: CellTable, column: str) -> Iterator[str]:
    """The cells of a column, read again."""
    return (cell for chunk in table.again().chunks(_CHUNK) if chunk.lines for cell in chunk.cells()[column])


def no_case_fits(name: str, example: str, writer: StoreWriter) -> FormatError:
    """What to say of a file that is about none of the store's cases, of which it names one."""
    there = inert_line(writer.some_case() or "", _SHOWN)
    return FormatError(
        f"No row of {name} is about a case of the store: it names case {inert_line(example, _SHOWN)}, where the store "
        f"has {there}; import the cases that it is about, or give the name of their dataset with --dataset."
    )


def answers_layout(table: CellTable, keys: Mapping[str, Parser], needs: str, decided: Decided) -> Layout:
    """Read probabilities where there are any, else decided preferences; FormatError, with `needs`, for neither."""
    if "preference" in table.header and not {*PROBABILITIES} & {*table.header}:
        require(table, (*keys, "preference"), needs)
        shown = {"order": first_order} if "order" in table.header else {}
        return Layout({**keys, "preference": decided.parse, **shown}, tuple(keys))
    require(table, (*keys, "order", *PROBABILITIES), needs)
    parsers = {**keys, "order": orders, **dict.fromkeys(PROBABILITIES, probabilities)}
    return Layout(parsers, (*keys, "order"))


def outcome(table: CellTable, totals: Totals, bad: BadRows, noun: str, whose: tuple[str, str]) -> ImportOutcome:
    """What came of a table; `whose` answers they are is `oracle` or `annotator`, and a name.

    Where rows tell their presentation order, two of them may be of one thing, and only answers are counted.
    """
    noun = "answer" if "order" in table.header and "preference" not in table.header else noun
    return ImportOutcome(
        read=table.read,
        kept=min(totals.new, totals.sent),
        rejected=bad.count,
        unknown=totals.unknown + totals.unknown_principles,
        what=f"{plural(totals.new, noun)} by {whose[1]}",
        target=" ".join(whose),
        warnings=(*totals.warnings(), *table.warnings),
    )


def load(table: CellTable, layout: Layout, send: Send, bad: BadRows) -> Totals:
    """Send every good row through `send`, a chunk at a time, and every other one to `bad`.

    A row that says otherwise of the same thing than an earlier row of the file is malformed; one that contradicts an
    earlier import is not, and the FormatError of `send` passes through.
    """
    totals = Totals()
    for batch in _batches(table, layout):
        bad.extend(batch.faults)
        _deliver(table, layout, batch, send, bad, totals)
    return totals


def _deliver(table: CellTable, layout: Layout, batch: ParsedChunk, send: Send, bad: BadRows, totals: Totals) -> None:
    if not len(batch.index):
        return
    try:
        totals.example = totals.example or str(batch.arrays[layout.keys[0]][0])
        totals.add(send(batch.arrays), len(batch.index))
    except FormatError:
        faults = _contradictions(table, layout, batch)
        if not faults:
            raise
        bad.extend(faults)
        _deliver(table, layout, batch.without({(fault.file, fault.line) for fault in faults}), send, bad, totals)


def _batches(table: CellTable, layout: Layout) -> Iterator[ParsedChunk]:
    for chunk in table.chunks(_CHUNK):
        if not chunk.lines:
            yield ParsedChunk(chunk, {}, np.empty(0, np.int64), chunk.faults)
            continue
        cells = chunk.cells()
        refuse_two_names(table, chunk, layout.keys, layout.answers)
        if layout.check is not None:
            layout.check(table, chunk)
        columns = {name: parse(cells[name]) for name, parse in layout.parsers.items()}
        wrong = np.logical_or.reduce([column.wrong for column in columns.values()])
        faults = chunk.faults + [_fault(chunk, cells, columns, int(i)) for i in np.flatnonzero(wrong)]
        arrays = {name: column.values[~wrong] for name, column in columns.items()}
        yield ParsedChunk(chunk, arrays, np.flatnonzero(~wrong), faults)


def _fault(chunk: Chunk, cells: Mapping[str, Sequence[str]], columns: Mapping[str, ParsedColumn], index: int) -> Fault:
    """Say of the first wrong cell of a row what is wrong with it."""
    name, column = next((name, column) for name, column in columns.items() if column.wrong[index])
    cell = inert_line(cells[name][index], _SHOWN)
    said = f'{name} is "{cell}"' if cell else f"{name} is empty"
    return chunk.fault(index, f"{said} and not {column.wanted}")


def _contradictions(table: CellTable, layout: Layout, batch: ParsedChunk) -> list[Fault]:
    """Read the table again up to the end of `batch` for rows of it that say otherwise than an earlier row."""
    wanted = set(batch.keys(layout))
    first: dict[tuple[object, ...], tuple[tuple[object, ...], tuple[str, int]]] = {}
    faults = []
    here = dict(zip(batch.places(), batch.index.tolist(), strict=True))
    last = batch.chunk.numbers[-1]
    for earlier in _batches(table.again(), layout):
        rows = zip(earlier.keys(layout), earlier.values(layout), earlier.places(), strict=True)
        for key, values, place in rows:
            if key in wanted:
                known, since = first.setdefault(key, (values, place))
                if known != values and place in here:
                    what = ", ".join(
                        f"{name} {inert_line(str(k), _SHOWN)}" for name, k in zip(layout.keys, key, strict=True)
                    )
                    where = f"{table.unit} {since[1]}" + (f" of {since[0]}" if since[0] else "")
                    faults.append(batch.chunk.fault(here[place], f"{what} was answered otherwise on {where}"))
        if earlier.chunk.numbers and earlier.chunk.numbers[-1] >= last:
            break
    return faults
