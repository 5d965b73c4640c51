"""What is suggested while a filter is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.query.completion import complete, term_at
from core.query.grammar import parse
from core.query.names import Names
from core.query.terms import CONNECTIVES, KEYS, KINDS
from core.query.tree import bind

NAMES = Names(("Be helpful", "Avoid harm", 'Say "no"'), ("human", "gpt 4o"), ("r1", "r2"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("con", ["conflict", "consensus", "contested:"]),
        ("conflict FL", ["flagged:"]),
        ("-ar", ["arbitrary"]),
        ("(ch", ["chose:"]),
        ("a o", ["or"]),
        ("chose:", ["chose:a", "chose:b", "chose:none", "chose:missing"]),
        ("verdict:u", ["verdict:uphold"]),
        ("reason:a", ["reason:arbitrary", "reason:ambiguous"]),
        ("for:", ['for:"Be helpful"', 'for:"Avoid harm"', 'for:"Say \\"no\\""']),
        ("for:h", ['for:"Be helpful"', 'for:"Avoid harm"']),
        ('for:"avoid h', ['for:"Avoid harm"']),
        ('for:"Say \\"', ['for:"Say \\"no\\""']),
        (
            'conflict principle:"Be helpful">',
            ['principle:"Be helpful">"Avoid harm"', 'principle:"Be helpful">"Say \\"no\\""'],
        ),
        ('principle:"Be helpful"<>"av', ['principle:"Be helpful"<>"Avoid harm"']),
        ("votes:be", ['votes:"Be helpful"=']),
        ('votes:"Be helpful"=n', ['votes:"Be helpful"=none']),
        ("annotator:", ["annotator:human", 'annotator:"gpt 4o"']),
        ("disagree:", ["disagree:human,", 'disagree:"gpt 4o",']),
        ("disagree:human,", ['disagree:human,"gpt 4o"']),
        ("reviewer:r", ["reviewer:r1", "reviewer:r2"]),
        ("reviewer:r1=", ["reviewer:r1=flag", "reviewer:r1=uphold", "reviewer:r1=skip", "reviewer:r1=own"]),
        ("contested:o", ["contested:own"]),
        ("case:1", []),
        ("balance:", []),
        ("xyz:", []),
        ('"con', []),
        ("disagree:a>", []),
    ],
)
def test_suggestions_at_the_end(text: str, expected: list[str]) -> None:
    assert complete(text, len(text), NAMES) == expected


def test_between_terms_everything_is_suggested() -> None:
    assert complete("", 0, NAMES) == [*KINDS, *(f"{key}:" for key in KEYS), *CONNECTIVES]
    assert complete("conflict ", 9, NAMES) == complete("", 0, NAMES)


def test_only_the_term_under_the_cursor_is_replaced() -> None:
    text = 'conflict -for:"av" chose:a'
    start, end = term_at(text, 17)
    assert (text[start:end], complete(text, 17, NAMES)) == ('for:"av"', ['for:"Avoid harm"'])
    assert term_at(text, 9) == (9, 9)
    assert term_at(text, 10) == (10, 18)


@given(st.text(st.sampled_from('ab:"\\() -><=,\té😀') | st.characters()), st.integers(0, 30))
def test_no_text_upsets_it(text: str, position: int) -> None:
    position = min(position, len(text))
    start, end = term_at(text, position)
    assert 0 <= start <= position <= end <= len(text)
    complete(text, position, NAMES)


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=8), min_size=2, max_size=3, unique=True))
def test_what_is_suggested_of_names_is_understood(known: list[str]) -> None:
    names = Names(tuple(known), tuple(known), tuple(known))
    for typed in ("for:", "annotator:", "reviewer:", *(text for text in complete("disagree:", 9, names))):
        found = complete(typed, len(typed), names)
        assert len(found) == len(known) - typed.startswith("disagree")
        for text in found:
            assert str(bind(parse(text), names)) == text
