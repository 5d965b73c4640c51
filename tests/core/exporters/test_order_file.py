"""An order that is saved is read again, by the report and by an import, whatever its principles are called."""

from pathlib import Path

from click.testing import CliRunner

from core.exporters.order_file import write_order
from core.importers.declared_order import read_order
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
