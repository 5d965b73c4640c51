"""How keys are declared."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget

import tui
from tui.common.keys import COMMON, cursor_keys, key

ROOT = Path(tui.__file__).parent


def test_a_key_says_whose_it_is_and_is_shown_where_it_is_told_so() -> None:
    found = key("review", "f", "judge('flag')", "flag", "Flag this annotation", shown="f")
    assert (found.id, found.show, found.key_display, found.priority) == ("review.judge('flag')", True, "f", True)
    assert key("review", "q", "app.quit", "quit", "Leave").id == "review.quit"
    assert key("review", "q", "app.quit", "quit", "Leave").show is False


def test_a_cursor_goes_to_both_ends() -> None:
    keys = {each.key: each.action for each in cursor_keys("runs", "run") if isinstance(each, Binding)}
    assert keys == {"up,k": "move(-1)", "down,j": "move(1)", "home": "move(-99999999)", "end": "move(99999999)"}


def screens() -> list[type[Any]]:
    """The screens of every folder."""
    modules = [import_module(f"tui.screens.{path.parent.name}.screen") for path in ROOT.glob("screens/*/screen.py")]
    kinds = [each for module in modules for each in vars(module).values() if isinstance(each, type)]
    own = [each for each in kinds if each.__module__.startswith("tui.screens.") and each.__module__.endswith(".screen")]
    return [each for each in own if issubclass(each, Screen)]


@pytest.mark.parametrize("kind", screens(), ids=lambda kind: kind.__name__)
def test_no_key_typed_ahead_is_about_another_place_than_it_was_typed_for(kind: type[Widget]) -> None:
    bound = [each for each in kind.BINDINGS if isinstance(each, Binding)]
    assert bound
    assert [each.key for each in bound if not each.priority] == []


def test_every_screen_has_the_common_keys_each_with_its_own_id() -> None:
    ids = [each.id for each in COMMON]
    assert len(set(ids)) == len(ids)
    assert {each.key for each in COMMON} >= {*"1234567", "question_mark", "q", "e", "O", "ctrl+t"}
