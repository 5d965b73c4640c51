"""Stores and journals that are cut short, changed in some bits or of other tables: a sentence, or what was there."""

import contextlib
import hashlib
import random
import shutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import duckdb
from click.testing import CliRunner

from core.journal.events import parse_event, read_journal, reviews_folder
from core.journal.replay import load_folder
from core.model.errors import DiscretionError
from core.model.terms import Verdict
from core.query.wanted import Wanted
from core.review.session import ReviewSession
from core.storage.schema import SCHEMA_VERSION, tables_of
from core.storage.store import Store
from tests.campaigns.commands import Ended, start
from tests.core.building import A0, A1, WORKED, build
from tui.cli import cli
from tui.cli.demo import build_sample

COMMANDS: Final = ("info --json", "report --bootstrap 0 --json", "export dataset -o -")
TABLES: Final = tuple(tables_of(SCHEMA_VERSION))
REPLACED: Final = (
    *(
        "DROP TABLE {t}",
        "DELETE FROM {t}",
        "CREATE TABLE kept AS FROM {t}; DROP TABLE {t}; CREATE VIEW {t} AS FROM kept",
    ),
    *(
        "INSERT INTO {t} FROM {t}",
        "DELETE FROM {t} WHERE rowid % 3 = 1",
        "DROP TABLE {t}; CREATE TABLE {t} (a INTEGER)",
    ),
    "DROP TABLE {t}; CREATE VIEW {t} AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n FROM r) SELECT n FROM r",
    "CREATE TABLE kept AS FROM {t}; DROP TABLE {t}; CREATE TABLE {t} AS SELECT COLUMNS(*)::VARCHAR FROM kept",
    "CREATE TABLE k AS FROM {t}; DROP TABLE {t}; CREATE TABLE {t} AS SELECT NULLIF(COLUMNS(*), COLUMNS(*)) FROM k",
    "UPDATE annotators SET kind = 'pwned'",
    "UPDATE annotators SET name = 'a0'",
    "UPDATE annotators SET n = 9 WHERE n = 1",
    "UPDATE annotations SET preference = 5",
    "UPDATE annotations SET case_n = case_n + 90",
    "UPDATE annotations SET annotator_n = 30",
    "UPDATE ballots SET principle_n = -1",
    "UPDATE ballots SET preference = 7",
    "UPDATE ballots SET prob_a = 'nan'::DOUBLE, prob_b = 'inf'::DOUBLE",
    "UPDATE votes SET prefers_a = 18446744073709551615, prefers_b = 18446744073709551615",
    "UPDATE votes SET voted = 0",
    "UPDATE votes SET oracle_n = 5",
    "UPDATE votes SET word = 3",
    "UPDATE cases SET id = 'c0'",
    "UPDATE cases SET n = 0",
    "UPDATE cases SET n = -n",
    "UPDATE cases SET n = n * 1000000",
    "UPDATE principles SET n = n + 300",
    "UPDATE principles SET id = '0'",
    "INSERT INTO declared SELECT 1, 99",
    "INSERT INTO shapes SELECT n, 99 FROM cases",
    "INSERT INTO messages SELECT n, '{{', '7', '[1]' FROM cases",
    "INSERT INTO facts SELECT n + 90, 'a', 'b' FROM cases",
    "INSERT INTO strengths SELECT 0, 0, 'nan'::DOUBLE",
    "INSERT INTO rewards SELECT 0, 0, 1.0, 'inf'::DOUBLE",
    "UPDATE meta SET value = '-1' WHERE key = 'schema_version'",
    "UPDATE meta SET value = '99999999999999999999' WHERE key = 'schema_version'",
    "INSERT INTO meta FROM meta",
)
"""What another program may have done to a store; {t} is any table."""


def look(store: str) -> None:
    """Everything that is read of a store, each followed by a digest of what it gave or by its one sentence."""
    for line in COMMANDS:
        done = CliRunner().invoke(cli, [*line.split(), "-s", store], catch_exceptions=False)
        assert done.exit_code in {0, 1}, done.output
        digest = hashlib.sha256(done.stdout_bytes).hexdigest()[:12]
        print(f"{line}: {digest if not done.exit_code else done.stderr.strip()}")  # noqa: T201
    with _told("store"), Store.open(Path(store)) as opened:
        for n in range(opened.count_cases()):
            opened.case(n)
            for oracle in opened.oracles():
                opened.ballots(n, oracle)
        opened.search("yes")
    with _told("session"):
        session, _ = ReviewSession.open(Path(store), "r1")
        with session:
            ids = session.select(Wanted())
            case = session.store.case(int(ids[0])).id if len(ids) else None
            if case is not None:
                session.judge(int(ids[0]), case, Verdict.FLAG)
                session.undo()
            print(len(ids), session.counts())  # noqa: T201


class _told(contextlib.AbstractContextManager[None]):  # noqa: N801
    """Prints the one sentence of an error of ours."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, DiscretionError):
            print(f"{self._what}: {error}")  # noqa: T201
            return True
        return False


@cache
def _whole(which: str) -> tuple[Path, str]:
    """A store as it was, and what is read of it."""
    folder = Path(mkdtemp(prefix="campaign-store-"))
    store = folder / "s.duckdb"
    if which == "sample":
        build_sample(store)
    else:
        build(store, WORKED, {"a0": A0, "a1": A1})
    return store, _looked(store, folder).out


def _looked(store: Path, place: Path) -> Ended:
    ended = start(look, str(store), folder=place, aside=place / "aside").wait()
    assert ended.code == 0, f"exit code {ended.code}: {ended.out[-300:]} {ended.err[-2000:]}"
    return ended


def cut(data: bytearray, chance: random.Random) -> bytearray:
    return data[: chance.randrange(len(data))]


def flip(data: bytearray, chance: random.Random) -> bytearray:
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def flip_near_start(data: bytearray, chance: random.Random) -> bytearray:
    data[chance.randrange(min(len(data), 12288))] ^= 1 << chance.randrange(8)
    return data


def zero(data: bytearray, chance: random.Random) -> bytearray:
    size, at = chance.choice((16, 512, 4096, 262144)), chance.randrange(len(data))
    data[at : at + size] = bytes(len(data[at : at + size]))
    return data


def swap(data: bytearray, chance: random.Random) -> bytearray:
    size = chance.choice((512, 4096, 262144))
    one, other = (chance.randrange(max(1, len(data) // size)) * size for _ in range(2))
    kept = data[one : one + size]
    data[one : one + size] = data[other : other + size]
    data[other : other + size] = kept
    return data[: max(1, len(data))]


def repeat(data: bytearray, chance: random.Random) -> bytearray:
    at, size = chance.randrange(len(data)), chance.choice((1, 100, 4096))
    return data[:at] + data[at : at + size] + data[at:]


def scramble(data: bytearray, chance: random.Random) -> bytearray:
    at = chance.randrange(len(data))
    data[at : at + 64] = chance.randbytes(len(data[at : at + 64]))
    return data


BYTES: Final[tuple[Callable[[bytearray, random.Random], bytearray], ...]] = (
    *(cut, flip, flip, flip_near_start, zero, swap, repeat, scramble),
)


def damaged_bytes(place: Path, chance: random.Random, number: int) -> int:
    """A store whose bytes were changed: a sentence each, or the same as before."""
    whole, said = _whole("sample" if number % 4 == 0 else "worked")
    how = chance.choice(BYTES)
    store = place / "s.duckdb"
    store.write_bytes(how(bytearray(whole.read_bytes()), chance))
    if chance.random() < 0.1:
        Path(f"{store}.wal").write_bytes(chance.randbytes(chance.choice((0, 10, 5000))))
    now = _looked(store, place).out
    known = dict(line.split(": ", 1) for line in said.splitlines() if ": " in line)
    for line in now.splitlines():
        what, _, given = line.partition(": ")
        sentence = given.startswith(("The store", str(store), "There"))
        # `info` tells the size of the file
        assert sentence or what.startswith("info") or known.get(what, given) == given, f"{how.__name__}: {line}"
    return 1


def replaced_tables(place: Path, chance: random.Random, number: int) -> int:
    """A store whose tables another program changed: nothing is counted that cannot be, and nothing crashes."""
    whole, _ = _whole("worked")
    store = Path(shutil.copy(whole, place / "s.duckdb"))
    wanted = REPLACED[number % len(REPLACED)]
    statements = wanted.format(t=chance.choice(TABLES))
    with duckdb.connect(str(store)) as connection, contextlib.suppress(duckdb.Error):
        for statement in statements.split("; "):
            connection.execute(statement)
    try:
        _looked(store, place)
    except AssertionError as error:
        raise AssertionError(f"{statements}: {error}") from error
    return 1


def _lines(data: bytes, chance: random.Random) -> bytes:
    """A journal with a line of another make, or with other line ends."""
    lines = data.splitlines()
    at = chance.randrange(len(lines))
    line = lines[at]
    odd = chance.choice(
        (
            *(
                b"",
                b"{}",
                b"[]",
                b"null",
                b"\0" * 5000,
                b"{" * 9000,
                b'{"id":1}',
                b"x" * 100_000,
                b"\xff\xfe",
                line * 2,
            ),
            *(line.replace(b'"seq":', b'"seq":9999999999999999999'), line.replace(b"review", b"prophecy")),
            *(line.replace(b'"case":"c', b'"case":"\\ud800'), line.replace(b'"flag"', b"{}"), b"[" * 100_000),
        )
    )
    lines.insert(at, odd)
    return chance.choice((b"\n", b"\n", b"\r\n", b"\n\n")).join(lines) + b"\n"


def damaged_journals(place: Path, chance: random.Random, number: int) -> int:
    """Journals of two reviewers, one damaged: every whole line counts, no byte goes, and reviewing goes on."""
    store = Path(shutil.copy(_whole("worked")[0], place / "s.duckdb"))
    start(review_twenty, str(store), folder=place, aside=place / "aside").wait()
    journal = reviews_folder(store) / f"{chance.choice(('r1', 'r2'))}.jsonl"
    before = journal.read_bytes()
    how = chance.choice((*BYTES, None))
    after = bytes(how(bytearray(before), chance)) if how is not None else _lines(before, chance)
    journal.write_bytes(after)
    what = how.__name__ if how else "lines"
    whole = {event.id for line in after.split(b"\n") if line in before.split(b"\n") and (event := parse_event(line))}
    there = {event.id for event in read_journal(journal).events}
    assert whole <= there, f"{what}: {len(whole - there)} whole lines do not count"
    load_folder(journal.parent)
    ended = start(review_twenty, str(store), folder=place, aside=place / "aside").wait()
    assert ended.code == 0, f"{what}: {ended.err[-2000:]}"
    kept = journal.read_bytes() + b"".join(each.read_bytes() for each in sorted(journal.parent.glob("*.torn")))
    gone = [line for line in after.split(b"\n") if line not in kept]
    assert not gone, f"{what}: {gone[0][:200]!r} is in no file any more"
    said = set(ended.out.split())
    now = {event.id for name in ("r1", "r2") for event in read_journal(journal.with_name(f"{name}.jsonl")).events}
    assert said | whole <= now, f"{what}: what was said since is lost"
    return 1


def review_twenty(store: str) -> None:
    """Twenty verdicts of each of two reviewers, each printed once it stands."""
    for reviewer in ("r1", "r2"):
        session, _ = ReviewSession.open(Path(store), reviewer)
        with session:
            for n in range(10):
                event = session.judge(n, session.store.case(n).id, Verdict.FLAG, note=f"né {n}")
                sys.stdout.write(f"{event.id}\n")
            session.undo()
            session.follow()
            session.select(Wanted())
