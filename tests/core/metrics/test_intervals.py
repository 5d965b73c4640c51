"""Intervals on the extended line."""

from math import inf, nan

import numpy as np
import pytest

from core.metrics.intervals import NO_INTERVAL, Interval, apart_interval, interval, rank_interval, share_interval


def test_its_ends_are_order_statistics_with_at_most_two_and_a_half_percent_beyond() -> None:
    found = interval(np.random.default_rng(0).permutation(np.arange(1000.0)))
    assert (found.low, found.high) == (24, 975)
    assert found.mean == 499.5
    assert found.sd == pytest.approx(np.arange(1000).std(ddof=1))
    assert (found.replicates, found.all, found.share) == (1000, 1000, 1)
    assert found.reasons == (None, None)


def test_an_infinite_replicate_counts_as_that_and_an_undefined_one_against_both_ends() -> None:
    samples = np.arange(1000.0)
    samples[-30:] = inf
    found = interval(samples)
    assert (found.low, found.high) == (24, inf)
    assert found.reasons == (None, "unbounded")
    assert (found.replicates, found.share) == (970, 0.97)
    assert found.mean == np.arange(970).mean(), "mean and deviation are over the numbers"
    samples[-30:] = nan
    found = interval(samples)
    assert (found.low, found.high) == (-inf, inf)
    assert found.reasons == ("unbounded", "unbounded")
    assert interval(samples / 1000, 0, 1).low == 0, "the lowest that there can be"
    assert interval(samples / 1000, 0, 1).high == 1
    samples[-30:-20] = 970
    assert (interval(samples).low, interval(samples).high) == (4, 970)


def test_few_replicates_give_no_interval() -> None:
    found = interval(np.arange(39.0))
    assert (found.low, found.high) == (None, None)
    assert found.reasons == ("too few replicates", "too few replicates")
    assert (found.mean, found.replicates) == (19, 39)
    found = interval(np.arange(40.0))
    assert (found.low, found.high) == (0, 39)
    assert interval(np.array([nan, 1.0])) == Interval(None, None, None, None, 1, 2)
    assert NO_INTERVAL.reasons == ("no replicates", "no replicates")
    assert NO_INTERVAL.share is None


def test_what_exists_nowhere_has_no_interval() -> None:
    found = interval(np.full(100, nan), 0, 1)
    assert found == Interval(None, None, None, None, 0, 100)
    assert found.reasons == ("undefined", "undefined")


def test_a_rank_has_the_best_and_the_worst_that_replicates_allow() -> None:
    best, worst = np.ones(1000, np.int16), np.ones(1000, np.int16)
    assert rank_interval(best, worst) == (1, 1)
    worst[:26] = 7
    assert rank_interval(best, worst) == (1, 7)
    worst[1:26] = 1
    assert rank_interval(best, worst) == (1, 1)
    assert rank_interval(best[:39], worst[:39]) == (None, None)


def test_a_share_is_never_certain() -> None:
    found = share_interval(0, 20, None, np.zeros(100))
    assert (found.low, found.high) == pytest.approx((0, 0.2005), abs=5e-5)
    assert found.sd == 0, "the deviation of the resamples is left as it is"
    assert share_interval(0, 0, None, np.full(100, nan)).low is None
    assert share_interval(3, 4, None, np.zeros(39)).low is None, "few replicates give none either"


def test_a_discrepancy_reaches_as_far_to_the_other_side() -> None:
    samples = np.linspace(0.2, 0.4, 1000)
    plain = interval(samples)
    assert plain.low is not None
    assert plain.high is not None
    found = apart_interval(0.2, samples)
    assert found.low == pytest.approx(0.4 - plain.high)
    assert found.high == plain.high
    assert apart_interval(0.2, samples, lowest=0.0).low == 0
    assert apart_interval(0.2, samples, highest=0.9).high == 0.9
    assert apart_interval(0.02, samples).low == 0
