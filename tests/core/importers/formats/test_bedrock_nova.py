"""Bedrock's candidates for Nova."""

from typing import Any

import pytest

from core.importers.entry import MalformedRowError
from core.importers.formats.bedrock_nova import FORMAT
from tests.core.importers.formats.reading_rows import Rows, read


def candidate(text: str, label: str) -> dict[str, Any]:
    return {"content": [{"text": text}], "preferenceLabel": label}


def row(*candidates: dict[str, Any], system: list[dict[str, str]] | None = None) -> dict[str, Any]:
    asked = {"role": "user", "content": [{"text": "Ask."}]}
    return {"system": system, "messages": [asked, {"role": "assistant", "candidates": list(candidates)}]}


def test_the_preferred_candidate_is_a_and_the_system_comes_first() -> None:
    rows = [
        row(candidate("No.", "non-preferred"), candidate("Yes.", "preferred"), system=[{"text": "Be kind."}]),
        row(candidate("Yes.", "preferred"), candidate("No.", "non-preferred"), candidate("Nay.", "non-preferred")),
    ]
    found = read(FORMAT, rows)
    asked = {"role": "user", "content": [{"text": "Ask."}]}
    yes, no = ([{"role": "assistant", "content": [{"text": text}]}] for text in ("Yes.", "No."))
    assert found.cases[0] == ("0", [{"role": "system", "content": [{"text": "Be kind."}]}, asked], yes, no)
    assert found.cases[1][:2] == ("1/0-1", [asked])
    assert [case for case, *_ in found.cases] == ["0", "1/0-1", "1/0-2"]
    assert found.given == [{None: 1}] * 3


def test_labels_and_candidates_that_say_nothing_are_malformed() -> None:
    with pytest.raises(MalformedRowError, match='preferenceLabel is "best" and neither'):
        read(FORMAT, [row(candidate("Yes.", "best"))])
    with pytest.raises(MalformedRowError, match="not a preferred and a non-preferred one"):
        read(FORMAT, [row(candidate("Yes.", "preferred"))])


def test_messages_without_candidates_are_not_claimed() -> None:
    assert not FORMAT.claims(Rows([{"messages": [{"role": "user", "content": "Ask."}]}]))
