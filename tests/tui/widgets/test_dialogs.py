from typing import Any

import pytest
from textual import events
from textual.widgets import Input, OptionList

from core.model.errors import JournalError
from core.model.terms import Reason
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.dialogs.comment import CommentDialog
from tui.widgets.dialogs.flag import REASONS, FlagDialog, FlagGiven
from tui.widgets.dialogs.note import NoteDialog

CHOICES = [
    Choice("conflict", "c", "conflict", "principles disagree"),
    Choice("arbitrary", "r", "arbitrary [/nope]", "opposes a [red]consensus"),
    Choice("all", "", "all"),
]


def taken(_: object) -> None:
    """Takes whatever is given."""


def dialogs() -> list[Any]:
    return [
        FlagDialog("1042", taken),
        NoteDialog("Name"),
        CommentDialog("Comment", taken),
        ChoiceDialog("Filter", CHOICES),
    ]


@pytest.mark.parametrize("index", range(4))
async def test_escape_cancels_and_it_fits_a_small_terminal(host: Any, index: int) -> None:
    app = host()
    async with app.shown((80, 24)) as pilot:
        app.ask(dialogs()[index])
        await pilot.pause()
        frame = app.screen.query_one(".dialog--frame").region
        assert app.screen.region.contains_region(frame)
        assert all(
            frame.contains_region(widget.region) for widget in app.screen.query(".dialog--frame *") if widget.display
        )
        await pilot.press("escape")
        assert app.results == [None]


@pytest.mark.parametrize(
    ("keys", "given"),
    [
        ("enter", FlagGiven(Reason.ARBITRARY, "")),
        ("3 enter", FlagGiven(Reason.VOTE_WRONG, "")),
        ("down down up enter", FlagGiven(Reason.MISTAKE, "")),
        ("up enter", FlagGiven(Reason.OTHER, "")),
        ("2 tab space 4 y o down enter", FlagGiven(Reason.VOTE_WRONG, "4yo")),
    ],
)
async def test_a_flag_is_given_by_keys(host: Any, keys: str, given: FlagGiven) -> None:
    app = host()
    async with app.shown() as pilot:
        app.ask(FlagDialog("1042", taken))
        await pilot.press(*keys.split())
        assert app.results == [given]


async def test_a_flag_is_given_by_mouse(host: Any) -> None:
    app = host()
    async with app.shown() as pilot:
        app.ask(FlagDialog("1042", taken))
        await pilot.pause()
        await pilot.click(OptionList, offset=(5, 4))
        assert app.results == []
        await pilot.click(".flag--save")
        assert app.results == [FlagGiven(Reason.HARMFUL, "")]
        app.ask(FlagDialog("1042", taken))
        await pilot.pause()
        await pilot.click(".flag--cancel")
        assert app.results[1:] == [None]


async def test_a_flag_begins_where_it_stood_and_explains_every_reason(host: Any) -> None:
    app = host()
    async with app.shown() as pilot:
        app.ask(FlagDialog("[/nope] 1", taken, reason=Reason.HARMFUL, note="[red]note"))
        await pilot.pause()
        text = app.text()
        assert {reason for reason, _ in REASONS} == set(Reason)
        assert all(f"{n}  {reason}" in text and why in text for n, (reason, why) in enumerate(REASONS, 1))
        assert "Flag [/nope] 1" in text
        assert "[red]note" in text
        await pilot.press("enter")
        assert app.results == [FlagGiven(Reason.HARMFUL, "[red]note")]


async def test_a_note_begins_with_its_value(host: Any) -> None:
    app = host()
    async with app.shown() as pilot:
        app.ask(NoteDialog("Comment [/nope]", value="[red]ab", explanation="Say [b]why[/nope]."))
        await pilot.pause()
        assert all(part in app.text() for part in ("Comment [/nope]", "[red]ab", "Say [b]why[/nope]."))
        await pilot.press("c", "enter")
        assert app.results == ["[red]abc"]


async def test_a_note_that_is_not_accepted_says_why(host: Any) -> None:
    def check(text: str) -> str | None:
        return None if text else "Type [/nope] something."

    app = host()
    async with app.shown() as pilot:
        app.ask(NoteDialog("Search", validate=check))
        await pilot.press("enter")
        await pilot.pause()
        assert app.results == []
        assert "! Type [/nope] something." in app.text()
        await pilot.press("x")
        await pilot.pause()
        assert "Type [/nope]" not in app.text()
        assert app.screen.query_one(Input).value == "x"
        await pilot.press("enter")
        assert app.results == ["x"]


class Full:
    """Takes nothing the first time."""

    def __init__(self) -> None:
        self.offered: list[Any] = []

    def __call__(self, given: Any) -> None:
        self.offered.append(given)
        if len(self.offered) == 1:
            raise JournalError("No [/nope] space left.")


@pytest.mark.parametrize(
    ("kind", "result"),
    [(CommentDialog, "ab\nc\n\td"), (FlagDialog, FlagGiven(Reason.MISTAKE, "ab\nc\n\td"))],
    ids=["comment", "flag"],
)
async def test_what_cannot_be_written_stays_with_all_its_lines(host: Any, kind: Any, result: Any) -> None:
    app, full = host(), Full()
    async with app.shown() as pilot:
        app.ask(kind("1042", full))
        await pilot.press(*(["2"] if kind is FlagDialog else []), "a", "b", "ctrl+j")
        app.post_message(events.Paste("c\r\n\td\n"))
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert "! No [/nope] space left." in app.text()
        assert app.results == []
        await pilot.press("ctrl+s")
        assert app.results == [result]
        assert full.offered == [result, result]


async def test_arrows_go_through_the_lines_of_a_note_before_the_reasons(host: Any) -> None:
    app = host()
    async with app.shown() as pilot:
        app.ask(FlagDialog("1042", taken, note="ab\ncd"))
        await pilot.press("up", "x", "down", "y", "down", "enter")
        assert app.results == [FlagGiven(Reason.MISTAKE, "abx\ncdy")]


@pytest.mark.parametrize(
    ("keys", "value"),
    [("c", "conflict"), ("r", "arbitrary"), ("enter", "arbitrary"), ("down enter", "all"), ("home enter", "conflict")],
)
async def test_a_choice_is_made_by_keys(host: Any, keys: str, value: str) -> None:
    app = host()
    async with app.shown() as pilot:
        app.ask(ChoiceDialog("Filter", CHOICES, current="arbitrary"))
        await pilot.pause()
        await pilot.press(*keys.split())
        assert app.results == [value]


async def test_a_choice_is_made_by_mouse_and_marks_the_current_one(host: Any) -> None:
    app = host()
    async with app.shown() as pilot:
        app.ask(ChoiceDialog("Filter", CHOICES, current="conflict", explanation="One [/nope] kind."))
        await pilot.pause()
        assert "● c  conflict" in app.text()
        assert "arbitrary [/nope]  opposes a [red]consensus" in app.text()
        assert "One [/nope] kind." in app.text()
        await pilot.click(OptionList, offset=(5, 2))
        assert app.results == ["all"]


async def test_many_choices_scroll(host: Any) -> None:
    app = host()
    async with app.shown((80, 24)) as pilot:
        app.ask(ChoiceDialog("Annotator", [Choice(str(n), "", f"annotator {n}") for n in range(60)], current="59"))
        await pilot.pause()
        assert "annotator 59" in app.text()
        await pilot.press("enter")
        assert app.results == ["59"]


async def test_descriptions_hang_under_their_beginning(host: Any) -> None:
    app = host()
    async with app.shown((60, 24)) as pilot:
        app.ask(ChoiceDialog("Filter", [*CHOICES, Choice("x", "x", "long", " ".join(["word"] * 20))]))
        await pilot.pause()
        lines = [line for line in app.text().splitlines() if "word" in line]
        assert len(lines) > 2
        assert {line.index("word") for line in lines} == {lines[0].index("word")}
