"""Who chose what on a case: every annotator, or of many how many each way, and the reviewer."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from core.audit.annotations import ManyAnnotators
from core.model.terms import Case
from core.query.names import Name
from core.query.terms import Disagree
from core.query.tree import Query, bind, leaves
from core.review.session import ReviewSession
from tui.common.format import cut
from tui.presenting.parties import annotator_title
from tui.widgets.case.choices import ChoiceShown, ChoicesShown

NAME: Final = 24
"""Cells of a name, at most."""


def choices_shown(session: ReviewSession, case: Case, held: Query) -> ChoicesShown:
    """What annotators chose on a case, those first whose disagreement the filter asks for; nothing while it is hidden.

    Annotators who did not annotate the case are left out; the reviewer's own choice comes last. A and B stand as on the
    screen.
    """
    if session.hides(case.id):
        return ChoicesShown(hidden=True)
    sign = -1 if session.turned(case.id) else 1
    compared = compared_in(session, held)
    own = session.standing.preference(session.reviewer, case.id)
    mine = None if own is None else sign * own
    annotators = session.data.annotators
    if isinstance(annotators, ManyAnnotators):
        named = dict.fromkeys((*compared, session.annotator))
        return ChoicesShown(
            _each(session, case, tuple(named), compared, sign), mine, _counted(annotators, case.n, sign)
        )
    named = dict.fromkeys((*compared, *session.data.called))
    return ChoicesShown(_each(session, case, tuple(named), compared, sign), mine)


def compared_in(session: ReviewSession, held: Query) -> tuple[str, ...]:
    """The annotators whose disagreement a filter asks for, by their full names; none that it only leaves out."""
    asked = [term for term in leaves(held) if term.form is Disagree]
    names: list[Name] = [name for term in asked for name in bind(term, session.names).names]  # type: ignore[union-attr]
    return tuple(dict.fromkeys(name.text for name in names))


def _each(
    session: ReviewSession, case: Case, names: Sequence[str], compared: Sequence[str], sign: int
) -> tuple[ChoiceShown, ...]:
    found, places = [], session.data.places
    for name in names:
        chose = _chose(session, case, name, places.get(name))
        if chose is not None:
            shown = cut(annotator_title(session, name, short=True), NAME)
            found.append(ChoiceShown(shown, sign * chose, compared=name in compared))
    return tuple(found)


def _chose(session: ReviewSession, case: Case, name: str, place: int | None) -> int | None:
    """What an annotator, or another reviewer by the name as an annotator, chose; None where nothing."""
    if place is not None:
        each = session.data.annotators[place]
        return int(each.preference[case.n]) if each.given[case.n] else None
    reviewer = session.live.own_annotators.get(name, session.reviewer)
    return None if reviewer == session.reviewer else session.standing.preference(reviewer, case.id)


def _counted(annotators: ManyAnnotators, n: int, sign: int) -> tuple[int, int, int]:
    """How many chose A, B and neither."""
    said = annotators.said
    chose = sign * said.preference[said.case == n]
    others = [sign * int(each.preference[n]) for each in annotators.others if each.given[n]]
    whole = np.concatenate([chose, np.array(others, dtype=np.int8)])
    return int((whole > 0).sum()), int((whole < 0).sum()), int((whole == 0).sum())
