"""Runs, and what models returned in them, as the screens show them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, overload

from core.model.coverage import all_of
from core.model.number_words import NOTHING, percent, plural
from core.model.preferences import from_probabilities
from core.model.safe_text import inert, inert_line
from core.model.ways import How
from core.oracle.journal.lines import RunHead
from core.oracle.journal.runs import FORMAT, Run, RunJournal
from core.oracle.terms import Answer, Failure, Record
from core.review.session import ReviewSession
from core.storage.store import Store
from tui.common.format import moment
from tui.screens.runs.records import RecordRow
from tui.screens.runs.table import RunRow
from tui.widgets.case.words import SIDES

_LINE: Final = 400
"""Characters of a returned text that a line may need."""
_HOURS: Final = 3600

_NOT_IMPORTED: Final = "not imported yet: quit, then run judge again as before"
_BLIND: Final = "blind: choose first"
_MASK: Final = "…"


class Eyes(NamedTuple):
    """How the reviewer sees things: principles' names by id, whether a case's responses are turned, or it is hidden."""

    names: Mapping[str, str]
    turned: Callable[[str], bool]
    hides: Callable[[str], bool]


def eyes(session: ReviewSession) -> Eyes:
    """How the reviewer of a session sees things."""
    return Eyes({each.id: each.name for each in session.data.principles}, session.turned, session.hides)


def annotates(head: RunHead | None) -> bool:
    """Whether a run's answers are annotations, for all that is known, so that its name would tell an annotator's."""
    return head is None or head.about.get("role") != "oracle"


def run_name(run: Run, *, blind: bool) -> str:
    """A run's name, unless a blind reviewer would know an annotator by it."""
    return _MASK if blind and annotates(run.head) else inert_line(run.name, 80)


def taken_answers(store: Store) -> Mapping[str, int]:
    """How many answers the journal of each run had, by its file's name, when they were last put into the store."""
    return {each.file: each.read for each in store.imports() if each.format == FORMAT}


def covered_votes(store: Store) -> Mapping[str, str]:
    """Of each run, by its file's name, how many of the votes wanted there are, and on which principle the fewest."""
    names = {each.id: each.name for each in store.principles()}
    found = store.answers.coverage()
    said = {}
    for journal in {each.journal for each in found}:
        own = [each for each in found if each.journal == journal]
        votes, fewest = all_of(own), min(own, key=lambda each: each.share)
        if votes is not None and votes.missing:
            said[journal] = f"{votes.got:,} of {votes.wanted:,} votes wanted: {votes.missing}"
            if len(own) > 1:
                said[journal] += (
                    f"; fewest {percent(fewest.share, 0)} on {names.get(fewest.principle, fewest.principle)}"
                )
    return said


def run_state(run: Run, taken: Mapping[str, int]) -> str:
    """Under way, stopped, complete, or complete with answers that are not in the store yet."""
    if run.under_way:
        return "under way"
    if run.left or run.failed or run.requests is None:
        return "stopped"
    return "complete" if run.votes <= taken.get(run.path.name, 0) else "not imported"


def run_row(run: Run, taken: Mapping[str, int], *, blind: bool = False) -> RunRow:
    """One run of the table."""
    head = run.head
    return RunRow(
        name=run_name(run, blind=blind),
        model=_MASK if blind and annotates(head) else inert_line(head.model if head else NOTHING, 80),
        state=run_state(run, taken),
        answered=str(run.answered),
        failed=str(run.failed),
        left=NOTHING if run.left is None else str(run.left),
        spent=spent(run),
        rate=NOTHING if run.rate is None else f"{run.rate:.1f}/s",
        same=percent(run.consistent / run.pairs, 0) if run.pairs else NOTHING,
        template=inert_line(f"{head.template_version} {head.template[:8]}" if head else NOTHING, 60),
        at=moment(run.last_at),
    )


def spent(run: Run) -> str:
    """Dollars; with `?` where the price of some answers is not known."""
    if run.unpriced and not run.spent:
        return "?"
    return f"${run.spent:.{2 if run.spent >= 1 else 4}f}{'?' if run.unpriced else ''}"


def run_line(run: Run, taken: Mapping[str, int], covered: Mapping[str, str], *, blind: bool = False) -> str:
    """What the table has no room for."""
    head = None if blind and annotates(run.head) else run.head
    about: Mapping[str, object] = head.about if head else {}
    parts = [_NOT_IMPORTED] if run_state(run, taken) == "not imported" else []
    parts.append(plural(run.answered, "answer"))
    if run.skipped:
        parts.append(f"{plural(run.skipped, 'line')} that nobody can read")
    if run.path.name in covered and not (blind and annotates(run.head)):
        parts.append(covered[run.path.name])
    if run.under_way and run.left and run.rate:
        seconds = run.left / run.rate
        shown = f"{seconds / _HOURS:.1f} h" if seconds > _HOURS else f"{seconds / 60:.0f} min"
        parts.append(f"{shown if seconds >= 60 else f'{seconds:.0f} s'} left")
    if head is not None and head.api_base:
        parts.append(f"at {head.api_base}")
    if isinstance(about.get("name"), str):
        parts.append(f"{about.get('role')} {about.get('name')}")
    return inert_line(" · ".join(parts), _LINE)


class RecordRows(Sequence[RecordRow]):
    """The requests of a run, each read when it is looked at: there may be very many."""

    def __init__(self, journal: RunJournal, places: Sequence[int], seen: Eyes, *, annotates: bool = False) -> None:
        self.journal, self.places = journal, places
        self._seen, self._annotates = seen, annotates

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, index: int) -> RecordRow: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[RecordRow]: ...

    def __getitem__(self, index: int | slice) -> RecordRow | Sequence[RecordRow]:
        if isinstance(index, slice):
            return RecordRows(self.journal, self.places[index], self._seen, annotates=self._annotates)
        record = self.record(index)
        if record is None:
            return RecordRow("", NOTHING, "", "", "", "", "this line can no longer be read", failed=True)
        return record_row(record, self._seen, annotates=self._annotates)

    def record(self, index: int) -> Record | None:
        """What became of a request."""
        return self.journal.record(self.places[index])


def record_row(record: Record, seen: Eyes, *, annotates: bool = False) -> RecordRow:
    """A request as a line; of several principles only how many there are."""
    if isinstance(record, Failure):
        hidden = annotates and seen.hides(record.case)
        said = _BLIND if hidden else f"{record.kind}: {record.message}"
        at, case = moment(record.usage.at), inert_line(record.case, 80)
        return RecordRow(at, case, _asked(record, seen), "", "", "", inert_line(said, _LINE), failed=True)
    if len(record) == 1:
        return answer_row(record[0], seen)
    row = answer_row(record[0], seen)
    return RecordRow(row.at, row.case, plural(len(record), "principle"), row.shown, "", "", row.said)


def _asked(failure: Failure, seen: Eyes) -> str:
    """On which principle a request failed, or on how many; nothing where that is not told."""
    if len(failure.principles) != 1:
        return plural(len(failure.principles), "principle") if failure.principles else ""
    (only,) = failure.principles
    return inert_line(seen.names.get(only, only), 80)


def answer_row(answer: Answer, seen: Eyes) -> RecordRow:
    """An answer on one principle as a line."""
    rewards = answer.how is How.REWARD
    neither = min(answer.prob_a, answer.prob_b) if rewards else answer.prob_na
    first = int(from_probabilities(answer.prob_a, answer.prob_b, neither))
    sure = {1: answer.prob_a, -1: answer.prob_b, 0: neither}[first]
    swapped = bool(answer.order) != seen.turned(answer.case)
    principle = "which is better" if answer.principle is None else seen.names.get(answer.principle, answer.principle)
    hidden = _hidden(answer, seen)
    return RecordRow(
        at=moment(answer.usage.at),
        case=inert_line(answer.case, 80),
        principle=inert_line(principle, 80),
        shown="B, A" if swapped else "A, B",
        side="" if hidden else SIDES[-first if swapped else first],
        sure="" if hidden else f"{sure:.3g}" if rewards else percent(sure, 0),
        said=_BLIND if hidden else inert_line(answer.raw, _LINE),
    )


def _hidden(answer: Answer, seen: Eyes) -> bool:
    """Whether it is an annotation, which a blind reviewer does not see before choosing."""
    return answer.principle is None and seen.hides(answer.case)


@dataclass(frozen=True, slots=True)
class Raw:
    """One answer on a case, or one failure: its line, and all of it as inert text."""

    row: RecordRow
    text: str


def raw_answers(session: ReviewSession, found: Sequence[tuple[str, RunHead | None, Record]]) -> tuple[Raw, ...]:
    """All that was returned on a case, the runs of the oracle in use first, by principle, order and sample."""
    seen = eyes(session)
    order = {each.id: each.n for each in session.data.principles}
    oracle = session.data.oracle.name
    listed = []
    for run, head, record in found:
        theirs = head is None or head.about.get("name") != oracle
        named = _MASK if session.blind and annotates(head) else inert_line(run, 80)
        if isinstance(record, Failure):
            hidden = annotates(head) and seen.hides(record.case)
            row = record_row(record, seen, annotates=annotates(head))
            raw = Raw(replace(row, run=named), _BLIND if hidden else _told(run, head, record))
            listed.append(((theirs, run, len(order), 0, 0), raw))
            continue
        for answer in record:
            place = order.get(answer.principle or "", -1)
            row = replace(answer_row(answer, seen), run=named)
            raw = Raw(row, _BLIND if _hidden(answer, seen) else _told(run, head, answer))
            listed.append(((theirs, run, place, answer.order, answer.sample), raw))
    return tuple(raw for _, raw in sorted(listed, key=lambda each: each[0]))


def _told(run: str, head: RunHead | None, said: Answer | Failure) -> str:
    """What was returned as it is, then everything else that is known of the request."""
    usage = said.usage
    model = head.model if head else NOTHING
    cost = "cost unknown" if usage.cost is None else f"${usage.cost:.6f}"
    facts = [f"run {run} · {model} · {moment(usage.at)} · {usage.seconds:.1f} s · {cost}"]
    facts.append(f"tokens {usage.tokens_in} in, {usage.tokens_out} out · request {said.key}")
    if usage.served or usage.finish:
        facts.append(f"answered by {usage.served or NOTHING} · stopped: {usage.finish or NOTHING}")
    if isinstance(said, Failure):
        facts.append(f"failed, {said.kind}: {said.message}")
    else:
        shares = (("shown first", said.prob_a), ("shown second", said.prob_b), ("neither", said.prob_na))
        if said.how is How.REWARD:
            facts.append("rewards: " + ", ".join(f"{name} {value:.6g}" for name, value in shares[:2]))
        else:
            facts.append(f"by {said.how}: " + ", ".join(f"{name} {percent(value)}" for name, value in shares))
        facts.append("Above, A means the response that was shown first.")
    return "\n".join([inert(said.raw), "", *map(inert_line, facts)])
