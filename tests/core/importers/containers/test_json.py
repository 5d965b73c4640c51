"""JSON lines and documents: which rows are malformed and why, which files are refused, where rows begin."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.importers.containers import content, json_documents
from core.model.errors import FormatError
from tests.core.importers.containers.making import fields, opened, read, set_aside

Write = Callable[..., Path]

GOOD = '{"a": 1}\n'


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"", "it is blank, and the rows after it would change their numbers"),
        (b" \t", "it is blank, and the rows after it would change their numbers"),
        (b"[1]", "it is not a JSON object"),
        (b'{"a": ', "it is not JSON (unexpected end of data, column 7)"),
        ('{"é": x}'.encode(), "it is not JSON (unexpected character"),
        (b'{"a": "\xff"}', "it has bytes that are not UTF-8"),
        (b'{"a": "\0"}', "it has a NUL byte"),
        (b'{"a": "\\ud83d"}', "it is not JSON (no low surrogate in string"),
        (b'{"a": NaN, "b": "\\ud83d"}', "it is not JSON"),
        (b'{"a": NaN, "a": 2}', "it has the key a twice"),
        (b'{"a": 1, "a": 2}', "it has the key a twice"),
        (b'{"a" :1, "a":2}', "it has the key a twice"),
        (b'{"a": 1, "\\u0061": 2}', "it has the key a twice"),
        (b'{"a"' + b" " * 1_000_000 + b':1, "a"' + b" \t" * 20 + b":2}", "it has the key a twice"),
        (b'{"x": [{"b": "\\":", "c\\\\": 1, "c\\\\":2}]}', "it has the key c\\ twice"),
        (b'{"x": ":)", "b": {"c": 1, "c": 1}}', "it has the key c twice"),
        (b'{"a": 1, "A ": 2}', "it has a twice"),
        (b'{"a": ' * 1001 + b"1" + b"}" * 1001, "it is nested too deeply"),
        (b'{"a": ' * 2001 + b"1" + b"}" * 2001, "it is not JSON (depth limit exceeded"),
    ],
)
def test_malformed_lines_keep_their_numbers(write: Write, tmp_path: Path, row: bytes, reason: str) -> None:
    path = write("rows.jsonl", GOOD.encode() + row + b"\n" + GOOD.encode() + b"\n \n")
    with pytest.raises(FormatError, match=r"rows\.jsonl, line 2: ") as caught:
        read(path)
    assert f"line 2: {reason}" in str(caught.value)
    records, bad = set_aside(path, tmp_path / "bad")
    assert [(record.line, record.number) for record in records] == [(1, 0), (3, 2)]
    assert [(row["line"], row["reason"][: len(reason)]) for row in bad] == [(2, reason)]


@pytest.mark.parametrize(
    "row",
    [
        '{"a": "\\":", "b": "x\\\\", "c": {"a": ":", "b": "\\\\\\":"}}',
        '{"a" : 1, "b"\t:  2, "c": " :"}',
        '{"a": [{"a": 1}, {"a": 1}], "b": {"a": {"a": 2}}}',
        '{":": 1, ",": ":", "\\"": "\\": "}',
        '{"a": "\\u0000"}',
    ],
)
def test_keys_that_only_look_like_one_are_none(write: Write, row: str) -> None:
    assert fields(write("rows.jsonl", GOOD + row + "\n")) == [{"a": 1}, json.loads(row)]
    assert fields(write("rows.json", f"[{row}, {GOOD}]")) == [json.loads(row), {"a": 1}]


KEYS = st.sampled_from(["a", "b", 'c"', ":", "d\\", " "])


@st.composite
def objects(draw: st.DrawFn, depth: int = 2) -> str:
    """An object as text, in which a key may stand twice."""
    inner = objects(depth - 1) if depth else st.just("1")
    values = st.one_of(inner, st.text(':"\\, {}[]x').map(json.dumps), inner.map(lambda text: f"[{text}]"))
    pairs = draw(st.lists(st.tuples(KEYS.map(json.dumps), st.sampled_from([":", " :", ": "]), values), max_size=4))
    return "{" + ", ".join(map("".join, pairs)) + "}"


def _has_twice(text: str) -> bool:
    found = []

    def pairs(given: list[tuple[str, object]]) -> dict[str, object]:
        found.append(len(dict(given)) < len(given))
        return dict(given)

    json.loads(text, object_pairs_hook=pairs)
    return any(found)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60, deadline=None
)
@given(st.lists(objects(), min_size=1, max_size=5))
def test_a_key_twice_is_always_found_and_never_invented(write: Write, tmp_path: Path, rows: list[str]) -> None:
    # A first row without doubt tells that these are lines.
    path = write("rows.jsonl", GOOD + "".join(f'{{"x": {row}}}\n' for row in rows))
    (tmp_path / "bad").unlink(missing_ok=True)
    _, bad = set_aside(path, tmp_path / "bad")
    assert [row["line"] for row in bad] == [n for n, row in enumerate(rows, 2) if _has_twice(row)]


def test_numbers_that_json_lacks_are_missing(write: Write) -> None:
    path = write("nan.jsonl", '{"a": NaN, "b": [Infinity, -Infinity], "c": "NaN"}\n' + GOOD)
    assert fields(path) == [{"a": None, "b": [None, None], "c": "NaN"}, {"a": 1}]


def test_whole_numbers_of_any_length_keep_their_digits(write: Write) -> None:
    kept: list[int | str] = [2**64 - 1, -(2**63), 0, str(2**64), str(-(2**63) - 1), "9" * 300]
    line = ", ".join(
        f'"{name}":{"":{at}}{value}' for at, (name, value) in enumerate(zip("abcdef", kept, strict=True), 1)
    )
    row = dict(zip("abcdef", kept, strict=True)) | {"t": ":12345678901234567890", "x": 12345678901234567890.5}
    line = "{" + line + ', "t": ":12345678901234567890", "x": 12345678901234567890.5}'
    for text in (line + "\n" + GOOD, f"[{line}, {GOOD}]"):
        assert fields(write("long.json", text)) == [row, {"a": 1}]
    not_a_number = line.replace("{", '{"n": NaN, ', 1)
    assert fields(write("long.jsonl", not_a_number + "\n" + GOOD)) == [{"n": None} | row, {"a": 1}]
    longest = '{"n": NaN, "a": ' + "9" * 5000 + "}\n"
    assert fields(write("longest.jsonl", longest + GOOD)) == [{"n": None, "a": "9" * 5000}, {"a": 1}]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_and_a_mark_before_the_first(write: Write, end: str) -> None:
    path = write("ends.jsonl", "\ufeff" + end.join(['{"a": 1}', '{"a": "\u2028"}', '{"a": 3}', ""]))
    assert [(record.line, record.fields["a"]) for record in read(path)] == [(1, 1), (2, "\u2028"), (3, 3)]


def test_a_last_line_without_an_end_is_warned_of(write: Write) -> None:
    for name, text in (("cut.jsonl", GOOD + '{"a": -1}'), ("cut.csv", "a,b\n1,-12.5\n2,-1")):
        records = opened(write(name, text))
        list(records)
        (warning,) = records.warnings
        assert warning.endswith(
            f"{name}: the last line has no line end; if the file was cut short, its last row may be wrong."
        )
    whole = opened(write("whole.jsonl", GOOD * 2))
    list(whole)
    assert whole.warnings == ()


def test_a_torn_first_line_does_not_make_a_document(write: Write, tmp_path: Path) -> None:
    for torn in ('{"a": 1,', '{"a": "x', '{"a":', '{"a": {"b": 1}, '):
        records, bad = set_aside(write("torn.jsonl", f"{torn}\n{GOOD}{GOOD}"), tmp_path / "bad")
        assert [record.line for record in records] == [2, 3]
        assert [row["line"] for row in bad] == [1]


def test_rows_of_documents_are_told_by_line_or_else_by_row(write: Write, tmp_path: Path) -> None:
    pretty = '[\n {"a": 1},\n {"a": 1,\n  "a": 2},\n 3,\n {"a": 4}\n]'
    records, bad = set_aside(write("pretty.json", pretty), tmp_path / "bad")
    assert [(record.line, record.number) for record in records] == [(2, 0), (6, 3)]
    assert [(row["line"], row["reason"]) for row in bad] == [
        (3, "it has the key a twice"),
        (5, "it is not a JSON object"),
    ]
    with pytest.raises(FormatError, match=r"line\.json, row 2: it is not a JSON object"):
        read(write("line.json", '[{"a": 1}, 2, {"a": 3}]'))
    with pytest.raises(FormatError, match=r"pretty\.json, line 3: it has the key a twice"):
        read(write("pretty.json", pretty))


@pytest.mark.parametrize("block", [1, 3, 7, 1000])
@pytest.mark.parametrize("batch", [1, 1000])
def test_documents_across_blocks(write: Write, monkeypatch: pytest.MonkeyPatch, block: int, batch: int) -> None:
    monkeypatch.setattr(content, "_BLOCK", block)
    monkeypatch.setattr(json_documents, "_BATCH", batch)
    rows = [{"a": '}"\\', "b": [{"c": "]"}]}, {"a": "\\\\", "b": []}, {"a": "é", "b": [[]]}]
    for text in (json.dumps(rows), json.dumps(rows, indent=1), "".join(json.dumps(row, indent=2) for row in rows)):
        assert fields(write("rows.json", text)) == rows
    around = {"version": "2", "rows": rows, "about": {"rows": [1]}}
    records = opened(write("around.json", json.dumps(around)))
    assert [record.fields for record in records] == rows
    assert records.around == {"version": "2", "about": {"rows": [1]}}


def test_a_single_object_is_a_row_unless_it_holds_rows(write: Write) -> None:
    messages = [{"role": "user", "content": "x"}]
    for row in ({"prompt": "p", "completions": [{"a": 1}, {"a": 2}]}, {"chosen": messages, "rejected": messages}):
        assert fields(write("one.jsonl", json.dumps(row) + "\n")) == [row]
    assert fields(write("own.json", json.dumps({"n": 2, "mine": [{"a": 1}, {"a": 2}]}))) == [{"a": 1}, {"a": 2}]
    assert fields(write("two.json", json.dumps({"data": [], "rows": [{"a": 1}]}))) == [{"a": 1}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": {"0": "x", "1": "y"}, "b": {"0": 1, "1": 2}}', 'to_json(path, orient="records", lines=True)'),
        ('{"0": {"a": 1}, "1": {"a": 2}}', "is a table by columns"),
        ('{"a": ["x", "y"], "b": [1, 2]}', "is a table by columns"),
        ('{"columns": ["a"], "index": [0, 1], "data": [["x"], ["y"]]}', "is a table by columns"),
        ('{"first": [{"a": 1}], "second": [{"a": 1}]}', "has several lists of rows (first, second)"),
        ('[{"a": 1}, {"a": 2}', "is cut short, for its JSON has no end"),
        ('{"data": [\n{"a": 1},\n{"a": 2', "is cut short, for its JSON has no end"),
        ('[{"a": 1}\n {"a": 2}]', "line 2: the JSON is broken here"),
        ('[{"a": 1}]\n\n{"a": 1}', "line 3: the JSON is broken here"),
        ("[]", "is empty"),
        (" \n\n", "is empty"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "is a Git LFS pointer"),
        ("<!DOCTYPE html>\n<html>", "is a web page"),
    ],
)
def test_files_that_hold_no_rows(write: Write, text: str, said: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(write("file.json", text))
    assert said in str(caught.value)
    assert str(caught.value).endswith(".")


def test_reading_again_does_not_set_rows_aside_twice(write: Write, tmp_path: Path) -> None:
    from core.importers.bad_rows import BadRows
    from core.importers.containers.data_place import one_file
    from core.importers.containers.opening import open_records

    place = one_file(write("rows.jsonl", GOOD + "x\n" + GOOD))
    with BadRows(place, tmp_path / "bad") as bad:
        records = open_records(place, bad)
        assert bad.count == 0
        assert [len(list(records)) for _ in range(3)] == [2, 2, 2]
        assert bad.count == 1


def test_fields_that_come_late_are_warned_of(write: Write) -> None:
    records = opened(write("late.jsonl", GOOD * 60 + '{"a": 1, "Annotator": "x"}\n'))
    list(records)
    assert records.columns == ("a",)
    assert records.warnings[0].endswith(
        "none of the first 50 rows has the fields annotator: what the columns mean was settled without them."
    )
