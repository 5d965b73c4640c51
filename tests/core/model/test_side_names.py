"""What the other response's column is called, and which columns are of no response."""

import pytest

from core.model.side_names import other_side, tells_of_choice, words_for


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("model_a", "model_b"),
        ("modela", "modelb"),
        ("model1", "model2"),
        ("response1_model", "response2_model"),
        ("model_0", "model_1"),
        ("response_0_source", "response_1_source"),
        ("model_left", "model_right"),
        ("first_length", "second_length"),
        ("score one", "score two"),
    ],
)
def test_both_ways(name: str, other: str) -> None:
    names = {name, other}
    assert (other_side(name, names), other_side(other, names)) == (other, name)
    assert other_side(name, {name}) == name


@pytest.mark.parametrize(
    ("name", "other"), [("topic_1", "topic_2"), ("categories_1", "categories_2"), ("turn1", "turn2")]
)
def test_numbers_may_count_what_is_of_the_case(name: str, other: str) -> None:
    assert other_side(name, {name, other}) == name


@pytest.mark.parametrize(
    ("name", "other", "responses"),
    [
        ("score.chosen", "score.rejected", {"chosen", "rejected"}),
        ("accepted_by", "rejected_by", {"prompt", "accepted", "rejected"}),
        ("winner_model", "loser_model", {"winner_text", "loser_text"}),
        ("good_1", "bad_1", {"answer_good", "answer_bad"}),
    ],
)
def test_words_of_a_choice_are_of_a_response_where_responses_are_called_so(
    name: str, other: str, responses: set[str]
) -> None:
    names = {name, other}
    assert other_side(name, names, words_for(responses)) == other
    assert other_side(name, names, words_for({"response_a", "response_b", "winner"})) == name
    assert other_side(name, names) == name


def test_three_are_no_two_sides() -> None:
    names = {"x_chosen", "x_accepted", "x_rejected"}
    words = words_for({"chosen", "accepted", "rejected"})
    assert sorted(other_side(name, names, words) for name in names) == sorted(names)


@pytest.mark.parametrize("name", ["score_chosen", "rejectedmodel", "winner", "non_preferred_by", "logp_w", "l.len"])
def test_words_of_a_choice(name: str) -> None:
    assert tells_of_choice(name)


@pytest.mark.parametrize("name", ["upvotes_good", "sentiment_positive", "model_a", "best", "wl"])
def test_other_words(name: str) -> None:
    assert not tells_of_choice(name)
