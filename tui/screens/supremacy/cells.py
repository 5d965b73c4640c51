"""Principle supremacy as the matrix shows it, and what leads to the conflicts behind its cells."""

from functools import partial

import numpy as np

from core.metrics.wilson import interval
from core.model.number_words import percent, plural
from core.model.safe_text import inert_line
from core.model.terms import FEW_CONFLICTS
from core.query.editing import PREFERS, UNFLAGGED
from core.query.names import Name
from core.query.terms import Between, Won
from core.query.tree import And, Query
from core.query.words import Role
from core.review.order_in_hand import OrderInHand
from core.review.session import ReviewSession
from tui.common.format import cut
from tui.presenting.annotator_cases import Conflicts
from tui.presenting.leads import NAME, Lead, conflict_leads, flagged_leads
from tui.screens.supremacy.matrix_cell import MatrixPrinciple, MatrixShown


def supremacy_shown(session: ReviewSession, annotator: str, written: OrderInHand | None = None) -> MatrixShown:
    """The wins of an annotator as this reviewer sees them, flagged annotations left out, in the order of priority.

    In the order as it is `written` where one is given; what is not in that comes after.
    """
    tally = session.reviewed(annotator).tally
    ranking = tally.ranking()
    places = {} if written is None else {n: place for place, n in enumerate(written.order, 1)}
    order = np.array([*places, *(n for n in ranking.order.tolist() if n not in places)], dtype=np.int64)
    principles = (session.data.principles[index] for index in order)
    return MatrixShown(
        principles=tuple(
            MatrixPrinciple(each.n, int(ranking.rank[each.n]) or None, inert_line(each.name), places.get(each.n))
            for each in principles
        ),
        won=tuple(map(tuple, tally.wins[order][:, order].tolist())),
        few=FEW_CONFLICTS,
    )


def conflicts_query(session: ReviewSession, row: int, column: int, which: Conflicts) -> str:
    """The filter for the conflicts of two principles, by their numbers: exactly those that the tally counts."""
    first, second = (Name(Role.PRINCIPLE, session.data.principles[n].name) for n in (row, column))
    queries: dict[Conflicts, tuple[Query, ...]] = {
        Conflicts.ALL: (Between(first, second), PREFERS, UNFLAGGED),
        Conflicts.WON: (Won(first, second), UNFLAGGED),
        Conflicts.LOST: (Won(second, first), UNFLAGGED),
    }
    return str(And(queries[which]))


def counted(shown: MatrixShown, row: int, column: int, which: Conflicts) -> int:
    """How many conflicts a cell has of those asked for."""
    if row == column:
        return 0
    won, lost = shown.won[row][column], shown.won[column][row]
    return {Conflicts.ALL: won + lost, Conflicts.WON: won, Conflicts.LOST: lost}[which]


def pair_lines(shown: MatrixShown, row: int, column: int) -> tuple[str, str, str, str]:
    """A cell in words: the row's principle, the column's, the numbers, and what the keys open."""
    above, beside = shown.principles[row], shown.principles[column]
    first, second = _ranked(above), f"against {_ranked(beside)}"
    won, lost, total = (counted(shown, row, column, which) for which in (Conflicts.WON, Conflicts.LOST, Conflicts.ALL))
    if row == column:
        return first, "against itself there is nothing to win", "", ""
    known = interval(won, total)
    if known is None:
        return first, second, "no conflict in which the annotator had a preference: no supremacy", ""
    low, high = known
    numbers = f"won {won}, lost {lost} of {total} · PS {percent(won / total)} ({percent(low)} to {percent(high)})"
    if shown.is_few(row, column):
        numbers += f" · fewer than {shown.few}"
    keys = [f"enter opens {plural(total, 'conflict')}"]
    keys += [f"{key} the {count} {word}" for key, count, word in (("+", won, "won"), ("-", lost, "lost")) if count]
    return first, second, numbers, " · ".join(keys)


def _ranked(principle: MatrixPrinciple) -> str:
    written = "" if principle.written is None else f"written no. {principle.written}, "
    return f"{principle.name} ({written}{'unranked' if principle.rank is None else f'rank {principle.rank}'})"


def supremacy_leads(session: ReviewSession, annotator: str, shown: MatrixShown, cell: tuple[int, int]) -> list[Lead]:
    """The numbers of the supremacy screen, with the cursor on a cell of an annotator's matrix."""
    row, column = (shown.principles[place] for place in cell)
    names = f"{cut(row.name, NAME)} against {cut(column.name, NAME)}"
    counts = {which: counted(shown, *cell, which) for which in Conflicts}
    query = partial(conflicts_query, session, row.key, column.key)
    whose = None if annotator == session.annotator else annotator
    return [*conflict_leads(names, whose, counts, query), *flagged_leads(session, annotator)]
