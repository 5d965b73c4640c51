"""How the published files of arXiv 2502.10441 are read."""

import numpy as np

CASES, PRINCIPLES = 2312, 21


def decided(row: dict[str, str]) -> int:
    """+1, 0 or -1 for A and B from one answer's probabilities, with the swapped order swapped back."""
    chance_a, chance_b, neither = (float(row[key]) for key in ("prob_A", "prob_B", "prob_NA"))
    shown = 0 if neither > max(chance_a, chance_b) else int(np.sign(chance_a - chance_b))
    return shown if row["order"] == "0" else -shown
