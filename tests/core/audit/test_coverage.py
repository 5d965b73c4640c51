"""The intervals hold the truth as often as they say; the guide's table is what the simulation prints."""

from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks import calibration
from tests.benchmarks.calibration import COVERED, SCENARIOS, coverage
from tests.benchmarks.calibration_of_crowds import CROWDS, Crowd, covered
from tests.benchmarks.calibration_of_oracles import PROPOSED
from tests.benchmarks.calibration_of_oracles import SCENARIOS as PLANTED

PAGE = (Path(__file__).parents[3] / "tui/presenting/guide/trust.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("principles", "cases", "spread", "dense", "rare"),
    [(2, 10, 1.1, False, False), (4, 30, 1.0, False, True), (6, 60, 2.0, True, True)],
)
def test_intervals_hold_the_truth(
    principles: int, cases: int, spread: float, *, dense: bool, rare: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibration, "POPULATION", 2000)
    found = coverage(principles, cases, spread, 40, 80, dense=dense, rare=rare)
    for kind in ("priority", "rank", "arbitrariness", "discrepancy"):
        assert len(found[kind]) > 20, kind
        assert np.mean(found[kind]) > 0.87, f"95 % of {kind} less three standard errors"


def test_intervals_of_people_together_hold_the_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibration, "POPULATION", 2000)
    found = covered(Crowd(12, 6, 20, 4), 40, 80)
    for kind in ("priority", "rank", "arbitrariness"):
        assert len(found[kind]) > 20, kind
        assert np.mean(found[kind]) > 0.87, f"95 % of {kind} less three standard errors"


def test_the_guide_has_a_row_for_every_scenario() -> None:
    rows = {line.split("|")[1].strip(): line for line in PAGE.splitlines() if line.startswith("| ")}
    crowds = [crowd.name for crowd in CROWDS]
    for name in [*(each[0] for each in (*COVERED, *SCENARIOS)), *crowds]:
        assert name in rows, name
        numbers = [float(cell) for cell in rows[name].split("|")[2:-1] if cell.strip()]
        assert numbers
        assert all(0 <= each <= 1 for each in numbers)
    for name, *_ in PLANTED:
        determined, *held, by_cases = (float(cell) for cell in rows[name].split("|")[2:-1])
        assert determined > 0.95, name
        assert all(each >= 0.92 for each in held), name
        assert 0.93 <= held[0] < 0.985, name
        assert by_cases < held[0], name
    for name, *_ in PROPOSED:
        determined, *held, by_cases = (float(cell) for cell in rows[name].split("|")[2:-1])
        assert determined > 0.95, name
        assert min(held) >= 0.93, name
        assert by_cases < held[0], name
    for name, same, *_ in SCENARIOS:
        called = [float(cell) for cell in rows[name].split("|")[2:-1]][::2]
        assert max(called) <= 0.07 or not same, name
    for name in [*(each[0] for each in COVERED), *crowds]:
        assert min(float(cell) for cell in rows[name].split("|")[2:-1] if cell.strip()) >= 0.93, name
