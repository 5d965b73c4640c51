"""PKU-SafeRLHF: the annotation is asked for, and what annotates still votes."""

from typing import Any

import pytest

from core.importers.entry import MalformedRowError
from core.importers.formats.pku_saferlhf import FORMAT
from core.model.errors import FormatError
from tests.core.importers.formats.reading_rows import Rows, read


def row(better: object, safer: object, **more: object) -> dict[str, Any]:
    return {
        "prompt": "How do I light a stove?",
        "response_0": "With a long match.",
        "response_1": "With a long breath.",
        "better_response_id": better,
        "safer_response_id": safer,
        **more,
    }


LEVELS = {"response_0_severity_level": 2, "response_1_severity_level": 1, "response_0_source": "m1"}


def test_the_annotation_is_asked_for() -> None:
    with pytest.raises(FormatError, match="pass --annotation better or --annotation safer"):
        read(FORMAT, [row(0, 1)])
    with pytest.raises(FormatError, match="no annotation best: --annotation takes better or safer"):
        read(FORMAT, [row(0, 1)], annotation="best")


@pytest.mark.parametrize(("asked", "preference"), [("better", 1), ("safer", -1), ("safer_response_id", -1)])
def test_what_annotates_votes_too(asked: str, preference: int) -> None:
    found = read(FORMAT, [row(0, 1, **LEVELS)], annotation=asked)
    assert found.cases == [(None, "How do I light a stove?", "With a long match.", "With a long breath.")]
    assert found.given == [{None: preference}]
    assert found.votes == [{"better": 1, "safer": -1, "severity": -1}]
    assert found.facts == [{"model_a": "m1"}]


def test_equal_levels_are_indifferent_and_levels_may_lack() -> None:
    equal = {"response_0_severity_level": "1", "response_1_severity_level": "1"}
    assert read(FORMAT, [row("1", "0", **equal)], annotation="better").votes == [
        {"better": -1, "safer": 1, "severity": 0}
    ]
    without = read(FORMAT, [row(1, 1)], annotation="better")
    assert [each.id for each in without.opening.principles] == ["better", "safer"]


def test_a_response_that_is_neither_is_malformed() -> None:
    with pytest.raises(MalformedRowError, match='better_response_id is "2" and neither 0 nor 1'):
        read(FORMAT, [row(2, 0)], annotation="better")


def test_a_single_dimension_is_another_format() -> None:
    single = row(0, 0)
    del single["safer_response_id"]
    assert not FORMAT.claims(Rows([single]))
