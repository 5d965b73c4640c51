"""What the report says of its oracles: how much hangs on their uncertainty, and how far they agree."""

from dataclasses import dataclass

from core.audit.interval_values import interval_values
from core.metrics.intervals import Interval
from core.model.terms import FEW_SHARED

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class PriorityNoise:
    """How one principle's priority (log-odds) and rank vary from draw to draw; None where fewer than two have one."""

    principle: str
    principle_id: str
    priority: Interval
    rank_low: int | None
    rank_high: int | None


@dataclass(frozen=True, slots=True)
class AnnotatorNoise:
    """How one annotator's results vary from draw to draw; shares and discrepancies from 0 to 1.

    `discrepancy` is to the reference, `shift` to the annotator's ranking by the mean of all draws. A draw takes less
    likely votes too, which moves results one way: each `bias` is the mean of the draws less the value in the report.
    `priorities` are in the order of the annotator's ranking in the report; `identified_share` of the draws have one
    scale for all.
    """

    name: str
    arbitrariness: Interval
    discrepancy: Interval
    shift: Interval
    identified_share: float
    arbitrariness_bias: float | None
    discrepancy_bias: float | None
    priorities: tuple[PriorityNoise, ...]

    def document(self) -> Document:
        """The JSON values."""
        return {
            "arbitrariness": {**interval_values(self.arbitrariness), "bias": self.arbitrariness_bias},
            "discrepancy": {**interval_values(self.discrepancy), "bias": self.discrepancy_bias},
            "shift": interval_values(self.shift),
            "identified_share": self.identified_share,
            "priorities": [
                {
                    "principle": each.principle,
                    **interval_values(each.priority),
                    "rank_low": each.rank_low,
                    "rank_high": each.rank_high,
                    "principle_id": each.principle_id,
                }
                for each in self.priorities
            ],
        }


@dataclass(frozen=True, slots=True)
class NoiseReport:
    """What drawing an oracle's votes anew from their probabilities changes; `refusal` says why it cannot be done.

    `changed` is the share of the oracle's votes, 0 to 1, that a draw is expected to turn into another one; `unsure` the
    share of its answers that say how sure it was, while the others are 0 or 1 and the same in every draw.
    """

    oracle: str
    replicates: int
    seed: int
    changed: float | None = None
    annotators: tuple[AnnotatorNoise, ...] = ()
    refusal: str | None = None
    unsure: float | None = None

    def of(self, name: str) -> AnnotatorNoise | None:
        """What is said of an annotator."""
        return next((each for each in self.annotators if each.name == name), None)

    def document(self) -> Document:
        """What is said of the oracle itself, as JSON values."""
        return {
            "oracle": self.oracle,
            "replicates": self.replicates,
            "seed": self.seed,
            "changed": self.changed,
            "unsure": self.unsure,
            "refusal": self.refusal,
        }


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, with its bootstrap interval over the cases; `value` from 0 to 1, None of nothing."""

    part: int
    whole: int
    interval: Interval

    @property
    def value(self) -> float | None:
        """The share."""
        return self.part / self.whole if self.whole else None

    def document(self) -> Document:
        """The JSON values."""
        return {"value": self.value, "count": self.part, "of": self.whole, **interval_values(self.interval)}


@dataclass(frozen=True, slots=True)
class Consistency:
    """In which share of an oracle's votes that it gave in both presentation orders the two are the same."""

    oracle: str
    overall: Share
    principles: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class PrincipleAgreement:
    """How far two oracles agree on one principle, or on all: `principle_id` is None for all.

    `same` of the votes that both gave are the same, 0 included; `same_side` of those in which both prefer a response
    are for the same one. `alpha` is Krippendorff's, None where all votes are the same.
    """

    principle: str
    principle_id: str | None
    same: Share
    same_side: Share
    alpha: float | None
    alpha_interval: Interval

    def document(self) -> Document:
        """The JSON values."""
        return {
            "principle": self.principle,
            "principle_id": self.principle_id,
            "same": self.same.document(),
            "same_side": self.same_side.document(),
            "alpha": {"value": self.alpha, **interval_values(self.alpha_interval)},
        }


@dataclass(frozen=True, slots=True)
class RankingChange:
    """How far an annotator's rankings by the votes of two oracles are apart: a discretion discrepancy, 0 to 1.

    `conflicts` are those that the annotator decided, by the oracle of the two by which they are fewer.
    """

    annotator: str
    value: float | None
    interval: Interval
    conflicts: int

    @property
    def few(self) -> bool:
        """Whether there are too few conflicts for the number to mean anything."""
        return self.conflicts < FEW_SHARED

    def document(self) -> Document:
        """The JSON values."""
        values = interval_values(self.interval)
        return {"annotator": self.annotator, "value": self.value, **values, "conflicts": self.conflicts}


@dataclass(frozen=True, slots=True)
class OraclePair:
    """Two oracles against each other, by the votes that both cast, on `cases` cases; `apart` where one lacks any."""

    first: str
    second: str
    overall: PrincipleAgreement
    principles: tuple[PrincipleAgreement, ...]
    annotators: tuple[RankingChange, ...]
    cases: int
    apart: bool

    def document(self) -> Document:
        """The JSON values."""
        return {
            "oracles": [self.first, self.second],
            "cases": self.cases,
            "overall": self.overall.document(),
            "principles": [each.document() for each in self.principles],
            "annotators": [each.document() for each in self.annotators],
        }


@dataclass(frozen=True, slots=True)
class OraclesReport:
    """All oracles of a store: how consistent each is, and how the one that is used compares with each other one."""

    used: str
    principles: tuple[str, ...]
    consistency: tuple[Consistency, ...]
    pairs: tuple[OraclePair, ...]

    def document(self) -> Document:
        """The JSON values."""
        return {
            "used": self.used,
            "names": [each.oracle for each in self.consistency],
            "consistency": [
                {
                    "oracle": each.oracle,
                    **each.overall.document(),
                    "principles": [
                        {"principle": name, **share.document()}
                        for name, share in zip(self.principles, each.principles, strict=True)
                    ],
                }
                for each in self.consistency
            ],
            "pairs": [pair.document() for pair in self.pairs],
        }
