"""The second sample: rows in the shape of MultiPref, all different, by six people."""

import json
from collections import Counter

from sample_data import MULTIPREF, folder

ROWS = [json.loads(line) for line in (folder() / MULTIPREF).read_text(encoding="utf-8").splitlines()]


def test_every_row_has_texts_of_its_own() -> None:
    assert len(ROWS) == 60
    for name in ("comparison_id", "text", "completion_a", "completion_b"):
        assert len({row[name] for row in ROWS}) == 60, name


def test_six_people_evaluate() -> None:
    people = Counter(
        one["evaluator"] for row in ROWS for group in ("normal", "expert") for one in row[f"{group}_worker_annotations"]
    )
    assert people == {f"normal-{n}": 30 for n in range(1, 5)} | {"expert-1": 60, "expert-2": 59}
