"""From a run's journal into the store: whole, once, and only what is still about the store's texts."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from core.model.errors import FormatError, StoreError
from core.model.terms import AnnotatorKind
from core.model.ways import How
from core.oracle.journal.held import Held
from core.oracle.journal.into_store import take
from core.oracle.journal.lines import RunHead
from core.oracle.journal.writer import AnswerJournal, run_path
from core.oracle.questions.asking import Asking, RunRequest
from core.oracle.questions.chosen_cases import CaseChoice
from core.oracle.questions.plan import Plan
from core.oracle.terms import Answer, Ask, Failure, FailureKind, Usage
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.building import annotate, contents
from tests.core.storage.cases_written import add_cases

WANTED = RunRequest("m", "openai/m", {"temperature": 0.0})
Probabilities = tuple[float, float, float]
Reply = Callable[[Ask, str | None], tuple[Probabilities, How]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "s.duckdb"
    _fill(path)
    return path


def _fill(path: Path, last: str = "No 2") -> None:
    with StoreWriter.open(path) as writer:
        add_cases(
            writer, [("c0", "Q 0", "Yes 0", "No 0"), ("c1", "Q 1", "Yes 1", "No 1"), ("c2", "Q 2", "Yes 2", last)]
        )
        writer.add_principles([("0", "Kind", "Be kind."), ("1", "True", "Be true.")])


def reply(ask: Ask, principle: str | None) -> tuple[Probabilities, How]:
    """For A on the first principle, whatever the order; for neither on the others."""
    if principle in {"0", None}:
        return ((0.7, 0.2, 0.1) if ask.order == 0 else (0.2, 0.7, 0.1)), How.LOGPROBS
    return (0.1, 0.1, 0.8), How.LOGPROBS


def answered(
    path: Path,
    wanted: RunRequest,
    said: Reply = reply,
    asks: Callable[[Ask], bool] = lambda _: True,
    again: Held | None = None,
) -> Path:
    """Write the journal of a run in which the requests of a plan got answers."""
    journal = run_path(path, "m")
    head = RunHead(wanted.template.digest, "v", wanted.model, None, wanted.parameters, "0", "2026-01-01T00:00:00Z")
    usage = Usage(1, 1, None, 0.1, "2026-01-01T00:00:00Z")
    with Store.open(path) as store, AnswerJournal.open(journal, head) as writer:
        plan = Plan.of(store, wanted)
        if again is not None:
            plan.sample_more(again)
        for ask in plan:
            if asks(ask):
                writer.append(
                    [
                        tuple(
                            Answer(
                                ask.key,
                                ask.case,
                                each,
                                ask.order,
                                ask.sample,
                                *said(ask, each)[0],
                                said(ask, each)[1],
                                "A",
                                usage,
                            )
                            for each in ask.principles or (None,)
                        )
                    ]
                )
    return journal


@pytest.mark.parametrize("together", [1, 2])
def test_answers_become_votes_with_their_probabilities_once(path: Path, together: int) -> None:
    wanted = replace(WANTED, together=together)
    journal = answered(path, wanted)
    taken = take(path, journal, wanted, "1.0")
    assert (taken.answers, taken.new, taken.waiting, taken.stale, taken.ways) == (12, 12, 0, 0, ((How.LOGPROBS, 12),))
    with Store.open(path) as store:
        (oracle,) = store.oracles()
        assert store.votes(oracle, 2).tolist() == [[1, 0]] * 3
        assert [(b.order, b.preference, b.prob_a) for b in store.ballots(0, oracle)[:2]] == [(0, 1, 0.7), (1, 1, 0.2)]
        (record,) = store.imports()
        assert (record.file, record.format, record.target) == ("m.jsonl", "judge", "oracle m")
        assert (record.tool_version, record.read, record.kept) == ("1.0", 12, 12)
        (run,) = store.answers.runs()
        assert (run.template, run.template_sha256) == (wanted.template.name, wanted.template.digest)
        assert (run.parameters, run.how, run.answers) == ('{"temperature":0.0}', "logprobs", 12)
    before = contents(path)
    assert take(path, journal, wanted, "1.0").new == 0
    assert contents(path) == before


def test_an_order_that_is_missing_keeps_the_other_waiting(path: Path) -> None:
    journal = answered(path, WANTED, asks=lambda ask: ask.order == 0 or ask.case == "c0")
    taken = take(path, journal, WANTED, "1.0")
    assert (taken.new, taken.waiting) == (4, 4)
    first_only = take(path, journal, replace(WANTED, orders=(0,)), "1.0")
    assert (first_only.new, first_only.waiting) == (4, 2)
    answered(path, WANTED)
    assert take(path, journal, WANTED, "1.0").new == 4
    with Store.open(path) as store:
        assert store.answers.given(store.oracles()[0], 2).all()
        assert store.answers.runs()[0].answers == 12


def test_samples_become_shares_once_all_of_them_are_there(path: Path) -> None:
    wanted = replace(WANTED, samples=4, choice=CaseChoice(limit=1))

    def said(ask: Ask, principle: str | None) -> tuple[Probabilities, How]:
        del principle
        return ((1.0, 0.0, 0.0) if ask.sample < 3 else (0.0, 0.0, 1.0)), How.SAMPLED

    journal = answered(path, wanted, said, asks=lambda ask: ask.sample < 3)
    assert take(path, journal, wanted, "1.0").new == 0
    answered(path, wanted, said, asks=lambda ask: ask.sample == 3)
    taken = take(path, journal, wanted, "1.0")
    assert (taken.new, taken.ways) == (4, ((How.SAMPLED, 4),))
    with Store.open(path) as store:
        ballot = store.ballots(0, store.oracles()[0])[0]
        assert (ballot.prob_a, ballot.prob_b, ballot.prob_na) == (0.75, 0.0, 0.25)


def test_shares_of_more_samples_take_the_place_of_shares_of_fewer(path: Path) -> None:
    for together in (1, 0):
        wanted = replace(WANTED, samples=2, choice=CaseChoice(limit=1), together=together)

        def said(ask: Ask, principle: str | None) -> tuple[Probabilities, How]:
            del principle
            return ((1.0, 0.0, 0.0) if ask.sample < 2 else (0.0, 0.0, 1.0)), How.SAMPLED

        journal = answered(path, wanted, said)
        take(path, journal, wanted, "1.0")
        more = replace(wanted, samples=5)
        with Store.open(path) as store:
            plan, held = Plan.of(store, more), Held.of(journal, Asking(store, more))
            assert len(plan) == 0
            plan.sample_more(held)
            left = [ask.sample for ask, _ in plan.left(held)]
        assert left == [2, 3, 4] * 2 * max(1, 2 * together)
        answered(path, more, said, asks=lambda ask: ask.sample > 1, again=held)
        assert take(path, journal, more, "1.0").new == len(left) / 3
        assert take(path, journal, more, "1.0").new == 0
        with Store.open(path) as store:
            if together:
                given = store.ballots(0, store.oracles()[0])[0]
                assert (given.preference, given.prob_a, given.prob_na) == (0, 0.4, 0.6)
            else:
                assert store.annotations(store.annotators()[0])[0].tolist() == [0, 0, 0]
        journal.unlink()


def test_what_became_of_the_votes_wanted_is_kept_and_adds_up(path: Path) -> None:
    failing = {
        ("c0", "1", 0): FailureKind.UNPARSABLE,
        ("c1", "1", 1): FailureKind.REFUSAL,
        ("c1", "0", 0): FailureKind.TOO_LONG,
    }

    def question(ask: Ask) -> tuple[str, str, int]:
        return ask.case, ask.principles[0], ask.order

    journal = answered(path, WANTED, asks=lambda ask: question(ask) not in failing and ask.case != "c2")
    head = RunHead(WANTED.template.digest, "v", WANTED.model, None, WANTED.parameters, "0", "2026-01-01T00:00:00Z")
    with Store.open(path) as store, AnswerJournal.open(journal, head) as writer:
        for ask in Plan.of(store, WANTED):
            if (kind := failing.get(question(ask))) is not None:
                old = Failure.of(ask, FailureKind.TIMEOUT, "first")
                writer.append(
                    [old, replace(Failure.of(ask, kind, "then"), principles=() if ask.case == "c0" else ask.principles)]
                )
        gone = Failure.of(replace(ask, key="ab", case="gone"), FailureKind.TIMEOUT, "of a case that is no longer there")
        writer.append([gone, replace(gone, key="cd", principles=())])
    covered = take(path, journal, WANTED, "1.0", cases=[0, 1, 2]).coverage
    assert [(each.principle, each.wanted, each.got) for each in covered] == [("0", 3, 1), ("1", 3, 0)]
    assert [each.missing for each in covered] == ["1 failed, 1 never asked", "1 unreadable, 1 refused, 1 never asked"]
    with Store.open(path) as store:
        assert store.answers.coverage() == covered
        assert store.answers.coverage_of(store.oracles()[0]) == covered
    before = contents(path)
    take(path, journal, WANTED, "1.0", cases=[0, 1, 2])
    assert contents(path) == before
    answered(path, WANTED)
    whole = take(path, journal, WANTED, "1.0", cases=[0, 1, 2]).coverage
    assert [(each.wanted, each.got, each.missing) for each in whole] == [(3, 3, "")] * 2


def test_failures_of_several_principles_count_also_where_they_do_not_say_of_which(path: Path) -> None:
    wanted = replace(WANTED, together=2)
    journal = answered(path, wanted, asks=lambda ask: ask.case == "c0")
    head = RunHead(wanted.template.digest, "v", wanted.model, None, wanted.parameters, "0", "2026-01-01T00:00:00Z")
    with Store.open(path) as store, AnswerJournal.open(journal, head) as writer:
        old = [Failure.of(ask, FailureKind.REFUSAL, "no") for ask in Plan.of(store, wanted) if ask.case == "c1"]
        writer.append([replace(each, principles=()) for each in old])
    covered = take(path, journal, wanted, "1.0", cases=[0, 1, 2]).coverage
    assert [each.missing for each in covered] == ["1 refused, 1 never asked"] * 2


def test_answers_about_texts_that_the_store_no_longer_has_are_left_out(path: Path) -> None:
    journal = answered(path, WANTED)
    path.unlink()
    _fill(path, last="Something else")
    taken = take(path, journal, WANTED, "1.0")
    assert (taken.new, taken.stale) == (8, 4)
    with Store.open(path) as store:
        assert {ask.case for ask in Plan.of(store, WANTED)} == {"c2"}


def test_generic_answers_become_judgements_of_an_llm(path: Path) -> None:
    wanted = replace(WANTED, together=0)
    journal = answered(path, wanted)
    assert take(path, journal, wanted, "1.0").new == 6
    with Store.open(path) as store:
        (annotator,) = store.annotators()
        assert (annotator.name, annotator.kind) == ("m", AnnotatorKind.LLM)
        assert store.annotations(annotator)[0].tolist() == [1, 1, 1]
        assert store.answers.runs()[0].role == "annotator"
        assert len(Plan.of(store, wanted)) == 0


def test_a_store_in_use_is_told_of_and_the_answers_are_safe(path: Path) -> None:
    journal = answered(path, WANTED)
    held = duckdb.connect(str(path))
    try:
        with pytest.raises(StoreError):
            take(path, journal, WANTED, "1.0")
    finally:
        held.close()
    assert take(path, journal, WANTED, "1.0").new == 12


def test_an_annotator_of_another_kind_changes_nothing(path: Path) -> None:
    wanted = replace(WANTED, together=0)
    with StoreWriter.open(path) as writer:
        annotate(writer, "m", {"c0": 1})
    journal = answered(path, wanted)
    before = contents(path)
    with pytest.raises(FormatError, match="kind human"):
        take(path, journal, wanted, "1.0")
    assert contents(path) == before
