"""One export for the command and the reviewer: what is asked for is what is written, and for whom is told."""

import csv
from pathlib import Path

import pytest

from core.exporters.export import ExportRequest, export
from core.journal.standing import Standing
from core.model.errors import AuditError, ExportError
from core.storage import store as store_module
from core.storage.store import Store


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def store(worked: Path) -> Store:
    return Store.open(worked)


def test_all_annotators_are_written_unless_some_are_asked_for(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "p.csv"
    written = export(store, Standing(), ExportRequest("priorities", bootstrap=0), target)
    everyone = {each.name for each in store.annotators()}
    assert {row["annotator"] for row in rows(target)} == everyone
    assert (written.rows, written.whose) == (len(rows(target)), ())
    name = min(everyone)
    export(store, Standing(), ExportRequest("priorities", (name, name), bootstrap=0), target)
    assert {row["annotator"] for row in rows(target)} == {name}


def test_the_dataset_tells_whose_it_is(store: Store, tmp_path: Path) -> None:
    names = [each.name for each in store.annotators()]
    target = tmp_path / "d.csv"
    assert export(store, Standing(), ExportRequest("dataset"), target).whose == (names[0],)
    two = (names[1], names[0], names[1])
    assert export(store, Standing(), ExportRequest("dataset", two), target).whose == (names[1], names[0])


def test_the_filter_and_its_refusals(store: Store, tmp_path: Path) -> None:
    target, name = tmp_path / "d.csv", store.annotators()[0].name
    everything = export(store, Standing(), ExportRequest("dataset", (name,)), target).rows
    conflicts = export(store, Standing(), ExportRequest("dataset", (name,), where="conflict"), target).rows
    assert 0 < conflicts < everything
    target.unlink()
    for request, error in (
        (ExportRequest("flags", where="verdict:flag"), ExportError),
        (ExportRequest("flags", ("nobody",)), AuditError),
        (ExportRequest("flags", oracle="nobody"), AuditError),
    ):
        with pytest.raises(error):
            export(store, Standing(), request, target)
    assert not target.exists()


TEXTS = (
    ("dataset", "d.csv"),
    ("dataset", "d.parquet"),
    ("dataset", "d.dataset"),
    ("annotated-pairs", "d.json"),
    ("labelstudio", "d.json"),
    ("argilla", "d.json"),
    ("lake", "d"),
)


@pytest.mark.parametrize(("what", "name"), TEXTS)
def test_it_says_how_far_it_is_and_stopped_leaves_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, name: str
) -> None:
    monkeypatch.setattr(store_module, "_PAGE", 4)
    count, before = store.count_cases(), set(tmp_path.iterdir())
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done > 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(store, Standing(), ExportRequest(what), tmp_path / name, stop)
    assert told == [(0, count), (4, count), (8, count)]
    assert set(tmp_path.iterdir()) == before
