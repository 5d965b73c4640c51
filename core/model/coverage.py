"""How many of the votes wanted of a model there are, and why others are not."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Final

ENOUGH_VOTES: Final = 0.9
"""Share of the votes wanted below which what an oracle says of a principle may lean."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of the votes that a run of `judge` wanted of a model on one principle.

    `principle` is an id, empty for the generic question. Votes are `got`, or the answer last was `unreadable` or
    `refused`, or the request `failed` otherwise, or was never made (`unasked`); they add up to `wanted`.
    """

    journal: str
    role: str
    name: str
    principle: str
    wanted: int
    got: int
    unreadable: int
    refused: int
    failed: int
    unasked: int

    @property
    def share(self) -> float:
        """The share of the votes wanted that is there."""
        return self.got / self.wanted if self.wanted else 1.0

    @property
    def missing(self) -> str:
        """What is missing and why, in words; empty where nothing is."""
        counts = (
            (self.unreadable, "unreadable"),
            (self.refused, "refused"),
            (self.failed, "failed"),
            (self.unasked, "never asked"),
        )
        return ", ".join(f"{count:,} {why}" for count, why in counts if count)

    def document(self) -> dict[str, object]:
        """The counts as JSON values; `principle` is null for the generic question."""
        counts = ("wanted", "got", "unreadable", "refused", "failed", "unasked")
        return {"principle": self.principle or None, **{name: getattr(self, name) for name in counts}}


def all_of(found: Sequence[Coverage]) -> Coverage | None:
    """The coverage of several principles together; None of none."""
    if not found:
        return None
    sums = [sum(astuple(each)[place] for each in found) for place in range(4, 10)]
    return Coverage(found[0].journal, found[0].role, found[0].name, "", *sums)
