"""What is shown is what is found: a text as a pattern of all that looks like it on the screen."""

import re
import sys
import unicodedata
from typing import Final

_SPACE: Final = r"[\s\x0b\x{85}\p{Z}]+"
"""Any run of white space, for one that is typed: lines are wrapped, and a no-break space looks like any other."""
_UNSEEN: Final = r"[\x{AD}\x{200B}-\x{200F}\x{2060}\x{FEFF}\x{FE00}-\x{FE0F}]"
"""What may stand between two letters without parting them: soft hyphens, joiners, selectors."""
_UNSEEN_HERE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f]")
_I: Final = f"(?:i{_UNSEEN}*\u0307?|\u0130)"
_U: Final = f"{_UNSEEN}*"
_FOLDED: Final = {
    "ffi": f"f{_U}f{_U}{_I}|\ufb03|\ufb00{_U}{_I}|f{_U}\ufb01",
    "ffl": f"f{_U}f{_U}l|\ufb04|\ufb00{_U}l|f{_U}\ufb02",
    "ss": f"s{_U}s|\u00df",
    "ff": f"f{_U}f|\ufb00",
    "fi": f"f{_U}{_I}|\ufb01",
    "fl": f"f{_U}l|\ufb02",
    "i": _I,
}
"""Letters that differ from others in more than simple case; the pattern is read without regard to that."""
_MARK: Final = "⟨u\\+[0-9a-f]{4,6}⟩"
_PICTURES: Final = {chr(0x2400 + point): f"\\x{point:02x}" for point in range(0x20)} | {
    "\u2421": r"\x7f",
    "\ufffd": r"[\x{80}-\x{9f}]",
}
"""What is shown in place of a control character (`core.model.safe_text`), and the pattern of what it stands for."""
_PICTURED: Final = {0x2400 + point: point for point in range(0x20)} | {0x2421: 0x7F}
_PART: Final = re.compile(f"{_MARK}|s{{3,}}|" + "|".join(_FOLDED) + r"|(?s:.)")


LONGEST: Final = 200
"""Characters of a text that make a pattern; more are too many for RE2."""


def search_pattern(text: str) -> str:
    """Write a text as a pattern of RE2, to be matched whatever the case.

    White space stands for any, composed and decomposed letters for each other, letters for what they fold to, and the
    mark of a character that is not shown for that character.
    """
    words = re.split(r"(\s+)", _folded(text))
    return "".join(
        f"{_U}{_SPACE}{_U}" if word.isspace() else _U.join(map(_alike, _PART.findall(word))) for word in words
    )


def plain_pattern(text: str) -> str:
    """Write a text as a pattern that finds in texts of ASCII what `search_pattern` does, in a third of its time."""
    folded = _folded(text)
    if not folded.isascii():
        return search_pattern(text)
    return "".join(r"[\s\x0b]+" if word.isspace() else re.escape(word) for word in re.split(r"(\s+)", folded))


def beginning(text: str) -> str:
    """Give as much of a text as makes a pattern, where possible up to white space."""
    start = text[:LONGEST]
    return start if start == text else (start.rsplit(maxsplit=1) or [start])[0]


def looks_like(text: str) -> str:
    """Write a text so that one which contains another on the screen contains it as written."""
    plain = re.sub(f"(?i:{_MARK})", lambda mark: chr(min(int(mark[0][3:-1], 16), sys.maxunicode)), text)
    return re.sub(r"\s+", " ", _folded(plain.translate(_PICTURED)))


def _folded(text: str) -> str:
    seen = _UNSEEN_HERE.sub("", text) or text
    return unicodedata.normalize("NFC", seen.casefold()).replace("i\u0307", "i")


def _alike(part: str) -> str:
    if part in _FOLDED:
        return f"(?:{_FOLDED[part]})"
    if part in _PICTURES or part.startswith("⟨u"):
        return f"(?:{re.escape(part)}|{_PICTURES.get(part) or _numbered(part)})"
    if part.startswith("sss"):  # any of which may be together as one; a few more are found than look alike
        return f"(?:[s\u00df]{_U}){{{(len(part) + 1) // 2},{len(part)}}}"
    forms = dict.fromkeys((part, unicodedata.normalize("NFD", part)))
    return "|".join(map(re.escape, forms)) if len(forms) == 1 else f"(?:{'|'.join(map(re.escape, forms))})"


def _numbered(mark: str) -> str:
    point = int(mark[3:-1], 16)
    return f"\\x{{{point:x}}}" if point <= sys.maxunicode and not 0xD800 <= point < 0xE000 else re.escape(mark)
