"""A blind session: own flags alone count, and nothing is found that would tell what is hidden."""

from pathlib import Path

import numpy as np
import pytest

from core.journal.events import reviews_folder
from core.journal.writer import Journal
from core.model.terms import Preference, Verdict
from core.query.queues import Order, Queue
from core.query.wanted import Wanted
from core.query.words import Secret
from core.review.blind import BlindError
from core.review.session import ReviewSession

FLAG, UPHOLD, SKIP = Verdict.FLAG, Verdict.UPHOLD, Verdict.SKIP


@pytest.fixture
def shared(worked: Path) -> Path:
    """The worked example, of which another reviewer flagged two cases."""
    with Journal.open(reviews_folder(worked), "r2") as journal:
        for case in ("c6", "c7"):
            journal.append(event="review", case=case, annotator="a0", verdict="flag", reason="mistake")
    return worked


def found(session: ReviewSession, text: str) -> list[int]:
    numbers: list[int] = session.select(Wanted.of(text)).tolist()
    return numbers


def test_flagged_means_one_s_own_flags(shared: Path) -> None:
    everything = np.arange(15, dtype=np.int32)
    with ReviewSession.open(shared, "r1")[0] as session:
        session.judge(8, "c8", FLAG)
        session.judge(7, "c7", SKIP)
        assert found(session, "flagged:yes") == [6, 7, 8]
        assert session.progress(everything).flagged == 3
        session.blind = True
        assert found(session, "flagged:yes") == [8]
        assert found(session, "conflict flagged:no") == [6, 7, 9, 10, 11, 12, 13, 14]
        assert session.progress(everything).flagged == 1
        session.judge(7, "c7", FLAG)
        assert session.progress(everything).flagged == 2, "followed while it stays the same"
        session.undo()
        session.judge(8, "c8", UPHOLD)
        progress = session.progress(everything)
        assert (progress.reviewed, progress.flagged) == (2, 0)
        session.blind = False
        assert session.progress(everything).flagged == 2


def test_what_tells_is_refused_before_a_name_is_looked_up(shared: Path) -> None:
    with ReviewSession.open(shared, "r1")[0] as session:
        for text in ("arbitrary", "annotator:nobody conflict", "reviewer:r2=flag", "reason:mistake"):
            wanted = Wanted.of(text)
            session.blind = False
            session.admit(wanted)
            assert session.admitted(wanted) is wanted
            session.blind = True
            with pytest.raises(BlindError):
                session.selecting(wanted)
            assert session.admitted(wanted) == Wanted()
        for order in (Order.UNLIKELY, Order.INFLUENCE):
            with pytest.raises(BlindError) as refused:
                session.select(Wanted(queue=Queue(order)))
            assert refused.value.secret is Secret.CHOICES
        session.judge(8, "c8", SKIP)
        assert found(session, "reviewer:r1 or conflict") == [6, 7, 8, 9, 10, 11, 12, 13, 14]


def test_others_are_hidden_until_one_s_own_verdict(shared: Path) -> None:
    with ReviewSession.open(shared, "r1")[0] as session:
        assert not session.hides_others("c6")
        session.blind = True
        assert session.hides("c6")
        assert session.hides_others("c6")
        session.prefer(6, "c6", Preference.A)
        assert not session.hides("c6")
        assert session.hides_others("c6")
        session.judge(6, "c6", UPHOLD)
        assert not session.hides_others("c6")
        assert session.hides_others("c6", "a1"), "no verdict on that one's annotation"
        session.judge(7, "c7", UPHOLD)
        assert session.hides_others("c7"), "a verdict of old, but nothing chosen"


def test_sides_are_those_that_are_seen(shared: Path) -> None:
    sides = {Preference.A: "a", Preference.B: "b", Preference.NEITHER: "neither"}
    with ReviewSession.open(shared, "r1")[0] as session:
        given = {f"c{n}": (Preference.A, Preference.B, Preference.NEITHER)[n % 3] for n in range(12)}
        for n, (case, own) in enumerate(given.items()):
            session.prefer(n, case, own)
        votes, principle = session.data.votes, session.data.principles[0].name
        for blind in (False, True):
            session.blind = blind
            sign = np.array([-1 if session.turned(f"c{n}") else 1 for n in range(15)])
            assert set(sign) == ({1, -1} if blind else {1})
            for side, word in sides.items():
                chosen = [n for n in range(12) if given[f"c{n}"] * sign[n] == side]
                assert found(session, f"mine:{word}") == chosen
                voted = np.flatnonzero(votes[:, 0] * sign == side).tolist()
                assert found(session, f'votes:"{principle}"={word.replace("neither", "none")}') == voted
            seen = votes * sign[:, None]
            balances = list(zip((seen > 0).sum(axis=1).tolist(), (seen < 0).sum(axis=1).tolist(), strict=True))
            for for_a, for_b in set(balances):
                expected = [n for n in range(15) if balances[n] == (for_a, for_b)]
                assert found(session, f"balance:{for_a}:{for_b}") == expected
            assert found(session, "mine:none") == [12, 13, 14]
