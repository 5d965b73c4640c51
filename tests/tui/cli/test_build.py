"""`build` makes an audit from one file, again only what changed, all of it or nothing, and loses no review."""

import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.exporters.recipe.building import carry_out
from core.exporters.recipe.plan import plan_build
from core.exporters.recipe.reading import read_recipe
from core.journal.of_store import texts_read
from core.journal.writer import Journal
from core.model.terms import Progress
from core.storage.store import Store
from tui.cli import cli
from tui.cli.audit_commands import EXPORTS
from tui.cli.report import save_built

TOML = """
store = "s.duckdb"
[[source]]
file = "cases.jsonl"
[[source]]
file = "principles.txt"
[[source]]
file = "votes.csv"
[[source]]
file = "mara.csv"
annotator = "mara"
kind = "human"
[audit]
bootstrap = 5
[[report]]
file = "r.json"
[[report]]
file = "r.txt"
[[export]]
what = "flags"
file = "flags.csv"
"""


@pytest.fixture
def audit(tmp_path: Path) -> Path:
    """The folder of an audit that has not been built."""
    from sample_data import folder

    for name in ("cases.jsonl", "principles.txt", "votes.csv", "mara.csv"):
        (tmp_path / name).write_bytes((folder() / name).read_bytes())
    (tmp_path / "discretion.toml").write_text(TOML)
    return tmp_path


def build(folder: Path, *more: str, code: int = 0) -> str:
    done = CliRunner().invoke(cli, ["build", str(folder / "discretion.toml"), *more])
    assert done.exit_code == code, done.output
    return done.output


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_only_what_changed_is_done_again(audit: Path) -> None:
    before = contents(audit)
    assert "Would write r.json." in build(audit, "--dry-run")
    assert contents(audit) == before
    first = build(audit)
    assert [line for line in first.splitlines() if line.startswith("Wrote ")] == [
        f"Wrote {audit / 's.duckdb'}.",
        *("Wrote r.json.", "Wrote r.txt.", "Wrote flags.csv."),
    ]
    made = contents(audit)
    assert build(audit).count(": unchanged") == 4 + 1 + 3
    assert contents(audit) == made

    (audit / "r.txt").write_text("changed by hand")
    assert [line for line in build(audit).splitlines() if "Wrote" in line] == ["Wrote r.txt."]
    assert contents(audit) == made

    (audit / "discretion.toml").write_text(TOML.replace("bootstrap = 5", "bootstrap = 6"))
    said = build(audit)
    assert f"{audit / 's.duckdb'}: unchanged" in said
    assert "Wrote r.json." in said

    text = (audit / "mara.csv").read_text().splitlines(keepends=True)
    (audit / "mara.csv").write_text("".join(text[:-1]))
    said = build(audit)
    assert "votes.csv: unchanged\nmara.csv: new or changed\n" in said
    assert f"Wrote {audit / 's.duckdb'}." in said
    report = json.loads((audit / "r.json").read_text())
    assert report["annotators"][0]["annotations"] == len(text) - 2
    assert [each["files"] for each in report["build"]["sources"]][3] == ["mara.csv"]
    assert report["build"]["sources"][3]["options"] == {"annotator": "mara", "kind": "human"}
    assert "Note: Built from discretion.toml by version" in (audit / "r.txt").read_text()
    assert not list(audit.glob(".*"))


@pytest.mark.parametrize(
    ("said", "other", "seen"), [("annotator=mara", "annotator=nora", "nora"), ("preference=a", "preference=b", ",b,")]
)
def test_what_a_folder_says_of_its_files_may_change(tmp_path: Path, said: str, other: str, seen: str) -> None:
    rows = [{"prompt": f"p{n}", "response_a": "x", "response_b": "y", "preference": "a"} for n in range(2)]
    if said.startswith("preference"):
        rows = [{name: value for name, value in row.items() if name != "preference"} for row in rows]
    (tmp_path / "in" / said).mkdir(parents=True)
    (tmp_path / "in" / said / "x.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "discretion.toml").write_text(
        'store = "s.duckdb"\n[[source]]\nfile = "in/*/*.jsonl"\n[[export]]\nwhat = "dataset"\nfile = "d.csv"\n'
    )
    build(tmp_path)
    assert seen not in (tmp_path / "d.csv").read_text()
    (tmp_path / "in" / said).rename(tmp_path / "in" / other)
    assert "d.csv: unchanged" not in build(tmp_path)
    assert seen in (tmp_path / "d.csv").read_text()
    assert "d.csv: unchanged" in build(tmp_path)


def test_the_numbers_are_those_of_import_and_report(audit: Path) -> None:
    build(audit)
    built = json.loads((audit / "r.json").read_text())
    assert built.pop("build")["reviews"] is None
    done = CliRunner().invoke(cli, ["report", "-s", str(audit / "s.duckdb"), "--json", "--bootstrap", "5"])
    alone = json.loads(done.stdout)
    assert built["notes"].pop(0).startswith("Built from discretion.toml")
    assert built == alone


def test_reviews_outlive_a_new_store_or_the_build_is_refused(audit: Path) -> None:
    build(audit)
    with Store.open(audit / "s.duckdb") as store:
        case, identity, reviews = store.case(0).id, store.identity, store.reviews
    with Journal.open(reviews, "r1", store=identity) as journal:
        journal.append(event="review", case=case, annotator="mara", verdict="flag")
    said = build(audit)
    assert f"{audit / 's.duckdb'}: unchanged" in said
    assert "Wrote flags.csv." in said
    (audit / "principles.txt").write_text((audit / "principles.txt").read_text() + "\n")
    assert f"Wrote {audit / 's.duckdb'}." in build(audit)
    report = json.loads((audit / "r.json").read_text())
    assert (report["dataset"]["flagged"], len(report["build"]["reviews"])) == (1, 64)

    cases = (audit / "cases.jsonl").read_text().splitlines(keepends=True)
    (audit / "cases.jsonl").write_text("".join(cases[1:] + cases[:1]))
    before = contents(audit)
    assert "The first case of " in build(audit, code=1)
    assert contents(audit) == before

    with Store.open(audit / "s.duckdb") as store:
        texts = texts_read(store.case(store.numbers([case])[case]))
    [file] = reviews.glob("*.jsonl")
    file.write_text(file.read_text().replace('"store":', f'"texts":"{texts}","store":'))
    assert f"Wrote {audit / 's.duckdb'}." in build(audit)
    assert json.loads((audit / "r.json").read_text())["dataset"]["flagged"] == 1


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "cases.jsonl",
            "leave my marriage",
            "leave my job",
            "Case love-01 of ",
        ),
        ("cases.jsonl", "a tribunal", "a court", "Case love-01 of "),
        ("cases.jsonl", "Six polite years", "Six quiet years", "Case love-01 of "),
        ("principles.txt", "Prefer the response", "Choose the response", "Principle Prefer the response "),
    ],
)
def test_no_review_comes_to_count_for_another_text(audit: Path, name: str, old: str, new: str, told: str) -> None:
    (audit / "cases.jsonl").write_bytes(b"".join(reversed((audit / "cases.jsonl").read_bytes().splitlines(True))))
    build(audit)
    with Store.open(audit / "s.duckdb") as store, Journal.open(store.reviews, "r1", store=store.identity) as journal:
        case = store.case(store.numbers(["love-01"])["love-01"])
        read = [texts_read(case, each) for each in (None, store.principles()[1])]
        journal.append(event="preference", case="love-01", preference=1, texts=read[0])
        journal.append(event="vote", case="love-01", principle="1", preference=1, texts=read[1])
    text = (audit / name).read_text()
    (audit / name).write_text(text.replace(old, new))
    before = contents(audit)
    said = build(audit, code=1).splitlines()[-1]
    assert said.startswith(told)
    assert " has another text than when it was reviewed, and what " in said
    assert contents(audit) == before


def test_a_build_is_refused_where_reviews_cannot_be_read(audit: Path) -> None:
    build(audit)
    journal = audit / "s.reviews" / "k.jsonl"
    journal.mkdir(parents=True)
    (audit / "principles.txt").write_text((audit / "principles.txt").read_text() + "\n")
    before = contents(audit)
    said = build(audit, code=1)
    assert f"{journal} cannot be read (Is a directory), so whether its reviews would still count is not known" in said
    assert contents(audit) == before


def test_a_build_says_which_reviews_count_for_nothing_or_for_another_annotation(audit: Path) -> None:
    cases, mara = audit / "cases.jsonl", audit / "mara.csv"
    cases.write_bytes(b"".join(reversed(cases.read_bytes().splitlines(True))))
    build(audit)
    with Store.open(audit / "s.duckdb") as store, Journal.open(store.reviews, "r1", store=store.identity) as journal:
        for case in ("love-01", "med-01"):
            journal.append(event="review", case=case, annotator="mara", verdict="flag")
        journal.append(event="review", case="med-02", annotator="mara", verdict="flag", annotated=0)
    cases.write_bytes(b"".join(line for line in cases.read_bytes().splitlines(True) if b'"love-01"' not in line))
    rows = mara.read_text().splitlines(keepends=True)
    mara.write_text("".join(row for row in rows if not row.startswith(("med-01,", "med-02,"))))
    said = build(audit)
    assert "r1.jsonl: 1 event is about annotations that are others in this store, and not counted." in said
    assert "s.reviews: 1 review is of cases or principles that this store lacks, and not counted." in said
    assert "1 verdict on annotations that are others now: look at them again." in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('file = "mara.csv"', 'file = "bad.csv"', "source 4: "),
        ('what = "flags"', 'what = "flags"\nwhere = "conflict("', "flags.csv: "),
        ('file = "flags.csv"', 'file = "flags.txt"', "flags.txt: {}/flags.txt does not end in one of"),
        ('[[source]]\nfile = "votes.csv"\n', "", "r.json: The store {}/s.duckdb has no votes yet"),
    ],
)
def test_what_fails_changes_nothing(audit: Path, old: str, new: str, said: str) -> None:
    build(audit)
    (audit / "bad.csv").write_text((audit / "mara.csv").read_text() + "no,such\n")
    (audit / "discretion.toml").write_text(TOML.replace(old, new).replace("bootstrap = 5", "bootstrap = 4"))
    before = contents(audit)
    told = build(audit, code=1).splitlines()[-1]
    assert told.startswith(f"{audit / 'discretion.toml'}, {said.format(audit)}")
    assert ".part" not in told
    assert "--skip-bad" not in told
    assert contents(audit) == before
    assert not list(audit.glob(".*"))


@pytest.mark.parametrize(
    ("store", "said"),
    [("pipe", "is no ordinary file and so no store"), (".", "is a folder and no store"), ("mara.csv", "is not a Disc")],
)
def test_what_is_no_store_is_not_replaced(audit: Path, store: str, said: str) -> None:
    os.mkfifo(audit / "pipe")
    (audit / "discretion.toml").write_text(TOML.replace("s.duckdb", store))
    before = sorted(audit.iterdir())
    told = build(audit, code=1)
    assert said in told
    assert "--store" not in told
    assert sorted(audit.iterdir()) == before
    assert (audit / "pipe").is_fifo()


@pytest.mark.parametrize("contents", [None, b"", b"[", b'{"mine": 1}', b'{"outputs": []}'])
def test_what_is_no_record_of_a_build_is_not_replaced(audit: Path, contents: bytes | None) -> None:
    record = audit / "s.build.json"
    if contents is None:
        os.mkfifo(record)
    else:
        record.write_bytes(contents)
    assert "s.build.json is where a build keeps what it made, and is something else" in build(audit, code=1)
    assert not (audit / "s.duckdb").exists()
    assert record.is_fifo() if contents is None else record.read_bytes() == contents


def test_a_record_of_a_build_that_leads_nowhere_is_not_followed(audit: Path) -> None:
    (audit / "s.build.json").symlink_to("elsewhere.json")
    assert "s.build.json is where a build keeps what it made, and is something else" in build(audit, code=1)
    assert not (audit / "elsewhere.json").exists()
    assert not (audit / "s.duckdb").exists()


def test_what_no_build_brought_is_not_dropped(audit: Path) -> None:
    build(audit)
    other = audit / "tomas.csv"
    other.write_text((audit / "mara.csv").read_text())
    CliRunner().invoke(cli, ["import", str(other), "--annotator", "tomas", "-s", str(audit / "s.duckdb")])
    # Nothing of the sources changed, so that there is nothing to drop, and the report has the new annotator.
    beside = "The store also holds tomas.csv, which no source of discretion.toml is."
    assert {"Wrote r.json.", beside} <= set(build(audit).splitlines())
    report = json.loads((audit / "r.json").read_text())
    assert "tomas" in {each["name"] for each in report["annotators"]}
    assert report["build"]["other"] == ["tomas.csv"]
    assert any(note.endswith(beside) for note in report["notes"])
    (audit / "discretion.toml").write_text(TOML.replace('kind = "human"', 'kind = "llm"'))
    before = contents(audit)
    assert "also holds tomas.csv, which no build brought" in build(audit, code=1)
    assert contents(audit) == before


def test_a_pipe_among_the_journals_is_not_waited_for(audit: Path) -> None:
    build(audit)
    (audit / "s.reviews").mkdir(exist_ok=True)
    os.mkfifo(audit / "s.reviews" / "r1.jsonl")
    assert "r1.jsonl" in build(audit)


def test_what_cannot_be_written_leaves_store_and_outputs_as_they_were(
    audit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(audit)
    before = contents(audit)
    (audit / "mara.csv").write_text("row_id,preference\nlove-01,b\n")
    copies = iter([shutil.copyfile, shutil.copyfile])

    def full(source: Path, target: Path) -> None:
        if (copy := next(copies, None)) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        copy(source, target)

    monkeypatch.setattr("core.exporters.recipe.building.shutil.copyfile", full)
    said = build(audit, code=1)
    assert "flags.csv cannot be written (No space left on device): name another file in" in said
    assert contents(audit) == {**before, "mara.csv": (audit / "mara.csv").read_bytes()}


def test_no_output_is_the_log_of_the_store_that_is_made(audit: Path) -> None:
    path = audit / "discretion.toml"
    path.write_text(TOML.replace("r.txt", "s.duckdb.wal"))
    before = contents(audit)
    assert "the output s.duckdb.wal is also a log of the store" in build(audit, code=1)
    assert contents(audit) == before


def test_exports_tell_how_far_they_are_as_imports_do(audit: Path) -> None:
    path = audit / "discretion.toml"
    path.write_text(f'{TOML}[[export]]\nwhat = "dataset"\nfile = "d.csv"\n')
    told: list[tuple[str, list[tuple[int, int]]]] = []

    @contextmanager
    def watch(work: str) -> Iterator[Progress]:
        told.append((work, []))
        yield lambda done, of: told[-1][1].append((done, of))

    carry_out(plan_build(read_recipe(path, EXPORTS)), save_built, watch)
    assert [work for work, _ in told] == ["import", "export", "export"]
    assert told[2][1][0] == (0, 120)
