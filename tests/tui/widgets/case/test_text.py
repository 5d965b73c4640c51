import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.case.text import LIMIT, STEP, TextPart
from tui.widgets.case.turns import headings

TALK = "Human: may I?\n\nAssistant: Yes.\nHuman: is a word.\n\nA paragraph.\n\nHuman:\nthanks"


def drawn(part: TextPart, width: int) -> list[list[tuple[str, str]]]:
    """The pieces of all lines, without the margin."""
    return [part.line(index, width)[1:] for index in range(part.count(width))]


def test_turns_are_found_at_the_beginning_of_lines_only() -> None:
    assert [TALK[start:end] for start, end in headings(TALK)] == ["Human:", "Assistant:", "Human:", "Human:"]
    assert headings("As Human: said\nHumane: no\nHuman:no") == ()
    assert headings("System: be kind\n\nTool: 42")[1][0] == len("System: be kind\n\n")


def test_speakers_stand_out_and_a_rule_parts_turns_but_not_paragraphs() -> None:
    part = TextPart()
    part.show(TALK)
    lines = drawn(part, 23)
    assert lines[0] == [("Human:", "speaker"), (" may I?", "")]
    assert lines[1] == [("┈" * 20, "rule")]
    assert lines[2] == [("Assistant:", "speaker"), (" Yes.", "")]
    assert lines[4] == []
    assert lines[5] == [("A paragraph.", "")]
    assert lines[6] == [("┈" * 20, "rule")]
    assert lines[7] == [("Human:", "speaker")]


@given(
    st.text(alphabet="ab \n", max_size=80).map(lambda text: text.replace("b", "Human: ")),
    st.lists(st.integers(0, 300), max_size=8, unique=True),
    st.integers(6, 40),
)
def test_nothing_of_a_text_is_lost_or_reworded(text: str, edges: list[int], width: int) -> None:
    edges = [edge for edge in sorted(edges) if edge <= len(text)]
    places = tuple(zip(edges[::2], edges[1::2], strict=False))
    part = TextPart("differs-a")
    part.show(text)
    part.mark(places)
    shown = [piece for line in drawn(part, width) for piece in line if piece[1] != "rule"]
    assert "".join(words for words, _ in shown).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    marked = "".join(words for words, roles in shown if "differs-a" in roles.split())
    expected = "".join(text[start:end] for start, end in places)
    assert marked.replace(" ", "") == expected.replace(" ", "").replace("\n", "")


@pytest.mark.parametrize("asked", [False, True])
def test_long_texts_grow_by_steps_that_fit_between_two_keys(asked: bool) -> None:
    text = "word " * (LIMIT // 5) + "more " * (STEP // 5 + 1) + "end"
    part = TextPart()
    part.show(text)
    if asked:
        assert part.count(43) == LIMIT // 40 + 1
        assert part.is_note(part.count(43) - 1)
        assert not part.is_note(0)
    assert part.text.endswith(f"\n… {STEP + 8} more characters; press m for more")
    assert part.show_more()
    assert part.text.endswith("\n… 8 more characters; press m for all")
    assert part.show_more()
    assert part.text == text
    assert not part.show_more()
    fresh = TextPart()
    fresh.show(text)
    fresh.show_more()
    fresh.show_more()
    assert drawn(part, 43) == drawn(fresh, 43)
    assert drawn(part, 43)[-1] == [("more end", "")]
