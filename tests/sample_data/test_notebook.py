"""The notebook of the second example prints what stands in it."""

from pathlib import Path

import pytest

from tests.sample_data.executing import NOTEBOOK, executed, second_example


def test_every_cell_prints_what_stands_below_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    second_example(Path("multipref.duckdb"))
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert text.count("```text") > 6
    assert executed(text) == text, "`python -m tests.sample_data.executing` writes it anew"
