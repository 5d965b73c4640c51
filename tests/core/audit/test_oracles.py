"""Several oracles in one store: choosing one, comparing them, and how much hangs on one's own uncertainty."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.audit import load
from core.audit.data import AuditData, _chosen, with_order
from core.audit.oracle_agreement import OracleComparison, compare_oracles
from core.audit.oracle_noise import measure_oracle_noise
from core.journal.events import reviews_folder
from core.journal.replay import load_folder
from core.journal.standing import Standing
from core.journal.writer import Journal
from core.metrics.discrepancy import discrepancy
from core.metrics.priority import rank_principles
from core.metrics.supremacy import win_matrix
from core.model.errors import AuditError
from core.model.terms import JudgeRun
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.audit.answering import add, sure
from tests.core.building import WORKED

SECOND = WORKED.copy()
SECOND[6:9] *= -1
SECOND[0] = [1, -1, 0]


@pytest.fixture
def two(worked: Path) -> Path:
    """The worked example with a second oracle, which answered in both orders and was inconsistent on one vote."""
    given = sure(SECOND, (0, 1))
    given[14, 0, 1] = (1.0, 0.0, 0.0)
    add(worked, "second", given)
    return worked


def test_an_oracle_is_chosen_by_name(two: Path) -> None:
    with Store.open(two) as store:
        assert load(store).oracle.name == "judge"
        second = load(store, oracle="second")
        expected = SECOND.copy()
        expected[14, 0] = 0
        assert second.oracle.name == "second"
        assert second.votes.tolist() == expected.tolist()
        with pytest.raises(AuditError, match=r"^There is no oracle third: choose one of judge, second\.$"):
            load(store, oracle="third")


def test_no_oracle_is_proposed_where_there_is_none() -> None:
    with pytest.raises(AuditError, match=r"^There is no oracle third, nor any other: import its votes"):
        _chosen((), "third")


def compared(path: Path, data: AuditData, store: Store, **how: Any) -> dict[str, Any]:
    standing, _ = load_folder(reviews_folder(path))
    found = compare_oracles(store, standing, data, OracleComparison([each.name for each in data.annotators], **how))
    assert found is not None
    document: dict[str, Any] = json.loads(json.dumps(found.document(), allow_nan=False))
    return document


def test_oracles_are_compared_vote_by_vote(two: Path) -> None:
    second = SECOND.copy()
    second[14, 0] = 0
    with Store.open(two) as store:
        data = load(store)
        document = compared(two, data, store, replicates=50)
    assert (document["used"], document["names"]) == ("judge", ["judge", "second"])
    judge, other = document["consistency"]
    assert (judge["value"], judge["of"]) == (None, 0)
    assert (other["count"], other["of"], other["principles"][0]["count"]) == (44, 45, 14)
    (pair,) = document["pairs"]
    for p, found in enumerate([*pair["principles"], pair["overall"]]):
        ours, theirs = (each[:, p] if p < 3 else each.ravel() for each in (WORKED, second))
        assert (found["same"]["count"], found["same"]["of"]) == ((ours == theirs).sum(), ours.size)
        sided = (ours != 0) & (theirs != 0)
        assert (found["same_side"]["count"], found["same_side"]["of"]) == ((ours == theirs)[sided].sum(), sided.sum())
        assert found["same"]["low"] <= found["same"]["value"] <= found["same"]["high"]
        assert found["alpha"]["low"] <= found["alpha"]["value"] <= found["alpha"]["high"]
    for found, annotator in zip(pair["annotators"], data.annotators, strict=True):
        signs = [rank_principles(win_matrix(votes, annotator.preference)).signs for votes in (WORKED, second)]
        assert found["value"] == discrepancy(*signs)
        assert found["mean"] is not None


def test_flags_corrections_and_followed_orders_count_as_in_the_report(two: Path) -> None:
    with Journal.open(reviews_folder(two), "r1") as journal:
        journal.append(event="review", case="c6", annotator="a0", verdict="flag")
        journal.append(event="vote", case="c9", principle="0", preference=-1)
    standing, _ = load_folder(reviews_folder(two))
    second = SECOND.copy()
    second[14, 0] = 0
    with Store.open(two) as store:
        data = with_order(load(store, standing), "mine", (2, 0, 1))
        document = compared(two, data, store, replicates=0)
        kept = compared(two, data, store, replicates=0, include_flagged=True)
    (pair,) = document["pairs"]
    assert pair["overall"]["same"]["count"] == (second == WORKED).sum(), "agreement is of the oracles' own votes"
    corrected = [votes.copy() for votes in (WORKED, second)]
    for votes in corrected:
        votes[9, 0] = -1
    a0, _, mine = pair["annotators"]
    used = data.annotator("a0").standing
    votes_of = [votes > 0 for votes in corrected], [votes < 0 for votes in corrected]
    decided = [(a.any(axis=1) & b.any(axis=1) & (used != 0)).sum() for a, b in zip(*votes_of, strict=True)]
    assert a0["conflicts"] == min(decided)
    assert a0["value"] == discrepancy(*(rank_principles(win_matrix(votes, used)).signs for votes in corrected))
    assert a0["low"] is None
    whole = data.annotator("a0").preference
    expected = discrepancy(*(rank_principles(win_matrix(votes, whole)).signs for votes in corrected))
    assert kept["pairs"][0]["annotators"][0]["value"] == expected
    assert mine["value"] == 0.0, "an order is followed whatever the votes are"


def test_one_oracle_is_compared_with_none(worked: Path) -> None:
    with Store.open(worked) as store:
        assert compare_oracles(store, Standing(), load(store), OracleComparison(["a0"])) is None


def test_noise_needs_probabilities(worked: Path) -> None:
    with Store.open(worked) as store:
        found = measure_oracle_noise(store, load(store), ["a0"], "a0", 10, 0)
    assert found.refusal == "All answers of oracle judge have no probabilities, so its noise cannot be drawn."
    assert found.annotators == ()


def test_an_oracle_that_was_measured_to_be_sure_gives_no_noise(two: Path) -> None:
    with StoreWriter.open(two) as writer:
        writer.record_runs("j", [JudgeRun("j", "oracle", "second", "m", "t", "0", "{}", "logprobs", 90)])
    with Store.open(two) as store:
        data = load(store, oracle="second")
        found = measure_oracle_noise(store, data, ["a0", "a1"], "a0", 40, 0)
        assert store.answers.probabilities(data.oracle, 3, 13, 15)[1, 1, 0].tolist() == [1.0, 0.0, 0.0]
    assert found.changed == 0
    for name, annotator in (("a0", data.annotator("a0")), ("a1", data.annotator("a1"))):
        told = found.of(name)
        assert told is not None
        ranking = rank_principles(win_matrix(data.votes, annotator.preference))
        assert (told.shift.mean, told.shift.sd, told.arbitrariness.sd) == (0, 0, 0)
        assert [each.principle_id for each in told.priorities] == [str(index) for index in ranking.order]
        assert [(each.rank_low, each.rank_high) for each in told.priorities] == [
            (ranking.rank[index], ranking.rank[index]) for index in ranking.order
        ]


@pytest.mark.parametrize("cells", [1 << 19, 12])
def test_noise_is_drawn_for_both_orders_and_leaves_corrections(
    worked: Path, monkeypatch: pytest.MonkeyPatch, cells: int
) -> None:
    monkeypatch.setattr("core.audit.oracle_noise.CELLS", cells)
    given = sure(WORKED, (0, 1))
    given[9, 0, 0], given[9, 0, 1] = (0.6, 0.3, 0.1), (0.1, 0.8, 0.1)
    given[6, 1, 0] = (0.05, 0.15, 0.05)  # a part of the probability is lost: what is left counts relative to its sum
    add(worked, "unsure", given)
    with Store.open(worked) as store:
        data = load(store, oracle="unsure")
        assert data.votes.tolist() == WORKED.tolist()
        found = measure_oracle_noise(store, data, ["a0"], "a1", 2000, 0)
        assert found.changed == pytest.approx(((1 - 0.6 * 0.8) + (1 - 0.15 / 0.25)) / 45)
        with Journal.open(reviews_folder(worked), "r1") as journal:
            for case, principle, said in (("c9", "0", 0), ("c6", "1", 1)):
                journal.append(event="vote", case=case, principle=principle, preference=said)
        corrected = load(store, load_folder(reviews_folder(worked))[0], oracle="unsure")
        still = measure_oracle_noise(store, corrected, ["a0"], "a1", 50, 0)
    told = still.of("a0")
    assert told is not None
    assert still.changed == 0, "what reviewers make of a vote is not drawn"
    assert (told.shift.sd, told.arbitrariness.sd) == pytest.approx((0, 0), abs=1e-12)
    noisy = found.of("a0")
    assert noisy is not None
    assert noisy.shift.sd is not None
    assert noisy.shift.sd > 0
    assert noisy.discrepancy.mean is not None
    assert noisy.discrepancy.mean > 0, "to the reference, although it was not asked for"


def test_who_follows_an_order_follows_the_votes_drawn(worked: Path) -> None:
    add(worked, "coin", {(n, p, 0): (0.5, 0.5, 0.0) for n in range(15) for p in range(3)})
    with Store.open(worked) as store:
        data = with_order(load(store, oracle="coin"), "mine", (2, 0, 1))
        found = measure_oracle_noise(store, data, ["mine"], "mine", 40, 0).of("mine")
    assert found is not None
    assert found.arbitrariness.mean == 0
    assert [(each.principle_id, each.rank_low, each.rank_high) for each in found.priorities if each.principle_id == "2"]
    by_id = {each.principle_id: each for each in found.priorities}
    assert (by_id["2"].rank_low, by_id["2"].rank_high) == (1, 1), "the highest of the order is never overruled"
