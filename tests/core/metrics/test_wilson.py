"""The score interval, against its definition, published values and its exact coverage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.metrics import wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2535, 0.3682), (15, 148, 0.0598, 0.1644), (0, 20, 0.0, 0.2005), (1, 29, 0.0018, 0.1963)],
)
def test_published_intervals(successes: int, trials: int, low: float, high: float) -> None:
    """The examples of R. G. Newcombe, Stat. Med. 17, 1998, table I, method 4."""
    assert wilson.interval(successes, trials) == pytest.approx((low, high), abs=5e-5)


@st.composite
def outcomes(draw: st.DrawFn) -> tuple[int, int]:
    trials = draw(st.integers(1, 3000))
    return draw(st.integers(0, trials)), trials


@given(outcomes())
def test_it_is_the_score_interval_with_continuity_correction(outcome: tuple[int, int]) -> None:
    successes, trials = outcome
    found = wilson.interval(successes, trials)
    assert found is not None
    low, high = found
    assert 0 <= low <= successes / trials <= high <= 1
    assert stats.binomtest(successes, trials).proportion_ci(0.95, "wilsoncc") == pytest.approx(found, abs=1e-9)


@pytest.mark.parametrize("trials", [4, 10, 20, 50, 100, 458, 1167])
def test_it_holds_every_share_in_95_percent_of_all_samples(trials: int) -> None:
    successes = np.arange(trials + 1)
    low, high = np.array([wilson.interval(int(each), trials) for each in successes]).T
    for share in (0.0066, 0.01, 0.05, 0.218, 0.5, *np.linspace(0.002, 0.998, 200)):
        held = (low <= share) & (share <= high)
        assert stats.binom.pmf(successes, trials, share)[held].sum() >= 0.95


@given(outcomes())
def test_failures_mirror_successes(outcome: tuple[int, int]) -> None:
    successes, trials = outcome
    found, mirrored = wilson.interval(successes, trials), wilson.interval(trials - successes, trials)
    assert found is not None
    assert mirrored is not None
    assert mirrored == pytest.approx((1 - found[1], 1 - found[0]), abs=1e-12)


def test_nothing_and_everything_are_exact_ends_and_no_others_are() -> None:
    for trials in range(1, 200):
        nothing, everything = wilson.interval(0, trials), wilson.interval(trials, trials)
        assert nothing is not None
        assert everything is not None
        assert (nothing[0], everything[1]) == (0, 1)
        assert 0 < nothing[1] < 1 or trials == 1
    assert wilson.interval(3, 458) == pytest.approx((0.00169, 0.02059), abs=1e-4)


def test_nothing_is_known_without_trials() -> None:
    assert wilson.interval(0, 0) is None
    assert wilson.clustered(0, 0, 0, None) is None


@pytest.mark.parametrize(("successes", "trials"), [(2, 1), (-1, 3)])
def test_nonsense_is_refused(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="successes"):
        wilson.interval(successes, trials)


def test_clusters_count_for_as_many_trials_as_they_vary_like() -> None:
    independent = (0.25 * 0.75 / 400) ** 0.5
    assert wilson.clustered(100, 400, 40, independent) == pytest.approx(wilson.interval(100, 400))
    assert wilson.clustered(100, 400, 40, 2 * independent) == pytest.approx(wilson.interval(25, 100))
    assert wilson.clustered(100, 400, 40, independent / 9) == pytest.approx(wilson.interval(100, 400)), "never for more"
    assert wilson.clustered(400, 400, 40, 0.0) == wilson.interval(40, 40), "without a spread, as many as clusters"
