"""Run a notebook in text form: `python -m tests.sample_data.executing` writes what its cells print below them."""

import ast
import re
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.importers.importing import import_file
from core.importers.options import ImportOptions
from sample_data import MULTIPREF, folder

NOTEBOOK = folder() / "notebook.md"


def executed(text: str) -> str:
    """The same text with what each cell prints, and its last value, in a block below it; in the working folder."""
    names: dict[str, Any] = {}

    def run(cell: re.Match[str]) -> str:
        printed = printed_by(cell[1], names)
        return f"```python\n{cell[1]}```\n" + (f"\n```text\n{printed}\n```\n" if printed else "")

    without = re.sub(r"\n```text\n.*?```\n", "", text, flags=re.DOTALL)
    return re.sub(r"```python\n(.*?)```\n", run, without, flags=re.DOTALL)


def printed_by(cell: str, names: dict[str, Any]) -> str:
    """Run lines as a notebook does."""
    tree = ast.parse(cell)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    out = StringIO()
    with redirect_stdout(out):
        exec(compile(tree, "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
            if value is not None:
                out.write(f"{value!r}\n")
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines())


def second_example(store: Path) -> Path:
    """Import the second example, as the README does."""
    import_file(folder() / MULTIPREF, store, ImportOptions())
    return store


if __name__ == "__main__":
    with TemporaryDirectory() as place, chdir(place):
        second_example(Path("multipref.duckdb"))
        found = executed(NOTEBOOK.read_text(encoding="utf-8"))
    NOTEBOOK.write_text(found, encoding="utf-8")
