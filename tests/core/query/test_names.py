"""Which name is meant by what was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.query.errors import QueryError
from core.query.names import Name, Names
from core.query.words import Role

NAMES = Names(("Be helpful", "be helpful", "Avoid harm", "Avoid harmful words", "Straße"), ("human",))


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("Be helpful", "Be helpful"),
        ("be helpful", "be helpful"),
        ("AVOID HARM", "Avoid harm"),
        ("avoid harmf", "Avoid harmful words"),
        ("words", "Avoid harmful words"),
        ("STRASSE", "Straße"),
    ],
)
def test_exact_then_any_case_then_beginning_then_part(written: str, full: str) -> None:
    assert NAMES.resolve(Name(Role.PRINCIPLE, written)) == Name(Role.PRINCIPLE, full)


@pytest.mark.parametrize("written", ["be kind to all", "BE KIND", "e\u0301 be", "\u00e9\u00a0be kind"])
def test_names_are_held_against_what_is_seen_of_them(written: str) -> None:
    names = Names(("\u00e9 be\u00a0kind  to all", "Be fair."), ("human",))
    assert names.resolve(Name(Role.PRINCIPLE, written)).text == "\u00e9 be\u00a0kind  to all"


@pytest.mark.parametrize(
    ("role", "written", "words"),
    [
        (Role.PRINCIPLE, "BE HELPFUL", "write one of Be helpful, be helpful in full"),
        (Role.PRINCIPLE, "avoid", "write one of Avoid harm, Avoid harmful words in full"),
        (Role.PRINCIPLE, "cruelty", "choose one of Be helpful"),
        (Role.REVIEWER, "r1", "no reviewer is here yet"),
    ],
)
def test_unknown_and_unclear_names_list_what_there_is(role: Role, written: str, words: str) -> None:
    with pytest.raises(QueryError) as caught:
        NAMES.resolve(Name(role, written, 4, 9))
    assert words in str(caught.value)
    assert "(column 5)" in str(caught.value)
    assert (caught.value.start, caught.value.end) == (4, 9)


def test_principles_of_one_name_cannot_be_told_apart() -> None:
    with pytest.raises(QueryError, match="the name of more than one principle"):
        Names(("X", "X"), ()).resolve(Name(Role.PRINCIPLE, "X"))


def test_a_long_list_is_cut_and_made_safe() -> None:
    known = Names(tuple(f"Rule\x1b {n}" for n in range(20)), ())
    with pytest.raises(QueryError, match="and 12 more in full") as caught:
        known.resolve(Name(Role.PRINCIPLE, "rule"))
    assert str(caught.value).isprintable()


@given(st.lists(st.text(min_size=1), min_size=1, unique=True).map(tuple))
def test_every_name_in_full_is_itself(known: tuple[str, ...]) -> None:
    names = Names((), known)
    for each in known:
        assert names.resolve(Name(Role.ANNOTATOR, each, 3, 5)) == Name(Role.ANNOTATOR, each)


def test_ids_of_cases_are_left_alone() -> None:
    assert NAMES.resolve(Name(Role.CASE, "c1")) == Name(Role.CASE, "c1")
