"""The columns of votes, rewards and judgements: which are read, and those that say whose a row is, which are not."""

import shlex
from typing import Final

from core.importers.containers.places import typed
from core.importers.containers.records import Records
from core.importers.formats.accounting import ColumnUse
from core.importers.formats.column_names import ANNOTATORS, filled
from core.importers.options import ImportOptions
from core.importers.tabular import PROBABILITIES
from core.importers.votes import is_wide, names_of_keys
from core.model.errors import FormatError
from core.model.safe_text import inert_line

_PEOPLE: Final = (*ANNOTATORS, "judge", "oracle")
_REWARDS: Final = frozenset({"reward_a", "reward_b", "reward_na", "order"})


def columns_of_table(records: Records, format_: str) -> ColumnUse:
    """Tell the columns that a format reads from those that it passes over."""
    columns = frozenset(records.columns)
    if format_ == "votes" and is_wide(records.columns):
        used = columns
    else:
        answers = {"order", *PROBABILITIES} if columns & {*PROBABILITIES} else {"preference"}
        keys = {"row_id", "principle_id", *names_of_keys(records.columns)} if format_ == "votes" else {"row_id"}
        used = columns & (keys | (_REWARDS if format_ == "rewards" else answers))
    there, passed = ([name for name in records.columns if (name in used) is which] for which in (True, False))
    case = next((called for called, name in names_of_keys(records.columns).items() if name == "row_id"), "row_id")
    return ColumnUse(used=tuple(there), unused=tuple(passed), case=case if case in columns else None)


def refuse_several(records: Records, format_: str, options: ImportOptions) -> None:
    """Raise FormatError, with what to type, where a column tells whose a row is and no option does.

    The format takes all rows for one's, so that people or models would be mixed under one name.
    """
    option = "oracle" if format_ == "votes" else "annotator"
    unused = columns_of_table(records, format_).unused
    column = next((name for name in _PEOPLE if name in unused and filled(records, name)), None)
    if column is None or getattr(options, option) is not None:
        return
    name = shlex.quote(inert_line(str(filled(records, column)[0]).strip()))
    raise FormatError(
        f"{records.name} says in {column} whose each row is: pass --{option} {name} if all are of one, "
        f"else {_otherwise(records, format_, column)}"
    )


def _otherwise(records: Records, format_: str, column: str) -> str:
    """How to import rows of several."""
    columns, kind = frozenset(records.columns), ""
    if format_ == "judgements" and not columns & {*PROBABILITIES}:
        answer = "preference"
    elif format_ == "rewards" and not columns & {"order", "reward_na"}:
        answer, kind = "reward_a:reward_b", " --kind reward-model"
    else:
        return "write the rows of each to a file of its own."
    mapped = shlex.quote(f"case=row_id,preference={answer},annotator={column}")
    return f"type discretion import {typed(records.name)} --map {mapped}{kind}"
