"""What every row of the table of terms has to hold: each test is made of the rows themselves."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from itertools import product
from random import Random
from typing import Any

import pytest

import core.query.terms
from core.model.terms import Reason
from core.query.completion import complete
from core.query.errors import QueryError
from core.query.evaluation import evaluate
from core.query.form import AnyForm, Plain, Reads, Term, TermForm
from core.query.grammar import parse
from core.query.kinds import View
from core.query.mistaken import plain_words
from core.query.names import Name, Names
from core.query.scene import VERDICT_CODES
from core.query.secrets import told
from core.query.terms import FORMS, HELP, KEYS, KINDS, Kind, Text, Whose
from core.query.tree import And, Not, bind, leaves
from core.query.words import Role, Said, Secret
from tests.core.query.query_meaning import (
    ANNOTATORS,
    FACTS,
    MEANT,
    PRINCIPLES,
    REVIEWERS,
    VALUES,
    WORDS,
    OneCase,
    meant,
    scene,
)
from tests.core.query.test_secrets import otherwise

NAMES = Names(PRINCIPLES, ANNOTATORS, REVIEWERS, FACTS)
SHORT = {"Be helpful": "helpful", "Avoid harm": "HARM", "Be honest": "honest", "human": "Hum", "r1": "R1", "r2": "2"}
ASKED = {
    "votes": Reads.VOTES,
    "inconsistent": Reads.VOTES,
    "chosen": Reads.ANNOTATIONS,
    "missing": Reads.ANNOTATIONS,
    "verdict": Reads.REVIEWS | Reads.OWN,
    "flagged": Reads.REVIEWS,
    "by": Reads.REVIEWS,
    "reasons": Reads.REVIEWS,
    "said": Reads.REVIEWS,
    "contested": Reads.REVIEWS,
    "contested_own": Reads.REVIEWS,
    "own": Reads.OWN,
    "words": Reads.TEXTS,
    "facts": Reads.FACTS,
}
"""Which of what a term may read each part of a case is."""


def some_case(random: Random) -> OneCase:
    """A case of which anything may be so."""

    def each(draw: Callable[[], Any]) -> dict[str, Any]:
        return {name: draw() for name in ANNOTATORS}

    def some(values: Iterable[Any]) -> frozenset[Any]:
        return frozenset(value for value in values if random.random() < 0.5)

    def yes() -> bool:
        return random.random() < 0.5

    def side() -> int:
        return random.choice((1, 0, -1))

    return OneCase(
        votes=tuple(random.choice((side(), side(), side(), None)) for _ in PRINCIPLES),
        chosen=each(side),
        verdict=each(lambda: random.choice(VERDICT_CODES)),
        flagged=each(yes),
        by=each(lambda: some(REVIEWERS)),
        reasons=each(lambda: some(Reason)),
        own=random.choice((None, 1, 0, -1)),
        inconsistent=yes(),
        words=some(WORDS),
        said=some(product(REVIEWERS, Said)),
        contested=yes(),
        contested_own=yes(),
        missing=some(ANNOTATORS),
        facts={name: random.choice(VALUES) for name in some(FACTS)},
    )


CASES, OTHERS = ([some_case(random) for _ in range(200)] for random in (Random(1), Random(2)))
SCENE = scene(CASES)
ALL = Kind(View.ALL)
rows = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.help[0])
kept = pytest.mark.parametrize("form", [form for form in FORMS if form is not Whose], ids=lambda form: form.help[0])


def read(text: str) -> Term:
    """The one term of a text; of whose annotations are meant, the term that says so."""
    query = parse(text)
    if isinstance(query, And) and query.annotator and not query.queries:
        return Whose(query.annotator)
    assert isinstance(query, Term)
    return query


def every(form: AnyForm) -> Iterator[Term]:
    """Terms of a form with every word, and every pair of the names known."""
    for arguments in product(*(choices(piece) for piece in form.shape.pieces)):
        term = form(*arguments)
        if len(set(term.names)) == len(term.names):
            yield term


def choices(piece: object) -> list[object]:
    if isinstance(piece, Mapping):
        return list(dict.fromkeys(piece.values()))
    if isinstance(piece, Role):
        return [Name(piece, each) for each in NAMES.of(piece) or ("c1",)]
    if piece is float:
        return [0.0, 1.0, 2.5]
    return [0, 1, 2] if piece is int else ["cat", "or", 'a "quoted" one']


def test_the_table_holds_every_form_of_the_language_once() -> None:
    declared = [each for each in vars(core.query.terms).values() if isinstance(each, TermForm)]
    assert sorted(map(id, declared)) == sorted(map(id, FORMS))
    assert set(MEANT) == set(FORMS) - {Whose}


@rows
def test_every_term_is_read_back_from_its_text_and_its_example_is_one(form: AnyForm) -> None:
    assert read(form.help[0]).form is form
    assert str(parse(form.help[0])) == form.help[0]
    for term in every(form):
        assert read(str(term)) == term
        assert str(read(f"({term})")) == str(term)
        if form.key:
            assert read(str(term).replace(form.key, form.key.upper(), 1)) == term
            assert not plain_words(str(term))


@rows
def test_help_shows_the_row_and_each_of_its_words(form: AnyForm) -> None:
    assert form.help in HELP
    said = " ".join(" ".join(each.help) for each in FORMS if each.key == form.key)
    assert form.help[1]
    for piece in form.shape.pieces:
        assert [word for word in (piece if isinstance(piece, Mapping) else ()) if word not in said] == []


@rows
def test_every_term_is_reached_by_completion(form: AnyForm) -> None:
    """From its key to its end, save for numbers, ids and texts, of which anything may be written."""
    if form is Text:
        assert complete('"ca', 3, NAMES) == []
        return
    if form.key:
        assert form.key in KEYS
        assert f"{form.key}:" in complete(form.key[:-1], len(form.key) - 1, NAMES)
    for term in every(form):
        if Role.FACT in form.shape.pieces:
            assert f"{term.names[0]}:" in complete(str(term)[:2], 2, NAMES)
        if any(piece in (int, float, Plain, Role.CASE) for piece in form.shape.pieces):
            continue
        text = str(term)
        first, last = text.partition(form.shape.sign)[0] if form.shape.sign else text, text
        begun = f"{form.key}:" if form.key else ""
        suggested = complete(begun, len(begun), NAMES)
        ends = {each.shape.sign for each in KEYS.get(form.key, ())}
        assert first + ("" if "" in ends or not form.shape.sign else form.shape.sign) in suggested
        if form.shape.sign:
            asked = first + form.shape.sign
            assert last in complete(asked, len(asked), NAMES)
    if not form.key:
        assert set(KINDS) <= set(complete("", 0, NAMES))


@rows
def test_every_name_is_bound_and_none_that_is_not_there(form: AnyForm) -> None:
    for term in every(form):
        names = [each for each in term.names if each.role is not Role.CASE]
        short = Term(form, tuple(shortened(each) for each in term.arguments))
        assert bind(parse(str(short)), NAMES) == parse(str(term))
        for name in names:
            nobody = tuple(replace(each, text="nobody") if each == name else each for each in term.names)
            wrong = Term(form, (*nobody, *term.arguments[len(nobody) :]))
            with pytest.raises(QueryError, match=r"There is no|is nothing to filter by"):
                bind(parse(str(wrong)), NAMES)
        if len(names) == 2:
            with pytest.raises(QueryError, match=f"the same {names[0].role} as"):
                bind(Term(form, (names[0], names[0])), NAMES)


def shortened(argument: object) -> object:
    return replace(argument, text=SHORT.get(argument.text, argument.text)) if isinstance(argument, Name) else argument


@kept
def test_every_term_chooses_what_it_means(form: AnyForm) -> None:
    for term in every(form):
        for query in (term, Not(term), And((term, ALL)), And((term,), Name(Role.ANNOTATOR, "rm"))):
            assert evaluate(query, SCENE).tolist() == [meant(query, n, case) for n, case in enumerate(CASES)], query


def test_what_may_be_read_is_all_of_a_case() -> None:
    assert set(ASKED) == {field.name for field in fields(OneCase)}


@rows
def test_a_term_reads_only_what_its_row_says(form: AnyForm) -> None:
    for term in every(form):
        unread = [name for name, asked in ASKED.items() if not asked & term.reads]
        changed = [
            replace(case, **{name: getattr(other, name) for name in unread})
            for case, other in zip(CASES, OTHERS, strict=True)
        ]
        assert evaluate(term, SCENE).tolist() == evaluate(term, scene(changed)).tolist(), term


@kept
def test_a_term_tells_a_blind_reviewer_something_if_and_only_if_it_asks_what_is_hidden(form: AnyForm) -> None:
    hidden = scene([otherwise(case, other) for case, other in zip(CASES, OTHERS, strict=True)])
    for term in every(form):
        differs = evaluate(term, SCENE).tolist() != evaluate(term, hidden).tolist()
        assert differs is (told(term, NAMES, "r1") is not None), term


def test_whose_annotations_are_meant_tells_who_the_annotators_are() -> None:
    assert {told(term, NAMES, "r1") for term in every(Whose)} == {Secret.NAMES}
    assert {told(parse(str(term)), NAMES, "r1") for term in every(Whose)} == {Secret.NAMES}


def test_a_filter_has_the_terms_that_it_is_made_of() -> None:
    made = [term for form in FORMS if form is not Whose for term in every(form)]
    text = " ".join(f"-({term})" for term in made[:200])
    assert list(leaves(parse(text))) == made[:200]
