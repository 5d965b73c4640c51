"""How an annotator keeps the order of principles in hand, as the screens say it."""

import numpy as np
from rich.cells import cell_len

from core.audit.declared import Practised, order_kept
from core.audit.declared_results import OrderKept
from core.exporters.report.declared_sheets import distance_text, ends, violation_filter
from core.model.number_words import percent, plural, share_digits
from core.model.safe_text import inert_line
from core.query.editing import UNFLAGGED
from core.review.order_in_hand import OrderInHand
from core.review.session import ReviewSession
from tui.common.format import cut, whole
from tui.presenting.annotator_cases import Cases
from tui.presenting.leads import NAME, Lead
from tui.presenting.parties import Party

_MOST: int = 5
"""Violations to follow to their cases."""


def kept_now(session: ReviewSession, annotator: Party, order: OrderInHand) -> OrderKept | None:
    """How an annotator keeps an order as this reviewer sees it; None of several, whose cases are not at hand."""
    if annotator.members > 1:
        return None
    standing = annotator.standing
    cases = np.flatnonzero(standing)
    tally = annotator.tally
    given = Practised(
        annotator.name, cases, standing[cases], tally.wins, tally.ranking(), int(np.count_nonzero(tally.decided))
    )
    return order_kept(session.data.votes, session.data.principles, order.order, given)


def kept_words(kept: OrderKept, room: int) -> str:
    """How far an order is kept, and what the conflicts decide of its pairs; in fewer words where there is no room."""
    if kept.few:
        return f"{plural(kept.conflicts, 'conflict')} decided: too few to hold against the written order"
    far = f"{distance_text(kept)} from the written order"
    also = f" ({len(kept.explained)} explained)" if kept.explained else ""
    decided = f"{kept.as_written} as written, {len(kept.reversals)} reversed{also}, {kept.undecided} undecided"
    full = f"{far} (Kendall); of {kept.met + kept.never} pairs {decided}"
    return full if cell_len(full) <= room else f"{far}; pairs: {decided}"


def sure_words(kept: OrderKept) -> str:
    """What holds for all pairs together."""
    if kept.few or not kept.met:
        return ""
    return f"surely, of all pairs together: {kept.surely_as_written} as written, {kept.surely_reversed} reversed"


def broken_line(kept: OrderKept, room: int) -> str:
    """What breaks the order least doubtfully, as many pairs of principles as there is room for; inert."""
    found = []
    for each in kept.violations:
        share, mark = percent(each.share, share_digits(each.conflicts, 1)), "" if each.surely else "?"
        names = f"{inert_line(each.below.name)} over {inert_line(each.above.name)}"
        found.append(f"{names} {each.lower_won} of {each.conflicts} ({share}, {ends(each)}){mark}")
    return f"broken most: {whole(found[:_MOST], ' · ', room - 13)}" if found else ""


def broken_leads(kept: OrderKept, annotator: Party) -> list[Lead]:
    """The conflicts that break the order."""
    if annotator.own:
        return []
    return [
        Lead(
            "b" if place == 0 else "",
            "breaks order",
            f"{cut(inert_line(each.below.name), NAME)} over {cut(inert_line(each.above.name), NAME)}: "
            f"{plural(each.lower_won, 'case')}",
            Cases(f"{violation_filter(each)} {UNFLAGGED}", annotator.name),
        )
        for place, each in enumerate(kept.violations[:_MOST])
    ]


def order_name(order: OrderInHand) -> str:
    """What an order is called, and that no file has it like that; inert."""
    return inert_line(order.name) + (" (not saved)" if order.changed else "")
