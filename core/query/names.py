"""Names in a filter, and from them to the names there are."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Final

from core.model.as_seen import as_seen
from core.query.errors import QueryError, column, listed, shown
from core.query.words import FACT_PREFIX, KEY_WORDS, Role

# A name that needs no quotes; anything else gets them, also where the grammar would do without.
_PLAIN: Final = re.compile(r"[\w.+:/@#-]+")
_PLAIN_FACT: Final = re.compile(r"\w[\w.+/@#-]*")


def quoted(text: str) -> str:
    """A text in double quotes, as the grammar reads it back."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@dataclass(frozen=True, slots=True)
class Name:
    """A name and where it stood in the text, which does not count when filters are compared."""

    role: Role
    text: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    def __str__(self) -> str:
        if self.role is Role.FACT:
            plain = _PLAIN_FACT.fullmatch(self.text)
            short = plain and self.text.lower() not in KEY_WORDS and not self.text.lower().startswith(FACT_PREFIX)
            return self.text if short else f"{FACT_PREFIX}{self.text if plain else quoted(self.text)}"
        return self.text if _PLAIN.fullmatch(self.text) else quoted(self.text)

    def wrong(self, why: str, *, before: str = "") -> QueryError:
        """The error that points to the name: what stands before it in the sentence, the name, and why."""
        return QueryError(f"{before}{shown(self.text)} {column(self.start)}{why}", self.start, self.end)


def no_key(name: Name, facts: tuple[str, ...] = ()) -> QueryError:
    """The error that something with a colon after it is neither a key of the language nor the name of a fact."""
    near = get_close_matches(name.text.lower(), (*KEY_WORDS, *facts), n=1)
    instead = f"use {near[0]}:, or " if near else ""
    return QueryError(
        f"{shown(name.text + ':')} {column(name.start)} is nothing to filter by: {instead}"
        "put quotes round it to look for it.",
        name.start,
        name.end,
    )


@dataclass(frozen=True, slots=True)
class Names:
    """What a filter may name; the principles in the order of the votes' columns."""

    principles: tuple[str, ...]
    annotators: tuple[str, ...]
    reviewers: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()

    def of(self, role: Role) -> tuple[str, ...]:
        """The names of a role; none for cases, of which there may be millions."""
        return {
            Role.PRINCIPLE: self.principles,
            Role.ANNOTATOR: self.annotators,
            Role.REVIEWER: self.reviewers,
            Role.FACT: self.facts,
        }.get(role, ())

    def resolve(self, name: Name) -> Name:
        """The name in full: as written, else whatever its case, else by its only beginning, else its only part.

        The id of a case stays as it is. A reviewer's name is no part of an annotator's, nor the other way round: one
        of them was meant. Raises QueryError where there is none or more than one.
        """
        if name.role is Role.CASE:
            return name
        if name.role is Role.FACT:
            return self._fact(name)
        known = self.of(name.role)
        for matches in _WAYS[: len(_WHOLE)] if self._is_another(name) else _WAYS:
            found = [each for each in known if matches(each, name.text)]
            if len(found) == 1:
                return replace(name, text=found[0])
            if len(set(found)) == 1:
                raise name.wrong(
                    f" is the name of more than one {name.role}: give them different names before filtering by it."
                )
            if found:
                raise name.wrong(f" may be more than one {name.role}: write one of {listed(found)} in full.")
        why = f", which is the name of {_OTHERS[name.role][1]}" if self._is_another(name) else ""
        remedy = f"choose one of {listed(list(known))}." if known else f"no {name.role} is here yet."
        raise name.wrong(f"{why}: {remedy}", before=f"There is no {name.role} ")

    def _fact(self, name: Name) -> Name:
        """The name of a fact in full, of which no part is enough: it stands where a key of the language would."""
        for matches in _WHOLE:
            found = [each for each in self.facts if matches(each, name.text)]
            if found:
                return replace(name, text=found[0])
        raise no_key(name, self.facts)

    def _is_another(self, name: Name) -> bool:
        """Whether somebody in another role is called so."""
        return name.role in _OTHERS and any(_same(each, name.text) for each in self.of(_OTHERS[name.role][0]))


def _seen(text: str) -> str:
    """A name as it looks on the screen, whatever its case."""
    return as_seen(text.casefold())


def _same(known: str, written: str) -> bool:
    return _seen(known) == _seen(written)


_OTHERS: Final = {
    Role.ANNOTATOR: (Role.REVIEWER, "a reviewer"),
    Role.REVIEWER: (Role.ANNOTATOR, "an annotator"),
}
"""Roles that are mistaken for each other, and who is called so in the other one."""

_WHOLE: Final[tuple[Callable[[str, str], bool], ...]] = (lambda known, written: known == written, _same)
_WAYS: Final[tuple[Callable[[str, str], bool], ...]] = (
    *_WHOLE,
    lambda known, written: _seen(known).startswith(_seen(written)),
    lambda known, written: _seen(written) in _seen(known),
)
