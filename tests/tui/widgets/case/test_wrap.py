import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from core.model.safe_text import inert
from tui.widgets.case.wrap import wrap

TEXTS = st.one_of(
    st.text(alphabet="ab  c\n", max_size=200),
    st.text(max_size=80).map(inert),
    st.text("👩🚀🏽क\u094dیخ \u200c\u200d").map(inert),
)


@given(TEXTS, st.integers(2, 40))
def test_lines_hold_all_of_the_text_and_fit(text: str, width: int) -> None:
    lines = wrap(text, width)
    end = 0
    for start, stop in lines:
        assert text[end:start] in {"", "\n"}, "nothing but a line break is between two lines"
        assert cell_len(text[start:stop].rstrip(" ")) <= width
        assert not text[start:stop].endswith("\u200d"), "what is joined stays together"
        end = stop
    assert lines[0][0] == 0
    assert end == len(text)
    assert sum(text[stop : stop + 1] == "\n" for _, stop in lines) == text.count("\n")


@given(TEXTS, st.integers(2, 40), st.integers(0, 200))
def test_a_text_that_grew_is_wrapped_on_from_its_last_line(text: str, width: int, at: int) -> None:
    lines = wrap(text[:at], width)
    start, _ = lines.pop()
    assert lines + wrap(text, width, start) == wrap(text, width)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 8, ["one two ", "three"]),
        ("one two  three", 7, ["one two  ", "three"]),
        ("abcdefgh ij", 4, ["abcd", "efgh ", "ij"]),
        ("日本語 の", 4, ["日本", "語 ", "の"]),
        ("👩\u200d🚀👩\u200d🚀👩", 4, ["👩\u200d🚀👩\u200d🚀", "👩"]),
        ("  in\n\nout", 9, ["  in", "", "out"]),
        ("", 9, [""]),
    ],
)
def test_lines_break_after_spaces(text: str, width: int, lines: list[str]) -> None:
    assert [text[start:end] for start, end in wrap(text, width)] == lines
