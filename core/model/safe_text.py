"""Makes untrusted text safe to show: what comes out holds no control, format or otherwise invisible character.

Joiners are left where `core.model.joiners` says that they are spelling.

A terminal obeys what it is sent: a prompt with an escape sequence can set the clipboard, one with bidirectional
controls can show another text than it holds. Every string of a dataset passes through here before it is shown.
"""

import re
import unicodedata
from functools import cache
from typing import Final

from core.model.joiners import JOINERS, joined

MARKS_KEPT: Final = 8
"""How many combining marks in a row are shown; no living script needs as many on one letter."""

_REPLACEMENT: Final = 0xFFFD
_ESCAPED_CATEGORIES: Final = frozenset({"Cf", "Cn", "Co", "Zl", "Zp"})
# Letters and marks that show nothing although their category does not say so: fillers, the grapheme joiner, Mongolian
# and supplementary variation selectors. The selectors U+FE00 to U+FE0F, which ordinary emoji
# use, are left out: terminals disagree on the width of what they follow.
_INVISIBLE: Final = frozenset(
    {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x3164, 0xFFA0, *range(0xE0100, 0xE01F0)}
)
_LEFT_OUT: Final = frozenset(range(0xFE00, 0xFE10))
_INVISIBLE_CHARACTERS: Final = frozenset(map(chr, _INVISIBLE | _LEFT_OUT))
_JOINER: Final = frozenset(JOINERS)
_KEEPING: Final = str.maketrans(dict.fromkeys(map(chr, _LEFT_OUT), ""))
_LONGEST_MARK_TOKEN: Final = MARKS_KEPT + 32
_MAY_HOLD_MARKS: Final = re.compile(f"[\u0300-\U0001efff]{{{MARKS_KEPT + 1}}}")
"""Where there is none, nor are there too many marks; the exact pattern takes as long to make as a paint."""

_FORMULA_START: Final = re.compile(
    r"'*(?:[\t\r]|[\s\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3000\ufeff]*[=+\-@＝＋－＠﹢﹣﹦﹫])"  # noqa: RUF001
)


class _Table(dict[int, int | str]):
    """What each code point is shown as, found out on first sight; to bound memory only the BMP is kept."""

    def __missing__(self, point: int) -> int | str:
        shown = _shown(point)
        if point <= 0xFFFF:
            self[point] = shown
        return shown


_PLAIN: Final[dict[int, int | str]] = {0x09: "    ", 0x0A: 0x0A, 0x7F: 0x2421}


def _shown(point: int) -> int | str:
    """Give what a code point is shown as: itself, another code point or an escape."""
    if point in _PLAIN:
        return _PLAIN[point]
    if point < 0x20:
        return 0x2400 + point
    category = unicodedata.category(chr(point))
    if category in {"Cc", "Cs"}:
        return _REPLACEMENT
    if point in _LEFT_OUT:
        return ""
    if category in _ESCAPED_CATEGORIES or point in _INVISIBLE:
        return f"⟨U+{point:04X}⟩"
    return point


_TABLE: Final = _Table()


def inert(text: str) -> str:
    r"""Make a text of several lines safe to show, keeping only `\n` of all control characters.

    Tabs become four spaces, CRLF and lone CR `\n`; other C0 controls their pictures, C1 controls and surrogates
    U+FFFD; format, unassigned, private-use and invisible characters ⟨U+XXXX⟩; of a run of combining marks the first
    eight stay and the rest are counted. Joiners inside words and emoji stay. Doing it twice changes nothing more.
    """
    if text.isprintable() and text.isascii():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.replace("\n", "").isprintable() or not _INVISIBLE_CHARACTERS.isdisjoint(text):
        text = text.translate(_TABLE) if _JOINER.isdisjoint(text) else _with_joiners(text)
    if text.isascii() or _MAY_HOLD_MARKS.search(text) is None:
        return text
    return _mark_runs().sub(_cap_marks, text)


def _with_joiners(text: str) -> str:
    """Show every character by itself, but for what is spelt with joiners; its variation selectors are left out too."""
    return " ".join(part.translate(_TABLE) if _JOINER.isdisjoint(part) else _spelt(part) for part in text.split(" "))


def _spelt(part: str) -> str:
    parts = joined().split(part)
    parts[::2] = [each.translate(_TABLE) for each in parts[::2]]
    parts[1::2] = [each.translate(_KEEPING) for each in parts[1::2]]
    return "".join(parts)


def inert_line(text: str, limit: int | None = None) -> str:
    """Make a text safe to show on one line, with one space for every run of white space.

    What exceeds `limit` becomes …; the limit counts characters, … included, and a limit of 0 or less gives nothing.
    """
    if limit is None:
        return " ".join(inert(text).split())
    if limit <= 0:
        return ""
    # Only as much of a long text is looked at as is shown; the margin covers a run of marks cut by the look itself.
    enough, size = limit + _LONGEST_MARK_TOKEN, 2 * (limit + _LONGEST_MARK_TOKEN)
    line = inert_line(text[:size])
    while len(line) < enough and size < len(text):
        size *= 2
        line = inert_line(text[:size])
    return line if len(line) <= limit else line[: limit - 1].rstrip(f" {JOINERS}") + "…"


class _JsonTable(dict[int, int | str]):
    """What each code point is written as in JSON."""

    def __missing__(self, point: int) -> int | str:
        character = chr(point)
        if character.isprintable() or character == "\n":
            return point
        units = character.encode("utf-16-be", "surrogatepass").hex()
        return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def json_inert(document: str) -> str:
    r"""Write as \uXXXX whatever a terminal would obey in a JSON document, which says the same then."""
    return document if document.replace("\n", "").isprintable() else document.translate(_JsonTable())


def spreadsheet_safe(text: str) -> str:
    """Prefix ' to a text that a spreadsheet would take for a formula, whatever blanks or controls precede its sign.

    One that has such prefixes already gets one more, so that `spreadsheet_plain` gives every text back.
    """
    return f"'{text}" if _FORMULA_START.match(text) else text


def spreadsheet_plain(text: str) -> str:
    """Take the prefix of `spreadsheet_safe` off again."""
    found = _FORMULA_START.match(text) if text.startswith("'") else None
    return text if found is None else text[1:]


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me"}


@cache
def _mark_runs() -> re.Pattern[str]:
    """Compile the pattern of runs that may hold too many marks: exact in the BMP, a superset of the marks beyond it.

    `re` looks characters of the BMP up in a bitmap, but tries ranges beyond it one after the other: hence one range.
    """
    marks = "".join(character for character in map(chr, range(0x300, 0x10000)) if _is_mark(character))
    return re.compile(f"[{marks}\U00010000-\U0001efff]{{{MARKS_KEPT + 1},}}")


def _cap_marks(match: re.Match[str]) -> str:
    """Cut each run of marks inside a match to what is kept, and count the rest."""
    shown: list[str] = []
    run = 0
    for character in f"{match[0]}\0":
        if _is_mark(character):
            run += 1
            if run <= MARKS_KEPT:
                shown.append(character)
            continue
        if run > MARKS_KEPT:
            shown.append(f"⟨+{run - MARKS_KEPT} marks⟩")
        run = 0
        shown.append(character)
    return "".join(shown[:-1])
