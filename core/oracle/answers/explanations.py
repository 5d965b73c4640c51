"""The explanation after an answer: whether it comes to another answer, or goes back on the first.

An answer that is refused by mistake is asked again; one that is taken by mistake is a wrong vote. So whatever may be
another answer is taken for one. The English article is not: `a` counts only where no article stands.
"""

import re
import unicodedata
from typing import Final

# A letter or digit on either side makes it a part of a word; `_` does not.
_FROM: Final = r"(?<![^\W_])"
_TO: Final = r"(?![^\W_])"
_NOUN: Final = r"\b(?:response|answer|option|choice|verdict|vote)"
_AFTER_NOUN: Final = (
    rf"{_NOUN}(?:\s+(?:is|was|remains|becomes|would\s+be|should\s+be|must\s+be))?[\s*_`\"'\u2018\u201c(\[:=-]*"
)
_ARTICLE_FOLLOWS: Final = r"(?=[,.;:!?)\]}>'\"\u2019\u201d*_`/])"
"""What never stands right after an article."""
_VERB: Final = r"\s+(?:is|was|isn|does|has|had|adhere[sd]|seems|appears|follows|wins|fits)\b"
_CHOSEN: Final = r"\b(?:choose|chose|chosen|pick|select|prefer|go\s+(?:with|for)|going\s+(?:with|for)|mean|meant)\s+"
_ALONE: Final = r"(?m:^[^\w\n]*{}[^\w\n]*$)"
_RESPONSE: Final = r"(?:response|answer|one|option|reply)\b"

_NEITHER: Final = re.compile(
    rf"{_FROM}(?:N|n(?!['\u2019]\w)|NA|Na|na|[Nn]/[Aa]){_TO}|(?i:\bneither\b)|{_ALONE.format('(?i:none)')}"
    rf"|[*_`\"'\u2018\u201c(\[](?i:none)[*_`\"'\u2019\u201d)\]]|(?i:{_AFTER_NOUN}none\b)"
)
_A: Final = re.compile(
    rf"{_FROM}A{_TO}|{_FROM}a{_TO}{_ARTICLE_FOLLOWS}|{_ALONE.format('a')}|{_FROM}a(?i:{_VERB})"
    rf"|(?i:{_AFTER_NOUN}a{_TO}|{_CHOSEN}[*_`\"'(\[]*a\W*\Z)"
    rf"|(?i:\b(?:first|1st|former)\s+{_RESPONSE}|\bthe\s+former\b|{_AFTER_NOUN}1{_TO})"
)
_B: Final = re.compile(
    rf"{_FROM}[Bb]{_TO}|(?i:{_AFTER_NOUN}b{_TO})"
    rf"|(?i:\b(?:second|2nd|latter)\s+{_RESPONSE}|\bthe\s+latter\b|{_AFTER_NOUN}2{_TO})"
)
_OTHER_ONE: Final = re.compile(
    r"\bthe\s+other\b(?=\W*\Z|[^\w\s]|\s+(?:one|response|answer|option|reply|is|was|does|has|seems|adheres|follows)\b)"
    r"|\ba\s+(?:tie|draw)\b",
    re.IGNORECASE,
)
_TURN: Final = re.compile(
    r"(?:\A|[.,!?:;\n\u2013\u2014-])[^\S\n]*[*_`\"'(\[]{0,3}(?:(?:but|oh|hmm|well|and),?[ ]+)?(?:"
    r"(?:wait|actually|hmm+|or\s+rather|never\s*mind|scratch\s+that|on\s+(?:second\s+thoughts?|reflection)"
    r"|i\s+(?:mean|meant|was\s+wrong|take\s+(?:it|that)\s+back|changed\s+my\s+mind|made\s+a\s+mistake))\b"
    r"|(?:no|sorry|correction)(?=\s*[^\w\s]|\s+(?:wait|i)\b|\s*\Z))",
    re.IGNORECASE,
)
_DENIED: Final = re.compile(
    r"\b(?:not|never|nor|no|cannot|worse|worst|less|least|wrong|instead|\w+n['\u2019]t)\b", re.IGNORECASE
)


def turns(first: int, explanation: str) -> bool:
    """Whether an explanation may come to another answer than the first (0 first shown, 1 second shown, 2 neither).

    To name the other answer is enough, and so is to name the same one again where anything is denied.
    """
    # Letters in other styles, such as full-width ones, are read as plain ones.
    text = unicodedata.normalize("NFKC", explanation)
    if _TURN.search(text) or _OTHER_ONE.search(text):
        return True
    rest, neither = _NEITHER.subn(" ; ", text)  # so that the A of N/A is none
    named = {which for which, there in enumerate((_A.search(rest), _B.search(rest), neither)) if there}
    return bool(named - {first}) or (first in named and _DENIED.search(text) is not None)
