"""What a term is: a form with its arguments; and all that a form says of itself."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Flag, auto
from typing import Any, Final, Generic, TypeVar, TypeVarTuple, cast

from core.query.names import Name, quoted
from core.query.scene import Mask, Seen
from core.query.words import Role, Secret

A = TypeVar("A")
B = TypeVar("B")
Arguments = TypeVarTuple("Arguments")
_WORD: Final = re.compile(r'[^\s"()<>=\\][^\s"()]*')


class Plain(str):
    """A text that needs no quotes where it is one word."""

    __slots__ = ()


Piece = Role | Mapping[str, object] | type[int] | type[float] | type[str]
"""An argument as it is written: a name in a role, one of a few words, a number, or a text, in quotes or `Plain`."""


class Reads(Flag):
    """What a term is answered from; what is `OWN` is the words of the reviewer at work."""

    NOTHING = 0
    VOTES = auto()
    ANNOTATIONS = auto()
    REVIEWS = auto()
    OWN = auto()
    TEXTS = auto()
    FACTS = auto()


@dataclass(frozen=True, slots=True, eq=False)
class ArgumentShape(Generic[*Arguments]):
    """What follows a key: one piece, or two with a sign between, whose values are the arguments.

    `missing` is what to write where the sign, or a number, does not follow; `wrong` is what to say of a word that is
    no such numbers.
    """

    pieces: tuple[Piece, ...]
    sign: str = ""
    missing: str = ""
    wrong: str = ""


def name(role: Role) -> ArgumentShape[Name]:
    """A name."""
    return ArgumentShape((role,))


def word(words: Mapping[str, A]) -> ArgumentShape[A]:
    """One of a few words, as what it means."""
    return ArgumentShape((words,))


def two(
    first: ArgumentShape[A], sign: str, second: ArgumentShape[B], missing: str = "", wrong: str = ""
) -> ArgumentShape[A, B]:
    """Two pieces with a sign between."""
    return ArgumentShape((*first.pieces, *second.pieces), sign, missing, wrong)


@dataclass(frozen=True, slots=True, eq=False)
class TermForm(Generic[*Arguments]):
    """A row of the language: called with its arguments, it makes a term.

    `key` is what its text begins with, empty where there is none. `reads` is what it is answered from and `tells`
    what it tells a reviewer who has not chosen yet, asked whether a name is that reviewer's: each a value, or a
    function of the arguments. `cases` gives the cases that it chooses, a new bool (cases,). `help` is an example and
    what that means.
    """

    key: str
    shape: ArgumentShape[*Arguments]
    reads: Reads | Callable[[*Arguments], Reads]
    tells: Secret | Callable[[Callable[[Name], bool], *Arguments], Secret | None] | None
    cases: Callable[[Seen, *Arguments], Mask]
    help: tuple[str, str]

    def __call__(self, *arguments: *Arguments) -> "Term":
        """A term of this form."""
        return Term(self, arguments)

    def of(self, query: object) -> tuple[*Arguments] | None:
        """The arguments of a term of this form; None of anything else."""
        if isinstance(query, Term) and query.form is self:
            return cast("tuple[*Arguments,]", query.arguments)
        return None


AnyForm = TermForm[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Term:
    """What a filter is made of; its `str` is its canonical text."""

    form: AnyForm
    arguments: tuple[object, ...]

    def __str__(self) -> str:
        shape = self.form.shape
        said = shape.sign.join(map(_said, shape.pieces, self.arguments))
        return f"{self.form.key}:{said}" if self.form.key else said

    @property
    def names(self) -> tuple[Name, ...]:
        """The names among its arguments."""
        return tuple(each for each in self.arguments if isinstance(each, Name))

    @property
    def reads(self) -> Reads:
        """What it is answered from."""
        reads = self.form.reads
        return reads if isinstance(reads, Reads) else reads(*self.arguments)

    def tells(self, is_asking: Callable[[Name], bool]) -> Secret | None:
        """What it tells a reviewer who has not chosen yet; `is_asking` is whether a name is that reviewer's."""
        tells = self.form.tells
        return tells(is_asking, *self.arguments) if callable(tells) else tells


def _said(piece: Piece, value: object) -> str:
    if isinstance(piece, Mapping):
        return next(said for said, meant in piece.items() if meant is value)
    if piece is float:
        return repr(value).removesuffix(".0")
    plain = piece is not str and (piece is not Plain or _WORD.fullmatch(str(value)))
    return str(value) if plain else quoted(str(value))
