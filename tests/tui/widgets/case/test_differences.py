import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.case.differences import MOST_WORDS, Differences, common_words, differences

WORDS = st.lists(st.sampled_from(["a", "b", "the", "cat", "dogs", ",", "日本", "é"]), max_size=30)
TEXTS = WORDS.map(" ".join) | st.text(max_size=60)


def outside(text: str, found: Differences, side: int) -> list[str]:
    """The words of a text that are not marked."""
    end, kept = 0, ""
    for start, stop in found.places[side]:
        assert end <= start < stop <= len(text), "in order, apart and inside"
        kept += text[end:start] + "\n"
        end = stop
    return re.findall(r"\w|[^\w\s]", kept + text[end:])


@given(TEXTS, TEXTS)
def test_what_is_not_marked_is_the_same_on_both_sides(first: str, second: str) -> None:
    found = differences(first, second)
    assert outside(first, found, 0) == outside(second, found, 1)
    assert found.words[0] - found.differing[0] == found.words[1] - found.differing[1]


@given(TEXTS)
def test_equal_texts_do_not_differ_and_text_differs_from_none(text: str) -> None:
    same = differences(text, text)
    assert same.places == ((), ())
    assert same.differing == (0, 0)
    alone = differences(text, "")
    assert outside(text, alone, 0) == []
    assert alone.differing == (alone.words[0], 0)


@given(WORDS, WORDS)
def test_as_many_words_are_common_as_can_be(first: list[str], second: list[str]) -> None:
    longest = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i, one in enumerate(first):
        for j, other in enumerate(second):
            longest[i + 1][j + 1] = longest[i][j] + 1 if one == other else max(longest[i][j + 1], longest[i + 1][j])
    runs = common_words(first, second)
    assert sum(count for _, _, count in runs) == longest[-1][-1]
    for i, j, count in runs:
        assert first[i : i + count] == second[j : j + count]


@pytest.mark.parametrize(
    ("first", "second", "marked"),
    [
        ("I don't pay my bills.", "I do pay my bills.", (["don't"], ["do"])),
        ("Ask him first.", "Ask her first, please.", (["him"], ["her", ", please"])),
        ("Yes, the cat may sleep on your bed.", "No dogs in the kitchen.", ()),
        ("私は猫が好きです", "私は犬が好きです", (["猫"], ["犬"])),
        ("", "Something.", ([], ["Something."])),
        ("نه می\u200cخواهم نه", "نه نمی\u200cخواهم نه", (["می\u200cخواهم"], ["نمی\u200cخواهم"])),
        ("so 👩🏽\u200d🚀 so", "so 👩🏽\u200d🔬 so", (["👩🏽\u200d🚀"], ["👩🏽\u200d🔬"])),
        ("same   words\n\nspaced", "same words spaced", ([], [])),
    ],
)
def test_marks_fall_where_a_reader_would_put_them(
    first: str, second: str, marked: tuple[list[str], list[str]] | tuple[()]
) -> None:
    found = differences(first, second)
    texts = tuple(
        [text[start:end] for start, end in places] for text, places in zip((first, second), found.places, strict=True)
    )
    if marked:
        assert texts == marked
        assert found.throughout == (not first)
    else:
        assert texts == ([first], [second]), "a lone word is nothing in common"
        assert found.throughout


@pytest.mark.parametrize("text", ["a b " * 50_000, "x" * 200_000, "a " * 100_000, "語" * 60_000])
def test_hostile_texts_are_compared_as_far_as_time_allows(text: str) -> None:
    began = time.thread_time()
    found = differences(text, "b " + text[::-1])
    assert time.thread_time() - began < 5, "far above what it takes, far below what the table of all pairs would"
    assert max(found.words) <= MOST_WORDS
    assert found.whole == (text[0] == "x")


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("You may pay.", "You must pay.", "differing words are underlined"),
        ("Yes.", "Yes.", "nothing is marked: the responses have the same words"),
        ("Water the plants daily", "Sell everything quickly now", "the responses differ throughout: nothing is marked"),
        ("Yes.", " \n", "nothing to compare: a response has no words"),
    ],
)
def test_what_is_marked_is_said(first: str, second: str, said: str) -> None:
    assert differences(first, second).said == said
