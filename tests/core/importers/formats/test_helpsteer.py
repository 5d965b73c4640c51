"""HelpSteer2's ratings, of which rows of one prompt are pairs, and HelpSteer3's comparisons."""

from typing import Any

import pytest

from core.importers.entry import MalformedRowError
from core.importers.formats import helpsteer2, helpsteer3
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from tests.core.importers.formats.reading_rows import Rows, read


def rated(prompt: str, response: str, helpfulness: object, verbosity: object = 2) -> dict[str, Any]:
    same = dict.fromkeys(("correctness", "coherence", "complexity"), 3)
    return {"prompt": prompt, "response": response, "helpfulness": helpfulness, **same, "verbosity": verbosity}


SAME = {"correctness": 0, "coherence": 0, "complexity": 0}


def test_rows_of_one_prompt_are_pairs_and_ratings_are_votes() -> None:
    rows = [rated("Sing.", "La", 4), rated("Sing.", "La la", 1, 3), rated("Hum.", "Hm", "2"), rated("Hum.", "Hmm", "2")]
    found = read(helpsteer2.FORMAT, rows)
    assert found.cases == [("0-1", "Sing.", "La", "La la"), ("2-3", "Hum.", "Hm", "Hmm")]
    assert found.votes == [{"helpfulness": 1, **SAME, "verbosity": -1}, {"helpfulness": 0, **SAME, "verbosity": 0}]
    assert found.given == [{}, {}]
    assert "pass --annotation helpfulness" in found.opening.notes[0]


def test_one_rating_may_annotate_and_still_votes() -> None:
    rows = [rated("Sing.", "La", 1), rated("Sing.", "La la", 4)]
    found = read(helpsteer2.FORMAT, rows, annotation="helpfulness")
    assert (found.given, found.votes[0]["helpfulness"]) == ([{None: -1}], -1)
    with pytest.raises(FormatError, match="no annotation charm: --annotation takes one of helpfulness, correctness"):
        read(helpsteer2.FORMAT, rows, annotation="charm")


def test_three_rows_are_three_pairs_and_one_is_passed_over() -> None:
    rows = [rated("Nod.", "Yes", 1), rated("Sing.", "La", 1), rated("Sing.", "Lo", 2), rated("Sing.", "Li", 3)]
    found = read(helpsteer2.FORMAT, rows)
    assert [case for case, *_ in found.cases] == ["1-2", "1-3", "2-3"]
    assert found.opening.notes[1:] == ["1 row passed over: no row with the same prompt stands before or after."]


def test_a_row_that_is_malformed_spoils_no_other() -> None:
    records = Rows([rated("Sing.", "La", 1), rated("Sing.", "Lo", "loud"), rated("Sing.", "Li", 3)])
    reading = helpsteer2.FORMAT.open(records, ImportOptions()).reading
    first, second, third = records
    assert list(reading.read(first)) == []
    with pytest.raises(MalformedRowError, match='helpfulness is "loud" and not a number'):
        list(reading.read(second))
    assert list(reading.read(third)) == []
    assert [each.case for each in reading.rest()] == ["0-2"]


def compared(overall: object, *scores: object) -> dict[str, Any]:
    return {
        "domain": "code",
        "context": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yes?"}],
        "response1": "One.",
        "response2": "Two.",
        "overall_preference": overall,
        "individual_preference": [{"score": score, "reasoning": "r"} for score in scores],
    }


def test_negative_means_the_first_response() -> None:
    found = read(helpsteer3.FORMAT, [compared(-2, -3, 0, 1), compared(0), compared(None, 2)])
    assert found.entries[0].prompt == [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yes?"}]
    assert found.given == [
        {None: 1, "individual-1": 1, "individual-2": 0, "individual-3": -1},
        {None: 0},
        {"individual-1": -1},
    ]
    assert found.strengths[0] == {None: 2.0, "individual-1": 3.0, "individual-2": 0.0, "individual-3": -1.0}


def test_scores_out_of_range_are_malformed() -> None:
    with pytest.raises(MalformedRowError, match='overall_preference is "-100" and not between -3 and 3'):
        read(helpsteer3.FORMAT, [compared(-100)])
