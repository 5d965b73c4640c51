"""Witnesses of a pair are its cases, the same each time, and import with all that is said of them."""

from pathlib import Path

import numpy as np
import pytest

from core.audit.data import load
from core.audit.statistics.witnesses import Pair, find_witnesses
from core.exporters.witnesses import write_witnesses
from core.importers.importing import import_file
from core.model.errors import AuditError, FormatError
from core.storage.store import Store
from tests.core.audit.statistics.lakes import annotation, exported, vote, written
from tests.core.building import A0, A1, WORKED, case_id

SIDED = [n for n in range(len(WORKED)) if WORKED[n, 0] * A0[n] == 1 and WORKED[n, 1] * A0[n] == -1]
"""The cases in which the first annotator sided with the first principle against the second."""


def test_the_cases_are_those_of_the_number(worked: Path, tmp_path: Path) -> None:
    files = exported(worked, tmp_path / "lake")
    found = find_witnesses(files, Pair("a0", "Rule 0>Rule 1"), 200)
    assert len(SIDED) == 3
    assert sorted(each.case.id for each in found.cases) == sorted(map(case_id, SIDED))
    fewer = find_witnesses(files, Pair("a0", "0>Keep rule number 1."), 2)
    assert [each.case for each in fewer.cases] == [each.case for each in found.cases[:2]]
    assert fewer.all == 3


def test_an_import_gives_the_same_cases(worked: Path, tmp_path: Path) -> None:
    found = find_witnesses(exported(worked, tmp_path / "lake"), Pair("a0", "Rule 0>Rule 1"), 200)
    write_witnesses(found, tmp_path / "w.parquet")
    import_file(tmp_path / "w.parquet", tmp_path / "w.duckdb")
    with Store.open(tmp_path / "w.duckdb") as store:
        data, cases = load(store), [int(case.id[1:]) for case in store.cases()]
        texts = [(case.prompt, case.response_a, case.response_b) for case in store.cases()]
    assert texts == [(f"Question {n}", f"Yes {n}", f"No {n}") for n in cases]
    assert (data.votes == WORKED[cases]).all()
    assert data.oracle.name == "judge"
    for name, preferences in (("a0", A0), ("a1", A1)):
        assert (data.annotator(name).preference == np.array(preferences)[cases]).all()


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (Pair("nobody", "Rule 0>Rule 1"), "no annotator nobody: choose one of a0, a1"),
        (Pair("a0", "Rule 0"), "names no two principles"),
        (Pair("a0", "Rule 0>Rule 9"), 'no principle "Rule 9"'),
        (Pair("a0", "Rule 0>Rule 0"), "in no conflict with itself"),
        (Pair("a0", "Rule 0>Rule 2"), "a0 never sided with Rule 0 against Rule 2"),
    ],
)
def test_what_is_not_there_is_told(worked: Path, tmp_path: Path, pair: Pair, said: str) -> None:
    with pytest.raises(AuditError, match=said):
        find_witnesses(exported(worked, tmp_path / "lake"), pair, 200)


def test_files_without_texts_are_told(tmp_path: Path) -> None:
    files = written(tmp_path, [vote(1, 1, -1)], [annotation(1, 1)])
    with pytest.raises(FormatError, match="no case_id and no prompt and no response_a and no response_b"):
        find_witnesses(files, Pair("human", "Rule 0>Rule 1"), 1)
