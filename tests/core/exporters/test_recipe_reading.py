"""The file of an audit is read with its options, and what is wrong in it is one sentence that names the key."""

import os
from pathlib import Path

import pytest

from core.exporters.export import ExportRequest
from core.exporters.recipe.plan import plan_build
from core.exporters.recipe.reading import read_recipe
from core.importers.options import ImportOptions
from core.model.errors import DiscretionError, ExportError, FormatError
from core.model.terms import AnnotatorKind

EXPORTS = ("priorities", "dataset", "lake")
SOURCE = '[[source]]\nfile = "own.csv"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "discretion.toml"
    path.write_text(text)
    for name in ("own.csv", "names.txt"):
        (folder / name).write_text("prompt,chosen,rejected\nq,x,y\n")
    return path


def test_every_option_arrives(tmp_path: Path) -> None:
    text = """
store = "s.duckdb"
[[source]]
file = ["own.csv"]
format = "mapped"
dataset = "d"
annotator = "n"
kind = "llm"
oracle = "o"
annotation = "better"
pool = true
map = ["prompt=q", "a=x"]
values = "a=1"
votes = "safe=safer"
margin = 2
short_names = "names.txt"
declared_order = true
[audit]
annotators = ["n", "m"]
oracle = "o"
bootstrap = 7
seed = 3
include_flagged = true
[[report]]
file = "r.MD"
[[report]]
file = "r"
form = "html"
[[export]]
file = "p.csv"
what = "dataset"
where = "conflict"
annotators = "m"
columns = "trl"
"""
    recipe = read_recipe(written(tmp_path, text), EXPORTS)
    assert recipe.sources[0].options == ImportOptions(
        format="mapped",
        dataset="d",
        annotator="n",
        kind=AnnotatorKind.LLM,
        oracle="o",
        annotation="better",
        pool=True,
        map="prompt=q,a=x",
        values="a=1",
        votes="safe=safer",
        margin=2.0,
        short_names=tmp_path / "names.txt",
        declared_order=True,
    )
    assert recipe.store == tmp_path / "s.duckdb"
    assert recipe.reviews == tmp_path / "s.reviews"
    assert (recipe.report.annotators, recipe.report.bootstrap, recipe.report.seed) == (("n", "m"), 7, 3)
    assert recipe.report.include_flagged
    assert [each.asked for each in recipe.outputs[:2]] == ["markdown", "html"]
    assert recipe.outputs[2].asked == ExportRequest(
        "dataset", ("m",), "conflict", None, "o", 7, 3, include_flagged=True, columns="trl"
    )


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path, "")
    path.write_text('store = "s.duckdb"\n' + SOURCE, encoding="utf-8-sig")
    assert read_recipe(path, EXPORTS).store == tmp_path / "s.duckdb"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no sources: begin each with [[source]] and name its file."),
        ("a = ", "is not TOML ("),
        ("[source]\nfile = 'own.csv'", "source must be tables: begin each with [[source]]."),
        ("[[source]]", "source 1: file is missing"),
        ("[[source]]\nfile = 3", "source 1: file must be a text in quotes or a list"),
        (
            "[[source]]\nfile = 'own.csv'\nmpa = 'x'",
            'source 1: "mpa" is no key of it: the keys are file, constitution,',
        ),
        ("[[source]]\nfile = 'gone.csv'", "source 1: file names gone.csv, which is not there: check the path."),
        ("[[source]]\nfile = '-'", "source 1: file names -, whose contents may be others next time"),
        ("[[source]]\nfile = '*.gone'", "source 1: No file is called "),
        ("[[source]]\nconstitution = 'x'", 'source 1: constitution cannot be "x": choose one of collective,'),
        (SOURCE + "kind = 'robot'", 'source 1: kind cannot be "robot": choose one of human,'),
        (SOURCE + "pool = 1", "source 1: pool must be true or false."),
        (SOURCE + "margin = nan", "source 1: margin must be a number from 0 to 1000000000."),
        (SOURCE + f"margin = 1{'0' * 400}", "source 1: margin must be a number from 0"),
        (SOURCE + "oracle = ' '", "source 1: oracle must be a text in quotes, neither blank nor"),
        (SOURCE + 'oracle = "\\u0000"', "source 1: oracle must be a text in quotes"),
        (SOURCE + "short_names = 'gone'", "source 1: short_names names gone, which is no file: check the path."),
        (SOURCE + "[audit]\nbootstrap = -1", "audit: bootstrap must be a whole number from 0 to 1000000."),
        (SOURCE + "[audit]\nbootstrap = true", "audit: bootstrap must be a whole number"),
        (SOURCE + "[audit]\nwhere = 'conflict'", 'audit: "where" limits an [[export]]: a report is of the whole store'),
        (SOURCE + "[[report]]\nfile = 'r.md'\nwhere = 'conflict'", 'report 1: "where" limits an [[export]]'),
        ("audit = 1\n" + SOURCE, "audit must be a table: begin it with [audit]."),
        (SOURCE + "[[report]]", "report 1: file is missing"),
        (SOURCE + "[[report]]\nfile = 'no/r.md'", "report 1: file names no/r.md, whose folder is not there"),
        (SOURCE + "[[report]]\nfile = '.'", "report 1: file names ., which is no ordinary file"),
        (SOURCE + "[[report]]\nfile = 'own.csv'", "the output own.csv is also a source: give it another name."),
        (SOURCE + "[[report]]\nfile = 'discretion.toml'", "the output discretion.toml is also this file itself"),
        (SOURCE + "[[report]]\nfile = 'discretion.duckdb'", "the output discretion.duckdb is also the store"),
        (SOURCE + "[[report]]\nfile = 'r.md'\n[[report]]\nfile = './r.md'", "the output ./r.md is also another output"),
        (SOURCE + "[[export]]\nfile = 'x.csv'", "export 1: what is missing: choose one of priorities, dataset."),
        (SOURCE + "[[export]]\nfile = 'x'\nwhat = 'lake'", 'export 1: what cannot be "lake"'),
        ("store = 'no/s.duckdb'\n" + SOURCE, "store is in a folder that is not there: make it first."),
        ("stroe = 's'\n" + SOURCE, '"stroe" is no key of it'),
        ('"\\u001b]0;x" = 1\n' + SOURCE, "is no key of it"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(DiscretionError) as raised:
        plan_build(read_recipe(path, EXPORTS))
    assert str(raised.value).startswith(f"{path}")
    assert said in str(raised.value)
    assert "\x1b" not in str(raised.value)
    assert sorted(tmp_path.iterdir()) == before


def test_an_output_is_not_named_as_a_journal_where_reviews_are_read(tmp_path: Path) -> None:
    (tmp_path / "said").mkdir()
    path = written(tmp_path, "reviews = 'said'\n" + SOURCE + "[[export]]\nfile = 'said/x.jsonl'\nwhat = 'dataset'")
    with pytest.raises(ExportError, match=r"has a name that is read in a folder of reviews \(said\), which no output"):
        read_recipe(path, EXPORTS)


def test_a_file_that_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "discretion.toml"
    with pytest.raises(DiscretionError, match="toml cannot be read"):
        read_recipe(path, EXPORTS)
    path.write_bytes(b"\xff")
    with pytest.raises(DiscretionError, match="is not UTF-8: save it"):
        read_recipe(path, EXPORTS)


def test_what_has_no_end_is_not_read_to_it(tmp_path: Path) -> None:
    endless, pipe = written(tmp_path, SOURCE), tmp_path / "pipe"
    with endless.open("r+b") as file:
        file.truncate(1 << 40)
    with pytest.raises(FormatError, match=r"cannot be read \(it is too large\): name the file of an audit"):
        read_recipe(endless, EXPORTS)
    os.mkfifo(pipe)
    with pytest.raises(FormatError, match=r"cannot be read \(it is a pipe or a device, and no file\)"):
        read_recipe(pipe, EXPORTS)
