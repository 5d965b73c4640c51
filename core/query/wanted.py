"""Which cases are asked for, and in which order."""

from dataclasses import dataclass, field
from typing import Self

from core.query.grammar import parse
from core.query.kinds import View
from core.query.queues import Queue
from core.query.terms import Kind
from core.query.tree import Query


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases are on the list, and in which order."""

    query: Query = field(default_factory=lambda: Kind(View.CONFLICT))
    queue: Queue = field(default_factory=Queue)

    @classmethod
    def of(cls, text: str, queue: Queue | None = None) -> Self:
        """The cases of a filter's text; raises QueryError."""
        return cls(parse(text), queue or Queue())
