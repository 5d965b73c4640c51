"""Kappa and alpha, against their definitions and published examples."""

from collections import Counter
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from core.metrics import reviewer_agreement
from core.metrics.intervals import NO_INTERVAL, Interval, interval
from core.metrics.reviewer_agreement import Agreement, cohen_kappa, krippendorff_alpha

Codes = NDArray[np.int64]
GONE = -9


def read(rows: str) -> Codes:
    return np.array([[GONE if code == "." else int(code, 16) for code in row] for row in rows.split()])


def table(counts: list[list[int]]) -> Codes:
    """Two reviewers' codes (2, N) with these joint counts."""
    pairs = [(i, j) for i, row in enumerate(counts) for j, count in enumerate(row) for _ in range(count)]
    return np.array(pairs).T


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.492),  # J. Cohen, Psychol. Bull. 70, 1968, table 1
        ([[20, 5], [10, 15]], 0.4),
        ([[45, 15], [25, 15]], 0.1304),
        ([[25, 35], [5, 35]], 0.2593),
        ([[0, 5], [5, 0]], -1.0),
    ],
)
def test_kappa_of_known_tables(counts: list[list[int]], expected: float) -> None:
    first, second = table(counts)
    found = cohen_kappa(first, second, GONE)
    assert found.value == pytest.approx(expected, abs=5e-4)
    assert found.cases == np.sum(counts)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("123321412... 1233224125.3 .3332342251. 12332441251.", 0.743),
        ("0100000010 1110010000", 0.095),
        ("aabbdcccedda babbbccceddd", 0.692),
    ],
)
def test_alpha_of_published_examples(rows: str, expected: float) -> None:
    """K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011: sections C, A and B."""
    assert krippendorff_alpha(read(rows), GONE).value == pytest.approx(expected, abs=5e-4)


def brute_kappa(first: list[int], second: list[int]) -> float | None:
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if GONE not in (a, b)]
    if not pairs:
        return None
    observed = sum(a == b for a, b in pairs) / len(pairs)
    expected = sum(a == b for a, _ in pairs for _, b in pairs) / len(pairs) ** 2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def brute_alpha(codes: list[list[int]]) -> float | None:
    """By the matrix of coincidences: every ordered pair of codes of a case, weighted by 1 / (codes - 1)."""
    coincidences: Counter[tuple[int, int]] = Counter()
    for case in zip(*codes, strict=True):
        given_codes = [code for code in case if code != GONE]
        for pair in permutations(given_codes, 2):
            coincidences[pair] += 1 / (len(given_codes) - 1)  # type: ignore[assignment]
    margins: Counter[int] = Counter()
    for (code, _), weight in coincidences.items():
        margins[code] += weight
    total = sum(margins.values())
    observed = sum(weight for (a, b), weight in coincidences.items() if a != b)
    expected = sum(margins[a] * margins[b] for a, b in permutations(margins, 2))
    return 1 - (total - 1) * observed / expected if expected else None


@st.composite
def coded(draw: st.DrawFn) -> Any:
    shape = draw(st.integers(1, 4)), draw(st.integers(0, 12))
    return draw(arrays(np.int64, shape, elements=st.sampled_from([GONE, -1, 0, 7])))


@given(coded())
def test_alpha_is_what_the_coincidences_say(codes: Codes) -> None:
    found = krippendorff_alpha(codes, GONE, replicates=3)
    expected = brute_alpha(codes.tolist())
    assert found.value == (None if expected is None else pytest.approx(expected, abs=1e-9))
    assert found.cases == int(((codes != GONE).sum(axis=0) > 1).sum())


@given(coded())
def test_kappa_is_what_the_pairs_say(codes: Codes) -> None:
    first, second = codes[0], codes[-1]
    found = cohen_kappa(first, second, GONE, replicates=3)
    expected = brute_kappa(first.tolist(), second.tolist())
    assert found.value == (None if expected is None else pytest.approx(expected, abs=1e-9))
    assert found.cases == int(((first != GONE) & (second != GONE)).sum())
    assert cohen_kappa(second, first, GONE, replicates=3).value == found.value


def simulated(cases: int, reviewers: int, seed: int = 0) -> Codes:
    """Codes that follow a truth three times in four, one in five missing."""
    generator = np.random.default_rng(seed)
    shape = reviewers, cases
    codes = np.where(generator.random(shape) < 0.75, generator.integers(0, 3, cases), generator.integers(0, 3, shape))
    return np.where(generator.random(shape) < 0.2, GONE, codes)


def naive_interval(codes: Codes, estimate: Any) -> Interval:
    generator = np.random.default_rng(5)
    used = codes[:, (codes != GONE).sum(axis=0) > 1]
    samples = [estimate(used[:, generator.integers(0, used.shape[1], used.shape[1])].tolist()) for _ in range(500)]
    return interval(np.array(samples))


@pytest.mark.parametrize("cases", [40, 150])
def test_the_intervals_are_of_cases_drawn_again(cases: int) -> None:
    codes = simulated(cases, reviewers=3)
    pairs = [
        (krippendorff_alpha(codes, GONE, 2000).interval, naive_interval(codes, brute_alpha)),
        (
            cohen_kappa(codes[0], codes[1], GONE, 2000).interval,
            naive_interval(codes[:2], lambda drawn: brute_kappa(*drawn)),
        ),
    ]
    for ours, theirs in pairs:
        assert theirs.sd is not None
        for name in ("mean", "sd"):
            assert getattr(ours, name) == pytest.approx(getattr(theirs, name), abs=0.3 * theirs.sd)
        assert None not in (ours.low, ours.high, theirs.low, theirs.high)
        assert theirs.low - 1.5 * theirs.sd < ours.low < theirs.low + 0.3 * theirs.sd  # type: ignore[operator]
        assert theirs.high - 0.3 * theirs.sd < ours.high < theirs.high + 1.5 * theirs.sd  # type: ignore[operator]
        assert ours.replicates == 2000


def test_perfect_agreement_on_four_cases_is_not_certain() -> None:
    codes = read("0101 0101")
    for found in (cohen_kappa(codes[0], codes[1], GONE), krippendorff_alpha(codes, GONE)):
        assert found.value == 1
        assert found.interval.high == 1
        assert found.interval.low is not None
        assert found.interval.low < 0.2
    many = cohen_kappa(np.tile(codes[0], 100), np.tile(codes[1], 100), GONE)
    assert many.interval.low == pytest.approx(0.976, abs=0.005)


def test_resamples_in_which_it_is_undefined_are_left_out() -> None:
    first, second = np.array([0, 0, 1]), np.array([0, 0, 1])
    found = cohen_kappa(first, second, GONE, replicates=4000)
    assert found.value == 1
    assert found.interval.replicates == pytest.approx(4000 * (1 - 8 / 27 - 1 / 27), rel=0.05)


def test_the_seed_decides_and_blocks_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = simulated(60, reviewers=4)
    once, again, other = (krippendorff_alpha(codes, GONE, 300, seed) for seed in (1, 1, 2))
    assert once == again
    assert once.value == other.value
    assert once.interval != other.interval
    monkeypatch.setattr(reviewer_agreement, "BLOCK", 7)
    blocks = krippendorff_alpha(codes, GONE, 300, 1).interval
    assert [blocks.mean, blocks.sd, blocks.low, blocks.high] == pytest.approx(
        [once.interval.mean, once.interval.sd, once.interval.low, once.interval.high], abs=1e-12
    )


@pytest.mark.parametrize(
    ("rows", "cases"), [("", 0), ("... 123", 0), ("1.. .23", 0), ("11. 112", 2), ("1 1", 1), ("123", 0)]
)
def test_where_nothing_can_be_said(rows: str, cases: int) -> None:
    codes = read(rows) if rows else np.zeros((2, 0), dtype=np.int64)
    expected = Agreement(None, cases, NO_INTERVAL)
    assert krippendorff_alpha(codes, GONE) == expected
    if len(codes) == 2:
        assert cohen_kappa(codes[0], codes[1], GONE) == expected


def test_small_codes_do_not_overflow() -> None:
    codes = np.tile(np.array([[1, 0, 1], [1, 0, 0]], dtype=np.int8), 70_000)
    expected = cohen_kappa(codes[0, :3], codes[1, :3], 9).value
    assert cohen_kappa(codes[0], codes[1], 9, replicates=2).value == expected
    assert krippendorff_alpha(codes, 9, replicates=2).value == pytest.approx(expected, abs=0.2)


def test_reviewers_code_the_same_cases() -> None:
    with pytest.raises(ValueError, match="not 2 and 3"):
        cohen_kappa(np.zeros(2, np.int8), np.zeros(3, np.int8), GONE)


@given(arrays(np.int8, st.tuples(st.just(2), st.integers(1, 8)), elements=st.integers(0, 2)))
def test_no_interval_goes_beyond_what_there_can_be(codes: Codes) -> None:
    for found in (cohen_kappa(codes[0], codes[1], -1, 50), krippendorff_alpha(codes, -1, 50)):
        for number in (found.value, found.interval.low, found.interval.high):
            assert number is None or -1 <= number <= 1


def test_few_cases_of_disagreement_reach_down_to_the_least_there_is() -> None:
    found = cohen_kappa(np.array([0, 1, 1]), np.array([1, 0, 1]), -1)
    assert found.value == pytest.approx(-0.5)
    assert found.interval.low == -1.0
