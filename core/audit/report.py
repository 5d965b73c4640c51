"""The audit's result as plain values, and as the JSON document other people's scripts read."""

from dataclasses import dataclass
from typing import Final

from core.audit.apart import Apart
from core.audit.built import Built
from core.audit.corrected_results import CorrectedReport
from core.audit.declared_results import DeclaredReport
from core.audit.interval_values import interval_values
from core.audit.notes import notes
from core.audit.oracle_results import NoiseReport, OraclesReport
from core.metrics.agreement import Arbitrariness, Taxonomy
from core.metrics.intervals import NO_INTERVAL, Interval
from core.model.coverage import ENOUGH_VOTES, Coverage
from core.model.number_words import percent, plural
from core.model.terms import ELO_PER_UNIT, FEW_SHARED, AnnotatorKind, Principle, Status, rough
from core.model.written_order import follower_title

SCHEMA: Final = "discretion.report/1"

Document = dict[str, object]
_THIN: Final = 5
"""Principles that are named for too few votes."""


@dataclass(frozen=True, slots=True)
class DatasetReport:
    """What was audited; `oracle_answers` says how the oracle's answers were got, where a model was asked for them.

    `coverage` then tells by each principle's name what became of the votes that were wanted. `reviews` and
    `corrected_votes` are None for statistics, which count votes and flags as they stand.
    """

    store: str
    oracle: str
    cases: int
    principles: int
    annotators: int
    reviews: int | None
    flagged: int
    corrected_votes: int | None = 0
    oracle_answers: tuple[tuple[str, int], ...] = ()
    coverage: tuple[tuple[str, Coverage], ...] = ()

    @property
    def size(self) -> str:
        """How much there is, in words."""
        return f"{plural(self.cases, 'case')}, {plural(self.principles, 'principle')}"

    @property
    def warning(self) -> str | None:
        """What a reader must know before anything else: of which principles too many votes are missing."""
        thin = sorted((each for each in self.coverage if each[1].share < ENOUGH_VOTES), key=lambda each: each[1].share)
        if not thin:
            return None
        named = [f"{name} {percent(each.share, 0)} ({each.missing})" for name, each in thin[:_THIN]]
        more = f", and {len(thin) - _THIN} more" if len(thin) > _THIN else ""
        return (
            f"Votes are missing: of the votes wanted of {self.oracle}, under {percent(ENOUGH_VOTES, 0)} came on "
            f"{plural(len(thin), 'principle')}, whose numbers may lean: {', '.join(named)}{more}."
        )

    @property
    def reviewed(self) -> str:
        """What reviewers did with it, in words."""
        flagged = f"{plural(self.flagged, 'annotation')} flagged"
        return flagged if self.reviews is None else f"{plural(self.reviews, 'review')}, {flagged}"


@dataclass(frozen=True, slots=True)
class PriorityReport:
    """One principle in an annotator's ranking; `rank` is None when unranked, `priority` None unless `ranked`.

    Priorities are log-odds, centred within `component`; never compare them across components. It took part in so many
    `conflicts`, which are cases, and in these in so many `pairs` with another principle, of which it `won` some.
    """

    rank: int | None
    principle: str
    priority: float | None
    status: Status
    component: int | None
    conflicts: int
    pairs: int
    won: int
    interval: Interval
    rank_low: int | None
    rank_high: int | None
    principle_id: str

    @property
    def elo(self) -> float | None:
        """The priority on an Elo-style scale around 0: 400/ln 10 points per unit."""
        return None if self.priority is None else self.priority * ELO_PER_UNIT

    @property
    def few(self) -> bool:
        """Whether it is a rough number: of few conflicts, or with a large standard deviation."""
        return rough(self.conflicts, self.interval.sd)


@dataclass(frozen=True, slots=True)
class DiscrepancyReport:
    """How far an annotator is from the reference."""

    reference: str
    apart: Apart


@dataclass(frozen=True, slots=True)
class PairReport:
    """How far two annotators are apart; `reversed` are the pairs of principles that the first has in that order.

    The second surely has them the other way round.
    """

    first: str
    second: str
    apart: Apart
    reversed: tuple[tuple[Principle, Principle], ...] = ()


@dataclass(frozen=True, slots=True)
class AnnotatorReport:
    """All that is said of one annotator; flagged annotations are left out of every number unless asked for.

    `neither` of the `annotations` are for neither response, and `conflicts` are decided; on `missing` cases there is
    none, flagged or not. Of a population these are counted over its `members`.
    `noise_floor` is the discrepancy of the annotator to itself on two halves of the cases.
    """

    name: str
    kind: AnnotatorKind
    annotations: int
    conflicts: int
    flagged: int
    neither: int
    missing: int
    identified: bool
    identified_share: float | None
    arbitrariness: Arbitrariness
    arbitrariness_interval: Interval
    priorities: tuple[PriorityReport, ...]
    discrepancy: DiscrepancyReport
    noise_floor: Interval = NO_INTERVAL
    members: int = 1

    @property
    def title(self) -> str:
        """What it is shown as: its name, unless it only follows an order."""
        return follower_title(self.name) if self.kind is AnnotatorKind.DECLARED else self.name

    @property
    def counts(self) -> Document:
        """What is counted of it, as JSON values."""
        names = ("annotations", "conflicts", "neither", "missing", "flagged", "identified", "identified_share")
        return {name: getattr(self, name) for name in names}

    @property
    def few_halves(self) -> bool:
        """Whether half of the conflicts are too few for the noise floor to mean anything."""
        return self.conflicts < 2 * FEW_SHARED


@dataclass(frozen=True, slots=True)
class Report:
    """The audit of one store; `has_probabilities` tells that oracle noise could be drawn.

    Where annotators are many, `annotators` are populations, `people` everyone else, and `about` says how they count.
    `corrected` is without the oracle's errors.
    `declared` has an entry for each order of principles that is there, and `build` what a build made all of it from.
    """

    dataset: DatasetReport
    taxonomy: Taxonomy
    replicates: int
    seed: int
    annotators: tuple[AnnotatorReport, ...]
    pairs: tuple[PairReport, ...] = ()
    oracle_noise: NoiseReport | None = None
    oracles: OraclesReport | None = None
    has_probabilities: bool = False
    people: tuple[AnnotatorReport, ...] = ()
    about: tuple[str, ...] = ()
    declared: tuple[DeclaredReport, ...] = ()
    build: Built | None = None
    corrected: CorrectedReport | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know before quoting a number."""
        return notes(self)

    def title(self, name: str) -> str:
        """What an annotator of that name is shown as."""
        return next((each.title for each in self.annotators if each.name == name), name)

    def document(self) -> Document:
        """The report as JSON values (schema discretion.report/1): shares from 0 to 1, null where no value exists."""
        taxonomy = self.taxonomy
        counts = {
            "consensus": taxonomy.consensus,
            "conflict": taxonomy.conflict,
            "indifference": taxonomy.indifference,
        }
        return {
            "schema": SCHEMA,
            "dataset": {
                "cases": self.dataset.cases,
                "principles": self.dataset.principles,
                "annotators": self.dataset.annotators,
                "reviews": self.dataset.reviews,
                "flagged": self.dataset.flagged,
                "corrected_votes": self.dataset.corrected_votes,
                "store": self.dataset.store,
                "oracle": self.dataset.oracle,
                "oracle_answers": dict(self.dataset.oracle_answers),
                "coverage": [{**each.document(), "name": name} for name, each in self.dataset.coverage],
                "warning": self.dataset.warning,
            },
            "taxonomy": {
                **{name: {"count": count, "share": taxonomy.share(count)} for name, count in counts.items()},
                "unvoted": {"count": taxonomy.unvoted},
                "partly_voted": {"count": taxonomy.partly_voted},
            },
            "declared": [each.document() for each in self.declared],
            "bootstrap": {"replicates": self.replicates, "seed": self.seed},
            "annotators": [self._annotator(annotator) for annotator in (*self.annotators, *self.people)],
            "discrepancies": [_pair(pair) for pair in self.pairs],
            "oracle_noise": None if self.oracle_noise is None else self.oracle_noise.document(),
            "corrected_oracle": None if self.corrected is None else self.corrected.document(),
            "oracles": None if self.oracles is None else self.oracles.document(),
            "notes": list(self.notes),
            **({} if self.build is None else {"build": self.build.document()}),
        }

    def _annotator(self, annotator: AnnotatorReport) -> Document:
        noise = self.oracle_noise.of(annotator.name) if self.oracle_noise is not None else None
        corrected = self.corrected.of(annotator.name) if self.corrected is not None else None
        return {
            **_annotator(annotator),
            "oracle_noise": None if noise is None else noise.document(),
            "corrected": None if corrected is None else corrected.document(),
        }


def _annotator(annotator: AnnotatorReport) -> Document:
    return {
        "name": annotator.name,
        "kind": annotator.kind.value,
        **({"members": annotator.members} if annotator.members > 1 else {}),
        **annotator.counts,
        "arbitrariness": {
            "value": annotator.arbitrariness.value,
            "cases": annotator.arbitrariness.cases,
            **interval_values(annotator.arbitrariness_interval),
        },
        "priorities": [priority_row(priority) for priority in annotator.priorities],
        "discrepancy": {
            "reference": annotator.discrepancy.reference,
            **annotator.discrepancy.apart.document(),
        },
        "noise_floor": interval_values(annotator.noise_floor),
    }


def _pair(pair: PairReport) -> Document:
    return {
        "annotators": [pair.first, pair.second],
        **pair.apart.document(),
        "reversed": [
            {"above": above.name, "below": below.name, "above_id": above.id, "below_id": below.id}
            for above, below in pair.reversed
        ],
    }


def priority_row(priority: PriorityReport) -> Document:
    """One entry of `priorities`, as in the JSON report and the priorities export."""
    return {
        "rank": priority.rank,
        "principle": priority.principle,
        "priority": priority.priority,
        "elo": priority.elo,
        "status": priority.status.value,
        "conflicts": priority.conflicts,
        "pairs": priority.pairs,
        "won": priority.won,
        **interval_values(priority.interval),
        "rank_low": priority.rank_low,
        "rank_high": priority.rank_high,
        "component": priority.component,
        "principle_id": priority.principle_id,
    }
