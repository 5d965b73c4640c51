"""The dataset in the shape in which it came in, and back into a store as the same cases."""

import gzip
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audit.annotations import Annotations
from core.audit.data import AuditData
from core.exporters.dataset import dataset
from core.exporters.request import Exporting
from core.exporters.table import write_table
from core.importers.importing import import_file
from core.importers.options import ImportOptions
from core.journal.standing import Standing
from core.model.conversation import messages_of, with_open_turn, without_open_turn, written
from core.model.terms import AnnotatorKind, Oracle
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.storage.cases_written import add_cases

Texts = tuple[str, str, str]


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def assistant(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}


TRANSCRIPTS = [
    {"chosen": "\n\nHuman: How?\n\nAssistant: So.", "rejected": "\n\nHuman: How?\n\nAssistant: Not so."},
    {
        "chosen": "\n\nHuman: A\n\nAssistant: B\n\nHuman: C\n\nAssistant: two\n\nlines",
        "rejected": "\n\nHuman: A\n\nAssistant: B\n\nHuman: C\n\nAssistant:",
    },
]
MESSAGES = [
    {"prompt": [user("Hi")], "chosen": [assistant("Yes")], "rejected": [assistant("No")]},
    {
        "prompt": [{"role": "system", "content": "Be brief."}, user("Hi"), assistant("Yo"), user("Why?")],
        "chosen": [assistant("a"), user("b"), assistant("c")],
        "rejected": [assistant("Human: odd")],
    },
]


def store_of(rows: Sequence[dict[str, Any]], path: Path, options: ImportOptions | None = None) -> list[Texts]:
    """Import rows into a new store, and give its cases."""
    file = path.with_suffix(".jsonl")
    file.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    import_file(file, path, options or ImportOptions())
    return cases_of(path)


def cases_of(path: Path) -> list[Texts]:
    with Store.open(path) as store:
        return [(case.prompt, case.response_a, case.response_b) for case in store.cases()]


def export(path: Path, target: Path, preferences: Sequence[int] | None = None, columns: str = "trl") -> None:
    with Store.open(path) as store:
        count = store.count_cases()
        preference = np.array(preferences if preferences is not None else [1] * count, dtype=np.int8)
        none = np.zeros(count, dtype=np.bool_)
        annotations = Annotations("human", AnnotatorKind.HUMAN, preference, ~none, none)
        votes = np.zeros((count, 1), dtype=np.int8)
        data = AuditData("s", Oracle(0, "judge"), (), votes, (annotations,), 0)
        write_table(dataset(Exporting(store, data, Standing(), columns=columns)), target)


def read(path: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def test_transcripts_get_their_separators_back(tmp_path: Path) -> None:
    cases = store_of(TRANSCRIPTS, tmp_path / "s.duckdb")
    assert cases[0] == ("Human: How?", "So.", "Not so.")
    export(tmp_path / "s.duckdb", tmp_path / "out.jsonl")
    rows = read(tmp_path / "out.jsonl")
    assert [
        {"chosen": row["prompt"] + row["chosen"], "rejected": row["prompt"] + row["rejected"]} for row in rows
    ] == TRANSCRIPTS
    assert all(row["prompt"].endswith("\n\nAssistant:") for row in rows)
    assert store_of(rows, tmp_path / "again.duckdb") == cases


def test_a_shared_beginning_keeps_its_blank(tmp_path: Path) -> None:
    given = {"chosen": "The sky is blue.", "rejected": "The sky is black."}
    cases = store_of([given], tmp_path / "s.duckdb", ImportOptions(format="pairs"))
    export(tmp_path / "s.duckdb", tmp_path / "out.jsonl", [-1])
    (row,) = read(tmp_path / "out.jsonl")
    assert (row["prompt"] + row["rejected"], row["prompt"] + row["chosen"]) == tuple(given.values())
    swapped = [(prompt, b, a) for prompt, a, b in cases]
    assert store_of([row], tmp_path / "again.duckdb") == swapped


def test_messages_come_out_as_messages(tmp_path: Path) -> None:
    cases = store_of(MESSAGES, tmp_path / "s.duckdb")
    export(tmp_path / "s.duckdb", tmp_path / "out.jsonl")
    assert read(tmp_path / "out.jsonl") == MESSAGES
    assert store_of(read(tmp_path / "out.jsonl"), tmp_path / "again.duckdb") == cases


@pytest.mark.parametrize("ending", [".csv", ".json", ".jsonl", ".parquet"])
@pytest.mark.parametrize("rows", [TRANSCRIPTS, MESSAGES, [*MESSAGES, TRANSCRIPTS[0] | {"prompt": ""}]])
def test_every_format_imports_as_the_same_cases(tmp_path: Path, rows: list[dict[str, Any]], ending: str) -> None:
    cases = store_of(rows, tmp_path / "s.duckdb")
    target = tmp_path / f"out{ending}"
    export(tmp_path / "s.duckdb", target)
    if ending == ".json":
        lines = tmp_path / "lines.jsonl"
        lines.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in orjson.loads(target.read_bytes())))
        target = lines
    import_file(target, tmp_path / "again.duckdb", ImportOptions())
    assert cases_of(tmp_path / "again.duckdb") == cases


def test_parquet_has_lists_of_messages_where_all_are(tmp_path: Path) -> None:
    store_of(MESSAGES, tmp_path / "s.duckdb")
    export(tmp_path / "s.duckdb", tmp_path / "out.parquet")
    with duckdb.connect() as connection:
        found = connection.from_parquet(str(tmp_path / "out.parquet")).fetchall()
    assert found == [tuple(row.values()) for row in MESSAGES]


def test_the_second_import_of_a_file_changes_no_shape(tmp_path: Path) -> None:
    store_of(TRANSCRIPTS, tmp_path / "s.duckdb")
    store_of(TRANSCRIPTS, tmp_path / "s.duckdb")
    with Store.open(tmp_path / "s.duckdb") as store:
        assert store.shapes().tolist() == [1, 1]
    with StoreWriter.open(tmp_path / "s.duckdb") as writer:
        add_cases(writer, [("plain", "p", "a", "b")])
    with Store.open(tmp_path / "s.duckdb") as store:
        assert store.shapes().tolist() == [1, 1, 0]


def test_a_store_from_before_the_shapes_is_exported_as_texts(tmp_path: Path) -> None:
    cases = store_of(MESSAGES, tmp_path / "s.duckdb")
    with duckdb.connect(str(tmp_path / "s.duckdb")) as connection:
        connection.execute("DROP TABLE shapes")
        connection.execute("UPDATE meta SET value = '2' WHERE key = 'schema_version'")
    export(tmp_path / "s.duckdb", tmp_path / "out.jsonl")
    assert [tuple(row.values()) for row in read(tmp_path / "out.jsonl")] == cases


def test_a_gzipped_file_of_transcripts_is_known_by_its_shape(tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl.gz"
    file.write_bytes(gzip.compress(b"".join(orjson.dumps(row) + b"\n" for row in TRANSCRIPTS)))
    import_file(file, tmp_path / "s.duckdb", ImportOptions())
    with Store.open(tmp_path / "s.duckdb") as store:
        assert store.shapes().tolist() == [1, 1]


parts = st.sampled_from(
    ["", " ", "\n\n", "x", "Human: ", "Assistant:", "Assistant: ", "\n\nHuman: ", "Tool: ", "\N{BOM}"]
)
texts = st.lists(parts, max_size=6).map("".join)


@given(texts, st.sampled_from(["user", "assistant"]))
def test_messages_of_a_text_make_the_text(text: str, alone: str) -> None:
    found = messages_of(text, alone)
    speakers = {"user": "Human", "assistant": "Assistant", "system": "System"}
    turns = [(speakers.get(each["role"], each["role"].capitalize()), each["content"]) for each in found]
    assert written(turns) == text


def test_an_open_turn_is_one_at_the_end_of_a_transcript() -> None:
    assert without_open_turn(with_open_turn("Human: x")) == "Human: x"
    assert without_open_turn(" Human: x\nAssistant: \n") == "Human: x"
    for other in ("Assistant:", "Human: x", "Human: the Assistant:", "Assistant: y\n\nAssistant:", ""):
        assert without_open_turn(other) is None
