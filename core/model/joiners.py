"""Where a joiner belongs: between letters of a script that is written with joiners, and inside an emoji.

The zero width joiner (U+200D) and non-joiner (U+200C) change how their neighbours are drawn, and are part of the
spelling in Persian, Hindi or Sinhala. Anywhere else they only hide.
"""

import re
import unicodedata
from functools import cache
from typing import Final

JOINERS: Final = "\u200c\u200d"
MOST_JOINED: Final = 3
"""How many joiners in a row, one letter or picture between each, are taken for spelling: those of a family of four."""

_MARKS: Final = 4
"""How many marks a letter may have before its joiner."""
_SCRIPTS: Final = (
    ((0x0620, 0x0700), (0x0750, 0x0780), (0x08A0, 0x0900), (0xFB50, 0xFE00), (0xFE70, 0xFEFF)),  # Arabic
    ((0x0700, 0x0750),),  # Syriac
    ((0x07C0, 0x0800),),  # N'Ko
    *(((start, start + 0x80),) for start in range(0x0900, 0x0E00, 0x80)),  # Devanagari to Sinhala
)
_VIRAMAS: Final = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca"
_PICTURE: Final = "[\u2190-\u21ff\u2600-\u27bf\u2b1b\U0001f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f680-\U0001faff]"
_AFTER: Final = (
    "[\u2194\u2195\u2620\u2640\u2642\u2695\u2696\u26a7\u2708\u2744\u2764\u27a1\u2b1b"
    "\U0001f308\U0001f33e\U0001f373\U0001f37c\U0001f384\U0001f393\U0001f3a4\U0001f3a8\U0001f3eb\U0001f3ed"
    "\U0001f430\U0001f466-\U0001f469\U0001f48b\U0001f4a5\U0001f4a8\U0001f4ab\U0001f4bb\U0001f4bc\U0001f525"
    "\U0001f527\U0001f52c\U0001f5e8\U0001f680\U0001f692\U0001f7e9\U0001f7eb\U0001f91d\U0001f9af\U0001f9b0-\U0001f9b3"
    "\U0001f9ba\U0001f9bc\U0001f9bd\U0001f9d1\U0001f9d2\U0001fa70\U0001fa79]"
)
"""What follows a joiner in Unicode's list of emoji sequences (emoji-zwj-sequences.txt, 17.0)."""
_TONE: Final = "[\ufe0f\U0001f3fb-\U0001f3ff]?"


@cache
def joined() -> re.Pattern[str]:
    """Compile the pattern of what holds joiners as it should, in one group: a few letters of a word, or one emoji."""
    words = [_word(blocks) for blocks in _SCRIPTS]
    emoji = f"{_PICTURE}{_TONE}(?:\u200d{_AFTER}{_TONE}){{1,{MOST_JOINED}}}"
    return re.compile(f"({'|'.join([emoji, *words])})")


def _word(blocks: tuple[tuple[int, int], ...]) -> str:
    points = [chr(point) for start, end in blocks for point in range(start, end)]
    letters = _any_of([each for each in points if unicodedata.category(each).startswith("L")])
    marks = _any_of([each for each in points if unicodedata.category(each) in {"Mn", "Mc"}])
    letter = f"{letters}{marks}{{0,{_MARKS}}}"
    return f"{letter}(?:[{JOINERS}][{_VIRAMAS}]?{letter}){{1,{MOST_JOINED}}}"


def _any_of(characters: list[str]) -> str:
    return f"[{''.join(characters)}]"
