"""What becomes of the columns of a dataset: used, kept as facts, or not used."""

from dataclasses import dataclass

from core.importers.containers.records import Records
from core.importers.formats.reading import Opening


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns by what becomes of them, each in the order of the file; `case` is the one that names the cases."""

    used: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    case: str | None = None


def columns_of(records: Records, opening: Opening) -> Columns:
    """Tell the columns apart, going by the first records."""
    used, facts, unused = [], [], []
    for name in records.columns:
        if name in opening.used:
            used.append(name)
        elif name in opening.left or not any(_is_fact(record.fields.get(name)) for record in records.head):
            unused.append(name)
        else:
            facts.append(name)
    return Columns(tuple(used), tuple(facts), tuple(unused), opening.case)


def _is_fact(value: object) -> bool:
    return isinstance(value, str | int | float | bool) and value != ""
