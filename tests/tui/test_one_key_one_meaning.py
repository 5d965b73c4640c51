"""A key means the same wherever it is bound, in every screen, widget and dialog, read from the classes.

Letters and digits in a list of choices are no bindings: each stands beside the line that it chooses.
"""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Final

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import _character_to_key, format_key

import tui

MOVING: Final = "goes one place, page or end on, in whatever has a cursor or scrolls, as on any keyboard"
EXCEPTIONS: Final = {
    **dict.fromkeys(("up", "down", "left", "right", "pageup", "pagedown", "home", "end", "k", "j"), MOVING),
    **dict.fromkeys((f"ctrl+{key}" for key in ("left", "right", "pageup", "pagedown", "home", "end")), MOVING),
    "tab": "goes to the next thing of what is on show: part, principle, suggestion",
    "shift+tab": "goes to the thing before",
    "enter": "opens or takes what is under the cursor",
    "escape": "leads back, out of whatever one is in",
    "q": "leaves what one is in: help like any pager, else the application",
}
"""Keys that mean what they mean in every program, and why."""


def bindings() -> list[tuple[str, str, str]]:
    """Key, meaning and where, of every binding that a class of ours declares."""
    found = []
    for module in walk_packages([str(Path(tui.__file__).parent)], "tui."):
        for kind in vars(import_module(module.name)).values():
            if not (isinstance(kind, type) and issubclass(kind, DOMNode) and kind.__module__ == module.name):
                continue
            for each in vars(kind).get("BINDINGS", ()):
                assert isinstance(each, Binding)
                keys = [_character_to_key(key) if len(key) == 1 else key for key in each.key.split(",")]
                found += [(key, each.description.casefold(), kind.__name__) for key in keys]
    return found


def test_no_key_has_two_meanings() -> None:
    meanings: dict[str, dict[str, list[str]]] = {}
    for key, meaning, where in bindings():
        meanings.setdefault(key, {}).setdefault(meaning, []).append(where)
    assert len(meanings) > 60
    assert {key: found for key, found in meanings.items() if len(found) > 1 and key not in EXCEPTIONS} == {}


def test_the_guide_names_every_key_of_a_screen() -> None:
    page = (Path(tui.__file__).parent / "presenting" / "guide" / "reviewing.md").read_text(encoding="utf-8")
    table = page[page.index("## Keys") : page.index("## From a number")]
    named = set(re.split(r"[\s|·,`()]+", table))
    bound = {key for key, _, where in bindings() if where.endswith("Screen")} - {*EXCEPTIONS, "f1"}
    assert {key for key in bound if key not in named and format_key(key) not in named} == set()


def test_an_annotator_is_chosen_by_the_same_key_everywhere() -> None:
    chosen = [(key, where) for key, meaning, where in bindings() if meaning == "whose"]
    screens = ("AnnotatorsScreen", "ManyAnnotatorsScreen", "RankingsScreen", "ReviewScreen", "SupremacyScreen")
    assert sorted(chosen) == [("w", screen) for screen in screens]
