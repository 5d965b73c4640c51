"""What an audit needs of a store, and how it says so."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.audit import audit, load
from core.metrics.priority import NotConverged
from core.model.errors import AuditError
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.building import annotate, ballots
from tests.core.storage.cases_written import add_cases

STEPS = ("cases", "principles", "votes", "annotations")


def fill(path: Path, steps: tuple[str, ...]) -> Path:
    with StoreWriter.open(path) as writer:
        if "cases" in steps:
            add_cases(writer, [("c0", "Question", "Yes", "No")])
        if "principles" in steps:
            writer.add_principles([("0", "Help", "Be helpful.")])
        if "votes" in steps:
            writer.add_ballots("judge", ballots([("c0", "0", 0, 1)]))
        if "annotations" in steps:
            annotate(writer, "human", {"c0": 1})
    return path


@pytest.mark.parametrize(
    ("missing", "told"),
    [("cases", "cases"), ("principles", "principles"), ("votes", "votes"), ("annotations", "annotations")],
)
def test_what_is_missing_is_named(tmp_path: Path, missing: str, told: str) -> None:
    path = fill(tmp_path / "s.duckdb", tuple(step for step in STEPS if step != missing))
    with Store.open(path) as store, pytest.raises(AuditError) as caught:
        load(store)
    assert str(caught.value) == f"The store {path} has no {told} yet: import them with `discretion import`."


def test_one_case_is_enough(tmp_path: Path) -> None:
    with Store.open(fill(tmp_path / "s.duckdb", STEPS)) as store:
        data = load(store)
    assert (data.store, data.oracle.name, data.votes.tolist(), data.reviews) == ("s", "judge", [[1]], 0)
    assert data.reference().name == "human"


def test_a_number_that_is_not_the_estimate_is_never_reported(worked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(_: NDArray[np.int64]) -> None:
        raise NotConverged("The priorities did not converge.")

    with Store.open(worked) as store:
        data = load(store)
    monkeypatch.setattr("core.metrics.bootstrap.rank_principles", give_up)
    with pytest.raises(AuditError, match=r"did not converge\. Report it"):
        audit(data, replicates=0)
