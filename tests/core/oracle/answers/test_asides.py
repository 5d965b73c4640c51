"""What stands beside an answer, in fields, in tags and before a list, may take it back: then there is none."""

import pytest

from core.oracle.answers.numbered import numbered
from core.oracle.answers.wrappings import unwrapped
from core.oracle.answers.written import single


def one(text: str) -> int | None:
    said = unwrapped(text)
    found = single(said) if said is not None else None
    return None if found is None else found[0].which


def two(text: str) -> list[int | None] | None:
    said = unwrapped(text)
    found = numbered(said, 2) if said is not None else None
    return None if found is None else [None if each is None else each.which for each in found]


@pytest.mark.parametrize(
    "text",
    [
        '{"answer":"A","explanation":"A violates the principle, so the answer is B"}',
        '{"answer":"A","reasoning":"Response B follows the principle better than A."}',
        '{"answer":"A","note":"wrong, it is B"}',
        '{"choice":"A","reason":"B adheres more"}',
        '{"reasoning":"so B wins","answer":"A"}',
        '{"thoughts":"The answer is B.","answer":"A"}',
        '{"answer":"A","reason":["A violates it","so B"]}',
        '{"answer":"A","reason":{"because":"the answer is B"}}',
        "<answer>A</answer><reason>B is better</reason>",
        "<answer>A</answer>\n<explanation>A is the worse one.</explanation>",
    ],
)
def test_a_reason_that_takes_the_answer_back(text: str) -> None:
    assert one(text) is None


@pytest.mark.parametrize(
    "text",
    [
        '{"answer":"A","explanation":"A is kinder."}',
        '{"answer":"A","reason":"Response A follows the principle better than B."}',
        '{"reasoning":"Response A explains it well, while Response B is vague. A is better.","answer":"A"}',
        '{"answer":"A","confidence":0.9,"reason":null}',
        '{"principle":"Choose the response that is less harmful","answer":"A"}',
        "<answer>A</answer><reason>It is kind.</reason>",
        "<reason>B is good, but A is better.</reason><answer>A</answer>",
        "<answer>A</answer><think>B is better</think>",
    ],
)
def test_a_reason_that_does_not(text: str) -> None:
    assert one(text) == 0


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ('{"1":"A","2":"B","reason":"for 1, B is better"}', None),
        ('{"1":"A","2":"B","reason":"both are clear"}', [0, 1]),
        (
            '[{"number":1,"answer":"A","reason":"B is better"},{"number":2,"answer":"B","reason":"B is kind"}]',
            [None, 1],
        ),
    ],
)
def test_reasons_beside_several_answers(text: str, answers: list[int | None] | None) -> None:
    assert two(text) == answers


@pytest.mark.parametrize(
    "heading",
    [
        "The responses, best first",
        "Here are the responses in order",
        "Responses ranked by adherence",
        "Draft answers",
        "Comparison of responses",
        "Answers to avoid",
        "Answers in reverse",
        "Answers of another judge",
    ],
)
def test_a_list_of_something_else_has_no_answers(heading: str) -> None:
    assert two(f"{heading}:\n1. B\n2. A") is None


@pytest.mark.parametrize(
    "heading",
    [
        "Sure! Here are my answers",
        "Answers",
        "For each principle",
        "Evaluation of the responses by each principle",
        "Based on the two responses, here are the answers for each principle",
        "Here's my evaluation",
    ],
)
def test_a_list_that_is_announced_has_them(heading: str) -> None:
    assert two(f"{heading}:\n1. B\n2. A") == [1, 0]
