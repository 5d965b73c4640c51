"""Rows in which several people answer one task, where no id says so: its texts do."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

from core.importers.importing import ImportResult
from core.storage.store import Store

Load = Callable[..., ImportResult]
TEXTS = {"x": "Oak.", "y": "Elm.", "z": "Ash."}


def lines(*rows: Mapping[str, Any]) -> bytes:
    return b"".join(orjson.dumps(row) + b"\n" for row in rows)


def task(person: str | None, accepted: str, options: str = "xyz", n: int = 0, answer: str = "accept") -> dict[str, Any]:
    shown = [{"id": each, "text": TEXTS[each]} for each in options]
    by = {} if person is None else {"_annotator_id": person}
    return {"text": f"Name a tree, {n}.", "options": shown, "accept": [accepted], "answer": answer, **by}


def said(store_path: Path) -> dict[str, dict[str, int]]:
    """What each annotator prefers, by the id of the case."""
    with Store.open(store_path) as store:
        ids = [str(each) for each in store.ids()]
        found: dict[str, dict[str, int]] = {id_: {} for id_ in ids}
        for annotator in store.annotators():
            for id_, preference, given in zip(ids, *store.annotations(annotator), strict=True):
                if given:
                    found[id_][annotator.name] = int(preference)
    return found


def test_three_options_of_prodigy_shown_in_any_order(load: Load, store_path: Path) -> None:
    load("a.jsonl", lines(task("ann", "x"), task("bob", "y", "zyx"), task("ann", "x", n=1)))
    assert said(store_path) == {
        "0/0-1": {"ann": 1, "bob": -1},
        "0/0-2": {"ann": 1},
        "1/0-1": {"bob": -1},
        "2/0-1": {"ann": 1},
        "2/0-2": {"ann": 1},
    }


def test_tasks_of_two_and_of_three_options_are_called_by_their_rows(load: Load, store_path: Path) -> None:
    outcome = load("a.jsonl", lines(task("ann", "x"), task("ann", "x", "xy", n=1))).outcome
    assert (list(said(store_path)), outcome.warnings) == (["0/0-1", "0/0-2", "1"], ())


def test_rows_that_name_nobody_stay_apart(load: Load, store_path: Path) -> None:
    load("a.jsonl", lines(task(None, "x"), task(None, "y")))
    assert list(said(store_path)) == ["0/0-1", "0/0-2", "1/0-1", "1/1-2"]


@pytest.mark.parametrize("first", ["accept", "ignore"])
def test_a_task_that_one_passes_over(load: Load, store_path: Path, first: str) -> None:
    other = "ignore" if first == "accept" else "accept"
    load("a.jsonl", lines(task("ann", "x", "xy", answer=first), task("bob", "y", "yx", answer=other)))
    assert said(store_path) == {"0": {"ann": 1} if first == "accept" else {"bob": -1}}


@pytest.mark.parametrize(("ranked", "ids"), [("xy", ["0"]), ("xyz", ["0/0-1", "0/0-2", "0/1-2"])])
def test_workspaces_of_argilla_with_the_same_records(load: Load, store_path: Path, ranked: str, ids: list[str]) -> None:
    def record(person: str, best: str) -> dict[str, Any]:
        ranks = [{"value": each, "rank": 1 if each == best else 2} for each in ranked]
        answer = {"user_id": person, "status": "submitted", "values": {"best": {"value": ranks}}}
        return {"fields": {"prompt": "Name a tree."} | {each: TEXTS[each] for each in ranked}, "responses": [answer]}

    load("a.jsonl", lines(record("ann", "x"), record("bob", "y")))
    found = said(store_path)
    assert (list(found), found[ids[0]]) == (ids, {"ann": 1, "bob": -1})


SEVERAL: dict[str, Callable[[str], dict[str, Any]]] = {
    "ranked-answers": lambda best: {
        "prompt": "Name a tree.",
        "answers": [{"answer": text, "rank": 1 if each == best else 2} for each, text in TEXTS.items()],
    },
    "rewardbench-2": lambda best: {
        "prompt": "Name a tree.",
        "chosen": [TEXTS[best]],
        "rejected": [text for each, text in TEXTS.items() if each != best],
    },
    "bedrock-nova": lambda best: {
        "messages": [
            {"role": "user", "content": [{"text": "Name a tree."}]},
            {
                "role": "assistant",
                "candidates": [
                    {"content": [{"text": text}], "preferenceLabel": "preferred" if each == best else "non-preferred"}
                    for each, text in TEXTS.items()
                ],
            },
        ]
    },
}
"""Rows with three answers of which one is the best."""


@pytest.mark.parametrize("name", SEVERAL)
def test_several_answers_of_a_row(load: Load, store_path: Path, name: str) -> None:
    rows = [SEVERAL[name](best) | {"annotator": person} for person, best in (("ann", "x"), ("bob", "y"))]
    assert load("a.jsonl", lines(*rows)).format == name
    shared = [given for given in said(store_path).values() if sorted(given.values()) == [-1, 1]]
    assert shared == [{"ann": 1, "bob": -1}]


@pytest.mark.parametrize("name", SEVERAL)
def test_several_answers_of_a_row_with_an_id(load: Load, store_path: Path, name: str) -> None:
    load("a.jsonl", lines(*(SEVERAL[name]("x") | {"annotator": "ann", "id": id_} for id_ in "cd")))
    assert {id_.split("/")[0] for id_ in said(store_path)} == {"c", "d"}
