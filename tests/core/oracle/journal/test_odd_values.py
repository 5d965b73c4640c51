"""What stands in a journal in the place of a value is read, passed over or told in a sentence."""

from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from core.model.errors import OracleError
from core.model.ways import How
from core.oracle.journal.held import Held
from core.oracle.journal.into_store import take
from core.oracle.journal.lines import RunHead, head_line, line_of, read_line
from core.oracle.journal.runs import RunJournal, answers_on
from core.oracle.journal.writer import AnswerJournal, run_path
from core.oracle.questions.asking import RunRequest
from core.oracle.questions.plan import Plan
from core.oracle.run.beginning import begun, head_of, moved, refuse_other_questions, resumed, template_wanted
from core.oracle.terms import Answer, Charge, Failure, FailureKind, Sent, Usage
from core.storage.store import Store

WANTED = RunRequest("m", "openai/m", {"temperature": 0.0, "max_tokens": 5})
AT = "2026-01-01T00:00:00Z"
USED = Usage(10, 2, 0.001, 0.1, AT, False, "m-1", "stop", 3)
ODD: tuple[object, ...] = (
    *(None, True, -1, 0, 1, 1.5, 1e308, 2**53, 2**63, [], {}, [1], {"a": 1}, [[None]], {"text": 3}),
    *("", "x", "é" * 3000, "\x1b]0;x\a\0", "0001-01-01T00:00:00", "9999-12-31T23:59:59", "0001-01-01T00:00:00+14:00"),
)


def odd(line: bytes) -> Iterator[bytes]:
    """The line with each of its values, however deep, left out or another."""
    whole: dict[str, Any] = orjson.loads(line)
    for path in paths(whole):
        for value in (*ODD, ...):
            changed = deepcopy(whole)
            held: Any = changed
            for step in path[:-1]:
                held = held[step]
            if value is ...:
                del held[path[-1]]
            else:
                held[path[-1]] = value
            yield orjson.dumps(changed) + b"\n"


def paths(value: object, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, held in inside:
        if (*before, step) != ("event",):
            yield (*before, step)
            yield from paths(held, (*before, step))


def written(store: Store) -> tuple[bytes, list[bytes]]:
    """The beginning of a run as it is written, and a line of every other kind."""
    head = head_of(WANTED, "host", "0", 12)
    more = {"keyed": {"temperature": 0.0}, "prompt": {"name": "x", "text": "[user]\nq"}}
    ask = next(iter(Plan.of(store, WANTED)))
    answer = Answer(ask.key, ask.case, ask.principles[0], 0, 0, 0.9, 0.1, 0.0, How.LOGPROBS, "A", USED)
    failure = Failure(ask.key, ask.case, FailureKind.TIMEOUT, "no", "raw", USED, ask.principles)
    others = (answer,), failure, Charge(ask.key, 0.5, AT), Sent({"max_tokens": 9}, AT)
    return head_line(replace(head, about={**head.about, **more})), [line_of(each) for each in others]


def look(journal: Path, store: Path) -> None:
    """All that is done with a journal but to ask a model."""
    followed = RunJournal(journal)
    assert followed.poll() is not None
    for place in followed.places():
        followed.record(place)
    with Store.open(store) as opened:
        list(answers_on(store, opened.case(0).id))
        plan = Plan.of(opened, resumed(journal, WANTED))
        held = Held.of(journal, plan.asking)
        plan.sample_more(held)
        list(plan.unanswered(held))


def begin(journal: Path) -> None:
    """All that is looked at of a run's beginning."""
    with suppress(OracleError):
        template_wanted(None, 1, begun(journal))
    with suppress(OracleError):
        refuse_other_questions(journal, WANTED)
    with suppress(OracleError):
        moved(journal, WANTED, "host")
    with suppress(OracleError), AnswerJournal.open(journal, head_of(WANTED, "host", "0", 12)):
        pass


def test_odd_values_in_lines_are_read_or_passed_over(worked: Path) -> None:
    journal = run_path(worked, "m")
    journal.parent.mkdir()
    with Store.open(worked) as store:
        head, lines = written(store)
    everything = [each for line in lines for each in odd(line)]
    assert len(everything) > 500
    journal.write_bytes(head + b"".join(everything))
    look(journal, worked)
    begin(journal)
    take(worked, journal, WANTED, "0")


def test_odd_values_in_a_beginning_are_read_or_passed_over(worked: Path) -> None:
    journal = run_path(worked, "m")
    journal.parent.mkdir()
    with Store.open(worked) as store:
        head, lines = written(store)
    everything = list(odd(head))
    assert len(everything) > 400
    understood = [each for each in everything if isinstance(read_line(each), RunHead)]
    assert 100 < len(understood) < len(everything)
    for each in understood:
        journal.write_bytes(each + b"".join(lines))
        begin(journal)
    journal.write_bytes(b"".join([*everything, *lines]))
    look(journal, worked)
