from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.case.layout import SURE, Heights, Need, share, share_heights, share_stack
from tui.widgets.case.text import TextPart


@given(st.text(alphabet="ab c\n", max_size=300), st.integers(8, 40), st.integers(1, 12), st.integers(-5, 400))
def test_a_part_shows_each_line_once_and_the_thumb_stays_inside(text: str, width: int, height: int, top: int) -> None:
    part = TextPart()
    part.show(text)
    part.scroll_to(top, width, height)
    assert 0 <= part.top <= part.last_top(width, height)
    rows = ["".join(piece for piece, _ in pieces).strip() for pieces in part.rows(width, height)]
    words = [" ".join(piece for piece, _ in part.line(index, width)).strip() for index in range(part.count(width))]
    assert [row for row in rows if row] == [word for word in words[part.top : part.top + height] if word]
    thumb = part.thumb(width, height)
    assert set(thumb) <= set(range(height))
    assert bool(thumb) == (part.count(width) > height)


NEEDS = st.lists(st.builds(Need, st.integers(0, 8), st.integers(0, 40), st.integers(1, 3)), min_size=1, max_size=5)


@given(st.integers(0, 60), NEEDS)
def test_lines_are_shared_until_nothing_is_cut_or_none_is_left(height: int, needs: list[Need]) -> None:
    given_ = share(height, needs)
    assert all(0 <= lines <= need.full for lines, need in zip(given_, needs, strict=True))
    assert sum(given_) == min(height, sum(need.full for need in needs))
    if height >= sum(min(need.least, need.full) for need in needs):
        assert all(lines >= min(need.least, need.full) for lines, need in zip(given_, needs, strict=True))
    more = share(height + 1, needs)
    assert all(after >= before for after, before in zip(more, given_, strict=True)) or sum(given_) == height
    assert sum(more) <= sum(given_) + 1


@given(
    st.integers(8, 60),
    st.integers(1, 60),
    st.integers(0, 60),
    st.integers(2, 90),
    st.integers(0, 21),
    st.integers(0, 3),
)
def test_nothing_of_a_case_is_cut_while_lines_are_blank(
    height: int, question: int, earlier: int, responses: int, votes: int, told: int
) -> None:
    prompt = question + earlier
    given_ = share_heights(height, question, prompt, responses, votes, least=6, told=told)
    assert min(given_[:3]) >= 1
    assert sum(given_) == height
    alone, paired = 1 + max(votes, 1), 1 + (max(votes, 1) if votes <= SURE else -(-votes // 2))
    blank = max(given_.responses - responses, 0) + max(given_.votes - alone, 0)
    if given_.votes < alone:
        blank += max(given_.votes - paired, 0)
    assert given_.told <= told
    cut = given_.prompt < prompt or given_.told < told or given_.responses < responses or given_.votes < paired
    assert not (cut and blank)
    if height >= 3 + 6 + paired:
        assert given_.votes >= paired, "every vote is in sight"
        assert given_.prompt >= min(question, 3)
        assert given_.responses >= min(responses, 6)


def test_heights_follow_need() -> None:
    assert share_heights(36, 100, 100, 100, 21, least=6) == Heights(9, 15, 12)
    assert share_heights(36, 3, 100, 100, 2, least=6) == Heights(3, 30, 3)
    assert share_heights(36, 100, 100, 5, 2, least=6) == Heights(28, 5, 3)
    assert share_heights(20, 2, 9, 6, 4, least=6) == Heights(9, 6, 5), "earlier turns have what is left"
    assert share_heights(20, 1, 1, 5, 2, least=6) == Heights(1, 7, 12), "the votes begin at few heights"
    assert share_heights(18, 1, 1, 11, 8, least=6, told=1) == Heights(1, 11, 5, 1), "pairs take no row that tells more"
    assert share_heights(24, 2, 2, 8, 9, least=6) == Heights(2, 12, 10)


def test_stacked_responses_share_by_need() -> None:
    assert share_stack(20, 50, 50) == 10
    assert share_stack(20, 50, 4) == 16
    assert share_stack(20, 4, 50) == 4
