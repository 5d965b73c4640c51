"""What all annotators together prefer, case by case."""

from array import array
from collections.abc import Iterator, Sequence
from typing import Final

_ANSWERS: Final = (-1, 0, 1)


class Pool:
    """Counts of answers: what more of a case's answers say than say anything else, 0 where several have the most.

    As among the votes of several people, two for neither are more than one for A.
    """

    def __init__(self) -> None:
        self._counts = array("i")  # three a case, in the order of the answers

    def add(self, case: int, preferences: Sequence[int]) -> None:
        """Count some preferences on the case at that place."""
        more = len(_ANSWERS) * (case + 1) - len(self._counts)
        if more > 0:
            self._counts.extend([0] * more)
        for preference in preferences:
            self._counts[len(_ANSWERS) * case + _ANSWERS.index(preference)] += 1

    def preferences(self) -> Iterator[tuple[int, int]]:
        """The cases that have any, by their places, with what most answers say: +1, 0, -1."""
        step = len(_ANSWERS)
        for case in range(len(self._counts) // step):
            counts = self._counts[step * case : step * (case + 1)]
            most = max(counts)
            if most:
                said = [answer for answer, count in zip(_ANSWERS, counts, strict=True) if count == most]
                yield case, said[0] if len(said) == 1 else 0
