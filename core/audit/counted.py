"""The annotations of a set of annotators that count."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.audit.annotations import Annotations


@dataclass(frozen=True)
class Counted:
    """The annotations that count, of M annotators.

    `preference` int8 and `given` bool (M, cases): what each prefers, and where there is an annotation at all.
    `corrected` are the votes that reviewers corrected: case, column and vote.
    """

    names: tuple[str, ...]
    preference: NDArray[np.int8]
    given: NDArray[np.bool_]
    corrected: tuple[tuple[int, int, int], ...] = ()

    @cached_property
    def key(self) -> int:
        """The same for the same annotations and votes of one store."""
        return hash((self.names, self.corrected, self.preference.tobytes(), self.given.tobytes()))


def counted(annotators: Sequence[Annotations], *, include_flagged: bool = False) -> Counted:
    """What counts of some annotators' annotations: the flagged ones only where they are asked for."""
    preference = [each.counted(include_flagged=include_flagged) for each in annotators]
    given = [each.counting(include_flagged=include_flagged) for each in annotators]
    return Counted(tuple(each.name for each in annotators), np.stack(preference), np.stack(given))
