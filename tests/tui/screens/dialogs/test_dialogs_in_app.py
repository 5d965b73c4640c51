"""Help, palette, theme and dialogs over the real screens."""

import re
from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandPalette
from textual.events import Key
from textual.widgets import Input

from tests.tui.conftest import Opener
from tests.tui.piloting import hits
from tui.app.themes import THEMES
from tui.screens.dialogs import help as help_of
from tui.screens.dialogs.help import HelpScreen
from tui.screens.review.screen import ReviewScreen
from tui.widgets.dialogs.choice import ChoiceDialog
from tui.widgets.dialogs.flag import FlagDialog
from tui.widgets.dialogs.note_area import NoteArea


def titles(screen: str) -> list[str]:
    """What a screen's page of help explains."""
    page = (Path(help_of.__file__).parents[1] / screen / "screen.md").read_text(encoding="utf-8")
    found = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert len(found) > 5
    return found


@pytest.mark.parametrize("size", [(80, 24), (120, 60)])
async def test_help_tells_keys_and_numbers(open_desk: Opener, size: tuple[int, int]) -> None:
    async with open_desk(size) as desk:
        await desk.press("question_mark")
        assert isinstance(desk.app.screen, HelpScreen)
        seen = desk.text()
        for _ in range(12):
            await desk.press("space")
            seen += desk.text()
        assert all(title in seen for title in titles("review"))
        for words in (
            "Flag this annotation",
            "Undo my last action",
            "Compare all rankings",
            "My own preference: A",
            "skipped by you",
        ):
            assert words in seen
        await desk.press("escape")
        assert isinstance(desk.app.screen, ReviewScreen)


async def test_help_closes_by_every_key_and_by_mouse(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        for key in ("escape", "question_mark", "q", "enter"):
            await desk.press("question_mark")
            assert isinstance(desk.app.screen, HelpScreen)
            await desk.press("down", "pagedown", "up", "pageup", key)
            assert isinstance(desk.app.screen, ReviewScreen), key
        await desk.press("question_mark")
        await desk.pilot.click(offset=(40, 12))
        await desk.settle()
        assert isinstance(desk.app.screen, ReviewScreen)
        assert not desk.app._exit
        assert desk.said() == []


async def test_help_names_every_key_of_its_screen(open_desk: Opener) -> None:
    async with open_desk((120, 60)) as desk:
        for screen, name in (("1", "review"), ("2", "rankings")):
            await desk.press(screen)
            bound = {(active.binding.id, active.binding.tooltip) for active in desk.app.screen.active_bindings.values()}
            await desk.press("question_mark")
            seen = desk.text()
            for _ in range(12):
                await desk.press("pagedown")
                seen += desk.text()
            parts = ("What is shown", "Keys used all the time", titles(name)[0], "More keys")
            assert sorted(parts, key=seen.index) == list(parts)
            assert ("inconsistent:yes" in seen) == (name == "review")
            assert {tooltip for id_, tooltip in bound if id_ and tooltip not in seen} <= {""}
            assert all(title in seen for title in titles(name))
            await desk.press("escape")


async def test_the_palette_lists_every_action(open_desk: Opener) -> None:
    async with open_desk((120, 60)) as desk:
        wanted = {
            active.binding.tooltip
            for active in desk.review.active_bindings.values()
            if active.binding.id and active.binding.tooltip
        }
        assert len(wanted) > 25
        await desk.press("ctrl+p")
        assert isinstance(desk.app.screen, CommandPalette)
        listed = await hits(desk)
        assert {text for text in wanted if not any(text in hit for hit in listed)} == set()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("flag this annotation as", [("review", "love-01", "flag")]),
        ("uphold this", [("review", "love-01", "uphold")]),
        ("my own preference: b", [("preference", "love-01", -1)]),
    ],
)
async def test_the_palette_does_what_the_key_does(open_desk: Opener, query: str, said: list[Any]) -> None:
    async with open_desk() as desk:
        await desk.press("ctrl+p")
        desk.app.screen.query_one(Input).value = query
        await hits(desk)
        await desk.press("down", "enter")
        await desk.settle()
        assert desk.said() == said
        assert isinstance(desk.app.screen, ReviewScreen)


@pytest.mark.parametrize(
    ("query", "filter_", "annotator"),
    [
        ("honest followed", 'for:"Be honest"', None),
        ("honest overruled", 'against:"Be honest"', None),
        ("honest conflict", 'conflict principle:"Be honest"', None),
        ("review tomas", "conflict", "tomas"),
    ],
)
async def test_the_palette_leads_to_cases(open_desk: Opener, query: str, filter_: str, annotator: str | None) -> None:
    async with open_desk() as desk:
        before = desk.session.annotator
        await desk.press("2", "ctrl+p")
        desk.app.screen.query_one(Input).value = query
        await hits(desk)
        await desk.press("down", "enter")
        await desk.settle()
        assert str(desk.shown.wanted.query) == filter_
        assert desk.session.annotator == (annotator or before)
        assert desk.shown.list.current in set(desk.session.select(desk.shown.wanted).tolist())


async def test_the_theme_changes_and_changes_back(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        dark = desk.review.background_colors[1]
        await desk.press("ctrl+t")
        assert desk.app.theme == "discretion-light"
        assert desk.review.background_colors[1].brightness > dark.brightness
        await desk.press("f", *["ctrl+t"] * (len(THEMES) - 1))
        assert desk.review.background_colors[1] == dark
        assert desk.said() == [("review", "love-01", "flag")]


async def test_escape_leaves_every_dialog_without_a_trace(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        before = (desk.shown.wanted, desk.session.annotator, desk.case)
        for key in ("v", "w", "e", "F", "c", "slash", "question_mark", "ctrl+p"):
            await desk.press(key)
            assert not isinstance(desk.app.screen, ReviewScreen), key
            await desk.press("escape")
            assert isinstance(desk.app.screen, ReviewScreen), key
        assert (desk.shown.wanted, desk.session.annotator, desk.case) == before
        assert desk.said() == []
        await desk.press("e", "f", "escape")
        assert isinstance(desk.app.screen, ReviewScreen)


@pytest.mark.parametrize(
    "keys",
    [
        "v escape escape",
        "v c c escape",
        "question_mark q q escape",
        "question_mark escape question_mark escape escape",
        "ctrl+p escape escape",
        "w 2 2 escape",
        "e f escape escape escape",
    ],
)
async def test_a_dialog_closes_once_however_fast_one_types(open_desk: Opener, keys: str) -> None:
    async with open_desk((80, 24)) as desk:
        opening, *closing = keys.split()
        await desk.press(opening)
        dialog = desk.app.screen
        for key in closing:  # all to the dialog, as when they were typed before it had gone
            dialog.post_message(Key(key, key if len(key) == 1 else None))
        await desk.settle()
        assert len(desk.app.screen_stack) <= 2
        await desk.press("escape", "escape", "escape")
        assert isinstance(desk.app.screen, ReviewScreen)
        assert desk.said() == []


async def test_a_flag_is_given_once_however_fast_one_presses_enter(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("F")
        dialog = desk.app.screen
        assert isinstance(dialog, FlagDialog)
        dialog.action_save()
        dialog.action_save()
        await desk.settle()
        assert desk.said() == [("review", "love-01", "flag")]


async def test_keys_typed_into_a_dialog_do_nothing_behind_it(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("c", *"fuabxzqn12")
        assert desk.app.screen.query_one(NoteArea).text == "fuabxzqn12"
        await desk.press("escape", "v", "q", "z", "2")
        assert isinstance(desk.app.screen, ChoiceDialog)
        assert desk.said() == []
