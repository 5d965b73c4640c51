"""Everyone of very many annotators as the table shows them: each is put into words when it comes into sight."""

from collections.abc import Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from core.audit.apart import UNKNOWN
from core.audit.measuring import Measurement
from core.audit.people import People
from core.metrics.intervals import Interval
from core.model.number_words import NOTHING, between, hundredths, plural, share_digits
from core.model.safe_text import inert_line
from core.model.terms import FEW_SHARED
from core.review.session import ReviewSession
from core.review.together_now import CountedTogether
from tui.common.format import cut
from tui.presenting.annotator_cases import given_cases, weighed_cases
from tui.presenting.leads import NAME, Lead, arbitrary_leads, flagged_leads
from tui.presenting.parties import Party
from tui.screens.annotators.people_table import By, PersonRow


class PeopleRows(Sequence[PersonRow]):
    """Those of each kind together, then everyone in some order."""

    def __init__(self, together: Sequence[PersonRow], found: People, order: NDArray[np.intp]) -> None:
        self._together, self._found, self._order = tuple(together), found, order

    def __len__(self) -> int:
        return len(self._together) + len(self._order)

    @overload
    def __getitem__(self, n: int) -> PersonRow: ...
    @overload
    def __getitem__(self, n: slice) -> tuple[PersonRow, ...]: ...
    def __getitem__(self, n: int | slice) -> PersonRow | tuple[PersonRow, ...]:
        if isinstance(n, slice):
            return tuple(self[each] for each in range(*n.indices(len(self))))
        n = range(len(self))[n]
        together = len(self._together)
        return self._together[n] if n < together else person_row(self._found, int(self._order[n - together]))

    def row(self, place: int) -> int:
        """Give the row of an annotator."""
        return len(self._together) + int(np.flatnonzero(self._order == place)[0])

    def place(self, n: int) -> int | None:
        """Which annotator row `n` is; None for several together."""
        return None if n < len(self._together) else int(self._order[n - len(self._together)])


def people_leads(session: ReviewSession, whose: Party, decided: int) -> list[Lead]:
    """The numbers of one of very many annotators, who decided so many conflicts."""
    name = cut(inert_line(whose.name), NAME)
    given = Lead("n", "given", f"{name}: {plural(whose.counted, 'case')}", given_cases(whose))
    conflicts = Lead("d", "conflicts", f"{name}: {plural(decided, 'case')}", weighed_cases(whose))
    found = [*([given] if whose.counted else []), *([conflicts] if decided else [])]
    return [*arbitrary_leads(session, whose), *found, *flagged_leads(session, whose.name)]


def in_order(found: People, by: By, *, falling: bool) -> NDArray[np.intp]:
    """The annotators sorted by a column, those without a number last, in the order of the store among equals."""
    if by is By.NAME:
        names = sorted(range(len(found)), key=lambda place: found.said.names[place].casefold(), reverse=falling)
        return np.array(names, dtype=np.intp)
    apart = np.where(found.both < FEW_SHARED, np.nan, found.apart)
    arbitrary = np.full(len(found), np.nan)
    np.divide(found.opposed, found.consensus, out=arbitrary, where=found.consensus > 0)
    numbers = {By.GIVEN: found.annotations, By.CONFLICTS: found.decided, By.ARBITRARY: arbitrary, By.DISCREPANCY: apart}
    keys = numbers[by].astype(np.float64)
    return np.argsort(-keys if falling else keys, kind="stable")


def person_row(found: People, place: int) -> PersonRow:
    """One annotator."""
    opposed, consensus, both = (int(each[place]) for each in (found.opposed, found.consensus, found.both))
    value = found.apart[place]
    few = both < FEW_SHARED and not np.isnan(value)
    reference = found.said.names[place] == found.reference
    computed = "" if few or np.isnan(value) or reference else _range(found.interval(place), both) or "…"
    return PersonRow(
        name=inert_line(found.said.names[place]),
        kind=found.said.kinds[place].value,
        given=str(found.annotations[place]),
        neither=str(found.neither[place]),
        conflicts=str(found.decided[place]),
        arbitrary=hundredths(opposed / consensus, share_digits(consensus, 1)) if consensus else NOTHING,
        arbitrary_interval=_range(found.arbitrariness_interval(place), consensus),
        of=f"of {consensus}" if consensus else "",
        discrepancy="few" if few else hundredths(None if np.isnan(value) else value, share_digits(both, 1)),
        discrepancy_interval=computed,
    )


def together_rows(parties: Sequence[Party], counts: CountedTogether, measured: Measurement | None) -> list[PersonRow]:
    """Those of each kind with several annotators, all of theirs together."""
    rows = []
    for party, each in zip(parties, counts.populations, strict=True):
        if each.single:
            continue
        spread = measured.of(party.name) if measured is not None else None
        pair = measured.pair(party.name, counts.reference.name) if measured is not None else UNKNOWN
        arbitrariness = party.tally.arbitrariness
        same = party.name == counts.reference.name
        known = measured is not None and spread is not None
        rows.append(
            PersonRow(
                name=inert_line(party.name),
                kind=party.kind.value,
                given=str(len(each.case)),
                neither=str(int(np.count_nonzero(each.preference == 0))),
                conflicts=str(measured.conflicts[measured.names.index(party.name)]) if measured and known else "…",
                arbitrary=hundredths(arbitrariness.value, share_digits(arbitrariness.cases, 1)),
                arbitrary_interval=_range(spread.arbitrariness, arbitrariness.cases) if spread is not None else "…",
                of=f"of {arbitrariness.cases}",
                discrepancy="" if same else "few" if known and pair.few else hundredths(pair.value) if known else "…",
                discrepancy_interval="" if same or pair.few else _range(pair.interval, pair.conflicts),
                several=True,
            )
        )
    return rows


def _range(found: Interval, of: int) -> str:
    return between(found.low, found.high, lambda end: hundredths(end, share_digits(of, 1)))
