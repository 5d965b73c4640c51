"""Columns that a format would pass over though they may be the prompt or the preference: refused, with what to type."""

import io
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from core.importers.importing import import_file, import_files
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.storage.store import Store
from tests.core.importers.containers.making import parquet
from tests.core.importers.formats.test_golden import says, texts

ASKED = ("Why is green tea hot, of all things?", "Name a plant that likes shade, please.", "How tall is a fern?")
GOOD = ("The tea is hot.", "The plant is a fern.", "The fern is small.")
BAD = ("The tea is cold.", "The plant is a cactus.", "The fern is tall.")
SIDES = tuple({"response_a": a, "response_b": b} for a, b in zip(GOOD, BAD, strict=True))
"""The responses of three rows, of which the first is the good one."""
FIRST = "AAA"


def lines(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return b"".join(orjson.dumps(row) + b"\n" for row in rows)


def refused(path: Path) -> str:
    with pytest.raises(FormatError) as caught:
        import_file(path, path.with_name("store.duckdb"))
    return str(caught.value)


def typed(line: str, path: Path, answers: Mapping[str, str]) -> None:
    """Import as a line says, where the user has put something in place of some of its words."""
    words = [answers.get(word, word) for word in shlex.split(line)]
    given = dict(zip(words[3::2], words[4::2], strict=True))
    store = path.with_name("store.duckdb")
    import_file(path, store, ImportOptions(map=given["--map"], values=given.get("--values")))


@pytest.mark.parametrize(
    "said",
    [
        ("A", "A", "B"),
        ("response_a", "tie", "response_b"),
        ("model_b", "model_a", "model_a"),
        ("Antwort A", "Antwort B", "egal"),
        (True, False, True),
        ("true", "false", "true"),
        (1, 2, 1),
        ("1", "2", "1"),
        (-1, 0, 2),
    ],
)
@pytest.mark.parametrize("name", ["human_choice", "gold", "annotator_1", "a_is_better", "偏好"])
def test_a_column_that_may_be_the_preference_is_not_passed_over(
    name: str, said: Sequence[object], tmp_path: Path
) -> None:
    rows = [{"prompt": asked} | sides | {name: each} for asked, sides, each in zip(ASKED, SIDES, said, strict=True)]
    for written in (lines(rows), parquet(rows)):
        path = tmp_path / "rows.jsonl"
        path.write_bytes(written)
        assert "prompt=prompt,a=response_a,b=response_b,preference=" in refused(path)
        assert not (tmp_path / "store.duckdb").exists()


@pytest.mark.parametrize(("first", "second"), [("score_a", "score_b"), ("rating_1", "rating_2")])
@pytest.mark.parametrize("rated", [(8.5, 2.25), ("8,5", "2,25"), ("8.5", "2.25")])
def test_two_columns_of_numbers_may_be_the_preference(
    first: str, second: str, rated: tuple[object, object], tmp_path: Path
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(lines([{"prompt": ASKED[0]} | SIDES[0] | {first: rated[0], second: rated[1]}]))
    assert (
        f"{first} and {second} may rate the responses, where the higher one wins (else leave preference out)"
        in refused(path)
    )
    assert f"preference={first}:{second}" in refused(path)


def test_the_line_names_the_one_column_that_may_be_the_preference(tmp_path: Path) -> None:
    path, store = tmp_path / "rows.jsonl", tmp_path / "store.duckdb"
    rows = [
        {"prompt": asked} | sides | {"gold": n % 2 + 1, "turn": n % 2}
        for n, (asked, sides) in enumerate(zip(ASKED, SIDES, strict=True))
    ]
    path.write_bytes(lines(rows))
    said = refused(path)
    assert "gold may be the preference (else leave preference out); gold holds 1 and 2, of which it is" in said
    mapped = "prompt=prompt,a=response_a,b=response_b,preference=gold"
    assert f"--map {mapped} --values a=VALUE,b=VALUE" in said
    import_file(path, store, ImportOptions(map=mapped, values="a=1,b=2"))
    with Store.open(store) as opened:
        preference, _ = opened.annotations(opened.annotators()[0])
    assert preference.tolist() == [1, -1, 1]
    path.write_bytes(lines([{**row, "silver": row["turn"]} for row in rows]))
    assert "none is plainly the preference (else leave preference out)" in refused(path)


def test_other_columns_beside_responses_without_a_preference_are_facts(tmp_path: Path) -> None:
    more = {"model_a": "m", "model_b": "n", "language": "English", "tokens": 312, "year": 2026, "turn": 1}
    path, store = tmp_path / "rows.jsonl", tmp_path / "store.duckdb"
    path.write_bytes(lines([{"prompt": asked} | sides | more for asked, sides in zip(ASKED, SIDES, strict=True)]))
    result = import_file(path, store)
    assert result.columns is not None
    assert result.columns.facts == tuple(more)
    [note] = result.notes
    assert "if one of model_a, model_b, language, tokens, year, turn does, name it with preference=" in note


def spoken(text: str) -> list[dict[str, str]]:
    return [{"from": "human", "value": text}]


CHINESE = ("请解释第一个问题的含义。", "请写一首关于大海的诗。", "如何泡绿茶最好喝?")


@pytest.mark.parametrize(
    ("name", "asked", "place"),
    [
        ("original_prompt", ASKED, "original_prompt"),
        ("raw_question", ASKED, "raw_question"),
        ("model_input", ASKED, "model_input"),
        ("source", ASKED, "source"),
        ("guideline", ASKED, "guideline"),
        ("问题", CHINESE, "问题"),
        ("zh", CHINESE, "zh"),
        ("trajectory", tuple(map(spoken, ASKED)), "trajectory"),
        ("dialog", tuple([{"role": "user", "content": asked}] for asked in ASKED), "dialog"),
        ("turns", tuple([asked] for asked in ASKED), "turns.0"),
        ("request", tuple({"text": asked, "lang": "en"} for asked in ASKED), "request.text"),
        ("prompt", tuple({"text": asked} for asked in ASKED), "prompt.text"),
        ("question", tuple([asked] for asked in ASKED), "question.0"),
    ],
)
def test_a_column_that_may_be_the_prompt_is_not_passed_over(
    name: str, asked: Sequence[object], place: str, tmp_path: Path
) -> None:
    rows = [{name: each, "chosen": good, "rejected": bad} for each, good, bad in zip(asked, GOOD, BAD, strict=True)]
    for written in (lines(rows), parquet(rows)):
        path = tmp_path / "rows.jsonl"
        path.write_bytes(written)
        line = refused(path).partition("Say what is what: ")[2]
        unsure = "prompt=COLUMN,chosen=chosen,rejected=rejected"
        assert shlex.split(line)[4] in (unsure, unsure.replace("COLUMN", place))
        typed(line, path, {unsure: unsure.replace("COLUMN", place)})
        with Store.open(tmp_path / "store.duckdb") as store:
            known = CHINESE if asked is CHINESE else ASKED
            assert texts(store) == list(zip(known, GOOD, BAD, strict=True))
        (tmp_path / "store.duckdb").unlink()


def test_what_a_dataset_comes_from_is_no_prompt(tmp_path: Path) -> None:
    more = {"source": "Made by hand and by nobody else", "chosen_model": "gpt of a kind", "category": "a b c d"}
    rows = [{"chosen": good, "rejected": bad} | more for good, bad in zip(GOOD, BAD, strict=True)]
    path = tmp_path / "rows.jsonl"
    path.write_bytes(lines(rows))
    import_file(path, tmp_path / "store.duckdb")


def test_conversations_hold_their_prompt_in_the_line_too(tmp_path: Path) -> None:
    rows = [
        {
            "messages_a": [{"role": "user", "content": asked}, {"role": "assistant", "content": good}],
            "messages_b": [{"role": "user", "content": asked}, {"role": "assistant", "content": bad}],
            "winner": "model_a",
        }
        for asked, good, bad in zip(ASKED, GOOD, BAD, strict=True)
    ]
    path = tmp_path / "rows.jsonl"
    path.write_bytes(lines(rows))
    typed(refused(path).partition("Say what is what: ")[2], path, {})
    with Store.open(tmp_path / "store.duckdb") as store:
        assert (texts(store), says(store)) == (list(zip(ASKED, GOOD, BAD, strict=True)), {"human": FIRST})


def test_a_column_may_have_a_colon_in_its_name(tmp_path: Path) -> None:
    rows = [
        {"INPUT:prompt": asked, "INPUT:a": good, "INPUT:b": bad, "OUTPUT:result": "a", "OUTPUT:x": 2, "OUTPUT:y": 1}
        for asked, good, bad in zip(ASKED, GOOD, BAD, strict=True)
    ]
    path = tmp_path / "rows.jsonl"
    path.write_bytes(lines(rows))
    said = "prompt=input:prompt,a=input:a,b=input:b,preference="
    for n, preference in enumerate(("output:result", "output:x:output:y")):
        import_file(path, tmp_path / f"{n}.duckdb", ImportOptions(map=said + preference))
        with Store.open(tmp_path / f"{n}.duckdb") as store:
            assert says(store) == {"human": FIRST}


def test_the_line_for_standard_input_names_it_as_it_was_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rows = [
        {"input": asked, "accepted": good, "rejected": bad} for asked, good, bad in zip(ASKED, GOOD, BAD, strict=True)
    ]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines(rows))))
    with pytest.raises(FormatError, match=r"discretion import - --map prompt=input,chosen=accepted,rejected=rejected$"):
        import_files(["-"], tmp_path / "store.duckdb")


@pytest.mark.parametrize("mark", [";", "|", ","])
@pytest.mark.parametrize("count", [3, 60])
def test_a_table_of_sentences_is_no_constitution(mark: str, count: int, tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    row = mark.join(
        ['"Explain a response."', '"An answer should\nhave two lines."', '"Always write\n\nthree."', "Response A"]
    )
    path.write_text(
        "\n".join([mark.join(["The Question", "Response A", "Response B", "Which is better?"]), *[row] * count])
    )
    assert "--map 'prompt=the question,a=response a,b=response b,preference=which is better?'" in refused(path)


def test_label_studios_choices_have_a_line_to_type(tmp_path: Path) -> None:
    rows = [
        {
            "id": n,
            "data": {"prompt": asked, "answer1": good, "answer2": bad},
            "annotations": [
                {
                    "completed_by": {"id": 3, "email": "x@y.z"},
                    "result": [{"type": "choices", "value": {"choices": ["Left"]}}],
                }
            ],
        }
        for n, (asked, good, bad) in enumerate(zip(ASKED, GOOD, BAD, strict=True))
    ]
    path = tmp_path / "export.json"
    path.write_bytes(orjson.dumps(rows))
    typed(refused(path).partition("first annotation: ")[2], path, {})
    with Store.open(tmp_path / "store.duckdb") as store:
        assert (texts(store), says(store)) == (list(zip(ASKED, GOOD, BAD, strict=True)), {"x@y.z": FIRST})


def test_messages_may_call_what_they_say_text(tmp_path: Path) -> None:
    rows = [
        {
            "context": [{"role": "human", "text": asked}],
            "chosen": {"role": "assistant", "text": good},
            "rejected": {"role": "assistant", "text": bad},
        }
        for asked, good, bad in zip(ASKED, GOOD, BAD, strict=True)
    ]
    path = tmp_path / "rows.jsonl"
    path.write_bytes(lines(rows))
    typed(refused(path).partition("Say what is what: ")[2], path, {})
    with Store.open(tmp_path / "store.duckdb") as store:
        assert texts(store) == list(zip(ASKED, GOOD, BAD, strict=True))


def test_rows_that_are_lists_are_told_as_that(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('["a", "b"]\n["c", "d"]\n')
    assert "rows are lists: write objects that name their fields" in refused(path)


@pytest.mark.parametrize(
    ("sides", "said"),
    [
        (("response_1", "response_2"), ("response_1", "response_2")),
        (("response_1", "response_2"), ("gpt-4", "llama-3")),
        (("answer_a", "answer_b"), ("answer a", "answer b")),
        (("gpt4_output", "llama_output"), ("gpt4", "llama")),
    ],
)
def test_what_is_chosen_may_be_the_name_of_a_response(
    sides: tuple[str, str], said: tuple[str, str], tmp_path: Path
) -> None:
    rows = [
        {"prompt": asked, sides[0]: good, sides[1]: bad, "chosen": said[n % 2], "rejected": said[1 - n % 2]}
        for n, (asked, good, bad) in enumerate(zip(ASKED, GOOD, BAD, strict=True))
    ]
    path = tmp_path / "rows.jsonl"
    path.write_bytes(lines(rows))
    line = refused(path).partition("Say what is what: ")[2]
    assert "preference=chosen" in line
    unsure = "prompt=prompt,a=COLUMN,b=COLUMN,preference=chosen"
    known = {unsure: f"prompt=prompt,a={sides[0]},b={sides[1]},preference=chosen"}
    typed(line, path, {**known, "a=VALUE,b=VALUE": f"a={said[0]},b={said[1]}"})
    with Store.open(tmp_path / "store.duckdb") as store:
        assert (texts(store), says(store)) == (list(zip(ASKED, GOOD, BAD, strict=True)), {"human": "ABA"})


def test_short_texts_are_no_names_of_responses(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(lines([{"prompt": asked, "chosen": "Yes", "rejected": "No"} for asked in ASKED]))
    import_file(path, tmp_path / "store.duckdb")


@pytest.mark.parametrize("more", [{}, {"first_turn_preferred_response": "c"}, {"preference": "A"}])
def test_a_third_response_is_not_passed_over(more: Mapping[str, str], tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(lines([{"prompt": ASKED[0], "response_c": "One more."} | SIDES[0] | dict(more)]))
    refused(path)


def test_rows_of_the_same_texts_that_a_column_tells_apart_are_told(tmp_path: Path) -> None:
    rows = [
        {"id": 7, "prompt": ASKED[0], "preference": side, "email": person} | SIDES[0]
        for side, person in (("A", "x@y.z"), ("B", "z@y.x"))
    ]
    path = tmp_path / "rows.jsonl"
    path.write_bytes(lines(rows))
    [note] = import_file(path, tmp_path / "store.duckdb").notes
    assert "differ in email: if one of these says whose a row is" in note
    mapped = ImportOptions(map="prompt=prompt,a=response_a,b=response_b,preference=preference,annotator=email")
    assert not import_file(path, tmp_path / "other.duckdb", mapped).notes
