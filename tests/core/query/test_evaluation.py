"""Which cases a filter chooses, against its definition case by case."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings

from core.query.counting import count_votes
from core.query.errors import QueryError
from core.query.evaluation import evaluate
from core.query.grammar import parse
from core.query.kinds import View, in_view
from core.query.terms import Kind, Text
from core.query.tree import Query, bind, leaves
from tests.core.query.query_meaning import OneCase, meant, scene
from tests.core.query.query_strategies import KNOWN, cases


@given(KNOWN, cases)
@settings(max_examples=200)
def test_a_filter_chooses_what_it_means(query: Query, given: list[OneCase]) -> None:
    asked: list[str] = []
    mask = evaluate(query, scene(given, asked))
    assert mask.dtype == np.bool_
    assert mask.tolist() == [meant(query, n, case) for n, case in enumerate(given)]
    assert len(asked) == len(set(asked))
    assert set(asked) <= {term.arguments[0] for term in leaves(query) if term.form is Text}


@given(cases)
def test_kinds_of_case_are_those_of_the_views(given: list[OneCase]) -> None:
    at = scene(given)
    counts = partial(count_votes, at.votes, at.voted)
    for view in View:
        assert evaluate(Kind(view), at).tolist() == in_view(view, counts, at.annotations["human"]).tolist()


@given(cases, KNOWN)
def test_a_scene_is_never_changed(given: list[OneCase], query: Query) -> None:
    at, before = scene(given), scene(given)
    held = at.reviews("human")
    evaluate(query, replace(at, reviews=lambda name: held))[:] = True
    assert held.flagged.tolist() == before.reviews("human").flagged.tolist()
    assert at.inconsistent().tolist() == before.inconsistent().tolist()
    for name in ("own_given", "own", "votes"):
        assert getattr(at, name).tolist() == getattr(before, name).tolist()


def case(*votes: int, chosen: int = 1, rm: int = 0, words: str = "") -> OneCase:
    every = ("human", "rm")
    return OneCase(
        votes,
        {"human": chosen, "rm": rm},
        dict.fromkeys(every),
        dict.fromkeys(every, False),
        dict.fromkeys(every, frozenset()),
        dict.fromkeys(every, frozenset()),
        None,
        False,
        frozenset(words.split()),
    )


GIVEN = [case(1, -1, 0, words="cat"), case(-1, 1, 0, rm=1), case(1, 1, 1, chosen=-1, rm=1), case(0, 0, 0, chosen=0)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("conflict", [0, 1]),
        ("arbitrary", [2]),
        ("annotator:rm arbitrary", []),
        ("principle:helpful>harm", [0]),
        ("principle:harm>helpful", [1]),
        ("annotator:rm principle:harm>helpful", [1]),
        ("principle:helpful<>harm", [0, 1]),
        ("disagree:human,rm", [2]),
        ("chose:a (annotator:rm chose:a)", [1]),
        ("annotator:rm (chose:none or (annotator:human chose:b))", [0, 2, 3]),
        ("annotator:rm chose:a or chose:a", [0, 1, 2]),
        ("annotator:rm", [0, 1, 2, 3]),
        ("-annotatorless", [0, 1, 2, 3]),
        ("balance:1:1", [0, 1]),
        ("balance:>0", [2]),
        ("case:c3 or cat", [0, 3]),
        ("conflict -cat", [1]),
    ],
)
def test_worked_examples(text: str, expected: list[int]) -> None:
    assert np.flatnonzero(evaluate(parse(text), scene(GIVEN))).tolist() == expected


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        ("cat all -all", []),
        ("cat or all", []),
        ("(dog or cat) -conflict consensus indifferent", []),
        ("cat (conflict cat) or cat", ["cat"]),
        ("dog or cat", ["dog", "cat"]),
    ],
)
def test_texts_are_searched_last_and_once(text: str, searched: list[str]) -> None:
    asked: list[str] = []
    evaluate(parse(text), scene(GIVEN, asked))
    assert asked == searched


@pytest.mark.parametrize(
    ("text", "part", "words"),
    [
        ("conflict for:honesty", "honesty", "choose one of Be helpful, Avoid harm, Be honest"),
        ("for:be", "be", "may be more than one principle: write one of Be helpful, Be honest in full"),
        ("annotator:nobody chose:a", "nobody", "choose one of human, rm"),
        ("reviewer:r", "r", "write one of r1, r2 in full"),
        ("all or case:c9", "c9", "There is no case"),
        ("-all case:x", "x", "There is no case"),
        ('principle:helpful>"Be helpful"', '"Be helpful"', "the same principle"),
        ("disagree:rm,RM", "RM", "the same annotator"),
    ],
)
def test_names_that_are_not_there_are_errors_that_point(text: str, part: str, words: str) -> None:
    with pytest.raises(QueryError, match=r"\(column \d+\)") as caught:
        evaluate(parse(text), scene(GIVEN))
    assert words in str(caught.value)
    assert text[caught.value.start : caught.value.end] == part


def test_bound_filters_have_names_in_full() -> None:
    query = bind(parse("annotator:HU (for:harm or -principle:helpful>honest)"), scene(GIVEN).names)
    assert str(query) == 'annotator:human (for:"Avoid harm" or -principle:"Be helpful">"Be honest")'


def test_votes_are_counted_over_more_than_one_chunk() -> None:
    votes = np.random.default_rng(1).integers(-1, 2, (40_000, 3), dtype=np.int8)
    counts = count_votes(votes)
    assert counts.for_a.tolist() == (votes > 0).sum(axis=1).tolist()
    assert counts.for_b.tolist() == (votes < 0).sum(axis=1).tolist()
