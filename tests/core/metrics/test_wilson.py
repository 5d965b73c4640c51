"""The Wilson interval, against its definition and published values."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.metrics import wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_published_intervals(successes: int, trials: int, low: float, high: float) -> None:
    """The examples of R. G. Newcombe, Stat. Med. 17, 1998, table I."""
    assert wilson.interval(successes, trials) == pytest.approx((low, high), abs=5e-5)


@st.composite
def outcomes(draw: st.DrawFn) -> tuple[int, int]:
    trials = draw(st.integers(1, 3000))
    return draw(st.integers(0, trials)), trials


@given(outcomes(), st.sampled_from([0.5, 0.8, 0.95, 0.999]))
def test_its_ends_are_the_shares_that_are_just_not_rejected(outcome: tuple[int, int], level: float) -> None:
    successes, trials = outcome
    found = wilson.interval(successes, trials, level)
    assert found is not None
    low, high = found
    assert 0 <= low <= successes / trials <= high <= 1
    for end, certain in ((low, successes == 0), (high, successes == trials)):
        if certain:
            assert end in (0.0, 1.0)
        else:
            score = abs(successes / trials - end) / sqrt(end * (1 - end) / trials)
            assert score == pytest.approx(stats.norm.ppf((1 + level) / 2), rel=1e-6)
    assert stats.binomtest(successes, trials).proportion_ci(level, "wilson") == pytest.approx(found, abs=1e-9)


@given(outcomes())
def test_failures_mirror_successes(outcome: tuple[int, int]) -> None:
    successes, trials = outcome
    found, mirrored = wilson.interval(successes, trials), wilson.interval(trials - successes, trials)
    assert found is not None
    assert mirrored is not None
    assert mirrored == pytest.approx((1 - found[1], 1 - found[0]), abs=1e-12)


def test_nothing_and_everything_are_exact_ends() -> None:
    for trials in range(1, 200):
        for level in (0.5, 0.9, 0.95, 0.99):
            nothing, everything = wilson.interval(0, trials, level), wilson.interval(trials, trials, level)
            assert nothing is not None
            assert everything is not None
            assert (nothing[0], everything[1]) == (0, 1)


def test_nothing_is_known_without_trials() -> None:
    assert wilson.interval(0, 0) is None


@pytest.mark.parametrize(("successes", "trials", "level"), [(2, 1, 0.95), (-1, 3, 0.95), (1, 2, 1.0), (1, 2, 0.0)])
def test_nonsense_is_refused(successes: int, trials: int, level: float) -> None:
    with pytest.raises(ValueError, match=r"successes|level"):
        wilson.interval(successes, trials, level)
