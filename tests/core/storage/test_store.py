"""The store's questions, against what was put in."""

import re
import threading
from pathlib import Path

import duckdb
import numpy as np
import pytest

from core.model.errors import StoreError
from core.model.terms import Annotator, AnnotatorKind, Ballot, Case, Oracle, Preview, Principle
from core.storage.reading_answers import OrderCheck
from core.storage.staged import objects
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.building import A0, A1, WORKED, ballots, build, judgements, provenance


def test_what_there_is(worked: Path) -> None:
    with Store.open(worked) as store:
        assert store.count_cases() == 15
        assert store.principles() == tuple(
            Principle(p, str(p), f"Rule {p}", f"Keep rule number {p}.") for p in range(3)
        )
        assert store.annotators() == (
            Annotator(0, "a0", AnnotatorKind.HUMAN),
            Annotator(1, "a1", AnnotatorKind.REWARD_MODEL),
        )
        assert store.oracles() == (Oracle(0, "judge"),)
        assert store.imports() == ()
        assert np.array_equal(store.votes(store.oracles()[0], 3), WORKED)
        assert [store.annotations(each)[0].tolist() for each in store.annotators()] == [list(A0), list(A1)]
        assert store.longest_id() == 3
        assert store.answers.order_checks() == ()


def test_names_that_several_principles_have_are_told_apart(tmp_path: Path) -> None:
    with StoreWriter.open(tmp_path / "s.duckdb") as writer:
        writer.add_principles([("p1", "Be kind", "One."), ("p2", "Be brief", "Two."), ("p3", "Be kind", "Three.")])
    with Store.open(tmp_path / "s.duckdb") as store:
        assert [each.name for each in store.principles()] == ["Be kind (p1)", "Be brief", "Be kind (p3)"]


def test_an_annotation_without_a_preference_is_not_a_missing_one(tmp_path: Path) -> None:
    path = build(tmp_path / "s.duckdb", WORKED[:4], {"a": [1, None, 0, -1]})
    with Store.open(path) as store:
        (annotator,) = store.annotators()
        assert store.annotations(annotator)[0].tolist() == [1, 0, 0, -1]
        assert store.annotated(annotator).tolist() == [True, False, True, True]


def test_provenance_comes_back_in_order(worked: Path) -> None:
    given = [provenance("a" * 64), provenance("b" * 64)]
    with StoreWriter.open(worked) as writer:
        for each in given:
            writer.record(each)
    with Store.open(worked) as store:
        assert store.imports() == tuple(given)


def test_an_empty_store_answers_everything(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    with StoreWriter.open(path) as writer:
        assert not writer.has_cases()
        assert not writer.has_principles()
    with Store.open(path) as store:
        assert (store.count_cases(), store.longest_id()) == (0, 0)
        assert (store.principles(), store.annotators(), store.oracles(), store.imports()) == ((), (), (), ())
        assert (list(store.cases()), store.previews([0]), store.numbers(["x"])) == ([], (), {})
        assert store.ids().tolist() == store.search("").tolist() == []
        assert store.votes(Oracle(0, "none"), 3).shape == (0, 3)
        assert store.annotations(Annotator(0, "none", AnnotatorKind.LLM))[0].shape == (0,)
        with pytest.raises(LookupError):
            store.case(0)


def test_cases_are_found_by_number_and_name(worked: Path) -> None:
    expected = [Case(n, f"c{n}", f"Question {n}", f"Yes {n}", f"No {n}") for n in range(15)]
    with Store.open(worked) as store:
        assert list(store.cases()) == expected
        assert [store.case(n) for n in range(15)] == expected
        for absent in (-1, 15):
            with pytest.raises(LookupError):
                store.case(absent)
        assert store.numbers(["c14", "c0", "nowhere", "c0"]) == {"c14": 14, "c0": 0}
        assert store.ids().tolist() == [case.id for case in expected]


def test_cases_come_in_pages(worked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.storage.store._PAGE", 4)
    with Store.open(worked) as store:
        assert [case.n for case in store.cases()] == list(range(15))


def test_previews_come_in_the_order_asked_for(tmp_path: Path) -> None:
    prompts = ["\n\nHuman: How do I\n\tsew?\n\nAssistant:", "Human error", "\x1b[2Jclear", "word " * 1000, ""]
    texts = [(prompt, "Yes", "No") for prompt in prompts]
    path = build(tmp_path / "s.duckdb", WORKED[:5], {"a": A0[:5]}, texts=texts)
    with Store.open(path) as store:
        assert store.previews([2, 0, 4, 99, -1, 1]) == (
            Preview(2, "c2", "␛[2Jclear"),
            Preview(0, "c0", "How do I sew? Assistant:"),
            Preview(4, "c4", ""),
            Preview(1, "c1", "Human error"),
        )
        assert store.previews(np.array([3, 1], dtype=np.int32).tolist()) == store.previews(
            np.array([3, 1], dtype=np.int32)  # type: ignore[arg-type] # the numbers of a filter, as they are
        )
        assert store.previews([3])[0].text == ("word " * 24)[:119] + "…"
        assert store.previews([]) == ()


SEARCHED = (
    ("Straight on", "50 % off", "it's _fine_"),
    ("ÉTÉ in Москва", 'She said "no"', "C:\\temp\\x"),
    ("percent", "100%", "a\0b"),
    ("", "'; DROP TABLE cases; --", "-- comment"),
    ("tab\there", "two\nlines", "👩‍🔬 Scientist"),
)
WANTED = ("", "%", "_", "'", '"', "\\", "\0", "\n", "STRAIGHT", "straight ON", "été", "мОСКВА", "50 %", "'; drop", "--")


@pytest.mark.parametrize("wanted", [*WANTED, "👩‍🔬", "scientist", "?", "$1", "nowhere", "TEMP\\X", "a_b", ".*", "  "])
def test_search_finds_what_contains_the_text_whatever_its_case(tmp_path: Path, wanted: str) -> None:
    path = build(tmp_path / "s.duckdb", WORKED[:5], {"a": A0[:5]}, texts=SEARCHED)

    def blank(text: str) -> str:
        return re.sub(r"\s+", " ", text).lower()

    expected = [n for n, texts in enumerate(SEARCHED) if any(blank(wanted) in blank(text) for text in texts)]
    with Store.open(path) as store:
        found = store.search(wanted)
        assert found.dtype == np.int32
        assert found.tolist() == expected


def test_search_finds_a_long_text_as_it_looks_and_only_where_all_of_it_is(tmp_path: Path) -> None:
    long = "Where is the Straße, " * 20
    texts = ((f"Well: {long}", "", ""), ("", "", f"{long[:300]} not"), ("", long.upper().replace(" ", "\n"), ""))
    with Store.open(build(tmp_path / "s.duckdb", WORKED[:3], {"a": A0[:3]}, texts=texts)) as store:
        assert store.search(long.strip()).tolist() == [0, 2]


def test_ballots_keep_order_and_probabilities(worked: Path) -> None:
    with StoreWriter.open(worked) as writer:
        writer.add_ballots("second", ballots([("c1", "2", 1, -1), ("c1", "0", 1, 1), ("c1", "2", 0, 1)], 0.1 + 0.2))
    with Store.open(worked) as store:
        first, second = store.oracles()
        likely = 0.1 + 0.2
        assert store.ballots(1, second) == (
            Ballot(0, 1, 1, likely, likely, likely),
            Ballot(2, 0, 1, likely, likely, likely),
            Ballot(2, 1, -1, likely, likely, likely),
        )
        assert store.ballots(2, second) == ()
        assert [each.preference for each in store.ballots(1, first)] == [1, 1, 0]
        assert {each.prob_a for each in store.ballots(1, first)} == {None}


def test_an_answer_that_is_there_twice_is_not_counted(worked: Path) -> None:
    with duckdb.connect(str(worked)) as connection:
        connection.execute("INSERT INTO ballots SELECT * FROM ballots WHERE case_n = 0 AND presentation = 0")
    with Store.open(worked) as store, pytest.raises(StoreError, match="two rows of ballots are about the same thing"):
        store.answers.order_checks()


def test_order_checks_count_what_was_answered_twice(worked: Path) -> None:
    pairs = [(1, 1), (1, -1), (1, 0), (0, 0), (-1, -1)]
    answers = [(f"c{n}", "0", order, pair[order]) for n, pair in enumerate(pairs) for order in (0, 1)]
    with StoreWriter.open(worked) as writer:
        writer.add_ballots("second", ballots([*answers, ("c9", "0", 0, 1), ("c9", "1", 1, -1)]))
        writer.add_judgements("gpt", AnnotatorKind.LLM, judgements([("c0", 0, 1), ("c0", 1, -1), ("c1", 0, 1)]))
    with Store.open(worked) as store:
        assert store.answers.order_checks() == (
            OrderCheck("second", "oracle", 5, 2, 3, 2),
            OrderCheck("gpt", "annotator", 1, 1, 1, 0),
        )


def test_threads_read_side_by_side(worked: Path) -> None:
    wrong: list[int] = []

    def read(store: Store) -> None:
        wrong.extend(n for n in range(15) if store.case(n).id != f"c{n}" or store.search(f"question {n}")[0] != n)

    with Store.open(worked) as store:
        threads = [threading.Thread(target=read, args=(store.cursor(),)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_a_rewards_import_says_who_annotated_what(worked: Path) -> None:
    with StoreWriter.open(worked) as writer:
        rewards = np.array([1.0]), np.array([1.0])
        writer.add_rewards("rm", AnnotatorKind.REWARD_MODEL, objects(["c3"]), *rewards)
    with Store.open(worked) as store:
        assert store.annotated(store.annotators()[-1]).nonzero()[0].tolist() == [3]
        assert store.annotations(store.annotators()[-1])[0].any() is np.False_
