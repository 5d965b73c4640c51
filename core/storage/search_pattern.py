"""What is shown is what is found: a text as a pattern of all that looks like it on the screen."""

import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import permutations
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
_SPELT: Final = (
    "149 340-341 343-344 374 37E 387 587 958-95F 9DC-9DD 9DF A33 A36 A59-A5B A5E B5C-B5D F43 F4D F52 F57 F5C F69 "
    "F73 F75-F76 F78 F81 F93 F9D FA2 FA7 FAC FB9 1E9A 1F71 1F73 1F75 1F77 1F79 1F7B 1F7D 1F80-1FAF 1FB2-1FB4 1FB7 "
    "1FBB-1FBC 1FC2-1FC4 1FC7 1FC9 1FCB-1FCC 1FD3 1FDB 1FE3 1FEB 1FEE-1FEF 1FF2-1FF4 1FF7 1FF9 1FFB-1FFD "
    "2329-232A 2ADC F900-FA0D FA10 FA12 FA15-FA1E FA20 FA22 FA25-FA26 FA2A-FA6D FA70-FAD9 FB05-FB06 FB13-FB17 "
    "FB1D FB1F FB2A-FB36 FB38-FB3C FB3E FB40-FB41 FB43-FB44 FB46-FB4E 1D15E-1D164 1D1BB-1D1C0 2F800-2FA1D"
)
"""Letters that are written as others when composed or folded, and that none of these is composed of or folds to."""


ODD: Final = (
    r"[\x{85}\x{A0}\x{AD}\x{DF}\x{130}\x{307}\x{1680}\x{1E9E}\x{2000}-\x{200F}\x{2028}\x{2029}\x{202F}\x{205F}\x{2060}"
    r"\x{3000}\x{FB00}-\x{FB04}\x{FE00}-\x{FE0F}\x{FEFF}"
    + "".join("-".join(f"\\x{{{point}}}" for point in each.split("-")) for each in _SPELT.split())
    + "]"
)
"""What a text of ASCII may be shown by, other than itself in either case: the white space, what is not seen, and the
letters above."""
_LEAPT_TO: Final = re.compile(r"[!-jl-rt-~\u2010-\u2027]+")
_FAR: Final = 9
"""Letters of which RE2 takes no more to leap to."""
_BETTER: Final = ((2, 2), (4, 5))
"""With fewer letters than one at the beginning it pays to begin where there are as many as the other."""
_ACCENTS: Final = 4
"""With more of them on a letter it is looked for as it is composed and decomposed alone."""
LONGEST: Final = 200
"""Characters of a text that make a pattern; more are too many for RE2."""


@cache
def _spellings() -> Mapping[str, tuple[str, ...]]:
    """The letters of `_SPELT` by what they are written as, also of two that share a letter of that."""
    found: dict[str, list[str]] = {}
    for each in _SPELT.split():
        first, _, last = each.partition("-")
        for point in range(int(first, 16), int(last or first, 16) + 1):
            found.setdefault(_folded(chr(point)), []).append(chr(point))
    pairs = [each for each in found if len(each) > 1]
    for one, other in ((one, other) for one in pairs for other in pairs if one[-1] == other[0]):
        found.setdefault(one + other[1:], []).extend(
            [f"{letter}{_U}{other[1:]}" for letter in found[one]]
            + [f"{one[:-1]}{_U}{letter}" for letter in found[other]]
        )
    return {written: tuple(letters) for written, letters in found.items()}


@cache
def _accents() -> str:
    """A class of all that combines with the letter before it."""
    return f"[{''.join(re.escape(chr(each)) for each in range(0x300, 0x1F000) if unicodedata.combining(chr(each)))}]"


@cache
def _part() -> re.Pattern[str]:
    """What of a folded text is written in several ways, else a letter with its accents."""
    together = sorted((each for each in _spellings() if len(each) > 1), key=len, reverse=True)
    return re.compile("|".join((_MARK, "s{3,}", *_FOLDED, *map(re.escape, together), f"(?s:.){_accents()}*")))


def _spelt(letter: str) -> Iterator[str]:
    """A letter with its accents in every order that looks alike, the first ones composed with it or not."""
    parted = unicodedata.normalize("NFD", letter)
    yield from (letter, parted)
    if not 2 <= len(parted) - 1 <= _ACCENTS:
        return
    for order in map("".join, permutations(parted[1:])):
        written = parted[0] + order
        if unicodedata.normalize("NFD", written) == parted:
            for at in range(1, len(written) + 1):
                yield unicodedata.normalize("NFC", written[:at]) + written[at:]


def search_pattern(text: str) -> str:
    """Write a text as a pattern of RE2, to be matched whatever the case.

    White space stands for any, composed and decomposed letters for each other, letters for what they fold to, and the
    mark of a character that is not shown for that character.
    """
    words = re.split(r"(\s+)", _folded(text))
    return "".join(
        f"{_U}{_SPACE}{_U}" if word.isspace() else _U.join(map(_alike, _part().findall(word))) for word in words
    )


def plain_pattern(text: str) -> str | None:
    """Write a text as a pattern that finds what `search_pattern` does in texts without `ODD`, several times as fast.

    None for a text with letters that are written in several ways, or with what stands for something not shown.
    """
    folded = _folded(text)
    if folded.isascii():
        return _plainly(folded)
    accented = re.search(f"{_accents()}{{2}}", folded)
    return _plainly(folded) if accented is None and all(each.isascii() or _is_one(each) for each in folded) else None


def soonest_part(text: str) -> str:
    """Write as a pattern the rest of a text from where it is soonest looked for; all of it where that is quick enough.

    RE2 leaps to where a pattern begins, and reads every byte where few letters are sure to come first: white space is
    any of several, and s, k and most letters beyond ASCII fold to others.
    """
    folded = _folded(text)
    runs = {run.start(): len(run[0]) for run in _LEAPT_TO.finditer(folded)}
    at = max(runs, key=lambda start: min(runs[start], _FAR), default=0)
    far = any(runs.get(0, 0) < least and runs.get(at, 0) >= enough for least, enough in _BETTER)
    return _plainly(folded[at:] if far else folded)


def is_beyond_ascii(text: str) -> bool:
    """Whether no text of ASCII shows this one."""
    return any(not each.isascii() and each not in _PICTURES and each not in "⟨⟩" for each in _folded(text))


def _is_one(letter: str) -> bool:
    return unicodedata.normalize("NFD", letter) == letter and letter not in _PICTURES and letter not in "⟨⟩"


def _plainly(folded: str) -> str:
    return "".join(r"[\s\x0b]+" if word.isspace() else re.escape(word) for word in re.split(r"(\s+)", folded))


def beginning(text: str) -> str:
    """Give as much of a text as makes a pattern, where possible up to white space."""
    start = text[:LONGEST]
    return start if start == text else (start.rsplit(maxsplit=1) or [start])[0]


def looks_like(text: str) -> str:
    """Write a text so that one which contains another on the screen contains it as written."""
    plain = re.sub(f"(?i:{_MARK})", lambda mark: chr(min(int(mark[0][3:-1], 16), sys.maxunicode)), text)
    return _folded(plain.translate(_PICTURED))


def _folded(text: str) -> str:
    seen = _UNSEEN_HERE.sub("", text) or text
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", seen.casefold()).replace("i\u0307", "i"))


def _alike(part: str) -> str:
    if part in _FOLDED:
        return f"(?:{_FOLDED[part]})"
    if part in _PICTURES or part.startswith("⟨u"):
        return f"(?:{re.escape(part)}|{_PICTURES.get(part) or _numbered(part)})"
    if part.startswith("sss"):  # any of which may be together as one; a few more are found than look alike
        return f"(?:[s\u00df]{_U}){{{(len(part) + 1) // 2},{len(part)}}}"
    letters = _spellings().get(part, ())
    if letters and len(part) > 1:
        return f"(?:{'|'.join((_U.join(map(_alike, part)), *letters))})"
    forms = [*map(re.escape, dict.fromkeys(_spelt(part))), *letters]
    return forms[0] if len(forms) == 1 else f"(?:{'|'.join(forms)})"


def _numbered(mark: str) -> str:
    point = int(mark[3:-1], 16)
    return f"\\x{{{point:x}}}" if point <= sys.maxunicode and not 0xD800 <= point < 0xE000 else re.escape(mark)
