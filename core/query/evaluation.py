"""From filter to cases: vectors over all cases, cheap questions first, texts last."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, partial

import numpy as np

from core.query.counting import count_votes
from core.query.form import Reads
from core.query.scene import Mask, Scene, Seen
from core.query.tree import And, Not, Or, Query, bind, names_of, reads
from core.query.words import Role


def evaluate(query: Query, scene: Scene) -> Mask:
    """The cases that a filter chooses: a new bool (cases,).

    Raises QueryError for a name that is not there or not clear, before anything is computed.
    """
    bound = bind(query, scene.names)
    kept = replace(scene, reviews=cache(scene.reviews), search=cache(scene.search))
    return _mask(bound, Seen(kept, _numbers(bound, scene), cache(partial(count_votes, scene.votes, scene.voted))))


def _numbers(query: Query, scene: Scene) -> Mapping[str, int]:
    named = names_of(query, Role.CASE)
    numbers = scene.numbers({name.text for name in named}) if named else {}
    for name in named:
        if name.text not in numbers:
            raise name.wrong(": give the id of one, as the list shows it.", before="There is no case ")
    return numbers


def _mask(query: Query, seen: Seen) -> Mask:
    """The cases of a filter read with an annotator's annotations; the array is the caller's own."""
    match query:
        case And(queries, named):
            meant = replace(seen, scene=replace(seen.scene, annotator=named.text)) if named else seen
            return _all(queries, meant)
        case Or(queries):
            return _any(queries, seen)
        case Not(inner):
            inside = _mask(inner, seen)
            return np.logical_not(inside, out=inside)
    return query.form.cases(seen, *query.arguments)


def _all(queries: tuple[Query, ...], seen: Seen) -> Mask:
    mask = np.ones(len(seen.scene.votes), dtype=np.bool_)
    for query in sorted(queries, key=_searches):
        if not mask.any():
            break
        mask &= _mask(query, seen)
    return mask


def _any(queries: tuple[Query, ...], seen: Seen) -> Mask:
    mask = np.zeros(len(seen.scene.votes), dtype=np.bool_)
    for query in sorted(queries, key=_searches):
        if mask.all():
            break
        mask |= _mask(query, seen)
    return mask


def _searches(query: Query) -> bool:
    """Whether texts have to be read for a filter."""
    return Reads.TEXTS in reads(query)
