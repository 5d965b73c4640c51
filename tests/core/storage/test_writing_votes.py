"""Votes in bit masks, whatever the number of principles and the order of import, against a dense array."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.building import Answer, Votes, ballots, case_id
from tests.core.storage.cases_written import add_cases


def dense(answers: list[Answer], cases: int, principles: int) -> Votes:
    """The votes by definition: one order as it is, two only where they agree."""
    given = {(case, principle, order): value for case, principle, order, value in answers}
    votes = np.zeros((cases, principles), dtype=np.int8)
    for (n, p), _ in np.ndenumerate(votes):
        there = [given[key] for order in (0, 1) if (key := (case_id(n), str(p), order)) in given]
        votes[n, p] = there[0] if there and all(value == there[0] for value in there) else 0
    return votes


def inconsistent(answers: list[Answer]) -> tuple[int, int]:
    """How many cells were answered in both orders, and in how many of them the two differ."""
    given = {(case, principle, order): value for case, principle, order, value in answers}
    pairs = [
        (value, given[case, principle, 1])
        for (case, principle, order), value in given.items()
        if order == 0 and (case, principle, 1) in given
    ]
    return len(pairs), sum(first != second for first, second in pairs)


def make(path: Path, cases: int, principles: int) -> None:
    with StoreWriter.open(path) as writer:
        add_cases(writer, [(case_id(n), "Question", "Yes", "No") for n in range(cases)])
        writer.add_principles([(str(p), f"Rule {p}", "A rule.") for p in range(principles)])


def random_answers(seed: int, cases: int, principles: int, density: float) -> list[Answer]:
    chance = np.random.default_rng(seed)
    cells = [(case_id(n), str(p), order) for n in range(cases) for p in range(principles) for order in (0, 1)]
    values = chance.choice([-1, 0, 1], size=len(cells), p=[0.4, 0.2, 0.4])
    kept = chance.random(len(cells)) < density
    answers = [(*cell, int(value)) for cell, value, keep in zip(cells, values, kept, strict=True) if keep]
    chance.shuffle(answers)
    return [(case, principle, int(order), int(value)) for case, principle, order, value in answers]


@settings(max_examples=12)
@given(
    seed=st.integers(0, 2**32),
    cases=st.integers(1, 4),
    principles=st.sampled_from([1, 3, 63, 64, 65, 70, 128, 130]),
    density=st.sampled_from([0.1, 0.6, 1.0]),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=3),
)
def test_votes_are_those_of_a_dense_array(
    seed: int, cases: int, principles: int, density: float, cuts: list[tuple[float, bool]]
) -> None:
    """Cut anywhere into chunks of one import or into several imports, the answers make the same votes."""
    answers = random_answers(seed, cases, principles, density)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "s.duckdb"
        make(path, cases, principles)
        start = 0
        imports: list[list[list[Answer]]] = [[]]
        for share, another in [*sorted(cuts), (1.0, False)]:
            end = round(share * len(answers))
            imports[-1].append(answers[start:end])
            start = end
            if another:
                imports.append([])
        for chunks in imports:
            with StoreWriter.open(path) as writer:
                for chunk in chunks:
                    assert writer.add_ballots("judge", ballots(chunk)).new == len(chunk)
        if not answers:
            return
        with Store.open(path) as store:
            (oracle,) = store.oracles()
            assert np.array_equal(store.votes(oracle, principles), dense(answers, cases, principles))
            pairs, differing = inconsistent(answers)
            checks = store.answers.order_checks()
            assert [(check.pairs, check.inconsistent) for check in checks] == [(pairs, differing)] * (pairs > 0)


@pytest.mark.parametrize("principles", [64, 130])
def test_a_constitution_may_grow_after_the_votes(tmp_path: Path, principles: int) -> None:
    path = tmp_path / "s.duckdb"
    first = random_answers(1, 3, 60, 1.0)
    make(path, 3, 60)
    with StoreWriter.open(path) as writer:
        writer.add_ballots("judge", ballots(first))
    make(path, 3, principles)
    second = [each for each in random_answers(2, 3, principles, 1.0) if int(each[1]) >= 60]
    with Store.open(path) as store:
        assert np.array_equal(store.votes(store.oracles()[0], principles), dense(first, 3, principles))
    with StoreWriter.open(path) as writer:
        writer.add_ballots("judge", ballots(second))
    with Store.open(path) as store:
        assert np.array_equal(store.votes(store.oracles()[0], principles), dense(first + second, 3, principles))


def test_oracles_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    make(path, 4, 70)
    given = {name: random_answers(seed, 4, 70, 0.5) for seed, name in enumerate(("one", "two", "three"))}
    with StoreWriter.open(path) as writer:
        for name, answers in given.items():
            writer.add_ballots(name, ballots(answers))
    with Store.open(path) as store:
        assert [oracle.name for oracle in store.oracles()] == list(given)
        for oracle in store.oracles():
            assert np.array_equal(store.votes(oracle, 70), dense(given[oracle.name], 4, 70))


def test_many_cases_are_derived_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.storage.votes_from_ballots._CELLS", 7 * 66)
    path = tmp_path / "s.duckdb"
    answers = random_answers(5, 20, 66, 0.9)
    make(path, 20, 66)
    with StoreWriter.open(path) as writer:
        writer.add_ballots("judge", ballots(answers))
    with Store.open(path) as store:
        assert np.array_equal(store.votes(store.oracles()[0], 66), dense(answers, 20, 66))
