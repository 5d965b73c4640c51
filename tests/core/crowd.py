"""Stores with very many annotators, each of whom annotated a few cases."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.model.terms import AnnotatorKind
from core.storage.staged import objects
from core.storage.writing import StoreWriter
from tests.core.building import ballots, case_id
from tests.core.storage.cases_written import add_cases

AllAnnotations = dict[str, dict[int, int]]


def said_by(annotators: int, votes: NDArray[np.int8], each: int, seed: int = 0) -> AllAnnotations:
    """What annotators prefer on `each` cases drawn for them, by one order of the principles with noise."""
    generator = np.random.default_rng(seed)
    weights = np.linspace(1.5, -1.5, votes.shape[1])
    found: AllAnnotations = {}
    for n in range(annotators):
        cases = generator.choice(len(votes), each, replace=False)
        scores = votes[cases] @ weights + generator.logistic(size=each)
        preferences = np.where(generator.random(each) < 0.1, 0, np.sign(scores)).astype(int)
        found[f"w{n:03d}"] = dict(zip(cases.tolist(), preferences.tolist(), strict=True))
    return found


def drawn_votes(cases: int, principles: int, seed: int = 1) -> NDArray[np.int8]:
    """Votes at random, more than half of them for a side."""
    return np.random.default_rng(seed).choice([-1, 0, 1], (cases, principles), p=[0.35, 0.3, 0.35]).astype(np.int8)


def crowded(path: Path, votes: NDArray[np.int8], said: AllAnnotations, models: int = 0) -> Path:
    """Make a store of votes and annotators, of whom the last are reward models."""
    with StoreWriter.open(path) as writer:
        add_cases(writer, [(case_id(n), f"Question {n}", f"Yes {n}", f"No {n}") for n in range(len(votes))])
        writer.add_principles([(str(p), f"Rule {p}", f"Keep rule number {p}.") for p in range(votes.shape[1])])
        cells = ((n, p, int(vote)) for n, row in enumerate(votes) for p, vote in enumerate(row))
        writer.add_ballots("judge", ballots([(case_id(n), str(p), 0, vote) for n, p, vote in cells]))
        for place, (name, given) in enumerate(said.items()):
            kind = AnnotatorKind.REWARD_MODEL if place >= len(said) - models else AnnotatorKind.HUMAN
            preferences = np.array(list(given.values()), dtype=np.int8)
            writer.add_annotations(name, kind, objects(case_id(n) for n in given), preferences)
    return path
