"""The store of the worked example, which many tests start from."""

from pathlib import Path

import pytest

from core.model.terms import AnnotatorKind
from tests.core.building import A0, A1, WORKED, build


@pytest.fixture
def worked(tmp_path: Path) -> Path:
    """A store of the worked example: annotator a0, a human, and a1, a reward model."""
    kinds = {"a1": AnnotatorKind.REWARD_MODEL}
    return build(tmp_path / "worked.duckdb", WORKED, {"a0": A0, "a1": A1}, kinds)
