"""Rows of known shapes that the small files do not have: one task alone, news instead of posts."""

from pathlib import Path
from typing import Any

import orjson

from core.importers.importing import import_file
from core.storage.store import Store
from tests.core.importers.formats.test_golden import says, texts


def held(rows: list[dict[str, Any]], folder: Path) -> tuple[str, list[tuple[str, str, str]], dict[str, str]]:
    """The format as which JSON lines are read, the cases, and who says what."""
    file = folder / "rows.jsonl"
    file.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    name = import_file(file, folder / "s.duckdb").format
    with Store.open(folder / "s.duckdb") as store:
        return name, texts(store), says(store)


def test_one_task_is_no_document_around_its_annotations(tmp_path: Path) -> None:
    chosen = {"type": "pairwise", "from_name": "c", "to_name": "x,y", "value": {"selected": "right"}}
    task = {
        "id": 7,
        "data": {"prompt": "Tea?", "answer1": "Yes.", "answer2": "No."},
        "annotations": [{"completed_by": 3, "result": [chosen]}],
    }
    assert held([task], tmp_path) == ("label-studio", [("Tea?", "Yes.", "No.")], {"3": "B"})


def comparison(choice: int, post: str | None, article: str | None) -> dict[str, Any]:
    summaries = [{"text": "short", "policy": "p"}, {"text": "long", "policy": "q"}]
    info = {"id": "i", "post": post, "title": None, "article": article}
    return {"info": info, "summaries": summaries, "choice": choice, "worker": "w"}


def test_an_article_is_summarized_where_there_is_no_post(tmp_path: Path) -> None:
    rows = [comparison(0, "A post.", None), comparison(1, None, "News."), comparison(1, "", "More news.")]
    for count in (3, 2):
        folder = tmp_path / str(count)
        folder.mkdir()
        wanted = [("A post.", "short", "long"), ("News.", "short", "long"), ("More news.", "short", "long")]
        assert held(rows[-count:], folder) == ("summarize-from-feedback", wanted[-count:], {"w": "ABB"[-count:]})
