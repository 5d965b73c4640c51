"""The numbers of the supremacy screen that lead to cases."""

from core.model.number_words import plural
from core.review.session import ReviewSession
from tui.common.format import cut
from tui.presenting.annotator_cases import Cases, Conflicts
from tui.presenting.leads import NAME, Lead, flagged_leads
from tui.screens.supremacy.cells import conflicts_query, counted
from tui.screens.supremacy.matrix_cell import MatrixShown


def supremacy_leads(session: ReviewSession, annotator: str, shown: MatrixShown, cell: tuple[int, int]) -> list[Lead]:
    """The numbers of the supremacy screen, with the cursor on a cell of an annotator's matrix."""
    row, column = (shown.principles[place] for place in cell)
    names = f"{cut(row.name, NAME)} against {cut(column.name, NAME)}"
    whose = None if annotator == session.annotator else annotator
    leads = [
        Lead(letter, label, f"{names}: {plural(count, 'case')}", Cases(query, whose))
        for letter, label, which in (
            ("e", "in conflict", Conflicts.ALL),
            ("w", "won", Conflicts.WON),
            ("l", "lost", Conflicts.LOST),
        )
        if (count := counted(shown, *cell, which)) and (query := conflicts_query(session, row.key, column.key, which))
    ]
    return [*leads, *flagged_leads(session, annotator)]
