"""`judge` beside others on the same store: it does not hold it while it asks, and waits for it with patience."""

import threading
import time
from pathlib import Path

import pytest

from core.importers.importing import import_file
from core.importers.options import ImportOptions
from core.model.errors import StoreInUseError
from core.oracle.journal.writer import run_path
from core.storage import waiting
from core.storage.store import Store
from core.storage.waiting import wait_for_store
from sample_data import folder
from tests.core.oracle.server import Behaviour, Server
from tests.core.storage.holding import held
from tests.tui.cli.judging import beside, command, judge

FIVE = ("--limit", "5", "--oracle", "ruled")


class Clock:
    """A clock on which only sleeping takes time, so many seconds each; it notes that somebody does."""

    def __init__(self, each: float) -> None:
        self.now, self.slept, self._each = 0.0, threading.Event(), each

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.set()
        self.now += self._each
        time.sleep(0.0 if self._each else seconds)


def asked(server: Server) -> int:
    return sum(server.counts().asked.values())


def test_the_store_is_free_while_the_model_is_asked(unvoted: Path, server: Server) -> None:
    server.behave(Behaviour(held_after=10))
    run = beside(unvoted.parent, *command(unvoted, server, *FIVE, "--concurrency", "4", "--timeout", "600"))
    server.wait_for(14)
    import_file(folder() / "mara.csv", unvoted, ImportOptions(annotator="mara"))
    assert run.end(0) is None
    assert asked(server) == 14
    server.let_go()
    assert run.end() == 0, run.said()
    assert "80 new answers" in run.out.read_text()
    with Store.open(unvoted) as opened:
        assert [each.name for each in opened.annotators()] == ["mara"]
        assert opened.answers.given(opened.oracles()[0], 8)[:, :5].all()


def test_two_runs_on_one_store_both_end_well(
    unvoted: Path, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> None:
    names = ("one", "two")
    words = [command(unvoted, server, "--limit", "5", "--oracle", name) for name in names]
    for run in [beside(tmp_path_factory.mktemp("run"), *each) for each in words]:
        assert run.end() == 0, run.said()
    with Store.open(unvoted) as opened:
        assert {each.name for each in opened.oracles()} == set(names)
        assert all(opened.answers.given(each, 8)[:, :5].all() for each in opened.oracles())


def test_a_reviewer_that_stays_ends_the_wait_in_a_sentence_and_nothing_is_lost(
    unvoted: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "time", Clock(40))
    with held(unvoted, "r") as pid:
        refused = judge(unvoted, server, *FIVE)
    assert refused.exit_code == 1
    told = f"Waiting for the store: it is open in process {pid} (Ctrl-C leaves the answers in the journal)."
    assert refused.stderr.splitlines().count(told) == 1
    last = refused.stderr.splitlines()[-1]
    assert "if that is a reviewer, close it; if it is an import, wait until it has finished." in last
    assert f"The answers are safe in {run_path(unvoted, 'ruled')}: then run the same command again." in last
    before = asked(server)
    again = judge(unvoted, server, *FIVE)
    assert again.exit_code == 0
    assert "80 new answers" in again.stdout
    assert asked(server) == before == 80


def test_what_failed_is_told_even_where_the_store_stays_closed(
    unvoted: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "time", Clock(40))
    server.behave(Behaviour(faults={"refusal": 0.3}))
    with held(unvoted, "r"):
        refused = judge(unvoted, server, *FIVE)
    assert refused.exit_code == 1
    lines = refused.stderr.splitlines()
    told = next(n for n, line in enumerate(lines) if line.endswith("requests failed:"))
    assert lines[told + 1].split()[0] == "refusal"
    assert "The answers are safe in" in lines[-1]


@pytest.mark.parametrize("mode", ["r", "w"])
def test_whoever_lets_go_in_time_is_waited_for(
    unvoted: Path, server: Server, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, clock = [], Clock(0)
    monkeypatch.setattr(waiting, "time", clock)
    with held(unvoted, mode):
        runner = threading.Thread(target=lambda: done.append(judge(unvoted, server, *FIVE)))
        runner.start()
        assert clock.slept.wait(120), "it needs the store"
        assert asked(server) == (80 if mode == "r" else 0)
        assert not done
    runner.join(120)
    assert done[0].exit_code == 0, done[0].output
    assert "Waiting for the store: it is open in process" in done[0].stderr
    assert "80 new answers" in done[0].stdout


def test_ctrl_c_while_waiting_says_where_the_answers_are(
    unvoted: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(self: Clock, seconds: float) -> None:
        raise KeyboardInterrupt

    with held(unvoted, "r"), monkeypatch.context() as patched:
        patched.setattr(Clock, "sleep", interrupt)
        patched.setattr(waiting, "time", Clock(40))
        stopped = judge(unvoted, server, *FIVE)
    assert stopped.exit_code == 1
    assert f"they are safe in {run_path(unvoted, 'ruled')}" in stopped.stderr.splitlines()[-1]
    assert judge(unvoted, server, *FIVE).exit_code == 0
    assert asked(server) == 80


def test_patience_tells_once_and_gives_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "time", Clock(0.25))
    tries: list[int] = []
    told: list[int | None] = []

    def opening() -> int:
        tries.append(1)
        if len(tries) < 4:
            raise StoreInUseError("in use", 17)
        return 5

    assert wait_for_store(opening, 60, told.append) == 5
    assert told == [17]
    tries.clear()
    with pytest.raises(StoreInUseError):
        wait_for_store(opening, 0, told.append)
    assert len(tries) == 1
    assert told == [17], "who does not wait says nothing"


def test_what_was_asked_otherwise_is_not_taken_for_an_answer(unvoted: Path, server: Server) -> None:
    server.behave(Behaviour(logprobs=False))
    assert judge(unvoted, server, *FIVE, "--samples", "3").exit_code == 0
    fewer = judge(unvoted, server, *FIVE, "--samples", "2")
    assert fewer.exit_code == 1
    assert fewer.stderr.splitlines()[-1] == (
        "The oracle ruled was asked with --samples 3, and votes of two kinds are not mixed: "
        "pass --samples 3, or another --oracle name for --samples 2."
    )
    batches = judge(unvoted, server, *FIVE, "--samples", "3", "--batch-principles", "2")
    assert batches.exit_code == 1
    assert "was asked with --batch-principles 1" in batches.stderr
    before = asked(server)
    again = judge(unvoted, server, *FIVE, "--samples", "3")
    assert (again.exit_code, asked(server)) == (0, before)
    assert "answered all of this already" in again.stdout


@pytest.mark.parametrize("more", [(), ("--dry-run",), ("--generic", "--annotator", "o")])
def test_a_filter_without_a_match_is_told(unvoted: Path, server: Server, more: tuple[str, ...]) -> None:
    name = () if "--generic" in more else ("--oracle", "o")
    done = judge(unvoted, server, *name, "--where", "xyzzy-\x1b[31m-nowhere", *more)
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == "No case matches --where xyzzy-␛[31m-nowhere: give another filter."
    assert "already" not in done.output
    assert not asked(server)


def test_an_unknown_price_points_to_what_helps(unvoted: Path, server: Server) -> None:
    unknown = judge(unvoted, server, *FIVE, model="openai/nobody-knows-it")
    assert unknown.stderr.splitlines()[-1] == (
        "Nothing was sent: the price is unknown, so only --yes sends it without asking."
    )
    dear = judge(unvoted, server, *FIVE, "--max-cost", "0.000001")
    assert dear.exit_code == 1
    amount = dear.stderr.splitlines()[-1].split("a --max-cost of $")[1].split()[0]
    assert judge(unvoted, server, *FIVE, "--max-cost", amount).exit_code == 0
