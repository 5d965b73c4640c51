"""Results as columns of one type each: what is said of annotators, principles, pairs and cases."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.audit.annotations import Annotations
from core.audit.interval_values import interval_values
from core.audit.report import AnnotatorReport, PairReport, priority_row
from core.exporters.notebook.column import Column, Type
from core.exporters.notebook.column_types import INTERVAL, PRIORITY
from core.exporters.notebook.columns import Columns
from core.metrics.agreement import arbitrary, categories, turnout
from core.metrics.evidence import OrderEvidence
from core.metrics.intervals import Interval
from core.metrics.supremacy import supremacy
from core.model.terms import AnnotatorKind, Case, Category, Principle

_CATEGORIES: Final = tuple(category.name.lower() for category in Category)
_TESTED: Final[Mapping[str, Type]] = {
    "p_value": "Float64",
    "evidence": tuple(each.value for each in OrderEvidence),
    "cases": "Int64",
    "conflicts": "Int64",
}
_PAIR: Final[Mapping[str, Type]] = {
    "annotator": "string",
    "other": "string",
    "discrepancy": "Float64",
    **INTERVAL,
    **_TESTED,
}


def _spread(name: str) -> dict[str, Type]:
    return {f"{name}_{column}": type_ for column, type_ in INTERVAL.items()}


_ANNOTATOR: Final[Mapping[str, Type]] = {
    "annotator": "string",
    "kind": tuple(kind.value for kind in AnnotatorKind),
    "annotations": "Int64",
    "conflicts": "Int64",
    "neither": "Int64",
    "missing": "Int64",
    "flagged": "Int64",
    "identified": "boolean",
    "identified_share": "Float64",
    "arbitrariness": "Float64",
    "arbitrariness_cases": "Int64",
    **_spread("arbitrariness"),
    "reference": "string",
    "discrepancy": "Float64",
    **_spread("discrepancy"),
    **{f"discrepancy_{name}" if name in {"cases", "conflicts"} else name: type_ for name, type_ in _TESTED.items()},
    **_spread("noise_floor"),
}


def _rows(types: Mapping[str, Type], rows: Iterable[Mapping[str, object]], *index: str) -> Columns:
    """Columns of rows, of which those named last tell the rows apart."""
    held = list(rows)
    found: dict[str, Column] = {name: (type_, [row[name] for row in held]) for name, type_ in types.items()}
    return Columns({name: found.pop(name) for name in index}, found)


def priority_columns(annotator: AnnotatorReport) -> Columns:
    """One annotator's ranking of the principles by `principle_id`, best first."""
    return _rows(PRIORITY, map(priority_row, annotator.priorities), "principle_id")


def annotator_columns(annotators: Iterable[AnnotatorReport]) -> Columns:
    """What is said of each annotator, by name; flagged annotations are left out as the report leaves them out."""
    return _rows(_ANNOTATOR, map(_annotator, annotators), "annotator")


def _annotator(annotator: AnnotatorReport) -> dict[str, object]:
    apart = annotator.discrepancy.apart
    return {
        "annotator": annotator.name,
        "kind": annotator.kind.value,
        **annotator.counts,
        "arbitrariness": annotator.arbitrariness.value,
        "arbitrariness_cases": annotator.arbitrariness.cases,
        **_interval("arbitrariness", annotator.arbitrariness_interval),
        "reference": annotator.discrepancy.reference,
        "discrepancy": apart.value,
        **_interval("discrepancy", apart.interval),
        "p_value": apart.p_value,
        "evidence": apart.evidence,
        "discrepancy_cases": apart.cases,
        "discrepancy_conflicts": apart.conflicts,
        **_interval("noise_floor", annotator.noise_floor),
    }


def _interval(name: str, interval: Interval) -> dict[str, float | str | None]:
    return {f"{name}_{column}": value for column, value in interval_values(interval).items()}


def discrepancy_columns(pairs: Iterable[PairReport]) -> Columns:
    """How far every two annotators are apart, by their names, each pair once."""
    rows = (
        {"annotator": pair.first, "other": pair.second, "discrepancy": pair.apart.value, **pair.apart.document()}
        for pair in pairs
    )
    return _rows(_PAIR, rows, "annotator", "other")


def supremacy_columns(principles: Sequence[Principle], wins: NDArray[np.int64]) -> Columns:
    """Principle supremacy by wins (P, P), by `principle_id` and `over_id`: of each principle over each other one."""
    one, over = np.nonzero(~np.eye(len(principles), dtype=np.bool_))
    ids, names = (np.array([getattr(each, key) for each in principles], dtype=object) for key in ("id", "name"))
    conflicts, shares = (wins + wins.T)[one, over], supremacy(wins)[one, over]
    return Columns(
        {"principle_id": ("string", ids[one]), "over_id": ("string", ids[over])},
        {
            "principle": ("string", names[one]),
            "over": ("string", names[over]),
            "won": ("Int64", wins[one, over]),
            "conflicts": ("Int64", conflicts),
            "supremacy": ("Float64", np.ma.masked_where(conflicts == 0, shares)),
        },
    )


def preference_columns(
    cases: NDArray[np.object_], given: Mapping[str, tuple[NDArray[np.int8], NDArray[np.bool_]]]
) -> Columns:
    """Preferences by case, a column for each name: 1 is A, -1 is B, 0 neither; missing where there is none.

    `given` has for each name the preferences (N,) and where there are any (N,).
    """
    found = {name: ("Int8", np.ma.array(value, mask=~there)) for name, (value, there) in given.items()}
    return Columns({"case": ("string", cases)}, found)


def case_columns(
    cases: NDArray[np.object_],
    votes: NDArray[np.int8],
    voted: NDArray[np.bool_],
    annotator: Annotations | None = None,
    texts: Sequence[Case] = (),
) -> Columns:
    """Cases by id, with category and sides, from votes (N, P) and where there are any (N, P).

    A case without any vote is `unvoted`, one without some is marked `partly_voted`. With an annotator there is its
    preference, missing where it gave none, and how many principles it `sided_with` and `overruled`, missing where it
    has no preference. With `texts` there is what they say.
    """
    cast = np.count_nonzero(voted, axis=1)
    category = np.array(_CATEGORIES, dtype=object)[categories(votes, voted)]
    for_a, for_b = (np.count_nonzero(votes == side, axis=1) for side in (1, -1))
    columns: dict[str, Column] = {
        "category": (_CATEGORIES, category),
        "votes": ("Int64", cast),
        "for_a": ("Int64", for_a),
        "for_b": ("Int64", for_b),
        "partly_voted": ("boolean", turnout(voted).partly),
    }
    if annotator is not None:
        preference, undecided = annotator.preference, annotator.preference == 0
        columns |= {
            "preference": ("Int8", np.ma.array(preference, mask=~annotator.given)),
            "flagged": ("boolean", np.ma.array(annotator.flagged, mask=~annotator.given)),
            "arbitrary": ("boolean", np.ma.array(arbitrary(votes, preference), mask=~annotator.given)),
            "sided_with": ("Int64", np.ma.array(np.where(preference > 0, for_a, for_b), mask=undecided)),
            "overruled": ("Int64", np.ma.array(np.where(preference > 0, for_b, for_a), mask=undecided)),
        }
    for name in ("prompt", "response_a", "response_b") if texts else ():
        columns[name] = ("string", [getattr(case, name) for case in texts])
    return Columns({"case": ("string", cases)}, columns)
