"""What cases are called: by a column of ids where it tells them apart, else by the numbers of their rows."""

from typing import Final

from core.importers.containers.records import Records

GIVEN: Final = ("case_id", "comparison_id")
"""Columns that are the id of a case whatever stands in them: the same id with other texts is an error."""
MAYBE: Final = ("id", "question_id", "prompt_id")
"""Columns that are the id of a case where no two of the first records have the same."""


def id_column(records: Records) -> str | None:
    """The column that names the cases; None where the rows' numbers do."""
    columns = set(records.columns)
    for name in GIVEN:
        if name in columns:
            return name
    for name in MAYBE:
        if name in columns:
            values = [record.fields.get(name) for record in records.head]
            if all(_is_id(value) for value in values) and len(set(values)) == len(values):
                return name
    return None


def _is_id(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and bool(str(value).strip())
