"""Formats votes, rewards and judgements: what they store, what they refuse, and rows that contradict each other."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import orjson
import pytest

from core.importers import tabular, votes
from core.importers.containers.table import as_cell
from core.importers.importing import ImportResult, import_file
from core.importers.options import ImportOptions
from core.importers.votes import names_of_keys
from core.model.errors import FormatError
from core.model.terms import AnnotatorKind
from core.storage.store import Store
from tests.core.importers.containers.making import EVERY

Load = Callable[..., ImportResult]
Write = Callable[..., Path]
Annotation = Callable[[str], list[int]]

VOTES = "row_id,principle_id,order,prob_A,prob_B,prob_NA\n"
JUDGEMENTS = "row_id,order,prob_A,prob_B,prob_NA\n"
REWARDS = "row_id,reward_a,reward_b\n"
OWN = "0: a preference is of the case's own A and B"


def _votes(path: Path) -> list[list[int]]:
    with Store.open(path) as store:
        (oracle,) = store.oracles()
        return [[int(vote) for vote in case] for case in store.votes(oracle, 2)]


def test_votes_from_probabilities_in_both_orders(load: Load, seeded: Path) -> None:
    rows = "0,0,0,.9,.1,0\n0,0,1,.1,.9,0\n0,1,0,.9,.1,0\n0,1,1,.9,.1,0\n1,0,1,.8,.2,0\n2,1,0,.1,.2,.7\n"
    result = load("gpt-4.1.csv.gz", VOTES + rows, zipped=True)
    assert (result.outcome.read, result.outcome.kept, result.outcome.target) == (6, 6, "oracle gpt-4.1")
    assert _votes(seeded) == [[1, 0], [-1, 0], [0, 0]]
    with Store.open(seeded) as store:
        first, second, *_ = store.ballots(0, store.oracles()[0])
    assert (first.preference, first.prob_a, second.preference, second.prob_a) == (1, 0.9, 1, 0.1)


def test_decided_votes_with_columns_in_any_order(load: Load, seeded: Path) -> None:
    load("people.csv", "preference,note,row_id,principle_id\nA,x,0,0\n-1,y,0,1\ntie,z,1,0\n", oracle="us")
    assert _votes(seeded) == [[1, -1], [0, 0], [0, 0]]
    with Store.open(seeded) as store:
        assert [oracle.name for oracle in store.oracles()] == ["us"]
        assert store.ballots(0, store.oracles()[0])[0].prob_a is None


def test_unknown_cases_and_principles_are_counted_apart(load: Load, seeded: Path) -> None:
    result = load("o.csv", VOTES + "0,0,0,1,0,0\n77,0,0,1,0,0\n78,0,0,1,0,0\n0,9,0,1,0,0\n")
    assert (result.outcome.read, result.outcome.kept, result.outcome.unknown) == (4, 1, 3)
    assert result.outcome.warnings == (
        "2 rows for cases that the store lacks: passed over.",
        "1 row for principles that the store lacks: passed over.",
    )


CASES_FROM_1 = "Its cases are numbered from 1 to 3, and those of the store from 0 to 2: "
PRINCIPLES_FROM_1 = "Its principles are numbered from 1 to 2, and those of the store from 0 to 1: "

HUGE = "9" * 5_000
"""More digits than Python makes a number of."""


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    ("content", "options", "told"),
    [
        ("row_id,preference\n1,a\n2,b\n3,a\n", {"values": "a=a,b=b"}, CASES_FROM_1),
        (REWARDS + "3,1,2\n2,1,2\n1,2,1\n", {}, CASES_FROM_1),
        (VOTES + "0,1,0,1,0,0\n0,2,0,1,0,0\n", {}, PRINCIPLES_FROM_1),
        ("id,p\n1,a\n2,b\n3,a\n", {"map": "case=id,preference=p"}, CASES_FROM_1),
    ],
)
def test_ids_that_count_from_one_are_told_of(load: Load, content: str, options: dict[str, str], told: str) -> None:
    outcome = load("o.csv", content, **options).outcome
    assert outcome.unknown == 1
    assert outcome.warnings[-1].startswith(told + "if both mean the same, each answer went to the one after; ")


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    "rows", ["0,a\n1,b\n3,a\n", "2,a\n3,b\n", "1,a\n2,b\n4,a\n", f"1,a\n2,b\n{HUGE},a\n", "1,a\n2,b\nx,a\n"]
)
def test_other_ids_that_the_store_lacks_are_passed_over(load: Load, rows: str) -> None:
    outcome = load("o.csv", f"row_id,preference\n{rows}").outcome
    assert outcome.warnings == ("1 row for cases that the store lacks: passed over.",)


def test_rows_of_which_none_fits_are_an_error_with_an_id_of_each_side(load: Load, seeded: Path) -> None:
    for name, rows in (
        ("p.csv", REWARDS + "77,1,2\n"),
        ("o.csv", VOTES + "77,0,0,1,0,0\n"),
        ("j.csv", "row_id,preference\n77,a\n"),
    ):
        with pytest.raises(FormatError, match="it names case 77, where the store has 0; import the cases"):
            load(name, rows)
    with pytest.raises(FormatError, match=r"No row of .* names a principle of the store"):
        load("o.csv", VOTES + "0,9,0,1,0,0\n")


def test_principles_by_name_and_by_text(load: Load, seeded: Path) -> None:
    load("o.csv", "row_id,principle_id,preference\n0,be helpful to  the user.,b\n1,Do not cause harm.,a\n2,0,tie\n")
    assert _votes(seeded) == [[-1, 0], [0, 1], [0, 0]]


def test_a_column_a_principle(load: Load, seeded: Path) -> None:
    content = "row_id,Be helpful to the user.,Do not cause harm.\n0,a,b\n1,,a\n2,tie,\n"
    result = load("o.csv", content)
    assert (result.format, result.outcome.read, result.outcome.kept) == ("votes", 3, 3)
    assert _votes(seeded) == [[1, -1], [0, 1], [0, 0]]
    lines = '{"row_id": 0, "Be helpful to the user.": "a", "Be brief.": "b"}\n'
    with pytest.raises(FormatError, match=r"a column be brief., which is the id or name of no principle"):
        load("more.jsonl", lines, oracle="other")


@pytest.mark.parametrize("content", ["row_id,preference\n0,0\n1,1\n", "row_id,principle_id,preference\n0,0,1\n1,0,0\n"])
def test_labels_of_0_and_1_are_asked_about(load: Load, seeded: Path, content: str, annotation: Annotation) -> None:
    with pytest.raises(FormatError, match=r"preference holds 0 and 1 and no -1, .* say --values a=1,b=0 or"):
        load("own.csv", content)
    load("own.csv", content, values="a=0,b=1")
    if "principle_id" not in content:
        assert annotation("own") == [1, -1, 0]
    else:
        assert _votes(seeded) == [[-1, 0], [1, 0], [0, 0]]


@pytest.mark.parametrize(
    ("cells", "said", "values"),
    [
        ("1 2 2", "holds 1 and 2, which .* say --values a=1,b=2 or", "a=1,b=2"),
        ("true false false", "say --values a=true,b=false or", "a=true,b=false"),
        ("x y y", "holds x and y, and what those mean is not known: .* --values a=VALUE,b=VALUE", "a=x,b=y"),
        ("0.7 0.2 0.1", "say --values 'a=<0.4,b=>0.4,tie=0.4' or", "a=>0.4,b=<0.4,tie=0.4"),
    ],
)
@pytest.mark.parametrize("principle", [",0", ""])
def test_answers_of_another_kind_are_asked_about(
    load: Load, seeded: Path, annotation: Annotation, cells: str, said: str, values: str, principle: str
) -> None:
    header = "row_id,principle_id,preference\n" if principle else "row_id,preference\n"
    content = header + "".join(f"{n}{principle},{cell}\n" for n, cell in enumerate(cells.split()))
    with pytest.raises(FormatError, match=said):
        load("own.csv", content)
    load("own.csv", content, values=values)
    assert ([row[0] for row in _votes(seeded)] if principle else annotation("own")) == [1, -1, -1]


def test_one_wrong_word_among_others_is_its_rows_fault(load: Load, seeded: Path) -> None:
    for cell in ("2", "maybe"):
        with pytest.raises(FormatError, match=rf'line 3: preference is "{cell}" and not one of a, b, tie'):
            load("own.csv", f"row_id,preference\n0,a\n1,{cell}\n")


def test_rewards_and_judgements(load: Load, seeded: Path, annotation: Annotation) -> None:
    load("reward_model.csv", ",row_id,reward_a,reward_b\n0,0,1.5,1\n1,1,-2,3e2\n2,2,1,1\n")
    load("judge.csv", "prob_NA,cost,row_id,order,prob_A,prob_B\n0,1,0,0,.9,.1\n0,1,0,1,.1,.9\n0,1,1,1,.9,.1\n")
    load("crowd.csv", "row_id,preference\n0,a\n1,b\n")
    assert annotation("reward_model") == [1, -1, 0]
    assert annotation("judge") == [1, -1, 0]
    assert annotation("crowd") == [1, -1, 0]
    with Store.open(seeded) as store:
        kinds = [each.kind for each in store.annotators()]
    assert kinds == [AnnotatorKind.REWARD_MODEL, AnnotatorKind.LLM, AnnotatorKind.HUMAN]


def test_annotator_kind_and_dataset_options(load: Load, seeded: Path, annotation: Annotation) -> None:
    cases = '{"prompt": "p", "response_a": "a", "response_b": "b", "case_id": "x"}\n'
    load("more.jsonl", cases, dataset="two")
    options = {"dataset": "two", "annotator": "me", "kind": AnnotatorKind.DECLARED}
    result = load("answers.csv", "row_id,preference\nx,b\n0,a\n", **options)
    assert (result.outcome.kept, result.outcome.unknown) == (1, 1)
    assert annotation("me") == [0, 0, 0, -1]


@pytest.mark.parametrize(
    ("header", "good", "bad", "reason"),
    [
        (VOTES, "0,0,0,.5,.5,0", "0,0,2,.5,.5,0", 'order is "2" and not 0 or 1'),
        (VOTES, "0,0,0,.5,.5,0", "0,0,1,.5,1.5,0", 'prob_b is "1.5" and not a number from 0 to 1'),
        (VOTES, "0,0,0,.5,.5,0", "0,0,1,.5,.5,NaN", 'prob_na is "NaN" and not a number from 0 to 1'),
        (VOTES, "0,0,0,.5,.5,0", ",0,1,.5,.5,0", "row_id is empty and not an id"),
        (VOTES, "0,0,0,.5,.5,0", "0, ,1,.5,.5,0", "principle_id is empty and not an id"),
        (VOTES, "0,0,0,.5,.5,0", "0,0,1,.5,.5", "it has 5 fields where the header has 6"),
        (JUDGEMENTS, "0,0,.5,.5,0", "0,1,-1,.5,0", 'prob_a is "-1" and not a number from 0 to 1'),
        (REWARDS, "0,1,2", "1,inf,2", 'reward_a is "inf" and not a finite number'),
        (REWARDS, "0,1,2", "1,\x1b[2J,2", 'reward_a is "␛[2J" and not a finite number'),
        ("row_id,preference\n", "0,a", "1,A B", 'preference is "A B" and not one of a, b, tie, 1, 0, -1'),
        ("row_id,principle_id,preference\n", "0,0,a", "1,0,", "preference is empty and not one of"),
        ("row_id,order,preference\n", "0,0,a", "1,1,a", f'order is "1" and not {OWN}'),
        ("row_id,principle_id,order,preference\n", "0,0,,a", "1,0,1,a", f'order is "1" and not {OWN}'),
    ],
)
@pytest.mark.parametrize("chunk", [1, 100_000])
def test_malformed_rows(
    load: Load, seeded: Path, monkeypatch: pytest.MonkeyPatch, header: str, good: str, bad: str, reason: str, chunk: int
) -> None:
    monkeypatch.setattr(tabular, "_CHUNK", chunk)
    with pytest.raises(FormatError) as caught:
        load("rows.csv", f"{header}{good}\n{good}\n\n{bad}\n{bad},,\n")
    assert f"rows.csv, line 5: {reason}" in str(caught.value)
    with Store.open(seeded) as store:
        assert (store.oracles(), store.annotators(), len(store.imports())) == ((), (), 2)


@pytest.mark.parametrize(
    ("header", "first", "second", "said"),
    [
        (VOTES, "0,0,0,.5,.5,0", "0,0,0,.5,.4,0", "row_id 0, principle_id 0, order 0"),
        (JUDGEMENTS, "0,1,.5,.5,0", "0,1,.4,.5,0", "row_id 0, order 1"),
        (REWARDS, "0,1,2", "0,1,3", "row_id 0"),
        ("row_id,preference\n", "0,a", "0,b", "row_id 0"),
    ],
)
@pytest.mark.parametrize("chunk", [1, 100_000])
def test_rows_that_contradict_each_other(
    load: Load,
    seeded: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    header: str,
    first: str,
    second: str,
    said: str,
    chunk: int,
) -> None:
    monkeypatch.setattr(tabular, "_CHUNK", chunk)
    content = f"{header}{first}\n{first}\n{second}\n{first}\n{second}\n"
    with pytest.raises(FormatError, match=rf"line 4: {said} was answered otherwise on line 2; fix the row"):
        load("rows.csv", content)
    outcome = load("rows.csv", content, skip_bad=tmp_path / "bad").outcome
    assert (outcome.read, outcome.kept, outcome.rejected) == (5, 1, 2)


def test_contradicting_an_earlier_import_is_no_malformed_row(load: Load, seeded: Path, tmp_path: Path) -> None:
    load("rows.csv", REWARDS + "0,1,2\n")
    with pytest.raises(FormatError, match="Case 0 has two different answers from annotator rows"):
        load("rows.csv", REWARDS + "0,2,1\n", skip_bad=tmp_path / "bad")


def test_what_must_be_imported_first(load: Load, store_path: Path) -> None:
    for content in (VOTES, JUDGEMENTS, REWARDS):
        with pytest.raises(FormatError, match="no cases yet: import the cases first"):
            load("rows.csv", content)
        assert not store_path.exists()
    load("cases.jsonl", '{"prompt": "p", "response_a": "a", "response_b": "b"}\n')
    with pytest.raises(FormatError, match="no principles yet: import the principles first"):
        load("rows.csv", VOTES)


@pytest.mark.parametrize(
    ("name", "header", "missing"),
    [
        ("votes", "row_id,principle_id,prob_A,prob_B", "columns order, prob_na are missing"),
        ("votes", "row_id", "columns principle_id, order"),
        ("judgements", "row_id,prob_A,prob_B,prob_NA", "column order is missing; judgements need"),
        ("rewards", "row_id,reward_a", "column reward_b is missing; rewards need the columns row_id, reward_a"),
    ],
)
def test_missing_columns_are_named(load: Load, seeded: Path, name: str, header: str, missing: str) -> None:
    with pytest.raises(FormatError, match=rf"rows.csv: {missing}"):
        load("rows.csv", f"{header}\n", format=name)


ANSWERS = [
    {"row_id": 0, "order": 0, "prob_A": 0.9, "prob_B": 0.1, "prob_NA": 0.0},
    {"row_id": 1, "order": 1, "prob_A": 0.7, "prob_B": 0.2, "prob_NA": 0.1},
    {"row_id": 2, "order": 0, "prob_A": 0.1, "prob_B": 0.3, "prob_NA": 0.6},
]


@pytest.mark.parametrize("name", EVERY)
def test_answers_come_from_any_container(seeded: Path, write: Write, annotation: Annotation, name: str) -> None:
    votes = [{**row, "principle_id": principle} for row in ANSWERS for principle in (0, 1)]
    rewards = [{"row_id": str(row["row_id"]), "reward_a": row["prob_A"], "reward_b": row["prob_B"]} for row in ANSWERS]
    for title, rows in (("oracle", votes), ("judge", ANSWERS), ("model", rewards)):
        result = import_file(write(f"{title}.jsonl", EVERY[name](rows)), seeded)
        assert (result.outcome.read, result.outcome.kept) == (len(rows), len(rows))
    assert _votes(seeded) == [[1, 1], [-1, -1], [0, 0]]
    assert annotation("judge") == [1, -1, 0]
    assert annotation("model") == [1, 1, -1]
    with Store.open(seeded) as store:
        assert store.ballots(1, store.oracles()[0])[0].prob_a == 0.7


@pytest.mark.parametrize("chunk", [1, 100_000])
def test_malformed_answers_of_shards_name_their_file(
    seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(tabular, "_CHUNK", chunk)
    made = tmp_path / "made"
    made.mkdir()
    (made / "votes-1.csv").write_text("row_id,preference\n0,a\n1,b\n")
    (made / "votes-2.csv").write_text("row_id,preference\n2\n0,b\n1,x\n2,a\n")
    with pytest.raises(FormatError, match=r"votes-2\.csv, line 2: it has 1 fields where the header has 2; fix the row"):
        import_file(made, seeded)
    outcome = import_file(made, seeded, ImportOptions(skip_bad=tmp_path / "bad")).outcome
    assert (outcome.read, outcome.kept, outcome.rejected) == (6, 3, 3)
    bad = [orjson.loads(line) for line in (tmp_path / "bad").read_bytes().splitlines()]
    assert sorted((Path(row["file"]).name, row["line"]) for row in bad) == [("votes-2.csv", line) for line in (2, 3, 4)]
    assert f"was answered otherwise on line 2 of {made}/votes-1.csv" in str([row["reason"] for row in bad])


def test_numbers_are_written_exactly_for_the_parsers(seeded: Path, write: Write) -> None:
    assert [as_cell(value) for value in (0.1, 3.0, -2, 1e-7, 2.0**60, True, None, "x", [1], float(2**53))] == (
        ["0.1", "3", "-2", "1e-07", "1.152921504606847e+18", "True", "", "x", "[1]", "9007199254740992"]
    )
    content = '{"row_id": 0, "reward_a": 1, "reward_b": 2}\n{"row_id": 1, "reward_a": 1}\n'
    with pytest.raises(FormatError, match=r"rows\.jsonl, line 2: reward_b is empty and not a finite number"):
        import_file(write("rows.jsonl", content), seeded)


def test_the_names_of_many_columns_are_looked_through_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def names(columns: Sequence[str]) -> Mapping[str, str]:
        asked.append(len(columns))
        return names_of_keys(columns)

    monkeypatch.setattr(votes, "names_of_keys", names)
    table = tmp_path / "wide.csv"
    table.write_text(",".join(f"c{n}" for n in range(500)) + "\n" + "," * 499 + "\n", encoding="utf-8")
    with pytest.raises(FormatError):
        import_file(table, tmp_path / "s.duckdb")
    assert asked == [500]
