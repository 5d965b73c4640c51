"""The numbers kept in step with what stands, without store, journal or screen."""

from collections.abc import Iterable, Mapping

import numpy as np

from core.audit.annotations import Annotations
from core.audit.data import AuditData
from core.journal.events import Event
from core.journal.standing import Standing
from core.metrics.supremacy import win_matrix
from core.model.terms import AnnotatorKind, Oracle, Principle
from core.review.live import LiveReview
from tests.core.building import A0, A1, WORKED, case_id

CASES = {case_id(n): n for n in range(len(WORKED))}


class Saying:
    """Makes events one after another."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, kind: str, reviewer: str = "r1", **said: object) -> Event:
        self.count += 1
        known = {"id": f"e{self.count}", "seq": self.count, "at": "2026-01-31T12:00:00.000Z"}
        return Event(**{**known, "reviewer": reviewer, "event": kind, **said})  # type: ignore[arg-type]


def data() -> AuditData:
    given, none = np.ones(len(WORKED), dtype=np.bool_), np.zeros(len(WORKED), dtype=np.bool_)
    said = {"a0": A0, "a1": A1}
    annotators = tuple(
        Annotations(name, AnnotatorKind.HUMAN, np.array(preference, dtype=np.int8), given.copy(), none.copy())
        for name, preference in said.items()
    )
    principles = tuple(Principle(n, f"p{n}", f"Principle {n}", "") for n in range(3))
    return AuditData("worked.duckdb", Oracle(0, "gpt"), principles, WORKED.copy(), annotators, 0)


class Asked:
    """The store's numbers of cases, and which ids were asked for."""

    def __init__(self) -> None:
        self.ids: list[set[str]] = []

    def __call__(self, ids: Iterable[str]) -> Mapping[str, int]:
        self.ids.append(set(ids))
        return {case: CASES[case] for case in self.ids[-1] if case in CASES}


def begun(*events: Event) -> tuple[LiveReview, Standing, Asked]:
    standing, asked = Standing(), Asked()
    for event in events:
        standing.apply(event)
    return LiveReview(data(), standing, "r1", asked), standing, asked


def test_what_stood_at_the_beginning_counts() -> None:
    say = Saying()
    live, _, _ = begun(
        say("review", case="c6", annotator="a0", verdict="flag"),
        say("preference", case="c7", preference=-1),
        say("vote", case="c6", principle="p0", preference=-1),
    )
    assert np.flatnonzero(live.reviewed("a0").flagged).tolist() == [6]
    assert not live.reviewed("a1").flagged.any()
    assert np.flatnonzero(live.own_words()[0]).tolist() == [7]
    assert (int(live.data.votes[6, 0]), live.votes.original(6, 0)) == (-1, 1)
    assert live.version == 0


def test_every_event_changes_what_it_must_and_no_more() -> None:
    say = Saying()
    live, _, _ = begun()
    first, own = live.reviewed("a0"), live.own
    wins = [live.reviewed(name).tally.wins.copy() for name in ("a0", "a1")]
    flag = say("review", case="c6", annotator="a0", verdict="flag")
    assert live.accept([flag]) == [6]
    kept = np.where(np.arange(len(WORKED)) == 6, 0, A0).astype(np.int8)
    assert first.tally.wins.tolist() == win_matrix(WORKED, kept).tolist() != wins[0].tolist()
    assert live.reviewed("a1").tally.wins.tolist() == wins[1].tolist()
    assert own.wins.sum() == 0
    live.accept([say("undo", of=flag.id)])
    assert live.reviewed("a0") is first
    assert first.tally.wins.tolist() == wins[0].tolist()
    live.accept([say("preference", case="c6", preference=-1)])
    assert own.wins.tolist() == [[0, 0, 0], [1, 0, 0], [0, 0, 0]]
    assert (live.own_count(), live.agreement("a0"), live.agreement("a1")) == (1, (0, 1), (1, 1))
    live.accept([say("vote", case="c6", principle="p0", preference=0)])
    assert own.wins.sum() == 0, "with the vote goes what it lost"
    assert live.version == 4


def test_annotators_are_counted_when_they_are_looked_at() -> None:
    live, _, _ = begun()
    assert (live.uncounted, live.looked_at) == (["a0", "a1"], ())
    counted = live.reviewed("a1")
    assert (live.uncounted, live.looked_at) == (["a0"], (counted,))


def test_cases_are_looked_up_once_and_unknown_ones_change_nothing() -> None:
    say = Saying()
    live, standing, asked = begun()
    assert asked.ids == [set()]
    theirs = [say("review", "r2", case=case, annotator="a0", verdict="flag") for case in ("c7", "c6", "gone")]
    assert live.accept(theirs) == [6, 7]
    assert live.accept([say("review", "r3", case="c6", annotator="a0", verdict="uphold")]) == [6]
    assert asked.ids == [set(), {"c6", "c7", "gone"}]
    assert np.flatnonzero(live.reviewed("a0").flagged).tolist() == [7]
    assert live.accept(theirs) == [], "each event once"
    assert len(standing.events) == live.version == 4


def test_other_data_is_counted_anew_by_what_stands() -> None:
    say = Saying()
    live, _, _ = begun()
    live.accept(
        [
            say("review", case="c6", annotator="a0", verdict="flag"),
            say("preference", case="c7", preference=1),
            say("preference", "r2", case="c7", preference=1),
        ]
    )
    before = live.reviewed("a0")
    other = data()
    other.votes[:] *= -1
    live.use(other)
    assert live.data is other
    assert live.reviewed("a0") is not before
    assert np.flatnonzero(live.reviewed("a0").flagged).tolist() == [6]
    assert live.own.wins.tolist() == [[0, 0, 0], [1, 0, 0], [0, 0, 0]]
    assert live.own_annotators == {"r1": "r1", "r2": "r2"}
