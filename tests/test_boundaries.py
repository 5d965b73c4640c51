"""What may import what, and what may not be loaded by a command that does nothing heavy."""

import subprocess
import sys

import pytest

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


def test_core_alone_loads_nothing() -> None:
    assert not loaded_by("import core") & (HEAVY | INTERFACE)


def test_the_library_never_loads_the_interface() -> None:
    modules = ["audit", "session", "intake", "tally", "importers.registry", "exporters.subjects", "exporters.markdown"]
    modules += ["oracle.run", "oracle.client", "oracle.planning", "oracle.taking", "constitutions.shipped"]
    assert not loaded_by("\n".join(f"import core.{module}" for module in modules)) & (INTERFACE | {"litellm"})
