"""Format rewards with presentation orders and NA: combined as judgements are, in whatever pieces they come."""

import csv
import io
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.importers.importing import ImportResult, import_file
from core.importers.options import ImportOptions
from core.metrics.agreement import Arbitrariness, arbitrariness
from core.metrics.bootstrap import bootstrap, estimates
from core.metrics.discrepancy import discrepancy
from core.metrics.priority import rank_principles
from core.metrics.supremacy import win_matrix
from core.model.errors import FormatError
from core.model.terms import AnnotatorKind
from core.storage.store import Store
from tests.core.building import Votes

Load = Callable[..., ImportResult]
Annotation = Callable[[str], list[int]]
Row = tuple[int, int, float, float, float]
"""Case, order, and the rewards of what was displayed as A, as B, and of neither."""

HEADER = "row_id,order,reward_a,reward_b,reward_NA\n"
ORDERS = ('"0,1"', '"1,0"')
LLM_FILE = "LLM_rewards_model_with_NA-Llama3-8B_data_trained-hh-harmlesness_dataset_eval-hh-harmlesness.csv"


def once(cases: str) -> str:
    said = f"{cases} judged in one presentation order only"
    return f"{said}: position bias stays in there, unless the other order is imported too."


def combined(rows: list[Row], cases: int) -> list[tuple[int, bool, bool] | None]:
    """By definition, for each case: the preference, given in both orders, inconsistent; None where there is no row."""
    preferences: dict[tuple[int, int], int] = {}
    for case, order, first, second, neither in rows:
        shown = 0 if neither > max(first, second) or first == second else 1 if first > second else -1
        preferences[case, order] = (1, -1)[order] * shown
    found: list[tuple[int, bool, bool] | None] = []
    for case in range(cases):
        there = [preferences[case, order] for order in (0, 1) if (case, order) in preferences]
        agree = len(set(there)) == 1
        found.append((there[0] if agree else 0, len(there) == 2, not agree) if there else None)
    return found


def stored(path: Path, cases: int) -> list[tuple[int, bool, bool] | None]:
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute("SELECT case_n, preference, both_orders, inconsistent FROM annotations").fetchall()
    found = {row[0]: (row[1], row[2], row[3]) for row in rows}
    return [found.get(case) for case in range(cases)]


def test_the_authors_shape(load: Load, seeded: Path, annotation: Annotation) -> None:
    """Two rows a case; B in both orders is the place and no preference; other columns do not count."""
    rows = [
        '0,"0,1",0.52,0.46,0.02,-410.0,-420.0',
        '0,"1,0",0.03,0.97,0.0,-410.0,-420.0',
        '1,"0,1",0.16,0.83,0.0,-880.0,-940.0',
        '1,"1,0",0.20,0.79,0.01,-880.0,-940.0',
        '2,"0,1",0.27,0.73,0.0,-584.0,-564.0',
        '2,"1,0",0.55,0.43,0.0,-584.0,-564.0',
    ]
    result = load("llm.csv", HEADER.strip() + ",log_prob_chat_chosen,log_prob_chat_rejected\n" + "\n".join(rows) + "\n")
    assert (result.format, result.outcome.read, result.outcome.kept) == ("rewards", 6, 6)
    assert (result.outcome.what, result.outcome.target) == ("6 answers by llm", "annotator llm")
    assert result.outcome.warnings == ()
    assert annotation("llm") == [1, 0, -1]
    with Store.open(seeded) as store:
        (annotator,) = store.annotators()
        (check,) = store.answers.order_checks()
    assert annotator.kind is AnnotatorKind.LLM
    assert (check.pairs, check.inconsistent, check.decided, check.same) == (3, 1, 3, 2)


def test_they_are_the_judgements_of_the_same_numbers(load: Load, seeded: Path, annotation: Annotation) -> None:
    rows = "0,0,.1,.2,.7\n0,1,.6,.4,0\n1,0,.3,.4,.3\n1,1,.5,.4,.1\n2,0,.4,.2,.4\n2,1,.2,.4,.4\n"
    load("judge.csv", "row_id,order,prob_A,prob_B,prob_NA\n" + rows)
    load("llm.csv", HEADER + rows)
    assert annotation("llm") == annotation("judge") == [0, -1, 1]
    with duckdb.connect(str(seeded), read_only=True) as connection:
        for table in ("judgements", "annotations"):
            query = f"SELECT * EXCLUDE annotator_n FROM {table} WHERE annotator_n = ? ORDER BY ALL"
            judge, llm = (connection.execute(query, [n]).fetchall() for n in (0, 1))
            assert len(judge) == (6 if table == "judgements" else 3)
            assert judge == llm


def test_rewards_are_kept_as_displayed(load: Load, seeded: Path) -> None:
    load("llm.csv", HEADER + '0,"1,0",-2.5,300,7\n')
    load("no_na.csv", "row_id,order,reward_a,reward_b\n0,1,5,-1e3\n")
    with duckdb.connect(str(seeded), read_only=True) as connection:
        rows = connection.execute("SELECT * EXCLUDE (case_n, annotator_n) FROM judgements ORDER BY annotator_n")
        assert rows.fetchall() == [(1, 1, -2.5, 300.0, 7.0), (1, -1, 5.0, -1000.0, None)]


@pytest.mark.parametrize(
    ("rewards", "preference"),
    [
        ("2,1,0", 1),
        ("1,2,0", -1),
        ("1,1,0", 0),
        ("2,1,3", 0),
        ("2,1,2", 1),
        ("1,2,2", -1),
        ("-1,-2,-3", 1),
        ("-3,-2,-1", 0),
    ],
)
@pytest.mark.parametrize(("order", "sign"), [("0", 1), ('"0,1"', 1), ('"0, 1"', 1), ("1", -1), ('" 1,0 "', -1)])
def test_na_decides_only_where_it_is_the_highest(
    load: Load, seeded: Path, annotation: Annotation, rewards: str, preference: int, order: str, sign: int
) -> None:
    load("llm.csv", f"{HEADER}0,{order},{rewards}\n")
    assert annotation("llm")[0] == sign * preference


def test_one_order_alone_says_that_its_bias_stays_in(load: Load, seeded: Path, annotation: Annotation) -> None:
    first, second = '0,"0,1",1,2,0\n1,"0,1",2,1,0\n2,"0,1",2,1,0\n', '0,"1,0",2,1,0\n1,"1,0",2,1,0\n'
    assert load("a.csv", HEADER + first, annotator="llm").outcome.warnings == (once("3 cases"),)
    assert annotation("llm") == [-1, 1, 1]
    assert load("b.csv", HEADER + second, annotator="llm").outcome.warnings == (once("1 case"),)
    assert annotation("llm") == [-1, 0, 1]
    again = load("b.csv", HEADER + second, annotator="llm")
    assert (again.outcome.kept, again.recorded, again.outcome.warnings) == (0, False, (once("1 case"),))
    assert load("c.csv", HEADER + '2,"1,0",1,2,0\n', annotator="llm").outcome.warnings == ()
    assert annotation("llm") == [-1, 0, 1]


def test_rows_that_no_case_fits_leave_no_bias(load: Load, seeded: Path) -> None:
    (warning,) = load("a.csv", HEADER + "77,0,1,2,0\n0,0,1,2,0\n0,1,1,2,0\n").outcome.warnings
    assert warning.startswith("1 row for cases that the store lacks")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("1,2,.1,.2,.3", 'order is "2" and not "0,1", "1,0", 0 or 1'),
        ('1,"0,0",.1,.2,.3', 'order is "0,0" and not "0,1", "1,0", 0 or 1'),
        ("1,ab,.1,.2,.3", 'order is "ab" and not "0,1", "1,0", 0 or 1'),
        ("1,,.1,.2,.3", 'order is empty and not "0,1", "1,0", 0 or 1'),
        ("1,1,.1,.2,", "reward_na is empty and not a finite number"),
        ("1,1,.1,inf,0", 'reward_b is "inf" and not a finite number'),
        ('0,"1,0",.5,.4,0', "row_id 0, order 1 was answered otherwise on line 2"),
        ('1,"0,1,.1,.2,.3', "it is not CSV"),
        ("1,0,1,.1,.2,.3", "it has 6 fields where the header has 5"),
    ],
)
def test_one_sentence_on_a_bad_row(load: Load, seeded: Path, tmp_path: Path, bad: str, reason: str) -> None:
    content = f'{HEADER}0,1,.1,.2,.3\n0,"0,1",.1,.2,.3\n{bad}\n'
    with pytest.raises(FormatError) as caught:
        load("rows.csv", content)
    assert f"rows.csv, line 4: {reason}" in str(caught.value)
    outcome = load("rows.csv", content, skip_bad=tmp_path / "bad").outcome
    assert (outcome.read, outcome.kept, outcome.rejected, outcome.warnings) == (3, 2, 1, ())


def test_an_order_that_was_given_otherwise_before(load: Load, seeded: Path) -> None:
    load("llm.csv", HEADER + "0,0,1,2,0\n")
    with pytest.raises(FormatError, match="Case 0 has two different answers from annotator llm"):
        load("llm.csv", HEADER + '0,"0,1",1,3,0\n')


def test_with_and_without_orders_do_not_mix(load: Load, seeded: Path) -> None:
    plain, ordered = "row_id,reward_a,reward_b\n0,1,2\n", HEADER + "0,0,1,2,0\n"
    load("a.csv", plain, annotator="x", kind=AnnotatorKind.LLM)
    with pytest.raises(FormatError, match="another kind of file on these cases"):
        load("b.csv", ordered, annotator="x")
    load("b.csv", ordered, annotator="y")
    with pytest.raises(FormatError, match="another kind of file on these cases"):
        load("a.csv", plain, annotator="y", kind=AnnotatorKind.LLM)


def test_na_counts_without_orders_too(load: Load, seeded: Path, annotation: Annotation) -> None:
    result = load("llm.csv", "row_id,reward_a,reward_b,reward_NA\n0,0.5,0.4,0.1\n1,0.2,0.1,0.7\n2,0.1,0.6,0.3\n")
    assert result.outcome.warnings == (once("3 cases"),)
    assert annotation("llm")[:3] == [1, 0, -1]


def test_without_orders_nothing_changes(load: Load, seeded: Path, annotation: Annotation) -> None:
    result = load("rm.csv", "row_id,reward_a,reward_b\n0,1,2\n1,2,1\n2,1,1\n")
    assert (result.outcome.what, result.outcome.warnings) == ("3 annotations by rm", ())
    assert annotation("rm") == [-1, 1, 0]
    with Store.open(seeded) as store:
        assert [each.kind for each in store.annotators()] == [AnnotatorKind.REWARD_MODEL]
        assert store.answers.order_checks() == ()
    with duckdb.connect(str(seeded), read_only=True) as connection:
        assert connection.execute("SELECT * FROM rewards ORDER BY case_n").fetchall() == [
            (0, 0, 1, 2),
            (1, 0, 2, 1),
            (2, 0, 1, 1),
        ]
        assert connection.execute("SELECT count(*) FROM judgements").fetchall() == [(0,)]


REWARD = st.integers(-2, 2).map(float) | st.floats(-1e6, 1e6)
KEYS = [(case, order) for case in range(3) for order in (0, 1)]


@settings(max_examples=20)
@given(
    rewards=st.lists(st.none() | st.tuples(REWARD, REWARD, REWARD), min_size=6, max_size=6),
    order=st.permutations(KEYS),
    named=st.lists(st.booleans(), min_size=6, max_size=6),
    cuts=st.lists(st.integers(0, 6), max_size=2),
)
def test_any_pieces_make_what_the_definition_says(
    planted: Path,
    rewards: list[tuple[float, float, float] | None],
    order: list[tuple[int, int]],
    named: list[bool],
    cuts: list[int],
) -> None:
    given_by = dict(zip(KEYS, rewards, strict=True))
    rows = [(*key, *found) for key in order if (found := given_by[key]) is not None]
    if not rows:
        return
    with TemporaryDirectory() as folder:
        path = Path(shutil.copy(planted, Path(folder) / "s.duckdb"))
        bounds = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
        for start, stop in pairwise(bounds):
            said = [
                f"{case},{ORDERS[shown] if name else shown},{a!r},{b!r},{na!r}\n"
                for (case, shown, a, b, na), name in zip(rows[start:stop], named, strict=False)
            ]
            file = Path(folder) / "llm.csv"
            file.write_text(HEADER + "".join(said))
            outcome = import_file(file, path, ImportOptions()).outcome
            assert outcome.kept == stop - start
            alone = sum(found is not None and not found[1] for found in combined(rows[:stop], 3))
            assert outcome.warnings == ((once("1 case" if alone == 1 else f"{alone} cases"),) if alone else ())
        assert stored(path, 3) == combined(rows, 3)


def test_the_published_judgements_as_rewards(hh_folder: Path, store_path: Path, tmp_path: Path) -> None:
    """The published answers of GPT-4o, written as rewards in named orders, give its published figures."""
    import_file(hh_folder / "harmless-base-test.jsonl.gz", store_path)
    import_file(hh_folder / "principles.txt", store_path)
    import_file(hh_folder / "principle_votes_gpt4o.csv.gz", store_path)
    text = io.StringIO(HEADER)
    text.seek(0, io.SEEK_END)
    with (hh_folder / "judgements_gpt4o.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            probabilities = f"{row['prob_A']},{row['prob_B']},{row['prob_NA']}"
            text.write(f"{row['row_id']},{ORDERS[int(row['order'])]},{probabilities}\n")
    rewards = tmp_path / "gpt.csv"
    rewards.write_text(text.getvalue())
    assert import_file(rewards, store_path).outcome.warnings == ()
    votes, human, gpt = _published(store_path, "gpt")
    assert arbitrariness(votes, gpt) == Arbitrariness(3, 458)
    of_human, of_gpt = (rank_principles(win_matrix(votes, each)).signs for each in (human, gpt))
    assert discrepancy(of_human, of_gpt) == pytest.approx(0.3393, abs=5e-5)


def test_the_published_rewards_of_an_llm(hh_folder: Path, store_path: Path) -> None:
    """67.2 % of 58, with a discrepancy of 70.8 % in the mean (published: 67.3 ± 6.3, 71.2 ± 4.3)."""
    if not (hh_folder / LLM_FILE).is_file():
        pytest.skip(f"{LLM_FILE} is not among the published files here")
    for name in ("harmless-base-test.jsonl.gz", "principles.txt", "principle_votes_gpt4o.csv.gz"):
        import_file(hh_folder / name, store_path)
    outcome = import_file(hh_folder / LLM_FILE, store_path, ImportOptions(annotator="llm")).outcome
    assert (outcome.kept, outcome.rejected, outcome.warnings) == (4624, 0, ())
    votes, human, llm = _published(store_path, "llm")
    assert arbitrariness(votes, llm) == Arbitrariness(39, 58)
    annotations = np.stack([human, llm])
    replicates = bootstrap(votes, annotations, estimates(votes, annotations), replicates=200, seed=0)
    assert np.nanmean(replicates.discrepancy[:, 0, 1]) == pytest.approx(0.708, abs=0.02)


def _published(path: Path, name: str) -> tuple[Votes, Votes, Votes]:
    """The published votes, and the annotations of the human and of another annotator."""
    with Store.open(path) as store:
        of = {each.name: store.annotations(each)[0] for each in store.annotators()}
        return store.votes(store.oracles()[0], 21), of["human"], of[name]
