"""What is put before formulas is taken off again, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.safe_text import spreadsheet_plain, spreadsheet_safe

texts = st.text(st.sampled_from("'=+-@ \t\r\nax\u200b"), max_size=6)


@pytest.mark.parametrize(
    ("text", "safe"),
    [("=1", "'=1"), ("'=1", "''=1"), ("'' \t-", "''' \t-"), ("'tis", "'tis"), ("' a", "' a"), ("", "")],
)
def test_a_formula_has_one_more_than_it_had(text: str, safe: str) -> None:
    assert spreadsheet_safe(text) == safe


@given(texts)
def test_every_text_comes_back(text: str) -> None:
    assert spreadsheet_plain(spreadsheet_safe(text)) == text


@given(texts, texts)
def test_no_two_texts_become_one(one: str, other: str) -> None:
    assert (spreadsheet_safe(one) == spreadsheet_safe(other)) == (one == other)
