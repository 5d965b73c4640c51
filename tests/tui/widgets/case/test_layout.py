from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.case.layout import Heights, share_heights, share_stack
from tui.widgets.case.text import TextPart


@given(st.text(alphabet="ab c\n", max_size=300), st.integers(8, 40), st.integers(1, 12), st.integers(-5, 400))
def test_a_part_shows_each_line_once_and_the_thumb_stays_inside(text: str, width: int, height: int, top: int) -> None:
    part = TextPart()
    part.show(text)
    part.scroll_to(top, width, height)
    assert 0 <= part.top <= part.last_top(width, height)
    rows = ["".join(piece for piece, _ in part.row(y, width, height)).strip() for y in range(height)]
    words = [" ".join(piece for piece, _ in part.line(index, width)).strip() for index in range(part.count(width))]
    assert [row for row in rows if row] == [word for word in words[part.top : part.top + height] if word]
    thumb = part.thumb(width, height)
    assert set(thumb) <= set(range(height))
    assert bool(thumb) == (part.count(width) > height)


def test_heights_always_add_up() -> None:
    for height in range(8, 60):
        for prompt in (1, 5, 100):
            for responses in (2, 9, 200):
                for votes in (0, 3, 21):
                    given = share_heights(height, prompt, responses, votes, least=6)
                    assert min(given) >= 1
                    assert sum(given) <= height
                    if prompt + responses + 1 + votes >= height:
                        assert sum(given) == height
                    else:
                        assert given.votes == 1 + max(votes, 1)
                        assert given.prompt + given.responses >= prompt + responses


def test_heights_follow_need() -> None:
    assert share_heights(36, 100, 100, 21, least=6) == Heights(14, 13, 9)
    assert share_heights(36, 3, 100, 2, least=6) == Heights(3, 30, 3)
    assert share_heights(36, 100, 5, 2, least=6) == Heights(28, 5, 3)
    assert share_heights(20, 100, 100, 21, least=10) == Heights(4, 10, 6)


def test_stacked_responses_share_by_need() -> None:
    assert share_stack(20, 50, 50) == 10
    assert share_stack(20, 50, 4) == 16
    assert share_stack(20, 4, 50) == 4
