"""What becomes of the columns of a dataset: used, kept as facts, or not used."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.importers.containers.records import Records
from core.importers.entries.facts import said
from core.importers.formats.reading import Opening


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """The columns by what becomes of them, each in the order of the file; `case` is the one that names the cases."""

    used: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    case: str | None = None


def columns_of(records: Records, opening: Opening, facts: Sequence[str] | None = None) -> ColumnUse:
    """Tell the columns apart: by the names of the `facts` that rows brought, else going by the first records."""
    others = [name for name in records.columns if name not in opening.used]
    if facts is None:
        facts = [name for name in others if name not in opening.left and _has_facts(records, name)]
    return ColumnUse(
        used=tuple(name for name in records.columns if name in opening.used),
        facts=tuple(facts),
        unused=tuple(name for name in others if name not in facts),
        case=opening.case,
    )


def columns_of_answers(records: Records, used: frozenset[str], case: str) -> ColumnUse:
    """The columns of a file of answers, whose rows bring no facts."""
    unused = tuple(name for name in records.columns if name not in used)
    return ColumnUse(tuple(name for name in records.columns if name in used), (), unused, case)


def _has_facts(records: Records, name: str) -> bool:
    values = (record.fields.get(name) for record in records.head)
    return any(said(value) if isinstance(value, str) else isinstance(value, int | float) for value in values)
