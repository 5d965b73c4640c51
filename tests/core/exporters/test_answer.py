"""The sentences before the tables: who follows what, how sure that is, and what breaks the declared order."""

from dataclasses import replace

from core.audit.apart import Apart
from core.audit.declared_results import DeclaredReport, OrderKept, Reversal
from core.audit.report import DiscrepancyReport, Report
from core.exporters.report.answer import answer
from core.metrics.agreement import Arbitrariness
from core.metrics.evidence import OrderEvidence
from core.metrics.intervals import NO_INTERVAL, Interval
from core.model.terms import AnnotatorKind
from tests.core.exporters.reporting import RULES, whole_report

REPORT = whole_report()
ROWS = tuple(
    replace(row, rank=rank, rank_low=1, rank_high=2) for rank, row in enumerate(REPORT.annotators[0].priorities, 1)
)
ANN, BOB = (
    replace(
        each, conflicts=40, priorities=ROWS, arbitrariness=Arbitrariness(25, 100), arbitrariness_interval=NO_INTERVAL
    )
    for each in REPORT.annotators
)
FAR = Apart(0.3, Interval(0.3, 0.1, 0.2, 0.45, 60, 60), 0.01, 200, 150, OrderEvidence.DIFFERS)
TURNED = Reversal(*RULES, 11, 12, 0.59754, 0.99563, 0, surely=False)
KEPT = OrderKept("ann", 0.25, 150, 3, 2, 20, 1, (TURNED, replace(TURNED, follower=7)))


def said(*declared: OrderKept, apart: Apart = FAR, **changed: object) -> tuple[str, ...]:
    bob = replace(BOB, discrepancy=DiscrepancyReport("ann", apart))
    ann = replace(ANN, discrepancy=DiscrepancyReport("ann", Apart(0.0)), **changed)  # type: ignore[arg-type]
    orders = (DeclaredReport("declared", RULES, declared),)
    report: Report = replace(REPORT, annotators=(ann, bob), declared=orders)
    return answer(report)


def test_it_says_what_the_reference_follows_how_sure_that_is_and_who_differs() -> None:
    assert said() == (
        (
            "Where principles conflict, ann follows most Be kind (rank 1, 95 % 1 to 2), and least Be fair (rank "
            "2, 95 % 1 to 2), of 2 principles in 40 conflicts. It chose against all principles in 25.0 % of 100 "
            "consensus cases. Surely in another order than ann: bob (discrepancy 30.0 %, 95 % 20.0 to 45.0 %)."
        ),
    )
    told = said(apart=replace(FAR, evidence=OrderEvidence.NONE))[0]
    assert told.endswith(
        "Nobody else surely has another order than ann: bob (discrepancy 30.0 %, 95 % 20.0 to 45.0 %)."
    )


def test_it_prints_no_number_that_the_data_does_not_determine() -> None:
    assert said(conflicts=9, arbitrariness=Arbitrariness(0, 0), apart=replace(FAR, conflicts=9)) == (
        ("ann decided 9 conflicts: too few to say which principles it follows."),
    )
    few = replace(KEPT, conflicts=9)
    assert said(few)[1] == "ann decided 9 conflicts: too few to hold against an order."
    tied = replace(KEPT, distance=None, as_written=0, surely_as_written=0, reversals=())
    assert said(tied)[1] == (
        "The conflicts of ann put no two principles of the declared order in an order. Of 21 pairs of "
        "principles its conflicts decide 0 as written and 0 the other way round; 20 stay undecided and 1 "
        "never meets in a conflict."
    )


def test_it_says_how_far_the_declared_order_is_kept_and_what_breaks_it() -> None:
    assert said(KEPT)[1] == (
        "ann is 25.0 % from the declared order, as that is written (Kendall's: 0 % the same order, 50 % "
        "unrelated, 100 % reversed). Of 26 pairs of principles its conflicts decide 3 as written and 2 the "
        "other way round; 20 stay undecided and 1 never meets in a conflict. Each pair is at 95 % for itself,"
        " so that chance alone decides up to 1 of 25; 2 and 0 hold for all pairs together, and 1 is the other"
        " way round for who follows the order too. Most broken: Be fair prevailed over Be kind in 11 of 12 "
        "conflicts (92 %, 95 % interval 60 to 100 %, not sure among so many pairs)."
    )


def test_who_follows_an_order_answers_for_nobody_else() -> None:
    order = replace(ANN, name="declared", kind=AnnotatorKind.DECLARED)
    assert answer(replace(REPORT, annotators=(order, ANN), declared=()))[0].startswith(
        "Where principles conflict, ann "
    )
    assert order.title == "follows the declared order"
    assert replace(order, name="mine").title == "follows mine"
