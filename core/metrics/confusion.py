"""What checks of an oracle's votes say of its errors, and weights that take the errors out again.

Of each principle a sample of votes was checked, at random among the votes of one value. Shares of all votes make joint
chances of vote and answer from that (A. Tenenbein, J. Amer. Statist. Assoc. 65, 1970), and their confusion, the chance
of each vote where the answer is known, is inverted as in the matrix method (W. G. Cochran, Technometrics 10, 1968).
Values are in the order B, neither, A, as -1, 0, +1; a fourth vote is a missing one.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

VALUES: Final = 3
CODES: Final = 4
"""Codes of a vote: B, neither, A, missing."""
LEAST: Final = 30
"""Checks of a principle below which nothing is corrected."""
LEAST_OF_VALUE: Final = 3
"""Checks of each vote that the oracle gives, and of each answer, below which that row of the confusion is unknown."""
RARE: Final = 0.02
"""A vote in a smaller share needs no checks: where it has none it is taken as right, with all that could be wrong."""
PRIOR: Final = 0.4
"""Answers of each value added to the checks of a vote for its variance: no error in ten checks is not none at all."""
SURE: Final = 2.0
"""Standard errors that the confusion's determinant must be above 0."""
_CHANCE: Final = 0.5
"""Standard errors up to which nobody can tell how many checks would show that votes are better than chance."""
_STEP: Final = 1e-30


class Lack(StrEnum):
    """Why the checks of a principle do not determine its confusion."""

    FEW = "few"
    VOTE = "vote"
    """A vote that the oracle gives was hardly checked."""
    ANSWER = "answer"
    """An answer was hardly ever given."""
    SINGULAR = "singular"


@dataclass(frozen=True, slots=True, eq=False)
class Confusion:
    """What is known of the errors of one principle's votes.

    `checks` (3, 3) counts votes by answers, `shares` (3,) are those of the oracle's votes of each value, `cast` their
    number. `rates` (3, 3) are the chances of each vote (columns) where the answer is known (rows), nan for an answer
    never given. `weights` (4, 3) of a vote (row) add up, over the cases, to how many answers of each value there are;
    `slopes` (12, 4, 3) are their derivatives by nine chances of an answer (of vote B first) and three shares, and
    `spread` (9, 9) is the covariance of these chances. `lack` is None where all this is determined; the
    determinant is `apart` from 0 by so many standard errors, where that was looked at.
    """

    checks: Floats
    shares: Floats
    cast: int
    rates: Floats
    weights: Floats
    slopes: Floats
    spread: Floats
    lack: Lack | None
    apart: float = 0.0

    @property
    def count(self) -> float:
        """How many votes were checked."""
        return float(self.checks.sum())


def confusion(checks: Floats, votes: NDArray[np.int64]) -> Confusion:
    """Find the confusion of one principle from checks (3, 3), votes by answers, and its votes (3,) of each value."""
    cast = int(votes.sum())
    shares = votes / max(cast, 1)
    count = checks.sum(axis=1)
    chances = np.where(count[:, None] > 0, checks / np.maximum(count, 1e-300)[:, None], np.eye(VALUES))
    spread = _spread(checks)
    rates = np.full((VALUES, VALUES), np.nan)
    weights, slopes = np.zeros((CODES, VALUES)), np.zeros((4 * VALUES, CODES, VALUES))
    seen = checks.sum(axis=0) > 0
    lack, apart = _lack(checks, shares), 0.0
    if lack is None:
        given = shares > 0
        apart = _apart(chances, shares, seen, given, spread)
        lack = None if apart > SURE else Lack.SINGULAR
    if lack is None:
        weights[:VALUES] = _weights(chances, shares, seen, given)
        for place, (one, other) in enumerate(_steps(chances, shares)):
            slopes[place, :VALUES] = _weights(one, other, seen, given).imag / _STEP
    joint = (shares[:, None] * chances).T
    np.divide(joint, joint.sum(axis=1, keepdims=True), out=rates, where=joint.sum(axis=1, keepdims=True) > 0)
    return Confusion(checks, shares, cast, rates, weights, slopes, spread, lack, apart)


def needed(found: Confusion) -> int:
    """About how many more checks determine the confusion; 0 where it is, or where no number of them can be told."""
    if found.lack is None:
        return 0
    if found.lack is Lack.SINGULAR:
        return int(np.ceil(found.count * ((SURE / found.apart) ** 2 - 1))) + 1 if found.apart > _CHANCE else 0
    votes, answers = found.checks.sum(axis=1), found.checks.sum(axis=0)
    short = max(LEAST - found.count, 0)
    for count, share in zip(votes, found.shares, strict=True):
        if share >= RARE and count < LEAST_OF_VALUE:
            short = max(short, (LEAST_OF_VALUE - count) / share)
    for count in answers:
        if 0 < count < LEAST_OF_VALUE:
            short = max(short, (LEAST_OF_VALUE - count) * found.count / count)
    return int(np.ceil(short))


def _lack(checks: Floats, shares: Floats) -> Lack | None:
    votes, answers = checks.sum(axis=1), checks.sum(axis=0)
    if checks.sum() < LEAST:
        return Lack.FEW
    if ((shares >= RARE) & (votes < LEAST_OF_VALUE)).any():
        return Lack.VOTE
    return Lack.ANSWER if ((answers > 0) & (answers < LEAST_OF_VALUE)).any() else None


def _spread(checks: Floats) -> Floats:
    """The covariance of the chances of each answer, of a vote's votes checked."""
    spread = np.zeros((VALUES**2, VALUES**2))
    for vote, row in enumerate(checks):
        count = row.sum()
        chance = (row + PRIOR) / (count + VALUES * PRIOR)
        part = slice(VALUES * vote, VALUES * vote + VALUES)
        spread[part, part] = (np.diag(chance) - np.outer(chance, chance)) / max(count, 1)
    return spread


def _steps(chances: Floats, shares: Floats) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """Chances and shares with one of them a tiny imaginary step away, whose effect is the derivative."""
    steps = []
    for place in range(4 * VALUES):
        one, other = chances.astype(np.complex128), shares.astype(np.complex128)
        (one.reshape(-1) if place < VALUES**2 else other)[place % VALUES**2] += 1j * _STEP
        steps.append((one, other))
    return steps


def _inner(
    chances: NDArray[Any], shares: NDArray[Any], seen: NDArray[np.bool_], given: NDArray[np.bool_]
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """The confusion of the answers seen by the votes given, over the votes' shares, and the product of both."""
    joint = (shares[:, None] * chances).T[seen][:, given]
    rates = joint / joint.sum(axis=1, keepdims=True)
    over = rates / shares[given]
    return rates, over, over @ rates.T


def _weights(
    chances: NDArray[Any], shares: NDArray[Any], seen: NDArray[np.bool_], given: NDArray[np.bool_]
) -> NDArray[Any]:
    """Weights (3, 3) of each vote for each answer: the inverse of the confusion.

    With more votes than answers, of all that undo it, those of least variance.
    """
    _, over, inner = _inner(chances, shares, seen, given)
    found = np.zeros((VALUES, VALUES), dtype=inner.dtype)
    found[np.ix_(given, seen)] = np.linalg.solve(inner, over).T
    return found


def _apart(chances: Floats, shares: Floats, seen: NDArray[np.bool_], given: NDArray[np.bool_], spread: Floats) -> float:
    """How many standard errors the confusion's determinant is above 0: at 0, votes say nothing of answers."""
    if given.sum() < seen.sum():
        return 0.0

    def volume(one: NDArray[Any], other: NDArray[Any]) -> complex:
        rates, _, inner = _inner(one, other, seen, given)
        return complex(np.linalg.det(rates) if given.sum() == seen.sum() else np.sqrt(np.linalg.det(inner)))

    value = float(volume(chances, shares).real)
    slope = np.array([volume(*each).imag / _STEP for each in _steps(chances, shares)[: VALUES**2]])
    error = float(np.sqrt(slope @ spread @ slope))
    return value / error if error > 0 else 0.0
