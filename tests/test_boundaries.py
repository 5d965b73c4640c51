"""What may import what, and what may not be loaded by a command that does nothing heavy."""

import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from grimp import build_graph

ROOT = Path(__file__).resolve().parents[1]
HEAVY = {"duckdb", "numpy", "textual", "rich", "orjson", "pyarrow", "pandas", "scipy", "litellm"}
INTERFACE = {"textual", "rich", "click", "tui"}


def loaded_by(code: str) -> set[str]:
    """The top-level packages in memory after some code ran in a new interpreter."""
    script = f"{code}\nimport sys\nprint(' '.join({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split("\n")[-2].split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["import", "--help"],
        ["report", "--help"],
        ["judge", "--help"],
        ["principles", "--help"],
        ["--version"],
    ],
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = f"from tui.cli import cli\ntry:\n    cli({arguments!r})\nexcept SystemExit:\n    pass"
    assert not loaded_by(code) & HEAVY


def test_nothing_heavy_is_loaded_before_collecting_garbage_is_put_off() -> None:
    assert not loaded_by("import tui.cli, tui.cli.review") & HEAVY


def test_core_alone_loads_nothing() -> None:
    assert not loaded_by("import core; assert not hasattr(core, 'Store')") & (HEAVY | INTERFACE)


def test_to_read_data_no_metric_is_loaded() -> None:
    script = "import sys, core.audit.data; print(*[name for name in sys.modules if name.startswith('core.metrics')])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_first_frame_waits_for_nothing_that_measures_or_reports() -> None:
    script = "import sys, tui.cli, core.review.session, tui.app.app, tui.screens.review.screen; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {"core.audit.apart", "core.metrics.tally"} <= loaded
    beyond = {"measuring", "populations", "report", "oracle_results", "correcting"}
    assert not ({f"core.audit.{each}" for each in beyond} | {"numpy.ma", "tui.presenting.guide.pages"}) & loaded
    assert not {name for name in loaded if name.startswith(("core.exporters", "core.oracle", "core.importers"))}


def test_no_module_of_the_library_loads_the_interface_or_what_is_slow() -> None:
    script = """
import sys
from importlib import import_module
from pkgutil import walk_packages
import core
for found in walk_packages(core.__path__, "core."):
    before = {name.partition(".")[0] for name in sys.modules}
    import_module(found.name)
    print(found.name, *{name.partition(".")[0] for name in sys.modules} - before)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loads = {name: set(loaded) for name, *loaded in (line.split() for line in done.stdout.splitlines())}
    files = (path.relative_to(ROOT) for path in ROOT.joinpath("core").rglob("*.py") if path.name != "__init__.py")
    assert {".".join(path.with_suffix("").parts) for path in files} <= set(loads), "every module is walked"
    unwanted = INTERFACE | {"litellm", "openai", "pandas", "scipy", "plotly", "jinja2"}
    unwanted |= {"pyarrow", "openpyxl", "datasets", "zstandard"}
    assert {name: loaded & unwanted for name, loaded in loads.items() if loaded & unwanted} == {}


def test_no_modules_import_one_another_in_a_circle() -> None:
    graph = build_graph("core", "tui", "sample_data", exclude_type_checking_imports=True, cache_dir=None)
    imported = {each: graph.find_modules_directly_imported_by(each) for each in graph.modules}
    assert len(imported) > 500
    TopologicalSorter(imported).prepare()  # which names the modules of a circle


def test_the_reviewer_starts_and_counts_on_numpy_alone() -> None:
    code = """
import asyncio, tempfile
from pathlib import Path
from tui.cli.demo import build_sample
from core.review.session import ReviewSession
from tui.app.app import DiscretionApp

async def review(session):
    async with DiscretionApp(session).run_test() as pilot:
        await pilot.press("f", "n", "2", "3", "1")
        await pilot.app.workers.wait_for_complete()

with tempfile.TemporaryDirectory() as folder:
    store = Path(folder) / "sample.duckdb"
    build_sample(store)
    session, _ = ReviewSession.open(store, "r1")
    with session:
        asyncio.run(review(session))
        assert session.standing.reviewers == ("r1",)
"""
    loaded = loaded_by(code)
    assert {"duckdb", "numpy", "textual"} <= loaded
    assert not loaded & {"scipy", "pandas", "litellm", "pyarrow", "plotly", "jinja2"}
