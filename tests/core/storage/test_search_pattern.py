"""What is shown is what is found."""

import sys
import unicodedata
from collections.abc import Callable

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.storage.search_pattern import ODD, beginning, looks_like, plain_pattern, search_pattern, soonest_part

CONNECTION = duckdb.connect()


def found(text: str, query: str) -> bool:
    plain, whole = plain_pattern(query), matches(text, search_pattern(query))
    if plain is None or matches(text, ODD):
        return whole
    sooner = matches(text, soonest_part(query)) and matches(text, plain)
    assert sooner == whole or (whole and "sss" in looks_like(query))
    return sooner


def matches(text: str, pattern: str) -> bool:
    row = CONNECTION.execute("SELECT regexp_matches(?, ?, 'i')", [text, pattern]).fetchone()
    assert row is not None
    return bool(row[0])


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("privacy", "privacy"),
        ("do you want", r"do[\s\x0b]+you[\s\x0b]+want"),
        ("i am a", r"am[\s\x0b]+a"),
        ("such a thing", "thing"),
        ("such", "uch"),
        ("  to be", r"to[\s\x0b]+be"),
        ("the violin", "violin"),
        ("in the", r"in[\s\x0b]+the"),
        ("e a b", r"e[\s\x0b]+a[\s\x0b]+b"),
        ("жи to", "to"),
        ("“i", "“i"),
        ("ss", "ss"),
    ],
)
def test_a_text_is_looked_for_from_where_that_is_soonest(text: str, part: str) -> None:
    assert soonest_part(text) == part


@pytest.mark.parametrize("text", ["café", "한", "⟨U+200D⟩", "␛", "\ufffd", "ё"])
def test_what_is_written_in_several_ways_has_no_plain_pattern(text: str) -> None:
    assert plain_pattern(text) is None


@pytest.mark.parametrize("text", ["don’t “do”", "Straße", "ﬁrst\u00a0aid", "語", "жи", "ΟΔΟΣ"])
def test_what_is_written_in_one_way_has_one(text: str) -> None:
    assert plain_pattern(text) is not None


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("cafe\u0301s", "CAFÉS"),
        ("cafés", "cafe\u0301s"),
        ("first\u00a0aid", "first aid"),
        ("first\r\n\taid", "first aid"),
        ("first\u2028aid", "First  Aid"),
        ("co\u00adoperate", "cooperate"),
        ("می\u200cخواهم", "میخواهم"),
        ("میخواهم", "می\u200cخواهم"),
        ("Straße", "STRASSE"),
        ("STRASSE", "straße"),
        ("STRAẞE", "strasse"),
        ("ΟΔΟΣ", "οδος"),
        ("οδός", "ΟΔΌΣ"),
        ("İstanbul", "istanbul"),
        ("istanbul", "İSTANBUL"),
        ("of\ufb01ce, o\ufb03ce", "office"),
        ("a\\d[x]{2}(?i)", "\\D[X]{2}(?I)"),
        ("한국", unicodedata.normalize("NFD", "한국")),
        ("❤\ufe0f yes", "❤ yes"),
        ("first  aid\v\tkit", "FIRST aid kit"),
        ("a\u200db", "a⟨U+200D⟩b"),
        ("\u202eevil", "⟨U+202E⟩evil"),
        ("\u202eevil", "evil"),
        ("\x1b]52;c", "␛]52;c"),
        ("é\x1b]52;c\x7f", "␛]52;C␡"),
        ("\x9b31m", "\ufffd31m"),
        ("the mark ⟨U+200D⟩ and ␛", "mark ⟨u+200d⟩ and ␛"),
        ("⟨U+FFFFFF⟩⟨U+D800⟩⟨", "⟨U+FFFFFF⟩⟨U+D800⟩⟨"),
    ],
)
def test_what_looks_alike_is_found(text: str, query: str) -> None:
    assert found(text, query)


@pytest.mark.parametrize(
    ("text", "query"),
    [("ab", "a b"), ("resume", "résumé"), ("a.c", "abc"), ("abc", "a.c"), ("stra", "stras"), ("sss", "ssss")],
)
def test_what_looks_otherwise_is_not(text: str, query: str) -> None:
    assert not found(text, query)


def test_every_letter_is_found_however_it_is_composed_or_folded() -> None:
    """Also those that have no composed form, or fold to several letters: of Bengali, Hebrew, Greek, and so on."""
    points = (point for point in range(0x80, sys.maxunicode + 1) if unicodedata.category(chr(point))[0] != "C")
    folding = [chr(point) for point in points if looks_like(chr(point)) != chr(point)]
    assert len(folding) > 2_500
    assert [each for each in folding if not found(each, each)] == []
    assert [each for each in folding if not found(each, unicodedata.normalize("NFD", each))] == []


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("\u09b8\u09ae\u09df", "\u09b8\u09ae\u09af\u09bc"),
        ("\u09b8\u09ae\u09af\u09bc", "\u09b8\u09ae\u09df"),
        ("τῷ λόγῳ", "Τῼ͂ ΛΌΓΩΙ"),
        ("մև", "մեւ"),
        ("\uf900", "\u8c48"),
        ("fa\ufb06er", "faster"),
        ("Vi\u00ea\u0323t", "Vi\u1ec7t"),
        ("Vi\u1ec7t", "vi\u00ea\u0323t"),
        ("Vi\u1eb9\u0302t", "VI\u1ec6T"),
        ("ti\u00ea\u0301ng", "ti\u1ebfng"),
        ("\u01a1\u0309", "\u1edf"),
        ("q\u0307\u0323", "q\u0323\u0307"),
        ("a\u0301\u0323", "\u1ea1\u0301"),
        ("\u05e9\u05bc\u05b8", "\u05e9\u05b8\u05bc"),
    ],
)
def test_letters_without_a_composed_form(text: str, query: str) -> None:
    assert found(text, query)
    assert found(f"before {text} after", query)


LETTERS = st.sampled_from(
    [*"abcsSiIfFlLtzZ .?*[]()\\|^$-'#éÉßẞσςΣİıö語한жﬁᾳίմև", "\u09df", "\uf900"],
)
SPACES = st.sampled_from([" ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u2003", "\u2028"])
CHANGES = st.sampled_from(
    [
        str,
        str.lower,
        str.casefold,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: unicodedata.normalize("NFC", text),
        lambda text: "\u200d".join(text),
        lambda text: "\u00ad".join(text),
    ]
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.text(LETTERS, min_size=1).map(str.strip).filter(bool), min_size=1, max_size=4), SPACES, CHANGES, CHANGES
)
def test_a_run_of_words_typed_back_is_found(
    words: list[str], space: str, stored: Callable[[str], str], typed: Callable[[str], str]
) -> None:
    words = [" ".join(word.split()) for word in words]
    text = f"before {space.join(stored(word) for word in words)} after"
    assert found(text, " ".join(typed(word) for word in words))


@pytest.mark.parametrize("letter", ["ffi", "한", "İ", "é ", "\x00", "\ud7ff", "(", "ß", "s", "\u200d"])
def test_the_longest_text_is_no_pattern_too_large(letter: str) -> None:
    text = (letter * 200)[:200]
    assert found(f"<{text}>", text)
    assert not found("none", text + "q")


def test_a_text_too_long_for_a_pattern_is_looked_for_by_its_beginning_and_then_as_a_whole() -> None:
    text = "Straße nach\u00a0Münster, " * 20
    assert beginning(text) == "Straße nach\u00a0Münster, " * 9 + "Straße"
    assert beginning(" " * 300) == " " * 200
    assert beginning("x" * 300) == "x" * 200
    assert beginning("short text") == "short text"
    assert looks_like("STRASSE  nach MU\u0308NSTER, " * 20) == looks_like(text)
    assert looks_like("a⟨U+200D⟩b ␛\t[") == looks_like("ab \x1b\n[")


@pytest.mark.parametrize("query", ["a b", "ab", "ss", "ff", "fi", "fl", "ffi", "ffl", "is", "i"])
def test_where_a_plain_pattern_passes_over_a_text_it_is_odd(query: str) -> None:
    """Every letter that there is, between two others and alone."""
    plain = plain_pattern(query)
    passed_over = CONNECTION.execute(
        """SELECT text FROM (SELECT unnest([chr(n), 'a' || chr(n) || 'b', 'i' || chr(n) || 's']) AS text
               FROM (SELECT unnest(range(128, 55296) || range(57344, 65536))::INTEGER AS n))
           WHERE regexp_matches(text, ?, 'i') AND NOT regexp_matches(text, ?, 'i') AND NOT regexp_matches(text, ?)""",
        [search_pattern(query), plain, ODD],
    ).fetchall()
    assert passed_over == []
