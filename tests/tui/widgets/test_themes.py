from typing import Any

import pytest
from textual.color import Color
from textual.theme import Theme

from tui.app.themes import CONTRAST, DARK, TERMINAL, THEMES, VARIABLE_DEFAULTS, theme_after, theme_to_begin_with
from tui.widgets.lines import LineView
from tui.widgets.painting import CURSOR, ROLE_CLASSES, Piece
from tui.widgets.status_line import StatusLine


def contrast(one: Color, other: Color) -> float:
    """WCAG 2 contrast ratio."""

    def luminance(color: Color) -> float:
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


COLORED = [theme for theme in THEMES if not theme.ansi]


GROUNDS = ("background", "surface", "panel", "block-cursor-background", "block-cursor-blurred-background")
READ = (
    *("foreground", "text-muted", "text-disabled", "primary", "secondary", "side-a", "side-b"),
    *("success", "warning", "error"),
)


def least(theme: Theme) -> float:
    """The contrast that all text of a theme has."""
    return 7 if theme is CONTRAST else 4.5


@pytest.mark.parametrize("theme", COLORED, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", GROUNDS)
def test_everything_that_is_read_has_enough_contrast_on_selected_rows_too(theme: Theme, ground: str) -> None:
    colors = {**theme.to_color_system().generate(), **theme.variables}
    behind = Color.parse(colors[ground])
    for name in READ:
        assert contrast(Color.parse(colors[name]), behind) >= least(theme), name


class Drawn(LineView):
    """A view that is asked for the styles of its roles."""

    DEFAULT_CSS = "Drawn { background: $surface; }"

    def draw(self, index: int, width: int) -> list[Piece]:
        return [("x", "")]


async def test_every_role_reads_as_it_is_painted_under_the_cursor_and_elsewhere(host: Any) -> None:
    view = Drawn()
    app = host(view)
    roles = ["", *(name.removeprefix("line--") for name in sorted(ROLE_CLASSES))]
    async with app.shown() as pilot:
        view.can_focus = True
        for theme in COLORED:
            app.theme = theme.name
            for focus in (True, False):
                app.set_focus(view if focus else None)
                await pilot.pause()
                for role in (each for each in roles if each not in {"rule", "thumb"}):
                    for pieces, cursor in (((role, False), False), ((role, False), True), ((role, True), False)):
                        name, with_cursor = pieces
                        strip = view.paint([("x", f"{name} {CURSOR}" if with_cursor else name)], 1, cursor=cursor)
                        style = next(iter(strip)).style
                        assert style is not None
                        assert style.color is not None
                        assert style.bgcolor is not None
                        front, behind = (Color.from_rich_color(each) for each in (style.color, style.bgcolor))
                        assert contrast(front, behind) >= least(theme), (theme.name, focus, role, cursor, with_cursor)


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
