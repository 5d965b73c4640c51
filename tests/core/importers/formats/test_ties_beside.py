"""Rows of chosen and rejected that are ties, or that name what stands elsewhere."""

import shlex
from pathlib import Path

import orjson
import pytest

from core.importers.importing import import_file, import_files
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.storage.store import Store
from tests.core.importers.formats.test_golden import says


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return path


@pytest.mark.parametrize(
    ("name", "said"),
    [("tie", [False, True]), ("is_tie", [0, 1]), ("tie", ["False", "True"]), ("status", ["won", "tie"])],
)
def test_rows_that_say_they_are_ties_come_with_a_line_that_reads_them(
    name: str, said: list[object], tmp_path: Path
) -> None:
    rows = [
        {"prompt": f"p{n}", "chosen": f"some text {n}", "rejected": f"other text {n}", name: each}
        for n, each in enumerate(said)
    ]
    path, store_path = written(tmp_path / "rows.jsonl", rows), tmp_path / "store.duckdb"
    with pytest.raises(FormatError, match=f"{name} says of some rows that they are ties") as caught:
        import_file(path, store_path)
    words = shlex.split(str(caught.value).partition("type ")[2].partition(", or name")[0])
    import_file(path, store_path, ImportOptions(map=words[4], values=words[6].replace("VALUE", "won")))
    with Store.open(store_path) as store:
        assert says(store) == {"human": "A="}


@pytest.mark.parametrize("more", [{"tie": False}, {"topic": "tie"}, {"ties": 2}])
def test_rows_of_which_none_is_a_tie_are_taken(tmp_path: Path, more: dict[str, object]) -> None:
    rows: list[dict[str, object]] = [{"prompt": "p", "chosen": "some text", "rejected": "other text"} | more]
    path = written(tmp_path / "rows.jsonl", rows)
    assert import_file(path, tmp_path / "store.duckdb").format == "pairs"


@pytest.mark.parametrize(
    ("held", "named"),
    [
        ({"gpt": "one text", "claude": "other text"}, ("claude", "gpt")),
        (["one text", "other text"], ("1", "0")),
        ([{"id": "x7", "text": "one text"}, {"id": "x8", "text": "other text"}], ("x7", "x8")),
    ],
)
def test_names_of_responses_in_objects_and_lists_are_no_responses(
    held: object, named: tuple[str, str], tmp_path: Path
) -> None:
    rows: list[dict[str, object]] = [
        {"prompt": f"question {n}?", "outputs": held, "chosen": named[n % 2], "rejected": named[1 - n % 2]}
        for n in range(6)
    ]
    with pytest.raises(FormatError, match=r"in none of the known formats"):
        import_file(written(tmp_path / "rows.jsonl", rows), tmp_path / "store.duckdb")


def test_short_texts_that_a_list_holds_too_are_responses(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"prompt": f"question {n}?", "outputs": [f"yes {n}", f"no {n}"], "chosen": f"yes {n}", "rejected": f"no {n}"}
        for n in range(6)
    ]
    assert import_file(written(tmp_path / "rows.jsonl", rows), tmp_path / "store.duckdb").format == "pairs"


@pytest.mark.parametrize(
    ("header", "option"), [("row_id,preference", "--annotator"), ("row_id,principle_id,preference", "--oracle")]
)
def test_two_tables_called_alike_are_not_of_one(header: str, option: str, tmp_path: Path) -> None:
    paths = []
    for n, who in enumerate(("alice", "bob")):
        (tmp_path / who).mkdir()
        paths.append(tmp_path / who / "p.csv")
        row = f"{n},0,-1" if "principle" in header else f"{n},a"
        paths[-1].write_text(f"{header}\n{row}\n")
    rows: list[dict[str, object]] = [
        {"prompt": f"p{n}", "response_a": f"some {n}", "response_b": f"other {n}"} for n in (0, 1)
    ]
    cases = written(tmp_path / "cases.jsonl", rows)
    text = tmp_path / "rules.txt"
    text.write_text("The response should be kind to all.\nThe response should be fair to all.\n")
    store_path = tmp_path / "store.duckdb"
    import_files([cases, text], store_path)
    with pytest.raises(FormatError, match=f"p.csv would both be by p, .* with {option} NAME"):
        import_files(paths, store_path)
    import_files(paths, store_path, ImportOptions(oracle="o") if option == "--oracle" else ImportOptions(annotator="o"))
