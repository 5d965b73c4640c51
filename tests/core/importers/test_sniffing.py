"""Recognising formats by content, and what is said when that fails."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.importers.formats.registry import FORMATS
from core.importers.importing import import_file, import_files, sniff
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.storage.store import Store

Write = Callable[..., Path]
WriteParquet = Callable[[str, str], Path]

MINIMAL = {
    "hh-rlhf": ['{"chosen": "\\n\\nHuman: hi\\n\\nAssistant: yes", "rejected": "\\n\\nHuman: hi\\n\\nAssistant: no"}'],
    "principles": ["Be helpful", "Be kind, always.\nBe honest.\n", "Be kind, and fair\nBe honest"],
    "votes": [
        "row_id,principle_id,order,prob_A,prob_B,prob_NA\n",
        "principle_id,cost,preference,row_id\n0,1,a,0\n",
        "row_id,principle_id,prob_A\n",
    ],
    "rewards": ["row_id,reward_a,reward_b\n0,1,2\n", ",row_id,reward_a,reward_b\n0,0,1,2"],
    "judgements": ["order,row_id,prob_A,prob_B,prob_NA,cost\n", "row_id,preference\n0,a\n", "row_id,prob_a\n"],
    "pairs": [
        '{"prompt": "hi", "chosen": "yes", "rejected": "no"}',
        '{"chosen": "The sky is blue", "rejected": "The sky is black"}',
        '{"prompt": "hi", "response_a": "yes", "response_b": "no"}',
        '{"prompt": "x", "chosen": "Assistant: a", "rejected": "Assistant: b"}',
        "prompt,chosen,rejected\n",
        "case_id,prompt,response_a,response_b,preference\n",
    ],
}


@pytest.mark.parametrize(("name", "content"), [(name, content) for name, all_ in MINIMAL.items() for content in all_])
@pytest.mark.parametrize("zipped", [False, True])
def test_each_minimal_file_is_recognised(write: Write, name: str, content: str, zipped: bool) -> None:
    assert sniff(write("data.bin", content, zipped=zipped)).name == name
    marked = b"\xef\xbb\xbf" + content.replace("\n", "\r\n").encode()
    assert sniff(write("marked.bin", marked, zipped=zipped)).name == name


def test_the_table_names_every_documented_format() -> None:
    names = [known.name for known in FORMATS]
    assert set(MINIMAL) <= set(names)
    assert len(names) == len(set(names))
    assert all(known.description and known.meaning.case for known in FORMATS)


def test_parquet_is_recognised(write_parquet: WriteParquet) -> None:
    assert sniff(write_parquet("rows", "SELECT 'p' AS Prompt, 'a' AS chosen, 'b' AS rejected")).name == "pairs"


def test_a_malformed_first_row_does_not_hide_the_format(write: Write) -> None:
    assert sniff(write("torn.jsonl", '{"prompt": "x", \n' + MINIMAL["pairs"][0])).name == "pairs"
    assert sniff(write("long.jsonl", f'{{"prompt": "{"x" * 200_000}", "chosen": "", "rejected": ""}}')).name == "pairs"


@pytest.mark.parametrize("content", ["first text,second text\nsome words,more words\n", '{"x": 1}'])
def test_unknown_columns_are_named_with_a_line_to_type(write: Write, content: str) -> None:
    with pytest.raises(FormatError) as caught:
        sniff(write("what", content))
    columns = "x" if content.startswith("{") else "first text, second text"
    assert f"is in none of the known formats: its columns are {columns}; " in str(caught.value)
    assert "Say what is what: discretion import " in str(caught.value)
    assert " --map prompt=" in str(caught.value)


@pytest.mark.parametrize(
    "content", ["{torn", "word", '"Be kind."', "# Data\n\nSome rows of ours.\n", "helpful\nharmless\n"]
)
def test_unknown_text_needs_the_format(write: Write, content: str) -> None:
    with pytest.raises(FormatError, match=r"in none of the known formats: .* unknown text needs --format principles"):
        sniff(write("what", content))


def test_ambiguous_content_names_the_candidates(write: Write) -> None:
    path = write("both.csv", "row_id,reward_a,reward_b,preference\n0,1,2,a\n")
    with pytest.raises(FormatError, match="could be rewards or judgements: pass --format"):
        sniff(path)


def test_a_format_that_does_not_exist(write: Write, store_path: Path) -> None:
    with pytest.raises(FormatError, match="no format csv: --format takes one of hh-rlhf, principles"):
        import_file(write("x.csv", "a,b\n"), store_path, ImportOptions(format="csv"))
    assert not store_path.exists()


def test_a_format_that_does_not_fit(write: Write, store_path: Path) -> None:
    path = write("x.csv", "question,chosen_one,other\nq,a,b\n")
    with pytest.raises(FormatError, match="is no pairs as it stands: its columns are question, chosen_one, other"):
        import_file(path, store_path, ImportOptions(format="pairs"))
    assert not store_path.exists()


SCORES = "q,l,r,x,y\n0,b,c,1.1,1.0\n1,d,e,1.0,1.2\n"
ALONE = "prompt=q,a=l,b=r"
MAP = f"{ALONE},preference=x:y"


def test_an_option_that_one_of_several_files_has_a_use_for(write: Write, store_path: Path) -> None:
    found = import_files([write("a.csv", SCORES)], store_path, ImportOptions(map=f"{ALONE}", votes="h=x:y", margin=0.1))
    with Store.open(store_path) as store:
        assert store.votes(store.oracles()[0], 1)[:, 0].tolist() == [0, -1], "as close as written: 1.1 and 1.0"
    assert found[0].outcome.kept == 2
    cases = write("b.jsonl", MINIMAL["pairs"][0])
    words = ImportOptions(short_names=write("n.txt", "Kind\nHonest\n"), declared_order=True)
    texts = write("c.txt", MINIMAL["principles"][2])
    found = import_files([cases, texts], store_path.with_name("other.duckdb"), words)
    assert len(found) == 2


def test_values_say_what_a_column_of_votes_holds_where_no_preference_is_named(write: Write, store_path: Path) -> None:
    told = ImportOptions(map=ALONE, votes="h=x", values="a=1.1,b=1.0")
    assert import_file(write("a.csv", SCORES), store_path, told).outcome.kept == 2


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (MINIMAL["hh-rlhf"][0], {"values": "a=1,b=0"}, "is read as hh-rlhf, which knows its columns: leave --values"),
        (MINIMAL["pairs"][0], {"values": "a=1,b=0"}, "has no column of preferences that --values could be about"),
        (MINIMAL["pairs"][0], {"annotation": "safer"}, "is read as pairs, where nothing chooses what annotates"),
        (MINIMAL["pairs"][0], {"map": "prompt=prompt", "format": "pairs"}, "--map says what the columns are: leave"),
        (MINIMAL["pairs"][0], {"margin": 0.5}, "--margin is about two columns of numbers .* none are compared"),
        (MINIMAL["hh-rlhf"][0], {"margin": 0.5}, "--margin is about two columns of numbers .* leave it out"),
        (MINIMAL["rewards"][0], {"margin": 0.5}, "--margin is about two columns of numbers .* leave it out"),
        (
            MINIMAL["rewards"][0],
            {"values": "a=-1,b=1"},
            "--values is about what a column of preferences holds, of which",
        ),
        (MINIMAL["votes"][0], {"values": "a=1,b=2"}, "--values is about what a column of preferences holds, of which"),
        (MINIMAL["rewards"][0], {"votes": "kind=reward_a"}, "--votes is about columns that are votes, of which"),
        (MINIMAL["judgements"][0], {"annotation": "safer"}, "--annotation is about which of several rated aspects"),
        (MINIMAL["judgements"][0], {"pool": True}, "--pool is about cases whose rows name their annotators, of which"),
        (
            SCORES,
            {"map": MAP, "values": "a=1,b=0"},
            "--values is about what a column of preferences holds, and none is",
        ),
        (SCORES, {"map": ALONE, "values": "a=1,b=0"}, "--map names none: add preference=COLUMN"),
        (
            SCORES,
            {"map": f"{ALONE},preference=x", "values": "a=>0,b=<0", "margin": 1.0},
            "--margin is about two columns",
        ),
        (SCORES, {"map": "case=q,annotator=r,preference=x:y", "pool": True}, "--pool is about cases whose rows name"),
        (SCORES, {"map": f"{ALONE},preference=x", "values": "a=1,b=01"}, "--values a=1,b=01 gives 1 two meanings"),
        (SCORES, {"map": f"{ALONE},preference=x", "values": "a=Yes,b=no,tie=yes"}, "gives Yes two meanings"),
    ],
)
def test_options_that_say_nothing_of_the_file(
    write: Write, store_path: Path, content: str, options: dict[str, object], words: str
) -> None:
    with pytest.raises(FormatError, match=words):
        import_file(write("x", content), store_path, ImportOptions(**options))  # type: ignore[arg-type]
    assert not store_path.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("twice.jsonl", '{"prompt":"p","chosen":"a","rejected":"b","prompt":"q"}\n', "line 1: "),
        ("infinite.jsonl", '{"prompt":"p","chosen":"a","rejected":1e999}\n', "line 1: "),
        ("infinite.json", '[{"prompt":"p","chosen":"a","rejected":1e999}]', "1: "),
    ],
)
def test_rows_that_are_all_malformed_are_told_for_what_is_wrong_with_them(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(FormatError, match=rf"{name}, .*{said}.* and no other row is whole: fix them\."):
        sniff(tmp_path / name)
