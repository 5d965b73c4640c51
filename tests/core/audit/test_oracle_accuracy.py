"""The votes queue: its sample, and the accuracy that blind answers give."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from core.audit.oracle_accuracy import Accuracy, further_votes, oracle_accuracy, sample_votes
from core.metrics import wilson
from core.model.terms import Preference, Verdict
from core.review.session import ReviewSession
from core.review.vote_check import VoteCheck, VoteState
from core.storage.store import Store
from tests.core.building import A0, WORKED, build

MASKS = arrays(np.bool_, st.tuples(st.integers(0, 12), st.integers(1, 5)))


@given(MASKS, st.integers(1, 6), st.integers(0, 3))
def test_a_sample_has_each_vote_once_and_as_many_of_every_principle(
    voted: NDArray[np.bool_], each: int, seed: int
) -> None:
    cells = sample_votes(voted, each, seed, "r1")
    assert len(set(cells)) == len(cells)
    assert all(voted[cell] for cell in cells)
    counts = np.bincount([principle for _, principle in cells], minlength=voted.shape[1])
    assert counts.tolist() == np.minimum(voted.sum(axis=0), each).tolist()
    assert sample_votes(voted, each, seed, "r1") == cells
    seen: list[int] = [0] * voted.shape[1]
    for _, principle in cells:
        assert seen[principle] == min(value for p, value in enumerate(seen) if value < counts[p]), (
            "round by round, so that it can be left anywhere"
        )
        seen[principle] += 1


@given(MASKS, st.integers(1, 4))
def test_further_votes_are_those_not_in_the_sample(voted: NDArray[np.bool_], each: int) -> None:
    sample = sample_votes(voted, each, 0, "r1")
    further = further_votes(voted, sample, 50, 0, "r1")
    cells = [*sample, *((n, p) for p, cases in enumerate(further) for n in cases)]
    assert len(set(cells)) == len(cells) == voted.sum()
    assert further_votes(voted, sample, 50, 0, "r1") == further


def test_reviewers_and_seeds_have_samples_of_their_own() -> None:
    voted = np.ones((200, 3), dtype=np.bool_)
    samples = {sample_votes(voted, 5, seed, who) for seed in (0, 1) for who in ("r1", "r2")}
    assert len(samples) == 4


def test_every_case_is_as_likely() -> None:
    voted = np.ones((10, 1), dtype=np.bool_)
    drawn = [n for seed in range(2000) for n, _ in sample_votes(voted, 3, seed, "r")]
    counts = np.bincount(drawn, minlength=10)
    assert counts.sum() == 6000
    assert np.abs(counts - 600).max() < 5 * np.sqrt(600), "five standard deviations"


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([1, 0, -1]), st.sampled_from([1, 0, -1]))))
def test_accuracy_is_agreement_with_wilson_intervals(answers: list[tuple[int, int, int]]) -> None:
    found = oracle_accuracy((((0, p), vote, answer) for p, vote, answer in answers), 4)
    for p, each in enumerate(found.principles):
        mine = [vote == answer for q, vote, answer in answers if q == p]
        assert each == Accuracy(sum(mine), len(mine))
        assert each.interval == wilson.interval(sum(mine), len(mine))
        assert each.share == (sum(mine) / len(mine) if mine else None)
    told = found.overall
    assert (told.agreed, told.answered) == (sum(vote == answer for _, vote, answer in answers), len(answers))
    counts = [each.answered for each in found.principles if each.answered]
    if not counts or max(counts) - min(counts) <= 1:
        assert told == Accuracy(told.agreed, told.answered)
    else:
        shares = [each.share for each in found.principles if each.share is not None]
        assert told.share == pytest.approx(np.mean(shares))


def test_an_uneven_accuracy_weighs_principles_alike() -> None:
    """One right vote of two of the first principle, eight right ones of eight of the second."""
    answers = [((0, 0), 1, 1), ((1, 0), 1, 0), *(((n, 1), 1, 1) for n in range(8))]
    found = oracle_accuracy(answers, 2).overall
    assert (found.agreed, found.answered) == (9, 10)
    assert found.share == 0.75
    assert found.interval == wilson.interval(0.75 * 6.4, 6.4)


def test_where_an_oracle_voted_counts_neither_as_a_vote(worked: Path) -> None:
    with Store.open(worked) as store:
        assert store.voted(store.oracles()[0], 3).all()


def test_more_principles_than_a_word_holds(tmp_path: Path) -> None:
    votes = np.tile(np.array([1, 0, -1], dtype=np.int8), (2, 30))
    with Store.open(build(tmp_path / "s.duckdb", votes, {"a": [1, 1]})) as store:
        assert store.voted(store.oracles()[0], 90).all()
        assert store.voted(store.oracles()[0], 90).shape == (2, 90)


def checking(path: Path, reviewer: str = "r1") -> tuple[ReviewSession, VoteCheck]:
    session, _ = ReviewSession.open(path, reviewer, "a0")
    check = VoteCheck.draw(session, session.store)
    check.bring_back()
    return session, check


def test_answers_resume_where_they_stopped(worked: Path) -> None:
    session, check = checking(worked)
    with closing(session):
        first = check.next_open(-1)
        assert first == 0
        for place in range(7):
            check.say(check.cells[place], Preference.A)
        expected = check.accuracy()
        assert expected.overall.answered == 7
        assert expected.overall.agreed == sum(WORKED[cell] == 1 for cell in check.cells[:7])
    session, again = checking(worked)
    with closing(session):
        assert again.cells == check.cells
        assert again.next_open(-1) == 7
        assert again.accuracy() == expected
        assert again.progress == (7, len(check.cells))
        for place in range(7, len(again.cells)):
            again.say(again.cells[place], Preference.B)
        assert again.next_open(3) is None


def test_the_oracle_is_judged_by_its_own_votes_and_first_answers(worked: Path) -> None:
    session, check = checking(worked)
    with closing(session):
        cell = check.cells[0]
        vote = int(WORKED[cell])
        other = Preference(1 if vote != 1 else 0)
        check.say(cell, other)
        assert session.data.corrected == {cell: vote}
        assert check.original(cell) == vote
        assert check.accuracy().overall == Accuracy(0, 1), "the corrected vote is not taken for the oracle's"
        session.correct(cell[0], f"c{cell[0]}", check.principle(cell).id, Preference(vote))
        assert check.accuracy().overall == Accuracy(0, 1), "what is said with the vote in sight does not count"
        assert check.state(cell) is VoteState.ANSWERED
        assert check.answer(cell) == other


def test_an_answer_taken_back_is_not_blind_the_next_time(worked: Path) -> None:
    session, check = checking(worked)
    with closing(session):
        cell, asked = check.cells[0], len(check.cells)
        event = check.say(cell, Preference.A)
        assert event.blind is True
        assert check.find(event) == 0
        session.undo()
        assert check.state(cell) is VoteState.SEEN
        assert check.progress == (0, asked - 1)
        assert check.say(cell, Preference.B).blind is None
        assert check.accuracy().overall == Accuracy(0, 0)
        session.undo()
        session.redo()
        assert check.answer(cell) == -1
        assert check.next_open(-1) == 1


def test_what_was_corrected_in_sight_is_not_asked(worked: Path) -> None:
    session, check = checking(worked)
    with closing(session):
        n, _ = cell = check.cells[0]
        event = session.correct(n, f"c{n}", check.principle(cell).id, Preference.A)
        assert check.state(cell) is VoteState.SEEN
        assert check.next_open(-1) == 1
        assert check.find(event) == 0


@pytest.mark.parametrize("reviewer", ["r2", "x.y"])
def test_the_accuracy_is_the_reviewers_own(worked: Path, reviewer: str) -> None:
    session, check = checking(worked)
    with closing(session):
        check.say(check.cells[0], Preference.A)
    session, check = checking(worked, reviewer)
    with closing(session):
        assert check.accuracy().overall.answered == 0


def test_a_store_whose_oracle_left_out_cases(tmp_path: Path) -> None:
    votes = np.array([[1, -1]], dtype=np.int8)
    path = build(tmp_path / "s.duckdb", votes, {"a0": A0[:1]})
    session, check = checking(path)
    with closing(session):
        assert sorted(check.cells) == [(0, 0), (0, 1)]


def test_further_votes_are_asked_where_they_tell_most(tmp_path: Path) -> None:
    """Beyond the sample: first what is checked too little, then the principle whose errors leave most open."""
    generator = np.random.default_rng(3)
    right = generator.integers(-1, 2, (400, 3)).astype(np.int8)
    noisy = np.where(generator.random(400) < 0.4, generator.integers(-1, 2, 400), right[:, 1])
    votes = np.stack([right[:, 0], noisy, right[:, 2]], axis=1).astype(np.int8)
    chose = np.where(generator.random(400) < 0.5, 1, -1)
    session, check = checking(build(tmp_path / "s.duckdb", votes, {"a0": chose.tolist()}))
    with closing(session):
        for cell in check.cells:
            check.say(cell, Preference(int(right[cell])))
        assert check.next_open(-1) is None
        for _ in range(14):
            chosen = check.further(session.store, check.gather())
            assert not {cell for cell, _ in chosen} & set(check.cells)
            check.ask(chosen)
            for cell, case in chosen:
                assert case == f"c{cell[0]}"
                check.say(cell, Preference(int(right[cell])))
        counts = np.bincount([p for _, p in check.cells], minlength=3)
        assert counts.sum() == 60 + 70
        assert counts.min() >= 30, "each is checked enough"
        assert counts.argmax() == 1, "then the noisy one"
    session, again = checking(tmp_path / "s.duckdb")
    with closing(session):
        assert set(again.cells) == set(check.cells)
        assert again.progress == (130, 130)
        assert again.accuracy().overall.weighted is not None


def test_what_was_gathered_is_as_it_was(worked: Path) -> None:
    session, check = checking(worked)
    with closing(session):
        before = check.gather()
        for cell in check.cells:
            check.say(cell, Preference.A)
        session.judge(0, session.store.case(0).id, Verdict.FLAG)
        after = check.gather()
        assert (len(before.checked.checks.case), len(after.checked.checks.case)) == (0, len(check.cells))
        assert before.annotation[0] != 0
        assert after.annotation[0] == 0


def test_no_further_votes_where_there_are_none(worked: Path) -> None:
    session, check = checking(worked)
    with closing(session):
        assert check.further(session.store, check.gather()) == ()
