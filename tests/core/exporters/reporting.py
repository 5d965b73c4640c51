"""A report in which no two numbers are the same, so that each can be found where it is shown."""

from dataclasses import replace
from itertools import count

from core.audit.apart import Apart
from core.audit.declared_results import DeclaredReport, OrderKept, Reversal
from core.audit.oracle_results import (
    AnnotatorNoise,
    Consistency,
    NoiseReport,
    OraclePair,
    OraclesReport,
    PrincipleAgreement,
    PriorityNoise,
    RankingChange,
    Share,
)
from core.audit.report import AnnotatorReport, DatasetReport, DiscrepancyReport, PairReport, PriorityReport, Report
from core.metrics.agreement import Arbitrariness, Taxonomy
from core.metrics.evidence import OrderEvidence
from core.metrics.intervals import Interval
from core.model.terms import AnnotatorKind, Principle, Status

ANNOTATORS = ("ann", "bob")
PRINCIPLES = ("Be kind", "Be fair")
RULES = Principle(0, "kind", PRINCIPLES[0], "Be kind."), Principle(1, "fair", PRINCIPLES[1], "Be fair.")
ORACLES = ("judge", "rival")


class Numbers:
    """Gives whole numbers from 1,000 on, shares from 10 % on, log-odds from 1.01 and p-values from 0.101, each once."""

    def __init__(self) -> None:
        self._wholes, self._shares, self._odds, self._p_values = count(1000), count(1001, 23), count(101), count(101)

    def whole(self) -> int:
        return next(self._wholes)

    def share(self) -> float:
        return next(self._shares) / 10_000

    def odds(self) -> float:
        return next(self._odds) / 100

    def p_value(self) -> float:
        return next(self._p_values) / 1000

    def shares(self) -> Interval:
        return Interval(self.share(), self.share(), self.share(), self.share(), 60, 60)

    def odds_interval(self) -> Interval:
        return Interval(self.odds(), self.odds(), self.odds(), self.odds(), 60, 60)

    def part(self) -> Share:
        whole = self.whole()
        return Share(round(self.share() * whole), whole, self.shares())

    def priority(self, name: str) -> PriorityReport:
        return PriorityReport(
            rank=self.whole(),
            principle=name,
            priority=self.odds(),
            status=Status.RANKED,
            component=None,
            conflicts=self.whole(),
            pairs=self.whole(),
            won=self.whole(),
            interval=replace(self.odds_interval(), replicates=57),
            rank_low=self.whole(),
            rank_high=self.whole(),
            principle_id=name,
        )

    def annotator(self, name: str) -> AnnotatorReport:
        cases = self.whole()
        return AnnotatorReport(
            name=name,
            kind=AnnotatorKind.HUMAN,
            annotations=self.whole(),
            flagged=self.whole(),
            neither=self.whole(),
            missing=self.whole(),
            identified=True,
            identified_share=self.share(),
            arbitrariness=Arbitrariness(round(self.share() * cases), cases),
            arbitrariness_interval=self.shares(),
            priorities=tuple(map(self.priority, PRINCIPLES)),
            discrepancy=DiscrepancyReport(ANNOTATORS[0], self.apart()),
            noise_floor=self.shares(),
            conflicts=999,
        )

    def apart(self) -> Apart:
        conflicts, p_value = self.whole(), self.p_value()
        return Apart(self.share(), self.shares(), p_value, self.whole(), conflicts, OrderEvidence.DIFFERS, ((0, 1),))

    def order(self) -> DeclaredReport:
        explained = replace(self.reversal(), follower=999_999), replace(self.reversal(), follower=999_999)
        return DeclaredReport("declared", RULES, (self.kept(0, self.reversal()), self.kept(1, *explained)))

    def reversal(self) -> Reversal:
        conflicts = 3 * self.whole()
        lower_won = round(self.share() * conflicts)
        return Reversal(*RULES, lower_won, conflicts, self.share(), self.share(), self.whole(), surely=True)

    def kept(self, annotator: int, *reversals: Reversal) -> OrderKept:
        counts = self.whole(), self.whole(), self.whole(), self.whole(), self.whole()
        return OrderKept(ANNOTATORS[annotator], self.share(), *counts, reversals)

    def noise(self, name: str) -> AnnotatorNoise:
        priorities = (
            PriorityNoise(each, each, self.odds_interval(), self.whole(), self.whole()) for each in PRINCIPLES
        )
        spreads = self.shares(), self.shares(), self.shares()
        return AnnotatorNoise(name, *spreads, self.share(), self.share(), self.share(), tuple(priorities))

    def agreement(self, name: str) -> PrincipleAgreement:
        return PrincipleAgreement(name, name, self.part(), self.part(), self.odds(), self.odds_interval())

    def oracles(self) -> OraclesReport:
        changes = tuple(RankingChange(each, self.share(), self.shares(), 87_654) for each in ANNOTATORS)
        agreements = (self.agreement("all"), tuple(map(self.agreement, PRINCIPLES)))
        pair = OraclePair(*ORACLES, *agreements, changes, self.whole(), apart=True)
        consistency = (Consistency(each, self.part(), tuple(self.part() for _ in PRINCIPLES)) for each in ORACLES)
        return OraclesReport(ORACLES[0], PRINCIPLES, tuple(consistency), (pair,))


def whole_report() -> Report:
    """A report with everything that a report can have."""
    given = Numbers()
    return Report(
        DatasetReport("store", ORACLES[0], *(given.whole() for _ in range(6))),  # type: ignore[arg-type] # six counts
        Taxonomy(*(given.whole() for _ in range(6))),
        replicates=given.whole(),
        seed=given.whole(),
        annotators=tuple(map(given.annotator, ANNOTATORS)),
        pairs=(PairReport(*ANNOTATORS, given.apart(), (RULES,)),),
        oracle_noise=NoiseReport(
            ORACLES[0],
            given.whole(),
            given.whole(),
            given.share(),
            tuple(map(given.noise, ANNOTATORS)),
            None,
            given.share(),
        ),
        oracles=given.oracles(),
        declared=(given.order(),),
    )
