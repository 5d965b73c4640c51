"""The votes queue as its screen shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from core.journal.corrections import Cell
from core.model.number_words import NOTHING, percent, plural
from core.model.safe_text import inert, inert_line
from core.query.grammar import LONGEST
from core.query.names import Name
from core.query.terms import CaseIs
from core.query.words import Role
from core.review.session import ReviewSession
from core.review.vote_check import BlindAnswer, VoteCheck, VoteState
from tui.presenting.annotator_cases import Cases
from tui.presenting.ballots import sureness
from tui.presenting.leads import Lead
from tui.screens.vote_check.table import AccuracyRow
from tui.widgets.case.words import vote_side


@dataclass(frozen=True, slots=True)
class AskedShown:
    """One vote of the sample; all texts are inert, all but prompt and responses of one line."""

    case: str
    name: str
    principle: str
    prompt: str
    response_a: str
    response_b: str
    outcome: Content


def asked_shown(session: ReviewSession, check: VoteCheck, cell: Cell) -> AskedShown:
    """A vote to be answered, the oracle's only where it is known already; A and B as they stand on the screen."""
    case, principle = check.case(cell), check.principle(cell)
    responses = (inert(case.response_a), inert(case.response_b))
    first, second = responses[::-1] if session.turned(case.id) else responses
    return AskedShown(
        inert_line(case.id),
        inert_line(principle.name),
        inert_line(principle.text),
        inert(case.prompt),
        first,
        second,
        _outcome(session, check, cell),
    )


def _outcome(session: ReviewSession, check: VoteCheck, cell: Cell) -> Content:
    state, answer = check.state(cell), check.answer(cell)
    if state is VoteState.OPEN:
        return Content.assemble(
            ("Which response does this principle prefer?", "bold"),
            "   a A · b B · x neither · an answer counts as a vote",
        )
    case, vote = check.case(cell), check.original(cell)
    turned = session.turned(case.id)
    ballots = [each for each in session.store.ballots(case.n, session.data.oracle) if each.principle == cell[1]]
    sure = None if vote is None else sureness(ballots, vote)
    oracle = f"oracle {vote_side(vote, turned=turned)}" + ("" if sure is None else f" ({sure:.0f} %)")
    mine = f"you {NOTHING if answer is None else vote_side(answer, turned=turned)}"
    if state is VoteState.SEEN:
        return Content(f"seen before: does not count   {mine} · {oracle}")
    same = ("✓ the oracle agrees", "$success bold") if vote == answer else ("✗ the oracle differs", "$error bold")
    return Content.assemble(same, f"   {mine} · {oracle}")


def accuracy_rows(session: ReviewSession, check: VoteCheck, current: int | None) -> tuple[AccuracyRow, ...]:
    """The accuracy of all votes and of each principle's; `current` is the column of the principle asked for."""
    found = check.accuracy()
    overall = found.overall
    rows = [AccuracyRow("all principles", overall.agreed, overall.answered, overall.interval, share=overall.share)]
    for principle, each in zip(session.data.principles, found.principles, strict=True):
        name = inert_line(principle.name)
        rows.append(AccuracyRow(name, each.agreed, each.answered, each.interval, principle.n == current, each.share))
    return tuple(rows)


def accuracy_line(rows: tuple[AccuracyRow, ...]) -> str:
    """The accuracy of all votes in a few words; empty before the first answer."""
    overall = rows[0]
    if not overall.interval:
        return ""
    low, high = (percent(value, 0) for value in overall.interval)
    return f"right {percent(overall.share, 0)}, {low} to {high}"


def accuracy_leads(session: ReviewSession, check: VoteCheck) -> list[Lead]:
    """The answers behind the accuracies, those of all votes first; only those whose filter is not too long."""
    answers = tuple(check.answers())
    leads = _answers_leads("all principles", answers, ("n", "r", "d"))
    for principle in session.data.principles:
        of_one = [each for each in answers if each.cell[1] == principle.n]
        leads += _answers_leads(inert_line(principle.name), of_one, ("", "", ""))
    return leads


def _answers_leads(name: str, answers: Sequence[BlindAnswer], keys: tuple[str, str, str]) -> list[Lead]:
    right = [each for each in answers if each.vote == each.answer]
    wrong = [each for each in answers if each.vote != each.answer]
    leads = []
    for key, word, some in zip(keys, ("answered", "right", "differs"), (answers, right, wrong), strict=True):
        ids = dict.fromkeys(each.case for each in some)
        query = " or ".join(str(CaseIs(Name(Role.CASE, each))) for each in ids)
        if ids and len(query) <= LONGEST:
            said = f"{word}: {plural(len(some), 'vote')} on {plural(len(ids), 'case')}"
            leads.append(Lead(key, name, said, Cases(query, None)))
    return leads
