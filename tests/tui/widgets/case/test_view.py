from dataclasses import replace
from typing import Any

import pytest
from textual.events import MouseScrollDown, MouseScrollUp

from tui.widgets.case.frame import principle_lines
from tui.widgets.case.text import LIMIT
from tui.widgets.case.view import CaseShown, CaseView, VoteShown

CASE = CaseShown(
    label="1042",
    prompt="Human: may I stop paying?",
    response_a="Please do not.",
    response_b="Just do it.",
    annotator="human",
    preference=1,
    flagged=False,
    own=None,
    verdict=None,
    note=None,
    category="conflict",
    sided=(VoteShown("Avoid harm", "A", 98.4), VoteShown("Be honest", "A", None, position_inconsistent=True)),
    overruled=(VoteShown("Be helpful", "B", 91.0),),
    indifferent=16,
)


def end(view: CaseView, name: str) -> int:
    """How far a part scrolls."""
    pane = view.pane(name)
    assert pane is not None
    return pane.part.last_top(*pane.region.size)


def underlined(view: CaseView) -> list[str]:
    """The underlined texts in sight."""
    segments = [segment for y in range(view.size.height) for segment in view.render_line(y)]
    return [segment.text for segment in segments if segment.style and segment.style.underline]


async def test_a_case_reads_from_prompt_to_principles(host: Any) -> None:
    view = CaseView()
    app = host(view)
    async with app.shown((100, 24)) as pilot:
        view.show(CASE)
        await pilot.pause()
        text = app.text()
        assert "1042 ── conflict: 2 for A, 1 for B, 16 neither ── human chose A" in text.splitlines()[0]
        order = ["may I stop", "A ● chosen", "Please do not", "sided with", "A Avoid harm"]
        assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
        both = next(line for line in text.splitlines() if "Please do not." in line)
        assert "Just do it." in both
        votes = next(line for line in text.splitlines() if "Avoid harm" in line)
        assert "98 %" in votes
        assert "B Be helpful" in votes
        assert "91 %" in votes
        assert "⇄" in next(line for line in text.splitlines() if "Be honest" in line)


async def test_facts_stand_quietly_at_the_foot_where_there_is_room(host: Any) -> None:
    view = CaseView()
    app = host(view)
    async with app.shown((100, 24)) as pilot:
        view.show(replace(CASE, facts="topic tea · model_a m1" + " · more" * 40))
        await pilot.pause()
        lines = app.text().splitlines()
        assert lines[-2].startswith("│ topic tea · model_a m1 · more")
        assert lines[-2].endswith("·…  │")
        assert "Avoid harm" in app.text()
        await pilot.resize_terminal(100, 12)
        await pilot.pause()
        assert "topic tea" not in app.text()


@pytest.mark.parametrize(
    ("preference", "annotator", "ending", "left", "right"),
    [
        (-1, "human", "human chose B", "sided with", "overruled"),
        (0, "human", "human chose neither", "for A", "for B"),
        (1, "", "1 for B, 16 neither", "for A", "for B"),
    ],
)
async def test_columns_follow_the_preference(
    host: Any, preference: int, annotator: str, ending: str, left: str, right: str
) -> None:
    view = CaseView()
    app = host(view)
    async with app.shown((100, 24)) as pilot:
        view.show(replace(CASE, preference=preference, annotator=annotator))
        await pilot.pause()
        lines = app.text().splitlines()
        assert lines[0].rstrip(" ─╮").endswith(ending)
        assert any(left in line and right in line for line in lines)
        assert ("● chosen" in app.text()) == bool(preference and annotator)
        if left == "for A":
            assert [vote.principle for vote in view.left.votes] == ["Avoid harm", "Be honest"]
            assert [vote.principle for vote in view.right.votes] == ["Be helpful"]


async def test_the_reviewer_stands_at_the_bottom_edge(host: Any) -> None:
    view = CaseView()
    app = host(view)
    async with app.shown((100, 24)) as pilot:
        view.show(replace(CASE, own=-1, verdict="uphold", note="[b]clear[/nope]", flagged=True))
        await pilot.pause()
        bottom = app.text().splitlines()[-1]
        assert "✓ upheld · ⚑ left out of the metrics · mine B · “[b]clear[/nope]”" in bottom
        view.show(CASE)
        await pilot.pause()
        assert "upheld" not in app.text()


@pytest.mark.parametrize(("width", "side_by_side"), [(62, False), (63, True), (80, True)])
async def test_responses_stack_below_thirty_columns(host: Any, width: int, side_by_side: bool) -> None:
    view = CaseView()
    app = host(view)
    async with app.shown((width, 24)) as pilot:
        view.show(CASE)
        await pilot.pause()
        a, b = view.pane("a"), view.pane("b")
        assert a is not None
        assert b is not None
        assert (a.region.y == b.region.y) is side_by_side
        assert a.region.width >= 30


async def test_long_texts_are_cut_until_asked_for(host: Any) -> None:
    view = CaseView()
    app = host(view)
    async with app.shown() as pilot:
        view.show(replace(CASE, response_b="x" * (LIMIT + 7) + "END"))
        await pilot.pause()
        assert view.response_b.text.endswith("\n… 10 more characters; press m for all")
        view.show_more()
        await pilot.pause()
        assert view.response_b.text.endswith("END")
        view.show(replace(CASE, label="1043", response_b="y" * (LIMIT + 1)))
        assert view.response_b.text.endswith("\n… 1 more characters; press m for all")


async def test_the_note_on_what_is_left_out_is_clicked(host: Any) -> None:
    view = CaseView()
    app = host(view)
    async with app.shown() as pilot:
        view.show(replace(CASE, response_a="x" * (LIMIT + 7) + "END"))
        await pilot.pause()
        while view.page(1):
            pass
        a = view.pane("a")
        assert a is not None
        await pilot.click(view, offset=(a.region.x + 3, a.region.bottom - 2))
        assert not view.response_a.text.endswith("END"), "the text is not the note"
        await pilot.click(view, offset=(a.region.x + 3, a.region.bottom - 1))
        assert view.response_a.text.endswith("END")


async def test_words_that_differ_are_underlined_until_that_is_not_wanted(host: Any) -> None:
    view = CaseView()
    app = host(view)
    async with app.shown((110, 24)) as pilot:
        alike = replace(CASE, response_a="You may pay the bill later.", response_b="You must pay the bill later.")
        view.show(alike)
        assert view.toggle_differences() == "differing words are underlined"
        await pilot.pause()
        assert underlined(view) == ["may", "must"]
        assert app.text().count("1 of 7 words differ") == 2
        view.show(replace(alike, label="1043", response_b="You may pay the bill soon."))
        assert underlined(view) == ["later", "soon"], "remembered for the next case"
        view.show(replace(alike, label="1044", response_b="No."))
        await pilot.pause()
        assert underlined(view) == []
        assert app.text().count("differs throughout") == 2
        view.show(alike)
        assert "no longer" in view.toggle_differences()
        await pilot.pause()
        assert "differ" not in app.text()


async def test_a_side_is_read_alone_and_round(host: Any) -> None:
    view = CaseView()
    app = host(view)
    async with app.shown() as pilot:
        long = "\n".join(f"line {n}" for n in range(30))
        view.show(replace(CASE, response_a=long, response_b=long))
        await pilot.pause()
        while view.response_b.top < end(view, "b"):
            assert view.read_round("b")
        assert view.response_a.top == 0
        assert view.read_round("b")
        assert view.response_b.top == 0


async def test_reading_on_goes_through_the_prompt_and_then_both_responses(host: Any) -> None:
    view = CaseView()
    app = host(view)
    async with app.shown() as pilot:
        long = "\n".join(f"line {n}" for n in range(30))
        view.show(replace(CASE, prompt=long, response_a=long, response_b=long))
        await pilot.pause()
        assert view.scroll_text(1)
        assert (view.prompt.top, view.response_a.top) == (1, 0)
        while view.prompt.top < end(view, "prompt"):
            assert view.page(1)
        assert view.page(1)
        assert view.response_a.top == view.response_b.top > 0
        while view.page(1):
            pass
        assert view.response_a.top == end(view, "a")
        while view.page(-1):
            pass
        assert [pane.top for pane in (view.prompt, view.response_a, view.response_b)] == [0, 0, 0]


async def test_a_verdict_leaves_the_reader_where_they_were_but_a_new_case_does_not(host: Any) -> None:
    view = CaseView()
    app = host(view)
    async with app.shown() as pilot:
        long = replace(CASE, prompt="\n".join(map(str, range(60))))
        view.show(long)
        await pilot.pause()
        view.scroll_text(3)
        view.show(replace(long, verdict="flag"))
        await pilot.pause()
        assert view.prompt.top == 3
        view.show(replace(long, label="1043"))
        await pilot.pause()
        assert view.prompt.top == 0


async def test_the_wheel_scrolls_the_part_under_it(host: Any) -> None:
    view = CaseView()
    app = host(view)
    async with app.shown() as pilot:
        long = "\n".join(f"line {n}" for n in range(90))
        view.show(replace(CASE, prompt=long, response_a=long, response_b=long))
        await pilot.pause()
        b = view.pane("b")
        assert b is not None
        await pilot._post_mouse_events([MouseScrollDown], view, (b.region.x + 2, b.region.y + 1))
        await pilot.pause()
        assert (view.prompt.top, view.response_a.top, view.response_b.top) == (0, 0, 3)
        drawn = [line[b.region.x : b.region.right] for line in app.text().splitlines()]
        assert "line 3" in drawn[b.region.y]
        await pilot._post_mouse_events([MouseScrollUp], view, (b.region.x + 2, b.region.y + 1))
        assert view.response_b.top == 0


async def test_a_scrollbar_is_dragged(host: Any) -> None:
    view = CaseView()
    app = host(view)
    async with app.shown() as pilot:
        view.show(replace(CASE, response_a="\n".join(f"line {n}" for n in range(90))))
        await pilot.pause()
        a = view.pane("a")
        assert a is not None
        assert "▐" in app.text()
        x, bottom = a.region.right - 1, a.region.bottom - 1
        await pilot.mouse_down(view, offset=(x, a.region.y))
        await pilot.hover(view, offset=(x, bottom))
        await pilot.pause()
        assert view.response_a.top == end(view, "a")
        assert "line 89" in app.text()
        await pilot.mouse_up(view, offset=(x, bottom))
        await pilot.hover(view, offset=(x, a.region.y))
        await pilot.pause()
        assert view.response_a.top == end(view, "a"), "let go"
        await pilot.mouse_down(view, offset=(a.region.x, a.region.y))
        assert view.response_a.top == end(view, "a"), "a press on the text scrolls nothing"


@pytest.mark.parametrize("size", [(20, 8), (40, 12), (64, 20), (110, 40), (3, 3), (10, 4)])
async def test_every_line_is_as_wide_as_the_frame(host: Any, size: tuple[int, int]) -> None:
    view = CaseView()
    app = host(view)
    wide = "日本語 🙂 " * 40
    async with app.shown(size) as pilot:
        view.show(replace(CASE, label=wide, prompt=wide, response_a=wide, note=wide, verdict="flag", place="2 of 76"))
        await pilot.pause()
        assert {view.render_line(y).cell_length for y in range(view.size.height)} == {view.size.width}


async def test_nothing_to_show_is_said(host: Any) -> None:
    view = CaseView()
    app = host(view)
    async with app.shown() as pilot:
        view.show(CASE)
        view.show_nothing("No case here [/nope].")
        await pilot.pause()
        assert "No case here [/nope]." in app.text()
        assert "1042" not in app.text()
        assert "sided with" not in app.text()
        view.show(CASE)
        await pilot.pause()
        assert "1042" in app.text()
        assert "No case here" not in app.text()


async def test_hostile_text_is_shown_as_it_is(host: Any) -> None:
    view = CaseView()
    app = host(view)
    hostile = "[/nope] [red]x[INST]"
    async with app.shown((110, 24)) as pilot:
        votes = (VoteShown(hostile, "A", None),)
        view.show(replace(CASE, label=hostile, prompt=hostile, response_a=hostile, response_b=hostile, sided=votes))
        await pilot.pause()
        assert app.text().count(hostile) == 5


async def test_no_votes_are_named(host: Any) -> None:
    view = CaseView()
    app = host(view)
    async with app.shown() as pilot:
        view.show(replace(CASE, sided=(), overruled=(), indifferent=0))
        await pilot.pause()
        assert app.text().count("no principle") == 2


def test_a_principle_in_full_that_has_too_few_lines_says_that_it_goes_on(host: Any) -> None:
    long = VoteShown("Be kind", "A", 90, text="Prefer the response that is kinder, " * 3)
    assert principle_lines((long,), 60, 0) == ()
    (line,) = principle_lines((long,), 60, 1)
    assert line.startswith("▸ Be kind: Prefer")
    assert line.endswith("…")
