"""The order of principles that a reviewer looks at: the declared one, or another that is loaded or edited."""

from dataclasses import dataclass, replace

from core.audit.data import AuditData


@dataclass(frozen=True, slots=True)
class OrderInHand:
    """Columns of the principles from the highest down; `changed` tells that it is on no disk like that."""

    name: str
    order: tuple[int, ...]
    changed: bool = False

    def moved(self, principle: int, by: int) -> "OrderInHand":
        """The same with a principle some places further down, up where `by` is negative; at the ends it stays."""
        before = self.order.index(principle)
        after = min(max(before + by, 0), len(self.order) - 1)
        left = [each for each in self.order if each != principle]
        found = (*left[:after], principle, *left[after:])
        return self if found == self.order else replace(self, order=found, changed=True)


def declared_in(data: AuditData) -> OrderInHand | None:
    """The order that the store declares, if it does."""
    return next((OrderInHand(name, order) for name, order in data.orders.items()), None)
