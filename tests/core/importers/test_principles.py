"""Format principles: one a line, with or without short names."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from core.importers.importing import ImportResult, import_file
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.storage.store import Store

Load = Callable[..., ImportResult]
Write = Callable[..., Path]


def _stored(path: Path) -> list[tuple[str, str, str]]:
    with Store.open(path) as store:
        return [(each.id, each.name, each.text) for each in store.principles()]


def test_a_number_that_is_too_long_for_one_is_text(load: Load, store_path: Path) -> None:
    huge = "9" * 5_000
    load("p.txt", f"{huge}. Be kind.\n{huge}. Be true.\n", format="principles")
    assert [text for _, _, text in _stored(store_path)] == [f"{huge}. Be kind.", f"{huge}. Be true."]


def test_lines_are_stripped_and_numbered(load: Load, store_path: Path) -> None:
    long = "Respect every human right that there is, always and everywhere."
    result = load("rules.txt", f"\ufeffBe helpful. \r\n  {long}\r\n \r\n\r\n")
    assert (result.outcome.read, result.outcome.kept, result.outcome.what) == (2, 2, "2 principles")
    assert _stored(store_path) == [
        ("0", "Be helpful.", "Be helpful."),
        ("1", long, long),
    ]


def test_principles_called_alike_are_refused(load: Load, write: Write, store_path: Path) -> None:
    for rules, names in (("Be helpful.\nBe helpful.\n", None), ("Be helpful.\nBe kind.\n", "Good\nGood\n")):
        options = {} if names is None else {"short_names": write("names.txt", names)}
        with pytest.raises(FormatError, match="give each a name of its own"):
            load("rules.txt", rules, **options)
    assert not store_path.exists()


def test_names_stay_when_the_file_comes_again_without_them(load: Load, write: Write, store_path: Path) -> None:
    rules = "Be helpful.\nBe kind.\n"
    load("rules.txt", rules, short_names=write("names.txt", "Help\nKindness\n"))
    assert not load("rules.txt", rules).recorded
    assert [name for _, name, _ in _stored(store_path)] == ["Help", "Kindness"]


def test_short_names_line_by_line(load: Load, write: Write, store_path: Path) -> None:
    load("rules.txt", "Be helpful.\nBe kind.\n", short_names=write("names.txt", "Help\nKindness\n\n"))
    assert [name for _, name, _ in _stored(store_path)] == ["Help", "Kindness"]


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        ("Help\n", "1 name for 2 principles"),
        ("a\nb\nc\n", "3 names for 2 principles"),
        ("\nKind\n", "line 1: it is blank"),
        (b"Help\n\xff\n", "line 2: it has bytes that are not UTF-8"),
        ("", "is empty"),
    ],
)
def test_names_that_do_not_match(load: Load, write: Write, store_path: Path, names: str | bytes, reason: str) -> None:
    path = write("names.txt", names)
    with pytest.raises(FormatError, match=reason):
        load("rules.txt", "Be helpful.\nBe kind.\n", short_names=path)
    assert not store_path.exists()


def test_a_blank_line_in_the_middle(load: Load, tmp_path: Path, store_path: Path) -> None:
    with pytest.raises(FormatError, match=r"rules\.txt, line 2: it is blank"):
        load("rules.txt", "Be helpful.\n \nBe kind.\n")
    result = load("rules.txt", "Be helpful.\n \nBe kind.\n", skip_bad=tmp_path / "bad")
    assert (result.outcome.read, result.outcome.kept, result.outcome.rejected) == (3, 2, 1)
    assert [id_ for id_, _, _ in _stored(store_path)] == ["0", "2"]


def test_bytes_that_are_no_text(load: Load) -> None:
    with pytest.raises(FormatError, match=r"line 2: it has bytes that are not UTF-8; fix the row"):
        load("rules.txt", b"Be helpful.\nBe \xff kind.\n")


def test_a_text_too_long_for_a_constitution(load: Load) -> None:
    with pytest.raises(FormatError, match="more than 10000 lines"):
        load("book.txt", "Be kind.\n" * 10_001)


ROWS = [{"id": "p0", "name": "Kind", "text": "Be kind,\nto all"}, {"id": "p1", "name": "Brief", "text": 'Be "brief"'}]


def _delimited(by: str) -> bytes:
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, ["id", "name", "text"], delimiter=by)
    table.writeheader()
    table.writerows(ROWS)
    return out.getvalue().encode()


def _parquet() -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(ROWS), out)
    return out.getvalue()


@pytest.mark.parametrize("named", [None, "principles"])
@pytest.mark.parametrize(
    "content",
    [
        orjson.dumps(ROWS),
        orjson.dumps(ROWS, option=orjson.OPT_INDENT_2),
        b"\n".join(map(orjson.dumps, ROWS)),
        _delimited(","),
        _delimited(";"),
        _delimited("\t"),
        _parquet(),
    ],
    ids=["JSON", "JSON over lines", "JSON lines", "commas", "semicolons", "tabs", "Parquet"],
)
def test_a_table_is_read_by_its_columns_whatever_it_lies_in(
    load: Load, store_path: Path, content: bytes, named: str | None
) -> None:
    load("rules", content, format=named)
    assert _stored(store_path) == [(each["id"], each["name"], each["text"]) for each in ROWS]


@pytest.mark.parametrize(
    "content",
    [
        '["Be kind",5]',
        "[]",
        "{}",
        '[{"id":"a","text":"Be',
        '{"rules":["Be kind",["x"]]}',
        '{"others":["Be kind"]}',
        '["Be kind",""]',
        "[\n1\n]",
        "[1, 2]",
        "[true]",
        '{"1": 2}',
    ],
)
def test_json_that_is_no_principles_is_not_taken_for_lines_of_text(load: Load, store_path: Path, content: str) -> None:
    with pytest.raises(FormatError, match=r"is no JSON of principles|has no rows"):
        load("rules.json", content, format="principles")
    assert not store_path.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rules.csv", "id,name,text\n1,A,Be kind.\n1,B,Be brief.\n"),
        ("rules.json", '[{"id": 1, "text": "Be kind."}, {"id": "1", "text": "Be brief."}]'),
        ("rules.jsonl", '{"id": 1, "text": "Be kind."}\n{"id": 1, "text": "Be brief."}\n'),
    ],
)
def test_principles_of_one_id_are_refused(load: Load, store_path: Path, name: str, content: str) -> None:
    with pytest.raises(FormatError, match=rf'Two principles of .*{name} have the id "1": give each an id of its own\.'):
        load(name, content, format="principles")
    assert not store_path.exists()


def test_a_line_that_begins_with_a_bracket_is_one(load: Load, store_path: Path) -> None:
    load("rules.txt", "[Draft] Be kind.\nBe brief.\n", format="principles")
    assert [text for _, _, text in _stored(store_path)] == ["[Draft] Be kind.", "Be brief."]


@pytest.mark.parametrize("header", ["text", "Principle", "\ufeffrules", '"rule"'])
def test_the_header_of_a_single_column_is_no_principle(load: Load, store_path: Path, header: str) -> None:
    load("rules.csv", f'{header}\n"Be kind, to ""all""."\nBe fair.\n', format="principles")
    assert _stored(store_path) == [("0", 'Be kind, to "all".', 'Be kind, to "all".'), ("1", "Be fair.", "Be fair.")]


def test_cells_with_commas_and_no_quotes_stay_whole(load: Load, store_path: Path) -> None:
    load("rules.tsv", "Rules\nBe kind, please.\nBe fair.\n", format="principles")
    assert [text for _, _, text in _stored(store_path)] == ["Be kind, please.", "Be fair."]


def test_lines_below_a_header_are_counted_as_the_file_has_them(load: Load) -> None:
    with pytest.raises(FormatError, match=r"rules\.csv, line 3: it is blank"):
        load("rules.csv", "text\nBe kind.\n\nBe fair.\n", format="principles")


def test_the_column_of_texts_may_be_called_otherwise(load: Load, store_path: Path) -> None:
    load("rules.csv", "name,principle\nKind,Be kind.\nFair,Be fair.\n")
    assert _stored(store_path) == [("0", "Kind", "Be kind."), ("1", "Fair", "Be fair.")]


TWO = [("0", "Be kind to all.", "Be kind to all."), ("1", "Be fair to all.", "Be fair to all.")]
NAMED = [("0", "Kind", "Be kind to all."), ("1", "Fair", "Be fair to all.")]


@pytest.mark.parametrize(
    ("content", "expected", "named"),
    [
        ('{"principles": ["Be kind to all.", "Be fair to all."]}', TWO, False),
        ('{"version": 1, "constitution": ["Be kind to all.", "Be fair to all."]}', TWO, True),
        ('{"principles": [{"text": "Be kind to all."}, {"text": "Be fair to all."}]}', TWO, True),
        ('[{"text": "Be kind to all."}, {"text": "Be fair to all."}]', TWO, True),
        ('{"name": "x", "principles": {"Kind": "Be kind to all.", "Fair": "Be fair to all."}}', NAMED, True),
    ],
)
def test_json_documents_around_principles(
    load: Load, store_path: Path, content: str, expected: list[tuple[str, str, str]], named: bool
) -> None:
    load("rules.json", content, format="principles" if named else None)
    assert _stored(store_path) == expected


FROM_ONE = "Its principles are numbered from 1, and have the ids 0 to 2: votes that name them go by the ids"


@pytest.mark.parametrize(
    "written", ["1. {}", "Principle 1: {}", "(1) {}", "1\t{}", "- 1. {}", "1 {}", "[1] {}", "§1 {}"]
)
@pytest.mark.parametrize(("first", "told"), [(1, True), (0, False)])
def test_lines_that_are_numbered_from_one_are_told_of(load: Load, written: str, first: int, *, told: bool) -> None:
    lines = "".join(
        written.format(f"The response is {each}.\n").replace("1", str(n))
        for n, each in enumerate(("kind", "fair", "brief"), first)
    )
    (*warnings,) = load("rules.txt", lines, format="principles").outcome.warnings
    assert [FROM_ONE in each for each in warnings] == [True] * told


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rules.json", '["Rule 1: be kind.", "Rule 2: be fair.", "Rule 3: be brief."]'),
        ("rules.csv", "name,text\nP1,Be kind.\nP2,Be fair.\nP3,Be brief.\n"),
        ("rules.toml", "".join(f'[[principle]]\nname = "{n}"\ntext = "Be {n}."\n' for n in (1, 2, 3))),
    ],
)
def test_names_and_texts_that_count_from_one_are_told_of(load: Load, name: str, content: str) -> None:
    (*warnings,) = load(name, content, format="principles").outcome.warnings
    assert [FROM_ONE in each for each in warnings] == [True]


@pytest.mark.parametrize("written", ["1. {}", "Rule 1: {}", "1 {}", "(1) {}"])
def test_two_that_are_numbered_plainly_are_told_of(load: Load, written: str) -> None:
    lines = "".join(written.replace("1", str(n)).format(f"Be {each}.\n") for n, each in enumerate(("kind", "fair"), 1))
    (warning,) = load("rules.txt", lines, format="principles").outcome.warnings
    assert warning.startswith(FROM_ONE.replace("0 to 2", "0 to 1"))


def test_a_table_without_texts_is_told_of(load: Load) -> None:
    with pytest.raises(FormatError, match=r"has no column text, which has the principles: add or rename it"):
        load("rules.csv", "id,name\n0,Be kind\n1,Be honest\n", format="principles")


def test_what_has_ids_or_counts_otherwise_is_not(load: Load) -> None:
    ids = "id,text\n1,Rule 1: be kind.\n2,Rule 2: be fair.\n"
    assert load("ids.csv", ids, format="principles").outcome.warnings == ()


@pytest.mark.parametrize(
    "lines",
    [
        "Be kind to 1 person.\nBe fair to 3.\nBe brief.\n",
        "Be kind.\nBe fair 2 times.\n",
        "Give at most 1 answer.\n",
        "Give 1 answer.\nGive 2 reasons.\n",
    ],
)
def test_numbers_that_do_not_count_are_not_told_of(load: Load, lines: str) -> None:
    assert load("rules.txt", lines, format="principles").outcome.warnings == ()


@pytest.mark.parametrize(
    "header",
    ["principle_id,text", "index,text", ",text", "no,principle", "id,rule,weight", "Unnamed: 0,text", "no,statement"],
)
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_header_with_another_column_is_no_principle(load: Load, header: str, mark: str) -> None:
    more = ",2" * (header.count(",") - 1)
    content = f"{header}\n1,Be kind to all.{more}\n0,Be fair to all.{more}\n".replace(",", mark)
    with pytest.raises(FormatError, match=r"has a column .*, and principles have the columns id, name and text"):
        load("rules.csv", content, format="principles")


def test_lines_with_as_many_commas_are_lines(load: Load, store_path: Path) -> None:
    load("rules.txt", "Be kind, always.\nBe fair, always.\n", format="principles")
    assert [text for _, _, text in _stored(store_path)] == ["Be kind, always.", "Be fair, always."]


def test_a_header_that_names_a_column_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("id,text,text\n1,The response is kind to all,The response is fair to all\n")
    with pytest.raises(FormatError, match="the header names a column twice"):
        import_file(path, tmp_path / "s.duckdb", ImportOptions(format="principles"))
