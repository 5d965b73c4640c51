"""Files of every shape, changed at random and in every container: one sentence and no store, or a right import."""

import copy
import json
import random
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import orjson
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from core.importers.importing import import_file, import_files
from core.importers.options import ImportOptions
from core.model.errors import DiscretionError
from core.storage.store import Store
from tests.campaigns.corpus import CORPUS
from tests.campaigns.damage import BYTES
from tests.core.building import contents
from tests.core.importers.containers.making import COMPRESSIONS, EVERY, JSON
from tests.core.importers.formats.golden import SHAPES
from tests.core.importers.formats.test_golden import FILES, meant

ODD: Final[tuple[Any, ...]] = (
    *(None, 5, -1.5, float("nan"), 1e300, True, "", "x", " a ", [], [None], {"x": 1}, {}, [[]], 2**70, "\ud800", "\0"),
    *("NaN", "[]", "{", "=1+1", "-1", "1,5", "TRUE", "a" * 70_000),
)
PATIENCE: Final = 240
FOLDERS: Final = ("hf-save_to_disk",)
EVERY_FILE: Final = sorted(path for path in FILES.rglob("*") if path.is_file() and path.parent.name not in FOLDERS)
ROWS: Final = [path for path in EVERY_FILE if path.suffix in {".json", ".jsonl"}]
GOLDEN: Final = [name for name in SHAPES if name.endswith(".jsonl") and "*" not in name]
NAMES: Final = (
    *(
        "prompt",
        "chosen",
        "rejected",
        "response_a",
        "response_b",
        "case_id",
        "preference",
        "winner",
        "messages",
        "row_id",
    ),
    *(
        "principle",
        "annotator",
        "score_chosen",
        "score_rejected",
        "principle_id",
        "x",
        "",
        "Prompt ",
        "id",
        "completion",
    ),
)


@contextmanager
def patience() -> Iterator[None]:
    """Raise AssertionError where something takes longer than any small file may."""

    def late(*_: object) -> None:
        raise AssertionError(f"it had not ended after {PATIENCE} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def mutated(place: Path, chance: random.Random, number: int) -> int:
    """One of our files, with its bytes changed."""
    source = EVERY_FILE[number % len(EVERY_FILE)]
    data = bytearray(source.read_bytes() or b"\n")
    how = chance.choice((*BYTES, *_TEXTS))
    changed = bytes(how(data, chance))
    packed = chance.choice(list(COMPRESSIONS) if chance.random() < 0.3 else [""])
    path = place / f"{source.stem[:40]}{chance.choice((source.suffix, source.suffix, '.dat', '.csv', '.json'))}"
    path.write_bytes(COMPRESSIONS[packed](changed))
    _tried(path, place / "s.duckdb", _options(chance), f"{source.name}, {how.__name__}")
    return 1


def _lines(
    join: Callable[[list[bytes], random.Random], list[bytes]],
) -> Callable[[bytearray, random.Random], bytearray]:
    def change(data: bytearray, chance: random.Random) -> bytearray:
        return bytearray(b"\n".join(join(bytes(data).split(b"\n"), chance)))

    return change


def without_a_line(lines: list[bytes], chance: random.Random) -> list[bytes]:
    del lines[chance.randrange(len(lines))]
    return lines


def with_a_line_twice(lines: list[bytes], chance: random.Random) -> list[bytes]:
    return [*lines[: (at := chance.randrange(len(lines))) + 1], *lines[at:]]


def with_a_payload(data: bytearray, chance: random.Random) -> bytearray:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(CORPUS).encode() + data[at:]


def with_other_ends(data: bytearray, chance: random.Random) -> bytearray:
    return data.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\n")))


def with_other_encoding(data: bytearray, chance: random.Random) -> bytearray:
    return bytearray(bytes(data).decode("utf-8", "replace").encode(chance.choice(("utf-16", "utf-8-sig", "utf-32-be"))))


_TEXTS: Final = (
    *(_lines(without_a_line), _lines(with_a_line_twice), with_a_payload, with_other_ends, with_other_encoding),
)


def changed_rows(place: Path, chance: random.Random, number: int) -> int:
    """The rows of one of our files with odd values in some places, in any container."""
    source = ROWS[number % len(ROWS)]
    rows = _rows_of(source)
    if not rows:
        return 0
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        _change(rows, chance)
    name = chance.choice(list(JSON) if chance.random() < 0.5 else list(EVERY))
    try:
        made = EVERY[name]([_flat(row, name) for row in rows])
    except Exception:  # noqa: BLE001 - not every container can hold every value
        made = json.dumps(rows).encode()
    path = place / f"{source.stem[:40]}-{name}"
    path.write_bytes(COMPRESSIONS[chance.choice(list(COMPRESSIONS))](made))
    _tried(path, place / "s.duckdb", _options(chance), f"{source.name} in {name}")
    return 1


def _rows_of(source: Path) -> list[dict[str, Any]]:
    try:
        text = source.read_text("utf-8-sig")
        found = orjson.loads(text) if text.lstrip().startswith("[") else [orjson.loads(x) for x in text.splitlines()]
    except (ValueError, UnicodeDecodeError):
        return []
    return [row for row in found if isinstance(row, dict)]


def _flat(row: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    if name in JSON or name.endswith((".parquet", ".arrow")):
        return row
    return {key: json.dumps(value) if isinstance(value, list | dict) else value for key, value in row.items()}


def _change(rows: list[dict[str, Any]], chance: random.Random) -> None:
    """Change a value somewhere in a row, or in all, or the row itself."""
    row = rows[chance.randrange(len(rows))]
    places = list(_places(row))
    kind = chance.randrange(6)
    if kind == 0:
        rows.append(copy.deepcopy(row))
    elif kind == 1 and len(rows) > 1:
        rows.remove(row)
    elif places:
        path = chance.choice(places)
        for each in rows if kind == 2 else [row]:
            _put(each, path, chance.choice((*ODD, *chance.sample(CORPUS, 3))), gone=kind == 3)


def _places(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from _places(each, (*path, key))


def _put(row: Any, path: tuple[Any, ...], odd: object, *, gone: bool) -> None:
    inner = row
    try:
        for key in path[:-1]:
            inner = inner[key]
        if gone:
            del inner[path[-1]]
        else:
            inner[path[-1]] = odd
    except (KeyError, IndexError, TypeError):
        return


def _options(chance: random.Random) -> ImportOptions:
    given: dict[str, Any] = {}
    if chance.random() < 0.2:
        given["dataset"] = "d"
    if chance.random() < 0.1:
        given["annotator"] = chance.choice(CORPUS)
    return ImportOptions(**given)


def repacked(place: Path, chance: random.Random, number: int) -> int:
    """One of our files in another container of the same rows: it means what it meant."""
    name = GOLDEN[number % len(GOLDEN)]
    rows = [orjson.loads(line) for line in (FILES / name).read_text().splitlines()]
    container, packed = chance.choice(list(JSON)), chance.choice(list(COMPRESSIONS))
    path = place / f"{name.partition('.')[0]}.{chance.choice(('json', 'dat', 'txt', 'csv'))}"
    path.write_bytes(COMPRESSIONS[packed](JSON[container](rows)))
    wanted = SHAPES[name]
    with patience():
        import_file(path, place / "s.duckdb", ImportOptions(**dict[str, Any](wanted.options)))
    meant(wanted, place / "s.duckdb")
    return 1


_WORDS: Final = st.text(max_size=12) | st.sampled_from(CORPUS) | st.sampled_from(NAMES)
_VALUES: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3),
    max_leaves=6,
)
_MESSAGE: Final = st.fixed_dictionaries({"role": st.sampled_from(("user", "assistant", "x")), "content": _WORDS})
_CELLS: Final = _VALUES | st.lists(_MESSAGE, max_size=3) | st.sampled_from(("a", "b", "tie", "A", 0, 1, -1))
_ROWS: Final = st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True).flatmap(
    lambda names: st.lists(st.fixed_dictionaries(dict.fromkeys(names, _CELLS)), min_size=1, max_size=4)
)
MADE: Final = 10
"""Files of rows made up by hypothesis in one round."""


def made(place: Path, chance: random.Random, number: int) -> int:
    """Rows made up under the names of columns that mean something, in any container."""
    tried = 0

    @seeded(chance.getrandbits(32))
    @settings(
        max_examples=MADE, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck]
    )
    @given(rows=_ROWS, name=st.sampled_from([*EVERY]), packed=st.sampled_from([*COMPRESSIONS]))
    def imports(rows: list[dict[str, Any]], name: str, packed: str) -> None:
        nonlocal tried
        try:
            content = EVERY[name]([_flat(row, name) for row in rows])
        except Exception:  # noqa: BLE001 - not every container can hold every value
            return
        tried += 1
        path = place / f"made-{tried}-{name}"
        path.write_bytes(COMPRESSIONS[packed](content))
        _tried(path, place / f"{tried}.duckdb", ImportOptions(), f"{name} {packed} {rows!r}")

    imports()
    return tried


def _tried(path: Path, store: Path, options: ImportOptions, what: str) -> None:
    """Import a file: refused in one sentence and without a store, or whole, and the same when it is done again."""
    try:
        with patience():
            results = import_files([path], store, options)
    except DiscretionError as error:
        said = str(error)
        assert said.endswith((".", ")", "`", "?")) or ": " in said, f"{what}: {said}"
        assert "\n" not in said, f"{what}: {said}"
        assert not store.exists(), f"{what}: refused, but there is a store"
        assert not Path(f"{store}.wal").exists(), what
        return
    except AssertionError:
        raise
    except Exception as error:
        raise AssertionError(f"{what}: {type(error).__name__}: {error}") from error
    (result,) = results
    assert result.outcome.kept <= result.outcome.read or result.format == "principles", f"{what}: {result.outcome}"
    before = contents(store)
    with Store.open(store) as opened:
        cases = [opened.case(n) for n in range(opened.count_cases())]
        assert len({case.id for case in cases}) == len(cases), what
        for annotator in opened.annotators():
            opened.annotations(annotator)
    with patience():
        import_files([path], store, options)
    again = contents(store)
    differing = [name for name in before if name != "imports" and before[name] != again[name]]
    assert not differing, f"{what}: {differing} differ once it is imported again"


FUZZERS: Final = (mutated, changed_rows, repacked, made)


def fuzzed(place: Path, chance: random.Random, number: int) -> int:
    """One round of each kind in turn."""
    return FUZZERS[number % len(FUZZERS)](place, chance, number // len(FUZZERS))
