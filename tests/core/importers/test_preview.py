"""What an import would make of a file, without writing anything."""

from pathlib import Path

import pytest

from core.importers.formats.accounting import ColumnUse
from core.importers.options import ImportOptions
from core.importers.preview import PreviewedAnswer, preview_files
from core.model.errors import FormatError
from tests.core.importers.formats.golden import FOUR
from tests.core.importers.formats.test_golden import FILES


def test_the_first_three_cases(tmp_path: Path) -> None:
    (found,) = preview_files([FILES / "webgpt-comparisons.jsonl"], ImportOptions(dataset="d", annotator="ann"))
    assert (found.format, [case.id for case in found.cases]) == ("webgpt", ["d/0", "d/1", "d/2"])
    assert [(case.prompt, case.response_a, case.response_b) for case in found.cases] == list(FOUR[:3])
    assert found.cases[0].answers == (PreviewedAnswer("ann", 1, 2.0),)
    assert found.cases[0].facts == {"question.dataset": "eli5", "question.id": "0"}
    assert found.columns == ColumnUse(
        used=("question", "answer_0", "score_0", "answer_1", "score_1"),
        unused=("quotes_0", "tokens_0", "quotes_1", "tokens_1"),
    )
    assert not list(tmp_path.iterdir())


def test_votes_and_the_column_that_names_the_cases() -> None:
    (found,) = preview_files([FILES / "multipref-default.jsonl"], ImportOptions())
    assert found.columns is not None
    assert (found.columns.case, found.principles) == ("comparison_id", ("Helpful", "Truthful", "Harmless"))
    votes = [answer for answer in found.cases[0].answers if answer.principle is not None]
    assert votes == [
        PreviewedAnswer("majority", 1, None, "Helpful"),
        PreviewedAnswer("majority", -1, None, "Truthful"),
        PreviewedAnswer("majority", 0, None, "Harmless"),
    ]


def test_a_mapping_is_previewed_too() -> None:
    options = ImportOptions(map="prompt=prompt,a=response_b,b=response_a,preference=preference", values="a=b,b=a")
    (found,) = preview_files([FILES / "labelstudio-own-names-numeric-annotator.csv"], options)
    assert [case.response_a for case in found.cases] == [b for _, _, b in FOUR[:3]]
    assert [case.answers[0].preference for case in found.cases] == [-1, 1, -1]
    assert found.columns is not None
    assert (found.columns.facts, found.columns.case) == (("annotator",), "id")


def test_files_that_bring_no_cases() -> None:
    names = ("dirt/votes.jsonl", "dirt/two-principles.txt")
    found = preview_files([FILES / name for name in names], ImportOptions())
    assert [(each.format, each.cases, each.columns) for each in found] == [
        ("votes", (), None),
        ("principles", (), None),
    ]


def test_what_an_import_would_refuse_is_refused() -> None:
    with pytest.raises(FormatError, match="say --values a=1,b=0 or"):
        preview_files([FILES / "dirt" / "preference-0-1.jsonl"], ImportOptions())
    with pytest.raises(FormatError, match=r"line 2: rejected is missing\."):
        preview_files([FILES / "dirt" / "missing-key-in-one-row.jsonl"], ImportOptions())
