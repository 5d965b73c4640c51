"""Suggestions for a filter that is being typed."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from core.query.form import Piece
from core.query.names import Name, Names
from core.query.terms import CONNECTIVES, KEYS, KINDS
from core.query.words import Role

_TOKEN: Final = re.compile(r'(?:"(?:[^"\\]|\\.)*(?:"|\Z)|\\|[^\s"()])+|[()]', re.DOTALL)
_SECOND: Final = re.compile(r'("(?:[^"\\]|\\.)*"|[^\s"()<>=,]+)(<>|[>=,])(.*)', re.DOTALL)


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
        facts = [f"{Name(Role.FACT, each)}:" for each in names.facts]
        return _beginning(typed, (*KINDS, *(f"{each}:" for each in KEYS), *CONNECTIVES, *facts))
    key = key.lower()
    signed = {form.shape.sign: form for form in KEYS.get(key, ())}
    second = _SECOND.fullmatch(value)
    if second and second[2] in signed:
        before = f"{key}:{second[1]}{second[2]}"
        found = _values(signed[second[2]].shape.pieces[1], second[3], names, besides=second[1])
        return [before + each for each in found]
    if not signed:
        return []
    end = "" if "" in signed else next(iter(signed))
    first = KEYS[key][0].shape.pieces[0]
    return [f"{key}:{each}{end}" for each in _values(first, value, names)]


def _values(piece: Piece, typed: str, names: Names, besides: str = "") -> list[str]:
    if isinstance(piece, Mapping):
        return _beginning(typed, piece)
    return _named(typed, piece, names, besides) if isinstance(piece, Role) else []


def _beginning(typed: str, words: Iterable[str]) -> list[str]:
    return [word for word in words if word.startswith(typed.lower())]


def _named(typed: str, role: Role, names: Names, besides: str) -> list[str]:
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
