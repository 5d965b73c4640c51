"""Every command on a store on a disk that is really mounted for reading alone."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_MOUNT = "mount -t tmpfs none {0} && cp -r {1}/. {0} && mount -o remount,ro {0}"
_TRIED = """
import json, sys
from pathlib import Path
from click.testing import CliRunner
from core.review.session import ReviewSession
from tui.cli import cli

told = []
for arguments in json.loads(sys.argv[1]):
    done = CliRunner().invoke(cli, arguments)
    told.append((done.exit_code, done.stderr.strip()))
for reviews in json.loads(sys.argv[2]):
    session, warnings = ReviewSession.open(Path(sys.argv[3]), "r1", reviews=reviews and Path(reviews))
    with session:
        told.append((session.store.count_cases(), " ".join(warnings)))
print(json.dumps(told))
"""


@pytest.fixture
def read_only(store: Path, tmp_path: Path) -> tuple[Path, list[str]]:
    """A folder that will hold a store and a file of judgements, and what runs a program where it is mounted so."""
    folder, contents = tmp_path / "disk", tmp_path / "contents"
    folder.mkdir()
    contents.mkdir()
    shutil.copy(store, contents / "s.duckdb")
    (contents / "human.csv").write_text("row_id,preference\n1,A\n")
    mounted = _MOUNT.format(folder, contents)
    inside = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", f'{mounted} && exec "$@"', "sh"]
    try:
        subprocess.run([*inside, "true"], check=True, capture_output=True, timeout=60)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("nothing can be mounted here")
    return folder, inside


def test_what_reads_works_and_what_writes_says_so(read_only: tuple[Path, list[str]], tmp_path: Path) -> None:
    folder, inside = read_only
    where, out = ["-s", f"{folder}/s.duckdb"], tmp_path / "out"
    out.mkdir()
    tried = {
        ("info", *where): "",
        ("report", *where, "--bootstrap", "0", "-o", f"{out}/r.json"): "Wrote",
        ("export", "flags", *where, "-o", f"{out}/p.csv"): "Wrote",
        ("export", "flags", *where, "-o", f"{folder}/p.csv"): "p.csv cannot be written (Read-only file system): ",
        ("export", "lake", *where, f"{folder}/lake"): "lake cannot be written (Read-only file system): choose another",
        ("import", *where, f"{folder}/human.csv"): "s.duckdb cannot be opened for writing (the database says “Cannot",
        ("import", "-s", f"{folder}/n.duckdb", f"{folder}/human.csv"): "n.duckdb cannot be made (Read-only file syst",
    }
    opened = [None, str(out / "reviews"), f"{folder}/reviews"]
    program = [sys.executable, "-c", _TRIED, json.dumps(list(tried)), json.dumps(opened), f"{folder}/s.duckdb"]
    ran = subprocess.run([*inside, *program], capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    for (arguments, expected), (code, said) in zip(tried.items(), told, strict=False):
        assert expected in said, arguments
        assert code == int("cannot" in expected), arguments
        assert "\n" not in said, arguments
    kept = [said for _, said in told[len(tried) :]]
    for said in (kept[0], kept[2]):
        assert "cannot be opened for writing: Read-only file system. You can look around" in said
    assert kept[1] == ""
    assert sorted(each.name for each in out.iterdir()) == ["p.csv", "r.json", "reviews"]
