"""Texts that read as filters."""

import pytest

from core.query.grammar import parse
from core.query.mistaken import mistaken_text, plain_words


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ('conflict "flagged:yes"', "flagged:yes"),
        ('"medical" or "Chose:a and more"', "Chose:a and more"),
        ('-"arbitrary"', "arbitrary"),
        ('"medical"', None),
        ('"be kind" flagged:yes', None),
        ('"flagged:maybe"', None),
        ('"http://here"', None),
        ("conflict", None),
    ],
)
def test_a_text_that_reads_as_a_filter(query: str, text: str | None) -> None:
    assert mistaken_text(parse(query)) == text


@pytest.mark.parametrize(
    ("typed", "whether"),
    [
        ("seizure", True),
        ("no such text", True),
        ("3 is odd", True),
        ("", False),
        ("flagged:yes", False),
        ("medical -harm", False),
        ("one or two", False),
        ("arbitrary", False),
        ('"in quotes"', False),
        ("flagged:", False),
        ("topic:medical", False),
    ],
)
def test_words_that_are_looked_for_as_one_text(typed: str, whether: bool) -> None:
    assert plain_words(typed) is whether
