"""From text to filter.

    query   = group {"or" group}
    group   = item {["and"] item}
    item    = {"not" | "-"} ("(" query ")" | term) | "annotator:" name
    term    = category | key ":" value | ["fact."] name ":" value | word | quoted

`terms.HELP` shows every term. Words of the language may be in capitals; names and texts are kept as they are.
"""

import re
from typing import Final

from core.query.errors import QueryError, column, shown
from core.query.form import Term
from core.query.key_terms import fact_term, key_term
from core.query.kinds import View
from core.query.names import Name
from core.query.scanner import Scanner
from core.query.terms import KINDS, Kind, Text, Whose
from core.query.tree import And, Not, Or, Query
from core.query.words import Role

LONGEST: Final = 10_000
"""Characters of a filter."""
DEEPEST: Final = 50
"""Parentheses within parentheses."""

_CONNECTIVE: Final = re.compile(r'(and|or|not)(?=[\s()"]|\Z)', re.IGNORECASE)
_KEY: Final = re.compile(r'([^\s"():<>=,]*):')
_FACT: Final = re.compile(r'fact\.(?:"((?:[^"\\]|\\.)+)"|([^\s"():<>=,]+)):', re.IGNORECASE | re.DOTALL)
_ESCAPE: Final = re.compile(r'\\(["\\])')
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def parse(text: str) -> Query:
    """Read a filter; blank text chooses all cases. Raises QueryError, and no other error whatever the text."""
    if len(text) > LONGEST:
        raise QueryError(
            f"A filter has at most {LONGEST} characters, but this one goes on after them "
            f"{column(LONGEST)} with {shown(text[LONGEST : LONGEST + 20])}.",
            LONGEST,
            len(text),
        )
    broken = _SURROGATE.search(text)
    if broken:
        raise QueryError(
            f"The character {shown(broken[0])} {column(broken.start())} is half of a broken one: take it out.",
            broken.start(),
            broken.end(),
        )
    return _Parser(text).whole()


class _Parser:
    """Recursive descent; `_before` is the word that needs something after it."""

    def __init__(self, text: str) -> None:
        self._scanner = Scanner(text)
        self._before = ""
        self._depth = 0

    def whole(self) -> Query:
        if not self._scanner.next():
            return Kind(View.ALL)
        query = self._query()
        if self._scanner.next():
            raise self._unopened()
        return query

    def _query(self) -> Query:
        groups = [self._group()]
        while self._connective("or"):
            groups.append(self._group())
        return groups[0] if len(groups) == 1 else Or(tuple(groups))

    def _group(self) -> Query:
        queries: list[Query] = []
        annotator: Name | None = None
        waiting = True
        while (character := self._scanner.next()) and character != ")" and self._peek() != "or":
            if not waiting and self._connective("and"):
                waiting = True
                continue
            item = self._item()
            whose = Whose.of(item)
            if whose is None:
                queries.append(item)
            elif annotator is None:
                annotator = whose[0]
            else:
                beside = f" is a second annotator beside {shown(annotator.text)}"
                raise whose[0].wrong(f"{beside}: put each in parentheses with what is meant of it.")
            waiting = False
        if waiting:
            raise self._nothing()
        return queries[0] if len(queries) == 1 and annotator is None else And(tuple(queries), annotator)

    def _item(self) -> Query:
        """Read what may stand in a group: a filter, or whose annotations the group means."""
        negative = False
        negated = False
        while True:
            if self._connective("not"):
                negative, negated = not negative, True
            elif self._scanner.next() == "-":
                self._minus()
                negative, negated = not negative, True
            else:
                break
        start = self._scanner.place
        if self._scanner.next() == "(":
            item: Query = self._parenthesis()
        elif self._scanner.next() in ("", ")") or self._peek():
            raise self._nothing()
        else:
            item = self._term()
        if negated and Whose.of(item):
            raise QueryError(
                f"{item} {column(start)} says whose annotations are meant, so it cannot be left out.",
                start,
                self._scanner.place,
            )
        return Not(item) if negative else item

    def _minus(self) -> None:
        place = self._scanner.place
        self._scanner.place += 1
        self._before = "-"
        if self._scanner.text[place + 1 : place + 2].isspace():
            raise QueryError(
                f'Put the "-" {column(place)} right before what it leaves out, or quotes round it to look for it.',
                place,
                place + 1,
            )

    def _parenthesis(self) -> Query:
        start = self._scanner.place
        if self._depth == DEEPEST:
            raise QueryError(f'The "(" {column(start)} is more than {DEEPEST} parentheses deep.', start, start + 1)
        self._scanner.place += 1
        self._before = "("
        self._depth += 1
        query = self._query()
        self._depth -= 1
        if self._scanner.next() != ")":
            raise QueryError(f'The "(" {column(start)} is never closed: put a ")" after it.', start, start + 1)
        self._scanner.place += 1
        return query

    def _term(self) -> Term:
        scanner = self._scanner
        start = scanner.place
        if scanner.text[start] == '"':
            term = Text(scanner.quoted())
        elif fact := scanner.take(_FACT):
            named = fact[2] or _ESCAPE.sub(r"\1", fact[1] or "")
            term = fact_term(scanner, Name(Role.FACT, named, start, scanner.place))
        elif key := scanner.take(_KEY):
            term = key_term(scanner, key[1], start)
        else:
            term = self._plain(scanner.word(), start)
        scanner.separated()
        return term

    def _plain(self, word: str, start: int) -> Term:
        if word[0] in "<>=,":
            raise QueryError(
                f"{shown(word)} {column(start)} belongs between two names: put quotes round it to look for it.",
                start,
                self._scanner.place,
            )
        return Kind(View(word.lower())) if word.lower() in KINDS else Text(word)

    def _peek(self) -> str:
        """The connective that comes next, if one does."""
        self._scanner.blanks()
        found = _CONNECTIVE.match(self._scanner.text, self._scanner.place)
        return found[1].lower() if found else ""

    def _connective(self, word: str) -> bool:
        """Read a connective if it comes next."""
        if self._peek() != word:
            return False
        self._scanner.place += len(word)
        self._before = word
        return True

    def _nothing(self) -> QueryError:
        """The error that something to filter by has to stand here."""
        scanner = self._scanner
        after = scanner.next()
        if after == ")" and self._depth == 0:
            return self._unopened()
        if after:
            word = self._peek() or after
            message = f"Something to filter by is missing before {shown(word)} {column(scanner.place)}."
            return QueryError(message, scanner.place, scanner.place + len(word))
        return scanner.missing("something to filter by", self._before)

    def _unopened(self) -> QueryError:
        place = self._scanner.place
        return QueryError(f'The ")" {column(place)} closes a parenthesis that was never opened.', place, place + 1)
