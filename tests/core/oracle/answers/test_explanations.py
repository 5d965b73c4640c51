"""An explanation that comes to another answer takes the first one back; an ordinary one leaves it."""

import time
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.oracle.answers.reading import reader
from core.oracle.terms import Ask, Failure, FailureKind, ModelReply

ONE = Ask("k", "c", ("0",), 0)
OTHER = {"A": "B", "B": "A"}
ORDINALS = {"A": "first", "B": "second"}

FIRSTS = ("{}\n", "{}\n\n", "{}. ", "**{}**\n", "({})\n", '"{}". ')
LINES = ("{}\n", "{}\n\n", "**{}**\n", "({})\n")
WRAPPED = ("'{}'", '"{}"', "({})", "[{}]", "*{}*", "**{}**", "`{}`", "_{}_", "\u201c{}\u201d")
NAMED = (
    *("response_{}", "Response {}", "option {}", "the answer is {}", "Final answer: {}", "answer:{}", "the vote: {}"),
    *("response ({})", "option '{}'", "answer\n{}", "my choice is **{}**", "verdict {}"),
)
ANYHOW = (
    *("{} adheres more.", "I mean {}.", "No, {}.", "the other one, {}, is better", "no wait, {}", "{} is better."),
    *("{}'s better.", "I choose {}", "It is {}!", "{}; it is kinder.", "I'd go with {}."),
)
BETWEEN = ("", "It is kind.\n\n", "But ", "Actually, ", "At first sight, it reads well. Then again: ")
ALONE = ("{}", "{}.", "- {}", "> {}", "  {}  ", "**{}**")
SMALL = (
    *(
        "It gives a clear reason.",
        "It is a better answer.",
        "This is a kinder, calmer text (a gentle one).",
        "It gives a",
    ),
    *(
        "A user's wish is a wish, and a child may read it.",
        "What a mess the request is; what a good way out.",
    ),
    *('It is "a clear case".', "It is an answer that a child can read.", "It takes a\nlonger way round."),
)
PLAIN = (
    *("It is kinder.", "It does not lie.", "It respects the other person.", "It actually helps.", "No harm is done."),
    *("It isn't rude, and offers a way out.", "It is better than nothing.", "On the one hand it is short.", "1. kind"),
    *("None of its claims is false.", "It waits for consent; sorry tales are left out.", "It may be brief; so be it."),
)


def which(text: str) -> str | None:
    """The answer that a text is read as; None for a failure."""
    found = reader(1)(ONE, ModelReply(text))
    if isinstance(found, Failure):
        assert found.kind is FailureKind.UNPARSABLE
        return None
    (answer,) = found
    return "ABN"[(answer.prob_a, answer.prob_b, answer.prob_na).index(1.0)]


def cased(letter: str) -> st.SearchStrategy[str]:
    return st.sampled_from([letter, letter.lower()])


@settings(max_examples=400)
@given(st.data())
def test_another_answer_after_the_first_makes_it_none(data: st.DataObject) -> None:
    first = data.draw(st.sampled_from("AB"))
    other = data.draw(cased(OTHER[first]))
    start = data.draw(st.sampled_from(FIRSTS)).format(first)
    said = data.draw(
        st.sampled_from([*NAMED, *ANYHOW]).map(lambda each: each.format(other))
        | st.tuples(st.sampled_from(WRAPPED), st.sampled_from(["I mean {}.", "so {}", "{}", "it is {} after all"])).map(
            lambda pair: pair[1].format(pair[0].format(other))
        )
        | st.sampled_from(ALONE).map(lambda each: f"\n\n{each.format(other)}\n")
    )
    assert which(start + data.draw(st.sampled_from(BETWEEN)) + said) is None


@settings(max_examples=400)
@given(st.sampled_from("ABN"), st.sampled_from(LINES), st.lists(st.sampled_from(PLAIN), min_size=1, max_size=4))
def test_an_ordinary_explanation_leaves_the_answer(first: str, start: str, sentences: list[str]) -> None:
    assert which(start.format(first) + " ".join(sentences)) == first


@settings(max_examples=200)
@given(st.sampled_from("BN"), st.sampled_from(LINES), st.lists(st.sampled_from([*SMALL[:4], *SMALL[5:]]), min_size=1))
def test_the_article_is_no_answer(first: str, start: str, sentences: list[str]) -> None:
    said = " ".join(each for each in sentences if not each.startswith("A "))
    assert which(start.format(first) + "Well: " + said) == first


@pytest.mark.parametrize("text", SMALL)
def test_the_small_article_is_none_even_at_the_end(text: str) -> None:
    if not text.startswith("A "):
        assert which(f"B\n{text}") == "B"
        assert which(f"A\n{text}") == "A"


@pytest.mark.parametrize(
    "text",
    [
        *("A: no wait, the other one, b, is better", "A\n'B'", "A. But B's better.", "A. I mean 'B'.", "A\n\n(b)"),
        *("A.\nFinal answer is b", "A\n\nActually response_B adheres more.", "A\n\n\uff22", "A\n\n\u24b7", "A\nA/B"),
        *("A\n\nResponseB", "A. option 2", "A. The second response is kinder.", "B. The former is kinder.", "A. n/a"),
        *("A: no wait, the other one is better", "A. I'd go for the other.", "A. It is a tie.", "A\nnone", "A. 'None'"),
        *("A\n\nScratch that.", "A. On second thought, it lies.", "A. No.", "A. Not A.", "A. A is worse.", "N\nA"),
        *("A is worse", "A is better than a", "A is better. Or b?", "A is better written", "N. Or rather b."),
    ],
)
def test_what_goes_back_on_the_first_answer_is_none(text: str) -> None:
    assert which(text) is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        *(
            ("B is a better answer", "B"),
            ("B is the better response.", "B"),
            ("A is clearly better.\nIt is kind.", "A"),
        ),
        *(("A. Response A is kinder.", "A"), ("B. B is a better answer", "B"), ("A\nAnswer: A", "A")),
        *(("N. Neither adheres.", "N"), ("N/A. It is about something else.", "N"), ("Neither is better.", "N")),
    ],
)
def test_the_same_answer_may_be_named_again(text: str, answer: str) -> None:
    assert which(text) == answer


@pytest.mark.parametrize(
    ("first", "piece"),
    product(
        ("A\n", "B. ", "Answer: A\n"),
        (
            *("\n", " ", ".", "*", "answer ", "answer is ", "the other ", "no ", "go with ", "a ", "(", "n", ", but "),
            *("_a", "_", "\n_", "Worst: A\n", "a:"),
        ),
    ),
)
def test_long_explanations_are_read_in_no_time(first: str, piece: str) -> None:
    began = time.thread_time()
    which(first + piece * 50_000 + "x")
    which(first + piece * (19_000 // len(piece)) + "x")  # about the longest that is read at all
    assert time.thread_time() - began < 10
