"""Frames of votes and annotations as what an audit is about, where there is no store."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from core.audit.annotations import Annotations, ManyAnnotators, together
from core.audit.data import AuditData, with_order
from core.model.errors import AuditError
from core.model.safe_text import inert_line
from core.model.terms import MANY_ANNOTATORS, AnnotatorKind, Oracle, Principle
from core.model.written_order import NAME

if TYPE_CHECKING:
    import pandas as pd

_SHOWN: Final = 60
Said = tuple[NDArray[np.int8], NDArray[np.bool_]]


def data_of_frames(
    votes: "pd.DataFrame", annotations: "pd.DataFrame", oracle: str, kinds: Mapping[str, str], declared: Sequence[str]
) -> AuditData:
    """Read two frames by case, with a column for each principle and for each annotator, see `Audit.from_frames`.

    Raises AuditError for what no preferences could be read of.
    """
    cases, columns = _rows("votes", votes), _columns("votes", votes)
    cast, voted = _said("votes", votes, columns)
    annotated, people = _rows("annotations", annotations), _columns("annotations", annotations)
    at = _places(cases, annotated)
    kind_of = _kinds(people, kinds)
    principles = tuple(Principle(n, name, name, name) for n, name in enumerate(columns))
    said, there = (each.T for each in _said("annotations", annotations, people))
    found = []
    for name, preferences, mine in zip(people, said, there, strict=True):
        preference, given = np.zeros(len(cases), dtype=np.int8), np.zeros(len(cases), dtype=np.bool_)
        preference[at], given[at] = preferences, mine
        found.append(Annotations(name, kind_of[name], preference, given, np.zeros_like(given)))
    data = AuditData(
        *("frames", Oracle(0, oracle), principles, cast),
        ManyAnnotators(together(found)) if len(found) > MANY_ANNOTATORS else tuple(found),
        reviews=0,
        voted=None if voted.all() else voted,
    )
    return with_order(data, NAME, _order(columns, declared)) if declared else data


def case_ids(votes: "pd.DataFrame") -> NDArray[np.object_]:
    """The ids of the cases of a frame that was read."""
    return np.array([str(each) for each in votes.index], dtype=object)


def _rows(what: str, frame: "pd.DataFrame") -> dict[str, int]:
    """The places of the cases by id."""
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise AuditError(
            f"{what} is no frame of pandas but of type {type(frame).__name__}: give a frame with a row for each case."
        )
    if frame.index.nlevels > 1:
        raise AuditError(f"The index of {what} has several levels: set the ids of the cases as its only one.")
    if frame.index.hasnans:
        raise AuditError(f"A row of {what} has no id of its case in the index: give each row one.")
    ids = case_ids(frame)
    found = {name: place for place, name in enumerate(ids)}
    if not found:
        raise AuditError(f"{what} has no rows: give it one for each case.")
    if len(found) < len(ids):
        twice = next(name for place, name in enumerate(ids) if found[name] != place)
        raise AuditError(f"{what} has several rows of case {_shown(twice)}: keep one a case.")
    return found


def _columns(what: str, frame: "pd.DataFrame") -> tuple[str, ...]:
    """What the columns are called."""
    of = {"votes": "principle", "annotations": "annotator"}[what]
    if frame.columns.nlevels > 1:
        raise AuditError(f"The columns of {what} have several levels: give each {of} one column, with one name.")
    names = tuple(str(each) for each in frame.columns)
    if not names:
        raise AuditError(f"{what} has no columns: give it one for each {of}.")
    if any(not name.strip() for name in names) or frame.columns.hasnans:
        raise AuditError(f"A column of {what} has no name: call it as the {of}.")
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise AuditError(f"{what} has two columns {_shown(twice)}: keep one for each {of}.")
    return names


def _places(cases: Mapping[str, int], annotated: Mapping[str, int]) -> NDArray[np.intp]:
    """Where the cases of the annotations are among those of the votes."""
    strange = [name for name in annotated if name not in cases]
    if strange:
        raise AuditError(
            f"annotations has case {_shown(strange[0])}{f' and {len(strange) - 1} more' if strange[1:] else ''}, and "
            "votes has not: give votes a row for each, without values where nobody voted."
        )
    return np.array([cases[name] for name in annotated], dtype=np.intp)


def _said(what: str, frame: "pd.DataFrame", names: Sequence[str]) -> Said:
    """Preferences (rows, columns) and where there are any."""
    read = [_column(what, name, frame.iloc[:, place]) for place, name in enumerate(names)]
    preferences, given = (np.stack(each, axis=1) for each in zip(*read, strict=True))
    if not given.any():
        raise AuditError(f"{what} has no value at all: give 1 for A, -1 for B and 0 for neither.")
    return preferences, given


def _column(what: str, name: str, column: "pd.Series[Any]") -> Said:
    from pandas.api import types

    given = column.notna().to_numpy(dtype=np.bool_)
    said = column[given]
    if types.is_numeric_dtype(said.dtype) and not types.is_bool_dtype(said.dtype):
        values = said.to_numpy()
        right = np.isin(values, (-1, 0, 1))
    else:
        values = np.asarray(said, dtype=object)
        right = np.array([_is_preference(each) for each in values], dtype=np.bool_)
    if not right.all():
        wrong = _shown(str(values[~right][0]))
        raise AuditError(
            f"Column {_shown(name)} of {what} has {wrong}, and a preference is 1 for A, -1 for B, 0 for neither, or "
            "missing: put ids of cases into the index, and write the others so."
        )
    preference = np.zeros(len(column), dtype=np.int8)
    preference[given] = values.astype(np.int8)
    return preference, given


def _is_preference(value: object) -> bool:
    number = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    return number and value in (-1, 0, 1)


def _kinds(people: Sequence[str], given: Mapping[str, str]) -> dict[str, AnnotatorKind]:
    known = [each.value for each in AnnotatorKind]
    for name, kind in given.items():
        if name not in people:
            raise AuditError(f"kinds has {_shown(str(name))}, and annotations has no such column: call it the same.")
        if kind not in known:
            raise AuditError(f"The kind of {_shown(name)} is {_shown(str(kind))}: choose one of {', '.join(known)}.")
    return {name: AnnotatorKind(given.get(name, AnnotatorKind.HUMAN)) for name in people}


def _order(columns: Sequence[str], declared: Sequence[str]) -> list[int]:
    if sorted(map(str, declared)) != sorted(columns):
        raise AuditError("declared is not every column of votes once: name them all, from the highest down.")
    return [columns.index(str(name)) for name in declared]


def _shown(text: str) -> str:
    return inert_line(text, _SHOWN)
