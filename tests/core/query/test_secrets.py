"""What a filter would tell a reviewer who has not chosen yet."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.query.evaluation import evaluate
from core.query.grammar import parse
from core.query.kinds import View
from core.query.names import Names
from core.query.queues import Order, Queue
from core.query.revealing import reveals
from core.query.secrets import told
from core.query.tree import Query, annotators_of, leaves
from core.query.wanted import Wanted
from core.query.words import Secret
from core.review.blind import BlindError, telling, untelling
from tests.core.query.query_meaning import ANNOTATORS, FACTS, PRINCIPLES, REVIEWERS, OneCase, scene
from tests.core.query.query_strategies import KNOWN, TERMS, cases, queries

NAMES = Names(PRINCIPLES, ANNOTATORS, REVIEWERS, FACTS)


def otherwise(case: OneCase, other: OneCase) -> OneCase:
    """The same case, but what annotators chose and what r2 said are another's."""
    return replace(
        case,
        chosen=other.chosen,
        missing=other.missing,
        by={name: (case.by[name] & {"r1"}) | (other.by[name] & {"r2"}) for name in ANNOTATORS},
        reasons=other.reasons,
        said=frozenset(each for each in case.said if each[0] == "r1")
        | frozenset(each for each in other.said if each[0] != "r1"),
        contested=other.contested,
        contested_own=other.contested_own,
        facts={name: telling_fact(name, value, other) for name, value in case.facts.items()},
    )


def telling_fact(name: str, value: str, other: OneCase) -> str:
    """Another's value of a fact where both may tell."""
    another = other.facts.get(name, value)
    return another if reveals(name, value) and reveals(name, another) else value


def tells(query: Query) -> bool:
    return told(query, NAMES, "r1") is not None


@given(KNOWN)
def test_a_filter_tells_if_a_term_of_it_does_or_it_names_an_annotator(query: Query) -> None:
    assert tells(query) is (bool(annotators_of(query)) or any(map(tells, leaves(query))))


# Through `just`, so that another kind of term is drawn where one tells.
SILENT = queries(TERMS.flatmap(st.just).filter(lambda term: not tells(term)), None)


@given(SILENT, cases, cases)
@settings(max_examples=150)
def test_what_tells_nothing_is_the_same_whatever_others_said(
    query: Query, given: list[OneCase], others: list[OneCase]
) -> None:
    assert not tells(query)
    changed = [otherwise(case, others[n % len(others)]) for n, case in enumerate(given)]
    assert evaluate(query, scene(given)).tolist() == evaluate(query, scene(changed)).tolist()


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("arbitrary", Secret.CHOICES),
        ("-(conflict or (dog arbitrary))", Secret.CHOICES),
        ("chose:a", Secret.CHOICES),
        ("-chose:none", Secret.CHOICES),
        ("chose:missing", Secret.CHOICES),
        ("conflict for:honest", Secret.CHOICES),
        ("against:honest", Secret.CHOICES),
        ("principle:helpful>harm", Secret.CHOICES),
        ("disagree:human,rm", Secret.CHOICES),
        ("annotator:rm arbitrary", Secret.CHOICES),
        ("annotator:rm (all or chose:a)", Secret.CHOICES),
        ("reviewer:r2", Secret.REVIEWS),
        ("-reviewer:r2=own", Secret.REVIEWS),
        ("reviewer:nobody", Secret.REVIEWS),
        ("contested:yes", Secret.REVIEWS),
        ("contested:own", Secret.REVIEWS),
        ("reason:mistake", Secret.REVIEWS),
        ("annotator:rm", Secret.NAMES),
        ("conflict or (annotator:h conflict)", Secret.NAMES),
        ("-(annotator:rm flagged:yes)", Secret.NAMES),
        ("conflict flagged:no verdict:none mine:a", None),
        ("consensus or indifferent or all", None),
        ("principle:helpful<>harm votes:helpful=a balance:2:1 balance:>=1 inconsistent:yes dog case:c1", None),
        ("reviewer:r1 -reviewer:R1=flag", None),
        ("topic:medical turn:2 length:>=100 model_a:*gpt*", None),
        ("winner:model_a", Secret.CHOICES),
        ("score_a:>=2", Secret.CHOICES),
        ("helpfulness:4", Secret.CHOICES),
        ("is_safe:true", Secret.CHOICES),
    ],
)
def test_each_word_tells_what_it_asks(text: str, secret: Secret | None) -> None:
    assert told(parse(text), NAMES, "r1") is secret
    assert telling(Wanted.of(text), NAMES, "r1") is secret
    assert untelling(Wanted.of(text), NAMES, "r1").query == (Wanted().query if secret else parse(text))


def test_one_s_own_name_need_not_be_known_yet() -> None:
    assert told(parse("reviewer:new"), NAMES, "new") is None
    assert told(parse("reviewer:r"), Names((), (), ("r1",)), "r1") is None
    assert told(parse("reviewer:r"), NAMES, "r1") is Secret.REVIEWS, "it may be either"


@pytest.mark.parametrize("order", Order)
def test_orders_by_what_was_chosen_tell(order: Order) -> None:
    tells = order in (Order.UNLIKELY, Order.INFLUENCE)
    wanted = Wanted.of("consensus dog", Queue(order, 7, 3))
    assert telling(wanted, NAMES, "r1") is (Secret.CHOICES if tells else None)
    assert untelling(wanted, NAMES, "r1") == (Wanted.of("consensus dog") if tells else wanted)
    both = untelling(Wanted.of("arbitrary", Queue(order, 7, 3)), NAMES, "r1")
    assert both == Wanted.of(View.CONFLICT.value, None if tells else wanted.queue)


@pytest.mark.parametrize("secret", Secret)
def test_a_refusal_is_one_sentence_that_says_what_to_do(secret: Secret) -> None:
    assert str(BlindError(secret)) == f"Blind review hides {secret.value}: press i in Review to leave it."
