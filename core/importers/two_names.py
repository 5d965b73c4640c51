"""Rows of answers that name their case, or their principle, in two columns: refused where these do not agree."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from core.importers.containers.names import CASES
from core.importers.containers.table import CellTable, Chunk, where
from core.importers.entries.naming import same_id
from core.importers.named_principles import NamedPrinciples
from core.model.errors import FormatError
from core.model.safe_text import inert_line

_SHOWN: Final = 40
_PRINCIPLES: Final = ("principle", "principle_name", "principle_text", "name", "text")
"""Columns that may say which principle a row is about, beside its id."""


def refuse_two_names(table: CellTable, chunk: Chunk, keys: Sequence[str], answers: Sequence[str]) -> None:
    """Raise FormatError where a column beside that of cases may name them too, and says otherwise in some row."""
    cells = chunk.cells()
    for name in CASES:
        if name not in cells or name in keys:
            continue
        for row, case, other in _differing(cells[keys[0]], cells[name], same_id):
            raise FormatError(
                f"{where(table, chunk, row)}: {keys[0]} is {case} and {name} is {other}, and either may be what the "
                f"case is called: leave out the one that is not{_mapped(keys, answers)}."
            )


def refuse_two_principles(principles: NamedPrinciples, table: CellTable, chunk: Chunk) -> None:
    """Raise FormatError where a row names, in a column beside that of ids, another principle of the store."""
    cells = chunk.cells()
    for name in _PRINCIPLES:
        if name not in cells:
            continue
        for row, id_, other in _differing(cells["principle_id"], cells[name], principles.agree):
            raise FormatError(
                f"{where(table, chunk, row)}: principle_id is {id_} and {name} is {other}, which are two principles "
                "of the store: correct the ids, or leave out the column that is wrong."
            )


def _differing(
    ours: Sequence[str], others: Sequence[str], agree: Callable[[str, str], bool]
) -> Iterator[tuple[int, str, str]]:
    """The rows whose two cells do not agree, with both; cells that are the same are held against each other once."""
    if ours == others:
        return
    wrong = {pair for pair in set(zip(ours, others, strict=True)) if not agree(*pair)}
    if wrong:
        for row, pair in enumerate(zip(ours, others, strict=True)):
            if pair in wrong:
                yield row, inert_line(pair[0], _SHOWN), inert_line(pair[1], _SHOWN)


def _mapped(keys: Sequence[str], answers: Sequence[str]) -> str:
    """How to say which of the columns it is, where --map can."""
    if len(keys) > 1 or not {*answers} <= {"preference", "order", "reward_a", "reward_b"}:
        return ""
    preference = "preference" if "preference" in answers else "reward_a:reward_b --kind reward-model"
    return f", or say which it is with --map case=COLUMN,preference={preference}"
