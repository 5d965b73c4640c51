"""The report on terminals of many widths."""

import io
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from core.audit import audit, load
from core.audit.report import Report
from core.exporters.report.sheet import Sheet, SheetColumn
from core.storage.store import Store
from tests.core.building import A0, A1, WORKED, build
from tui.cli.printing.fitted_table import fitted_table
from tui.cli.printing.report import print_report


@pytest.fixture
def report(tmp_path: Path) -> Report:
    path = build(tmp_path / "s.duckdb", WORKED, {"a0": A0, "an annotator with a very long name indeed": A1})
    with Store.open(path) as store:
        return audit(load(store), replicates=40, noise=True)


def printed(report: Report, width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    print_report(report)
    return capsys.readouterr().out


@pytest.mark.parametrize("width", [40, 50, 60, 72, 80, 100, 120, 200])
def test_every_line_fits_and_no_number_is_cut(
    report: Report, width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(report, width, monkeypatch, capsys)
    assert max(map(cell_len, text.splitlines())) <= width
    for line in text.splitlines():
        assert not re.search(r"\d…", line), line
    for row in report.annotators[0].priorities:
        assert f"{abs(row.priority or 0):.3f}" in text
    flat = " ".join(text.split())
    for heading in ("Elo", "ranks", "95 % interval"):
        table = text.split("What a0 follows")[1].split("What an")[0]
        assert heading in table.splitlines()[2] or re.search(rf"left out at {width} columns: [^:]*{heading}", flat)


def test_no_columns_at_all_are_those_of_a_file(
    report: Report, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert printed(report, 0, monkeypatch, capsys) == printed(report, 120, monkeypatch, capsys) != ""


def test_a_minus_is_one_sign_everywhere(
    report: Report, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(report, 120, monkeypatch, capsys)
    assert "−0.178" in text
    assert not re.search(r"(?<!\w)-\d", text)


def test_a_file_has_all_columns(report: Report) -> None:
    file = io.StringIO()
    print_report(report, file)
    assert "left out" not in file.getvalue()
    assert "Elo" in file.getvalue()


def test_columns_go_by_their_importance_and_names_are_cut_last() -> None:
    columns = (
        SheetColumn("name", ["a rather long name of something", "b"], "name"),
        SheetColumn("kept", ["1"] * 2),
        SheetColumn("first", [22] * 2, drop=2),
        SheetColumn("last", ["333"] * 2, drop=1, called="the last one"),
    )

    def headings(width: int) -> list[str]:
        return [str(column.header) for column in fitted_table(Sheet("t", columns), width).columns]

    assert headings(80) == ["name", "kept", "first", "last"]
    assert headings(45) == ["name", "kept", "first", "last"]
    assert headings(40) == ["name", "kept", "last"]
    assert headings(30) == ["name", "kept"]
    assert (
        str(fitted_table(Sheet("t", columns, "said"), 30).caption)
        == "said\nleft out at 30 columns: the last one, first"
    )
