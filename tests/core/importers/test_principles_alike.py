"""Votes on principles whose names differ in their case alone are counted for the one that is named."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from core.exporters.export import ExportRequest, export
from core.importers.importing import ImportResult, import_file
from core.journal.standing import Standing
from core.model.errors import FormatError
from core.storage.store import Store

Load = Callable[..., ImportResult]


@pytest.fixture
def alike(load: Load) -> None:
    load("pairs.jsonl", '{"prompt":"p","chosen":"c","rejected":"r"}\n{"prompt":"q","chosen":"d","rejected":"s"}\n')
    load("principles.csv", "name,text\nKind,Be kind.\nkind,Be kinder.\n")


def votes(store: Path) -> list[list[int]]:
    with Store.open(store) as opened:
        found: list[list[int]] = opened.votes(opened.oracles()[0], 2).tolist()
        return found


@pytest.mark.usefixtures("alike")
def test_a_row_names_one(load: Load, store_path: Path) -> None:
    load("votes.csv", "row_id,principle_id,preference\n0,kind,-1\n1,Kind,1\n")
    assert votes(store_path) == [[0, -1], [1, 0]]


@pytest.mark.usefixtures("alike")
def test_what_may_be_each_of_them_is_neither(load: Load, store_path: Path) -> None:
    outcome = load("rows.csv", "row_id,principle_id,preference\n0,KIND,-1\n1,Kind,1\n0,Kind,-1\n").outcome
    assert (outcome.kept, outcome.unknown) == (2, 1)
    assert votes(store_path) == [[-1, 0], [1, 0]]
    with pytest.raises(FormatError, match="or of several"):
        load("wide.csv", "row_id,Kind\n0,-1\n1,1\n")


BROUGHT = "p,x,y,l,k1,k2\nq0,a0,b0,a,1,\nq1,a1,b1,b,,-1\nq2,a2,b2,b,-1,1\n"
COLUMNS = {"map": "prompt=p,a=x,b=y,preference=l"}


def test_a_dataset_brings_votes_on_each(load: Load, store_path: Path) -> None:
    load("own.csv", BROUGHT, votes="Kind=k1,kind=k2", **COLUMNS)
    assert votes(store_path) == [[1, 0], [0, -1], [-1, 1]]
    load("more.csv", BROUGHT.replace("q", "r"), dataset="more", votes="kind=k1,Kind=k2", **COLUMNS)
    assert votes(store_path)[3:] == [[0, 1], [-1, 0], [1, -1]]


def test_a_dataset_whose_principles_would_be_one_is_refused(load: Load) -> None:
    load("principles.csv", "name,text\nKind,Be kind.\nFair,Be fair.\n")
    with pytest.raises(FormatError, match="the store has another constitution, without Kind, kind"):
        load("own.csv", BROUGHT, votes="Kind=k1,kind=k2", **COLUMNS)


@pytest.mark.parametrize("names", [("Kind", "kind"), ("Kind", "Be kind."), ("Be kinder.", "Be kind.")])
def test_annotated_pairs_come_back_with_the_votes_where_they_were(
    load: Load, store_path: Path, tmp_path: Path, names: tuple[str, str]
) -> None:
    load("pairs.jsonl", "".join(f'{{"prompt":"p{n}","chosen":"c{n}","rejected":"r{n}"}}\n' for n in range(3)))
    load("principles.csv", f"name,text\n{names[0]},Be kind.\n{names[1]},Be kinder.\n")
    load("votes.csv", "row_id,principle_id,preference\n0,0,1\n1,1,1\n2,1,-1\n", oracle="o")
    out = tmp_path / "out.json"
    with Store.open(store_path) as store:
        export(store, Standing(), ExportRequest("annotated-pairs"), out)
    import_file(out, tmp_path / "again.duckdb")
    assert votes(tmp_path / "again.duckdb") == votes(store_path) == [[1, 0], [0, 1], [0, -1]]


def test_an_id_that_is_the_name_of_another_is_asked_about(load: Load, store_path: Path) -> None:
    load("pairs.jsonl", "".join(f'{{"prompt":"p{n}","chosen":"c{n}","rejected":"r{n}"}}\n' for n in range(2)))
    load("principles.csv", "name,text\n1,Be kind.\n2,Be fair.\n")
    rows = "row_id,{},preference\n0,1,1\n1,1,-1\n"
    with pytest.raises(FormatError, match="1 is the id of one principle and the name of another"):
        load("votes.csv", rows.format("principle"))
    with pytest.raises(FormatError, match="or of several"):
        load("wide.csv", "row_id,1\n0,1\n1,-1\n")
    with pytest.raises(FormatError, match="or not one alone"):
        load("own.csv", "c,k\n0,a\n1,b\n", map="case=c", votes="1=k")
    load("votes.csv", rows.format("principle_id"))
    assert votes(store_path) == [[0, 1], [0, -1]]


def test_two_principles_of_one_id_are_the_fault_of_the_file(load: Load) -> None:
    rule = {"type": "principle", "id": "7"}
    about = {"metadata": {"version": "2.0"}, "annotators": {each: rule | {"name": each} for each in ("p", "q")}}
    pair = {"id": "c", "prompt": "p", "response_a": {"text": "x"}, "response_b": {"text": "y"}, "annotations": {}}
    with pytest.raises(FormatError, match=r"own[.]json has two principles with the id 7: give each one of its own"):
        load("own.json", json.dumps(about | {"comparisons": [pair]}))
