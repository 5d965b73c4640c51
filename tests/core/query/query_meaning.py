"""What a filter means of a single case, and cases as the arrays that filters are evaluated on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt
from typing import Any, Final

import numpy as np

from core.model.terms import Reason, Verdict
from core.query.kinds import View
from core.query.scene import VERDICT_CODES, Reviews, Scene
from core.query.terms import (
    Balance,
    Between,
    CaseIs,
    Chose,
    Contested,
    Disagree,
    Flagged,
    FlaggedFor,
    Inconsistent,
    Judged,
    Kind,
    Margin,
    Mine,
    Overruled,
    ReviewedBy,
    SidedWith,
    Text,
    Voted,
    Votes,
    Won,
)
from core.query.tree import And, AnnotationTerm, Not, Or, Query, ReviewTerm, VoteTerm
from core.query.words import Contest, Said, Sign

PRINCIPLES: Final = ("Be helpful", "Avoid harm", "Be honest")
ANNOTATORS: Final = ("human", "rm")
REVIEWERS: Final = ("r1", "r2")
WORDS: Final = ("cat", "dog", "or")


@dataclass(frozen=True)
class OneCase:
    """Everything about one case; reviews by annotator."""

    votes: tuple[int, ...]
    chosen: dict[str, int]
    verdict: dict[str, Verdict | None]
    flagged: dict[str, bool]
    by: dict[str, frozenset[str]]
    reasons: dict[str, frozenset[Reason]]
    own: int | None
    inconsistent: bool
    words: frozenset[str]
    said: frozenset[tuple[str, Said]] = frozenset()
    contested: bool = False
    contested_own: bool = False
    missing: frozenset[str] = frozenset()

    @property
    def annotated(self) -> dict[str, bool]:
        """Who annotated it."""
        return {name: bool(self.chosen[name]) or name not in self.missing for name in ANNOTATORS}


def scene(given: list[OneCase], asked: list[str] | None = None) -> Scene:
    """Cases as arrays; texts that are searched for go to `asked`."""

    def at(chosen: Iterable[bool]) -> Any:
        return np.flatnonzero(list(chosen)).astype(np.int32)

    def reviews(name: str) -> Reviews:
        return Reviews(
            np.array([VERDICT_CODES.index(each.verdict[name]) for each in given], dtype=np.int8),
            np.array([each.flagged[name] for each in given], dtype=np.bool_),
            {who: at(who in each.by[name] for each in given) for who in REVIEWERS},
            {why: at(why in each.reasons[name] for each in given) for why in Reason},
            {(who, what): at((who, what) in each.said for each in given) for who in REVIEWERS for what in Said},
            at(each.contested for each in given),
            at(each.contested_own for each in given),
        )

    def search(text: str) -> Any:
        if asked is not None:
            asked.append(text)
        return at(text in each.words for each in given)

    def numbers(ids: Iterable[str]) -> Mapping[str, int]:
        return {each: int(each[1:]) for each in ids if each[1:].isdigit() and int(each[1:]) < len(given)}

    return Scene(
        PRINCIPLES,
        np.array([each.votes for each in given], dtype=np.int8).reshape(len(given), len(PRINCIPLES)),
        {name: np.array([each.chosen[name] for each in given], dtype=np.int8) for name in ANNOTATORS},
        lambda name: np.array([each.annotated[name] for each in given], dtype=np.bool_),
        ANNOTATORS[0],
        reviews,
        REVIEWERS,
        np.array([each.own or 0 for each in given], dtype=np.int8),
        np.array([each.own is not None for each in given], dtype=np.bool_),
        lambda: np.array([each.inconsistent for each in given], dtype=np.bool_),
        numbers,
        search,
    )


def meant(query: Query, n: int, case: OneCase, annotator: str = ANNOTATORS[0]) -> bool:
    """Whether a filter chooses case `n`, word by word after its definition."""
    match query:
        case And(queries, named):
            return all(meant(each, n, case, named.text if named else annotator) for each in queries)
        case Or(queries):
            return any(meant(each, n, case, annotator) for each in queries)
        case Not(inner):
            return not meant(inner, n, case, annotator)
        case Text(text):
            return text in case.words
        case CaseIs(name):
            return name.text == f"c{n}"
    if isinstance(query, VoteTerm):
        return _meant_of_votes(query, case)
    if isinstance(query, ReviewTerm):
        return _meant_of_reviews(query, case, annotator)
    return _meant_of_annotations(query, case, annotator)


def _meant_of_votes(query: VoteTerm, case: OneCase) -> bool:
    vote = dict(zip(PRINCIPLES, case.votes, strict=True))
    match query:
        case Voted(name):
            return vote[name.text] in (1, -1)
        case Votes(name, side):
            return vote[name.text] == side
        case Between(first, second):
            return {vote[first.text], vote[second.text]} == {1, -1}
        case Balance(for_a, for_b):
            return (case.votes.count(1), case.votes.count(-1)) == (for_a, for_b)
        case Margin(sign, votes):
            compare = {Sign.AT_LEAST: ge, Sign.AT_MOST: le, Sign.MORE: gt, Sign.LESS: lt, Sign.EXACTLY: eq}[sign]
            return bool(compare(abs(sum(case.votes)), votes))
        case Inconsistent(yes):
            return case.inconsistent == yes


def _meant_of_annotations(query: AnnotationTerm, case: OneCase, annotator: str) -> bool:
    vote = dict(zip(PRINCIPLES, case.votes, strict=True))
    chosen = case.chosen[annotator]
    match query:
        case Kind(view):
            signs = set(case.votes) - {0}
            kind = (View.INDIFFERENT, View.CONSENSUS, View.CONFLICT)[len(signs)]
            return view in {kind, View.ALL} or (view is View.ARBITRARY and signs == {-chosen})
        case Chose(side):
            return (chosen if case.annotated[annotator] else None) == side
        case SidedWith(name):
            return chosen != 0 and vote[name.text] == chosen
        case Overruled(name):
            return chosen != 0 and vote[name.text] == -chosen
        case Won(winner, loser):
            return chosen != 0 and vote[winner.text] == chosen and vote[loser.text] == -chosen
        case Disagree(first, second):
            return {case.chosen[first.text], case.chosen[second.text]} == {1, -1}


def _meant_of_reviews(query: ReviewTerm, case: OneCase, annotator: str) -> bool:
    match query:
        case Judged(verdict):
            return case.verdict[annotator] == verdict
        case Flagged(yes):
            return case.flagged[annotator] == yes
        case ReviewedBy(name, said):
            return name.text in case.by[annotator] if said is None else (name.text, said) in case.said
        case Contested(contest):
            return case.contested_own if contest is Contest.OWN else case.contested == (contest is Contest.YES)
        case FlaggedFor(reason):
            return reason in case.reasons[annotator]
        case Mine(preference):
            return case.own == preference
