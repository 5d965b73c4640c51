"""Which cases a run asks about: those of a filter, a sample of them, the first of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.audit.annotations import Annotations
from core.audit.data import AuditData, load, where_voted
from core.audit.scene import scene_of
from core.journal.replay import load_reviews
from core.journal.standing import Standing
from core.model.errors import OracleError
from core.model.safe_text import inert_line
from core.model.terms import AnnotatorKind, Oracle
from core.query.evaluation import evaluate
from core.query.form import Reads
from core.query.grammar import parse
from core.query.tree import Query, leaves
from core.storage.store import Store

_NEEDS: Final = "{} in --where needs {}, and the store has none yet: use what needs none, such as words or case:ID."

_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """What to choose: the cases of a filter (None for all), so many of them drawn by `seed`, and the first `limit`.

    Terms about an annotation mean the reference unless they name an annotator; own words mean `reviewer`. `tell` hears
    in sentences which reviews do not count for the filter.
    """

    where: str | None = None
    sample: int | None = None
    seed: int = 0
    limit: int | None = None
    reviewer: str | None = None
    tell: Callable[[str], object] | None = None


def chosen_cases(store: Store, choice: CaseChoice) -> NDArray[np.int64]:
    """The numbers of the chosen cases, ascending: the same ones whenever store and choice are.

    Raises QueryError for the filter, and OracleError where the store has not yet what it needs or no case matches it.
    """
    if choice.where is None:
        cases = np.arange(store.count_cases())
    else:
        cases = np.flatnonzero(_matching(store, choice.where, choice))
        if not len(cases):
            raise OracleError(f"No case matches --where {inert_line(choice.where, _SHOWN)}: give another filter.")
    if choice.sample is not None and choice.sample < len(cases):
        drawn = np.random.default_rng(choice.seed).choice(cases, choice.sample, replace=False)
        cases = np.sort(drawn)
    return cases[: choice.limit]


def _matching(store: Store, text: str, choice: CaseChoice) -> NDArray[np.bool_]:
    query = parse(text)
    standing, warnings = load_reviews(store)
    if choice.tell is not None:
        for warning in warnings:
            choice.tell(warning)
    _require(query, store, choice.reviewer)
    data = _data(store, standing)
    scene = scene_of(data, store, standing, data.reference().name, reviewer=choice.reviewer or "")
    return evaluate(query, scene)


def _data(store: Store, standing: Standing) -> AuditData:
    """What the audit has, or as much of it as the store holds; where nobody annotated, somebody without a name."""
    if store.oracles() and store.annotators():
        return load(store, standing)
    principles = store.principles()
    oracles = store.oracles()
    cases = store.count_cases()
    votes = np.zeros((cases, len(principles)), np.int8) if not oracles else store.votes(oracles[0], len(principles))
    none = np.zeros(cases, dtype=np.bool_)
    annotators = tuple(Annotations(each.name, each.kind, *store.annotations(each), none) for each in store.annotators())
    nobody = Annotations("", AnnotatorKind.HUMAN, np.zeros(cases, dtype=np.int8), none, none)
    oracle = oracles[0] if oracles else Oracle(0, "")
    voted = where_voted(store, oracle, len(principles)) if oracles else None
    facts = tuple(store.facts.names())
    return AuditData(store.path.stem, oracle, principles, votes, annotators or (nobody,), 0, voted=voted, facts=facts)


def _require(query: Query, store: Store, reviewer: str | None) -> None:
    """Raise OracleError for the first term that asks for what is not there."""
    votes, annotations = bool(store.oracles()), bool(store.annotators())
    for term in leaves(query):
        if Reads.VOTES in term.reads and not votes:
            raise OracleError(_NEEDS.format(inert_line(str(term)), "votes"))
        if Reads.ANNOTATIONS in term.reads and not annotations:
            raise OracleError(_NEEDS.format(inert_line(str(term)), "annotations"))
        if Reads.OWN in term.reads and not reviewer:
            raise OracleError(f"{term} in --where is about one reviewer: say whose with --reviewer NAME.")
