"""How far two priority rankings are apart: the normalised Kendall distance (1 - tau_b) / 2 over pair signs.

After arXiv 2502.10441; Kendall's tau-b (Biometrika 33, 1945) on total preorders, with incomparable pairs as ties.
"""

import numpy as np
from numpy.typing import NDArray


def discrepancy(signs_a: NDArray[np.int8], signs_b: NDArray[np.int8]) -> float | None:
    """Measure the discretion discrepancy DD of two rankings by their pair signs (P, P): 0 to 1.

    None where a ranking orders no pair at all.
    """
    value = float(discrepancy_matrix(np.stack([signs_a, signs_b]))[0, 1])
    return None if np.isnan(value) else value


def discrepancy_matrix(signs: NDArray[np.int8]) -> NDArray[np.float64]:
    """Measure all pairs of M rankings: float64 (..., M, M) from pair signs (..., M, P, P).

    nan where a ranking orders no pair.
    """
    *lead, size, _ = signs.shape
    flat = signs.reshape(*lead, size * size).astype(np.float64)
    common = flat @ flat.swapaxes(-1, -2)
    ordered = np.diagonal(common, axis1=-2, axis2=-1)
    scale = np.sqrt(ordered[..., :, None] * ordered[..., None, :])
    tau = np.full(common.shape, np.nan)
    np.divide(common, scale, out=tau, where=scale > 0)
    return (1.0 - tau) / 2.0
