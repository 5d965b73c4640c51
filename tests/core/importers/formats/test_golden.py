"""Every shape that people hold, as a small file: the texts of its cases, their ids, and who prefers what."""

import csv
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pytest

from core.importers.importing import import_file, import_files
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.storage.store import Store
from tests.core.importers.formats.golden import FOUR, SHAPES, Golden

FILES = Path(__file__).parents[3] / "data" / "formats"
REFUSED = {"icai-030_distilled_principles.json", "icai-040_votes_per_comparison.csv", "mtbench-gpt-4_pair.jsonl"}
LETTERS = {1: "A", 0: "=", -1: "B"}


def says(store: Store) -> dict[str, str]:
    """Each annotator's preferences, a letter a case."""
    found = {}
    for annotator in store.annotators():
        preferences, given = (values.tolist() for values in store.annotations(annotator))
        found[annotator.name] = "".join(
            LETTERS[each] if there else "." for each, there in zip(preferences, given, strict=True)
        )
    return found


def texts(store: Store) -> list[tuple[str, str, str]]:
    """Prompt and responses of every case."""
    cases = [store.case(n) for n in range(store.count_cases())]
    return [(case.prompt, case.response_a, case.response_b) for case in cases]


def load(name: str, store_path: Path, **options: Any) -> str:
    """Import a file of ours, by its place under `FILES`, and say what format it was read as."""
    (result,) = import_files([FILES / name], store_path, ImportOptions(**options))
    return result.format


def meant(wanted: Golden, store_path: Path) -> None:
    """Assert that a store has the meaning that a file should have."""
    with Store.open(store_path) as store:
        found = texts(store)
        assert found[: len(wanted.cases)] == list(wanted.cases)
        assert len(found) == wanted.count
        assert [str(each) for each in store.ids()[: len(wanted.ids)]] == list(wanted.ids)
        assert says(store) == dict(wanted.says)


@pytest.mark.parametrize(("name", "wanted"), SHAPES.items(), ids=list(SHAPES))
def test_a_shape_means(name: str, wanted: Golden, store_path: Path) -> None:
    assert load(name, store_path, **wanted.options) == wanted.format
    meant(wanted, store_path)


NESTED = [name for name in SHAPES if name.endswith(".jsonl") and "*" not in name] + [
    "argilla-v1-feedback-records.json",
    "argilla-v2-records-to_json.json",
    "labelstudio-pairwise-JSON.json",
]


@pytest.mark.parametrize("name", NESTED)
def test_a_shape_means_the_same_with_json_in_the_cells_of_a_table(name: str, store_path: Path, tmp_path: Path) -> None:
    text = (FILES / name).read_text()
    rows = orjson.loads(text) if text.startswith("[") else [orjson.loads(line) for line in text.splitlines()]
    path = tmp_path / f"{name.partition('.')[0]}.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(rows[0])
        writer.writerows([[cell(row.get(column)) for column in rows[0]] for row in rows])
    wanted = SHAPES[name]
    assert import_file(path, store_path, ImportOptions(**dict[str, Any](wanted.options))).format == wanted.format
    meant(wanted, store_path)


def cell(value: object) -> object:
    """A value in a table of text: lists and objects as JSON."""
    return orjson.dumps(value).decode() if isinstance(value, list | dict) else value


def test_every_file_has_its_meaning_here() -> None:
    there = {path.name for path in FILES.iterdir()} - {"dirt", "shards"}
    assert there == {name for name in SHAPES if "/" not in name} | REFUSED


def test_strengths_stand_beside_the_sign(store_path: Path) -> None:
    for number, (name, wanted) in enumerate(
        (
            ("helpsteer2-preference.jsonl", [2, -1, 2, -1]),
            ("webgpt-comparisons.jsonl", [2, 2, 2, 2]),
            ("alpacaeval-annotations.json", [-0.4999, 0.5, 0, -0.5]),
        )
    ):
        load(name, store_path, dataset=str(number), annotator=name)
        with duckdb.connect(str(store_path), read_only=True) as connection:
            found = connection.execute(
                "SELECT strength FROM strengths WHERE case_n >= ? ORDER BY case_n", [4 * number]
            ).fetchall()
        assert [strength for (strength,) in found] == pytest.approx(wanted)


def test_principles_in_a_json_object(store_path: Path) -> None:
    assert load("icai-030_distilled_principles.json", store_path) == "principles"
    with Store.open(store_path) as store:
        assert [(each.id, each.text) for each in store.principles()] == [
            ("0", "Select the response that is more concise"),
            ("1", "Select the response that is more polite"),
        ]


def test_judgements_without_texts_are_mapped_to_cases_that_are_there(store_path: Path, tmp_path: Path) -> None:
    path = FILES / "mtbench-gpt-4_pair.jsonl"
    with pytest.raises(FormatError) as caught:
        import_file(path, store_path)
    line = str(caught.value).partition("Say what is what: ")[2]
    assert line.endswith("--map case=question_id,preference=g1_winner --values a=model_1,b=model_2")
    rows = "".join(f"{81 + n},{prompt},{a},{b}\n" for n, (prompt, a, b) in enumerate(FOUR))
    (tmp_path / "answers.csv").write_text("id,prompt,response_a,response_b\n" + rows)
    given: dict[str, Any] = {"map": "case=question_id,preference=g2_winner", "values": "a=model_1,b=model_2"}
    import_file(tmp_path / "answers.csv", store_path)
    assert (
        import_file(
            path, store_path, ImportOptions(map=given["map"], values=given["values"], annotator="judge")
        ).outcome.kept
        == 4
    )
    with Store.open(store_path) as store:
        assert says(store) == {"judge": "ABAB"}
        assert orjson.loads(store.imports()[-1].mapping or "") == given


def test_votes_that_follow_a_preference_are_refused(store_path: Path) -> None:
    with pytest.raises(FormatError, match="import the annotated pairs of the same run instead"):
        load("icai-040_votes_per_comparison.csv", store_path)
