"""Untrusted text on its way into LaTeX: what is set is just that text, and no command, comment or ligature of it."""

import re
from typing import Final

from core.model.safe_text import inert_line

_SPECIAL: Final = {
    "\\": r"\textbackslash{}",
    **{each: f"\\{each}" for each in "{}$&#_%"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\textasciigrave{}",
    '"': r"\textquotedbl{}",
    # A row may begin with these, which would be arguments of the line break before it.
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    "\N{MINUS SIGN}": "$-$",
    "\N{EN DASH}": r"\textendash{}",
    "\N{EM DASH}": r"\textemdash{}",
    "\N{HORIZONTAL ELLIPSIS}": r"\ldots{}",
    "\N{PLUS-MINUS SIGN}": r"$\pm$",
    "\N{INFINITY}": r"$\infty$",
    "\N{MULTIPLICATION SIGN}": r"$\times$",
    "\N{MIDDLE DOT}": r"\textperiodcentered{}",
    "\N{LEFT SINGLE QUOTATION MARK}": r"\textquoteleft{}",
    "\N{RIGHT SINGLE QUOTATION MARK}": r"\textquoteright{}",
    "\N{LEFT DOUBLE QUOTATION MARK}": r"\textquotedblleft{}",
    "\N{RIGHT DOUBLE QUOTATION MARK}": r"\textquotedblright{}",
    "\N{NO-BREAK SPACE}": "~",
}
_LATIN_1: Final = range(0xC0, 0x100)
_T1: Final = frozenset("ĂăĄąĆćČčĎďĐđĘęĚěĞğİıĲĳĹĺĽľŁłŃńŇňŊŋŐőŒœŔŕŘřŚśŞşŠšŢţŤťŮůŰűŸŹźŻżŽž")
"""Letters that, with those of Latin-1, have a place in the T1 encoding (Cork 1990), so that every engine sets them."""


_LIGATURE: Final = re.compile(r"([-,'])(?=\1)")
"""Two of these are one other character."""


def tex(text: str, limit: int | None = None) -> str:
    """Give a text as LaTeX that sets just that text, cut to so many characters; safe in tables, titles and figures."""
    return _LIGATURE.sub(r"\1{}", "".join(map(_written, inert_line(text, limit))))


def _written(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    if character.isascii() or character in _T1 or (ord(character) in _LATIN_1 and character.isalpha()):
        return character
    return rf"\anychar{{{ord(character):04X}}}"
