"""Recognising formats by content, and what is said when that fails."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.importers.importing import FORMATS, import_file, sniff
from core.importers.options import ImportOptions
from core.model.errors import FormatError

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
        '{"chosen": [], "rejected": []}',
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
    assert [known.name for known in FORMATS] == list(MINIMAL)
    assert all(known.description for known in FORMATS)


def test_parquet_is_recognised(write_parquet: WriteParquet) -> None:
    assert sniff(write_parquet("rows", "SELECT 'p' AS Prompt, 'a' AS chosen, 'b' AS rejected")).name == "pairs"


def test_a_malformed_first_row_does_not_hide_the_format(write: Write) -> None:
    assert sniff(write("torn.jsonl", '{"prompt": "x", \n' + MINIMAL["pairs"][0])).name == "pairs"
    assert sniff(write("long.jsonl", f'{{"prompt": "{"x" * 200_000}", "chosen": "", "rejected": ""}}')).name == "pairs"


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1,2\n",
        "first text,second text\nsome words,more words\n",
        '{"x": 1}',
        "[1, 2]",
        "{torn",
        "<html> page",
        "word",
    ],
)
def test_unknown_content_says_what_to_do(write: Write, content: str) -> None:
    with pytest.raises(FormatError) as caught:
        sniff(write("what", content))
    message = str(caught.value)
    assert "none of the known formats (hh-rlhf, principles, votes, rewards, judgements, pairs)" in message
    assert "--format" in message


def test_ambiguous_content_names_the_candidates(write: Write) -> None:
    path = write("both.csv", "row_id,reward_a,reward_b,preference\n0,1,2,a\n")
    with pytest.raises(FormatError, match="could be rewards or judgements: pass --format"):
        sniff(path)


def test_a_format_that_does_not_exist(write: Write, store_path: Path) -> None:
    with pytest.raises(FormatError, match="no format csv: --format takes one of hh-rlhf, principles"):
        import_file(write("x.csv", "a,b\n"), store_path, ImportOptions(format="csv"))
    assert not store_path.exists()


def test_parquet_as_another_format(write_parquet: WriteParquet, store_path: Path, write: Write) -> None:
    path = write_parquet("rows.parquet", "SELECT 1 AS x")
    with pytest.raises(FormatError, match="none of the known formats"):
        sniff(path)
    with pytest.raises(FormatError, match="only the pairs format reads"):
        import_file(path, store_path, ImportOptions(format="hh-rlhf"))
    with pytest.raises(FormatError, match="pairs need prompt"):
        import_file(path, store_path, ImportOptions(format="pairs"))
    with pytest.raises(FormatError, match="damaged Parquet"):
        sniff(write("cut.parquet", path.read_bytes()[:40]))
    assert not store_path.exists()
