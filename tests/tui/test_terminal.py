"""What reaches the real terminal when everything a dataset can say is hostile, and that it starts on a poor one."""

import re
import signal
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from tests.tui.piloting import journal_of, read_events
from tests.tui.terminal import DISCRETION, ESCAPES, Terminal, escapes
from tests.tui.warm import on_terminal

EVIL: Final = (
    "\x1b]52;c;ZXZpbA==\x07\x1b[2J\x1b[3J\x1b[97;97Hgone\x1b[31;5m\x1bc\x1bP+q544e\x1b\\\x9b31m\x9d52;c;ZXZpbA==\x9c\x90q\x9c"
    "\u202eright\u202c\u2066in\u2069\u200b\u200f\ufeff\u2028\u2029\u00ad\U000e0041\x07\x08\x00\x7f\r"
    "[/nope] [red]markup[/red] [@click=app.quit]quit[/] [INST] $primary %s {0}"
)
NAME: Final = EVIL.replace("\x00", "").replace("\u2028", "").replace("\u2029", "").replace("\r", "")
"""The same where a file name, an option or one line of a file could not hold all of it."""

SHORT: Final = "\x1b]0;t\x07\u202e"

INVISIBLE: Final = re.compile(
    "[\x07\x08\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
INJECTED: Final = (b"\x1b[97;97H", b"\x1b[31;5m", b"\x1b[31m")


def case_id(n: int) -> str:
    """A hostile case id; every other one is short, so that what stands after it on a line is in sight."""
    return f"{n}{NAME}" if n % 2 else f"{n}{SHORT}"


def hostile_files(folder: Path) -> list[tuple[Path, list[str]]]:
    """A dataset whose every text is hostile: each file with the options to import it with."""
    cases, principles, votes, annotations = (
        folder / name for name in ("c.jsonl", "p.txt", "v.csv", f"{NAME}.csv".replace("/", ""))
    )
    rows = [
        {"case_id": case_id(n), "prompt": f"{EVIL}\n{EVIL}", "response_a": EVIL * 20, "response_b": f"b {EVIL}"}
        for n in range(6)
    ]
    cases.write_bytes(b"\n".join(orjson.dumps(row) for row in rows))
    principles.write_text("\n".join(f"{n} {NAME}" for n in range(3)), encoding="utf-8", newline="\n")
    quoted = ['"' + case_id(n).replace('"', '""') + '"' for n in range(7)]  # the last one is of no case
    lines = [f"{quoted[n]},{p},{(1, -1, 1, -1)[(n + p) % 4]}" for n in range(6) for p in range(3)]
    votes.write_text("row_id,principle_id,preference\n" + "\n".join(lines), encoding="utf-8", newline="")
    lines = [f"{quoted[n]},{'ab'[n % 2]}" for n in range(7)]
    annotations.write_text("row_id,preference\n" + "\n".join(lines), encoding="utf-8", newline="")
    return [
        (cases, []),
        (principles, ["--format", "principles"]),
        (votes, ["--oracle", f"oracle {NAME}"]),
        (annotations, ["--annotator", f"w{SHORT}", "--kind", "human"]),
        (annotations, ["--annotator", f"annotator {NAME}", "--kind", "human"]),
    ]


def run(*arguments: str | Path, size: tuple[int, int] = (120, 40), code: int | None = 0) -> bytes:
    """Run the command on a terminal to its end and give what it printed."""
    with on_terminal(*arguments, size=size) as terminal:
        ended = terminal.wait()
        assert code in (ended, None), bytes(terminal.output)
        return bytes(terminal.output)


def assert_clean(output: bytes, allowed: set[bytes]) -> None:
    """Check that output holds text, line ends and the allowed escape sequences only."""
    assert escapes(output) <= allowed, escapes(output) - allowed
    for sequence in INJECTED:  # these have the form of allowed ones, but numbers of their own
        assert sequence not in output, sequence
    text = ESCAPES.sub(b"", output).decode("utf-8")  # strictly: a lone byte of C1 is no UTF-8
    assert INVISIBLE.findall(text) == []
    assert set(text) & set(map(chr, range(0x20))) <= {"\r", "\n"}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the hostile dataset, imported by the real command; every word it said was clean."""
    folder = tmp_path_factory.mktemp("hostile")
    store = folder / f"{NAME[:60]}.duckdb".replace("/", "").replace("\\", "")
    for file, options in hostile_files(folder):
        assert_clean(run("import", file, "-s", store, *options), STYLES)
    return store


STYLES: Final = {b"\x1b[#m", b"\x1b[0m", b"\x1b[?25l", b"\x1b[?25h", b"\x1b[2K", b"\x1b[1A", b"\x1b[m"}
"""What a table or a progress bar may send."""


@pytest.fixture(scope="module")
def harmless(sample: Path) -> set[bytes]:
    """The escape sequences of a session over harmless text."""
    return escapes(tour(sample, "harmless"))


def tour(store: Path, reviewer: str, size: tuple[int, int] = (120, 40)) -> bytes:
    """Go through the whole reviewer on the real terminal and give all it sent."""
    with on_terminal("review", "-s", store, "--reviewer", reviewer, size=size) as terminal:
        terminal.read_until(b"reviewed 0")
        terminal.read_quiet()
        for keys, shown in _TOUR:
            terminal.send(keys)
            if shown:
                terminal.read_until(shown)
            terminal.read_quiet(0.08, seconds=1.0)
        terminal.send("q")
        assert terminal.wait() == 0
        return bytes(terminal.output)


_ESCAPE, _ENTER, _DOWN, _TAB, _PALETTE, _LIGHT = "\x1b[27u", "\r", "\x1b[B", "\t", "\x10", "\x14"
_BACK: Final = b"reviewed"  # what stands in the status line, drawn anew when a dialog has gone
_TOUR: Final[tuple[tuple[str, bytes], ...]] = (
    *((key, b"") for key in ("f", "n", "u", "n", "s", "a", "n", "b", " ", "\x7f", "m", "z", "Z", _DOWN, "p")),
    *(("F", b"Flag "), (_ESCAPE, _BACK), ("F", b"Flag "), (_ENTER, _BACK)),
    *(("c", b"comment on"), ("note", b"note"), (_ENTER, _BACK), ("v", b"every case"), ("l", _BACK), ("n", b"")),
    *(("w", b"whose annotations"), (_ESCAPE, _BACK), ("w", b"whose annotations"), (_ENTER, _BACK)),
    *(("/", b"tab take"), ("markup", b"markup"), (_ENTER, _BACK), (_ESCAPE, _BACK)),
    *(
        ("?", b"scroll"),
        (" ", b""),
        (" ", b""),
        (_ESCAPE, _BACK),
        (_PALETTE, b"Search"),
        (_ESCAPE, _BACK),
        (_LIGHT, _BACK),
    ),
    *(
        ("2", b"discrepancy is to"),
        (_DOWN, b""),
        ("\x1b[C", b""),
        (_TAB, b""),
        ("?", b"scroll"),
        (_ESCAPE, b"rankings"),
    ),
    *(("1", _BACK), ("e", b"priorities"), ("f", b"A file name"), (_ESCAPE, _BACK), ("r", b""), ("r", b"")),
    *(("2", b"discrepancy is to"), ("\r", _BACK), ("/", b"tab take"), (_ESCAPE, _BACK)),  # a name in the filter line
)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
def test_hostile_text_never_reaches_the_terminal_alive(
    hostile: Path, harmless: set[bytes], size: tuple[int, int]
) -> None:
    reviewer = f"r{size[0]}"
    output = tour(hostile, reviewer, size)
    assert_clean(output, harmless)
    text = output.decode()
    assert "␛]52;c;" in text, "what was hostile is shown, as pictures"
    assert "⟨U+202E⟩" in text
    assert "[/nope]" in text
    said = read_events(journal_of(hostile, reviewer))
    assert {event["event"] for event in said} >= {"review", "preference", "comment", "undo", "redo"}
    assert {event["case"] for event in said if event.get("case")} <= set(map(case_id, range(6))), "ids stay as they are"


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
@pytest.mark.parametrize("arguments", ["report --bootstrap 20", "report --markdown --bootstrap 0", "info"])
def test_what_the_commands_print_is_clean(hostile: Path, arguments: str, size: tuple[int, int]) -> None:
    output = run(*arguments.split(), "-s", hostile, size=size)
    assert_clean(output, STYLES)
    assert "␛" in output.decode()


@pytest.mark.parametrize(
    "arguments",
    [
        ("review", "--annotator", NAME),
        ("report", "--annotator", NAME, "--bootstrap", "0"),
        ("report", "--reference", NAME, "--bootstrap", "0"),
        ("review", "--reviewer", NAME),
        ("import", f"/no/{NAME}.csv"),
    ],
)
def test_errors_that_repeat_what_was_given_are_clean(hostile: Path, arguments: tuple[str, ...]) -> None:
    output = run(*arguments, "-s", hostile, code=1)
    assert_clean(output, set())
    assert b"Traceback" not in output


@pytest.mark.parametrize(
    "arguments", [("-s", NAME), ("demo", NAME), (NAME,), ("report", f"--{NAME}"), ("export", NAME)]
)
def test_what_was_typed_is_repeated_cleanly(arguments: tuple[str, ...]) -> None:
    with on_terminal(*arguments) as terminal:
        terminal.wait()
        assert_clean(bytes(terminal.output), set())
        assert b"Traceback" not in terminal.output


def test_a_malformed_row_is_named_cleanly(hostile: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(f"row_id,preference\nx,{NAME}\n", encoding="utf-8")
    output = run("import", bad, "--format", "judgements", "--annotator", "x", "-s", hostile, code=1)
    assert_clean(output, set())
    assert "2" in output.decode()


def test_a_torn_journal_of_hostile_bytes_is_warned_of_cleanly(hostile: Path) -> None:
    journal = journal_of(hostile, "torn")
    journal.parent.mkdir(exist_ok=True)
    journal.write_bytes(b'{"id": "\x1b]52;c;x\x07')
    assert_clean(run("info", "-s", hostile), STYLES)


@pytest.mark.parametrize(
    "environment",
    [
        {"TERM": "dumb", "COLORTERM": ""},
        {"NO_COLOR": "1"},
        {"TERM": "xterm", "COLORTERM": ""},
        {"LANG": "C", "PYTHONUTF8": "0"},
    ],
    ids=["dumb", "no colour", "8 colours", "C locale"],
)
def test_it_starts_and_works_on_a_poor_terminal(store: Path, environment: dict[str, str]) -> None:
    command: list[Any] = [*DISCRETION, "review", "-s", store, "--reviewer", "r1"]
    with Terminal(command, (80, 24), environment=environment) as terminal:
        terminal.read_until(b"reviewed 0")
        terminal.send("f")
        terminal.read_until(b"reviewed 1")
        terminal.send("q")
        assert terminal.wait() == 0
    (event,) = read_events(journal_of(store))
    assert event["verdict"] == "flag"
    if "NO_COLOR" in environment:
        assert not re.search(rb"\x1b\[(?:[0-9;]*;)?(?:[34]8;|[349][0-7]\b|10[0-7]\b)", bytes(terminal.output))
        assert re.search(rb"\x1b\[(?:[0-9;]*;)?7[;m]", bytes(terminal.output)), "the cursor is reversed"


@pytest.mark.parametrize("shell", [(), ("sh", "-c", 'trap "" HUP; exec "$@"', "sh")], ids=["plain", "deaf"])
def test_a_terminal_that_hangs_up_ends_the_program(store: Path, shell: tuple[str, ...]) -> None:
    with Terminal([*shell, *DISCRETION, "review", "-s", store, "--reviewer", "r1"], (80, 24)) as terminal:
        terminal.read_until(b"reviewed 0")
        terminal.send("f")
        terminal.read_until(b"reviewed 1")
        assert terminal.hang_up() == 128 + signal.SIGHUP
    assert len(read_events(journal_of(store))) == 1


def test_the_terminal_is_given_back_as_it_was(store: Path) -> None:
    with Terminal([*DISCRETION, "review", "-s", store, "--reviewer", "r1"], (80, 24)) as terminal:
        terminal.read_until(b"reviewed 0")
        terminal.send("\x11")
        assert terminal.wait() == 0
        assert b"\x1b[?1049l" in terminal.output, "the terminal is given back as it was"
