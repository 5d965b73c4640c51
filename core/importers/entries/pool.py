"""What all annotators together prefer, case by case."""

from array import array
from collections.abc import Iterator, Sequence


class Pool:
    """Sums of preferences: the sign of a case's sum is what most prefer."""

    def __init__(self) -> None:
        self._sums = array("i")
        self._given = bytearray()

    def add(self, case: int, preferences: Sequence[int]) -> None:
        """Count some preferences on the case at that place."""
        more = case + 1 - len(self._sums)
        if more > 0:
            self._sums.extend([0] * more)
            self._given.extend(bytes(more))
        self._sums[case] += sum(preferences)
        self._given[case] = 1

    def preferences(self) -> Iterator[tuple[int, int]]:
        """The cases that have any, by their places, with what most prefer: +1, 0, -1."""
        for case, (total, given) in enumerate(zip(self._sums, self._given, strict=True)):
            if given:
                yield case, (total > 0) - (total < 0)
