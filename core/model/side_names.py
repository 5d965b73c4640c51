"""Names of columns that say something of one response: what the other response's column is called."""

import re
from collections.abc import Container, Iterable
from functools import lru_cache
from typing import Final

_CHOICES: Final = (
    ("chosen", "rejected"),
    ("accepted", "rejected"),
    ("preferred", "dispreferred"),
    ("preferred", "rejected"),
    ("winner", "loser"),
    ("win", "lose"),
    ("winning", "losing"),
    ("better", "worse"),
    ("best", "worst"),
    ("good", "bad"),
    ("pos", "neg"),
    ("positive", "negative"),
)
"""Words for the response that was preferred and the other one, and for other things where no response is called so."""
_CHOSEN: Final = re.compile(
    r"chosen|reject|accepted|preferred|winner|winning|loser|losing|better|worse|favou?red|(?:^|[_.-])[wl](?:$|[_.-])"
)
"""Anywhere in a name, as what stood apart in `chosenScore` has run together."""
LETTERS: Final = (("a", "b"),)
_PLACES: Final = (*LETTERS, ("left", "right"), ("j", "k"))
_NUMBERS: Final = (("1", "2"), ("0", "1"), ("first", "second"), ("one", "two"))
"""Words that number the responses, and also other things of which a case has several."""
Pairs = tuple[tuple[str, str], ...]
_OF_CASE: Final = frozenset(
    {"annotator", "categorie", "category", "domain", "field", "keyword", "labeler", "language", "level", "person"}
    | {"persona", "prompt", "question", "rater", "reviewer", "round", "speaker", "step", "subcategorie", "subcategory"}
    | {"subject", "tag", "task", "topic", "turn", "user", "worker"}
)
_WORD: Final = r"(?<![a-z0-9]){}(?![a-z0-9])"
_ENDING: Final = r"(?<=[a-z]{{2}}){}(?=$|[_.])"


def words_for(responses: Iterable[str]) -> Pairs:
    """The pairs of words that tell of a response in a file whose responses are called so: `_CHOICES` only as it has."""
    names = frozenset(responses)
    return (
        *_PLACES,
        *(pair for pair in _CHOICES if any(_other(name, names, (pair,)) != name for name in names)),
        *_NUMBERS,
    )


def other_side(name: str, names: Container[str], pairs: Pairs = (*_PLACES, *_NUMBERS)) -> str:
    """The name among `names` that says of the other response what `name` says of one; `name` itself where none does.

    A name tells of a response where a word of it is a or b, left or right, 1 or 2, or one of the pairs given, or ends
    with a letter or number: `model_a`, `model1`, `response1_model`. Numbers may count other things: `topic_1`.
    """
    return _other(name, names, pairs)


def tells_of_choice(name: str) -> bool:
    """Whether a name tells of the response that was chosen or the other one: `score_chosen`, `winner`."""
    return _CHOSEN.search(name) is not None


def _other(name: str, names: Container[str], pairs: Pairs) -> str:
    """The other name, where that one's other is not a third one."""
    other = _first(name, names, pairs)
    return other if _first(other, names, pairs) in {name, other} else name


def _first(name: str, names: Container[str], pairs: Pairs) -> str:
    return next((other for other in _others(name, pairs) if other in names), name)


@lru_cache(maxsize=1 << 12)
def _others(name: str, pairs: Pairs) -> tuple[str, ...]:
    """What the other response's column may be called; kept, as it is asked of each fact of each row."""
    counted = any(word.rstrip("0123456789").removesuffix("s") in _OF_CASE for word in re.findall("[a-z0-9]+", name))
    found = [
        _exchanged(name, first, second, form)
        for first, second in pairs
        if not (counted and (first, second) in _NUMBERS)
        for form in ((_WORD, _ENDING) if len(first) == 1 else (_WORD,))
    ]
    return tuple(other for other in found if other != name)


def _exchanged(name: str, first: str, second: str, form: str) -> str:
    either = form.format(f"(?:{first}|{second})")
    return re.sub(either, lambda found: second if found[0] == first else first, name)
