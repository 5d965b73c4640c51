"""Which facts of a case would tell what annotators chose: a blind reviewer neither sees them nor filters by them."""

import re
from typing import Final

_TELLING: Final = re.compile(
    r"chosen|rejected|accepted|prefer|pref(?![a-z])|winner|won(?![a-z])|best|better|worse|label|rank|rating|rated|score"
    r"|reward|margin|gap|strength|confiden|elo(?![a-z])|vote|quality|judg|annotator|worker|evaluator|rater|overall"
)
_HARMLESS: Final = re.compile(
    r"(?:^|[._ ])(?:turns?|timestamp|tstamp|date|time|year|month|day|length|tokens?|words|seed|index|idx|number|id)"
    r"(?:$|[._ ])"
)
_TRUTH: Final = frozenset({"true", "false", "yes", "no"})


def reveals(name: str, value: str) -> bool:
    """Whether a fact may tell which response is preferred: by its name, or as a number or truth value of any other.

    Numbers of turns, times, lengths and ids tell nothing.
    """
    plain = name.casefold()
    if _TELLING.search(plain):
        return True
    if _HARMLESS.search(plain):
        return False
    return value.casefold() in _TRUTH or _is_number(value)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
