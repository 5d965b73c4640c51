"""A store whose every text is hostile, on every screen, in every dialog and from every command: nothing is obeyed."""

import csv
import random
import re
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import orjson

from core.journal.events import reviews_folder
from core.journal.writer import Journal
from core.model.ways import How
from core.oracle.journal.lines import RunHead
from core.oracle.journal.writer import AnswerJournal, run_path
from core.oracle.terms import Answer, Ask, Failure, FailureKind, ModelReply, Usage, ask_key
from core.storage.writing import StoreWriter
from tests.campaigns.corpus import EVIL, batches, split
from tests.campaigns.walk import WALK
from tests.core.building import annotate, ballots
from tests.core.storage.cases_written import add_cases
from tests.tui.terminal import ESCAPES, escapes
from tests.tui.warm import on_terminal

SIZES: Final = ((120, 40), (80, 24))
CASES: Final = 10
STYLES: Final = {b"\x1b[#m", b"\x1b[0m", b"\x1b[?25l", b"\x1b[?25h", b"\x1b[2K", b"\x1b[1A", b"\x1b[m"}
"""What a table or a progress bar may send."""
SCREEN: Final = {
    *(b"\x1b[#H", b"\x1b[#m", b"\x1b[>25u", b"\x1b[?25l", b"\x1b[?7l", b"\x1b]22;default\x07"),
    *(b"\x1b[?%dh" % mode for mode in (1000, 1003, 1004, 1006, 1015, 1049, 2004)),
    *(b"\x1b[?%d$p" % mode for mode in (2026, 2048)),
}
"""What a session over harmless text sends until it is killed, cursor places and colours without their numbers."""
OBEYED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
PATIENCE: Final = 30.0
"""Seconds to wait for what a key should show, on a machine that much else runs on."""
START: Final = 300.0
"""Seconds for the reviewer to begin, and for a command to end."""
COMMANDS: Final = (
    *("report --bootstrap 20 --noise", "report --markdown --bootstrap 0", "report --json --bootstrap 0", "info"),
    *("info --json", "principles", "judge --model pwned/x --dry-run --limit 2"),
)
FORMULA: Final = re.compile(r"[\t\r ]*[=+@＝]")
SAYS: Final = "[an odd sentence]"


def clean(output: bytes, allowed: set[bytes], payloads: Sequence[str] = ()) -> None:
    """Check that output holds text, line ends and the allowed escape sequences only, and none of the payloads' own."""
    assert escapes(output) <= allowed, escapes(output) - allowed
    own = {
        each for payload in payloads for each in ESCAPES.findall(payload.encode()) if b"97" in each or b"31;5" in each
    }
    found = [each for each in own if each in output]  # of the form of allowed ones, but with numbers of their own
    assert not found, found
    text = ESCAPES.sub(b"", output).decode("utf-8")  # strictly: a lone byte of C1 is no UTF-8
    shown(text)


def shown(text: str) -> None:
    """Check that a text holds no character that is obeyed in place of being shown."""
    odd = {each for each in set(text) - {"\r", "\n"} if unicodedata.category(each) in OBEYED}
    assert not odd, f"{odd} in {[text[max(0, text.index(each) - 60) :][:90] for each in odd]}"


def one_line(payload: str) -> str:
    """A payload as a name can hold it, with a letter where nothing would be left."""
    return "".join(payload.split("\n")).replace("\0", "") + "n"


def make_store(path: Path, payloads: Sequence[str]) -> None:
    """A store in which each payload stands in every kind of field, or its halves in two; with journals beside it."""
    names = [f"{n} {one_line(each)}" for n, each in enumerate(payloads)]
    ids = [f"{n}{each}" for n, each in enumerate(payloads)]
    parts = [split(each) for each in payloads]
    rows = [(ids[n], f"{each}\n{parts[n][0]}", parts[n][1] + each * 9, each) for n, each in enumerate(payloads)]
    with StoreWriter.open(path) as writer:
        add_cases(writer, rows)
        writer.add_principles(
            [(f"p{n}", f"{parts[n][0]}{name}", f"{parts[n][1]} {name}") for n, name in enumerate(names)]
        )
        # Any two principles are in conflict on some case.
        signs = [(ids[n], f"p{p}", 0, 1 if n <= p else -1) for n in range(len(ids)) for p in range(len(names))]
        for oracle in names[:2]:
            writer.add_ballots(oracle, ballots(signs))
        for n, name in enumerate(names):
            annotate(writer, f"{name}", {case: (1, -1)[(n + k) % 2] for k, case in enumerate(ids)})
    with Journal.open(reviews_folder(path), "r2") as journal:
        for n, each in enumerate(payloads):
            journal.append(event="review", case=ids[n], annotator=names[0], verdict="flag", reason="other", note=each)
            journal.append(event="comment", case=ids[n], note=each)
            journal.append(event="preference", case=ids[n], preference=1)
            journal.append(event="vote", case=ids[n], principle="p1", preference=1)
    _make_run(path, payloads, ids)


def _make_run(path: Path, payloads: Sequence[str], ids: Sequence[str]) -> None:
    model, about = f"openai/{payloads[0]}", {"role": "oracle", "name": payloads[1], "requests": 40}
    head = RunHead("ab" * 32, payloads[2], model, payloads[3], {"x": payloads[4]}, "0.1", "2026-01-31T12:00:00Z", about)
    used = Usage(400, 1, 0.0001, 0.4, "2026-01-31T12:00:01.000Z")
    with AnswerJournal.open(run_path(path, "run"), head) as journal:
        for n, each in enumerate(payloads):
            ask = Ask(ask_key(ids[n], "p0", 0), ids[n], ("p0",), 0)
            reply = ModelReply(each, usage=used)
            failed = Ask(ask_key(ids[n], "p1", 0), ids[n], ("p1",), 0)
            journal.append([(Answer.of(ask, reply, "p0", (0.9, 0.06, 0.04), How.LOGPROBS),)])
            journal.append([Failure.of(failed, FailureKind.UNPARSABLE, each, reply)])


def _walk(store: Path, typed: str, size: tuple[int, int]) -> bytes:
    with on_terminal("review", "-s", store, "--reviewer", "r1", size=size) as terminal:
        terminal.read_until(b"reviewed 0", START)
        terminal.read_quiet()
        for keys, shown in WALK:
            terminal.send(keys.replace(SAYS, f"\x1b[200~{typed}\x1b[201~"))
            until, start = time.monotonic() + PATIENCE, len(terminal.output)
            while shown not in terminal.output[start:] and time.monotonic() < until:
                terminal.read(PATIENCE)
            terminal.read_quiet(0.08, seconds=0.4)
        terminal.kill()
        output = bytes(terminal.output)
    assert b"Traceback" not in output
    missing = {shown for _, shown in WALK if shown not in output}
    assert len(missing) < 3, f"the walk did not come by {missing}"
    return output


def walk(place: Path, chance: random.Random, number: int) -> int:
    """Go through the whole reviewer and every command over the next payloads; as many trials as there are payloads."""
    parts = batches(CASES)
    payloads = (*parts[number % len(parts)][: CASES - 1], EVIL) if number == 0 else parts[number % len(parts)]
    store, size = place / "s.duckdb", SIZES[number // len(parts) % 2 if number >= len(parts) else number % 2]
    make_store(store, payloads)
    clean(_walk(store, "".join(payloads), size), SCREEN, payloads)
    for line in (COMMANDS[number % len(COMMANDS)], COMMANDS[(number // len(COMMANDS) + number + 3) % len(COMMANDS)]):
        clean(printed(*line.split(), "-s", store, size=size), STYLES, payloads)
    _refusals(place, store, payloads[number % CASES])
    _exports(place, store, payloads)
    return len(payloads)


def printed(*arguments: str | Path, size: tuple[int, int] = (120, 40)) -> bytes:
    """Run the command on a terminal to its end and give what it printed."""
    with on_terminal(*arguments, size=size) as terminal:
        terminal.wait(START)
        assert b"Traceback" not in terminal.output, bytes(terminal.output[-2000:])
        return bytes(terminal.output)


def _refusals(place: Path, store: Path, payload: str) -> None:
    """What is told of a file, a name and a row that is hostile."""
    said = one_line(payload).replace("/", "")
    rows = [{"case_id": f"new {payload}", "prompt": payload, "response_a": payload, "response_b": "b", said: payload}]
    file = place / f"{said[:60]}.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, [*rows, {"prompt": payload}])))
    clean(printed("import", file, "-s", store), STYLES, [payload])
    clean(printed("import", file, "-s", store, "--skip-bad", place / "aside.jsonl"), STYLES, [payload])
    for arguments in (("report", "--annotator", said), ("export", said), ("review", "--reviewer", f"{said}!"), (said,)):
        clean(printed(*arguments, "-s", store), set(), [payload])


def _exports(place: Path, store: Path, payloads: Sequence[str]) -> None:
    """No cell of a table begins like a formula; no page has a payload's markup."""
    for what in ("priorities", "flags", "reviews", "dataset"):
        out = place / f"{what}.csv"
        printed("export", what, "-s", store, "-o", out)
        with out.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        odd = [cell for cell in cells if FORMULA.match(cell) and not _is_number(cell)]
        assert not odd, odd
    page = place / "r.html"
    printed("report", "--bootstrap", "0", "-s", store, "-o", page)
    said = page.read_text("utf-8")
    assert not [each for each in ("<script>alert", "<img src=x", "<h1>pwned") if each in said.lower()]
    shown(re.sub(r"<script.*?</script>", "", said, flags=re.DOTALL))  # the figures' own program has controls


def _is_number(cell: str) -> bool:
    try:
        return bool(np.isfinite(float(cell))) or True
    except ValueError:
        return False
