"""Rewards are shown as what they are, and not as probabilities."""

from dataclasses import replace

import pytest

from core.model.ways import How
from core.oracle.terms import Failure, FailureKind
from tests.tui.run_journals import answer
from tui.screens.runs.rows import Eyes, answer_row, record_row

SEEN = Eyes({}, lambda _: False, lambda _: False)


@pytest.mark.parametrize(
    ("rewards", "side", "sure"),
    [((2.5, -7.25), "A", "2.5"), ((-7.25, -0.5), "B", "-0.5"), ((-3.0, -3.0), "neither", "-3")],
)
def test_a_reward_is_a_number_and_the_larger_one_is_preferred(
    rewards: tuple[float, float], side: str, sure: str
) -> None:
    record = answer("c", None, 0, (*rewards, 0.0))
    assert isinstance(record, tuple)
    row = answer_row(replace(record[0], how=How.REWARD), SEEN)
    assert (row.side, row.sure) == (side, sure)


@pytest.mark.parametrize(
    ("principles", "told"), [(("0",), "Be kind"), (("7",), "7"), (("0", "7"), "2 principles"), ((), "")]
)
def test_a_failure_tells_on_what_it_is(principles: tuple[str, ...], told: str) -> None:
    failure = Failure("key", "c", FailureKind.SERVER, "It broke.", principles=principles)
    assert record_row(failure, SEEN._replace(names={"0": "Be kind"})).principle == told
