"""What the HTML report shows beyond the report itself: supremacy and the flagged annotations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.audit.measuring import Measurement
from core.exporters.comma_separated import Cell
from core.exporters.request import Exporting
from core.exporters.subjects import flags
from core.model.terms import FEW_CONFLICTS, Principle

MATRIX_FROM: Final = FEW_CONFLICTS
"""Conflicts of an annotator from which on a matrix of pairs of principles says anything."""


@dataclass(frozen=True, slots=True)
class Supremacy:
    """One annotator's wins, int64 (P, P), of the `principles` (P names) over each other.

    The principles that are in a conflict, in the order of priority.
    """

    annotator: str
    principles: tuple[str, ...]
    wins: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The matrices and flags behind a report.

    `supremacies` has one entry an annotator of the report, in the same order; `flags` are the records of the flags
    export, counted in all numbers only if `include_flagged`.
    """

    supremacies: tuple[Supremacy, ...]
    flags: tuple[dict[str, Cell], ...]
    include_flagged: bool


def evidence(given: Exporting, measured: Measurement, annotators: Sequence[str] = ()) -> Evidence:
    """What the HTML report shows beside the report of the same annotators, of what was measured of them.

    The annotators are by default those of the flags.
    """
    chosen = annotators or [each.name for each in given.chosen]
    flagged = flags(given).records() if given.annotators or not annotators else ()
    return Evidence(supremacies(given.data.principles, measured, chosen), tuple(flagged), given.include_flagged)


def supremacies(
    principles: Sequence[Principle], measured: Measurement, annotators: Sequence[str]
) -> tuple[Supremacy, ...]:
    """The wins of those measured, by name."""
    found = []
    for annotator in annotators:
        m = measured.names.index(annotator)
        wins = measured.wins[m]
        order = np.array([i for i in measured.rankings[m].order if wins[i].any() or wins[:, i].any()], dtype=np.intp)
        found.append(Supremacy(annotator, tuple(principles[i].name for i in order), wins[np.ix_(order, order)]))
    return tuple(found)
