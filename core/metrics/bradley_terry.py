"""Bradley-Terry maximum likelihood inside strongly connected components: damped Newton, for many win matrices at once.

There, and only there, the estimate exists and is unique (L. R. Ford, Amer. Math. Monthly 64, 1957). The step rule is
that of generalised self-concordant losses (F. Bach, Electron. J. Stat. 4, 2010): no line search is needed.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.metrics.components import reachability
from core.metrics.laplacian import potentials

CAP: Final = 500
"""Iterations after which a fit is given up."""
STEP_DONE: Final = 1e-8
"""A step this small over the observed pairs is the last one: convergence is quadratic, what is left is its square."""
_UNDAMPED: Final = 1.5
"""A step up to this size over the observed pairs is taken as it is."""
ROUNDING: Final = 8 * float(np.finfo(np.float64).eps)
"""A gradient below this share of the surprises it balances is rounding."""
GRADIENT_LIMIT: Final = 1e-10
"""The largest gradient accepted at the end, as a share of the surprises it balances."""
START_LIMIT: Final = 10.0
"""Starts are cut to this size: where weights are far too large the curvature vanishes."""
SMALL_WEIGHT: Final = 300.0
"""Up to this size, a weight's exponential is far from overflow."""
STRONG: Final = 1e-6
"""Links with at least this share of the largest curvature are strong: a component they connect is well conditioned."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Solver = Callable[[Floats, Floats, Floats], tuple[Floats, Flags]]
"""From information, surprise and same-component indicator (each B, P, P) to the Newton step (B, P), and whether nothing
but rounding is left of the gradient (B,)."""


class NotConverged(ArithmeticError):  # noqa: N818 - named for the fact
    """A fit did not reach the maximum, so there is no number to show."""


@np.errstate(over="ignore", invalid="ignore")
def fit(wins: Floats, same: Flags, start: Floats | None) -> Floats:
    """Fit the weights of every matrix; wins across components are dropped, which is the exact limit of the likelihood.

    float64 (B, P), in log-odds, centred within each component, 0 for singletons. `wins` (B, P, P); `same` (B, P, P)
    tells which principles share a component; `start` (B, P) is a warm start, nan where nothing is known. Raises
    NotConverged.
    """
    inside = np.where(same, wins, 0.0)
    diagonal = np.arange(wins.shape[-1])
    inside[:, diagonal, diagonal] = 0.0
    gauge = same.astype(np.float64)
    weights, converged = _descend(inside, gauge, _centred(same, start), _dense_step)
    surprise, information = _moments(inside, weights)
    weak = ~(converged & well_conditioned(information, same))
    if weak.any():
        cold = np.zeros((int(weak.sum()), wins.shape[-1]))
        weights[weak], converged[weak] = _descend(inside[weak], gauge[weak], cold, _graded_step)
        surprise[weak], information[weak] = _moments(inside[weak], weights[weak])
    # Where strong links alone hold the components together, nothing can have fallen apart.
    if not (converged.all() and _balanced(surprise) and _whole(information[weak], same[weak])):
        raise NotConverged("The priorities did not converge: the counts differ too much for a number to be computed.")
    return weights


def win_chance(weights: Floats) -> Floats:
    """Give the model's chance that the first principle wins over the second: (..., P, P), accurate near 0."""
    if np.abs(weights).max(initial=0.0) <= SMALL_WEIGHT:
        # One exponential a principle instead of one a pair.
        odds = np.exp(weights)[..., None]
        chances: Floats = odds / (odds + odds.swapaxes(-1, -2))
        return chances
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(weights[..., None, :] - weights[..., :, None]))


def curvature(information: Floats, gauge: Floats) -> Floats:
    """Give the negative Hessian (..., P, P), its gauge fixed by the same-component indicator: positive definite.

    `information` (..., P, P) is that of each pair: its conflicts times the variance of one.
    """
    hessian = gauge - information
    diagonal = np.arange(information.shape[-1])
    hessian[..., diagonal, diagonal] += information.sum(axis=-1)
    return hessian


def well_conditioned(information: Floats, same: Flags) -> Flags:
    """Tell whether strong links hold each component together, so that plain elimination is accurate: bool (...,)."""
    largest = np.max(np.where(same, information.max(axis=-1, initial=0.0)[..., None, :], 0.0), axis=-1, initial=0.0)
    held = reachability(information > STRONG * largest[..., None])
    conditioned: Flags = (held == same).all(axis=(-1, -2))
    return conditioned


def _descend(inside: Floats, gauge: Floats, start: Floats, solver: Solver) -> tuple[Floats, Flags]:
    """Take damped steps until each matrix has had its last: weights (B, P), and which have converged (B,)."""
    weights, converged = start.copy(), np.zeros(len(inside), dtype=np.bool_)
    active = np.arange(len(inside))
    for _ in range(CAP):
        try:
            step, done = _damped(inside, gauge, weights[active], solver)
        except np.linalg.LinAlgError:
            break
        weights[active] += step
        converged[active[done]] = True
        if done.all():
            break
        if done.any():
            going = ~done
            active, inside, gauge = active[going], inside[going], gauge[going]
    return weights, converged


def _damped(inside: Floats, gauge: Floats, weights: Floats, solver: Solver) -> tuple[Floats, Flags]:
    """Give a step (B, P) that never lowers the likelihood, and whether it is the last one (B,)."""
    surprise, information = _moments(inside, weights)
    move, settled = solver(information, surprise, gauge)
    size = move.max(axis=-1) - move.min(axis=-1) if move.shape[-1] else np.zeros(len(move))
    # Within a component, pairs that are far apart are joined by observed pairs, of which one is 1/P as far apart.
    unclear = np.flatnonzero((size > _UNDAMPED) | (size <= 2 * move.shape[-1] * STEP_DONE))
    if len(unclear):
        spread = np.abs(move[unclear, :, None] - move[unclear, None, :])
        size[unclear] = (spread * (information[unclear] > 0)).max(axis=(-1, -2), initial=0.0)
    damping = np.where(size <= _UNDAMPED, 1.0, np.log1p(size) / np.maximum(size, _UNDAMPED))
    return damping[..., None] * move, settled | (size <= STEP_DONE)


def _moments(inside: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Give the surprise of each pair's wins and the information in its conflicts: two (B, P, P), accurate near 0."""
    chance = win_chance(weights)
    other = chance.swapaxes(-1, -2)
    return inside * other, (inside + inside.swapaxes(-1, -2)) * chance * other


def _dense_step(information: Floats, surprise: Floats, gauge: Floats) -> tuple[Floats, Flags]:
    """Solve for the step by elimination: fast, and accurate where the links of a component are of like strength."""
    won, lost = surprise.sum(axis=-1), surprise.sum(axis=-2)
    gradient = won - lost
    move = np.linalg.solve(curvature(information, gauge), gradient[..., None])[..., 0]
    return move, (np.abs(gradient) <= ROUNDING * (won + lost)).all(axis=-1)


def _graded_step(information: Floats, surprise: Floats, gauge: Floats) -> tuple[Floats, Flags]:
    """Solve for the step accurately whatever the strengths of the links."""
    move = potentials(information, surprise - surprise.swapaxes(-1, -2))
    means = (gauge @ move[..., None])[..., 0] / gauge.sum(axis=-1)
    return move - means, np.zeros(len(move), dtype=np.bool_)


def _balanced(surprise: Floats) -> bool:
    """Tell whether the weights solve the score equations."""
    won, lost = surprise.sum(axis=-1), surprise.sum(axis=-2)
    return bool((np.abs(won - lost) <= GRADIENT_LIMIT * (won + lost)).all())


def _whole(information: Floats, same: Flags) -> bool:
    """Tell whether no component has fallen apart in rounding."""
    return np.array_equal(reachability(information), same)


def _centred(same: Flags, start: Floats | None) -> Floats:
    """Centre a warm start within each component."""
    if start is None:
        return np.zeros(same.shape[:-1])
    known = np.clip(np.nan_to_num(start), -START_LIMIT, START_LIMIT)
    means = (same @ known[..., None])[..., 0] / same.sum(axis=-1)
    centred: Floats = known - means
    return centred
