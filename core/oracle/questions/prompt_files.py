"""A prompt as a file: its settings as TOML, then its turns below `[system]` and `[user]`, with blanks for the texts."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template as Blanks
from typing import Any, Final

from core.model.errors import OracleError
from core.model.safe_text import inert_line
from core.model.toml_text import parsed_toml
from core.oracle.terms import ReadingRule
from core.storage.plain_file import refuse_open_store

_ROLE: Final = re.compile(r"^\[(system|user)\][ \t]*\n", re.MULTILINE)
_CASE: Final = ("prompt", "response_a", "response_b")
_BLANKS: Final = (*_CASE, "principle", "principles", "count", "fence")
_ANSWERS: Final = (re.compile(r"\bA\b"), re.compile(r"\bB\b"), re.compile(r"\b(?:N|NA|N/A)\b"))
_LONGEST: Final = 1 << 18
_MOST_TOKENS: Final = 1 << 20
_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class PromptFile:
    """What a file says: turns as (role, text), and how they are to be sent and their answers read.

    `temperature` and `max_tokens` are None where the file leaves them to the command. `transcript`: a response to a
    transcript is shown with its `Assistant:`. `asks_of` is the blank of what is asked about: `principle`, `principles`,
    or nothing for the question which response is better.
    """

    text: str
    digest: str
    parts: tuple[tuple[str, str], ...]
    asks_of: str
    temperature: float | None = None
    max_tokens: int | None = None
    reading: ReadingRule = ReadingRule.DECLARED
    transcript: bool = False


def prompt_file(data: bytes, name: str) -> PromptFile:
    """Read a prompt; OracleError says in a sentence what is wrong with it, calling it `name`."""
    whose = f"The prompt {inert_line(name, _SHOWN)}"
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise OracleError(f"{whose} is not UTF-8: save it as that.") from error
    head, *pieces = _ROLE.split(text)
    turns = tuple((role, said.strip("\n")) for role, said in zip(pieces[::2], pieces[1::2], strict=True))
    if [role for role, _ in turns] not in (["user"], ["system", "user"]):
        raise OracleError(
            f"{whose} needs one line [user], with the question below it, and at most one [system] before."
        )
    asks_of = _asked(whose, turns)
    return PromptFile(text, hashlib.sha256(text.encode()).hexdigest(), turns, asks_of, **_settings(whose, head))


def prompt_at(path: Path) -> PromptFile:
    """Read the prompt in a file of the user's; OracleError where it cannot be read, or is none."""
    try:
        refuse_open_store(path)
        with path.open("rb") as file:
            data = file.read(_LONGEST + 1)
    except OSError as error:
        raise OracleError(f"The prompt {inert_line(str(path), _SHOWN)} cannot be read: {error.strerror}.") from error
    if len(data) > _LONGEST:
        raise OracleError(
            f"The prompt {inert_line(str(path), _SHOWN)} is longer than {_LONGEST >> 10} KiB: shorten it."
        )
    return prompt_file(data, path.name)


def _asked(whose: str, turns: tuple[tuple[str, str], ...]) -> str:
    """What the turns ask about, once their blanks are known and there are all that have to be."""
    whole = "\n".join(text for _, text in turns)
    if not Blanks(whole).is_valid():
        raise OracleError(f"{whose} has a $ that begins no blank: write $$ for a dollar sign.")
    there = Blanks(whole).get_identifiers()
    strange = next((each for each in there if each not in _BLANKS), None)
    if strange is not None:
        known = ", ".join(f"${each}" for each in _BLANKS)
        raise OracleError(
            f"{whose} has the blank ${inert_line(strange, _SHOWN)}: there are {known}, and $$ for a dollar."
        )
    missing = next((each for each in _CASE if each not in there), None)
    if missing is not None:
        raise OracleError(f"{whose} does not show ${missing}: it needs $prompt, $response_a and $response_b.")
    if {"principle", "principles"} <= set(there):
        raise OracleError(f"{whose} has both $principle and $principles: it asks about one, or about several.")
    if not all(form.search(re.sub(r"\$\w+|\$\{\w+\}", " ", whole)) for form in _ANSWERS):
        raise OracleError(f"{whose} does not name the answers: it has to ask for A, B, and N or NA for neither.")
    return next((each for each in ("principle", "principles") if each in there), "")


def _settings(whose: str, head: str) -> dict[str, Any]:
    """The settings above the turns, each of its kind."""
    try:
        given: Mapping[str, Any] = parsed_toml(head)
    except ValueError as error:
        said = inert_line(str(error), _SHOWN)
        raise OracleError(f"{whose} begins with settings that are no TOML, before its turns: {said}.") from error
    found: dict[str, Any] = {}
    for name, value in given.items():
        wanted = _WANTED.get(name)
        if wanted is None:
            known = ", ".join(_WANTED)
            raise OracleError(f"{whose} has a setting {inert_line(name, _SHOWN)}, which no prompt has: use {known}.")
        fits, said = wanted
        if not fits(value):
            raise OracleError(f"{whose} sets {name} to what it cannot be: give {said}.")
        found[name] = ReadingRule(value) if name == "reading" else value
    return found


def _number(value: object, least: float, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most


_WANTED: Final[dict[str, tuple[Any, str]]] = {
    "temperature": (lambda value: _number(value, 0, 2), "a number from 0 to 2"),
    "max_tokens": (lambda value: isinstance(value, int) and _number(value, 1, _MOST_TOKENS), "a whole number from 1"),
    "reading": (lambda value: value in list(ReadingRule), " or ".join(f'"{each}"' for each in ReadingRule)),
    "transcript": (lambda value: isinstance(value, bool), "true or false"),
}
