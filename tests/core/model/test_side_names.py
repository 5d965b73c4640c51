"""What the other response's column is called, and which columns are of no response."""

import pytest

from core.model.side_names import other_choice, other_side


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("model_a", "model_b"),
        ("modela", "modelb"),
        ("model1", "model2"),
        ("model_0", "model_1"),
        ("response_0_source", "response_1_source"),
        ("model_left", "model_right"),
        ("first_length", "second_length"),
        ("score one", "score two"),
        ("score.chosen", "score.rejected"),
        ("accepted_by", "rejected_by"),
        ("winner_model", "loser_model"),
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


def test_three_are_no_two_sides() -> None:
    names = {"x_chosen", "x_accepted", "x_rejected"}
    assert sorted(other_side(name, names) for name in names) == sorted(names)


def test_only_words_of_a_choice_tell_of_one() -> None:
    assert other_choice("model_chosen", {"model_rejected"}) == "model_rejected"
    assert other_choice("model_a", {"model_b"}) == "model_a"
