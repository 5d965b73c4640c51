"""How far annotators keep a declared order, as values of the report."""

from dataclasses import dataclass

from core.model.terms import FEW_SHARED, Principle


@dataclass(frozen=True, slots=True)
class Reversal:
    """Two principles that an annotator has the other way round than an order is written.

    It sided with the lower one in `lower_won` of their `conflicts`, a share from `low` to `high` at 95 %; one who
    follows the order sides with it in `follower` of them, for the sake of a principle above both. `surely` tells that
    it holds for all pairs of the order together.
    """

    above: Principle
    below: Principle
    lower_won: int
    conflicts: int
    low: float
    high: float
    follower: int
    surely: bool

    @property
    def share(self) -> float:
        """The share of the conflicts in which the lower one prevailed."""
        return self.lower_won / self.conflicts

    @property
    def explained(self) -> bool:
        """Whether one who follows the order has the two the other way round as well: nothing is broken then."""
        return 2 * self.follower > self.conflicts


@dataclass(frozen=True, slots=True)
class OrderKept:
    """How far an annotator keeps an order; `distance` is Kendall's to its ranking, None where that orders no pair.

    Of the pairs of principles its `conflicts` decide some as written and some the other way round, each at 95 % for
    itself, some of them `surely`, for all pairs together; some stay undecided, and some never meet in a conflict.
    `reversals` are those the other way round, the least doubtful first.
    """

    annotator: str
    distance: float | None
    conflicts: int
    as_written: int
    surely_as_written: int
    undecided: int
    never: int
    reversals: tuple[Reversal, ...]

    @property
    def violations(self) -> tuple[Reversal, ...]:
        """Those that break the order."""
        return tuple(each for each in self.reversals if not each.explained)

    @property
    def explained(self) -> tuple[Reversal, ...]:
        """Those that one who follows the order has too."""
        return tuple(each for each in self.reversals if each.explained)

    @property
    def surely_reversed(self) -> int:
        """How many surely are the other way round."""
        return sum(each.surely for each in self.reversals)

    @property
    def met(self) -> int:
        """How many pairs meet in a conflict."""
        return self.as_written + len(self.reversals) + self.undecided

    @property
    def few(self) -> bool:
        """Whether there are too few conflicts for the distance to mean anything."""
        return self.conflicts < FEW_SHARED


@dataclass(frozen=True, slots=True)
class DeclaredReport:
    """An order of principles from the highest down, the name of who follows it, and how far each annotator keeps it."""

    name: str
    order: tuple[Principle, ...]
    kept: tuple[OrderKept, ...]

    def document(self) -> dict[str, object]:
        """The same as JSON values."""
        return {
            "annotator": self.name,
            "order": [each.name for each in self.order],
            "order_ids": [each.id for each in self.order],
            "kept_by": [_kept(each) for each in self.kept],
        }


def _kept(kept: OrderKept) -> dict[str, object]:
    return {
        "annotator": kept.annotator,
        "distance": kept.distance,
        "conflicts": kept.conflicts,
        "pairs": {
            "as_written": kept.as_written,
            "reversed": len(kept.reversals),
            "explained": len(kept.explained),
            "undecided": kept.undecided,
            "never_in_conflict": kept.never,
        },
        "surely": {"as_written": kept.surely_as_written, "reversed": kept.surely_reversed},
        "violations": [_reversal(each) for each in kept.violations],
        "explained": [_reversal(each) for each in kept.explained],
    }


def _reversal(each: Reversal) -> dict[str, object]:
    return {
        "above": each.above.name,
        "below": each.below.name,
        "above_id": each.above.id,
        "below_id": each.below.id,
        "lower_won": each.lower_won,
        "conflicts": each.conflicts,
        "share": each.share,
        "low": each.low,
        "high": each.high,
        "follower_lower_won": each.follower,
        "surely": each.surely,
    }
