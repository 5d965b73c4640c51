"""Texts that databases and terminals stumble over: what goes in comes out, character by character."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.terms import AnnotatorKind
from core.storage.schema import PREVIEW_LENGTH
from core.storage.staged import objects
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.storage.cases_written import add_cases

HOSTILE = (
    *("", " ", "\0", "a\0b", "\0first", "last\0", "a\0", "\ufeffmark", "end\u2028of\u2029line"),
    *("a\r\nb\rc\nd\te", "\x1b]52;c;aGk=\x07\x9b31m", "\u202eright to left\u202c", "\u200bzero\u200d", "\U0010ffff"),
    *("👩‍👩‍👧‍👦 family", "e\u0301 and é", "Z" + "\u0301" * 500, "'; DROP TABLE cases; --", '"quoted" \\ \\0 %_ $1 ?'),
    *("NULL", "null", "nan", "-1", "1e999", "[/bold] [INST]", "=cmd|' /C calc'!A0", "x" * 1_000_000),
)


def test_texts_and_names_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    texts = [(text, f"{text}|a", f"b|{text}") for text in HOSTILE]
    short = [text[:2000] for text in HOSTILE]
    with StoreWriter.open(path) as writer:
        rows = [(id_, *rest) for id_, rest in zip(short, texts, strict=True)]
        assert add_cases(writer, rows) == len(HOSTILE)
        writer.add_principles([(text, text, text) for text in short])
        for text in short:
            preference = np.array([1], dtype=np.int8)
            writer.add_annotations(f"{text}.", AnnotatorKind.LLM, objects([text]), preference)
    with Store.open(path) as store:
        assert [(each.prompt, each.response_a, each.response_b) for each in store.cases()] == texts
        assert [each.id for each in store.cases()] == short
        assert store.ids().tolist() == short
        assert store.numbers(short) == {text: n for n, text in enumerate(short)}
        assert [(each.id, each.name, each.text) for each in store.principles()] == [(text,) * 3 for text in short]
        assert [each.name for each in store.annotators()] == [f"{text}." for text in short]
        assert store.longest_id() == 2000
        for n, text in enumerate(HOSTILE):
            assert store.case(n).response_b == f"b|{text}"
            assert n in store.search(f"b|{text}").tolist()
        for each in store.previews(range(len(HOSTILE))):
            assert len(each.text) <= PREVIEW_LENGTH
            assert each.text.replace("\u200d", "").isprintable(), "but for what joins a picture"


@settings(max_examples=15)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=6, unique=True))
def test_any_text_comes_back(texts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "s.duckdb"
        for _ in range(2):
            with StoreWriter.open(path) as writer:
                add_cases(writer, [(text, text, text + "a", text + "b") for text in texts])
        with Store.open(path) as store:
            assert [(each.id, each.prompt, each.response_a) for each in store.cases()] == [
                (text, text, text + "a") for text in texts
            ]


@pytest.mark.parametrize("count", [1, 7])
def test_cases_are_numbered_in_their_order_over_batches(tmp_path: Path, count: int) -> None:
    path = tmp_path / "s.duckdb"
    ids = [str(n * 7919 % 31) for n in range(31)]
    for batch in ([ids[start : start + count] for start in range(0, 31, count)], [ids[:5]]):
        with StoreWriter.open(path) as writer:
            for part in batch:
                add_cases(writer, [(each, "Question", "Yes", "No") for each in part])
    with Store.open(path) as store:
        assert [(each.n, each.id) for each in store.cases()] == list(enumerate(ids))
