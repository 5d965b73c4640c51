"""Format hh-rlhf: splitting transcripts, naming cases, warning of prompts that differ."""

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from core.importers.entries.writing import ALIKE
from core.importers.importing import ImportResult
from core.model.conversation import split_transcript
from core.model.errors import FormatError
from core.model.terms import AnnotatorKind
from core.storage.store import Store

Load = Callable[..., ImportResult]


def _row(chosen: str, rejected: str, prompt: str = "Hi?", other: str | None = None) -> str:
    texts = (f"\n\nHuman: {prompt}\n\nAssistant: {chosen}", f"\n\nHuman: {other or prompt}\n\nAssistant: {rejected}")
    return orjson.dumps({"chosen": texts[0], "rejected": texts[1]}).decode() + "\n"


def test_split_is_at_the_last_turn() -> None:
    text = "\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant:  d\ne \n"
    assert split_transcript(text) == ("Human: a\n\nAssistant: b\n\nHuman: c", "d\ne")
    assert split_transcript("Assistant:") == ("", "")
    assert split_transcript("Human: a") is None


def test_chosen_is_a_and_preferred(load: Load, store_path: Path, annotation: Callable[[str], list[int]]) -> None:
    result = load("train.jsonl", _row("yes", "no") + _row("é", ""))
    assert (result.format, result.outcome.read, result.outcome.kept) == ("hh-rlhf", 2, 2)
    assert result.outcome.what == "2 cases, 2 annotations"
    with Store.open(store_path) as store:
        first, second = store.cases()
        assert (first.id, first.prompt, first.response_a, first.response_b) == ("0", "Human: Hi?", "yes", "no")
        assert (second.id, second.response_a, second.response_b) == ("1", "é", "")
        assert [(each.name, each.kind) for each in store.annotators()] == [("human", AnnotatorKind.HUMAN)]
    assert annotation("human") == [1, 1]


def test_options_override_the_defaults(load: Load, store_path: Path) -> None:
    load("train.jsonl", _row("yes", "no"), dataset="hh", annotator="crowd", kind=AnnotatorKind.DECLARED)
    with Store.open(store_path) as store:
        assert store.ids().tolist() == ["hh/0"]
        assert [(each.name, each.kind) for each in store.annotators()] == [("crowd", AnnotatorKind.DECLARED)]
        assert store.imports()[0].target == "dataset hh, annotator crowd"


def test_prompts_that_differ_are_kept_and_named(load: Load, store_path: Path) -> None:
    odd = _row("yes", "no", other="Ho?")
    result = load("odd.jsonl", _row("a", "b") + odd + _row("a", "b"))
    assert result.outcome.warnings == (
        ALIKE.format("3 cases", "1 has"),
        "Row 1: the prompts of chosen and rejected differ; kept with its chosen prompt.",
    )
    with Store.open(store_path) as store:
        assert (store.case(1).prompt, store.case(1).response_b) == ("Human: Hi?", "no")
    alike, warning = load("many.jsonl", odd * 13, dataset="many").outcome.warnings
    assert alike.startswith("Of 13 cases, 12 have the texts of another, and each counts by itself.")
    assert warning.startswith("Rows 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 3 more: ")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ('{"chosen": "Assistant: a"}', "rejected is missing or not text"),
        ('{"chosen": 1, "rejected": "Assistant: a"}', "chosen is missing or not text"),
        ('{"chosen": "Assistant: a", "rejected": "Human: b"}', "rejected has no `Assistant:` turn"),
        ('{"chosen": "Assistant: \\ud800", "rejected": "Assistant: b"}', "it is not JSON"),
        ('{"chosen": NaN}', "chosen is missing or not text"),
        ('{"chosen": ', "it is not JSON"),
        ('["chosen"]', "it is not a JSON object"),
        ("", "it is blank, and the rows after it would change their numbers"),
        (b'{"chosen": "\xff"}', "it has bytes that are not UTF-8"),
    ],
)
@pytest.mark.parametrize("zipped", [False, True])
def test_malformed_rows(
    load: Load, store_path: Path, tmp_path: Path, row: str | bytes, reason: str, zipped: bool
) -> None:
    data = row.encode() if isinstance(row, str) else row
    content = _row("a", "b").encode() * 2 + data + b"\r\n" + _row("c", "d").encode() + b"\n\n"
    with pytest.raises(FormatError, match=r"rows\.jsonl, line 3: ") as caught:
        load("rows.jsonl", content, zipped=zipped)
    assert f"line 3: {reason}" in str(caught.value)
    assert not store_path.exists()
    result = load("rows.jsonl", content, zipped=zipped, skip_bad=tmp_path / "bad")
    assert (result.outcome.read, result.outcome.kept, result.outcome.rejected) == (4, 3, 1)
    assert orjson.loads((tmp_path / "bad").read_bytes())["line"] == 3
    with Store.open(store_path) as store:
        assert store.ids().tolist() == ["0", "1", "3"]
