"""Cases as the list and the case view show them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, Final

from core.metrics.agreement import categories
from core.model.number_words import NOTHING
from core.model.safe_text import inert, inert_line
from core.model.side_names import other_side
from core.model.terms import Ballot, Case, Category, Preview, Principle, Verdict
from core.query.kinds import View
from core.query.revealing import names_side, one_sided, reveals
from core.query.terms import Kind
from core.query.tree import Query
from core.review.annotator import AnnotatorUnderReview
from core.review.session import ReviewSession
from tui.presenting.ballots import inconsistent, percent_for
from tui.presenting.parties import annotator_title
from tui.screens.review.blind_shown import hidden, turned
from tui.screens.review.choices_shown import choices_shown
from tui.widgets.case.parts import VoteShown
from tui.widgets.case.row import CaseRow
from tui.widgets.case.words import CaseShown

Facts = Sequence[tuple[str, str]]
EVERY: Final = Kind(View.ALL)
_NAME: Final = 30
_VALUE: Final = 40
GLYPHS: Final = {Verdict.UPHOLD: "✓", Verdict.FLAG: "⚑", Verdict.SKIP: NOTHING, None: " "}


def case_rows(session: ReviewSession, previews: Sequence[Preview]) -> dict[int, CaseRow]:
    """Rows of the case list, by case number."""
    reviewed = session.reviewed()
    return {preview.n: _case_row(session, reviewed, preview) for preview in previews}


def _case_row(session: ReviewSession, reviewed: AnnotatorUnderReview, preview: Preview) -> CaseRow:
    turned = session.turned(preview.id)
    return CaseRow(
        n=preview.n,
        label=inert_line(preview.id),
        glyph=GLYPHS[reviewed.verdict(preview.n)],
        preview=inert_line(preview.text),
        flagged=_flagged(session, reviewed, preview.n),
        turned=turned,
        **_balance(session, preview.n, turned=turned),
    )


def _balance(session: ReviewSession, n: int, *, turned: bool) -> dict[str, Any]:
    """The fields of a row that tell how the votes on a case stand."""
    votes, missing = session.data.votes[n] * (-1 if turned else 1), _missing(session, n)
    return {
        "for_a": int((votes > 0).sum()),
        "for_b": int((votes < 0).sum()),
        "missing": missing,
        "unvoted": missing == len(votes),
    }


def _missing(session: ReviewSession, n: int) -> int:
    """How many votes on a case nobody cast."""
    voted = session.data.voted
    return 0 if voted is None else int((~voted[n]).sum())


def _flagged(session: ReviewSession, reviewed: AnnotatorUnderReview, n: int) -> bool:
    """Whether the list marks an annotation as flagged; what others say of it would lead a blind reviewer."""
    return bool(reviewed.flagged[n]) and not session.blind


def marked(session: ReviewSession, row: CaseRow) -> CaseRow:
    """A row of the case list as it is after what the reviewer just said."""
    reviewed = session.reviewed()
    return replace(
        row,
        glyph=GLYPHS[reviewed.verdict(row.n)],
        flagged=_flagged(session, reviewed, row.n),
        **_balance(session, row.n, turned=row.turned),
    )


def case_shown(
    session: ReviewSession,
    case: Case,
    ballots: Sequence[Ballot],
    place: str = "",
    facts: Facts = (),
    held: Query = EVERY,
) -> CaseShown:
    """One case as the reviewer may see it: in blind review turned by lot, and the annotation hidden at first.

    `held` is the filter of the list.
    """
    shown = _case_shown(session, case, ballots, place)
    shown = replace(
        shown, facts=_facts_line(_seen(session, case.id, facts)), choices=choices_shown(session, case, held)
    )
    if session.turned(case.id):
        shown = turned(shown)
    return hidden(shown) if session.hides(case.id) else shown


def _seen(session: ReviewSession, case: str, facts: Facts) -> Facts:
    """The facts that the reviewer may see: at first none that may tell what was chosen, or are of one response alone.

    Of a case turned, those of one response are the other's, and what names a response would name the wrong one.
    """
    names = dict.fromkeys((*session.data.facts, *(name for name, _ in facts)))
    if session.hides(case) or session.turned(case):
        facts = [fact for fact in facts if not one_sided(fact[0], names)]
    if session.hides(case):
        facts = [fact for fact in facts if not reveals(*fact)]
    if session.turned(case):
        order = {name: place for place, name in enumerate(names)}
        seen = [(other_side(name, names), value) for name, value in facts if not names_side(name, value)]
        facts = sorted(seen, key=lambda fact: order[fact[0]])
    return facts


def _case_shown(session: ReviewSession, case: Case, ballots: Sequence[Ballot], place: str) -> CaseShown:
    """One case with its votes and ballots, the annotation under review and what the reviewer said of it."""
    reviewed, n = session.reviewed(), case.n
    preference = int(reviewed.annotations.preference[n])
    votes, missing = session.data.votes[n], _missing(session, n)
    corrected = {p for p in range(len(votes)) if (n, p) in session.data.corrected}
    shown = _votes_shown(session.data.principles, votes.tolist(), ballots, corrected)
    verdict = reviewed.verdict(n)
    side = "A" if preference >= 0 else "B"
    return CaseShown(
        label=inert_line(case.id),
        prompt=inert(case.prompt),
        response_a=inert(case.response_a),
        response_b=inert(case.response_b),
        annotator=annotator_title(session, session.annotator, short=True),
        preference=preference,
        flagged=bool(reviewed.flagged[n]) and not session.hides_others(case.id),
        own=session.standing.preference(session.reviewer, case.id),
        verdict=None if verdict is None else verdict.value,
        note=_note(session, case.id),
        category=_category(session, n),
        sided=tuple(vote for vote in shown if vote.side == side),
        overruled=tuple(vote for vote in shown if vote.side != side),
        indifferent=int((votes == 0).sum()) - missing,
        missing=missing,
        place=place,
        annotated=reviewed.annotated(n),
    )


def _facts_line(facts: Facts) -> str:
    """The facts of a case on one line, each as name and value."""
    return " · ".join(f"{inert_line(name, _NAME)} {inert_line(value, _VALUE)}" for name, value in facts)


def _note(session: ReviewSession, case: str) -> str | None:
    """The reviewer's note on the verdict, with its reason unless that is the usual one, and the latest comment."""
    parts = []
    verdict = session.standing.verdict(session.reviewer, case, session.annotator)
    if verdict is not None:
        reason = verdict.reason if verdict.reason not in (None, "arbitrary") else None
        parts += [part for part in (reason, verdict.note) if part]
    own_only = session.hides_others(case)
    comments = [
        event.note
        for event in session.standing.comments(case)
        if event.note and (event.reviewer == session.reviewer or not own_only)
    ]
    parts += comments[-1:]
    return inert_line(" · ".join(parts), 160) if parts else None


def _category(session: ReviewSession, n: int) -> str:
    at, voted = slice(n, n + 1), session.data.voted
    kind = categories(session.data.votes[at], None if voted is None else voted[at])[0]
    return Category(int(kind)).name.lower()


def _votes_shown(
    principles: Sequence[Principle], votes: Sequence[int], ballots: Sequence[Ballot], corrected: Collection[int]
) -> list[VoteShown]:
    """The votes that are not 0, the surest first."""
    answers: dict[int, list[Ballot]] = {}
    for ballot in ballots:
        answers.setdefault(ballot.principle, []).append(ballot)
    shown = [
        VoteShown(
            principle=inert_line(principle.name),
            text=inert_line(principle.text),
            side="A" if votes[principle.n] > 0 else "B",
            percent=percent_for(answers.get(principle.n, ()), votes[principle.n]),
            position_inconsistent=inconsistent(answers.get(principle.n, ())),
            corrected=principle.n in corrected,
        )
        for principle in principles
        if votes[principle.n]
    ]
    return sorted(shown, key=lambda vote: -(vote.percent or 0))
