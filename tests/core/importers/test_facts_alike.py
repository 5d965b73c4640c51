"""Facts are the same whatever the data lies in."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import orjson
import pytest

from core.importers.formats.accounting import ColumnUse
from core.importers.importing import import_file
from tests.core.importers.containers.making import EVERY

Write = Callable[..., Path]


@pytest.mark.parametrize("name", EVERY)
def test_the_same_data_has_the_same_facts_in_every_container(write: Write, store_path: Path, name: str) -> None:
    told = {"score": ["nan", "0.5"], "turns": ['[{"role": "user"}]', '{"a": 1}'], "note": ["[sic] {x}", "n/a"]}
    rows = [
        {"prompt": f"p{n}", "chosen": "a", "rejected": "b", **{key: value[n] for key, value in told.items()}}
        for n in range(2)
    ]
    result = import_file(write("pairs", EVERY[name](rows)), store_path)
    assert result.columns is not None
    assert (set(result.columns.facts), result.columns.unused) == ({"score", "note"}, ("turns",))
    with duckdb.connect(str(store_path)) as connection:
        facts = connection.execute("SELECT name, value FROM facts ORDER BY rowid").fetchall()
    assert facts == [("note", "[sic] {x}"), ("score", "0.5"), ("note", "n/a")]


def test_a_list_in_json_is_the_text_that_csv_has_of_it(write: Write, tmp_path: Path) -> None:
    turns: list[dict[str, str]] = [{"role": "user", "content": "x"}]
    pair = {"prompt": "p", "chosen": "a", "rejected": "b"}
    found: list[ColumnUse | None] = []
    texts = (orjson.dumps(turns).decode(), str(turns))
    for name, held in (("lines.jsonl", turns), *(("delimited.csv", text) for text in texts)):
        path = write("pairs", EVERY[name]([pair | {"turns": held, "n": 1}]))
        found.append(import_file(path, tmp_path / f"{len(found)}.duckdb").columns)
    assert found[0] is not None
    assert found[0].unused == ("turns",)
    assert found == [found[0]] * 3
