"""Two columns that may name a case, or a principle: which does, what is said of the other, and what is refused."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from core.importers.importing import import_file
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.storage.store import Store

PAIRS = "prompt,response_a,response_b,preference"
MAP = "prompt=prompt,a=response_a,b=response_b,preference=preference"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with cases 0 to 3 and three principles."""
    path = tmp_path / "store.duckdb"
    (tmp_path / "rules.txt").write_text("Be kind to all.\nBe fair to all.\nBe brief.\n")
    for each in (cases(tmp_path), tmp_path / "rules.txt"):
        import_file(each, path)
    return path


def cases(folder: Path, **more: Sequence[object]) -> Path:
    """A file of four pairs, with columns."""
    path = folder / f"{len(list(folder.iterdir()))}.csv"
    rows = [[f"{n} what", f"Yes {n}", f"No {n}", "a", *(str(values[n]) for values in more.values())] for n in range(4)]
    path.write_text("".join(",".join(row) + "\n" for row in ([PAIRS, *more], *rows)))
    return path


def told(path: Path, **options: str) -> str:
    """What an import into a store of its own warns of."""
    return " ".join(import_file(path, path.with_suffix(".duckdb"), ImportOptions(**options)).outcome.warnings)  # type: ignore[arg-type]


@pytest.mark.parametrize("other", ["id", "question_id", "prompt_id"])
def test_row_id_names_the_cases_before_what_the_source_calls_them(tmp_path: Path, other: str) -> None:
    path = cases(tmp_path, **{other: [5, 4, 3, 2], "row_id": [0, 1, 2, 3]})
    assert f"Cases are called by row_id and not by {other}, which has other values in some rows" in told(path)
    with Store.open(path.with_suffix(".duckdb")) as store:
        assert [(case.id, case.prompt) for case in store.cases()] == [(str(n), f"{n} what") for n in range(4)]


def test_a_column_that_names_the_cases_too_is_told_of_where_it_differs(tmp_path: Path) -> None:
    differs = "Cases are called by case_id and not by row_id"
    assert differs in told(cases(tmp_path, case_id=[2, 3, 0, 1], row_id=[0, 1, 2, 3]))
    assert differs in told(cases(tmp_path, case_id=[0, 1, 2, 7], row_id=[0, 1, 2, 3]))
    assert differs in told(cases(tmp_path, case_id="wxyz", row_id=[0, 1, 2, 3]))
    assert told(cases(tmp_path, case_id=[0, 1, 2, 3], row_id=["0.0", 1, "", 3])) == ""
    assert told(cases(tmp_path, case_id=[2, 3, 0, 1], row_id=[0, 0, 1, 1])) == ""
    assert told(cases(tmp_path, case_id=[2, 3, 0, 1], row_id=[0, 1, 2, 3]), map=f"{MAP},case=case_id") == ""


@pytest.mark.parametrize("other", ["case_id", "comparison_id", "id", "question_id", "prompt_id"])
@pytest.mark.parametrize(
    ("columns", "answer", "said"),
    [
        ("preference", "a", "with --map case=COLUMN,preference=preference."),
        ("reward_a,reward_b", "1,2", "with --map case=COLUMN,preference=reward_a:reward_b --kind reward-model."),
        ("order,prob_a,prob_b,prob_na", "0,1,0,0", "leave out the one that is not."),
        ("principle_id,preference", "0,a", "leave out the one that is not."),
    ],
)
def test_answers_that_name_their_case_twice_and_otherwise_are_refused(
    other: str, columns: str, answer: str, said: str, store: Path
) -> None:
    path = store.with_name("answers.csv")
    path.write_text(f"row_id,{other},{columns}\n0,0,{answer}\n1,3,{answer}\n")
    with pytest.raises(FormatError, match=rf"answers\.csv, line 3: row_id is 1 and {other} is 3, and either") as caught:
        import_file(path, store)
    assert str(caught.value).endswith(said)
    path.write_text(f"row_id,{other},{columns}\n0,0,{answer}\n1,1.0,{answer}\n2,,{answer}\n")
    assert import_file(path, store).outcome.kept == 3


def test_answers_whose_case_is_said_by_the_map_go_there(store: Path) -> None:
    path = store.with_name("answers.csv")
    path.write_text("row_id,case_id,preference\n0,2,b\n1,3,b\n")
    import_file(path, store, ImportOptions(map="case=case_id,preference=preference,annotator=row_id"))
    with Store.open(store) as opened:
        assert [each.name for each in opened.annotators()] == ["human", "0", "1"]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("principle", "Be kind to all."),
        ("name", "be kind to ALL."),
        ("text", "Be kind to all."),
        ("principle_name", "Be kind to all."),
        ("principle", "0"),
    ],
)
def test_votes_whose_principle_has_another_name_than_their_id_are_refused(name: str, word: str, store: Path) -> None:
    path = store.with_name("votes.csv")
    path.write_text(f"row_id,principle_id,{name},preference\n0,0,{word},a\n1,1,{word},a\n")
    with pytest.raises(
        FormatError, match=rf"votes\.csv, line 3: principle_id is 1 and {name} is {word}, which are two"
    ):
        import_file(path, store)
    path.write_text(f"row_id,principle_id,{name},preference\n0,0,{word},a\n1,1,,a\n2,2,a model,a\n")
    assert import_file(path, store).outcome.kept == 3


def test_a_column_of_other_numbers_that_names_nothing_is_told(tmp_path: Path) -> None:
    for name in ("pair_id", "example_id", "uid", "sample_idx", "no", "pair number"):
        said = told(cases(tmp_path, **{name: [9, 3.0, "1", 4]}))
        assert f"Column {name} has another number in each of the first rows, and names nothing" in said
        assert f"--map with case={name}" in said
    for name, numbers in (("pair_id", [0, 1, 2, 3]), ("pair_id", [5, 5, 6, 7]), ("pair_id", "wxyz"), ("paid", "9314")):
        assert told(cases(tmp_path, **{name: numbers})) == ""
    assert told(cases(tmp_path, pair_id="9314", case_id="wxyz")) == ""
    assert told(cases(tmp_path, response_a_id="9314", response_b_id="8207")) == ""
    assert told(cases(tmp_path, pair_id="9314"), map=f"{MAP},case=pair_id") == ""
