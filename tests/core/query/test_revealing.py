"""What blind review hides of the facts of a case."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.model.choice_names import CHOSEN, PREFERENCES
from core.query.evaluation import evaluate
from core.query.grammar import parse
from core.query.revealing import names_side, one_sided, reveals
from core.query.scene import NoFacts
from tests.core.query.query_meaning import scene

TELLING = """
loser_model loser losermodel winmodel verdict selected explanation pick picked decision outcome result gold target
correct reason rationale feedback critique comment grade favourite favorite_side losing bad_model goodmodel badmodel
model_w model_l non_preferred chosenmodel LoserModel modelpref why notes
"""
HARMLESS = "topic model_a category subset language source generator response_a_model domain window_type winter title"


@pytest.mark.parametrize("name", [*PREFERENCES, *(name for pair in CHOSEN for name in pair), *TELLING.split()])
def test_names_of_what_was_chosen_and_why_tell(name: str) -> None:
    assert reveals(name, "gpt")


@pytest.mark.parametrize("name", HARMLESS.split())
def test_other_names_tell_nothing(name: str) -> None:
    assert not reveals(name, "gpt")


@pytest.mark.parametrize("value", ["a", "B", "response_b", "Model 1", "tie", "left", "both bad", "A is clearly better"])
def test_names_of_sides_tell_and_are_of_one_order(value: str) -> None:
    assert reveals("said", value)
    assert names_side("said", value)


def test_numbers_and_words_are_no_sides() -> None:
    assert not any(names_side("said", value) for value in ("2", "gpt", "abc", "english"))
    assert names_side("label", "2")
    assert (one_sided("model_b", ["model_b"]), one_sided("model_b", ["model_a"]), one_sided("topic", [])) == (
        *(True, False),
        False,
    )


def test_a_fact_of_a_side_is_sought_where_the_reviewer_sees_it() -> None:
    class Facts(NoFacts):
        def alike(self, name: str, text: str) -> Any:
            return np.array([0, 1] if name == "model_a" else [2] if name == "model_b" else [0, 2], dtype=np.int32)

    some = replace(
        scene([]), votes=np.zeros((3, 0), np.int8), facts=Facts(), fact_names=("model_a", "model_b", "topic")
    )
    turned = replace(some, turned=lambda: np.array([False, True, True]))
    found = {
        text: [evaluate(parse(text), each).tolist() for each in (some, turned)] for text in ("model_a:m", "topic:m")
    }
    assert found == {"model_a:m": [[True, True, False], [True, False, True]], "topic:m": [[True, False, True]] * 2}
