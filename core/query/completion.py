"""Suggestions for a filter that is being typed."""

import re
from collections.abc import Iterable
from typing import Final

from core.query.names import Names
from core.query.terms import Name
from core.query.vocabulary import CHOICES, CONNECTIVES, KEYS, KINDS, NAMED
from core.query.words import SAID, SIDES, Role

_TOKEN: Final = re.compile(r'(?:"(?:[^"\\]|\\.)*(?:"|\Z)|\\|[^\s"()])+|[()]', re.DOTALL)
_NAME: Final = r'("(?:[^"\\]|\\.)*"|[^\s"()<>=,]+)'
_SECOND: Final = re.compile(rf"(principle|disagree|votes|reviewer):{_NAME}(<>|[>=,])(.*)", re.DOTALL | re.IGNORECASE)
_BETWEEN: Final = {"principle": (">", "<>"), "disagree": (",",), "votes": ("=",), "reviewer": ("=",)}
_WORDS: Final = {"votes": tuple(SIDES), "reviewer": tuple(SAID)}


def term_at(text: str, position: int) -> tuple[int, int]:
    """Where the term under the cursor begins and ends, without the minus before it; empty between terms."""
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        if start < position <= end and token[0] not in ("(", ")"):
            while start < position and text[start] == "-":
                start += 1
            return start, end
        if start >= position:
            break
    return position, position


def complete(text: str, position: int, names: Names) -> list[str]:
    """What the term under the cursor may become, the likeliest first: to be put at `term_at(text, position)`.

    What stands after the cursor does not matter. A key or a first name that wants more ends with its sign.
    """
    start, _ = term_at(text, position)
    typed = text[start:position]
    if typed.startswith('"'):
        return []
    key, colon, value = typed.partition(":")
    if not colon:
        return _beginning(typed, (*KINDS, *(f"{each}:" for each in KEYS), *CONNECTIVES))
    key = key.lower()
    second = _SECOND.fullmatch(typed)
    if second and second[3] in _BETWEEN[key]:
        before = f"{key}:{second[2]}{second[3]}"
        values: Iterable[str] = (
            _beginning(second[4], _WORDS[key])
            if key in _WORDS
            else _named(second[4], NAMED[key], names, besides=second[2])
        )
        return [before + each for each in values]
    if key in CHOICES:
        return [f"{key}:{each}" for each in _beginning(value, CHOICES[key])]
    if key not in NAMED:
        return []
    ends = {"votes": ("=",), "disagree": (",",)}.get(key, ("",))
    return [f"{key}:{each}{end}" for each in _named(value, NAMED[key], names) for end in ends]


def _beginning(typed: str, words: Iterable[str]) -> list[str]:
    return [word for word in words if word.startswith(typed.lower())]


def _named(typed: str, role: Role, names: Names, besides: str = "") -> list[str]:
    """Names that begin with, then those that contain, what was typed of them; in quotes where they need them."""
    part = _unquoted(typed).casefold()
    known = [name for name in names.of(role) if name != _unquoted(besides)]
    first = [name for name in known if name.casefold().startswith(part)]
    rest = [name for name in known if part in name.casefold() and name not in first]
    return [str(Name(role, name)) for name in first + rest]


def _unquoted(typed: str) -> str:
    """What a name with or without quotes, maybe not closed yet, says."""
    if not typed.startswith('"'):
        return typed
    return re.sub(r'\\(["\\])|"', r"\1", typed)
