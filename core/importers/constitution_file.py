"""A constitution in TOML: principles with names and texts, where they come from, and the order they declare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.model.errors import FormatError
from core.model.safe_text import inert_line
from core.model.toml_text import parsed_toml

TABLE: Final = "[[principle]]"
"""The line with which each principle begins, and by which the format is recognised."""
_FIELDS: Final = ("title", "about", "source", "source_licence", "licence")
_OF_RULES: Final = frozenset({"id", "name", "text"})
_ORDER: Final = "declared_order"
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Rule:
    """A principle as it is written in a constitution."""

    name: str
    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Constitution:
    """A constitution as it is written: its principles, and what it says of itself, empty where it says nothing.

    `declared` are the places of the principles from the highest down; None where no order is declared.
    """

    rules: tuple[Rule, ...]
    declared: tuple[int, ...] | None
    title: str = ""
    about: str = ""
    source: str = ""
    source_licence: str = ""
    licence: str = ""
    unused: tuple[str, ...] = ()
    """What else is said in the file, of itself or of its principles."""


def read_constitution(text: str, name: str) -> Constitution:
    """Read a constitution from the text of the file called `name`; raises FormatError."""
    try:
        found = parsed_toml(text)
    except ValueError as error:
        raise FormatError(f"{name} is not TOML ({inert_line(str(error))}): correct it and try again.") from error
    rules = _rules(found.get("principle"), name)
    said = {field: _string(found, field, name, required=False) for field in _FIELDS}
    declared = _declared(found.get(_ORDER, False), rules, name)
    return Constitution(rules, declared, **said, unused=_unused(found, name))


def _unused(found: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The keys that say nothing here; raises FormatError where one is an order in another place or spelling."""
    whole = [key for key in found if key not in {"principle", _ORDER, *_FIELDS}]
    of_rules = [(number, key) for number, rule in enumerate(found["principle"], 1) for key in rule.keys() - _OF_RULES]
    for where, key in [("", each) for each in whole] + [(f", principle {number}", each) for number, each in of_rules]:
        if key.strip().casefold().replace("-", "_").replace(" ", "_") in {_ORDER, "declaredorder"}:
            raise FormatError(
                f"{name}{where}: {inert_line(key, _SHOWN)} declares no order where it stands, or as it is written: "
                f"write {_ORDER} before the first {TABLE}."
            )
    return tuple(dict.fromkeys([*sorted(whole), *sorted(key for _, key in of_rules)]))


def _rules(tables: object, name: str) -> tuple[Rule, ...]:
    if not isinstance(tables, list) or not tables or not all(isinstance(each, dict) for each in tables):
        raise FormatError(f"{name} has no principles: give each a {TABLE} with a text and, if you like, a name.")
    rules = []
    for number, table in enumerate(tables, 1):
        where = f"{name}, principle {number}"
        text = _string(table, "text", where, required=True)
        rules.append(Rule(_string(table, "name", where, required=False) or text, text, _id(table, where)))
    return tuple(rules)


def _id(table: Mapping[str, Any], where: str) -> str:
    """The id that a principle is given; empty where it has none, and its place is one."""
    value = table.get("id", "")
    if isinstance(value, bool) or not isinstance(value, str | int) or "\0" in str(value):
        raise FormatError(f"{where}: id must be a text in quotes or a whole number, with no NUL byte in it.")
    return str(value).strip()


def _string(table: Mapping[str, Any], field: str, where: str, *, required: bool) -> str:
    value = table.get(field, "")
    if not isinstance(value, str) or "\0" in value or (required and not value.strip()):
        raise FormatError(f"{where}: {field} must be a text in quotes, with no NUL byte in it.")
    return " ".join(value.split()) if field == "name" else value.strip()


def _declared(given: object, rules: Sequence[Rule], name: str) -> tuple[int, ...] | None:
    """The declared order: true for that of the file, false for none, or all names from the highest down."""
    if isinstance(given, bool):
        return tuple(range(len(rules))) if given else None
    places = {rule.name: place for place, rule in enumerate(rules)}
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise FormatError(f"{name}: declared_order must be true, false, or a list of names, the highest first.")
    for each in given:
        if each not in places:
            raise FormatError(
                f'{name}: declared_order names "{inert_line(each, _SHOWN)}", which is no principle of it.'
            )
    if len(given) != len(rules) or len(set(given)) != len(rules):
        raise FormatError(f"{name}: declared_order must name each of the {len(rules)} principles once.")
    return tuple(places[each] for each in given)
