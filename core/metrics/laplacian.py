"""Solves networks whose links differ in strength by more orders of magnitude than a number has digits."""

import numpy as np
from numpy.typing import NDArray


def potentials(links: NDArray[np.float64], currents: NDArray[np.float64]) -> NDArray[np.float64]:
    """Find the potentials (B, P) under which the links carry away the currents, 0 at the last node of each component.

    `links` (B, P, P), symmetric, not negative; `currents` (B, P, P), antisymmetric: what enters the first node on the
    way from the second, 0 where there is no link. Nodes are eliminated after W. K. Grassmann, M. I. Taksar and
    D. P. Heyman (Oper. Res. 33, 1985): no diagonal is stored, so weak links do not drown in strong ones; and as
    currents stay with their links, what flows within a strongly linked group cancels exactly.
    """
    links, currents = links.copy(), currents.copy()
    size = links.shape[-1]
    found = np.zeros(links.shape[:-1])
    shares = np.zeros_like(links)
    for node in range(size):
        rest = slice(node + 1, size)
        strength = links[:, node, rest].sum(axis=-1, keepdims=True)
        linked = strength > 0
        share, into = shares[:, node, rest], currents[:, rest, node].copy()
        np.divide(links[:, node, rest], strength, out=share, where=linked)
        np.divide(-into.sum(axis=-1, keepdims=True), strength, out=found[:, node, None], where=linked)
        links[:, rest, rest] += links[:, rest, node, None] * share[:, None, :]
        passed = into[:, :, None] * share[:, None, :]
        currents[:, rest, rest] += passed - passed.swapaxes(-1, -2)
    for node in reversed(range(size)):
        found[:, node] += (shares[:, node] * found).sum(axis=-1)
    return found
