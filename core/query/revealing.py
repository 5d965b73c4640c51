"""Which facts of a case would tell what annotators chose: a blind reviewer neither sees them nor filters by them."""

import re
from collections.abc import Container
from typing import Final

from core.model.choice_names import CHOSEN, PREFERENCES
from core.model.side_names import other_side

_TELLING: Final = re.compile(
    r"chosen|choose|choice|reject|accept|prefer|winner|winning|loser|losing|best|worst|better|worse|safer|favou?r|like[ds]"
    r"|select|picked|decision|decided|verdict|outcome|result|gold|truth|majority|agree|label|rank|rating|rated|grade|score"
    r"|reward|margin|gap|strength|confiden|vote|quality|correct|flaw|mistake|judg|annotator|worker|evaluator|rater|overall"
    r"|reason|rational|expla|justif|elaborat|critiq|critic|feedback|comment|remark|opinion|assess|evaluation|analys|thought"
)
"""Parts of names: of those for what was chosen, of those for why, and of those for who chose."""
_SHORT: Final = (
    "pref|won|wins?|loses?|lost|elo|picks?|tie|good|bad|pos|neg|positive|negative|target|notes?|cot|why|fail|failed"
    "|pass|passed|gt|w|l"
)
"""Words that stand within others, and so tell by themselves alone or before or after what responses are called."""
_OBJECTS: Final = "answer|completion|generation|model|option|output|reply|response|side|text"
_WORD: Final = re.compile(
    rf"(?:(?<![a-z])|(?<=model)|(?<=answer)|(?<=output)|(?<=response)|(?<=text))(?:{_SHORT})(?![a-z])"
    rf"|(?<![a-z])(?:{_SHORT})(?={_OBJECTS})"
)
_NAMES: Final = frozenset({*PREFERENCES, *(name for pair in CHOSEN for name in pair)})
_HARMLESS: Final = re.compile(
    r"(?:^|[._ ])(?:turns?|timestamp|tstamp|date|time|year|month|day|length|tokens?|words|seed|index|idx|number|id)"
    r"(?:$|[._ ])"
)
_TRUTH: Final = frozenset({"true", "false", "yes", "no"})
_SIDE: Final = re.compile(
    rf"(?:the )?(?:(?:{_OBJECTS}|assistant|candidate|summary|chat|conversation)[ _-]?)?"
    r"(?:[ab0-3]|left|right|first|second|one|two)(?: is (?:\w+ )?better)?"
    r"|ties?|tied|draw|both(?: \w+)?|neither|equal|same"
)
"""Values that name a response or neither: of a case whose sides are turned they would name the other one too."""
_SIDED: Final = re.compile(r"(?<![a-z0-9])(?:a|b|left|right)(?![a-z0-9])")


def reveals(name: str, value: str) -> bool:
    """Whether a fact may tell which response is preferred: by its name, or as a number or truth value of any other.

    So may the name of a side. Numbers of turns, times, lengths and ids tell nothing.
    """
    plain = name.casefold()
    if plain in _NAMES or _TELLING.search(plain) or _WORD.search(plain):
        return True
    if _HARMLESS.search(plain):
        return False
    said = value.strip().casefold()
    return said in _TRUTH or _SIDE.fullmatch(said) is not None or _is_number(value)


def one_sided(name: str, names: Container[str]) -> bool:
    """Whether a fact is about one response and has no other for the other one, beside which it would have to stand."""
    return _SIDED.search(name.casefold()) is not None and other_side(name, names) == name


def names_side(name: str, value: str) -> bool:
    """Whether a fact says a, b or what else a response is called; a number only where the name is a preference's."""
    said = value.strip().casefold()
    return _SIDE.fullmatch(said) is not None and (not said.isdecimal() or name.casefold() in _NAMES)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
