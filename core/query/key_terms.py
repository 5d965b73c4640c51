"""Terms with a key: what may follow each."""

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Final

from core.model.terms import Reason
from core.query.errors import QueryError, column, shown
from core.query.scanner import Scanner
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
    Margin,
    Mine,
    Overruled,
    ReviewedBy,
    SidedWith,
    Voted,
    Votes,
    Won,
)
from core.query.tree import Term
from core.query.vocabulary import KEYS
from core.query.words import CHOSEN, CONTESTS, OWN, SAID, SIDES, VERDICTS, YES_NO, Role, Sign

_PAIR: Final = re.compile(r"\s*(<>|>)\s*")
_EQUALS: Final = re.compile(r"\s*=\s*")
_COMMA: Final = re.compile(r"\s*,\s*")
_BALANCE: Final = re.compile(r"([0-9]{1,4}):([0-9]{1,4})")
_MARGIN: Final = re.compile(r"(>=|<=|>|<|=)?([0-9]{1,4})")
_REASONS: Final = {reason.value: reason for reason in Reason}


def key_term(scanner: Scanner, key: str, start: int) -> Term:
    """Read what follows a key and its colon; the key began at `start`."""
    read = _TERMS.get(key.lower())
    if read is not None:
        return read(scanner)
    near = get_close_matches(key.lower(), KEYS, n=1)
    instead = f"use {near[0]}:, or " if near else ""
    raise QueryError(
        f"{shown(key + ':')} {column(start)} is nothing to filter by: {instead}put quotes round it to look for it.",
        start,
        scanner.place,
    )


def _principle(scanner: Scanner) -> Term:
    first = scanner.name(Role.PRINCIPLE, "principle:")
    pair = scanner.take(_PAIR)
    if pair is None:
        return Voted(first)
    second = scanner.name(Role.PRINCIPLE, pair[1])
    return Won(first, second) if pair[1] == ">" else Between(first, second)


def _votes(scanner: Scanner) -> Term:
    name = scanner.name(Role.PRINCIPLE, "votes:")
    if scanner.take(_EQUALS) is None:
        raise scanner.missing("=a, =b or =none", f"votes:{name}")
    return Votes(name, scanner.choice("votes", SIDES))


def _disagree(scanner: Scanner) -> Term:
    first = scanner.name(Role.ANNOTATOR, "disagree:")
    if scanner.take(_COMMA) is None:
        raise scanner.missing("a comma with a second annotator", f"disagree:{first}")
    return Disagree(first, scanner.name(Role.ANNOTATOR, ","))


def _reviewer(scanner: Scanner) -> Term:
    name = scanner.name(Role.REVIEWER, "reviewer:")
    return ReviewedBy(name, scanner.choice("reviewer", SAID) if scanner.take(_EQUALS) else None)


def _balance(scanner: Scanner) -> Term:
    start = scanner.place
    word = scanner.word()
    if not word:
        raise scanner.missing("3:2, or >=2, or another such number", "balance:")
    both = _BALANCE.fullmatch(word)
    if both:
        return Balance(int(both[1]), int(both[2]))
    margin = _MARGIN.fullmatch(word)
    if margin:
        return Margin(Sign(margin[1] or "="), int(margin[2]))
    raise QueryError(
        f"{shown(word)} {column(start)} is no balance of votes: write 3:2 for 3 votes for A and 2 for B, "
        "or >=2 for a difference of 2 or more.",
        start,
        scanner.place,
    )


_TERMS: Final[dict[str, Callable[[Scanner], Term]]] = {
    "principle": _principle,
    "for": lambda scanner: SidedWith(scanner.name(Role.PRINCIPLE, "for:")),
    "against": lambda scanner: Overruled(scanner.name(Role.PRINCIPLE, "against:")),
    "votes": _votes,
    "disagree": _disagree,
    "reviewer": _reviewer,
    "case": lambda scanner: CaseIs(scanner.name(Role.CASE, "case:")),
    "chose": lambda scanner: Chose(scanner.choice("chose", CHOSEN)),
    "verdict": lambda scanner: Judged(scanner.choice("verdict", VERDICTS)),
    "flagged": lambda scanner: Flagged(scanner.choice("flagged", YES_NO)),
    "contested": lambda scanner: Contested(scanner.choice("contested", CONTESTS)),
    "reason": lambda scanner: FlaggedFor(scanner.choice("reason", _REASONS)),
    "mine": lambda scanner: Mine(scanner.choice("mine", OWN)),
    "inconsistent": lambda scanner: Inconsistent(scanner.choice("inconsistent", YES_NO)),
    "balance": _balance,
}
