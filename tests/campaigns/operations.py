"""What writes to the disk, each on a small store of its own, and what of it stands after whatever happened."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import orjson

from core.journal.events import read_journal, reviews_folder
from core.model.errors import JournalError
from core.model.terms import Verdict
from core.oracle.journal.writer import read_answers
from core.review.session import ReviewSession
from tests.campaigns.commands import discretion
from tests.core.building import A0, A1, WORKED, build, contents
from tests.core.oracle.asked import journal_at
from tests.core.oracle.scripted import Scripted, settle
from tui.cli.demo import demo_store

STORE: Final = "s.duckdb"
CASES: Final = 4
"""Cases of the run; each is asked about in two orders."""
_TIME: Final = re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?")

State = dict[str, Any]
"""What every file of a folder says, by its path within it."""


@dataclass(frozen=True)
class Operation:
    """One way of writing: what is there before, the step and what it is given, and whether it says what is safe.

    One that `tells` prints the id of each event once it stands; any other is done whole or not at all, except what is
    `gathered` piece by piece and goes on where it ended.
    """

    name: str
    prepare: Callable[[Path], object]
    step: Callable[..., None]
    given: tuple[Any, ...] = ()
    tells: bool = False
    gathered: bool = False


def state(folder: Path) -> State:
    """What a folder holds, times left out; a store that holds nothing is not there, nor what is hidden."""
    found: State = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or path.suffix in {".wal", ".new"} or name.startswith(".") or "/." in name:
            continue
        said = _said(path)
        if said:
            found[name] = said
    return found


def strays(folder: Path) -> set[str]:
    """The files of a folder that are nobody's: temporary ones, empty ones that are no journals, logs of no store."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
        and (
            (path.suffix == ".new" or path.name.startswith("."))
            or (path.suffix == ".wal" and not path.with_suffix("").exists())
            or (not path.stat().st_size and path.suffix not in {".jsonl", ".wal"})
        )
    }


def _said(path: Path) -> object:
    if path.suffix == ".duckdb":
        return _store_says(path)
    if path.parent.suffix == ".reviews" and path.suffix == ".jsonl":
        return [event.id for event in read_journal(path).events]
    if path.parent.suffix == ".runs" and path.suffix == ".jsonl":
        return sorted(answer.key for answer in read_answers(path))
    return _TIME.sub(b"", path.read_bytes())


def _store_says(path: Path) -> Mapping[str, object] | None:
    try:
        held = contents(path)
    except duckdb.Error:
        return None  # as a killed first import may leave it; to be of use again it must be written over
    said = {table: [tuple(_timeless(each) for each in row) for row in rows] for table, rows in held.items()}
    said["meta"] = [row for row in said.get("meta", []) if row[0] in {"format", "schema_version"}]
    return said if any(rows for table, rows in said.items() if table != "meta") else None


def _timeless(value: object) -> object:
    return None if isinstance(value, datetime) else value


def _store(folder: Path) -> None:
    build(folder / STORE, WORKED, {"a0": A0, "a1": A1})


def _files(folder: Path) -> None:
    rows = [{"case_id": f"x{n}", "prompt": f"Q{n}", "response_a": "Yes", "response_b": "No"} for n in range(40)]
    folder.joinpath("cases.jsonl").write_bytes(b"\n".join(map(orjson.dumps, rows)))
    bad = [*rows[:20], {"prompt": 7}, *rows[20:], {"prompt": "p", "response_a": [1]}]
    folder.joinpath("bad.jsonl").write_bytes(b"\n".join(map(orjson.dumps, bad)))
    folder.joinpath("said.csv").write_text("row_id,preference\n" + "".join(f"c{n},a\n" for n in range(15)))


def _store_and_files(folder: Path) -> None:
    _store(folder)
    _files(folder)


def _store_and_output(name: str) -> Callable[[Path], None]:
    def prepare(folder: Path) -> None:
        _store(folder)
        folder.joinpath(name).write_text("what was there before")

    return prepare


def judge_three(store: str) -> None:
    """Give three verdicts, print the id of each that stands, and go on where one does not."""
    session, _ = ReviewSession.open(Path(store).resolve(), "r1")
    with session:
        for n in range(3):
            try:
                print(session.judge(n, f"c{n}", Verdict.FLAG, note="n" * 600).id, flush=True)  # noqa: T201
            except JournalError:
                continue


def run_judge() -> None:
    """Ask a scripted model about a few cases, going on where the journal ends."""
    with journal_at(Path.cwd()) as journal:
        settle(Scripted(), journal, CASES)


def make_sample() -> None:
    """Make the bundled sample's store as `discretion demo` does."""
    demo_store(Path.cwd())


def _command(name: str, prepare: Callable[[Path], object], line: str) -> Operation:
    return Operation(name, prepare, discretion, (tuple(line.split()),))


OPERATIONS: Final = (
    _command("create", _files, f"import cases.jsonl -s {STORE}"),
    _command("add", _store_and_files, f"import said.csv --annotator kim -s {STORE}"),
    _command("set aside", _files, f"import bad.jsonl --skip-bad aside.jsonl -s {STORE}"),
    Operation("verdict", _store, judge_three, (STORE,), tells=True),
    _command("export", _store_and_output("p.csv"), f"export priorities --bootstrap 10 -s {STORE} -o p.csv"),
    _command("dataset", _store, f"export dataset -s {STORE} -o d.dataset"),
    _command("report", _store_and_output("r.md"), f"report --bootstrap 0 -s {STORE} -o r.md"),
    Operation("run", _store, run_judge, gathered=True),
    Operation("sample", lambda _: None, make_sample),
)


def events_of(folder: Path) -> list[str]:
    """The ids of the events in the journal of `judge_three`."""
    journal = reviews_folder(folder / STORE) / "r1.jsonl"
    return [event.id for event in read_journal(journal).events] if journal.exists() else []
