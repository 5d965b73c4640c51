"""What is shown is what is found: a text as a pattern of all that looks like it on the screen."""

import re
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
_PART: Final = re.compile("s{3,}|" + "|".join(_FOLDED) + r"|(?s:.)")


def search_pattern(text: str) -> str:
    """Write a text as a pattern of RE2, to be matched whatever the case.

    White space stands for any, composed and decomposed letters for each other, and letters for what they fold to.
    """
    seen = _UNSEEN_HERE.sub("", text) or text
    folded = unicodedata.normalize("NFC", seen.casefold()).replace("i\u0307", "i")
    words = re.split(r"(\s+)", folded)
    return "".join(
        f"{_U}{_SPACE}{_U}" if word.isspace() else _U.join(map(_alike, _PART.findall(word))) for word in words
    )


def _alike(part: str) -> str:
    if part in _FOLDED:
        return f"(?:{_FOLDED[part]})"
    if part.startswith("sss"):  # any of which may be together as one; a few more are found than look alike
        return f"(?:[s\u00df]{_U}){{{(len(part) + 1) // 2},{len(part)}}}"
    forms = dict.fromkeys((part, unicodedata.normalize("NFD", part)))
    return "|".join(map(re.escape, forms)) if len(forms) == 1 else f"(?:{'|'.join(map(re.escape, forms))})"
