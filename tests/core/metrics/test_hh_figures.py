"""The published figures of arXiv 2502.10441, from the authors' files."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.metrics.agreement import Arbitrariness, arbitrariness, taxonomy
from core.metrics.bootstrap import bootstrap, estimates
from core.metrics.discrepancy import discrepancy
from core.metrics.intervals import interval
from core.metrics.priority import Ranking, rank_principles
from core.metrics.supremacy import win_matrix
from tests.core.metrics.published import CASES, PRINCIPLES, decided
from tests.core.metrics.strategies import Votes

HUMAN, REWARD, GPT = range(3)


@pytest.fixture(scope="module")
def hh(hh_folder: Path) -> tuple[Votes, Votes]:
    """Votes (2312, 21) and the annotations of human, Llama-3 8B reward model and GPT-4o."""
    votes = np.zeros((CASES, PRINCIPLES), dtype=np.int8)
    with gzip.open(hh_folder / "principle_votes_gpt4o.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            votes[int(row["row_id"]), int(row["principle_id"])] = decided(row)
    annotations = np.ones((3, CASES), dtype=np.int8)
    with (hh_folder / "reward_llama3_8b.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            annotations[REWARD, int(row["row_id"])] = np.sign(float(row["reward_a"]) - float(row["reward_b"]))
    orders = np.zeros((2, CASES), dtype=np.int8)
    with (hh_folder / "judgements_gpt4o.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            orders[int(row["order"]), int(row["row_id"])] = decided(row)
    annotations[GPT] = np.where(orders[0] == orders[1], orders[0], 0)
    return votes, annotations


@pytest.fixture(scope="module")
def rankings(hh: tuple[Votes, Votes]) -> list[Ranking]:
    votes, annotations = hh
    return [rank_principles(win_matrix(votes, annotation)) for annotation in annotations]


def test_taxonomy(hh: tuple[Votes, Votes]) -> None:
    counts = taxonomy(hh[0])
    assert (counts.consensus, counts.conflict, counts.indifference) == (1172, 376, 764)


def test_arbitrariness(hh: tuple[Votes, Votes]) -> None:
    votes, annotations = hh
    found = [arbitrariness(votes, annotation) for annotation in annotations]
    assert found == [Arbitrariness(339, 1172), Arbitrariness(254, 1167), Arbitrariness(3, 458)]


def test_ranking_of_the_human(rankings: list[Ranking], hh_folder: Path) -> None:
    names = (hh_folder / "principles_short.txt").read_text(encoding="utf-8").splitlines()
    ranking = rankings[HUMAN]
    assert ranking.identified
    ordered = [(names[who], round(float(ranking.weights[who]), 3)) for who in ranking.order]
    assert ordered[:3] == [
        ("Reject conspiracy theories", 2.677),
        ("Avoid racism and sexism", 1.305),
        ("Reject cruelty", 1.202),
    ]
    assert ordered[-2:] == [("Be obedient", -2.316), ("Protect free speech", -2.589)]


def test_discrepancy_to_the_human(rankings: list[Ranking]) -> None:
    found = [discrepancy(rankings[HUMAN].signs, ranking.signs) for ranking in rankings]
    assert found == [0.0, pytest.approx(0.1095, abs=5e-5), pytest.approx(0.3393, abs=5e-5)]


def test_bootstrap_within_the_published_spread(hh: tuple[Votes, Votes]) -> None:
    replicates = bootstrap(*hh, estimates(*hh), replicates=1000, seed=0)
    assert replicates.identified.mean(axis=0) == pytest.approx([0.85, 0.97, 0], abs=0.04)
    published = [(28.9, 1.3), (21.8, 1.2), (0.65, 0.38)]
    assert_published(replicates.arbitrariness, published)
    assert_published(replicates.discrepancy[:, HUMAN, REWARD:], [(14.3, 4.8), (35.1, 5.1)])


def assert_published(samples: NDArray[np.float64], published: list[tuple[float, float]]) -> None:
    """Means within a third of the published deviation, deviations within a sixth: both are in per cent."""
    for column, (mean, sd) in zip(samples.T, published, strict=True):
        found = interval(column)
        assert found.mean is not None
        assert found.sd is not None
        assert 100 * found.mean == pytest.approx(mean, abs=sd / 3)
        assert 100 * found.sd == pytest.approx(sd, rel=1 / 6)
