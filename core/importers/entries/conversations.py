"""What an entry brings as the texts of a case: prompt and two responses, split where both conversations part."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple

from core.importers.entries.messages import MessageError, as_json, reads_back, turn
from core.importers.entry import Entry, MalformedRowError, Text
from core.importers.formats.field_path import json_of
from core.model.conversation import HUMAN, Turn, split_transcript, without_open_turn, written
from core.model.terms import Shape

_LAST_BLANK: Final = re.compile(r".*\s", re.DOTALL)
_BEFORE: Final = frozenset({"System", "Developer"})
"""Speakers of what stands before a conversation."""
_SAID: Final = frozenset({"Assistant", "Tool", "Function"})
"""Speakers with whose turns a response may begin."""

Messages = list[Mapping[str, Any]]


class Nothing(StrEnum):
    """Why a row decides nothing."""

    SAME = "both responses are the same"
    EMPTY = "both responses are empty"
    NO_PROMPT = "the prompt is empty"


class Doubt(StrEnum):
    """What the rows of a warning have in common."""

    PROMPTS_DIFFER = "the prompts of chosen and rejected differ"
    OTHER_PROMPT = "the prompt is none of the turns with which both conversations begin, which are taken for it"
    HALF = "one response is empty"


class Texts(NamedTuple):
    """The texts of a case, how they came in, and what there is to say of them.

    `messages` are prompt and responses as JSON, as they came, where the texts do not read back to the same messages.
    """

    prompt: str
    response_a: str
    response_b: str
    shape: Shape | None = None
    messages: tuple[str, str, str] | None = None
    nothing: Nothing | None = None
    doubt: Doubt | None = None


def texts_of(entry: Entry) -> Texts:
    """Read an entry's prompt and responses; raises MalformedRowError."""
    if entry.apart:
        return _apart(entry.prompt or "", entry.response_a, entry.response_b)
    found = _read(entry.prompt, entry.response_a, entry.response_b)
    return found._replace(nothing=None) if entry.promptless and found.nothing is Nothing.NO_PROMPT else found


def _read(prompt: Text | None, a: Text, b: Text) -> Texts:
    if isinstance(a, str) and isinstance(b, str) and not isinstance(prompt, list):
        return _shared_text(a, b) if prompt is None else _texts(prompt, a, b)
    if prompt is None and (isinstance(a, str) or isinstance(b, str)):
        raise MalformedRowError("prompt is missing, and the two responses are not of the same kind")
    return _conversation(prompt, a, b)


def _apart(prompt: Text, a: Text, b: Text) -> Texts:
    """Take the three as they are."""
    if isinstance(prompt, str) and isinstance(a, str) and isinstance(b, str):
        return _texts(prompt, a, b)._replace(nothing=None)
    asked = _Part.of("prompt", prompt, "user") if prompt else _Part([], [], "user")
    first, second = (_Part.of(name, each, "assistant") for name, each in (("response a", a), ("response b", b)))
    return _written(asked, first, second, None, explicit=True)._replace(nothing=None)


def _texts(prompt: str, a: str, b: str) -> Texts:
    """Take texts as they are, but an open transcript as its prompt and two answers."""
    asked = without_open_turn(prompt)
    if asked is not None:
        a, b = a.strip(), b.strip()
        return Texts(asked, a, b, Shape.TRANSCRIPT, nothing=_alike(a, b), doubt=_half(a, b))
    return Texts(prompt, a, b, nothing=_undecided(prompt, a, b), doubt=_half(a, b))


def _alike(a: str, b: str) -> Nothing | None:
    if a == b:
        return Nothing.SAME if a.strip() else Nothing.EMPTY
    return None


def _undecided(prompt: str, a: str, b: str) -> Nothing | None:
    if a == b or not (a.strip() or b.strip()):
        return Nothing.SAME if a.strip() else Nothing.EMPTY
    return None if prompt.strip() else Nothing.NO_PROMPT


def _half(a: str, b: str) -> Doubt | None:
    """That one response alone is empty, which is a decision, but may be a fault of the file."""
    return None if bool(a.strip()) == bool(b.strip()) else Doubt.HALF


def _shared_text(a: str, b: str) -> Texts:
    """Split transcripts at their last turn, other texts after the last whole word that they share.

    Transcripts whose prompts differ have that of the first. The blank after the last shared word begins the responses,
    so that prompt and response together are the text as it was.
    """
    first, second = split_transcript(a), split_transcript(b)
    if first is not None and second is not None:
        alike = first[0] == second[0]
        if alike or (a.lstrip().startswith(HUMAN) and b.lstrip().startswith(HUMAN)):
            doubt = _half(first[1], second[1]) if alike else Doubt.PROMPTS_DIFFER
            nothing = _alike(first[1], second[1]) if alike else None
            return Texts(first[0], first[1], second[1], Shape.TRANSCRIPT, nothing=nothing, doubt=doubt)
    same = next((n for n, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))
    words = _LAST_BLANK.match(a[:same])
    length = len(words[0].rstrip()) if words else 0
    nothing = _alike(a, b) if a.strip() or b.strip() else Nothing.EMPTY
    return Texts(a[:length], a[length:], b[length:], nothing=nothing, doubt=_half(a, b))


class _Part:
    """A prompt or response as it came, and its turns; one text has one turn."""

    __slots__ = ("alone", "came", "turns")

    def __init__(self, came: Text, turns: list[Turn], alone: str) -> None:
        self.came, self.turns, self.alone = came, turns, alone

    @classmethod
    def of(cls, name: str, value: Text, alone: str) -> "_Part":
        if isinstance(value, str):
            return cls(value, [("Human" if alone == "user" else "Assistant", value)], alone)
        if not value:
            raise MalformedRowError(f"{name} is an empty list of messages")
        try:
            return cls(value, [turn(message) for message in value], alone)
        except MessageError as error:
            raise MalformedRowError(f"{name} {error}") from None

    @property
    def messages(self) -> Messages:
        return [{"role": self.alone, "content": self.came}] if isinstance(self.came, str) else list(self.came)

    def cut(self, start: int = 0, end: int | None = None) -> "_Part":
        return _Part(self.messages[start:end], self.turns[start:end], self.alone)

    def before(self, other: "_Part") -> "_Part":
        return _Part([*self.messages, *other.messages], [*self.turns, *other.turns], self.alone)

    @property
    def text(self) -> str:
        return written(self.turns)

    @property
    def json(self) -> str:
        """What came as JSON; a text that is JSON itself as the content of a message, as a dataset must have it."""
        plain = isinstance(self.came, str) and isinstance(json_of(self.came), str)
        return as_json(self.came if plain else self.messages)

    def kept(self, text: str) -> bool:
        """Whether the text alone gives back what came; one text is itself."""
        if isinstance(self.came, str) or not self.came:
            return True
        # A prompt without text is taken for none.
        return bool(text or self.alone == "assistant") and reads_back(text, self.came, self.alone)


def _conversation(prompt: Text | None, first: Text, second: Text) -> Texts:
    """Split off what both conversations begin with, whatever the prompt says, and leave it out of the responses."""
    a, b = _Part.of("the first response", first, "assistant"), _Part.of("the second response", second, "assistant")
    shared = 0
    if not isinstance(first, str) and not isinstance(second, str):
        limit = min(len(first), len(second)) - 1
        shared = next((n for n in range(limit) if first[n] != second[n]), limit)
    common = _Part(list(a.messages[:shared]), a.turns[:shared], "user")
    asked, doubt = common, None
    if prompt is not None:
        blank = not prompt or (isinstance(prompt, str) and not prompt.strip())
        given = _Part([], [], "user") if blank else _Part.of("prompt", prompt, "user")
        asked, doubt = _asked(given, common)
    rests = [_rest(part, asked, shared) for part in (a, b)]
    return _written(asked, rests[0], rests[1], doubt, explicit=prompt is not None)


def _asked(given: _Part, common: _Part) -> tuple[_Part, Doubt | None]:
    """The prompt, from what is given as one and what both conversations begin with."""
    turns, begun = given.turns, common.turns
    if begun and _ends_with(begun[: len(turns)], turns):
        return common, None
    if _ends_with(turns, begun):
        return given, None
    if begun[0][0] in _SAID or (begun[0][0] not in _BEFORE and all(speaker in _BEFORE for speaker, _ in turns)):
        return given.before(common), None
    said = {text.strip() for _, text in begun} | {common.text.strip()}
    inside = given.text.strip() in said
    return common, None if inside else Doubt.OTHER_PROMPT


def _ends_with(turns: Sequence[Turn], end: Sequence[Turn]) -> bool:
    return len(turns) >= len(end) and all(
        one[0] == other[0] and one[1].strip() == other[1].strip()
        for one, other in zip(turns[len(turns) - len(end) :], end, strict=True)
    )


def _rest(part: _Part, asked: _Part, shared: int) -> _Part:
    """A response without the beginning of both, or without the prompt where it alone begins with that."""
    length = len(asked.turns)
    if not shared and 0 < length < len(part.turns) and _ends_with(part.turns[:length], asked.turns):
        shared = length
    return part.cut(shared) if shared else part


def _written(asked: _Part, a: _Part, b: _Part, doubt: Doubt | None, *, explicit: bool) -> Texts:
    prompt, response_a, response_b = (part.text if part.turns else "" for part in (asked, a, b))
    messages = None
    kept = asked.kept(prompt) and a.kept(response_a) and b.kept(response_b)
    if not kept:
        try:
            messages = (asked.json, a.json, b.json)
        except MessageError as error:
            raise MalformedRowError(str(error)) from None
    nothing: Nothing | None
    if not (response_a.strip() or response_b.strip()):
        nothing = Nothing.EMPTY
    elif a.came == b.came:
        nothing = Nothing.SAME
    else:
        nothing = Nothing.NO_PROMPT if explicit and not prompt.strip() else None
    doubt = doubt or _half(response_a, response_b)
    return Texts(prompt, response_a, response_b, Shape.MESSAGES, messages, nothing, doubt)
