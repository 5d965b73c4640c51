import csv
import itertools
import json
from collections import Counter
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.model.terms import AnnotatorKind
from sample_data import FILES, MULTIPREF, folder

PEOPLE = ("mara", "tomas", "ines")
ANNOTATORS = ("mara", "tomas", "rm-small", "aligned-llm", "ines")
DECIDED = {"a": 1, "b": -1, "tie": 0}

Ints = NDArray[np.int64]


def table(name: str) -> list[dict[str, str]]:
    with (folder() / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def lines(name: str) -> list[str]:
    return (folder() / name).read_text(encoding="utf-8").splitlines()


def shown_first(row: dict[str, str]) -> int:
    first, second, neither = (float(row[key]) for key in ("prob_A", "prob_B", "prob_NA"))
    if neither > first and neither > second:
        return 0
    return (first > second) - (first < second)


def decided(name: str, ids: list[str]) -> Ints:
    """The votes of a file: what both presentation orders say, else neither."""
    answers = both_orders(table(name), ("row_id", "principle_id"))
    found = [[answers[case, str(principle)] for principle in range(8)] for case in ids]
    assert len(answers) == len(ids) * 8
    return np.array([[first if first == second else 0 for first, second in row] for row in found])


def both_orders(rows: list[dict[str, str]], keys: tuple[str, ...]) -> dict[tuple[str, ...], tuple[int, int]]:
    """The preference for A by presentation order; raises KeyError when an order is missing."""
    answers: dict[tuple[str, ...], dict[str, int]] = {}
    for row in rows:
        answer = shown_first(row)
        orders = answers.setdefault(tuple(row[key] for key in keys), {})
        assert row["order"] not in orders
        orders[row["order"]] = answer if row["order"] == "0" else -answer
    assert all(orders.keys() == {"0", "1"} for orders in answers.values())
    return {key: (orders["0"], orders["1"]) for key, orders in answers.items()}


@pytest.fixture(scope="module")
def cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines("cases.jsonl")]


@pytest.fixture(scope="module")
def ids(cases: list[dict[str, Any]]) -> list[str]:
    return [case["case_id"] for case in cases]


@pytest.fixture(scope="module")
def votes(ids: list[str]) -> Ints:
    return decided("votes.csv", ids)


@pytest.fixture(scope="module")
def annotations(ids: list[str]) -> dict[str, Ints]:
    found: dict[str, dict[str, int]] = {}
    for name in PEOPLE:
        found[name] = {row["row_id"]: DECIDED[row["preference"]] for row in table(f"{name}.csv")}
    rewards = {row["row_id"]: float(row["reward_a"]) - float(row["reward_b"]) for row in table("rm-small.csv")}
    found["rm-small"] = {case: (margin > 0) - (margin < 0) for case, margin in rewards.items()}
    judged = both_orders(table("aligned-llm.csv"), ("row_id",))
    found["aligned-llm"] = {case: first if first == second else 0 for (case,), (first, second) in judged.items()}
    assert all(given.keys() <= set(ids) for given in found.values())
    return {name: np.array([given.get(case, 0) for case in ids]) for name, given in found.items()}


def sides(row: Ints) -> set[int]:
    return {int(vote) for vote in row if vote}


def opposed(votes: Ints, annotation: Ints) -> int:
    return sum(sides(row) == {-int(given)} for row, given in zip(votes, annotation, strict=True) if given)


def wins(votes: Ints, annotation: Ints) -> Ints:
    count = np.zeros((8, 8), np.int64)
    for row, given in zip(votes, annotation, strict=True):
        for one, other in itertools.permutations(range(8), 2):
            count[one, other] += given != 0 and row[one] == given and row[other] == -given
    return count


def reached(count: Ints, start: int) -> set[int]:
    seen, left = {start}, [start]
    while left:
        here = left.pop()
        for there in range(8):
            if count[here, there] and there not in seen:
                seen.add(there)
                left.append(there)
    return seen


def test_every_file_listed_is_there_and_every_file_there_is_listed() -> None:
    named = {file.name for file in FILES} | {file.short_names for file in FILES if file.short_names}
    present = {path.name for path in folder().iterdir() if path.suffix in {".csv", ".jsonl", ".txt"}}
    assert named | {MULTIPREF} == present


def test_the_annotators_are_of_the_kinds_they_are_said_to_be() -> None:
    kinds = {file.annotator: file.kind for file in FILES if file.annotator}
    assert kinds == {
        "mara": AnnotatorKind.HUMAN,
        "tomas": AnnotatorKind.HUMAN,
        "rm-small": AnnotatorKind.REWARD_MODEL,
        "aligned-llm": AnnotatorKind.LLM,
        "ines": AnnotatorKind.HUMAN,
    }


def test_what_a_file_refers_to_is_imported_before_it() -> None:
    assert [file.format for file in FILES][:3] == ["pairs", "principles", "votes"]
    assert all(file.annotator or file.oracle for file in FILES[3:])


def test_case_ids_are_unique_and_no_text_stands_twice(cases: list[dict[str, Any]], ids: list[str]) -> None:
    assert len(set(ids)) == len(ids) == 120
    texts = [json.dumps(case["prompt"]) for case in cases]
    texts += [case[side] for case in cases for side in ("response_a", "response_b")]
    assert not [text for text, times in Counter(texts).items() if times > 1]
    assert all(text.strip() == text and len(text) > 40 for text in texts)


def test_a_dozen_prompts_carry_an_earlier_exchange(cases: list[dict[str, Any]]) -> None:
    exchanges = [case["prompt"] for case in cases if isinstance(case["prompt"], list)]
    assert len(exchanges) == 12
    for exchange in exchanges:
        assert [message["role"] for message in exchange] == ["user", "assistant", "user"]
        assert all(message["content"] for message in exchange)


def test_principles_have_distinct_sentences_and_short_names() -> None:
    sentences, names = lines("principles.txt"), lines("principles_short.txt")
    assert len(set(sentences)) == len(set(names)) == len(sentences) == len(names) == 8
    assert max(map(len, names)) <= 24


@pytest.mark.parametrize("name", ["votes.csv", "noisy_votes.csv", "aligned-llm.csv"])
def test_probabilities_add_up_to_one(name: str) -> None:
    found = np.array([[float(row[key]) for key in ("prob_A", "prob_B", "prob_NA")] for row in table(name)])
    assert found.min() >= 0
    assert np.abs(found.sum(axis=1) - 1).max() < 2e-4


def test_few_votes_depend_on_the_presentation_order() -> None:
    answers = both_orders(table("votes.csv"), ("row_id", "principle_id")).values()
    assert 0.02 <= sum(first != second for first, second in answers) / len(answers) <= 0.04


def test_the_noisy_oracle_is_noisier(ids: list[str], votes: Ints) -> None:
    answers = both_orders(table("noisy_votes.csv"), ("row_id", "principle_id")).values()
    assert 0.12 <= sum(first != second for first, second in answers) / len(answers) <= 0.15
    assert 0.75 <= (decided("noisy_votes.csv", ids) == votes).mean() <= 0.9


def test_conflict_consensus_and_indifference_are_all_there(votes: Ints) -> None:
    count = Counter(len(sides(row)) for row in votes)
    assert (count[2], count[1], count[0]) == (76, 34, 10)


def test_every_principle_is_in_enough_conflicts(votes: Ints) -> None:
    conflicts = votes[[len(sides(row)) == 2 for row in votes]]
    assert (conflicts != 0).sum(axis=0).min() >= 15


def test_neither_side_is_favoured(votes: Ints, annotations: dict[str, Ints]) -> None:
    agreed = [sides(row) for row in votes if len(sides(row)) == 1]
    assert 0.4 <= agreed.count({1}) / len(agreed) <= 0.6
    assert 0.4 <= (votes == 1).sum() / (votes != 0).sum() <= 0.6
    for given in annotations.values():
        assert 0.4 <= (given == 1).sum() / (given != 0).sum() <= 0.6


def test_people_left_some_cases_out_and_the_models_none(ids: list[str]) -> None:
    for name in PEOPLE:
        given = [row["row_id"] for row in table(f"{name}.csv")]
        assert len(set(given)) == len(given) == 114
    assert [row["row_id"] for row in table("rm-small.csv")] == ids
    assert len(table("aligned-llm.csv")) == 2 * len(ids)


def test_everybody_is_arbitrary_at_times_and_people_more_than_the_llm(
    votes: Ints, annotations: dict[str, Ints]
) -> None:
    found = {name: opposed(votes, annotations[name]) for name in ANNOTATORS}
    assert found == {"mara": 4, "tomas": 7, "rm-small": 5, "aligned-llm": 2, "ines": 3}


@pytest.mark.parametrize("name", ANNOTATORS)
def test_every_ranking_is_determined(name: str, votes: Ints, annotations: dict[str, Ints]) -> None:
    count = wins(votes, annotations[name])
    assert all(len(reached(count, start)) == 8 for start in range(8))


def test_annotators_side_differently(votes: Ints, annotations: dict[str, Ints]) -> None:
    favourites = {}
    for name in ANNOTATORS:
        count = wins(votes, annotations[name])
        favourites[name] = np.argsort(-count.sum(axis=1) / (count + count.T).sum(axis=1))[:3].tolist()
    assert favourites["aligned-llm"][0] == 0
    assert set(favourites["mara"][:2]) == {1, 3}
    assert {6, 2} <= set(favourites["tomas"])
    assert {7, 3} <= set(favourites["rm-small"])


def test_ines_keeps_the_declared_order_but_for_kindness_over_honesty(votes: Ints, annotations: dict[str, Ints]) -> None:
    count = wins(votes, annotations["ines"])
    assert (count[6, 1], count[1, 6]) == (19, 2)
    kept = [(count[one, other], count[other, one]) for one, other in itertools.combinations(range(8), 2)]
    assert sum(lower > higher and lower >= 8 for higher, lower in kept) == 1


def test_every_case_has_its_facts(cases: list[dict[str, Any]]) -> None:
    assert len({case["topic"] for case in cases}) == 16
    models = {"gull-7b", "wren-3b", "heron-13b"}
    assert all({case["model_a"], case["model_b"]} < models and case["model_a"] != case["model_b"] for case in cases)
