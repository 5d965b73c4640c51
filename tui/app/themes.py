"""The colours: four themes, and one accent each for response A and response B."""

import sys
from dataclasses import replace
from typing import Final

from rich.console import Console
from textual.theme import Theme

VARIABLE_DEFAULTS: Final = {"side-a": "#5aa9f0", "side-b": "#ee9d52", "rule": "#5c6675"}
"""Our own theme variables, for `App.get_theme_variable_defaults`, so that foreign themes work too."""


def _whole(theme: Theme) -> Theme:
    """The theme with the variables that follow from its colours."""
    variables = {
        "border": theme.primary,
        "border-blurred": theme.variables["rule"],
        "block-cursor-blurred-foreground": theme.foreground or "",
        "footer-background": theme.surface or "",
        "footer-key-foreground": theme.primary,
        "scrollbar-active": theme.primary,
    }
    grounds = ("background", "background-hover", "background-active", "corner-color")
    variables |= {f"scrollbar-{each}": theme.background or "" for each in grounds}
    return replace(theme, variables=variables | theme.variables)


DARK: Final = _whole(
    Theme(
        name="discretion-dark",
        primary="#b3a6f2",
        secondary="#9ba8c4",
        accent="#b3a6f2",
        foreground="#d9dee7",
        background="#11141a",
        surface="#181c24",
        panel="#212732",
        success="#8ccf93",
        warning="#e6d27a",
        error="#f28b9b",
        dark=True,
        variables={
            "side-a": "#6cb6ff",
            "side-b": "#f5a65b",
            "rule": "#485164",
            "text-muted": "#9ea8ba",
            "text-disabled": "#9aa3b4",
            "block-cursor-background": "#2f365a",
            "block-cursor-foreground": "#f4f5fa",
            "block-cursor-blurred-background": "#2a3044",
            "scrollbar": "#3a4252",
            "scrollbar-hover": "#566178",
            "input-selection-background": "#b3a6f2 35%",
        },
    )
)

LIGHT: Final = _whole(
    Theme(
        name="discretion-light",
        primary="#54489f",
        secondary="#4c5870",
        accent="#54489f",
        foreground="#20242c",
        background="#fbfbf8",
        surface="#f1f1ec",
        panel="#e6e6df",
        success="#256b32",
        warning="#765a00",
        error="#a81f38",
        dark=False,
        variables={
            "side-a": "#0a5aa8",
            "side-b": "#974708",
            "rule": "#a9adb6",
            "text-muted": "#525a67",
            "text-disabled": "#565e6b",
            "block-cursor-background": "#dad6f4",
            "block-cursor-foreground": "#14161c",
            "block-cursor-blurred-background": "#e2dff4",
            "scrollbar": "#c3c6cd",
            "scrollbar-hover": "#a0a5b0",
            "input-selection-background": "#54489f 25%",
        },
    )
)

CONTRAST: Final = _whole(
    Theme(
        name="discretion-contrast",
        primary="#d6ccff",
        secondary="#d0d8e8",
        accent="#d6ccff",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#101010",
        success="#9df5a6",
        warning="#ffe678",
        error="#ffb0ba",
        dark=True,
        variables={
            "side-a": "#8ecbff",
            "side-b": "#ffc07a",
            "rule": "#a8b0c0",
            "text-muted": "#d2d8e2",
            "text-disabled": "#c4ccd8",
            "block-cursor-background": "#2c2c6e",
            "block-cursor-foreground": "#ffffff",
            "block-cursor-text-style": "bold underline",
            "block-cursor-blurred-background": "#26264a",
            "scrollbar": "#a8b0c0",
            "scrollbar-hover": "#d2d8e2",
            "input-selection-background": "#d6ccff 45%",
        },
    )
)

# The terminal's own sixteen colours, of which the default ones are readable everywhere: so muted text is plain.
TERMINAL: Final = _whole(
    Theme(
        name="discretion-terminal",
        ansi=True,
        primary="ansi_default",
        secondary="ansi_default",
        accent="ansi_default",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        success="ansi_green",
        warning="ansi_magenta",
        error="ansi_red",
        dark=True,
        variables={
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
            "side-a": "ansi_cyan",
            "side-b": "ansi_magenta",
            "rule": "ansi_default",
            "text-muted": "ansi_default",
            "text-disabled": "ansi_default",
            "block-cursor-background": "ansi_blue",
            "block-cursor-foreground": "ansi_bright_white",
            "block-cursor-blurred-background": "ansi_blue",
            "block-cursor-blurred-foreground": "ansi_bright_white",
            "scrollbar": "ansi_default",
            "scrollbar-hover": "ansi_default",
            "input-cursor-background": "ansi_default",
            "input-cursor-foreground": "ansi_default",
            "input-cursor-text-style": "reverse",
            "input-selection-background": "ansi_default",
            "input-selection-foreground": "ansi_default",
        },
    )
)

THEMES: Final = (DARK, LIGHT, CONTRAST, TERMINAL)


def has_colors(console: Console) -> bool:
    """Tell whether the terminal, if there is one, has more than sixteen colours."""
    terminal = sys.__stderr__ is not None and sys.__stderr__.isatty()  # where Textual writes
    return not terminal or console.color_system not in {"standard", "windows"}


def theme_to_begin_with(kept: str | None, *, colors: bool) -> str:
    """Choose the theme kept from the last time; without `colors` the terminal's own, also where it is not known."""
    if not colors:
        return TERMINAL.name
    return kept if kept in {theme.name for theme in THEMES} else DARK.name


def theme_after(name: str) -> str:
    """Give the theme that follows another when going through them."""
    names = [theme.name for theme in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]
