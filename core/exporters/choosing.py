"""Which cases an export is limited to: a filter, read with the annotations of each exported annotator."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from core.audit.annotations import Annotations
from core.audit.data import AuditData
from core.audit.scene import scene_of
from core.journal.standing import Standing
from core.model.errors import ExportError
from core.model.safe_text import inert_line
from core.query.evaluation import evaluate
from core.query.form import Reads
from core.query.grammar import parse
from core.query.scene import Mask
from core.query.tree import Query, leaves
from core.storage.store import Store

Choice = Mapping[str, Mask]
"""The chosen cases, bool (cases,), by name of the annotator with whose annotations the filter was read."""


def choose(
    text: str, data: AuditData, store: Store, standing: Standing, names: Iterable[str], reviewer: str | None = None
) -> Choice:
    """Read a filter with the annotations of each named annotator, and own words as those of `reviewer`.

    Terms about the annotation mean that annotator unless the filter names another; what counts as flagged is what most
    reviewers say. Raises QueryError for the filter, and ExportError where it needs a reviewer and there is none.
    """
    query = parse(text)
    _require_reviewer(query, standing, reviewer)
    numbers = store.numbers({event.case for event in standing.reviews() if event.case})
    return {
        name: evaluate(query, scene_of(data, store, standing, name, reviewer=reviewer or "", numbers=numbers))
        for name in dict.fromkeys(names)
    }


def _require_reviewer(query: Query, standing: Standing, reviewer: str | None) -> None:
    own = next((term for term in leaves(query) if Reads.OWN in term.reads), None)
    if own is None:
        return
    if not reviewer:
        raise ExportError(f"The filter's {own} is about one reviewer: say whose with --reviewer NAME.")
    if reviewer not in standing.reviewers:
        known = ", ".join(standing.reviewers)
        remedy = f"choose one of {known}." if known else "nobody has reviewed anything yet."
        message = f"There is no reviewer {reviewer}: {remedy}"
        raise ExportError(inert_line(message))


def limited_to(data: AuditData, cases: Mask) -> AuditData:
    """The same data with the chosen cases alone; case numbers are then no longer those of the store."""
    return replace(
        data,
        votes=data.votes[cases],
        voted=None if data.voted is None else data.voted[cases],
        annotators=tuple(_limited(annotator, cases) for annotator in data.annotators),
    )


def _limited(annotator: Annotations, cases: Mask) -> Annotations:
    return replace(
        annotator,
        preference=annotator.preference[cases],
        given=annotator.given[cases],
        flagged=annotator.flagged[cases],
    )
