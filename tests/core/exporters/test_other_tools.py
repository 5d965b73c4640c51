"""What goes to other tools comes back as the same store: annotated pairs, tasks of Label Studio, records of Argilla."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from core.audit.data import load
from core.audit.full_report import ReportOptions, full_report
from core.exporters.export import ExportRequest, export
from core.importers.importing import import_file, import_files
from core.importers.options import ImportOptions
from core.journal.events import Event
from core.journal.standing import Standing
from core.model.errors import ExportError
from core.model.terms import AnnotatorKind
from core.storage.store import Store

SAMPLE = Path(__file__).parents[3] / "sample_data"
FLAG: dict[str, Any] = {"event": "review", "annotator": "human", "verdict": "flag", "reason": "arbitrary"}
TEXTS = [("=1+1\nWhy?", "\n A ", "'b"), ("Of what?", "x", "y"), ("Human: q", "same", "same"), ("Again?", "yes", "no")]


def made(path: Path) -> Path:
    """A store of the sample: three annotators of three kinds, whose votes are all there."""
    cases = [SAMPLE / name for name in ("cases.jsonl", "principles.txt", "votes.csv")]
    import_files(cases, path, ImportOptions(short_names=SAMPLE / "principles_short.txt"))
    import_file(SAMPLE / "rm-small.csv", path, ImportOptions(kind=AnnotatorKind.REWARD_MODEL))
    import_file(SAMPLE / "aligned-llm.csv", path, ImportOptions(kind=AnnotatorKind.LLM))
    return path


def small(path: Path) -> Path:
    lines = path.with_suffix(".jsonl")
    rows: list[dict[str, Any]] = [
        {"prompt": prompt, "a": a, "b": b, "case": f"c{n}", "topic": "tea", "model_a": "m1", "model_b": "m2"}
        | {"who": who, "side": ("a", "b", "tie")[(n + k) % 3], "score": n, "rating": 3 - n if k else ""}
        for n, (prompt, a, b) in enumerate(TEXTS)
        for k, who in enumerate(("human", "-ann"))
    ]
    lines.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    named = "prompt=prompt,a=a,b=b,preference=side,annotator=who,case=case"
    import_file(lines, path, ImportOptions(map=named))
    return path


def written(store: Path, what: str, target: Path, standing: Standing | None = None, **asked: Any) -> Any:
    with Store.open(store) as opened:
        export(opened, standing or Standing(), ExportRequest(what, **asked), target)
    return orjson.loads(target.read_bytes())


def flagged(*cases: str) -> Standing:
    standing = Standing()
    for seq, case in enumerate(cases):
        standing.apply(Event(f"e{seq}", seq, f"2026-01-31T12:00:0{seq}.000Z", "r1", case=case, **FLAG))
    return standing


def report(path: Path) -> bytes:
    with Store.open(path) as store:
        found = full_report(store, Standing(), ReportOptions(bootstrap=40)).report
    return orjson.dumps(found.document())


def held(path: Path) -> tuple[object, ...]:
    """Everything of a store but where it came from."""
    with Store.open(path) as store:
        facts = {n: sorted(found) for n, found in store.facts.between(0, store.count_cases()).items()}
        said = [(each.name, each.kind, *map(bytes, store.annotations(each))) for each in store.annotators()]
        return list(store.cases()), store.principles(), said, facts, [each.name for each in store.oracles()]


def test_annotated_pairs_import_as_the_same_store(tmp_path: Path) -> None:
    first = made(tmp_path / "s.duckdb")
    document = written(first, "annotated-pairs", tmp_path / "pairs.json")
    assert document["metadata"]["default_annotator"] == "ba751e7b"
    with Store.open(first) as store:
        assert document["annotators"]["ba751e7b"]["name"] == load(store).reference().name
    again = tmp_path / "again" / "s.duckdb"
    again.parent.mkdir()
    result = import_file(tmp_path / "pairs.json", again)
    assert result.format == "annotated-pairs"
    assert held(again) == held(first)
    assert report(again) == report(first)


def test_a_missing_vote_and_one_for_neither_stay_what_they_are(tmp_path: Path) -> None:
    first = small(tmp_path / "s.duckdb")
    (tmp_path / "rules.txt").write_text("Be kind.\nBe fair.\n")
    (tmp_path / "votes.csv").write_text("row_id,principle_id,preference\nc0,0,1\nc0,1,0\nc1,1,-1\n")
    import_files([tmp_path / "rules.txt", tmp_path / "votes.csv"], first)
    document = written(first, "annotated-pairs", tmp_path / "pairs.json")
    keys = [key for key, about in document["annotators"].items() if about["type"] == "principle"]
    pairs = document["comparisons"]
    assert [pairs[0]["annotations"][key] for key in keys] == [
        {"pref": "a"},
        {"pref": None, "no_pref_reason": "not_applicable"},
    ]
    assert pairs[1]["annotations"][keys[0]] == {"pref": None, "no_pref_reason": "invalid"}
    assert (pairs[0]["response_a"], pairs[0]["metadata"]["topic"]) == ({"text": "\n A ", "model": "m1"}, "tea")
    again = tmp_path / "again" / "s.duckdb"
    again.parent.mkdir()
    import_file(tmp_path / "pairs.json", again)
    assert held(again) == held(first)
    assert report(again) == report(first)


def test_feedback_forensics_opens_annotated_pairs(tmp_path: Path) -> None:
    loader = pytest.importorskip("feedback_forensics.data.loader")
    written(made(tmp_path / "s.duckdb"), "annotated-pairs", tmp_path / "pairs.json")
    found = loader.get_votes_dict(tmp_path / "pairs.json")
    assert found["reference_annotator_col"] == "ba751e7b"
    variants = [about["variant"] for about in found["annotator_metadata"].values()]
    with Store.open(tmp_path / "s.duckdb") as store:
        assert variants.count("icai_principle") == len(store.principles())
        human, given = store.annotations(store.annotators()[0])
        assert len(found["df"]) == store.count_cases()
    chosen = found["df"]["ba751e7b"].tolist()
    assert chosen.count("text_a") == int((human[given] == 1).sum())


def test_what_label_studio_labels_fits_the_cases(tmp_path: Path) -> None:
    first = small(tmp_path / "s.duckdb")
    tasks = written(first, "labelstudio", tmp_path / "tasks.json", flagged("c0", "c1"))
    assert [task["data"]["case_id"] for task in tasks] == ["c0", "c1"]
    assert tasks[0]["predictions"][0]["model_version"] == "human"
    assert tasks[0]["predictions"][0]["result"][0]["value"] == {"selected": "left"}
    for number, task in enumerate(tasks):
        result = {**tasks[0]["predictions"][0]["result"][0], "value": {"selected": "right"}, "id": "x"}
        annotation = {"id": 9, "completed_by": 1, "was_cancelled": False, "result": [result]}
        task |= {"id": 70 + number, "annotations": [annotation]}
    (tmp_path / "done.json").write_bytes(orjson.dumps(tasks))
    done = import_file(tmp_path / "done.json", first)
    assert done.outcome.what == "0 cases, 2 annotations"
    with Store.open(first) as store:
        sides, _ = store.annotations(store.annotators()[-1])
        assert (store.annotators()[-1].name, sides.tolist()) == ("1", [-1, -1, 0, 0])
        assert store.count_cases() == len(TEXTS)


def test_what_label_studio_exports_flat_fits_the_cases(tmp_path: Path) -> None:
    first = small(tmp_path / "s.duckdb")
    (task, *_) = written(first, "labelstudio", tmp_path / "tasks.json", flagged("c3"))
    row = {**task["data"], "id": 1, "annotator": 2, "annotation_id": 5, "lead_time": 1.5, "comparison": "right"}
    (tmp_path / "done.json").write_bytes(orjson.dumps([row]))
    result = import_file(tmp_path / "done.json", first)
    assert (result.format, result.outcome.what) == ("label-studio-min", "0 cases, 1 annotation")


def test_what_argilla_records_fits_the_cases(tmp_path: Path) -> None:
    first = small(tmp_path / "s.duckdb")
    records = written(first, "argilla", tmp_path / "records.json", where="score:>=1")
    assert [record["id"] for record in records] == ["c1", "c2", "c3"]
    assert records[0]["suggestions"] == {"preference": {"value": "response2", "score": None, "agent": "human"}}
    for record in records:
        record |= {"status": "completed", "responses": {"preference": [{"value": "response1", "user_id": "u1"}]}}
    (tmp_path / "done.json").write_bytes(orjson.dumps(records))
    result = import_file(tmp_path / "done.json", first)
    assert (result.format, result.outcome.what) == ("argilla", "0 cases, 3 annotations")


def test_a_document_has_one_ending(tmp_path: Path) -> None:
    first = small(tmp_path / "s.duckdb")
    with Store.open(first) as store, pytest.raises(ExportError, match=r"does not end in \.json: choose a name"):
        export(store, Standing(), ExportRequest("labelstudio"), tmp_path / "tasks.csv")
