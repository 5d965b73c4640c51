"""Rows on their way into the store, as columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.model.safe_text import inert_line
from core.storage.schema import PREVIEW_LENGTH


@dataclass(frozen=True, slots=True)
class BallotColumns:
    """Ballots of one oracle, one row an answer: all arrays of the same length; NaN where there is no probability.

    `preference` is already turned to A and B (order 1 reversed).
    """

    row_id: NDArray[np.object_]
    principle_id: NDArray[np.object_]
    order: NDArray[np.int8]
    preference: NDArray[np.int8]
    prob_a: NDArray[np.float64]
    prob_b: NDArray[np.float64]
    prob_na: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class JudgementColumns:
    """Judgements of one annotator, one row a presentation: as `BallotColumns`, without principles.

    `prob_*` are what A, B and neither got as displayed: probabilities, or rewards.
    """

    row_id: NDArray[np.object_]
    order: NDArray[np.int8]
    preference: NDArray[np.int8]
    prob_a: NDArray[np.float64]
    prob_b: NDArray[np.float64]
    prob_na: NDArray[np.float64]


def answers(columns: BallotColumns | JudgementColumns) -> dict[str, NDArray[Any]]:
    """What ballots and judgements have in common, under the names it has in the store."""
    return {
        "row_id": columns.row_id,
        "presentation": columns.order,
        "preference": columns.preference,
        "prob_a": columns.prob_a,
        "prob_b": columns.prob_b,
        "prob_na": columns.prob_na,
    }


def objects(values: Iterable[str]) -> NDArray[np.object_]:
    """Strings as an array of objects, which is what the database takes."""
    items = list(values)
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array


def object_columns(names: Sequence[str], rows: Sequence[tuple[str, ...]]) -> dict[str, NDArray[Any]]:
    """Rows turned into named columns of strings."""
    return {name: objects(row[i] for row in rows) for i, name in enumerate(names)}


def preview(prompt: str) -> str:
    """The start of the first turn, without its speaker: what tells cases apart in a list."""
    text = prompt.lstrip()
    if text.startswith("System:"):
        text = text[max(0, text.find("\n\nHuman:")) :].lstrip()
    text = text[: 4 * PREVIEW_LENGTH].removeprefix("Human:")
    start = text[: PREVIEW_LENGTH + 1]
    # Plain words are shown as they are, which need not be found out in many steps.
    if start.isascii() and start.isprintable() and "  " not in f" {start} ":
        return start if len(start) <= PREVIEW_LENGTH else start[: PREVIEW_LENGTH - 1].rstrip() + "…"
    return inert_line(text, PREVIEW_LENGTH)
