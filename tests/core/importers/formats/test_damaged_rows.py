"""Whatever stands in one place of one row, a format reads it, calls the row malformed, or refuses the file in words."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from core.importers.entries.conversations import texts_of
from core.importers.entry import MalformedRowError
from core.importers.formats import (
    annotated_pairs,
    arena,
    argilla,
    bedrock_nova,
    helpsteer2,
    helpsteer3,
    label_studio,
    multipref,
    pku_saferlhf,
    prism,
    prodigy,
    ranked_answers,
    rewardbench2,
    ultrafeedback,
    unpaired,
)
from core.importers.formats.reading import CaseFormat
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from tests.core.importers.formats.reading_rows import Rows

DATA: Final = Path(__file__).parents[3] / "data" / "formats"
SHAPES: Final = {
    "argilla-v1-feedback-records.json": argilla.FORMAT,
    "argilla-v2-records-to_json.json": argilla.FORMAT,
    "bedrock-nova-dpo.jsonl": bedrock_nova.FORMAT,
    "chatbot-arena-clean_battle_conv.json": arena.FORMAT,
    "helpsteer2-ratings.jsonl": helpsteer2.FORMAT,
    "helpsteer3-preference.jsonl": helpsteer3.FORMAT,
    "icai-annotated_pairs-v2.json": annotated_pairs.FORMAT,
    "labelstudio-pairwise-JSON.json": label_studio.FORMAT,
    "multipref-default.jsonl": multipref.FORMAT,
    "nectar.jsonl": ranked_answers.FORMAT,
    "pku-saferlhf.jsonl": pku_saferlhf.FORMAT,
    "prism-utterances.jsonl": prism.FORMAT,
    "prodigy-choice.jsonl": prodigy.FORMAT,
    "rewardbench-2.jsonl": rewardbench2.FORMAT,
    "trl-unpaired-kto.jsonl": unpaired.FORMAT,
    "ultrafeedback-original.jsonl": ultrafeedback.FORMAT,
}
ODD: Final[tuple[object, ...]] = (None, 5, -1.5, float("nan"), True, "", "x", [], [None], {"x": 1})
ASKED: Final = {"pku-saferlhf": ImportOptions(annotation="better"), "unpaired": ImportOptions(format="unpaired")}


def held(name: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    content = (DATA / name).read_bytes()
    if name.endswith(".jsonl"):
        return [orjson.loads(line) for line in content.splitlines()], {}
    found = orjson.loads(content)
    return (found, {}) if isinstance(found, list) else (found.pop("comparisons"), found)


def places(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place within a value, by the keys that lead there."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*path, key))


def damaged(rows: list[dict[str, Any]], at: int) -> Iterator[list[dict[str, Any]]]:
    for path in places(rows[at]):
        for odd in ODD:
            row = copy.deepcopy(rows[at])
            inner: Any = row
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = odd
            yield [*rows[:at], row, *rows[at + 1 :]]


@pytest.mark.parametrize("name", SHAPES)
def test_no_damage_to_a_row_is_a_crash(name: str) -> None:
    format_: CaseFormat = SHAPES[name]
    rows, around = held(name)
    refused = 0
    for tried in damaged(rows, 2):
        records = Rows(tried, around)
        if not format_.claims(records):
            continue
        try:
            reading = format_.open(records, ASKED.get(format_.name, ImportOptions())).reading
        except FormatError:
            continue
        for record in records:
            try:
                for entry in reading.read(record):
                    texts_of(entry)
            except MalformedRowError:
                refused += 1
        for entry in reading.rest():
            texts_of(entry)
    assert refused
