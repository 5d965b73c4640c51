"""Whether the declared order is the practised one: the numbers of the report, case by case and by definition."""

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.audit import audit, load
from core.audit.data import AuditData, with_order
from core.audit.declared_results import OrderKept
from core.audit.many_report import ManyOptions, many_report
from core.storage.store import Store
from tests.core.building import build

# Principle 0 is written above 1 and 2 above 3; in the last cases 0 votes with 3 against 2.
VOTES = np.array(
    [*[[1, -1, 0, 0]] * 12, *[[0, 0, 1, -1]] * 9, *[[1, 0, -1, 1]] * 24, *[[0, 1, 0, -1]] * 4], dtype=np.int8
)
CHOSE = np.array([*[-1] * 11, 1, *[1] * 9, *[1] * 24, 1, 1, -1, -1], dtype=np.int8)


@pytest.fixture
def data(tmp_path: Path) -> AuditData:
    with Store.open(build(tmp_path / "s.duckdb", VOTES, {"ann": CHOSE.tolist()})) as store:
        return with_order(load(store), "declared", (0, 1, 2, 3))


def kept(data: AuditData, **options: Any) -> OrderKept:
    (order,) = audit(data, replicates=0, **options).declared
    assert order.name == "declared"
    assert [each.annotator for each in order.kept] == ["ann"], "who follows an order is not held against one"
    return order.kept[0]


def test_pairs_are_decided_broken_or_explained_by_the_order_itself(data: AuditData) -> None:
    found = kept(data)
    assert (found.as_written, found.undecided, found.never) == (1, 1, 2), "0 over 2; 1 and 3 are even"
    assert [(each.above.n, each.below.n) for each in found.violations] == [(0, 1)]
    broken = found.violations[0]
    assert (broken.lower_won, broken.conflicts, broken.follower, broken.surely) == (11, 12, 0, True)
    assert (round(broken.low, 4), round(broken.high, 4)) == (0.5975, 0.9956)
    assert [(each.above.n, each.below.n) for each in found.explained] == [(2, 3)]
    explained = found.explained[0]
    assert (explained.lower_won, explained.conflicts, explained.follower) == (24, 33, 24)
    assert (found.surely_as_written, found.surely_reversed) == (1, 2)
    assert found.conflicts == 49


def test_flagged_annotations_have_no_say_unless_asked_for(data: AuditData) -> None:
    (ann, follower) = data.annotators
    flagged = np.zeros(len(VOTES), dtype=np.bool_)
    flagged[:11] = True
    data = replace(data, annotators=(replace(ann, flagged=flagged), follower))
    assert kept(data).violations == ()
    assert len(kept(data, include_flagged=True).violations) == 1


def test_the_document_has_every_order(data: AuditData) -> None:
    data = with_order(data, "turned", (1, 0, 3, 2))
    document: Any = audit(data, replicates=0, annotators=["ann"]).document()
    declared, turned = document["declared"]
    assert (declared["annotator"], turned["annotator"]) == ("declared", "turned")
    assert turned["order"] == ["Rule 1", "Rule 0", "Rule 3", "Rule 2"]
    assert declared["kept_by"][0]["pairs"] == {
        "as_written": 1,
        "reversed": 2,
        "explained": 1,
        "undecided": 1,
        "never_in_conflict": 2,
    }
    assert declared["kept_by"][0]["violations"] == [
        {
            "above": "Rule 0",
            "below": "Rule 1",
            "above_id": "0",
            "below_id": "1",
            "lower_won": 11,
            "conflicts": 12,
            "share": 11 / 12,
            "low": pytest.approx(0.59754, abs=1e-5),
            "high": pytest.approx(0.99563, abs=1e-5),
            "follower_lower_won": 0,
            "surely": True,
        }
    ]
    assert [each["annotator"] for each in turned["kept_by"]] == ["ann"]


def test_without_an_order_there_is_nothing_to_hold_against(data: AuditData) -> None:
    document: Any = audit(replace(data, orders={}, annotators=data.annotators[:1]), replicates=0).document()
    assert document["declared"] == []


def test_of_many_the_annotations_of_a_case_count_together(tmp_path: Path) -> None:
    with Store.open(build(tmp_path / "s.duckdb", VOTES, {f"p{n}": CHOSE.tolist() for n in range(14)})) as store:
        data = with_order(load(store), "declared", (0, 1, 2, 3))
    assert data.many
    asked = ManyOptions((), None, 0, 0, noise=False, include_flagged=False, rankings=False, pairs=False)
    report, _ = many_report(data, asked, lambda _: nullcontext())
    (order,) = report.declared
    (everyone,) = order.kept
    assert everyone.annotator == "all humans (14)"
    broken = everyone.violations[0]
    assert (broken.lower_won, broken.conflicts) == (11 * 14, 12 * 14)
    assert round(broken.low, 2) == pytest.approx(0.58, abs=0.02), "as of 12 cases, not of 168"
