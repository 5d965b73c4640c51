"""From a review session to what the widgets show: here dataset text is made inert."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from core.desk import Desk
from core.inert import inert, inert_line
from core.metrics.agreement import Arbitrariness
from core.metrics.discrepancy import discrepancy
from core.metrics.priority import Ranking
from core.model import Ballot, Case, Category, Principle, Status, Verdict
from core.preferences import combine
from core.report import FEW_CONFLICTS
from core.session import ReviewSession
from core.store import Preview
from core.tally import Tally
from tui.format import NOTHING, percent
from tui.widgets.case_parts import VoteShown
from tui.widgets.case_row import CaseRow
from tui.widgets.case_words import CaseShown
from tui.widgets.ranking import RankingShown, RankRow
from tui.widgets.ranking_table import RankingColumn, RankingsShown

GLYPHS: Final = {Verdict.UPHOLD: "✓", Verdict.FLAG: "⚑", Verdict.SKIP: NOTHING, None: " "}


def case_rows(session: ReviewSession, previews: Sequence[Preview]) -> dict[int, CaseRow]:
    """Rows of the case list, by case number."""
    desk = session.desk()
    return {preview.n: _case_row(session, desk, preview) for preview in previews}


def _case_row(session: ReviewSession, desk: Desk, preview: Preview) -> CaseRow:
    votes = session.data.votes[preview.n]
    return CaseRow(
        n=preview.n,
        label=inert_line(preview.id),
        glyph=GLYPHS[desk.verdict(preview.n)],
        for_a=int((votes > 0).sum()),
        for_b=int((votes < 0).sum()),
        preview=inert_line(preview.text),
        flagged=bool(desk.flagged[preview.n]),
    )


def marked(session: ReviewSession, row: CaseRow) -> CaseRow:
    """A row of the case list as it is after what the reviewer just said."""
    desk = session.desk()
    return replace(row, glyph=GLYPHS[desk.verdict(row.n)], flagged=bool(desk.flagged[row.n]))


def case_shown(session: ReviewSession, case: Case, ballots: Sequence[Ballot], place: str = "") -> CaseShown:
    """One case with its votes and ballots, the annotation under review and what the reviewer said of it."""
    desk, n = session.desk(), case.n
    preference = int(desk.annotations.preference[n])
    votes = session.data.votes[n]
    shown = _votes_shown(session.data.principles, votes.tolist(), ballots)
    verdict = session.standing.verdict(session.reviewer, case.id, session.annotator)
    side = "A" if preference >= 0 else "B"
    return CaseShown(
        label=inert_line(case.id),
        prompt=inert(case.prompt),
        response_a=inert(case.response_a),
        response_b=inert(case.response_b),
        annotator=inert_line(session.annotator),
        preference=preference,
        flagged=bool(desk.flagged[n]),
        own=session.standing.preference(session.reviewer, case.id),
        verdict=None if verdict is None else verdict.verdict,
        note=_note(session, case.id),
        category=_category(votes),
        sided=tuple(vote for vote in shown if vote.side == side),
        overruled=tuple(vote for vote in shown if vote.side != side),
        indifferent=int((votes == 0).sum()),
        place=place,
    )


def _note(session: ReviewSession, case: str) -> str | None:
    """The reviewer's note on the verdict, with its reason unless that is the usual one, and the latest comment."""
    parts = []
    verdict = session.standing.verdict(session.reviewer, case, session.annotator)
    if verdict is not None:
        reason = verdict.reason if verdict.reason not in (None, "arbitrary") else None
        parts += [part for part in (reason, verdict.note) if part]
    comments = [event.note for event in session.standing.comments(case) if event.note]
    parts += comments[-1:]
    return inert_line(" · ".join(parts), 160) if parts else None


def _category(votes: "np.ndarray[tuple[int], np.dtype[np.int8]]") -> str:
    for_a, for_b = bool((votes > 0).any()), bool((votes < 0).any())
    kind = Category.CONFLICT if for_a and for_b else Category.CONSENSUS if for_a or for_b else Category.INDIFFERENCE
    return kind.name.lower()


def _votes_shown(principles: Sequence[Principle], votes: Sequence[int], ballots: Sequence[Ballot]) -> list[VoteShown]:
    """The votes that are not 0, the surest first."""
    answers: dict[int, list[Ballot]] = {}
    for ballot in ballots:
        answers.setdefault(ballot.principle, []).append(ballot)
    shown = [
        VoteShown(
            principle=inert_line(principle.name),
            side="A" if votes[principle.n] > 0 else "B",
            percent=_percent(answers.get(principle.n, ()), votes[principle.n]),
            position_inconsistent=_inconsistent(answers.get(principle.n, ())),
        )
        for principle in principles
        if votes[principle.n]
    ]
    return sorted(shown, key=lambda vote: -(vote.percent or 0))


def _percent(ballots: Sequence[Ballot], vote: int) -> float | None:
    """The probability of the side that was voted for, in percent, averaged over the presentation orders."""
    found = []
    for ballot in ballots:
        if ballot.prob_a is None or ballot.prob_b is None:
            return None
        first, second = (ballot.prob_a, ballot.prob_b) if ballot.order == 0 else (ballot.prob_b, ballot.prob_a)
        found.append(first if vote > 0 else second)
    return 100 * sum(found) / len(found) if found else None


def _inconsistent(ballots: Sequence[Ballot]) -> bool:
    if len(ballots) != 2:
        return False
    first, second = (np.array([ballot.preference], dtype=np.int8) for ballot in ballots)
    return bool(combine(first, second)[1][0])


def ranking_shown(session: ReviewSession) -> RankingShown:
    """The ranking of the annotator under review, the reviewer's own beside it, and what it rests on."""
    desk = session.desk()
    own = session.own.ranking() if session.own_count() else None
    rows = rank_rows(session.data.principles, desk.tally, desk.start, own)
    footer = [arbitrary_text(desk.tally.arbitrariness)]
    if not desk.tally.ranking().identified:
        footer.append("no single scale: see ?")
    footer.append(_mine(session))
    return RankingShown(f"what {inert_line(session.annotator)} follows", rows, tuple(footer))


def _mine(session: ReviewSession) -> str:
    return f"mine: {session.own_count()} of {len(session.data.votes)}, DD {percent(session.own_discrepancy())}"


def arbitrary_text(found: Arbitrariness) -> str:
    """Arbitrariness in words."""
    return f"arbitrary {percent(found.value)} of {found.cases}"


def rank_rows(
    principles: Sequence[Principle], tally: Tally, start: Ranking | None, own: Ranking | None = None
) -> tuple[RankRow, ...]:
    """A ranking's rows, best first, with the movement since `start` and the rank in the reviewer's own ranking."""
    ranking = tally.ranking()
    wins = tally.wins
    conflicts = wins.sum(axis=0) + wins.sum(axis=1)
    rows = []
    for index in ranking.order:
        rank = int(ranking.rank[index])
        before = int(start.rank[index]) if start is not None else 0
        status = ranking.status[index]
        rows.append(
            RankRow(
                rank=rank or None,
                moved=before - rank if rank and before else 0,
                principle=inert_line(principles[index].name),
                priority=float(ranking.weights[index]) if status is Status.RANKED else None,
                status=status.value,
                conflicts=int(conflicts[index]),
                few=bool(rank) and int(conflicts[index]) < FEW_CONFLICTS,
                own=None if own is None else int(own.rank[index]) or None,
            )
        )
    return tuple(rows)


def rankings_shown(session: ReviewSession) -> RankingsShown:
    """The rankings of all annotators, the one under review first, the reviewer's own last; DD is to the reference."""
    reference = session.desk(session.data.reference().name).tally.ranking()
    names = [each.name for each in session.data.annotators if each.name != session.annotator]
    columns = [_column(session, session.desk(name), reference) for name in (session.annotator, *names)]
    if session.own_count():
        own = session.own
        columns.append(
            RankingColumn(
                title=inert_line(session.own_name),
                kind="reviewer",
                arbitrariness=f"{percent(own.arbitrariness.value)} of {own.arbitrariness.cases}",
                discrepancy=percent(discrepancy(own.ranking().signs, reference.signs)),
                rows=rank_rows(session.data.principles, own, None),
            )
        )
    return RankingsShown(tuple(columns))


def _column(session: ReviewSession, desk: Desk, reference: Ranking) -> RankingColumn:
    tally = desk.tally
    return RankingColumn(
        title=inert_line(desk.annotations.name),
        kind=desk.annotations.kind.value,
        arbitrariness=f"{percent(tally.arbitrariness.value)} of {tally.arbitrariness.cases}",
        discrepancy=percent(discrepancy(tally.ranking().signs, reference.signs)),
        rows=rank_rows(session.data.principles, tally, desk.start),
    )
