"""A corpus of answers with what they are to be read as: none is read as another, and A, B and N are read alike."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from core.oracle.answers.reading import reader
from core.oracle.provider.responses import finish_of
from core.oracle.terms import Ask, Failure, FailureKind, Finish, ModelReply

CORPUS = Path(__file__).parents[3] / "data" / "answers.jsonl"
PRINCIPLES = {"single": ("0",), "batch": ("0", "1", "2"), "pair": ()}


@cache
def corpus() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for line in CORPUS.read_text().splitlines())


def understood(row: dict[str, Any]) -> str:
    """What an answer is read as: a letter for each principle asked about, `unreadable` or `refused`."""
    finish = finish_of(row["finish_reason"])
    said = ModelReply(row["text"], finish=finish, refusal="filtered" if finish is Finish.FILTER else None)
    found = reader(1)(Ask("k", "c", PRINCIPLES[row["kind"]], 0), said)
    if isinstance(found, Failure):
        return "refused" if found.kind is FailureKind.REFUSAL else "unreadable"
    return "".join("ABN"[(each.prob_a, each.prob_b, each.prob_na).index(1.0)] for each in found)


def test_no_answer_is_read_as_another() -> None:
    assert len(corpus()) > 1000
    wrong = [(row, read) for row in corpus() if (read := understood(row)) not in {row["expected"], "unreadable"}]
    assert wrong == []


def parts(text: str, finish: str = "stop") -> str:
    """What is clear of an answer on three principles, and `?` for the others."""
    found = reader(1)(Ask("k", "c", PRINCIPLES["batch"], 0), ModelReply(text, finish=finish_of(finish)))
    answers = found.clear if isinstance(found, Failure) else found
    read = {each.principle: "ABN"[(each.prob_a, each.prob_b, each.prob_na).index(1.0)] for each in answers}
    return "".join(read.get(each, "?") for each in PRINCIPLES["batch"])


def test_nothing_is_clear_of_an_answer_that_may_mean_something_else() -> None:
    unread = [each for each in corpus() if each["kind"] == "batch" and not each["expected"].isupper()]
    clear = {(each["text"], each["finish_reason"]): parts(each["text"], each["finish_reason"]) for each in unread}
    assert {text: read for (text, finish), read in clear.items() if read != "???" and finish == "stop"} == {
        "1: A\n2: B\n3: maybe": "AB?",
        "1: A\n2: B\n3:": "AB?",
        "1: A or B\n2: B\n3: N": "?BN",
        "1: A/B\n2: B\n3: N": "?BN",
        '{"1": "A", "2": null, "3": "N"}': "A?N",
        '{"1": "A", "2": {"A": 8, "B": 3}, "3": "N"}': "A?N",
        '{"1": "A", "2": ["A", "B"], "3": "N"}': "A?N",
        '{"1": "A", "2": {"answer": "A", "final": "B"}, "3": "N"}': "A?N",
    }
    # The last line may go on.
    assert [read[2] for (_, finish), read in clear.items() if finish == "length"] == ["?"] * 6
    for text, finish in (
        *(("1: A\n2: B", "stop"), ("2: A\n1: maybe\n3: N", "stop"), ("1: C\n2: A\n3: B", "stop")),
        *(("1: A+\n2: B-\n3: A", "stop"), ("1: 7\n2: A\n3: B", "stop"), ("1: worse\n2: A\n3: B", "stop")),
        *(("1: A\n2: unclear\n3: N\nSo overall B.", "stop"), ("1: A\n2: A is worse\n3: N", "stop")),
        *(("The worse response of the two:\n1: A\n2: B\n3: N", "stop"), ("1: A\n2: B\nWait", "length")),
        *(("1: A\n2: B\n3: N\nWait, 1", "length"), ("2: A\n3: B\n", "length")),
    ):
        assert parts(text, finish) == "???", text


def test_whatever_is_not_clear_of_an_answer_the_rest_is_read_as_before() -> None:
    whole = [each for each in corpus() if each["kind"] == "batch" and each["expected"].isupper()]
    assert len(whole) > 150
    kept = 0
    for row in whole:
        lines = row["text"].split("\n")
        for place, line in enumerate(lines):
            for instead in ("2: maybe", "2: A or B", "2:", ""):
                text = "\n".join([*lines[:place], instead, *lines[place + 1 :]]) if line.startswith("2: ") else ""
                read = parts(text)
                assert all(one in {"?", other} for one, other in zip(read, row["expected"], strict=True)), text
                kept += read[0] + read[2] == row["expected"][0] + row["expected"][2]
    assert kept > 100


def test_clear_answers_are_read_and_as_often_whichever_they_are() -> None:
    asked, read = Counter[str](), Counter[str]()
    for row in corpus():
        for letter in row["expected"] if row["clear"] and row["expected"].isupper() else ():
            asked[letter] += 1
            read[letter] += understood(row) == row["expected"]
    shares = {letter: read[letter] / asked[letter] for letter in "ABN"}
    assert min(shares.values()) >= 0.95
    assert max(shares.values()) - min(shares.values()) <= 0.02
