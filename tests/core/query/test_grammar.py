"""Reading filters: what text means which filter, and what is said of text that means none."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.model.terms import Preference, Reason, Verdict
from core.query.editing import UNFLAGGED
from core.query.errors import QueryError
from core.query.grammar import DEEPEST, LONGEST, parse
from core.query.kinds import View
from core.query.names import Name, Names
from core.query.terms import (
    HELP,
    KEYS,
    KINDS,
    Balance,
    Between,
    Chose,
    Contested,
    FlaggedFor,
    Judged,
    Kind,
    Margin,
    Mine,
    SaidBy,
    Text,
    Votes,
    Won,
)
from core.query.tree import And, Not, Or, Query, bind, leaves
from core.query.words import Contest, Role, Said, Sign
from tests.core.query.query_strategies import UNKNOWN

HELPFUL, HARM = Name(Role.PRINCIPLE, "Be helpful"), Name(Role.PRINCIPLE, "Avoid harm")
A, B, C = Text("a"), Text("b"), Text("c")
PIECES = st.sampled_from(
    [*'()-:<>=,"\\ \t\u00a0\u3000\u200bé😀', "or ", "not ", "and ", "chose:", "a", "principle:", "balance:>=2", "12"]
)


@given(UNKNOWN)
def test_the_text_of_a_filter_is_read_back_as_the_same_filter(query: Query) -> None:
    assert parse(str(query)) == query


@given(st.text() | st.lists(PIECES, max_size=30).map("".join))
@example("\ud800")
@example("a\x00b")
@example('"\\')
def test_any_text_is_a_filter_or_an_error_that_points_into_it(text: str) -> None:
    error = error_of(text)
    if error is None:
        assert parse(str(parse(text))) == parse(text)
        return
    assert 0 <= error.start <= error.end <= len(text)
    assert f"(column {error.start + 1})" in str(error)
    assert str(error).isprintable()
    assert str(error).endswith(".")


def error_of(text: str) -> QueryError | None:
    """What is said of a text that is no filter."""
    try:
        parse(text)
    except QueryError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Kind(View.ALL)),
        (" \t", Kind(View.ALL)),
        ("CONFLICT", Kind(View.CONFLICT)),
        ('"conflict"', Text("conflict")),
        ("a b c", And((A, B, C))),
        ("a AND b and c", And((A, B, C))),
        ("a b or c", Or((And((A, B)), C))),
        ("a (b or c)", And((A, Or((B, C))))),
        ("a (b c)", And((A, And((B, C))))),
        ("((a))", A),
        ("-a", Not(A)),
        ("not a", Not(A)),
        ("not -a", A),
        ("---a", Not(A)),
        ("not(a b)", Not(And((A, B)))),
        ("-a b", And((Not(A), B))),
        ("well-being", Text("well-being")),
        ("order", Text("order")),
        ("or-a", Text("or-a")),
        ('"a \\" \\\\ \\n"', Text('a " \\ \\n')),
        ("Chose:A", Chose(Preference.A)),
        ("chose:none", Chose(Preference.NEITHER)),
        ("chose:missing", Chose(None)),
        ("votes:x=missing", Votes(Name(Role.PRINCIPLE, "x"), None)),
        ("unvoted", Kind(View.UNVOTED)),
        ("Partly", Kind(View.PARTLY)),
        ("mine:neither", Mine(Preference.NEITHER)),
        ("mine:none", Mine(None)),
        ("verdict:none", Judged(None)),
        ("verdict:uphold", Judged(Verdict.UPHOLD)),
        ("reason:vote-wrong", FlaggedFor(Reason.VOTE_WRONG)),
        ("reviewer:r2 = flag", SaidBy(Name(Role.REVIEWER, "r2"), Said.FLAG)),
        ("contested:own", Contested(Contest.OWN)),
        ("balance:3:2", Balance(3, 2)),
        ("balance:>=2", Margin(Sign.AT_LEAST, 2)),
        ("balance:2", Margin(Sign.EXACTLY, 2)),
        ('principle:"Be helpful">"Avoid harm"', Won(HELPFUL, HARM)),
        ('principle:"Be helpful" > "Avoid harm"', Won(HELPFUL, HARM)),
        ('principle:"Be helpful"<>"Avoid harm"', Between(HELPFUL, HARM)),
        ("annotator:rm chose:a", And((Chose(Preference.A),), Name(Role.ANNOTATOR, "rm"))),
        ("annotator:rm", And((), Name(Role.ANNOTATOR, "rm"))),
        (
            'conflict principle:"Be helpful">"Avoid harm" flagged:no "medical"',
            And((Kind(View.CONFLICT), Won(HELPFUL, HARM), UNFLAGGED, Text("medical"))),
        ),
    ],
)
def test_what_a_text_means(text: str, query: Query) -> None:
    assert parse(text) == query


@pytest.mark.parametrize(
    ("text", "part", "words"),
    [
        ("conflict )", ")", "never opened"),
        (")", ")", "never opened"),
        ("a (b or c", "(", "never closed"),
        ("a ()", ")", 'missing before ")"'),
        ("or a", "or", 'missing before "or"'),
        ("a or or b", "or b", 'missing before "or"'),
        ("and a", "and", 'missing before "and"'),
        ("not or", "or", 'missing before "or"'),
        ('a "medic', '"medic', 'before "medic" (column 3) is never closed'),
        ('a ""', '""', "Nothing stands between"),
        ("- a", "-", "right before what it leaves out"),
        ('"a"b', "b", "Put a space before"),
        ('principle:"X""Y"', '"Y"', "Put a space before"),
        ("vredict:flag", "vredict:", "use verdict:"),
        ("http://x", "http:", "put quotes round it"),
        ("flagged:maybe", "maybe", "use one of yes, no"),
        ("reason:bad", "bad", "arbitrary, mistake"),
        ("reviewer:r2=agree", "agree", "use one of flag, uphold, skip, own"),
        ("balance:x", "x", "write 3:2"),
        ("balance:99999", "99999", "write 3:2"),
        ("a > b", ">", "belongs between two names"),
        ("a -annotator:rm", "annotator:rm", "cannot be left out"),
        ("annotator:rm chose:a annotator:human", "human", "second annotator"),
    ],
)
def test_an_error_names_the_word_and_points_to_it(text: str, part: str, words: str) -> None:
    with pytest.raises(QueryError, match=r"\(column \d+\)") as caught:
        bind(parse(text), Names((), ()))
    error = caught.value
    assert words in str(error)
    assert part.startswith(text[error.start : error.end])
    assert text[error.start :].startswith(part)
    assert error.end > error.start


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a or", 'After "or" (column 5) something to filter by is missing'),
        ("a and ", 'After "and" (column 7) something'),
        ("a not", 'After "not" (column 6) something'),
        ("a -", 'After "-" (column 4) something'),
        ("a (", 'After "(" (column 4) something'),
        ("chose:", 'After "chose:" (column 7) one of a, b, none, missing is missing'),
        ("for:", 'After "for:" (column 5) the name of a principle is missing'),
        ("case: 3", 'After "case:" (column 6) the name of a case is missing'),
        ("principle:x>", 'After ">" (column 13) the name of a principle is missing'),
        ("votes:x", 'After "votes:x" (column 8) =a, =b, =none or =missing is missing'),
        ("disagree:x", 'After "disagree:x" (column 11) a comma with a second annotator is missing'),
        ("balance:", 'After "balance:" (column 9) 3:2'),
    ],
)
def test_an_error_says_what_is_missing_and_after_what(text: str, words: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert str(caught.value).startswith(words)
    assert caught.value.start == caught.value.end


def test_hostile_texts_are_refused_in_time() -> None:
    assert parse("(" * DEEPEST + "a" + ")" * DEEPEST) == A
    deep = LONGEST // 2
    for text in ("(" * deep, "(" * deep + "a" + ")" * (deep - 1), "-(" * deep, "a (" * 3_000):
        with pytest.raises(QueryError, match="parentheses deep"):
            parse(text)
    with pytest.raises(QueryError, match="at most 10000 characters") as caught:
        parse("a " * LONGEST)
    assert caught.value.start == LONGEST
    assert parse("-" * (LONGEST - 1) + "a") == Not(A)
    assert parse("not " * 2_000 + "a") == A
    many = parse("a or " * 1_999 + "a")
    assert isinstance(many, Or)
    assert len(many.queries) == 2_000
    with pytest.raises(QueryError, match="never closed"):
        parse('"' + "\\" * (LONGEST - 1))


def test_an_error_shows_no_control_character() -> None:
    with pytest.raises(QueryError) as caught:
        bind(parse("\x1b]52;c;evil\x07:x"), Names((), ()))
    assert str(caught.value).isprintable()


def test_names_know_where_they_stood() -> None:
    query = parse('annotator:rm for:"Be helpful"')
    assert isinstance(query, And)
    assert query.annotator is not None
    assert (query.annotator.start, query.annotator.end) == (10, 12)


def test_the_help_shows_every_word_and_all_of_it_is_understood() -> None:
    for text, meaning in HELP:
        assert list(leaves(parse(text))) or text.startswith("annotator:")
        assert meaning
    shown = " ".join(f"{text} {meaning}" for text, meaning in HELP)
    for key in KEYS:
        assert f"{key}:" in shown
    for word in (*KINDS, "or", "not"):
        assert word in shown


@pytest.mark.parametrize("text", ["tweet:=1234567890123456789", "tweet:>-9007199254740993", "score:>=2.5", "score:=12"])
def test_numbers_of_facts_keep_all_their_digits(text: str) -> None:
    assert str(parse(text)) == text


@pytest.mark.parametrize("number", ["1_0", "\u0661", "1e999", "nan"])
def test_what_is_no_number_in_a_fact_is_none_in_a_filter(number: str) -> None:
    with pytest.raises(QueryError, match="is no number"):
        parse(f"score:={number}")
