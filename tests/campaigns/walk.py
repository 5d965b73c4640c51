"""The way through the whole reviewer: keys, and what they bring to the screen."""

from typing import Final

ESCAPE: Final = "\x1b[27u"
ENTER, DOWN, RIGHT, TAB, PALETTE, THEME = "\r", "\x1b[B", "\x1b[C", "\t", "\x10", "\x14"
BACK: Final = b"reviewed"
"""What stands in the status line, drawn anew when a dialog has gone."""

Steps = tuple[tuple[str, bytes], ...]

_REVIEW: Final[Steps] = (
    *((key, b"") for key in ("f", "n", "u", "n", "s", "a", "n", "b", " ", "\x7f", "m", "z", "Z", DOWN, "p", "d", "A")),
    *(("F", b"Flag "), (ESCAPE, BACK), ("F", b"Flag "), ("[an odd sentence]", b""), (ENTER, BACK)),
    *(
        ("c", b"comment on"),
        ("note", b"note"),
        ("[an odd sentence]", b""),
        (ESCAPE, BACK),
        ("v", b"every case"),
        ("l", BACK),
    ),
    *(("w", b"whose annotations"), (ESCAPE, BACK), ("w", b"whose annotations"), (ENTER, BACK), ("n", b"")),
    *(("/", b"tab take"), ("markup[an odd sentence]", b""), (ENTER, b""), (ESCAPE, b""), (ESCAPE, b"")),
    *(
        ("o", b"most even balance"),
        (ESCAPE, BACK),
        ("g", b"go to the cases of"),
        (ESCAPE, BACK),
        ("O", b""),
        (ESCAPE, BACK),
    ),
    *(("1", b""), ("?", b"scroll"), (" ", b""), (" ", b""), (ESCAPE, BACK)),
    *(
        (PALETTE, b"Search"),
        ("n", b""),
        (ESCAPE, BACK),
        (PALETTE, b"Search"),
        ("[an odd sentence]", b""),
        (ESCAPE, BACK),
    ),
    *(
        (THEME, BACK),
        ("t", b"tab next"),
        (TAB, b""),
        ("<", b""),
        ("n", b""),
        ("R", b""),
        (ESCAPE, b""),
        ("t", b""),
    ),
    *(("1", b""), ("T", b"votes check"), ("a", b""), ("n", b""), ("%", b""), ("g", b""), (ESCAPE, b""), ("1", b"")),
)
_SCREENS: Final[Steps] = (
    *(("2", b"discrepancy is to"), (DOWN, b""), (RIGHT, b""), (TAB, b""), ("?", b"scroll"), (ESCAPE, b"rankings")),
    *(("g", b""), (ESCAPE, b""), ("2", b""), ("#", b""), ("#", b"")),
    *(("3", b"supremacy"), ("]", b""), ("?", b"scroll"), (ESCAPE, b""), ("g", b""), (ESCAPE, b""), ("3", b"")),
    *(("4", b"annotators"), (DOWN, b""), (TAB, b""), (DOWN, b""), (TAB, b""), ("g", b""), (ESCAPE, b""), ("4", b"")),
    *(("5", b"uphold"), (DOWN, b""), (TAB, b""), ("6", b"history"), ("v", b""), ("v", b""), ("v", b""), (DOWN, b"")),
    *(("7", b"runs"), (DOWN, b""), (ENTER, b""), (TAB, b""), (DOWN, b""), (ENTER, b""), (ESCAPE, b""), ("7", b"")),
    *(("v", b""), ("C", b""), (ESCAPE, b""), (ESCAPE, b"")),
)
_NAMES: Final[Steps] = (
    *(("1", b""), ("e", b"priorities"), ("f", b"A file name"), ("[an odd sentence]", b""), (ESCAPE, b""), ("1", b"")),
    *(("2", b""), (ENTER, b""), ("/", b"tab take"), (ESCAPE, b""), (ESCAPE, b"")),  # a name in the filter line
    *(("3", b""), (RIGHT, b""), (ENTER, b""), ("/", b"tab take"), (ESCAPE, b""), (ESCAPE, b"")),
    *(("4", b""), (ENTER, b""), ("/", b""), (ESCAPE, b""), (ESCAPE, b""), ("1", b""), ("r", b""), ("r", b"")),
)
WALK: Final[Steps] = (*_REVIEW, *_SCREENS, *_NAMES)
