"""Everything a report is asked for comes from one function, which tells of its work and can be ended in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.audit import audit, load
from core.audit.full_report import ReportOptions, full_report
from core.audit.measuring import Progress
from core.journal.standing import Standing
from core.storage.store import Store
from tests.core.audit.answering import add, sure
from tests.core.building import WORKED


class Watched:
    """Keeps what was told of each work, and may end one at its first word."""

    def __init__(self, end: str = "") -> None:
        self.told: dict[str, list[tuple[int, int]]] = {}
        self._end = end

    @contextmanager
    def __call__(self, title: str) -> Iterator[Progress]:
        self.told[title] = []

        def tell(done: int, total: int) -> None:
            if title == self._end:
                raise KeyboardInterrupt
            self.told[title].append((done, total))

        yield tell


@pytest.fixture
def unsure(worked: Path) -> Path:
    """The worked example with a second oracle that says how sure it is."""
    answers = {
        cell: (0.8 * a + 0.05, 0.8 * b + 0.05, 0.8 * neither + 0.05) for cell, (a, b, neither) in sure(WORKED).items()
    }
    add(worked, "asked", answers)
    return worked


def test_it_is_the_audit_with_its_oracles_and_their_noise(unsure: Path) -> None:
    watched = Watched()
    options = ReportOptions(bootstrap=60, seed=4, noise=True, oracle="asked", oracle_noise=20)
    with Store.open(unsure) as store:
        full = full_report(store, Standing(), options, watched)
        plain = audit(load(store, oracle="asked"), replicates=60, seed=4, noise=True)
    assert (full.report.dataset, full.report.annotators, full.report.pairs) == (
        plain.dataset,
        plain.annotators,
        plain.pairs,
    )
    assert full.report.has_probabilities
    assert full.report.oracles is not None
    assert full.report.oracle_noise is not None
    assert (full.measured.names, full.data.oracle.name) == (("a0", "a1"), "asked")
    assert list(watched.told) == ["bootstrap", "oracle noise"]
    for told in watched.told.values():
        assert told == sorted(told)
        assert len({total for _, total in told}) == 1


def test_who_follows_an_order_is_in_the_report_whoever_else_is_asked_for(worked: Path, tmp_path: Path) -> None:
    order = tmp_path / "mine.txt"
    order.write_text("Rule 2\nRule 0\nRule 1\n", encoding="utf-8")
    with Store.open(worked) as store:
        options = ReportOptions(annotators=("a1",), bootstrap=0, orders=(order,))
        full = full_report(store, Standing(), options)
        named = full_report(store, Standing(), ReportOptions(annotators=("a1",), bootstrap=0))
    assert [each.name for each in full.report.annotators] == ["a1", "mine"]
    assert full.measured.names == ("a1", "mine", "a0"), "the reference is measured, not reported"
    assert [each.name for each in named.report.annotators] == ["a1"]


@pytest.mark.parametrize("work", ["bootstrap", "oracle noise"])
def test_what_is_told_of_the_work_may_end_it(unsure: Path, work: str) -> None:
    options = ReportOptions(bootstrap=60, oracle="asked", oracle_noise=20)
    with Store.open(unsure) as store, pytest.raises(KeyboardInterrupt):
        full_report(store, Standing(), options, Watched(work))
