"""Every key of the review screen that says something: what the journal holds, what is counted and shown."""

from typing import Any

import numpy as np
import pytest
from textual import events

from core.model.terms import Reason, Verdict
from tests.tui.conftest import Opener
from tests.tui.piloting import assert_ranked
from tui.widgets.dialogs.comment import CommentDialog

SIZES = [(80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES)
async def test_a_flag_is_written_then_counted_then_shown(open_desk: Opener, size: tuple[int, int]) -> None:
    async with open_desk(size) as desk:
        assert_ranked(desk, set())
        flagged = set()
        for _ in range(3):
            flagged.add(desk.case)
            await desk.press("f", "n")
        assert desk.said() == [("review", case, "flag") for case in ("love-01", "med-01", "civic-01")]
        assert {event["reason"] for event in desk.journal()} == {"arbitrary"}
        assert {event["annotator"] for event in desk.journal()} == {"mara"}
        assert_ranked(desk, flagged)
        assert "reviewed 3 · flagged 3" in desk.status
        await desk.press("p")
        assert "⚑" in desk.row
        assert desk.shown.view.case is not None
        assert desk.shown.view.case.verdict == "flag"
        assert "flagged" in desk.text()


async def test_the_ranking_moves_with_every_key(open_desk: Opener) -> None:
    async with open_desk() as desk:
        flagged: set[str] = set()
        for _ in range(6):
            flagged.add(desk.case)
            await desk.pilot.press("f", "n")
        await desk.settle()
        assert_ranked(desk, flagged)
        assert any(row.moved for row in desk.ranked), "flags enough to change an order must show that it changed"
        await desk.press(*["z"] * 6)
        assert_ranked(desk, set())
        assert not any(row.moved for row in desk.ranked)
        await desk.press(*["Z"] * 6)
        assert_ranked(desk, flagged)
        assert len(desk.journal()) == 18


@pytest.mark.parametrize(
    ("key", "verdict", "glyph", "words"),
    [("f", "flag", "⚑", "⚑ flagged"), ("u", "uphold", "✓", "✓ upheld"), ("s", "skip", "–", "– skipped")],
)
async def test_every_verdict_has_its_key_glyph_and_words(
    open_desk: Opener, key: str, verdict: str, glyph: str, words: str
) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("j", key)
        assert desk.said() == [("review", "med-01", verdict)]
        assert desk.row.startswith(f"▸{glyph}")
        assert words in desk.text()
        n = desk.session.number("med-01")
        assert n is not None
        assert desk.session.reviewed().verdict(n) is Verdict(verdict)
        assert "reviewed 1" in desk.status
        assert f"flagged {int(verdict == 'flag')}" in desk.status


async def test_a_verdict_replaces_the_one_before_it(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("f")
        assert_ranked(desk, {"love-01"})
        await desk.press("u")
        assert_ranked(desk, set())
        assert "reviewed 1 · flagged 0" in desk.status
        await desk.press("z")
        assert_ranked(desk, {"love-01"})
        assert "reviewed 1 · flagged 1" in desk.status


async def test_f_with_shift_asks_for_reason_and_note(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("F")
        assert desk.journal() == []
        await desk.press("3", "tab", *"odd [/nope]".replace(" ", "_"), "enter")
        (event,) = desk.journal()
        assert (event["verdict"], event["reason"], event["note"]) == ("flag", Reason.VOTE_WRONG, "odd_[/nope]")
        assert "vote-wrong · odd_[/nope]" in desk.text()
        await desk.press("F")
        assert "odd_[/nope]" in desk.text(), "the dialog begins with what stands"
        await desk.press("escape")
        assert len(desk.journal()) == 1


@pytest.mark.parametrize("size", SIZES)
async def test_own_preferences_make_a_ranking_of_ones_own(open_desk: Opener, size: tuple[int, int]) -> None:
    async with open_desk(size) as desk:
        if size[0] < 100:
            await desk.press("r")
        assert "mine: 0 of 120" in desk.text()
        await desk.press("a", "n", "b", "n", "x", "n", "a", "n", "b")
        cases = ["love-01", "med-01", "civic-01", "love-02", "travel-01"]
        assert desk.said() == [("preference", case, said) for case, said in zip(cases, (1, -1, 0, 1, -1), strict=True)]
        assert "mine: 5 of 120" in desk.text()
        assert desk.session.live.own_count() == 5
        own = np.zeros(len(desk.session.data.votes), dtype=np.int8)
        for case, said in zip(cases, (1, -1, 0, 1, -1), strict=True):
            own[desk.session.store.numbers([case])[case]] = said
        rank = desk.session.live.own.ranking().rank
        names = [principle.name for principle in desk.session.data.principles]
        assert [row.own for row in desk.ranked] == [
            int(rank[names.index(row.principle)]) or None for row in desk.ranked
        ]
        wins = np.zeros((8, 8), dtype=np.int64)
        for vote, preference in zip(desk.session.data.votes, own, strict=True):
            wins += np.outer(vote * preference == 1, vote * preference == -1)
        assert (desk.session.live.own.wins == wins).all()
        assert "mine B" in desk.text()
        await desk.press("z")
        assert desk.session.live.own_count() == 4
        assert "mine: 4 of 120" in desk.text()
        assert "mine B" not in desk.text()


async def test_undo_and_redo_go_to_the_case_they_are_about(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("f", "n", "n", "u", "n", "n", "n")
        assert desk.case not in {"love-01", "civic-01"}
        await desk.press("z")
        assert desk.case == "civic-01"
        assert desk.row.startswith("▸ ")
        await desk.press("z")
        assert desk.case == "love-01"
        assert desk.row.startswith("▸ ")
        assert "reviewed 0 · flagged 0" in desk.status
        await desk.press("z")
        assert [event["event"] for event in desk.journal()] == ["review", "review", "undo", "undo"]
        assert "nothing left to undo or redo" in desk.status
        await desk.press("end", "Z")
        assert desk.case == "love-01"
        assert desk.row.startswith("▸⚑")
        await desk.press("Z")
        assert desk.case == "civic-01"
        assert desk.row.startswith("▸✓")
        assert "reviewed 2 · flagged 1" in desk.status
        firsts = [event["id"] for event in desk.journal()[:2]]
        assert [event["of"] for event in desk.journal()[2:]] == [*firsts[::-1], *firsts]


async def test_a_new_action_leaves_nothing_to_redo(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("f", "z", "u", "Z")
        assert [event["event"] for event in desk.journal()] == ["review", "undo", "review"]


async def test_a_comment_is_kept_and_shown_and_undone(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("c")
        assert isinstance(desk.app.screen, CommentDialog)
        await desk.press("enter")
        assert "Write something first." in desk.text()
        await desk.write("  see [red]travel-01  ")
        assert desk.said() == [("comment", "love-01", "see [red]travel-01")]
        assert "“see [red]travel-01”" in desk.text()
        await desk.press("n")
        assert "see [red]" not in desk.text()
        await desk.press("z")
        assert desk.case == "love-01"
        assert "see [red]" not in desk.text()


async def test_a_comment_is_kept_as_it_is_shown(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("c")
        desk.app.screen.post_message(events.Paste("turns \u202e round\x07"))
        await desk.press("enter")
        assert desk.said() == [("comment", "love-01", "turns ⟨U+202E⟩ round␇")]


@pytest.mark.parametrize(
    ("keys", "index"),
    [
        (("n", "j", "down"), 3),
        (("n", "n", "n", "p", "k", "up"), 0),
        (("p",), 0),
        (("end",), 75),
        (("end", "n"), 75),
        (("end", "home"), 0),
        (("pagedown", "pageup"), 0),
    ],
)
async def test_moving_stops_at_the_ends_and_shows_the_case(
    open_desk: Opener, keys: tuple[str, ...], index: int
) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press(*keys)
        assert desk.shown.list.cursor == index
        assert desk.shown.case is not None
        assert desk.shown.case.n == desk.shown.list.current
        assert desk.shown.view.case is not None
        assert desk.shown.view.case.label == desk.case
        assert f"{index + 1} of 76" in desk.text()
        assert desk.said() == []


async def test_space_and_backspace_read_and_m_shows_all(open_desk: Opener) -> None:
    async with open_desk((60, 16)) as desk:
        view = desk.shown.view
        places: list[Any] = [(0, 0)]
        for _ in range(8):
            await desk.press("space")
            places.append((view.prompt.top, view.response_a.top))
        assert places[1] > places[0]
        assert places[-1] == tuple(
            pane.part.last_top(*pane.region.size) for pane in map(view.pane, ("prompt", "a")) if pane
        )
        await desk.press(*["backspace"] * 12, "m")
        assert (view.prompt.top, view.response_a.top) == (0, 0)
        await desk.press("space", "n")
        assert view.prompt.top == 0, "another case begins at its top"


@pytest.mark.parametrize(("width", "there"), [(80, False), (120, True), (170, True)])
async def test_r_folds_and_unfolds_the_ranking(open_desk: Opener, width: int, there: bool) -> None:
    async with open_desk((width, 30)) as desk:
        assert desk.shown.ranking.display is there
        await desk.press("r")
        assert desk.shown.ranking.display is not there
        if not there:
            assert "what mara follows" in desk.text()
        await desk.press("f", "r")
        assert desk.shown.ranking.display is there
        assert desk.said() == [("review", "love-01", "flag")]


@pytest.mark.parametrize("key", ["u", "n", "a"])
async def test_what_was_told_does_not_outlive_the_next_action(open_desk: Opener, key: str) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("f", "f")
        assert "already: flag; z takes it back" in desk.status
        await desk.press(key)
        assert "already" not in desk.status
        now = {"n": "sample · mara", "u": "upheld love-01", "a": "mine A on love-01"}
        assert now[key] in desk.status
        await desk.press("z")
        assert "undo: " in desk.status, "told of the case that one is led to"
