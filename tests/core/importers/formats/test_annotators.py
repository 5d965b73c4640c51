"""A column that says whose each row is names the annotators, in formats that have no such column of their own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from core.importers.importing import ImportResult
from core.importers.options import ImportOptions
from core.importers.preview import preview_files
from core.model.errors import FormatError
from core.storage.store import Store

Load = Callable[..., ImportResult]


def _spoken(answer: str) -> str:
    return f"\n\nHuman: How long should I steep it?\n\nAssistant: {answer}"


def _turns(answer: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": "How long?"}, {"role": "assistant", "content": answer}]


BATTLE = {
    "model_a": "m",
    "model_b": "w",
    "conversation_a": _turns("Three minutes."),
    "conversation_b": _turns("A day."),
}
FORMATS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "hh-rlhf": (
        {"chosen": _spoken("Three minutes."), "rejected": _spoken("A day.")},
        {"chosen": _spoken("A day."), "rejected": _spoken("Three minutes.")},
    ),
    "arena": (BATTLE | {"winner": "model_a"}, BATTLE | {"winner": "model_b"}),
    "helpsteer3": (
        {"context": _turns("Yes?")[:1], "response1": "Three.", "response2": "A day.", "overall_preference": -2},
        {"context": _turns("Yes?")[:1], "response1": "Three.", "response2": "A day.", "overall_preference": 1},
    ),
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("column", ["annotator", "worker_id"])
def test_each_is_one(load: Load, store_path: Path, tmp_path: Path, name: str, column: str) -> None:
    rows = [row | {column: who} for row, who in zip(FORMATS[name], ("ann", "bob"), strict=True)]
    result = load("rows.jsonl", b"\n".join(map(orjson.dumps, rows)) + b"\n")
    assert (result.format, result.outcome.what) == (name, "1 case, 2 annotations")
    assert result.columns is not None
    assert column in result.columns.used
    with Store.open(store_path) as store:
        given = {each.name: store.annotations(each)[0].tolist() for each in store.annotators()}
    assert given == {"ann": [1], "bob": [-1]}
    (preview,) = preview_files([tmp_path / "rows.jsonl"], ImportOptions())
    assert [answer.by for case in preview.cases for answer in case.answers] == ["ann", "bob"]


def test_a_row_that_names_nobody_is_told_of(load: Load) -> None:
    one, other = FORMATS["hh-rlhf"]
    rows = [
        one | {"annotator": "ann"},
        other | {"annotator": ""},
        {"chosen": _spoken("Yes."), "rejected": _spoken("No.")},
    ]
    outcome = load("rows.jsonl", b"\n".join(map(orjson.dumps, rows)) + b"\n").outcome
    assert "Some rows name no annotator: they are taken for those of human." in outcome.warnings


def test_transcripts_go_by_their_ids(load: Load, store_path: Path) -> None:
    rows = [{"case_id": f"c{n}", "chosen": _spoken(f"{n} minutes."), "rejected": _spoken("A day.")} for n in (3, 1, 2)]
    result = load("rows.jsonl", b"\n".join(map(orjson.dumps, rows)) + b"\n")
    assert (result.format, result.outcome.warnings) == ("hh-rlhf", ())
    with Store.open(store_path) as store:
        assert [store.case(n).id for n in range(3)] == ["c3", "c1", "c2"]


def test_completions_are_paired_whoever_labelled_them(load: Load) -> None:
    rows = [
        {"prompt": "How long?", "completion": f"{n} minutes.", "label": n > 2, "annotator": f"a{n}"} for n in (1, 3)
    ]
    result = load("rows.jsonl", b"\n".join(map(orjson.dumps, rows)) + b"\n", format="unpaired")
    assert result.notes == ("annotator is not used: completions are paired whoever labelled them.",)
    assert result.columns is not None
    assert result.columns.unused == ("annotator",)


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_columns_that_are_empty_in_the_first_rows_mean_what_they_say(load: Load, store_path: Path, ending: str) -> None:
    rows = [
        {
            "case_id": n,
            "system": "Be brief." if n > 70 else "",
            "prompt": f"What of {n}?",
            "response_a": "Yes it is.",
            "response_b": "No it is not.",
            "preference": "ab"[n % 2],
            "annotator": "" if n < 60 else "ann" if n < 80 else "bob",
            "nothing": "",
        }
        for n in range(100)
    ]
    lines = {
        "jsonl": "".join(orjson.dumps(row).decode() + "\n" for row in rows),
        "csv": "".join(",".join(map(str, row)) + "\n" for row in (rows[0], *(row.values() for row in rows))),
    }
    result = load(f"rows.{ending}", lines[ending])
    assert result.columns is not None
    assert {"system", "annotator"} <= set(result.columns.used)
    with Store.open(store_path) as store:
        given = {each.name: np.count_nonzero(store.annotations(each)[0]) for each in store.annotators()}
        assert "Be brief." in store.case(71).prompt
    assert given == {"human": 60, "ann": 20, "bob": 20}


@pytest.mark.parametrize("column", ["annotator", "oracle"])
def test_answers_whose_first_rows_name_nobody_are_of_several(load: Load, column: str) -> None:
    load("cases.jsonl", "".join(f'{{"prompt": "{n}?", "response_a": "y", "response_b": "n"}}\n' for n in range(80)))
    cells = "".join(f"{n},a,{'ann' if n > 60 else ''}\n" for n in range(80))
    with pytest.raises(FormatError, match=f"says in {column} whose each row is: pass --annotator ann"):
        load("answers.csv", f"row_id,preference,{column}\n{cells}")


def test_a_format_whose_rows_say_who_annotates_has_another_column_as_a_fact(load: Load) -> None:
    row = {
        "text": "Which?",
        "options": [{"id": "x", "text": "Yes it is."}, {"id": "y", "text": "No it is not."}],
        "accept": ["x"],
        "answer": "accept",
        "_annotator_id": "kim",
        "_view_id": "choice",
        "annotator": "other",
    }
    result = load("rows.jsonl", orjson.dumps(row) + b"\n")
    assert result.format == "prodigy"
    assert result.columns is not None
    assert "annotator" in result.columns.facts
