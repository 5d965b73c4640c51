"""What CONTRIBUTING says of the tree is so."""

import ast
import re
from pathlib import Path

from core.query import terms
from core.query.form import TermForm

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SQL = re.compile(r"\b(SELECT\s|INSERT INTO\s|CREATE TABLE\s|DELETE FROM\s|UPDATE \w+ SET\s|COPY [(\w]|DROP TABLE\s)")


def rooms() -> set[str]:
    """The folders of core and tui."""
    folders = (path for package in ("core", "tui") for path in (ROOT / package).iterdir())
    return {path.relative_to(ROOT).as_posix() for path in folders if any(path.glob("*.py"))}


def sources() -> list[Path]:
    return [path for package in ("core", "tui", "sample_data") for path in (ROOT / package).rglob("*.py")]


def has_sql(path: Path) -> bool:
    """Whether a string of a module, other than a docstring, holds SQL."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, documented)}
    strings = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return any(SQL.search(text) for text in strings if text not in docstrings)


def test_every_room_has_its_line_and_there_are_no_others() -> None:
    assert set(re.findall(r"^\| `((?:core|tui)/\w+)/` \|", PAGE, re.MULTILINE)) == rooms()


def test_the_picture_shows_the_rooms_in_the_order_of_the_contracts() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for package in ("core", "tui"):
        drawn = re.search(rf"^{package}    ?(\S.*)$", PAGE, re.MULTILINE)
        held = re.search(rf'containers = \["{package}"\]\nlayers = \[(.*?)\]', project, re.DOTALL)
        assert drawn is not None
        assert held is not None
        assert [part.strip() for part in drawn[1].split("→")] == re.findall(r'"([^"]+)"', held[1])


def test_no_module_lies_loose() -> None:
    loose = [path.name for package in ("core", "tui") for path in (ROOT / package).glob("*.py")]
    assert loose == ["__init__.py", "__init__.py"]


def test_sql_stands_where_the_page_says() -> None:
    told = {"core/storage"}
    assert all(f"`{place}" in PAGE for place in told)
    found = {path.relative_to(ROOT).as_posix() for path in sources() if has_sql(path)}
    places = {"core/storage" if path.startswith("core/storage/") else path for path in found}
    assert places == told


def test_every_file_it_names_is_there() -> None:
    named = set(re.findall(r"`((?:core|tui|tests|sample_data)/[\w/]+(?:\.py)?)/?`", PAGE))
    assert len(named) > len(rooms())
    assert [place for place in sorted(named) if not (ROOT / place).exists()] == []


def test_what_is_to_be_extended_is_where_it_says() -> None:
    for place, name in (
        ("core/importers/formats/registry.py", "FORMATS"),
        ("tui/cli/import_commands.py", "FORMATS"),
        ("tui/app/app.py", "SCREENS"),
        ("core/query/terms.py", "FORMS"),
        ("tests/core/query/query_meaning.py", "MEANT"),
    ):
        assert re.search(rf"^{name}: Final", (ROOT / place).read_text(encoding="utf-8"), re.MULTILINE), place


def test_a_query_term_is_a_row_of_one_module() -> None:
    """No other module of the language names a term for what any row may have; those that do make or change filters."""
    forms = "|".join(name for name, each in vars(terms).items() if isinstance(each, TermForm))
    naming = {
        path.name
        for path in (ROOT / "core" / "query").glob("*.py")
        if re.search(rf"^from core\.query\.terms import .*\b({forms})\b", path.read_text("utf-8"), re.MULTILINE)
    }
    assert naming == {"editing.py", "grammar.py", "key_terms.py", "mistaken.py", "tree.py", "wanted.py"}


def test_no_name_of_a_class_is_given_twice() -> None:
    names = [name for path in sources() for name in re.findall(r"^class (\w+)", path.read_text("utf-8"), re.MULTILINE)]
    assert sorted({name for name in names if names.count(name) > 1 and not name.startswith("_")}) == []


def test_screens_have_the_files_that_a_screen_has() -> None:
    for folder in (ROOT / "tui" / "screens").iterdir():
        if folder.name != "dialogs" and any(folder.glob("*.py")):
            assert (folder / "screen.py").is_file(), folder.name
            assert (folder / "screen.md").is_file(), folder.name
