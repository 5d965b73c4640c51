"""The numbers of the supremacy screen that lead to cases."""

from functools import partial

from core.review.session import ReviewSession
from tui.common.format import cut
from tui.presenting.annotator_cases import Conflicts
from tui.presenting.leads import NAME, Lead, conflict_leads, flagged_leads
from tui.screens.supremacy.cells import conflicts_query, counted
from tui.screens.supremacy.matrix_cell import MatrixShown


def supremacy_leads(session: ReviewSession, annotator: str, shown: MatrixShown, cell: tuple[int, int]) -> list[Lead]:
    """The numbers of the supremacy screen, with the cursor on a cell of an annotator's matrix."""
    row, column = (shown.principles[place] for place in cell)
    names = f"{cut(row.name, NAME)} against {cut(column.name, NAME)}"
    counts = {which: counted(shown, *cell, which) for which in Conflicts}
    query = partial(conflicts_query, session, row.key, column.key)
    whose = None if annotator == session.annotator else annotator
    return [*conflict_leads(names, whose, counts, query), *flagged_leads(session, annotator)]
