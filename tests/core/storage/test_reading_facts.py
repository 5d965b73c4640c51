"""Facts, strengths and messages of a store, and of one from before there were any."""

from pathlib import Path

import duckdb
import pytest

from core.model.errors import StoreError
from core.storage.reading_facts import StoredFacts
from core.storage.store import Store

FACTS = [
    (0, "topic", "Law"),
    (0, "score", "2.5"),
    (1, "topic", "law_and 100% order"),
    (1, "score", "10"),
    (3, "score", "n/a"),
    (3, "topic", "gpt-4o"),
    (0, "topic", "art"),
]


@pytest.fixture
def store(worked: Path) -> Store:
    """The worked example with some facts."""
    with duckdb.connect(str(worked)) as connection:
        connection.executemany("INSERT INTO facts VALUES (?, ?, ?)", FACTS)
        connection.execute("INSERT INTO strengths VALUES (1, 0, -2.0)")
        connection.execute("INSERT INTO messages VALUES (2, '[]', '[{\"a\": 1}]', '\"2\"')")
    return Store.open(worked)


def test_facts_of_a_case_are_in_the_order_of_its_columns(store: Store) -> None:
    with store:
        assert store.facts.of(0) == (("topic", "Law"), ("score", "2.5"), ("topic", "art"))
        assert store.facts.of(2) == ()
        assert list(store.facts.names().items()) == [("topic", 3), ("score", 3)]
        assert store.facts.between(1, 3) == {1: (("topic", "law_and 100% order"), ("score", "10"))}
        numbers, values = store.facts.values("score")
        assert (numbers.tolist(), values.tolist()) == ([0, 1, 3], ["2.5", "10", "n/a"])


@pytest.mark.parametrize(
    ("name", "text", "cases"),
    [
        ("topic", "law", [0]),
        ("topic", "LAW*", [0, 1]),
        ("topic", "*", [0, 1, 3]),
        ("topic", "*gpt*", [3]),
        ("topic", "law_", []),
        ("topic", "*100%*", [1]),
        ("topic", "*0%r*", []),
        ("topic", "art", [0]),
        ("score", "2.50", [0]),
        ("nothing", "*", []),
    ],
)
def test_a_fact_is_found_by_its_text(store: Store, name: str, text: str, cases: list[int]) -> None:
    with store:
        assert store.facts.alike(name, text).tolist() == cases


@pytest.mark.parametrize(
    ("sign", "number", "cases"),
    [(">=", 2.5, [0, 1]), (">", 2.5, [1]), ("<", 10, [0]), ("<=", 10, [0, 1]), ("=", 10, [1])],
)
def test_a_fact_is_found_by_its_number(store: Store, sign: str, number: float, cases: list[int]) -> None:
    with store:
        assert store.facts.compared("score", sign, number).tolist() == cases


NUMBERS = [
    "9007199254740993",
    "9007199254740992",
    "1e3",
    "1000",
    "1000.0",
    "0e12",
    "0e99",
    "1_0",
    "10",
    "+10.",
    "123456789012345",
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("9007199254740993", ["9007199254740993"]),
        ("1e3", ["1e3"]),
        ("1E3", ["1e3"]),
        ("1000", ["1000", "1000.0"]),
        ("0e12", ["0e12"]),
        ("10", ["10", "+10."]),
        ("1_0", ["1_0"]),
        ("123456789012345.0", []),
        ("123456789012345", ["123456789012345"]),
        ("\u0661\u0660", []),
    ],
)
def test_a_fact_is_a_number_only_where_no_other_is_the_same(worked: Path, text: str, found: list[str]) -> None:
    with duckdb.connect(str(worked)) as connection:
        connection.executemany("INSERT INTO facts VALUES (?, 'id', ?)", list(enumerate(NUMBERS)))
    with Store.open(worked) as store:
        assert [NUMBERS[n] for n in store.facts.alike("id", text)] == found
        assert [NUMBERS[n] for n in store.facts.compared("id", "=", 10)] == ["10", "+10."]
        assert [NUMBERS[n] for n in store.facts.compared("id", "=", 1000)] == ["1e3", "1000", "1000.0"]


LONG = [
    "1234567890123456789",
    "1234567890123456788",
    "1234567890123456700",
    "1.5e18",
    "-1234567890123456789",
    "12",
    "9e99",
]


@pytest.mark.parametrize(
    ("sign", "number", "found"),
    [
        ("=", 1234567890123456789, [0]),
        (">", 1234567890123456788, [0, 3, 6]),
        (">=", 1234567890123456788, [0, 1, 3, 6]),
        ("<", 1234567890123456788, [2, 4, 5]),
        ("<=", -1234567890123456789, [4]),
        ("<", -1234567890123456788, [4]),
        ("=", 1.5e18, [3]),
        ("=", 1500000000000000001, []),
        ("<", 1500000000000000001, [0, 1, 2, 3, 4, 5]),
    ],
)
def test_long_whole_numbers_compare_by_all_digits(worked: Path, sign: str, number: float, found: list[int]) -> None:
    with duckdb.connect(str(worked)) as connection:
        connection.executemany("INSERT INTO facts VALUES (?, 'id', ?)", list(enumerate(LONG)))
    with Store.open(worked) as store:
        assert store.facts.compared("id", sign, number).tolist() == found


def test_small_numbers_with_an_exponent_are_found_however_they_are_written(worked: Path) -> None:
    values = ["0.00001", "1e-05", "1E-5", "1e5", "2e-05"]
    with duckdb.connect(str(worked)) as connection:
        connection.executemany("INSERT INTO facts VALUES (?, 'rate', ?)", list(enumerate(values)))
    with Store.open(worked) as store:
        for text in ("1e-5", "0.00001", "1E-05"):
            assert store.facts.alike("rate", text).tolist() == [0, 1, 2], text
        assert store.facts.alike("rate", "1e5").tolist() == [3]


def test_strengths_and_messages(store: Store) -> None:
    with store:
        assert store.facts.graded()
        assert store.facts.strengths(0, 2) == {1: {store.annotators()[0].name: -2.0}}
        assert store.facts.strengths(0, 1) == store.facts.strengths(2, 9) == {}
        assert store.facts.messages(0, 3) == {2: ("[]", '[{"a": 1}]', '"2"')}
        assert store.facts.messages(0, 2) == {}


def test_a_strength_that_is_there_twice_is_told(worked: Path) -> None:
    with duckdb.connect(str(worked)) as connection:
        connection.execute("INSERT INTO strengths VALUES (1, 0, -2.0), (1, 0, -1.0)")
    with (
        Store.open(worked) as store,
        pytest.raises(StoreError, match=r"holds what cannot be right \(two rows of strengths"),
    ):
        store.facts.strengths(0, 9)


@pytest.mark.parametrize("came", ["{", "7", "[1]", "", '{"role": "user"}'])
def test_messages_that_are_none_are_told(worked: Path, came: str) -> None:
    with duckdb.connect(str(worked)) as connection:
        connection.execute("INSERT INTO messages VALUES (0, '[]', ?, '[]')", [came])
    with (
        Store.open(worked) as store,
        pytest.raises(StoreError, match=r"holds what cannot be right \(messages that are"),
    ):
        store.facts.messages(0, 9)


def test_a_store_from_before_has_none(worked: Path) -> None:
    with duckdb.connect(str(worked)) as connection:
        for table in ("facts", "strengths", "messages"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("ALTER TABLE imports DROP COLUMN mapping")
        connection.execute("UPDATE meta SET value = '4' WHERE key = 'schema_version'")
    with Store.open(worked) as store:
        found: StoredFacts = store.facts
        assert (found.of(0), found.names(), found.between(0, 9), found.messages(0, 9)) == ((), {}, {}, {})
        assert found.alike("topic", "*").tolist() == found.compared("score", ">", 0).tolist() == []
        assert (found.graded(), found.strengths(0, 9)) == (False, {})
        assert all(each.mapping is None for each in store.imports())
