"""One file, one transaction: provenance, repetition, and nothing left after an error."""

import gc
import hashlib
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from core.importers.importing import ImportResult, import_file, import_files
from core.importers.options import ImportOptions, stem
from core.importers.preview import preview_files
from core.model.errors import FormatError
from core.storage.store import Store

Load = Callable[..., ImportResult]
Write = Callable[..., Path]

FILES = {
    "votes.csv": "row_id,principle_id,order,prob_A,prob_B,prob_NA\n0,0,0,.9,.1,0\n1,1,1,.9,.1,0\n",
    "rewards.csv": "row_id,reward_a,reward_b\n0,1,2\n2,2,1\n",
    "judge.csv": "row_id,order,prob_A,prob_B,prob_NA\n0,0,.9,.1,0\n0,1,.9,.1,0\n",
    "crowd.csv": "row_id,preference\n1,b\n",
    "hh.jsonl": '{"chosen": "Human: x\\n\\nAssistant: y", "rejected": "Human: x\\n\\nAssistant: z"}\n',
    "pairs.csv": "prompt,chosen,rejected,case_id\np,a,b,p1\n",
    "rules.txt": "Be helpful to the user.\nDo not cause harm.\nBe fair to all.\n",
}


def _summary(path: Path) -> object:
    with Store.open(path) as store:
        principles = store.principles()
        return (
            store.imports(),
            list(store.cases()),
            principles,
            [(each, store.annotations(each)[0].tolist()) for each in store.annotators()],
            [(each, store.votes(each, len(principles)).tolist()) for each in store.oracles()],
        )


def test_the_same_files_twice_change_nothing(load: Load, seeded: Path) -> None:
    for name, content in FILES.items():
        assert load(name, content, dataset="d" if name == "hh.jsonl" else None).recorded
    before = _summary(seeded)
    for name, content in FILES.items():
        again = load(name, content, dataset="d" if name == "hh.jsonl" else None)
        assert (again.outcome.kept, again.recorded) == (0, False)
    assert _summary(seeded) == before


def test_provenance(write: Write, seeded: Path) -> None:
    path = write("some_model.csv.gz", FILES["rewards.csv"] + "99,1,2\n", zipped=True)
    told: list[tuple[int, int]] = []
    result = import_file(path, seeded, ImportOptions(progress=lambda done, total: told.append((done, total))))
    assert (result.file, result.format) == (str(path), "rewards")
    with Store.open(seeded) as store:
        noted = store.imports()[-1]
    assert (noted.file, noted.sha256) == ("some_model.csv.gz", hashlib.sha256(path.read_bytes()).hexdigest())
    assert (noted.format, noted.target) == ("rewards", "annotator some_model")
    assert (noted.read, noted.kept, noted.rejected, noted.unknown) == (3, 2, 0, 1)
    assert noted.tool_version
    assert told[-1] == (path.stat().st_size, path.stat().st_size)


@pytest.mark.parametrize("name", list(FILES))
def test_an_error_on_the_last_line_leaves_nothing(load: Load, seeded: Path, name: str) -> None:
    before = _summary(seeded)
    with pytest.raises(FormatError, match=rf"line {FILES[name].count(chr(10)) + 1}: "):
        load(name, FILES[name].encode() + b"not \xff text\n", dataset="new")
    assert _summary(seeded) == before


def test_an_interruption_leaves_nothing(load: Load, seeded: Path) -> None:
    before = _summary(seeded)

    def interrupt(done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load("more.csv", FILES["rewards.csv"], progress=interrupt)
    assert _summary(seeded) == before


@pytest.mark.parametrize("fails", [False, True])
def test_garbage_is_looked_for_as_often_as_before(load: Load, seeded: Path, *, fails: bool) -> None:
    before, during = gc.get_threshold(), []

    def watch(*_: int) -> None:
        during.append(gc.get_threshold())
        if fails and during[-1] != before:
            raise KeyboardInterrupt

    rows = "".join(f'{{"case_id": "n{n}", "prompt": "p", "chosen": "a", "rejected": "b"}}\n' for n in range(30_000))
    with pytest.raises(KeyboardInterrupt) if fails else nullcontext():
        load("many.jsonl", rows, progress=watch)
    assert any(each != before for each in during)
    assert gc.get_threshold() == before


def test_a_failed_first_import_leaves_no_store(load: Load, store_path: Path, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="line 2"):
        load("pairs.csv", "prompt,chosen,rejected\np,a\n")
    assert [path.name for path in tmp_path.iterdir()] == ["pairs.csv"]


def test_another_text_under_a_known_id(load: Load, seeded: Path) -> None:
    with pytest.raises(FormatError, match="Case 0 is already there with another text"):
        load("other.jsonl", FILES["hh.jsonl"])


def test_names_without_folder_and_endings() -> None:
    names = ["a/gpt-4.1.csv.gz", "B.JSONL", ".csv", "plain", "x.parquet"]
    assert [stem(Path(name)) for name in names] == ["gpt-4.1", "B", ".csv", "plain", "x"]


def test_files_that_differ_in_a_running_number_are_one_dataset(write: Write, store_path: Path) -> None:
    rows = [f'{{"prompt": "q{n}", "chosen": "yes", "rejected": "no"}}\n' for n in range(3)]
    paths = [write("part-10.jsonl", rows[2]), write("part-1.jsonl", rows[0]), write("part-2.jsonl", rows[1])]
    (result,) = import_files(paths, store_path)
    assert (result.file, result.outcome.what) == (str(paths[0].with_name("part-*.jsonl")), "3 cases, 3 annotations")
    with Store.open(store_path) as store:
        assert [store.case(n).prompt for n in range(3)] == ["q0", "q1", "q2"]
    assert [result.outcome.kept for result in import_files(paths, store_path)] == [0]
    (found,) = preview_files(paths, ImportOptions())
    assert [case.prompt for case in found.cases] == ["q0", "q1", "q2"]


def test_answers_in_numbered_files_stay_apart(write: Write, seeded: Path) -> None:
    answers = "row_id,preference\n0,1\n1,-1\n"
    results = import_files([write("gpt-4.csv", answers), write("gpt-5.csv", answers)], seeded)
    assert [result.outcome.target for result in results] == ["annotator gpt-4", "annotator gpt-5"]
