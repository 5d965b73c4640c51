"""Reading a filter's text from left to right."""

import re
from collections.abc import Mapping
from typing import Final, TypeVar

from core.query.errors import QueryError, column, shown
from core.query.names import Name
from core.query.words import Role

_BLANKS: Final = re.compile(r"\s*")
_WORD: Final = re.compile(r'[^\s"()]+')
_NAME: Final = re.compile(r'[^\s"()<>=,]+')
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE: Final = re.compile(r'\\(["\\])')
_SEPARATED: Final = re.compile(r"[\s()]|\Z")

Value = TypeVar("Value")


class Scanner:
    """A text and how far it has been read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0

    def next(self) -> str:
        """Pass over blanks and give the character there, or nothing at the end."""
        self.blanks()
        return self.text[self.place : self.place + 1]

    def blanks(self) -> None:
        """Pass over blanks."""
        blanks = _BLANKS.match(self.text, self.place)
        self.place = blanks.end() if blanks else self.place

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Read what matches a pattern here, if anything does."""
        found = pattern.match(self.text, self.place)
        if found:
            self.place = found.end()
        return found

    def word(self) -> str:
        """Read up to a blank, quote or parenthesis; maybe nothing."""
        found = self.take(_WORD)
        return found[0] if found else ""

    def quoted(self) -> str:
        """Read a text in quotes, which must not be empty."""
        start = self.place
        found = self.take(_QUOTED)
        if found is None:
            raise QueryError(
                f"The quote before {shown(self.text[start + 1 : start + 21])} {column(start)} is never closed: "
                'put another " where it ends.',
                start,
                len(self.text),
            )
        if not found[1]:
            raise QueryError(f'Nothing stands between the quotes "" {column(start)}.', start, self.place)
        return _ESCAPE.sub(r"\1", found[1])

    def name(self, role: Role, before: str) -> Name:
        """Read a name in quotes or without; `before` is what asked for it."""
        start = self.place
        if self.text.startswith('"', start):
            text = self.quoted()
        else:
            found = self.take(_NAME)
            if found is None:
                raise self.missing(f"the name of {_ARTICLES[role]}", before)
            text = found[0]
        return Name(role, text, start, self.place)

    def choice(self, key: str, words: Mapping[str, Value]) -> Value:
        """Read one of a few words."""
        start = self.place
        word = self.word()
        if not word:
            raise self.missing(f"one of {', '.join(words)}", f"{key}:")
        if word.lower() not in words:
            raise QueryError(
                f"{shown(word)} {column(start)} is not a value of {key}: use one of {', '.join(words)}.",
                start,
                self.place,
            )
        return words[word.lower()]

    def separated(self) -> None:
        """Make sure that what was read ends here."""
        if not _SEPARATED.match(self.text, self.place):
            rest = self.text[self.place : self.place + 20].split(maxsplit=1)[0]
            raise QueryError(
                f"Put a space before {shown(rest)} {column(self.place)}, or quotes round all that belongs together.",
                self.place,
                self.place + len(rest),
            )

    def missing(self, what: str, before: str) -> QueryError:
        """The error that something has to follow here."""
        start = min(self.place, len(self.text))
        return QueryError(f"After {shown(before)} {column(start)} {what} is missing.", start, start)


_ARTICLES: Final = {
    Role.PRINCIPLE: "a principle",
    Role.ANNOTATOR: "an annotator",
    Role.REVIEWER: "a reviewer",
    Role.CASE: "a case",
    Role.FACT: "a fact",
}
