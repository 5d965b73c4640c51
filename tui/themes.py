"""The colours: two themes, and one accent each for response A and response B."""

from typing import Final

from textual.theme import Theme

VARIABLE_DEFAULTS: Final = {"side-a": "#5aa9f0", "side-b": "#ee9d52", "rule": "#5c6675"}
"""Our own theme variables, for `App.get_theme_variable_defaults`, so that foreign themes work too."""

DARK: Final = Theme(
    name="discretion-dark",
    primary="#b3a6f2",
    secondary="#8e9bb8",
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
        "text-muted": "#949eb0",
        "text-disabled": "#6d7688",
        "border": "#b3a6f2",
        "border-blurred": "#485164",
        "block-cursor-background": "#39406a",
        "block-cursor-foreground": "#f4f5fa",
        "block-cursor-blurred-background": "#2a3044",
        "block-cursor-blurred-foreground": "#d9dee7",
        "scrollbar": "#3a4252",
        "scrollbar-hover": "#566178",
        "scrollbar-active": "#b3a6f2",
        "scrollbar-background": "#11141a",
        "scrollbar-background-hover": "#11141a",
        "scrollbar-background-active": "#11141a",
        "scrollbar-corner-color": "#11141a",
        "footer-background": "#181c24",
        "footer-key-foreground": "#b3a6f2",
        "input-selection-background": "#b3a6f2 35%",
    },
)

LIGHT: Final = Theme(
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
        "text-muted": "#5a6270",
        "text-disabled": "#7b828e",
        "border": "#54489f",
        "border-blurred": "#a9adb6",
        "block-cursor-background": "#cfcaf0",
        "block-cursor-foreground": "#14161c",
        "block-cursor-blurred-background": "#e2dff4",
        "block-cursor-blurred-foreground": "#20242c",
        "scrollbar": "#c3c6cd",
        "scrollbar-hover": "#a0a5b0",
        "scrollbar-active": "#54489f",
        "scrollbar-background": "#fbfbf8",
        "scrollbar-background-hover": "#fbfbf8",
        "scrollbar-background-active": "#fbfbf8",
        "scrollbar-corner-color": "#fbfbf8",
        "footer-background": "#f1f1ec",
        "footer-key-foreground": "#54489f",
        "input-selection-background": "#54489f 25%",
    },
)

THEMES: Final = (DARK, LIGHT)
