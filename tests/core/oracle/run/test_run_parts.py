"""One answer about several principles of which some are not clear: the clear ones are kept, the others asked again."""

import re
from collections.abc import Sequence
from pathlib import Path

import orjson

from core.oracle.answers.reading import reader
from core.oracle.batches.reading import AnswerFiles, matching, read_results
from core.oracle.batches.under_way import BatchLog, requests_out
from core.oracle.journal.held import Held
from core.oracle.journal.into_store import Taken, take
from core.oracle.journal.lines import RunHead
from core.oracle.journal.runs import RunJournal
from core.oracle.journal.writer import AnswerJournal, run_path
from core.oracle.provider.replies import Replies
from core.oracle.provider.scrubbing import Scrubber
from core.oracle.questions.asking import Asking, RunRequest
from core.oracle.questions.plan import Plan
from core.oracle.run.outcome import RunOutcome
from core.oracle.run.run import run
from core.oracle.terms import Answer, Ask, Failure, Messages, ModelReply
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.oracle.scripted import QUICK, SPENT, Scripted
from tests.core.storage.cases_written import add_cases

WANTED = RunRequest("m", "openai/m", {"temperature": 0.0}, together=3)
HEAD = RunHead(WANTED.template.digest, "v", "openai/m", None, WANTED.parameters, "0", "2026-01-01T00:00:00Z")
READ = reader(1, numbers=True)


def made(folder: Path) -> Path:
    path = folder / "s.duckdb"
    with StoreWriter.open(path) as writer:
        add_cases(writer, [(f"c{n}", f"Q {n}", f"Yes {n}", f"No {n}") for n in range(2)])
        writer.add_principles([(str(n), f"Name {n}", f"Be {n}.") for n in range(3)])
    return path


def sit(path: Path, client: Scripted) -> tuple[RunOutcome, list[tuple[str, ...]]]:
    """Ask what is not answered yet; give what came of it, and the principles of the requests of the plan."""
    journal = run_path(path, "m")
    with Store.open(path) as store:
        asking = Asking(store, WANTED)
        held = Held.of(journal, asking)
        asks = [(ask, messages[1:]) for ask, messages in Plan.of(store, WANTED).left(held)]

        def rest(ask: Ask, clear: Sequence[Answer]) -> tuple[Ask, Messages]:
            following, messages = asking.rest(ask, clear)
            return following, messages[1:]

        with AnswerJournal.open(journal, HEAD) as writer:
            outcome = run(asks, client, writer, READ, QUICK, rest=rest)
    return outcome, [ask.principles for ask, _ in asks]


def taken(path: Path) -> Taken:
    return take(path, run_path(path, "m"), WANTED, "1.0")


def votes(path: Path) -> list[list[int]]:
    with Store.open(path) as store:
        found: list[list[int]] = store.votes(store.oracles()[0], 3).tolist()
    return found


def test_what_is_clear_is_kept_and_the_rest_asked_again_at_once_and_later(tmp_path: Path) -> None:
    path = made(tmp_path)
    dull = True

    def said(text: str, _time: int) -> ModelReply:
        """For the response that says yes on every principle; on the second one only if it is asked about alone."""
        yes = "A" if re.search(r"BEGIN response A \w+\nYes", text) else "B"
        count = len(re.findall("^BEGIN principle", text, re.MULTILINE))
        if count == 3:
            return ModelReply(f"1: {yes}\n2: maybe\n3: {yes}", usage=SPENT)
        assert (count, "Be 1." in text) == (1, True)
        return ModelReply("1: hm" if dull and "Q 1" in text else f"1: {yes}", usage=SPENT)

    client = Scripted(said)
    outcome, asked = sit(path, client)
    assert asked == [("0", "1", "2")] * 4
    assert sorted(client.asked.values()) == [1] * 6 + [2] * 2  # what is not clear when alone is tried once more
    assert (outcome.answered, [each.principles for each in outcome.failed]) == (2, [("1",)] * 2)
    assert outcome.spent == 10 * 0.5
    read = taken(path)
    assert (read.answers, read.new, read.stale) == (10, 10, 0)
    assert [(each.got, each.missing) for each in read.coverage] == [(2, ""), (1, "1 unreadable"), (2, "")]
    assert votes(path)[0] == [1, 1, 1]
    there = RunJournal(run_path(path, "m")).poll()
    assert there is not None
    assert (there.answered, there.failed, there.votes) == (2, 2, 10)

    dull = False
    outcome, asked = sit(path, client)
    assert (asked, outcome.answered, outcome.failed) == ([("1",)] * 2, 2, ())
    assert (taken(path).stale, votes(path)) == (0, [[1, 1, 1]] * 2)
    assert sit(path, client)[1] == []


def test_what_is_clear_in_a_batch_is_kept_once_and_the_rest_is_unreadable(tmp_path: Path) -> None:
    path, journal = made(tmp_path), run_path(tmp_path / "s.duckdb", "m")
    replies = Replies("openai/m", None, Scrubber([]), 64)
    answers = tmp_path / "answers.jsonl"
    for failed, before in ((4, 0), (0, 4)):
        with Store.open(path) as store, AnswerJournal.open(journal, HEAD) as writer:
            plan = Plan.of(store, WANTED)
            if failed:
                said = [{"message": {"content": "1: A\n2: A or B\n3: N"}, "finish_reason": "stop"}]
                body = {"choices": said, "usage": {"prompt_tokens": 9, "completion_tokens": 9}}
                lines = ({"custom_id": ask.key, "response": {"status_code": 200, "body": body}} for ask in plan)
                answers.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in lines))
            files, held = AnswerFiles([answers]), Held.of(journal, plan.asking)
            read_results(matching(plan, files, held), plan, writer, replies, READ, files.counts)
            files.close()
        assert (files.counts.answered, len(files.counts.failed), files.counts.before) == (0, failed, before)
    read = taken(path)
    assert read.answers == 8
    assert [(each.got, each.missing) for each in read.coverage] == [(2, ""), (0, "2 unreadable"), (2, "")]
    with Store.open(path) as store:
        plan = Plan.of(store, WANTED)
        assert [ask.principles for ask in plan.unanswered(Held.of(journal, plan.asking))] == [("1",)] * 4


def test_what_was_unclear_and_then_answered_is_not_unreadable(tmp_path: Path) -> None:
    path = made(tmp_path)
    with Store.open(path) as store, AnswerJournal.open(run_path(path, "m"), HEAD) as writer:
        asking = Asking(store, WANTED)
        first = next(iter(Plan.of(store, WANTED)))
        part = READ(first, ModelReply("1: A\n2: maybe\n3: N"))
        assert isinstance(part, Failure)
        again = READ(asking.rest(first, part.clear)[0], ModelReply("1: B"))
        writer.append([part.clear, again])
    read = take(path, run_path(path, "m"), WANTED, "1.0")
    assert (read.answers, read.new, read.waiting) == (3, 0, 3)
    assert [(each.wanted, each.missing) for each in read.coverage] == [(1, "1 never asked")] * 3


def test_the_rest_of_an_answer_is_not_asked_again_while_it_is_out_in_a_batch(tmp_path: Path) -> None:
    path = made(tmp_path)
    journal = run_path(path, "m")
    with Store.open(path) as store:
        plan = Plan.of(store, WANTED)
        first, *others = plan
        part = READ(first, ModelReply("1: A\n2: maybe\n3: N"))
        assert isinstance(part, Failure)
        with AnswerJournal.open(journal, HEAD) as writer:
            writer.append([part.clear])
        held = Held.of(journal, plan.asking)
        rest = next(plan.unanswered(held))
        assert rest.principles == ("1",)
        with BatchLog.open(journal) as log:
            file = log.folder / "m-0001.jsonl"
            file.write_bytes(orjson.dumps({"custom_id": rest.key}) + b"\n")
            log.sending(file, 1)
            log.sent(file, "batch")
        out = requests_out(journal, plan, held)
        held.expect(out)
        assert (out, list(plan.unanswered(held))) == ([rest], others)
