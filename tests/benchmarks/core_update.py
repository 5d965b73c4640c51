"""What a verdict costs without a screen: journal, tally, ranking.

python tests/benchmarks/core_update.py [STORE]
"""

import time
from typing import Any

from core.journal.events import Event
from core.model.terms import Verdict
from core.query.wanted import Wanted
from core.review.session import ReviewSession
from tests.benchmarks.measuring import private_store, tell

ROUNDS = 400


def main() -> None:
    """Flag and uphold conflicts in turn, and rank after each."""
    with private_store("A verdict without a screen.") as store:
        session, _ = ReviewSession.open(store, "bench")
        with session:
            whole, written = measured(session)
        tell("judge and rank, with the journal on the disk", whole)
        tell("  the journal alone", written)
        tell("  the rest: standing, tally, warm fit", [both - one for both, one in zip(whole, written, strict=True)])


def measured(session: ReviewSession) -> tuple[list[float], list[float]]:
    """The seconds of each verdict with its ranking, and those of them that the journal took."""
    whole, written = [], []
    append = session.journal.append

    def timed(**said: Any) -> Event:
        began = time.perf_counter()
        event = append(**said)
        written.append(time.perf_counter() - began)
        return event

    session.journal.append = timed  # type: ignore[method-assign]
    ids = session.select(Wanted())[: ROUNDS // 2].tolist()
    names = {n: session.store.case(n).id for n in ids}
    for verdict in (Verdict.FLAG, Verdict.UPHOLD):
        for n in ids:
            began = time.perf_counter()
            session.judge(n, names[n], verdict)
            session.reviewed().tally.ranking()
            whole.append(time.perf_counter() - began)
    return whole, written


if __name__ == "__main__":
    main()
