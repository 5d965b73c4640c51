"""What a filter means of a single case, and cases as the arrays that filters are evaluated on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import eq, ge, gt, le, lt
from typing import Any, Final, NamedTuple

import numpy as np

from core.model.terms import Reason, Verdict
from core.query.form import AnyForm
from core.query.kinds import View
from core.query.names import Name
from core.query.scene import VERDICT_CODES, Reviews, Scene
from core.query.terms import (
    Balance,
    Between,
    CaseIs,
    Chose,
    Contested,
    Disagree,
    FactCompared,
    FactIs,
    Flagged,
    FlaggedFor,
    Inconsistent,
    Judged,
    Kind,
    Margin,
    Mine,
    Overruled,
    ReviewedBy,
    SaidBy,
    SidedWith,
    Text,
    Voted,
    Votes,
    Won,
)
from core.query.tree import And, Not, Or, Query
from core.query.words import Contest, Said, Sign

PRINCIPLES: Final = ("Be helpful", "Avoid harm", "Be honest")
ANNOTATORS: Final = ("human", "rm")
REVIEWERS: Final = ("r1", "r2")
WORDS: Final = ("cat", "dog", "or")
FACTS: Final = ("topic", "balance")
VALUES: Final = (*WORDS, "-1", "0", "1", "2.5", "3")


@dataclass(frozen=True)
class OneCase:
    """Everything about one case; reviews by annotator, and a vote that was not cast is None."""

    votes: tuple[int | None, ...]
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
    facts: Mapping[str, str] = field(default_factory=dict)

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

    class Facts:
        def alike(self, name: str, text: str) -> Any:
            return at(each.facts.get(name) == text for each in given)

        def compared(self, name: str, sign: str, number: float) -> Any:
            return at(_compares(each, name, Sign(sign), number) for each in given)

    voted = np.array([[vote is not None for vote in each.votes] for each in given], np.bool_).reshape(
        -1, len(PRINCIPLES)
    )
    return Scene(
        PRINCIPLES,
        np.array([[vote or 0 for vote in each.votes] for each in given], np.int8).reshape(-1, len(PRINCIPLES)),
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
        None if voted.all() else voted,
        Facts(),
        FACTS,
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
    vote = dict(zip(PRINCIPLES, case.votes, strict=True))
    return bool(MEANT[query.form](Told(n, case, annotator, vote, case.chosen[annotator]), *query.arguments))


class Told(NamedTuple):
    """What a definition is told: a case, whose annotations are meant, the votes by principle, the choice."""

    n: int
    case: OneCase
    annotator: str
    vote: dict[str, int | None]
    chosen: int


def _kind(at: Told, view: View) -> bool:
    cast = [vote for vote in at.case.votes if vote is not None]
    signs = set(cast) - {0}
    kind = (View.INDIFFERENT, View.CONSENSUS, View.CONFLICT)[len(signs)] if cast else View.UNVOTED
    if view is View.PARTLY:
        return 0 < len(cast) < len(at.case.votes)
    return view in {kind, View.ALL} or (view is View.ARBITRARY and signs == {-at.chosen})


COMPARE: Final = {Sign.AT_LEAST: ge, Sign.AT_MOST: le, Sign.MORE: gt, Sign.LESS: lt, Sign.EXACTLY: eq}


def _margin(at: Told, sign: Sign, votes: int) -> bool:
    return bool(COMPARE[sign](abs(sum(vote or 0 for vote in at.case.votes)), votes))


def _compares(case: OneCase, name: str, sign: Sign, number: float) -> bool:
    value = case.facts.get(name, "")
    return value not in ("", *WORDS) and bool(COMPARE[sign](float(value), number))


def _won(at: Told, winner: Name, loser: Name) -> bool:
    return at.chosen != 0 and at.vote[winner.text] == at.chosen and at.vote[loser.text] == -at.chosen


def _contested(at: Told, contest: Contest) -> bool:
    if contest is Contest.OWN:
        return at.case.contested_own
    return at.case.contested == (contest is Contest.YES)


MEANT: Final[dict[AnyForm, Callable[..., bool]]] = {
    Kind: _kind,
    Text: lambda at, text: text in at.case.words,
    Voted: lambda at, name: at.vote[name.text] in (1, -1),
    Won: _won,
    Between: lambda at, first, second: {at.vote[first.text], at.vote[second.text]} == {1, -1},
    SidedWith: lambda at, name: at.chosen != 0 and at.vote[name.text] == at.chosen,
    Overruled: lambda at, name: at.chosen != 0 and at.vote[name.text] == -at.chosen,
    Votes: lambda at, name, side: at.vote[name.text] == side,
    Disagree: lambda at, first, second: {at.case.chosen[first.text], at.case.chosen[second.text]} == {1, -1},
    ReviewedBy: lambda at, name: name.text in at.case.by[at.annotator],
    SaidBy: lambda at, name, said: (name.text, said) in at.case.said,
    CaseIs: lambda at, name: name.text == f"c{at.n}",
    Chose: lambda at, side: (at.chosen if at.case.annotated[at.annotator] else None) == side,
    Judged: lambda at, verdict: at.case.verdict[at.annotator] == verdict,
    Flagged: lambda at, yes: at.case.flagged[at.annotator] == yes,
    Contested: _contested,
    FlaggedFor: lambda at, reason: reason in at.case.reasons[at.annotator],
    Mine: lambda at, preference: at.case.own == preference,
    Inconsistent: lambda at, yes: at.case.inconsistent == yes,
    Balance: lambda at, for_a, for_b: (at.case.votes.count(1), at.case.votes.count(-1)) == (for_a, for_b),
    Margin: _margin,
    FactIs: lambda at, name, text: at.case.facts.get(name.text) == text,
    FactCompared: lambda at, name, sign, number: _compares(at.case, name.text, sign, number),
}
"""What each term means of a case, word by word."""
