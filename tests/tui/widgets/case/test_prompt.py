"""Where a prompt opens, and the note on what came before."""

import pytest

from tui.widgets.case.prompt import PromptPart
from tui.widgets.case.text import LIMIT

TALK = "Human: one\n\nAssistant: two\nand more\n\nHuman: three\nfour"


def rows(part: PromptPart, height: int, width: int = 40) -> list[str]:
    return ["".join(text for text, _ in pieces).strip(" ┈") for pieces in part.rows(width, height)]


def opened(text: str, height: int, width: int = 40) -> PromptPart:
    part = PromptPart()
    part.show(text)
    part.open(width, height)
    return part


def test_it_opens_at_the_last_human_turn_and_says_what_came_before() -> None:
    part = opened(TALK, 3)
    assert (part.opening(40), part.question(40), part.count(40)) == (5, 3, 7)
    assert rows(part, 3) == ["2 earlier turns ▲", "Human: three", "four"]
    part.scroll_to(0, 40, 3)
    assert rows(part, 3) == ["Human: one", "", "Assistant: two"]
    part.scroll_to(1, 40, 3)
    assert rows(part, 3) == ["1 earlier turn ▲", "Assistant: two", "and more"]
    part.scroll_to(2, 40, 3)
    assert rows(part, 3) == ["Assistant: two", "and more", ""], "a note covers no text on the way"


def test_where_all_fits_nothing_is_noted() -> None:
    assert rows(opened(TALK, 7), 7)[0] == "Human: one"
    assert rows(opened(TALK, 1), 1) == ["Human: three"], "one row has the question"


@pytest.mark.parametrize(
    "text", ["plain words\nof two lines", "Assistant: only\n\nTool: this", "Human: one\n\nAssistant: two"]
)
def test_without_another_human_turn_it_opens_at_the_top(text: str) -> None:
    part = opened(text, 1)
    assert part.top == part.opening(40) == 0
    assert part.question(40) == part.count(40)


def test_what_is_said_before_the_first_turn_is_one_and_what_follows_the_last_is_in_sight() -> None:
    text = "Be brief.\n\nUser: a\n\nAssistant: b\n\nUser: c\n\nTool: d"
    assert rows(opened(text, 4), 4) == ["3 earlier turns ▲", "User: c", "", "Tool: d"]


def test_a_last_turn_far_down_is_shown_all_the_same() -> None:
    text = "Human: " + "a " * LIMIT + "\n\nHuman: last"
    part = opened(text, 2)
    assert rows(part, 2) == ["1 earlier turn ▲", "Human: last"]


def test_turns_without_blank_lines_between_them_open_alike() -> None:
    part = opened("Human: one\nAssistant: two\nHuman: three", 2)
    assert rows(part, 2) == ["2 earlier turns ▲", "Human: three"]
    part.scroll_to(0, 40, 2)
    assert rows(part, 2) == ["Human: one", "Assistant: two"]
