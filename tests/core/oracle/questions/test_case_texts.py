"""Texts that were kept are those of the store, wherever they are kept and whatever becomes of the store."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.oracle.questions import case_texts
from core.oracle.questions.case_texts import CaseTexts
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.storage.cases_written import add_cases

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


@settings(
    max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=8), st.sampled_from([1, 1 << 20]))
def test_kept_texts_are_those_of_the_store(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    rows: Sequence[tuple[str, str, str]],
    room: int,
) -> None:
    monkeypatch.setattr(case_texts, "_IN_MEMORY", room)
    monkeypatch.setattr(case_texts, "_RECENT", 1)
    path = tmp_path_factory.mktemp("kept") / "s.duckdb"
    with StoreWriter.open(path) as writer:
        add_cases(writer, [(f"c{n}", *row) for n, row in enumerate(rows)])
    with Store.open(path) as store:
        texts = CaseTexts(store)
        texts.keep()
        expected = list(store.cases())
        assert [texts.case(n) for n in range(len(rows))] == expected
    path.unlink()
    with closing(texts):
        for n in [*reversed(range(len(rows))), *range(len(rows))]:
            assert texts.case(n) == expected[n]
            assert texts.named(f"c{n}") == expected[n]


def test_cases_are_read_ahead_and_any_of_them_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_texts, "_AHEAD", 3)
    monkeypatch.setattr(case_texts, "_RECENT", 1)
    path = tmp_path / "s.duckdb"
    with StoreWriter.open(path) as writer:
        add_cases(writer, [(f"c{n}", f"Q {n}", f"A {n}", f"B {n}") for n in range(7)])
    with Store.open(path) as store:
        texts, expected = CaseTexts(store), list(store.cases())
        for n in (0, 2, 6, 1, 5, 3, 4):
            assert texts.case(n) == texts.named(f"c{n}") == expected[n]
        assert texts.named("c6") == expected[6]
        assert texts.known(["c6", "c7", "c0"]) == ["c6", "c0"]
        for lacking in (7, -1):
            with pytest.raises(LookupError):
                texts.case(lacking)
        with pytest.raises(KeyError):
            texts.named("c7")
