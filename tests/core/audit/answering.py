"""Oracles' answers, put into a store as a model would have given them."""

from itertools import product
from pathlib import Path

import numpy as np

from core.storage.staged import BallotColumns, objects
from core.storage.writing import StoreWriter
from tests.core.building import case_id

Probabilities = dict[tuple[int, int, int], tuple[float, float, float]]


def add(path: Path, oracle: str, given: Probabilities) -> None:
    """Add an oracle's answers: by case, principle and order, the probabilities as displayed."""
    cells = list(given)
    found = np.array(list(given.values()))
    preference = np.sign(found[:, 0] - found[:, 1]) * np.array([-1 if cell[2] else 1 for cell in cells])
    preference[(found[:, 2] > found[:, 0]) & (found[:, 2] > found[:, 1])] = 0
    with StoreWriter.open(path) as writer:
        writer.add_ballots(
            oracle,
            BallotColumns(
                objects(case_id(n) for n, _, _ in cells),
                objects(str(p) for _, p, _ in cells),
                np.array([order for _, _, order in cells], dtype=np.int8),
                preference.astype(np.int8),
                *(found[:, place] for place in range(3)),
            ),
        )


def sure(votes: np.ndarray, orders: tuple[int, ...] = (0,)) -> Probabilities:
    sides = {1: (1.0, 0.0, 0.0), -1: (0.0, 1.0, 0.0), 0: (0.0, 0.0, 1.0)}
    return {
        (n, p, order): sides[-int(votes[n, p]) if order else int(votes[n, p])]
        for n, p, order in product(range(votes.shape[0]), range(votes.shape[1]), orders)
    }
