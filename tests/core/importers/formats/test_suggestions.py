"""Lines that a refusal says to type: they work as they stand, and mean what the columns say."""

import csv
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from core.importers.importing import import_file
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.storage.store import Store
from tests.core.importers.formats.test_golden import says, texts

PAIRS = [{"prompt": "p", "response_a": "x", "response_b": "y"}, {"prompt": "q", "response_a": "v", "response_b": "w"}]


def rows(*more: dict[str, Any]) -> list[dict[str, Any]]:
    return [pair | each for pair, each in zip(PAIRS, more, strict=True)]


def won(a: int, b: int) -> dict[str, Any]:
    return {"model_a": "m", "model_b": "n", "winner_model_a": a, "winner_model_b": b, "winner_tie": 1 - a - b}


def whole(prompt: str, side: str) -> dict[str, Any]:
    """A row of Inverse Constitutional AI, whose texts hold what was asked."""
    return {"text_a": f"{prompt} x", "text_b": f"{prompt} y", "preferred_text": side, "model_a": "m", "score": 3.5}


@pytest.mark.parametrize(
    ("table", "cases", "said"),
    [
        ([whole("p", "text_a"), whole("q", "text_b")], [("", "p x", "p y"), ("", "q x", "q y")], "AB"),
        (
            rows({"chosen": "x", "rejected": "y"}, {"chosen": "w", "rejected": "v"}),
            [("p", "x", "y"), ("q", "w", "v")],
            "AA",
        ),
        (rows(won(0, 1), won(0, 0)), [("p", "x", "y"), ("q", "v", "w")], "B="),
    ],
)
@pytest.mark.parametrize("name", ["own.csv", "it's $1.csv", "-own.csv"])
def test_the_line_to_type_works(
    name: str,
    table: list[dict[str, Any]],
    cases: list[tuple[str, str, str]],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    with Path(name).open("w", newline="") as file:
        writer = csv.DictWriter(file, table[0])
        writer.writeheader()
        writer.writerows(table)
    with pytest.raises(FormatError) as caught:
        import_file(Path(name), tmp_path / "s.duckdb")
    words = shlex.split(str(caught.value).partition("Say what is what: ")[2])
    assert words[:2] == ["discretion", "import"]
    assert not words[2].startswith("-")
    given = dict(zip(words[3::2], words[4::2], strict=True))
    options = ImportOptions(map=given.pop("--map"), values=given.pop("--values", None))
    assert not given
    import_file(Path(words[2]), tmp_path / "s.duckdb", options)
    with Store.open(tmp_path / "s.duckdb") as store:
        assert texts(store) == cases
        assert says(store) == {"human": said}


def test_a_column_that_may_be_the_prompt_is_asked_about(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("text_a,text_b,preferred_text,about\nx,y,text_a,tea\n")
    with pytest.raises(FormatError, match=r"none is plainly the prompt.*prompt=COLUMN"):
        import_file(file, tmp_path / "s.duckdb")


@pytest.mark.parametrize("mapped", [None, "prompt=q,a=one,1,b=y,preference=l", "prompt=q,a=l,b=two+2,preference=l"])
def test_columns_that_a_map_cannot_name_are_to_be_renamed(tmp_path: Path, mapped: str | None) -> None:
    path = tmp_path / "own.csv"
    path.write_text('q,"one,1",two+2,l\np,some text,other text,a\n')
    with pytest.raises(FormatError, match=r"--map takes no , and no \+ within a name: rename one,1; two\+2"):
        import_file(path, path.with_name("store.duckdb"), ImportOptions(map=mapped))


def test_labels_of_argilla_come_with_a_line_that_reads_them(tmp_path: Path) -> None:
    texts_of = {"prompt": "p", "response1": "x", "response2": "y"}
    answers = [{"pref": [{"value": side, "user_id": "u1"}]} for side in "ab"]
    path = tmp_path / "records.json"
    path.write_bytes(orjson.dumps([{"fields": texts_of | {"prompt": str(n)}, "responses": answers[n]} for n in (0, 1)]))
    store_path = tmp_path / "store.duckdb"
    with pytest.raises(FormatError, match="if pref says which is preferred, type discretion import") as caught:
        import_file(path, store_path)
    mapped = shlex.split(str(caught.value).partition("--map ")[2])[0]
    import_file(path, store_path, ImportOptions(map=mapped))
    with Store.open(store_path) as store:
        (annotator,) = store.annotators()
        assert (annotator.name, store.annotations(annotator)[0].tolist()) == ("u1", [1, -1])


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"rejected": ("b", "a")}, "rejected may name the response that lost"),
        ({"worse_response": ("Response B", "response A")}, "worse_response may name the response that lost"),
        ({"least_preferred": ("model_b", "model_a")}, "least_preferred may name the response that lost"),
        ({"rank_a": (1, 2), "rank_b": (2, 1)}, "rank_a and rank_b may rate the responses, where the lower one wins"),
        (
            {"loss_1": (0.5, 2), "loss_2": (2, 0.5)},
            "loss_1 and loss_2 may rate the responses, where the lower one wins",
        ),
        ({"fit_a": (2, 1), "fit_b": (1, 2)}, "fit_a and fit_b may rate the responses, where the higher one wins"),
        ({"gold": ("a", "b")}, "gold may be the preference"),
        ({"label": ("bad_b", "bad_a")}, "label may name the response that lost"),
        ({"label": ("not 2", "not 1")}, "label may name the response that lost"),
        ({"bottom_choice": ("b", "a")}, "bottom_choice may name the response that lost"),
        ({"unsafe_response": ("b", "a")}, "unsafe_response may name the response that lost"),
        ({"preferred_by_me": ("a", "b")}, ""),
        ({"preferred_by_us": ("A", "both bad")}, ""),
    ],
)
def test_the_line_prefers_the_better_one_whatever_a_column_names(
    columns: dict[str, tuple[object, object]], told: str, tmp_path: Path
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(
        b"".join(orjson.dumps(row) + b"\n" for row in rows(*({k: v[n] for k, v in columns.items()} for n in (0, 1))))
    )
    with pytest.raises(FormatError) as caught:
        import_file(path, tmp_path / "store.duckdb")
    said, _, line = str(caught.value).partition("Say what is what: ")
    assert told in said
    assert ("(else leave preference out)" in said) == bool(told)
    words = shlex.split(line)
    values = words[6] if "--values" in words else None
    import_file(path, tmp_path / "store.duckdb", ImportOptions(map=words[4], values=values))
    with Store.open(tmp_path / "store.duckdb") as store:
        assert says(store) == {"human": "A=" if "both bad" in str(columns) else "AB"}


def test_signs_in_a_column_of_what_lost_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows({"worse": 1}, {"worse": -1})))
    with pytest.raises(FormatError, match=r"worse may name the response that lost .* --values a=VALUE,b=VALUE"):
        import_file(path, tmp_path / "store.duckdb")


@pytest.mark.parametrize(
    ("first", "second", "wrap"),
    [
        ("response_chosen", "response_rejected", str),
        ("pos_resp", "neg_resp", str),
        ("good_answer", "bad_answer", str),
        ("chosen", "rejected", lambda text: {"text": text, "score": 1.5}),
    ],
)
def test_the_line_names_what_is_chosen_in_a_part_of_its_name_or_within_objects(
    first: str, second: str, wrap: Callable[[str], object], tmp_path: Path
) -> None:
    named = {f"{name.partition('_')[0]}_type": "x" for name in (first, second)}
    path = tmp_path / "rows.jsonl"
    path.write_bytes(
        orjson.dumps(
            {
                "question": {"full": "What is tea?", "id": "q"},
                second: wrap("A cold drink."),
                first: wrap("A hot drink."),
            }
            | named
        )
    )
    with pytest.raises(FormatError) as caught:
        import_file(path, tmp_path / "store.duckdb")
    words = shlex.split(str(caught.value).partition("Say what is what: ")[2])
    import_file(path, tmp_path / "store.duckdb", ImportOptions(map=words[4]))
    with Store.open(tmp_path / "store.duckdb") as store:
        assert (texts(store), says(store)) == ([("What is tea?", "A hot drink.", "A cold drink.")], {"human": "A"})


MODELS = ("model_a", "model_b")


@pytest.mark.parametrize(
    ("names", "winners", "values"),
    [
        (MODELS, [("v1", "v2", "v1"), ("v2", "v1", "v1")], None),
        (("model_1", "model_2"), [("gpt-a", "gpt-b", "gpt-b"), ("gpt-b", "gpt-a", "gpt-b")], None),
        (MODELS, [("gpt", "claude", "gpt"), ("gpt", "claude", "claude")], "a=gpt,b=claude"),
        (MODELS, [("gpt", "claude", "gpt"), *[("gpt", "claude", "tie")] * 60, ("claude", "gpt", "tie")], None),
        (MODELS, [("gpt", "claude", "claude"), ("gpt", "claude", "tie")], "a=gpt,b=claude,tie=tie"),
        (MODELS, [("gpt", "gpt", "gpt")], None),
        (("id_a", "id_b"), [(13, 14, 13), (24, 23, 23)], None),
        (("models", "x"), [(["v1", "v2"], "", "v1"), (["v2", "v1"], "", "v2")], None),
        (("response_a", "response_b"), [("the one", "the other", "the one"), ("some", "more", "more")], None),
        (("sys_x", "sys_y"), [("model-1", "model-2", "model-1"), ("model-2", "model-1", "model-2")], "a=VALUE,b=VALUE"),
        (("of_a", "of_b"), [("", "", "v1"), ("", "", "v2")], "a=VALUE,b=VALUE"),
        (("of_a", "of_b"), [("", "", "llama"), ("", "", "llama")], "a=VALUE,b=VALUE"),
        (("of_a", "of_b"), [("", "", "candidate 1"), ("", "", "candidate 1")], "a=VALUE,b=VALUE"),
        (("of_a", "of_b"), [("", "", "candidate 1"), ("", "", "candidate 2")], "a=candidate 1,b=candidate 2"),
        (
            ("response_a", "response_b"),
            [("x", "y", "response_0"), ("z", "w", "response_1")],
            "a=response_0,b=response_1",
        ),
    ],
)
@pytest.mark.parametrize("label", ["winner", "preference"])
def test_who_won_is_not_turned_round_where_models_or_ids_are_named(
    label: str, names: tuple[str, str], winners: list[tuple[object, object, object]], values: str | None, tmp_path: Path
) -> None:
    pair = {"prompt": "What is it?", "response_a": "some text", "response_b": "other text"}
    path = tmp_path / "rows.jsonl"
    table = [pair | dict(zip((*names, label), each, strict=True)) for each in winners]
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in table))
    with pytest.raises(FormatError) as caught:
        import_file(path, tmp_path / "store.duckdb")
    said, _, line = str(caught.value).partition("Say what is what: ")
    if values is None:
        assert f"{label} names what stands in {names[0]}" in said
        assert "--values" not in line
        assert label == "preference" or line.endswith("preference=COLUMN")
    elif label == "winner":
        assert shlex.split(line)[6] == values
    else:
        assert f"--values {values.partition(',tie')[0]}" in said or "--values a=VALUE,b=VALUE" in said


@pytest.mark.parametrize(
    ("columns", "said", "meant"),
    [
        (("response_0", "response_1"), ("response_1", "response_1"), "BB"),
        (("output_0", "output_1"), ("Output_0", "output_1"), "AB"),
        (("answer_1", "answer_2"), ("answer_2", "tie"), "B="),
    ],
)
def test_names_of_the_responses_columns_mean_these(
    columns: tuple[str, str], said: tuple[str, str], meant: str, tmp_path: Path
) -> None:
    path = tmp_path / "rows.jsonl"
    table = [{"prompt": f"p{n}", columns[0]: "some text", columns[1]: "other text", "winner": said[n]} for n in (0, 1)]
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in table))
    with pytest.raises(FormatError) as caught:
        import_file(path, tmp_path / "store.duckdb")
    words = shlex.split(str(caught.value).partition("Say what is what: ")[2])
    import_file(path, tmp_path / "store.duckdb", ImportOptions(map=words[4], values=words[6]))
    with Store.open(tmp_path / "store.duckdb") as store:
        assert says(store) == {"human": meant}


def test_words_counted_from_1_are_asked_about_where_columns_count_from_0(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("prompt,answer_0,answer_1,winner\np,some text,other text,output_1\nq,a text,b text,output_2\n")
    with pytest.raises(FormatError, match=r"output_1 and output_2, of which it is not known .* a=VALUE,b=VALUE"):
        import_file(path, tmp_path / "store.duckdb")


@pytest.mark.parametrize(
    ("held", "mapped"),
    [
        (
            lambda a, b: {"response_a": {"text": a, "model": "m"}, "response_b": {"text": b, "model": "n"}},
            "a=response_a.text",
        ),
        (lambda a, b: {"responses": {"a": a, "b": b}}, "a=responses.a"),
        (lambda a, b: {"responses": [a, b]}, "a=responses.0"),
        (lambda a, b: {"answers": [{"text": a, "why": "so"}, {"text": b, "why": "as"}]}, "a=answers.0.text"),
        (lambda a, b: {"outputs": {"response_1": {"text": a}, "response_2": {"text": b}}}, "a=outputs.response_1.text"),
    ],
)
def test_responses_within_objects_and_lists_are_found(
    held: Callable[[str, str], dict[str, object]], mapped: str, tmp_path: Path
) -> None:
    path = tmp_path / "rows.jsonl"
    table = [
        {"id": n, "prompt": f"p{n}", "preference": "ab"[n]} | held(f"some text {n}", f"other text {n}") for n in (0, 1)
    ]
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in table))
    with pytest.raises(FormatError) as caught:
        import_file(path, tmp_path / "store.duckdb")
    said, _, line = str(caught.value).partition("Say what is what: ")
    words = shlex.split(line)
    assert "no two columns are responses" not in said
    assert mapped in words[4]
    import_file(path, tmp_path / "store.duckdb", ImportOptions(map=words[4]))
    with Store.open(tmp_path / "store.duckdb") as store:
        assert says(store) == {"human": "AB"}
        assert texts(store)[0] == ("p0", "some text 0", "other text 0")


def test_objects_with_texts_are_not_said_to_be_no_responses(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    texts_of = [{"text": "one text"}, {"text": "two texts"}, {"text": "some texts"}]
    path.write_bytes(orjson.dumps({"id": 0, "prompt": "p", "candidates": texts_of, "label": "a"}))
    with pytest.raises(FormatError, match=r"no two are plainly the responses.*,a=COLUMN,b=COLUMN"):
        import_file(path, tmp_path / "store.duckdb")
