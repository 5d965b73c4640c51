"""Rows of a lake's votes and annotations as arrays, in any order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from core.storage.lake_columns import FLAGGED, WORDS

Columns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class VoteRows:
    """N votes: `shard` int32 and `key` int64 (N,), masks uint64 (N, words) for A, for B, and cast."""

    shard: NDArray[np.int32]
    key: NDArray[np.int64]
    for_a: NDArray[np.uint64]
    for_b: NDArray[np.uint64]
    cast: NDArray[np.uint64]

    @classmethod
    def of(cls, found: Columns, words: int, wanted: NDArray[np.bool_] | None = None) -> Self:
        """The rows of columns that are `wanted` (N,), or all."""
        rows = found if wanted is None else _some(found, wanted)
        masks = ([rows[f"{name}_{word}"].view(np.uint64) for word in range(words)] for name in WORDS)
        return cls(rows["shard"], rows["case_key"], *(_beside(each) for each in masks))


@dataclass(frozen=True, slots=True, eq=False)
class AnnotationRows:
    """K annotations: their shards, keys, annotators' places, preferences and flags, (K,) each."""

    shard: NDArray[np.int32]
    key: NDArray[np.int64]
    who: NDArray[np.int16]
    preference: NDArray[np.int8]
    flagged: NDArray[np.bool_]

    @classmethod
    def of(cls, found: Columns) -> Self:
        """The rows of columns in which `who` has a place, 0 or above."""
        rows = _some(found, found["who"] >= 0)
        flagged = rows[FLAGGED].astype(np.bool_) if FLAGGED in rows else np.zeros(len(rows["who"]), dtype=np.bool_)
        return cls(rows["shard"], rows["case_key"], rows["who"], rows["preference"], flagged)


def _some(found: Columns, wanted: NDArray[np.bool_]) -> Columns:
    return found if wanted.all() else {name: column[wanted] for name, column in found.items()}


def _beside(words: list[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """Columns of words beside one another, (N, words); a single one is not copied."""
    return words[0][:, None] if len(words) == 1 else np.stack(words, axis=1)
