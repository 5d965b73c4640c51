"""Columns of votes, rewards and judgements: their other names, what is passed over, and whose a row is."""

import shlex
from pathlib import Path

import pytest

from core.importers.importing import import_file, import_files
from core.importers.options import ImportOptions
from core.importers.preview import preview_files
from core.model.errors import FormatError
from core.model.terms import AnnotatorKind
from core.storage.store import Store
from tests.core.importers.formats.test_golden import says


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with two cases and two principles."""
    (tmp_path / "cases.csv").write_text("id,prompt,chosen,rejected\nk1,p,x,y\nk2,q,x,y\n")
    (tmp_path / "rules.txt").write_text("Be of help.\nDo no harm.\n")
    import_files([tmp_path / "cases.csv", tmp_path / "rules.txt"], tmp_path / "s.duckdb")
    return tmp_path / "s.duckdb"


def written(store: Path, text: str, name: str = "answers.csv") -> Path:
    path = store.parent / name
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    "header", ["row_id,principle_id", "case_id,principle", "row_id,principle", "comparison_id,principle_id"]
)
def test_votes_under_other_names_are_votes_and_nobodys_preferences(header: str, store: Path) -> None:
    path = written(store, f"{header},preference,cost\nk1,0,a,3\nk2,Do no harm.,b,3\n")
    result = import_file(path, store)
    assert result.format == "votes"
    assert result.columns is not None
    assert (result.columns.unused, result.columns.case) == (("cost",), header.partition(",")[0])
    with Store.open(store) as opened:
        assert opened.votes(opened.oracles()[0], 2).tolist() == [[1, 0], [0, -1]]
        assert says(opened) == {"human": "AA"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("row_id,preference,worker\nk1,a,ann\nk2,b,bob\n", AnnotatorKind.HUMAN),
        ("row_id,reward_a,reward_b,judge\nk1,2,1,ann\nk2,1,2,bob\n", AnnotatorKind.REWARD_MODEL),
    ],
)
def test_rows_of_several_are_not_taken_for_one(text: str, kind: AnnotatorKind, store: Path) -> None:
    path = written(store, text)
    with pytest.raises(FormatError, match="pass --annotator ann if all are of one"):
        preview_files([path], ImportOptions())
    with pytest.raises(FormatError, match="pass --annotator ann if all are of one") as caught:
        import_file(path, store)
    words = shlex.split(str(caught.value).partition("else type ")[2])
    assert words[:4] == ["discretion", "import", str(path), "--map"]
    assert words[5:] == ([] if kind is AnnotatorKind.HUMAN else ["--kind", "reward-model"])
    import_file(path, store, ImportOptions(map=words[4], kind=kind))
    with Store.open(store) as opened:
        assert says(opened) == {"human": "AA", "ann": "A.", "bob": ".B"}
        assert {each.name: each.kind for each in opened.annotators()}["ann"] is kind


def test_whose_rows_are_is_told_by_an_option(store: Path) -> None:
    votes = written(store, "row_id,principle_id,preference,oracle\nk1,0,a,g4\n")
    with pytest.raises(FormatError, match="pass --oracle g4 if all are of one, else write the rows of each"):
        import_file(votes, store)
    assert import_file(votes, store, ImportOptions(oracle="g4")).outcome.kept == 1
    judged = written(store, "row_id,order,prob_A,prob_B,prob_NA,judge\nk1,0,0.9,0,0.1,g4\n")
    with pytest.raises(FormatError, match="pass --annotator g4"):
        import_file(judged, store)
    assert import_file(judged, store, ImportOptions(annotator="g4")).columns is not None
