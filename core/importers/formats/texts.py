"""A prompt or response as it stands in a record: a text, a message, or a list of messages."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from core.importers.entry import MalformedRowError, Message, Text
from core.importers.formats.field_path import json_of
from core.importers.formats.fields import refuse_bytes

_ANSWERING: Final = frozenset({"assistant", "gpt", "bot", "chatbot", "model"})
_ROLES: Final = ("role", "from")
_EMPTY: Final = frozenset({"", "[]"})
"""Texts that say nothing of whether a column holds messages."""
_PRINTED: Final = re.compile(r"\[\s*\{'(?:role|content|from|value)': .*\}\s*\]\s*", re.DOTALL)


def is_message(value: object) -> bool:
    """Whether something is a message: it has a role, whatever that is called."""
    return isinstance(value, Mapping) and any(isinstance(value.get(name), str) for name in _ROLES)


def text_of(value: object, name: str, *, plain: bool = False) -> Text:
    """Take a value as text; one message is a list of one, and JSON text of messages is those messages.

    A text of a `plain` column is what it is, whatever it looks like. Raises MalformedRowError, which calls the value by
    `name`, for anything else.
    """
    if value is None:
        raise MalformedRowError(f"{name} is missing")
    refuse_bytes(value, name)
    if plain and isinstance(value, str):
        return value
    held = json_of(value)
    if type(held) is str:
        if held[:1] == "[" and _PRINTED.fullmatch(held):
            raise MalformedRowError(f"{name} holds messages as NumPy prints them: write them as JSON")
        return held
    if is_message(held):
        return [held]  # type: ignore[list-item]
    if isinstance(held, list) and held and all(map(is_message, held)):
        return held
    if isinstance(held, list) and held and all(map(_is_exchange, held)):
        roles = ("user", "assistant")
        return [{"role": role, "content": said} for each in held for role, said in zip(roles, each, strict=True)]
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        raise MalformedRowError(f"{name} is {value} and not text")
    raise MalformedRowError(f"{name} is neither text nor a list of messages")


def is_readable(value: object) -> bool:
    """Whether a value can be taken as text."""
    try:
        text_of(value, "")
    except MalformedRowError:
        return False
    return True


def is_plain(rows: Iterable[Sequence[object]], *, exchanges: bool = False) -> bool:
    """Whether the texts of columns that go together, row by row, are texts and no messages written as JSON.

    A response may be JSON that looks like a message, because it was asked for: texts are messages where most rows have
    nothing else in these columns. `exchanges` says that they may be lists of what was asked and answered too.
    """
    found = []
    for row in rows:
        texts = [value for value in row if isinstance(value, str) and value.strip() not in _EMPTY]
        if texts:
            found.append(all(_writes_messages(text, exchanges=exchanges) for text in texts))
    return bool(found) and 2 * sum(found) <= len(found)


def _writes_messages(text: str, *, exchanges: bool) -> bool:
    """Whether a text is messages as JSON, or as NumPy prints them."""
    held = json_of(text)
    if isinstance(held, list) and held:
        return all(map(is_message, held)) or (exchanges and all(map(_is_exchange, held)))
    return is_message(held) or bool(text[:1] == "[" and _PRINTED.fullmatch(text))


def _is_exchange(value: object) -> bool:
    """Whether a value is what was asked and what was answered, as LLaMA-Factory's `history` lists them."""
    return isinstance(value, list) and len(value) == 2 and all(isinstance(said, str) for said in value)


def role_of(message: Message) -> str:
    """The role of a message, in lower case."""
    return next((str(message[name]).strip().lower() for name in _ROLES if isinstance(message.get(name), str)), "")


def is_conversation(value: object) -> bool:
    """Whether a value is a list of messages that somebody else than the assistant begins."""
    held = json_of(value)
    return isinstance(held, list) and bool(held) and is_message(held[0]) and role_of(held[0]) not in _ANSWERING


def is_led(text: Text) -> bool:
    """Whether what was taken as text is a conversation that somebody else than the assistant begins."""
    return not isinstance(text, str) and is_conversation(text)


def is_answer(message: object) -> bool:
    """Whether a message is the assistant's."""
    return isinstance(message, Mapping) and role_of(message) in _ANSWERING


def joined(parts: Sequence[Text]) -> Text:
    """Join the parts of a prompt: texts next to one another by a line end, and messages after one another."""
    filled = [part for part in parts if part]
    messages: list[Message] = []
    texts: list[str] = []
    for part in filled:
        if isinstance(part, str):
            texts.append(part)
            continue
        messages += [*_said(texts), *part]
        texts = []
    return [*messages, *_said(texts)] if messages else "\n".join(texts)


def _said(texts: Sequence[str]) -> list[Message]:
    return [{"role": "user", "content": "\n".join(texts)}] if texts else []


def with_system(system: object, prompt: Text | None, responses: tuple[Text, Text]) -> tuple[Text | None, Text, Text]:
    """Put a system text first: before the prompt, or before both conversations where they hold the prompt."""
    said = "".join(_system_parts(system))
    if not said:
        return prompt, *responses
    turn: Message = {"role": "system", "content": said}
    first, second = responses
    if is_led(first) and is_led(second):
        return prompt, _led(turn, first), _led(turn, second)
    if isinstance(prompt, list):
        return prompt if prompt and role_of(prompt[0]) == "system" else [turn, *prompt], *responses
    if prompt is None:
        raise MalformedRowError("it has a system text and no prompt")
    return [turn, {"role": "user", "content": prompt}], *responses


def _led(turn: Message, conversation: Text) -> Text:
    """A conversation with the system's turn first, unless it has one."""
    held = list(conversation)
    return held if role_of(held[0]) == "system" else [turn, *held]  # type: ignore[arg-type, list-item, return-value]


def _system_parts(value: object) -> list[str]:
    """The texts of a system column: one text, or a list of parts with a text each."""
    if value is None:
        return []
    held = json_of(value)
    if isinstance(held, list):
        parts = [part.get("text", part.get("content")) if isinstance(part, Mapping) else part for part in held]
        if all(isinstance(part, str) for part in parts):
            return list(map(str, parts))
    if isinstance(value, str):
        return [value] if value.strip() else []
    raise MalformedRowError("system is not text")
