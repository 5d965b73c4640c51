"""Format pairs: shapes of rows, kinds of files, names of cases and annotators."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from core.importers import case_writer, registry
from core.importers.importing import ImportResult
from core.importers.options import ImportOptions
from core.importers.pairs_rows import MalformedRowError, Pair, pair
from core.model.errors import FormatError
from core.model.terms import Shape
from core.storage.store import Store

MESSAGES, TRANSCRIPT = Shape.MESSAGES, Shape.TRANSCRIPT

WriteParquet = Callable[[str, str], Path]
Load = Callable[..., ImportResult]
Annotation = Callable[[str], list[int]]


def _user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def _assistant(text: str) -> dict[str, Any]:
    return {"role": "assistant", "content": text}


ASKED = [{"role": "system", "content": "S"}, _user("Hi"), _assistant("Yo"), _user("Why?")]
WRITTEN = "System: S\n\nHuman: Hi\n\nAssistant: Yo\n\nHuman: Why?"


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"prompt": "p", "chosen": " a", "rejected": "b "}, Pair("p", " a", "b ", 1)),
        (
            {"prompt": [_user("p")], "chosen": [_assistant("a")], "rejected": [_assistant("b")]},
            Pair("p", "a", "b", 1, MESSAGES),
        ),
        ({"prompt": ASKED, "chosen": [_assistant("a")], "rejected": "b"}, Pair(WRITTEN, "a", "b", 1, MESSAGES)),
        (
            {"prompt": "p", "chosen": [_user("p"), _assistant("a")], "rejected": [_user("p"), _assistant("b")]},
            Pair("p", "a", "b", 1, MESSAGES),
        ),
        (
            {"chosen": [*ASKED, _assistant("a")], "rejected": [*ASKED, _assistant("b"), _user("c")]},
            Pair(WRITTEN, "a", "Assistant: b\n\nHuman: c", 1, MESSAGES),
        ),
        (
            {"chosen": [_user("p"), _assistant("a")], "rejected": [_user("p"), _assistant("a")]},
            Pair("p", "a", "a", 1, MESSAGES),
        ),
        ({"chosen": "The sky is blue.", "rejected": "The sky is black."}, Pair("The sky is", " blue.", " black.", 1)),
        ({"chosen": "blue", "rejected": "black"}, Pair("", "blue", "black", 1)),
        (
            {"chosen": "Human: x\n\nAssistant: I a", "rejected": "Human: x\n\nAssistant: I b"},
            Pair("Human: x", "I a", "I b", 1, TRANSCRIPT),
        ),
        (
            {"prompt": "\n\nHuman: x\n\nAssistant:", "chosen": " a", "rejected": " b"},
            Pair("Human: x", "a", "b", 1, TRANSCRIPT),
        ),
        (
            {"prompt": "Human: x\n\nAssistant: ", "response_a": " a", "response_b": "b"},
            Pair("Human: x", "a", "b", None, TRANSCRIPT),
        ),
        ({"prompt": "To the Assistant:", "chosen": " a", "rejected": "b"}, Pair("To the Assistant:", " a", "b", 1)),
        ({"prompt": "\nAssistant:", "chosen": " a", "rejected": "b"}, Pair("\nAssistant:", " a", "b", 1)),
        ({"prompt": "p", "response_a": "a", "response_b": "b"}, Pair("p", "a", "b", None)),
        ({"prompt": "p", "response_a": "a", "response_b": "b", "preference": -1}, Pair("p", "a", "b", -1)),
        ({"prompt": "p", "response_a": "a", "response_b": "b", "preference": 0.0}, Pair("p", "a", "b", 0)),
        ({"prompt": "p", "response_a": "a", "response_b": "b", "preference": " "}, Pair("p", "a", "b", None)),
        (
            {
                "prompt": [
                    {"role": "user", "content": [{"type": "text", "text": "x"}, {"type": "image"}, {"text": "y"}]}
                ],
                "response_a": "a",
                "response_b": "b",
                "preference": "tie",
            },
            Pair("xy", "a", "b", 0, MESSAGES),
        ),
    ],
)
def test_shapes(fields: dict[str, Any], wanted: Pair) -> None:
    assert pair(fields) == wanted


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"prompt": "p", "chosen": "a"}, "rejected is missing"),
        ({"response_a": "a", "response_b": "b"}, "prompt is missing"),
        ({"prompt": "p", "response_a": "a", "response_b": None}, "response_b is missing"),
        ({"prompt": 1, "chosen": "a", "rejected": "b"}, "prompt is neither text nor a list of messages"),
        ({"prompt": [], "chosen": "a", "rejected": "b"}, "prompt is neither text nor a list of messages"),
        ({"prompt": [{"content": "x"}], "chosen": "a", "rejected": "b"}, "prompt has a message without a role"),
        ({"prompt": ["x"], "chosen": "a", "rejected": "b"}, "prompt has a message without a role"),
        ({"prompt": "p", "chosen": [{"role": "user"}], "rejected": "b"}, "chosen has a message without text"),
        ({"prompt": "p", "chosen": [{"role": "user", "content": []}], "rejected": "b"}, "chosen has a message without"),
        ({"chosen": "a", "rejected": [_user("b")]}, "prompt is missing, and chosen and rejected are not of the same"),
        ({"prompt": "p", "response_a": "a", "response_b": "b", "preference": "left"}, 'preference is "left"'),
        ({"prompt": "p", "response_a": "a", "response_b": "b", "preference": True}, 'preference is "True"'),
        ({"prompt": "p", "response_a": "a", "response_b": "b", "preference": 2}, 'preference is "2"'),
    ],
)
def test_what_is_no_pair(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(MalformedRowError, match=reason):
        pair(fields)


def _lines(*rows: dict[str, Any]) -> str:
    return "".join(orjson.dumps(row).decode() + "\n" for row in rows)


def _row(number: int, **more: Any) -> dict[str, Any]:
    return {"prompt": f"p{number}", "response_a": f"a{number}", "response_b": f"b{number}", **more}


def _ids(path: Path) -> list[str]:
    with Store.open(path) as store:
        return [str(id_) for id_ in store.ids()]


def test_csv_with_texts_over_several_lines(load: Load, store_path: Path, annotation: Annotation) -> None:
    content = (
        '\ufeffprompt,Response_A,response_b,preference,extra\r\n"two\r\nlines","a,b",c,a,1\r\np,,b,,2\r\nq,a,b,-1,3\r\n'
    )
    result = load("pairs.csv.gz", content, zipped=True)
    assert (result.outcome.read, result.outcome.kept, result.outcome.what) == (3, 3, "3 cases, 2 annotations")
    assert annotation("human") == [1, 0, -1]
    with Store.open(store_path) as store:
        assert (store.case(0).prompt, store.case(0).response_a, store.case(1).response_a) == ("two\r\nlines", "a,b", "")
        assert store.annotated(store.annotators()[0]).tolist() == [True, False, True]


def test_parquet_with_message_lists_and_wildcards_in_its_name(write_parquet: WriteParquet, store_path: Path) -> None:
    path = write_parquet(
        "part[1]*.parquet",
        """SELECT [{'role': 'user', 'content': 'p' || i}] AS Prompt, [{'role': 'assistant', 'content': 'a'}] AS chosen,
                  [{'role': 'assistant', 'content': 'b'}] AS rejected, 'x' || i AS case_id, i AS unused
           FROM range(1200) AS t(i)""",
    )
    told: list[int] = []
    options = ImportOptions(dataset="d", progress=lambda done, _: told.append(done))
    result = registry.import_file(path, store_path, options)
    assert (result.format, result.outcome.read, result.outcome.kept) == ("pairs", 1200, 1200)
    assert told[-1] == path.stat().st_size
    with Store.open(store_path) as store:
        last = store.case(1199)
        assert (last.id, last.prompt, last.response_a, last.response_b) == ("d/x1199", "p1199", "a", "b")


def test_parquet_rows_are_named_by_row(write_parquet: WriteParquet, store_path: Path) -> None:
    query = "SELECT 'p' AS prompt, 'a' AS chosen, nullif('b', i) AS rejected FROM (VALUES ('x'), ('b')) AS t(i)"
    path = write_parquet("rows.parquet", query)
    with pytest.raises(FormatError, match=r"rows\.parquet, row 2: rejected is missing; fix the row"):
        registry.import_file(path, store_path)


def test_annotators_share_cases_with_the_same_texts(load: Load, store_path: Path, annotation: Annotation) -> None:
    rows = [_row(0, annotator="ann", preference="a"), _row(1, annotator="ann", preference="b")]
    rows += [_row(1, annotator="bob", preference="a"), _row(2, annotator="", preference="b"), _row(0, annotator="bob")]
    result = load("pairs.jsonl", _lines(*rows), annotator="others")
    assert result.outcome.target == "3 annotators"
    assert _ids(store_path) == ["0", "1", "3"]
    assert annotation("ann") == [1, -1, 0]
    assert annotation("bob") == [0, 1, 0]
    assert annotation("others") == [0, 0, -1]


def test_without_annotators_every_row_is_a_case(load: Load, store_path: Path) -> None:
    load("pairs.jsonl", _lines(_row(0), _row(0), _row(1, case_id=17), _row(2, case_id=" x ")), dataset="d")
    assert _ids(store_path) == ["d/0", "d/1", "d/17", "d/x"]


@pytest.mark.parametrize("extra", [{"case_id": 1.5}, {"case_id": True}, {"case_id": ""}, {"annotator": 3}])
def test_ids_and_annotators_of_another_type(
    load: Load, tmp_path: Path, store_path: Path, extra: dict[str, Any]
) -> None:
    content = _lines(_row(0), _row(1, **extra), _row(2))
    with pytest.raises(FormatError, match=r"pairs\.jsonl, line 2: (case_id is neither|annotator is not text)"):
        load("pairs.jsonl", content)
    load("pairs.jsonl", content, skip_bad=tmp_path / "bad")
    assert _ids(store_path) == ["0", "2"]


def test_malformed_csv_rows_by_the_line_they_start_on(load: Load, tmp_path: Path, store_path: Path) -> None:
    content = 'prompt,chosen,rejected\n"p\nq",a,b\np,a\nx,"a"b,c\n"r\ns",c,d\n'
    with pytest.raises(FormatError, match=r"line 4: it has 2 fields where the header has 3"):
        load("pairs.csv", content)
    outcome = load("pairs.csv", content, skip_bad=tmp_path / "bad").outcome
    assert (outcome.read, outcome.kept, outcome.rejected) == (4, 2, 2)
    assert _ids(store_path) == ["0", "3"]


def test_batches_are_bounded_by_text(load: Load, store_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_writer, "_CHARACTERS", 50)
    outcome = load("pairs.jsonl", _lines(*(_row(n, preference="a") for n in range(40)))).outcome
    assert (outcome.read, outcome.kept, outcome.what) == (40, 40, "40 cases, 40 annotations")
    assert _ids(store_path) == [str(n) for n in range(40)]


@pytest.mark.parametrize("batch", [1, 20_000])
def test_a_case_with_two_texts_in_one_file_is_told_by_its_lines(
    load: Load, tmp_path: Path, store_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(case_writer, "_ROWS", batch)
    rows = [_row(0, case_id="k"), _row(1, case_id="i"), _row(0, case_id="k"), _row(2, case_id="k"), _row(3)]
    wanted = r"pairs\.jsonl, lines {} and {}: case d/k has two different texts; give each case an id of its own\."
    with pytest.raises(FormatError, match=wanted.format(1, 4)):
        load("pairs.jsonl", _lines(*rows), dataset="d")
    with pytest.raises(FormatError, match=wanted.format(2, 5)):
        load("pairs.jsonl", "no JSON\n" + _lines(*rows), dataset="d", skip_bad=tmp_path / "bad")
    assert not (tmp_path / "bad").exists()
    assert not store_path.exists()


def test_a_case_that_the_store_has_with_another_text_is_not_the_files_fault(load: Load) -> None:
    load("first.jsonl", _lines(_row(0, case_id="k")))
    with pytest.raises(FormatError, match="Case k is already there with another text: import this file under"):
        load("pairs.jsonl", _lines(_row(1, case_id="k"), _row(1, case_id="k")))


def test_rows_of_parquet_with_one_id_are_told_by_their_numbers(write_parquet: WriteParquet, store_path: Path) -> None:
    query = "SELECT 'p' || i AS prompt, 'a' AS chosen, 'b' AS rejected, 'k' AS case_id FROM range(3) AS t(i)"
    with pytest.raises(FormatError, match=r"rows\.parquet, rows 1 and 2: case k has two different texts"):
        registry.import_file(write_parquet("rows.parquet", query), store_path)
