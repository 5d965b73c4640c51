"""Potentials of networks, plain and with links of wildly different strength."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from core.metrics.laplacian import potentials


def test_potentials_solve_the_network() -> None:
    generator = np.random.default_rng(0)
    links = generator.random((20, 7, 7))
    links = np.triu(links, 1) + np.triu(links, 1).swapaxes(-1, -2)
    currents = generator.normal(size=links.shape)
    currents = np.triu(currents, 1) - np.triu(currents, 1).swapaxes(-1, -2)
    found = potentials(links, currents)
    carried = links * (found[:, :, None] - found[:, None, :])
    assert_allclose(carried.sum(axis=-1), currents.sum(axis=-1), atol=1e-12)
    assert not found[:, -1].any()


def test_each_component_has_its_own_ground() -> None:
    links = np.zeros((1, 5, 5))
    currents = np.zeros((1, 5, 5))
    for first, second, strength, current in [(0, 2, 2.0, 1.0), (1, 3, 4.0, 1.0)]:
        links[0, first, second] = links[0, second, first] = strength
        currents[0, first, second], currents[0, second, first] = current, -current
    assert potentials(links, currents).tolist() == [[0.5, 0.25, 0.0, 0.0, 0.0]]


@pytest.mark.parametrize("weak", [1e-9, 1e-18, 1e-30])
def test_a_weak_link_between_strong_groups_does_not_drown(weak: float) -> None:
    """Two groups of three, 1e6 strong within; 3 times the weak link's strength flows over it: a drop of 3, exactly."""
    links: NDArray[np.float64] = np.kron(np.eye(2), 1e6 * (1 - np.eye(3))).astype(np.float64)
    circling = np.array([[0, 1, -1], [-1, 0, 1], [1, -1, 0]]) * 12345.678
    currents: NDArray[np.float64] = np.kron(np.eye(2), circling).astype(np.float64)
    links[0, 5] = links[5, 0] = weak
    currents[0, 5], currents[5, 0] = 3 * weak, -3 * weak
    found = potentials(links[None], currents[None])[0]
    assert_allclose(found, [3, 3, 3, 0, 0, 0], atol=1e-12)


def test_the_arguments_stay_as_they_are() -> None:
    links = np.array([[[0.0, 2.0], [2.0, 0.0]]])
    currents = np.array([[[0.0, 1.0], [-1.0, 0.0]]])
    assert potentials(links, currents).tolist() == [[0.5, 0.0]]
    assert links.tolist() == [[[0.0, 2.0], [2.0, 0.0]]]
    assert currents.tolist() == [[[0.0, 1.0], [-1.0, 0.0]]]
