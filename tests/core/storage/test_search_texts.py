"""Cases are found by the shorter ways just as by the whole pattern on every text."""

import random
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.storage.reading import Reader
from core.storage.search import OddCases
from core.storage.search_pattern import ODD, search_pattern
from core.storage.search_texts import cases_showing

WORDS = [
    *(
        "I",
        "am",
        "a",
        "such",
        "thing",
        "kit",
        "skills",
        "office",
        "stra\u00dfe",
        "caf\u00e9",
        "don’t",
        "“so”",
        "istanbul",
    ),
    *(
        "\u0130stanbul",
        "o\ufb03ce",
        "STRASSE",
        "\u041d\u0435\u0442",
        "\u8a9e",
        "\ud55c",
        "a.c",
        "[x]",
        "i\u0307s",
    ),
]
SPACES = [" ", " ", " ", "  ", "\n", "\r\n", "\t", "\x0b", "\u00a0", "\u2003", "\u2028", "\x85"]
CHANGES: list[Callable[[str], str]] = [
    *(str, str, str.lower, str.upper, str.title),
    lambda word: unicodedata.normalize("NFD", word),
    lambda word: "\u00ad".join(word),
    lambda word: "\u200d".join(word),
    lambda word: word.replace("k", "\u212a").replace("s", "\u017f"),
]
CASES = 240
DRAWN = random.Random(7)


def text() -> str:
    words = (DRAWN.choice(CHANGES)(DRAWN.choice(WORDS)) for _ in range(DRAWN.randint(1, 5)))
    return "".join(word + DRAWN.choice(SPACES) for word in words)


TEXTS = [(text(), text(), text()) for _ in range(CASES)]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Every second case has plain texts alone, so that no kind of search is left out."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE cases (n INTEGER, prompt VARCHAR, response_a VARCHAR, response_b VARCHAR)")
        for n, texts in enumerate(TEXTS):
            plain = [" ".join("".join(filter(str.isascii, each)).split()) for each in texts]
            connection.execute("INSERT INTO cases VALUES (?, ?, ?, ?)", [n, *(plain if n % 2 else texts)])
        yield Reader(connection, Path("none"))


def expected(reader: Reader, pattern: str, start: int, stop: int) -> list[int]:
    """Those of which a text matches a pattern, whatever else there is."""
    rows = reader.rows(
        """SELECT n FROM cases WHERE n >= ? AND n < ? AND len(list_filter([prompt, response_a, response_b],
           lambda each: regexp_matches(each, ?, 'i'))) > 0 ORDER BY n""",
        [start, stop, pattern],
    )
    return [row[0] for row in rows]


LEARNT = OddCases()
TYPED = st.one_of(
    st.builds(
        lambda words, change: change(" ".join(words)),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
        st.sampled_from(CHANGES),
    ),
    st.builds(
        lambda texts, first, length: texts[0][first : first + length],
        st.sampled_from(TEXTS),
        st.integers(0, 12),
        st.integers(1, 12),
    ).filter(bool),
    st.sampled_from([" ", "\u200d", "s", "k", "␛", "⟨U+00AD⟩", "\ufffd", "e\u0301", "\u0301", "sS", "K a"]),
)


@settings(max_examples=200, deadline=None)
@given(typed=TYPED, start=st.sampled_from([0, 1, 100, CASES]), stop=st.sampled_from([0, 2, 150, CASES]))
def test_every_way_finds_what_the_pattern_does(reader: Reader, typed: str, start: int, stop: int) -> None:
    for odd in (OddCases(), LEARNT):
        found = cases_showing(reader, odd, typed, start, stop)
        assert found.dtype == np.int32
        assert found.tolist() == expected(reader, search_pattern(typed), start, stop)


def test_letters_that_may_be_together_as_one_are_counted_in_plain_texts() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE cases AS SELECT n, t AS prompt, '' AS response_a, '’' AS response_b FROM (VALUES "
            "(0, 'ss'), (1, 'sSs'), (2, 'sß'), (3, 'ß.'), (4, '’ss')) v(n, t)"
        )
        assert cases_showing(Reader(connection, Path("none")), OddCases(), "SSS", 0, 9).tolist() == [1, 2]


def test_odd_cases_are_learnt_in_order() -> None:
    odd = OddCases()
    assert odd.between(0, 4) is None
    odd.learn(4, 9, np.array([5, 8], dtype=np.int32))  # nobody knows of those before
    assert odd.between(4, 9) is None
    odd.learn(0, 4, np.array([3], dtype=np.int32))
    odd.learn(0, 9, np.array([3, 5, 8], dtype=np.int32))
    odd.learn(0, 2, np.array([], dtype=np.int32))
    known = [odd.between(*each) for each in ((0, 4), (4, 9), (5, 6), (6, 8))]
    assert [each.tolist() for each in known if each is not None] == [[3], [5, 8], [5], []]
    assert odd.between(0, 10) is None


def test_the_first_search_learns_which_cases_are_odd(reader: Reader) -> None:
    there = expected(reader, ODD, 0, CASES)
    assert len(there) > 50
    odd = OddCases()
    for among in ((0, 100), (100, CASES), (0, CASES)):
        assert cases_showing(reader, odd, "thing", *among).tolist() == expected(reader, search_pattern("thing"), *among)
    known = odd.between(0, CASES)
    assert known is not None
    assert known.tolist() == there
