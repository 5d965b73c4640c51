from typing import Any

import pytest
from textual.color import Color
from textual.theme import Theme

from tui.app.themes import CONTRAST, DARK, TERMINAL, THEMES, VARIABLE_DEFAULTS, theme_after, theme_to_begin_with
from tui.widgets.status_line import StatusLine


def contrast(one: Color, other: Color) -> float:
    """WCAG 2 contrast ratio."""

    def luminance(color: Color) -> float:
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


COLORED = [theme for theme in THEMES if not theme.ansi]


@pytest.mark.parametrize("theme", COLORED, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", ["background", "surface"])
def test_everything_that_is_read_has_enough_contrast(theme: Theme, ground: str) -> None:
    colors = {**theme.to_color_system().generate(), **theme.variables}
    behind = Color.parse(colors[ground])
    for name in ("foreground", "text-muted", "side-a", "side-b", "primary", "success", "warning", "error"):
        assert contrast(Color.parse(colors[name]), behind) >= 4.5, name


@pytest.mark.parametrize("ground", ["background", "surface", "panel"])
def test_high_contrast_is_high_for_all_that_is_seen(ground: str) -> None:
    colors = {**CONTRAST.to_color_system().generate(), **CONTRAST.variables}
    behind = Color.parse(colors[ground])
    read = ("foreground", "text-muted", "text-disabled", "primary", "secondary", "success", "warning", "error")
    seen = ("side-a", "side-b", "rule", "border", "border-blurred", "scrollbar", "footer-key-foreground")
    for name in (*read, *seen):
        assert contrast(Color.parse(colors[name]), behind) >= 7, name


def test_the_terminals_own_theme_has_no_colours_of_its_own() -> None:
    colors = [getattr(TERMINAL, name) for name in ("primary", "foreground", "background", "success", "error")]
    for color in (*colors, *(value for value in TERMINAL.variables.values() if value != "reverse")):
        assert Color.parse(color).ansi is not None, color
    assert TERMINAL.variables["text-muted"] == "ansi_default", "readable on any background"


def test_the_theme_kept_is_used_unless_colours_are_few() -> None:
    assert theme_to_begin_with(None, colors=True) == DARK.name
    assert theme_to_begin_with("no-such-theme", colors=True) == DARK.name
    assert theme_to_begin_with(CONTRAST.name, colors=True) == CONTRAST.name
    assert theme_to_begin_with(CONTRAST.name, colors=False) == TERMINAL.name
    names = [theme.name for theme in THEMES]
    assert [theme_after(name) for name in names] == [*names[1:], names[0]]
    assert theme_after("no-such-theme") == names[0]


@pytest.mark.parametrize("theme", COLORED, ids=lambda theme: theme.name)
def test_text_on_the_cursor_has_enough_contrast(theme: Theme) -> None:
    for cursor in ("block-cursor", "block-cursor-blurred"):
        behind, front = (Color.parse(theme.variables[f"{cursor}-{part}"]) for part in ("background", "foreground"))
        assert contrast(front, behind) >= 7


def test_every_theme_sets_our_own_variables() -> None:
    for theme in THEMES:
        assert set(VARIABLE_DEFAULTS) <= set(theme.variables)
        assert theme.variables["side-a"] != theme.variables["side-b"]


async def test_switching_the_theme_changes_the_accents(host: Any) -> None:
    app = host(StatusLine())
    async with app.shown() as pilot:
        for theme in THEMES:
            app.theme = theme.name
            await pilot.pause()
            assert app.theme_variables["side-a"] == theme.variables["side-a"]
