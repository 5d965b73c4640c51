"""How far the oracles of a store agree, computed beside the interface where it is looked at."""

from textwrap import wrap
from typing import Final

from textual import work
from textual.content import Content
from textual.worker import get_current_worker

from core.audit.data import AuditData, load
from core.audit.oracle_agreement import OracleComparison, compare_oracles
from core.audit.oracle_results import OraclesReport
from core.exporters.report.oracle_sheets import comparison_sheets
from core.exporters.report.sheet import Sheet
from core.journal.standing import Standing
from core.model.errors import DiscretionError
from core.model.safe_text import inert_line
from core.review.session import ReviewSession
from core.storage.store import Store
from tui.common.messages import Refused
from tui.widgets.sheet_table import SheetShown, SheetTable

REPLICATES: Final = 200
CAPTION: Final = 76
"""Cells of a line of explanation."""


class OracleAgreement(SheetTable):
    """Compares the oracle in use with every other one, by the oracles' own votes; once a session is enough."""

    def __init__(self, session: ReviewSession, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._session = session
        self._wanted = False

    def on_mount(self) -> None:
        """Say what it is."""
        self.border_title = Content("oracles")

    def want(self) -> None:
        """See to it that the comparison comes."""
        if len(self._session.oracles) < 2:
            name = inert_line(self._session.data.oracle.name)
            self.show((), f"All votes are by {name}: there is no other oracle in this store to compare it with.")
        elif not self._wanted:
            self._wanted = True
            self.show((), "Comparing the oracles …")
            self._compare(self._session.store.cursor(), self._session.data.oracle.name)

    @work(thread=True, exclusive=True)
    def _compare(self, store: Store, oracle: str) -> None:
        worker = get_current_worker()
        try:
            with store:
                data: AuditData = load(store, oracle=oracle)
                names = [each.name for each in data.annotators]
                found = compare_oracles(store, Standing(), data, OracleComparison(names, REPLICATES))
        except DiscretionError as error:
            self._wanted = False
            self.post_message(Refused(error))
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._found, found)

    def _found(self, report: OraclesReport | None) -> None:
        sheets = () if report is None else tuple(map(_shown, comparison_sheets(report)))
        self.show(sheets, "There is nothing to compare.")


def _shown(sheet: Sheet) -> SheetShown:
    heads = tuple(column.head for column in sheet.columns)
    rows = tuple(tuple(inert_line(str(cell), 200) for cell in row) for row in sheet.rows)
    caption = tuple(wrap(inert_line(sheet.caption, 900), CAPTION))
    places = sorted(range(len(heads)), key=lambda place: -sheet.columns[place].drop)
    least = tuple(place for place in places if sheet.columns[place].drop)
    return SheetShown(inert_line(sheet.title, 200), heads, rows, caption, least)
