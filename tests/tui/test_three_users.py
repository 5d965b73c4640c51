"""Three people's first tasks on a terminal, key by key; `python -m tests.tui.test_three_users` prints all they see."""

import csv
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.tui.terminal import DISCRETION, Terminal
from tests.tui.warm import on_terminal
from tests.tui.watched import Watched
from tui.cli.demo import build_sample

SIZE: Final = (80, 24)


def newcomer(seen: Watched, folder: Path) -> None:
    """Opens the sample, flags a case, thinks better of the next, and wants to know whom the annotator follows."""
    seen.see("love-01", "mara chose A", "1 of 76")
    seen.press("f", "flagged love-01 · z undoes", "2 of 76", "left 75")
    seen.press("u", "3 of 76", "left 74")
    seen.press("z", "undo: uphold on case med-01", "2 of 76", "left 75")
    seen.press("2", "rankings", "Respect autonomy", "sided with in 25 of 29")
    seen.press("\r", "1 of 29", 'principle:"Respect autonomy"')
    seen.press("\x1b", "rankings")
    seen.press("?", "─ help ─")
    seen.press("\x1b", "rankings", gone="─ help ─")
    assert "1 flagged" in seen.leave("q")


def annotation_lead(seen: Watched, folder: Path) -> None:
    """Looks for what two people disagree on, flags one case with a note, and takes the flags along."""
    seen.see("1 of 76")
    seen.press("4", "discrepancy is to mara", "tomas human 114")
    seen.press("j", "mara | tomas", "50 disagreements")
    seen.press("g", "go to the cases of", "mara and tomas: 50 cases")
    seen.press("p", "1 of 50", "mara A · tomas B")
    seen.press("t", "Avoid harm")
    seen.press("F", "note (optional)")
    seen.type("she asked twice")
    seen.press("\r", "flagged", "2 of 50")
    seen.press("e", "─ export ─")
    seen.press("f", "every case")
    seen.press("a", "sample-flags.csv")
    seen.press("\r", "Wrote")
    (row,) = csv.DictReader((folder / "sample-flags.csv").read_text(encoding="utf-8").splitlines())
    assert "she asked twice" in row.values()
    seen.leave("q")


def constitution_writer(seen: Watched, folder: Path) -> None:
    """Asks whether the written order is the practised one, what breaks it most, and how it might be written."""
    seen.see("1 of 76")
    seen.press(
        "2",
        "the written order",
        "53.6 % from the written order; pairs: 2 as written",
        "broken most: Respect autonomy over",
    )
    seen.press("g", "breaks order Respect autonomy over Avoid harm: 15")
    seen.press("b", "1 of 15", 'principle:"Respect autonomy">"Avoid harm"')
    seen.press("\x1b", "53.6 % from the written order")
    seen.press("\x1b[1;2A", "50.0 % from")
    seen.press("y", "the written order", "save as a file")
    seen.press("s", "─ save the order ─")
    seen.press("\r", "Wrote")
    seen.leave("q")


TASKS: Final[tuple[Callable[[Watched, Path], None], ...]] = (newcomer, annotation_lead, constitution_writer)


@pytest.mark.parametrize("task", TASKS)
def test_a_task_is_done_as_it_is_told(task: Callable[[Watched, Path], None], store: Path) -> None:
    with on_terminal("review", "-s", store, "--reviewer", "r1", size=SIZE, folder=store.parent) as terminal:
        task(Watched(terminal, SIZE), store.parent)


def _print_transcripts() -> None:
    for task in TASKS:
        with tempfile.TemporaryDirectory() as folder:
            store = Path(folder) / "sample.duckdb"
            build_sample(store)
            with Terminal([*DISCRETION, "review", "-s", store, "--reviewer", "r1"], SIZE, folder=Path(folder)) as here:
                seen = Watched(here, SIZE)
                task(seen, Path(folder))
            sys.stdout.write(f"# {task.__name__}: {task.__doc__}\n\n" + "\n".join(seen.transcript) + "\n")


if __name__ == "__main__":
    _print_transcripts()
