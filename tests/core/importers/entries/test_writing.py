"""Entries in the store: cases and their names, preferences, votes, facts, strengths, and what decides nothing."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.importers.entries import writing
from core.importers.entries.writing import EntryWriter
from core.importers.entry import Entry, Given, GivenVote
from core.importers.formats.reading import Brought
from core.importers.options import ImportOptions, ImportOutcome
from core.model.errors import FormatError, TakenError
from core.model.terms import AnnotatorKind
from core.storage.transaction import Transaction
from core.storage.writing import StoreWriter
from core.storage.writing_cases import CaseColumns, PreferenceColumns
from tests.core.importers.entries.rows import Rows, opening

Write = Callable[..., ImportOutcome]
ASPECTS = opening(
    principles=(Brought("h", "Helpful", "Be helpful."), Brought("s", "Safe", "Be safe.")), oracle="people"
)


def _all(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def _said(path: Path) -> list[tuple[Any, ...]]:
    return _all(
        path,
        """SELECT id, name, preference FROM annotations JOIN cases ON cases.n = case_n
           JOIN annotators ON annotators.n = annotator_n ORDER BY ALL""",
    )


def _by(name: str, preference: int, strength: float | None = None) -> tuple[Given, ...]:
    return (Given(preference, name, None, strength),)


def test_rows(write: Write, store_path: Path) -> None:
    outcome = write(Entry("p", "a", "b", given=(Given(1),)), Entry("p", "c", "d", given=(Given(-1, strength=-2.0),)))
    assert (outcome.what, outcome.read, outcome.kept) == ("2 cases, 2 annotations", 2, 2)
    assert outcome.target == "annotator human"
    assert _all(store_path, "SELECT n, id, prompt, response_a FROM cases") == [(0, "0", "p", "a"), (1, "1", "p", "c")]
    assert _all(store_path, "SELECT * FROM strengths") == [(1, 0, -2.0)]


def test_annotators_who_saw_the_responses_in_opposite_orders_are_one_case(write: Write, store_path: Path) -> None:
    vote, rows = (GivenVote("h", 1),), [{"model_a": "m", "model_b": "w"}, {"model_a": "w", "model_b": "m"}, {}]
    outcome = write(
        Entry("p", "a", "b", given=_by("ann", 1, 3.0), votes=vote),
        Entry("p", "b", "a", given=_by("bob", 1, 2.0), votes=vote and (GivenVote("s", 1),)),
        Entry("p", "b", "a", given=_by("ann", -1, -3.0)),
        rows=rows,
        by=ASPECTS,
    )
    assert outcome.what == "1 case, 2 annotations, 2 principles, 2 votes"
    assert outcome.target == "2 annotators, votes of oracle people"
    assert _said(store_path) == [("0", "ann", 1), ("0", "bob", -1)]
    assert sorted(_all(store_path, "SELECT strength FROM strengths")) == [(-2.0,), (3.0,)]
    assert _all(store_path, "SELECT principle_n, presentation, preference, prob_a FROM ballots ORDER BY 1") == [
        (0, 0, 1, None),
        (1, 0, -1, None),
    ]
    assert _all(store_path, "SELECT name, value FROM facts ORDER BY rowid") == [("model_a", "m"), ("model_b", "w")]


def test_the_store_may_have_the_responses_the_other_way_round(write: Write, store_path: Path) -> None:
    write(Entry("p", "a", "b", case="k", given=_by("ann", 1)))
    write(
        Entry("p", "b", "a", case="k", given=_by("bob", 1, 1.5)),
        rows=[{"score_a": 1, "score_b": 2, "lang": "en"}],
    )
    assert _said(store_path) == [("k", "ann", 1), ("k", "bob", -1)]
    assert _all(store_path, "SELECT strength FROM strengths") == [(-1.5,)]
    assert dict(_all(store_path, "SELECT name, value FROM facts")) == {"score_b": "1", "score_a": "2", "lang": "en"}
    with pytest.raises(TakenError, match="Case k is already there with another text"):
        write(Entry("p", "a", "c", case="k"))


@pytest.mark.parametrize("before", [False, True])
def test_facts_that_changed_sides_by_words_that_have_other_meanings_are_told_of(
    write: Write, store_path: Path, *, before: bool
) -> None:
    rows = [
        {"lean_left": each, "lean_right": 1 - each, "model_a": each, "model_b": 9, "good": 1, "bad": 2}
        for each in (0, 1)
    ]
    entries = [
        Entry("p", *texts, case="k", given=_by(who, 1)) for texts, who in ((("a", "b"), "ann"), (("b", "a"), "bob"))
    ]
    if before:
        write(entries[0], rows=rows[:1])
    outcome = write(*entries[before:], rows=rows[before:])
    assert outcome.warnings == (writing.TURNED.format("lean_left and lean_right"),)
    facts = _all(store_path, "SELECT name, value FROM facts WHERE name IN ('lean_left', 'good', 'bad') ORDER BY ALL")
    assert facts == [("bad", "2"), ("good", "1"), ("lean_left", "0")]


def test_cases_of_the_same_texts_are_told_of_where_there_are_many(write: Write) -> None:
    for others, told in ((9, False), (8, True)):
        texts = [("p", "a", "b"), *(("p", "a", str(n)) for n in range(others)), ("p", "b", "a")]
        warnings = write(*(Entry(*each) for each in texts), dataset=f"of{others}").warnings
        assert warnings == (writing.ALIKE.format("10 cases", "1 has"),) * told


def test_people_whose_rows_have_ids_of_their_own_share_no_case(write: Write) -> None:
    rows = [Entry("p", "a", "b", case=who, given=_by(who, 1)) for who in ("ann", "bob")]
    assert write(*rows).warnings == (writing.ALIKE_NAMED.format("2 cases", "1 has"),)


def test_one_id_with_two_texts_is_told_by_both_lines(write: Write, store_path: Path) -> None:
    with pytest.raises(FormatError, match=r"rows\.jsonl, lines 1 and 3: case d/k has two different texts; give each"):
        write(
            Entry("p", "a", "b", case="k"), Entry("p", "a", "c", case="i"), Entry("p", "a", "c", case="k"), dataset="d"
        )
    assert not store_path.exists()


def test_an_annotator_counts_once_on_a_case(write: Write, store_path: Path) -> None:
    outcome = write(*[Entry("p", "a", "b", given=_by("7", 1))] * 2)
    assert outcome.what == "1 case, 1 annotation"
    with pytest.raises(FormatError, match="Case 0 has two different answers from annotator 7"):
        write(Entry("p", "a", "b", given=_by("7", 1)), Entry("p", "b", "a", given=_by("7", 1)))
    write(Entry("p", "a", "b", given=_by("8", 1, 2.0)))
    with pytest.raises(FormatError, match="Case 0 has the same answer from annotator 8 in two strengths"):
        write(Entry("p", "a", "b", given=_by("8", 1, 3.0)))


@pytest.mark.parametrize("again", [False, True])
def test_an_annotator_who_comes_while_others_are_entered_is_entered_too(
    store_path: Path, monkeypatch: pytest.MonkeyPatch, *, again: bool
) -> None:
    came: list[str] = []

    def meanwhile(transaction: Transaction, statement: str, values: Sequence[object] = ()) -> int:
        if "INTO annotators" in statement and not came:
            came.append("second")
            tables.add_annotator(1, "second", AnnotatorKind.HUMAN)  # as the reader does beside what is written
        return insert(transaction, statement, values)

    insert = Transaction.insert
    monkeypatch.setattr(Transaction, "insert", meanwhile)
    refusing = pytest.raises(FormatError, match="two different answers from annotator second")
    with refusing if again else nullcontext(), StoreWriter.open(store_path) as writer:
        tables = writer.cases()
        tables.add_cases(CaseColumns(["0"], ["p"], ["a"], ["b"], [0]))
        tables.add_annotator(0, "first", AnnotatorKind.HUMAN)
        for annotator, preference in ((0, 1), (1, -1), *([(1, 1)] if again else [])):
            n, strength = np.zeros(1, dtype=np.int32), np.full(1, np.nan)
            tables.add_preferences(
                PreferenceColumns(n, [annotator], np.array([preference], dtype=np.int8), strength), fresh=False
            )
    if not again:
        assert _said(store_path) == [("0", "first", 1), ("0", "second", -1)]


def test_an_annotator_who_stands_twice_in_a_row_counts_once(write: Write, store_path: Path) -> None:
    write(Entry("p", "a", "b", given=(*_by("ann", 1), *_by("bob", -1), *_by("ann", 1))))
    assert _said(store_path) == [("0", "ann", 1), ("0", "bob", -1)]
    with pytest.raises(FormatError, match="Case q has two different answers from annotator ann"):
        write(Entry("q", "a", "b", case="q", given=(*_by("ann", 1), *_by("ann", -1))))


def test_the_same_again_changes_nothing(write: Write, store_path: Path) -> None:
    entries = [Entry("p", "a", "b", given=_by("ann", 1, 2.0), votes=(GivenVote("h", 1),)), Entry("q", "a", "b")]
    rows = [{"topic": "tea", "turn": 2}, {"topic": "law"}]
    write(*entries, rows=rows, by=ASPECTS)
    tables = ("cases", "annotations", "strengths", "facts", "ballots", "votes", "principles")
    before = [_all(store_path, f"SELECT * FROM {table} ORDER BY ALL") for table in tables]
    again = write(*entries, rows=rows, by=ASPECTS)
    assert (again.kept, again.what) == (0, "0 cases, 0 annotations, 0 principles, 0 votes")
    assert [_all(store_path, f"SELECT * FROM {table} ORDER BY ALL") for table in tables] == before


def test_what_decides_nothing_is_counted_and_no_annotation(write: Write, store_path: Path) -> None:
    pairs = [("p", "a", "a"), ("p", "a", "a"), ("p", "", ""), ("", "a", "b"), ("p", "a", " "), ("p", "a", "b")]
    outcome = write(*(Entry(*texts, given=(Given(1),)) for texts in pairs), Entry("p", "a", "a"))
    assert outcome.what == "7 cases, 2 annotations"
    assert outcome.warnings == (
        writing.ALIKE.format("7 cases", "2 have"),
        "1 row has an empty response.",
        "2 rows decide nothing (both responses are the same): no annotations.",
        "1 row decides nothing (both responses are empty): no annotation.",
        "1 row decides nothing (the prompt is empty): no annotation.",
    )


def test_facts_are_what_has_no_other_meaning(write: Write, store_path: Path) -> None:
    row = {
        "used": "x",
        "left": "y",
        "topic": " tea ",
        "n": 3,
        "score": 0.5,
        "ok": True,
        "no": None,
        "": "",
        "meta": {"a": 1},
    }
    write(
        Entry("p", "a", "b", facts={"winner.model": "m", "n": 4}),
        rows=[row | {"nan": float("nan"), "empty": "  "}],
        by=opening("used", left=frozenset({"left"})),
    )
    assert _all(store_path, "SELECT name, value FROM facts ORDER BY rowid") == [
        ("topic", "tea"),
        ("score", "0.5"),
        ("ok", "true"),
        ("winner.model", "m"),
        ("n", "4"),
    ]


def test_several_entries_of_a_row_are_numbered_and_taken_together_or_not_at_all(write: Write, store_path: Path) -> None:
    write([Entry("p", "a", "b"), Entry("p", "a", "c")], Entry("q", "a", "b"))
    assert _all(store_path, "SELECT id FROM cases ORDER BY n") == [("0-1",), ("0-2",), ("1",)]


def test_an_id_that_is_the_number_of_another_row_is_refused(write: Write, store_path: Path) -> None:
    with pytest.raises(FormatError, match="Case 0 is the id that one row gives and the number of another"):
        write(Entry("p", "a", "b"), Entry("q", "a", "b", case="0"))


def test_principles_by_the_same_name_are_used_and_another_constitution_is_refused(store_path: Path) -> None:
    with StoreWriter.open(store_path) as store:
        store.add_principles([("0", "Kind", "Be kind."), ("1", "SAFE", "x"), ("2", "Helpful", "y")])
        writer = EntryWriter(store, ASPECTS, ImportOptions(), Rows([{}]))
        writer.add(
            next(iter(Rows([{}]))), Entry("p", "a", "b", votes=(GivenVote("s", 1, "o"), GivenVote("h", -1, "o")))
        )
        assert writer.outcome().what == "1 case, 0 annotations, 0 principles, 2 votes"
    assert _all(store_path, "SELECT principle_n, preference FROM ballots ORDER BY 1") == [(1, 1), (2, -1)]
    other = opening(principles=(Brought("t", "True", "Be true."),))
    with StoreWriter.open(store_path) as store, pytest.raises(FormatError, match="the store has another constitution"):
        EntryWriter(store, other, ImportOptions(), Rows([]))


def test_an_annotator_of_another_kind_is_refused(write: Write) -> None:
    write(Entry("p", "a", "b", given=(Given(1, "gpt", AnnotatorKind.LLM),)))
    with pytest.raises(FormatError, match="Annotator gpt is there already as kind llm: pass --kind llm"):
        write(Entry("p", "a", "b", given=(Given(1, "gpt"),)))


def test_annotators_can_be_pooled(write: Write, store_path: Path) -> None:
    given = [("ann", 1), ("bob", 1), ("eve", -1)]
    write(
        *(Entry("p", "a", "b", given=_by(*each)) for each in given),
        Entry("q", "a", "b", given=_by("ann", 0)),
        pool=True,
    )
    assert _said(store_path) == [("0", "human", 1), ("3", "human", 0)]


sides = st.tuples(st.integers(0, 2), st.booleans(), st.sampled_from(["ann", "bob", "eve"]), st.integers(-1, 1))


@settings(max_examples=20, deadline=None)
@given(rows=st.lists(sides, max_size=14), batch=st.sampled_from([1, 3, 100]), named=st.booleans())
def test_opposite_orders_equal_a_plain_definition(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, bool, str, int]], batch: int, named: bool
) -> None:
    """Of each case and annotator one preference, seen from the order in which the case came first."""
    first: dict[int, tuple[int, bool]] = {}
    wanted: dict[tuple[str, str], set[int]] = defaultdict(set)
    entries = []
    for number, (case, swap, name, preference) in enumerate(rows):
        a, b = ("b", "a") if swap else ("a", "b")
        entries.append(Entry(f"p{case}", a, b, case=f"c{case}" if named else None, given=_by(name, preference)))
        where, straight = first.setdefault(case, (number, swap))
        wanted[f"c{case}" if named else str(where), name].add(preference if swap == straight else -preference)
    path = tmp_path_factory.mktemp("orders") / "s.duckdb"
    clash = any(len(each) > 1 for each in wanted.values())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "_ROWS", batch)
        refusing = pytest.raises(FormatError, match="two different answers") if clash else nullcontext()
        with refusing, StoreWriter.open(path) as store:
            records = Rows([{}] * len(entries))
            writer = EntryWriter(store, opening(), ImportOptions(), records)
            for record, entry in zip(records, entries, strict=True):
                writer.add(record, entry)
            writer.outcome()
    if not clash:
        assert _said(path) == sorted((case, name, *said) for (case, name), said in wanted.items())
