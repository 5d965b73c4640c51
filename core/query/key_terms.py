"""Terms with a key: reading what follows it, in the shape of one of the key's forms."""

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, cast

from core.query.errors import QueryError, column, shown
from core.query.form import AnyForm, Piece, Plain, Term
from core.query.names import Name, no_key
from core.query.scanner import Scanner
from core.query.terms import KEYS, FactCompared, FactIs
from core.query.words import COMPARED, Role

_WHOLE: Final = 1 << 53
_DIGITS: Final = re.compile(r"[+-]?[0-9]+(\.0*)?")
_COMPARED: Final = re.compile(">=|<=|>|<|=")


def key_term(scanner: Scanner, key: str, start: int) -> Term:
    """Read what follows a key and its colon; the key began at `start`. A key that is none is the name of a fact."""
    forms = KEYS.get(key.lower(), ())
    if not forms:
        fact = Name(Role.FACT, key, start, scanner.place)
        if not key:
            raise no_key(fact)
        return fact_term(scanner, fact)
    return _numbers(scanner, forms) if int in forms[0].shape.pieces else _pieces(scanner, forms)


def fact_term(scanner: Scanner, fact: Name) -> Term:
    """Read what follows the name of a fact and its colon: a text, or a sign and a number."""
    if scanner.text.startswith('"', scanner.place):
        return FactIs(fact, Plain(scanner.quoted()))
    start = scanner.place
    compared = scanner.take(_COMPARED)
    word = scanner.word()
    if not word:
        raise scanner.missing("a number" if compared else "a text or a number", f"{fact.text}:")
    if compared is None:
        return FactIs(fact, Plain(word))
    number = _number(word)
    if number is None:
        raise QueryError(
            f"{shown(word)} {column(start)} is no number: write one after {shown(compared[0])}, or quotes round all.",
            start,
            scanner.place,
        )
    return FactCompared(fact, COMPARED[f":{compared[0]}"], number)


def _number(word: str) -> float | None:
    """A number as facts are: a long whole one with all its digits; None for anything else."""
    if not word.isascii() or "_" in word:
        return None
    try:
        number = float(word)
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return int(Decimal(word)) if abs(number) >= _WHOLE and _DIGITS.fullmatch(word) else number


def _pieces(scanner: Scanner, forms: tuple[AnyForm, ...]) -> Term:
    """Read names and words; the sign after the first of them tells which form it is."""
    key = f"{forms[0].key}:"
    signed = {form.shape.sign: form for form in forms}
    first = _piece(scanner, forms[0].shape.pieces[0], key, key)
    signs = "|".join(map(re.escape, sorted(filter(None, signed), key=len, reverse=True)))
    found = scanner.take(re.compile(rf"\s*({signs})\s*")) if signs else None
    sign = found[1] if found else ""
    if sign not in signed:
        raise scanner.missing(forms[0].shape.missing, f"{key}{first}")
    rest = [_piece(scanner, piece, key, sign) for piece in signed[sign].shape.pieces[1:]]
    return Term(signed[sign], (first, *rest))


def _piece(scanner: Scanner, piece: Piece, key: str, before: str) -> object:
    if isinstance(piece, Mapping):
        return scanner.choice(key.removesuffix(":"), piece)
    return scanner.name(cast("Role", piece), before)


def _numbers(scanner: Scanner, forms: tuple[AnyForm, ...]) -> Term:
    """Read one word of numbers and signs."""
    start = scanner.place
    word = scanner.word()
    if not word:
        raise scanner.missing(forms[0].shape.missing, f"{forms[0].key}:")
    for form in forms:
        pieces = form.shape.pieces
        found = re.fullmatch(re.escape(form.shape.sign).join(map(_pattern, pieces)), word)
        if found:
            values = zip(pieces, found.groups(), strict=True)
            return Term(form, tuple(piece[said] if isinstance(piece, Mapping) else int(said) for piece, said in values))
    raise QueryError(f"{shown(word)} {column(start)} {forms[0].shape.wrong}", start, scanner.place)


def _pattern(piece: Piece) -> str:
    return f"({'|'.join(map(re.escape, piece))})" if isinstance(piece, Mapping) else "([0-9]{1,4})"
