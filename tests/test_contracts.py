"""The boundaries bite: each contract is broken on a copy of the tree, once for each way in, and refused."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import PIPE

import pytest

Lint = Callable[[], tuple[bool, str]]
ROOT = Path(__file__).resolve().parents[1]
LINTER = """
import contextlib, io, json, sys
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports
for line in sys.stdin:
    with contextlib.redirect_stdout(io.StringIO()) as said:
        status = lint_imports(no_cache=True)
    print(json.dumps([status == EXIT_STATUS_SUCCESS, said.getvalue()]), flush=True)
"""

CORE = "rooms of core"
TUI = "rooms of tui"
INTERFACE = "core never imports the user interface"
DATABASE = "knows the database"
METRICS = "metrics are of arrays"
TERMS = "the terms of core stand alone"
WIDGETS = "widgets know the terms"
SCREENS = "screens do not know one another"
HEAVY = "is imported where it is used"
ROWS = "are imported where they are used"

BREAKS = (
    # each room of core reaches one room up, and a room beside it
    ("core/model/terms.py", "import core.storage.bits", CORE),
    ("core/model/terms.py", "import core.metrics.agreement", CORE),
    ("core/metrics/agreement.py", "import core.storage.store", CORE),
    ("core/storage/store.py", "import core.metrics.agreement", CORE),
    ("core/storage/store.py", "import core.journal.events", CORE),
    ("core/metrics/tally.py", "import core.journal.standing", CORE),
    ("core/journal/standing.py", "import core.query.kinds", CORE),
    ("core/journal/standing.py", "import core.importers.importing", CORE),
    ("core/query/kinds.py", "import core.importers.importing", CORE),
    ("core/importers/importing.py", "import core.query.grammar", CORE),
    ("core/query/kinds.py", "import core.audit.data", CORE),
    ("core/importers/votes.py", "import core.audit.data", CORE),
    ("core/audit/data.py", "import core.review.session", CORE),
    ("core/audit/report.py", "import core.exporters.table", CORE),
    ("core/audit/report.py", "import core.oracle.terms", CORE),
    ("core/exporters/subjects.py", "import core.review.session", CORE),
    ("core/review/session.py", "import core.exporters.table", CORE),
    ("core/oracle/run/run.py", "import core.review.session", CORE),
    ("core/review/session.py", "import core.oracle.terms", CORE),
    # likewise in tui
    ("tui/common/format.py", "import tui.widgets.rows", TUI),
    ("tui/widgets/rows.py", "import tui.presenting.parties", TUI),
    ("tui/widgets/rows.py", "import tui.background.intervals", TUI),
    ("tui/presenting/parties.py", "import tui.background.intervals", TUI),
    ("tui/background/intervals.py", "import tui.presenting.parties", TUI),
    ("tui/presenting/parties.py", "import tui.screens.review.screen", TUI),
    ("tui/screens/review/screen.py", "import tui.app.app", TUI),
    ("tui/app/app.py", "import tui.cli.options", TUI),
    # no room of core shows anything
    ("core/model/safe_text.py", "import rich", INTERFACE),
    ("core/audit/report.py", "import textual", INTERFACE),
    ("core/oracle/run/run.py", "import click", INTERFACE),
    ("core/exporters/table.py", "import tui.common.format", INTERFACE),
    # the database has one room
    ("core/model/terms.py", "import duckdb", DATABASE),
    ("core/metrics/agreement.py", "import duckdb", DATABASE),
    ("core/journal/events.py", "import duckdb", DATABASE),
    ("core/importers/votes.py", "import duckdb", DATABASE),
    ("core/query/evaluation.py", "import duckdb", DATABASE),
    ("core/audit/data.py", "import duckdb", DATABASE),
    ("core/exporters/dataset.py", "import duckdb", DATABASE),
    ("core/oracle/journal/runs.py", "import duckdb", DATABASE),
    ("core/review/session.py", "import duckdb", DATABASE),
    ("tui/cli/info.py", "import duckdb", DATABASE),
    ("tui/widgets/rows.py", "import duckdb", DATABASE),
    ("sample_data/__init__.py", "import duckdb", DATABASE),
    # metrics and terms know arrays alone
    ("core/metrics/agreement.py", "import pandas", METRICS),
    ("core/metrics/agreement.py", "import orjson", METRICS),
    ("core/model/terms.py", "import orjson", TERMS),
    ("core/model/errors.py", "import scipy", TERMS),
    # widgets are told what to show
    ("tui/widgets/rows.py", "import core.storage.store", WIDGETS),
    ("tui/widgets/rows.py", "import core.review.session", WIDGETS),
    ("tui/widgets/status_line.py", "import core.query.grammar", WIDGETS),
    ("tui/common/keys.py", "import core.review.session", WIDGETS),
    # screens do not know one another
    ("tui/screens/review/screen.py", "import tui.screens.runs.raw_answers", SCREENS),
    ("tui/screens/rankings/screen.py", "import tui.screens.review.keys", SCREENS),
    ("tui/screens/vote_check/screen.py", "import tui.screens.runs.rows", SCREENS),
    ("tui/screens/dialogs/help.py", "import tui.screens.review.screen", SCREENS),
    # what is slow to load has one place each
    ("core/oracle/run/run.py", "import litellm", HEAVY),
    ("tui/cli/info.py", "import litellm", HEAVY),
    ("core/review/session.py", "import pandas", HEAVY),
    ("tui/screens/rankings/screen.py", "import plotly", HEAVY),
    ("core/importers/votes.py", "import pyarrow", ROWS),
    ("core/exporters/dataset.py", "import openpyxl", ROWS),
    ("core/importers/containers/places.py", "import datasets", ROWS),
    ("core/exporters/report/markdown.py", "import jinja2", HEAVY),
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages and of what is said of them."""
    copy = tmp_path_factory.mktemp("tree")
    for package in ("core", "tui", "sample_data"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


@pytest.fixture
def broken(tree: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The copy with a line appended to a module."""
    module, line, _ = request.param
    path = tree / module
    before = path.read_text(encoding="utf-8")
    path.write_text(f"{before}\n{line}\n", encoding="utf-8")
    yield tree
    path.write_text(before, encoding="utf-8")


@pytest.fixture(scope="module")
def linter(tree: Path) -> Iterator[Lint]:
    """Checks the copy as it is at the time: whether all contracts are kept, and what is said; one process for all."""
    environment = {"PYTHONPATH": str(tree), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", LINTER]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True, cwd=tree, env=environment) as process:

        def lint() -> tuple[bool, str]:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("\n")
            process.stdin.flush()
            kept, said = json.loads(process.stdout.readline())
            return kept, said

        yield lint


def test_the_tree_as_it_is_keeps_all_contracts(linter: Lint) -> None:
    kept, said = linter()
    assert kept, said
    assert " 0 broken." in said


@pytest.mark.parametrize(
    ("broken", "contract"),
    [pytest.param(each, each[2], id=f"{each[0]}: {each[1]}") for each in BREAKS],
    indirect=["broken"],
)
def test_a_wrong_import_is_refused_by_its_contract(broken: Path, linter: Lint, contract: str) -> None:
    kept, said = linter()
    refused = [line for line in said.splitlines() if " BROKEN" in line]
    assert not kept, said
    assert any(contract in line for line in refused), said
