"""What lies in folders, as patterns name it; a folder that cannot be listed is never taken for an empty one."""

import errno
import os
import re
from collections.abc import Callable
from glob import glob
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from core.audit.statistics.build import LakeFiles
from core.importers.containers.places import places
from core.journal.replay import load_folder
from core.model.errors import FormatError, OracleError
from core.oracle.journal.runs import run_paths
from core.storage.lake_faults import refuse_special
from core.storage.listing import listed, matching, named
from sample_data import folder as sample
from tui.cli import cli

FILES = ("a.x", ".b.x", "one/a.x", "one/b.y", "one/.c.x", "one/two/a.x", ".h/a.x", "[q]/a.x")
PATTERNS = (
    *("*.x", "*", "?.x", "[ab].x", "**/*.x", "**", "one/*.x", "*/*.x", "*/two/*", "**/two/*.x", "one/**/*.x"),
    *("none/*.x", "one/a.x/*", ".*", "one/.*.x", ".h/*", "*/../one/*.x", "**/**/*.x", "link/*.x"),
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "link").symlink_to("one")
    return tmp_path


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_names_what_the_library_has_it_name(
    tree: Path, monkeypatch: pytest.MonkeyPatch, pattern: str
) -> None:
    monkeypatch.chdir(tree)
    found = glob(pattern, recursive=True)  # noqa: PTH207 - which takes hidden files as we do
    library = {Path(each) for each in found if not Path(each).is_dir()}
    through_links = {each for each in library if each.parts[0] == "link" and not pattern.startswith(("link", "*/"))}
    assert matching(Path(pattern)) == sorted(library - through_links)
    assert matching(tree / pattern) == [tree / each for each in matching(Path(pattern))]
    assert matching(Path(pattern), tree) == [tree / each for each in matching(Path(pattern))]


@pytest.mark.parametrize("pattern", ["*.x", "**/*.x", "**", "*/*.x", "one/*", "link/*.x", "*/*/*.x", "none/*"])
def test_hidden_or_not_it_names_what_the_database_reads(tree: Path, pattern: str) -> None:
    found = duckdb.execute("SELECT file FROM glob(?)", [f"{tree}/{pattern}"]).fetchall()
    assert named(f"{tree}/{pattern}") == sorted(Path(file) for (file,) in found)


def test_what_is_there_is_no_pattern(tree: Path) -> None:
    assert named(f"{tree}/[q]") == [tree / "[q]"]
    assert [each.name for each in listed(tree)] == sorted(["a.x", ".b.x", "one", ".h", "[q]", "link"])
    assert listed(tree / "none") == listed(tree / "a.x") == []


@pytest.fixture
def close(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Let a folder not be listed from now on, for nobody: who tests may be allowed everything."""

    def close(folder: Path) -> None:
        scandir = os.scandir

        def refuse(path: Any = ".") -> Any:
            if Path(os.fsdecode(path)) == folder:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), os.fsdecode(path))
            return scandir(path)

        monkeypatch.setattr(os, "scandir", refuse)

    return close


@pytest.mark.parametrize("pattern", ["one/*.x", "*/*.x", "**/*.x", "**"])
def test_a_folder_that_cannot_be_listed_is_an_error(tree: Path, close: Callable[[Path], None], pattern: str) -> None:
    close(tree / "one")
    for _ in range(2):
        with pytest.raises(PermissionError) as raised:
            matching(Path(pattern), tree)
        assert raised.value.filename == str(tree / "one")
    assert matching(Path("*.x"), tree) == [tree / "a.x"]
    with pytest.raises(FormatError, match=r"one, where .* may be, cannot be listed \(Permission denied\): mend"):
        places([f"{tree}/{pattern}"])
    with pytest.raises(PermissionError):
        refuse_special([f"{tree}/{pattern}"])
    with pytest.raises(PermissionError):
        list(LakeFiles((f"{tree}/{pattern}",), (), tree / "p").read())


def test_a_folder_of_a_lake_that_cannot_be_listed_is_an_error(tree: Path, close: Callable[[Path], None]) -> None:
    close(tree / "one" / "two")
    with pytest.raises(PermissionError):
        refuse_special([str(tree)])


def test_reviews_and_runs_that_cannot_be_listed_are_told(tmp_path: Path, close: Callable[[Path], None]) -> None:
    store, reviews = tmp_path / "s.duckdb", tmp_path / "s.reviews"
    files = [str(sample() / name) for name in ("cases.jsonl", "principles.txt", "votes.csv", "rm-small.csv")]
    assert CliRunner().invoke(cli, ["import", *files, "-s", str(store)]).exit_code == 0
    reviews.mkdir()
    close(reviews)
    assert load_folder(reviews)[1] == [
        f"{reviews} cannot be listed (Permission denied): none of its reviews is counted."
    ]
    for command in (["report", "--bootstrap", "0"], ["info"], ["export", "flags", "-o", str(tmp_path / "f.csv")]):
        done = CliRunner().invoke(cli, [*command, "-s", str(store)])
        assert done.stderr.count("none of its reviews is counted") == 1
    with pytest.raises(OracleError, match=r"The folder of runs .* cannot be read: Permission denied\."):
        run_paths(reviews)


def test_nothing_else_lists_folders_by_patterns() -> None:
    root = Path(__file__).parents[3]
    sources = [*matching(Path("core/**/*.py"), root), *matching(Path("tui/**/*.py"), root)]
    assert len(sources) > 500
    assert [each for each in sources if re.search(r"\br?glob\(", each.read_text())] == []
