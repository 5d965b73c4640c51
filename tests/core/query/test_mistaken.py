"""Texts that read as filters."""

import pytest

from core.query.grammar import parse
from core.query.mistaken import begins_term, mistaken_text


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
        ("flagged:", True),
        ("-Flagged:y", True),
        ("for:b", True),
        ("flagged", False),
        ("say for:", False),
        ("http:", False),
    ],
)
def test_what_begins_a_term(typed: str, whether: bool) -> None:
    assert begins_term(typed) is whether
