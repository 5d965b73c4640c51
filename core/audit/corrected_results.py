"""What the report says of numbers corrected for an oracle's errors, and where the checks do not determine them."""

from dataclasses import dataclass
from typing import Final

from core.metrics.confusion import LEAST, Lack
from core.model.number_words import plural

Document = dict[str, object]

VALUES: Final = ("B", "neither", "A")


@dataclass(frozen=True, slots=True)
class CorrectedFigure:
    """A corrected figure with its 95 % interval; `sd` contains both that over cases and that which the checks leave.

    `checks_to_halve` is about how many more checks, shared out as those there are, halve the interval; None where the
    spread over cases alone is more than half of it.
    """

    value: float
    low: float
    high: float
    sd_cases: float
    sd_checks: float
    checks_to_halve: int | None

    @property
    def sd(self) -> float:
        """The standard deviation."""
        return float((self.sd_cases**2 + self.sd_checks**2) ** 0.5)

    def document(self) -> Document:
        """The JSON values."""
        return {
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "sd": self.sd,
            "sd_cases": self.sd_cases,
            "sd_checks": self.sd_checks,
            "checks_to_halve": self.checks_to_halve,
        }


NOTHING: Final[Document] = dict.fromkeys(
    ("value", "low", "high", "sd", "sd_cases", "sd_checks", "checks_to_halve"), None
)
"""The JSON values where nothing is determined."""


@dataclass(frozen=True, slots=True)
class CheckedPrinciple:
    """What the blind checks say of one principle's votes.

    Of so many `checks`, `agreed` found the vote right. `rates` are the chances of the votes B, neither and A (inner)
    where the answer is B, neither or A (outer), None where such an answer was never given. About so many `needed` more
    checks make up for what they `lack`.
    """

    principle: str
    principle_id: str
    checks: int
    agreed: int
    rates: tuple[tuple[float, ...] | None, ...]
    lack: Lack | None
    needed: int

    @property
    def refusal(self) -> str | None:
        """Why nothing is corrected, in words that follow the principle's name; None where it is."""
        if self.lack is None:
            return None
        about = f"about {self.needed} more"
        more = f": {about}" if self.needed else ""
        return {
            Lack.FEW: f"{plural(self.checks, 'vote')} checked, at least {LEAST} needed: {about}",
            Lack.VOTE: f"a vote that the oracle gives was checked twice or less: {about}",
            Lack.ANSWER: f"an answer was given once or twice only: {about}",
            Lack.SINGULAR: f"by these checks its votes may be no better than chance{more}",
        }[self.lack]

    def document(self) -> Document:
        """The JSON values."""
        return {
            "principle": self.principle,
            "principle_id": self.principle_id,
            "checks": self.checks,
            "agreed": self.agreed,
            "confusion": [
                {"answer": answer, "votes": None if row is None else dict(zip(VALUES, row, strict=True))}
                for answer, row in zip(VALUES, self.rates, strict=True)
            ],
            "refusal": self.refusal,
            "checks_needed": self.needed if self.lack is not None else 0,
        }


@dataclass(frozen=True, slots=True)
class CorrectedPriority:
    """One principle in a corrected ranking, and in that by the oracle's own votes of the principles that have a number.

    The priority is None where the corrected wins do not determine it; ranks too where not all are on one scale.
    """

    principle: str
    principle_id: str
    raw_rank: int | None
    raw: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    priority: CorrectedFigure | None

    def document(self) -> Document:
        """The JSON values."""
        return {
            "principle": self.principle,
            "principle_id": self.principle_id,
            "raw_rank": self.raw_rank,
            "raw": self.raw,
            "rank": self.rank,
            "rank_low": self.rank_low,
            "rank_high": self.rank_high,
            **(NOTHING if self.priority is None else self.priority.document()),
        }


@dataclass(frozen=True, slots=True)
class CorrectedPair:
    """The share of the conflicts between two principles that the first wins, corrected and by the oracle's votes.

    `conflicts` is the corrected number of conflicts, which may be a fraction; None where it is not above 0.
    """

    principle: str
    over: str
    principle_id: str
    over_id: str
    raw: float | None
    raw_conflicts: int
    conflicts: float
    share: CorrectedFigure | None

    def document(self) -> Document:
        """The JSON values."""
        return {
            "principle": self.principle,
            "over": self.over,
            "principle_id": self.principle_id,
            "over_id": self.over_id,
            "raw": self.raw,
            "raw_conflicts": self.raw_conflicts,
            "conflicts": self.conflicts,
            **(NOTHING if self.share is None else self.share.document()),
        }


@dataclass(frozen=True, slots=True)
class CorrectedAnnotator:
    """One annotator's numbers corrected; the priorities best first. `refusal` says why there are none.

    `arbitrariness` takes every principle: `arbitrariness_refusal` says why it is None. `leaning` is the p-value of the
    oracle's errors having nothing to do with what the annotator chose, as all of this takes for granted.
    """

    name: str
    priorities: tuple[CorrectedPriority, ...] = ()
    pairs: tuple[CorrectedPair, ...] = ()
    raw_arbitrariness: float | None = None
    arbitrariness: CorrectedFigure | None = None
    arbitrariness_refusal: str | None = None
    checks_to_halve: int | None = None
    leaning: float | None = None
    refusal: str | None = None

    @property
    def determined(self) -> bool:
        """Whether any principle has a corrected priority."""
        return any(each.priority is not None for each in self.priorities)

    def document(self) -> Document:
        """The JSON values."""
        return {
            "refusal": self.refusal,
            "checks_to_halve": self.checks_to_halve,
            "errors_lean_p_value": self.leaning,
            "priorities": [each.document() for each in self.priorities],
            "supremacy": [each.document() for each in self.pairs],
            "arbitrariness": {
                "raw": self.raw_arbitrariness,
                **(NOTHING if self.arbitrariness is None else self.arbitrariness.document()),
                "refusal": self.arbitrariness_refusal,
            },
        }


@dataclass(frozen=True, slots=True)
class CorrectedReport:
    """What blind checks by `reviewers` say of an oracle's errors, and the numbers without them.

    `in_sight` votes were corrected by reviewers who saw them, and can no longer be checked.
    """

    oracle: str
    reviewers: tuple[str, ...]
    in_sight: int
    principles: tuple[CheckedPrinciple, ...]
    annotators: tuple[CorrectedAnnotator, ...]

    @property
    def checks(self) -> int:
        """How many votes were checked."""
        return sum(each.checks for each in self.principles)

    def of(self, name: str) -> CorrectedAnnotator | None:
        """What is said of an annotator."""
        return next((each for each in self.annotators if each.name == name), None)

    def document(self) -> Document:
        """What is said of the oracle itself, as JSON values."""
        return {
            "oracle": self.oracle,
            "reviewers": list(self.reviewers),
            "checks": self.checks,
            "in_sight": self.in_sight,
            "principles": [each.document() for each in self.principles],
        }
