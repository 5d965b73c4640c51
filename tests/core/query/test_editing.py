"""What is picked from a list changes one thing about a filter."""

import pytest

from core.query.editing import FLAGGED, kind_of, with_kind, with_review, without_text
from core.query.form import Term
from core.query.grammar import parse
from core.query.kinds import View
from core.query.terms import Judged


@pytest.mark.parametrize(
    ("text", "view", "expected"),
    [
        ("conflict", View.ARBITRARY, "arbitrary"),
        ("conflict", View.ALL, "all"),
        ('consensus flagged:no "cat"', View.CONFLICT, 'conflict flagged:no "cat"'),
        ("flagged:no", View.CONFLICT, "conflict flagged:no"),
        ("conflict flagged:no", View.ALL, "flagged:no"),
        ("conflict or flagged:no", View.ARBITRARY, "arbitrary (conflict or flagged:no)"),
        ("annotator:rm conflict", View.ARBITRARY, "arbitrary (annotator:rm conflict)"),
    ],
)
def test_another_kind_of_case(text: str, view: View, expected: str) -> None:
    changed = with_kind(parse(text), view)
    assert str(changed) == expected
    assert parse(str(changed)) == changed


@pytest.mark.parametrize(
    ("text", "state", "expected"),
    [
        ("conflict", Judged(None), "conflict verdict:none"),
        ("conflict verdict:none", FLAGGED, "conflict flagged:yes"),
        ("conflict flagged:no verdict:flag", None, "conflict"),
        ("flagged:no", None, "all"),
    ],
)
def test_another_state_of_review(text: str, state: Term | None, expected: str) -> None:
    assert str(with_review(parse(text), state)) == expected


def test_texts_are_forgotten_and_nothing_else() -> None:
    assert str(without_text(parse('conflict "cat" flagged:no dog'))) == "conflict flagged:no"
    assert str(without_text(parse('conflict (chose:a or "cat")'))) == 'conflict (chose:a or "cat")'


@pytest.mark.parametrize(
    ("text", "kind"),
    [("conflict", View.CONFLICT), ("consensus flagged:no", View.CONSENSUS), ("flagged:no", None), ("-conflict", None)],
)
def test_the_kind_of_a_filter(text: str, kind: View | None) -> None:
    assert kind_of(parse(text)) is kind
