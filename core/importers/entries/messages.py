"""Messages as they come, and as blocks of text in which everything that they hold is to be seen."""

import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final

import orjson

from core.model.conversation import Turn, messages_of, speaker_of

_ROLES: Final = {"human": "user", "gpt": "assistant", "bot": "assistant", "model": "assistant", "observation": "tool"}
"""Roles of conversations that have `from` and `value`, by what others call them."""
_CONTENTS: Final = ("value", "text")
"""What others call what a message says."""
_PLAIN: Final = frozenset({"role", "content"})
_NAMED: Final = ("name", "path", "file_name", "filename", "url", "file_id", "id")
_THINKING: Final = ("thinking", "reasoning_content", "reasoning")
_MEDIA: Final = ("image", "audio", "video", "file")
_LONGEST: Final = 200
_BLOCK: Final = re.compile(
    r"^(?=\\*\[(?:tool call|result of|from|image|audio|video|file|refusal|part|thinking|end of thinking)\b)",
    re.MULTILINE,
)


class MessageError(ValueError):
    """What came is no message; the text says why, to follow the name of its field."""


def turn(message: object) -> Turn:
    """The speaker of a message and its text, in which tool calls, media and thoughts are blocks in brackets.

    A line of the message itself that begins like such a block has a backslash before it. Raises MessageError.
    """
    if not isinstance(message, Mapping):
        raise MessageError("has a message without a role")
    role, content = message.get("role"), message.get("content")
    if isinstance(role, str) and type(content) is str and len(message) == 2:
        return speaker_of(role), _escaped(content)
    if role is None:
        role = message.get("from")
        role = _ROLES.get(role.strip().lower(), role) if isinstance(role, str) else None
    if not isinstance(role, str) or not role.strip():
        raise MessageError("has a message without a role")
    if content is None:
        content = next((message[name] for name in _CONTENTS if message.get(name) is not None), None)
    return speaker_of(role), _text(message, content)


def reads_back(text: str, messages: Sequence[Mapping[str, Any]], alone: str) -> bool:
    """Whether a text made of messages gives the very same messages."""
    if len(messages) == 1:
        [only] = messages
        plain = only.get("role") == alone and only.get("content") == text and tuple(only) == ("role", "content")
        return plain and len(messages_of(text, alone)) == 1
    return all(tuple(each) == ("role", "content") for each in messages) and messages_of(text, alone) == messages


def as_json(messages: object) -> str:
    """Messages, or one text, as JSON; raises MessageError where they cannot be."""
    try:
        return orjson.dumps(messages).decode()
    except TypeError as error:
        raise MessageError("has a message with text that is not Unicode") from error


def _text(message: Mapping[str, Any], content: object) -> str:
    blocks = [f"[thinking] {_escaped(str(message[key]))}\n[end of thinking]" for key in _THINKING if message.get(key)]
    if message.get("name") is not None:
        tool = message.get("role") in ("tool", "function")
        blocks.append(f"[{'result of' if tool else 'from'} {_inside(message['name'])}]")
    if isinstance(content, str):
        blocks.append(_escaped(content))
    elif isinstance(content, list) and content:
        blocks.extend(_parts(content))
    elif content is not None:
        raise MessageError("has a message without text")
    if message.get("refusal"):
        blocks.append(f"[refusal] {_escaped(str(message['refusal']))}")
    calls = message.get("tool_calls") or []
    called = [*(calls if isinstance(calls, list) else [calls]), message.get("function_call")]
    blocks.extend(_tool_call(call) for call in called if call is not None)
    if not blocks:
        raise MessageError("has a message without text")
    return "\n".join(block for block in blocks if block)


def _parts(parts: Sequence[object]) -> list[str]:
    """Texts that follow one another run on, as in one text."""
    blocks: list[str] = []
    running = False
    for part in parts:
        text = part if isinstance(part, str) else None
        if isinstance(part, Mapping) and part.get("type") != "thinking":
            # LLaMA-Factory calls the text of a part its value.
            said = part.get("text", part.get("value") if part.get("type") == "text" else None)
            text = said if isinstance(said, str) else None
        if text is not None and running:
            blocks[-1] += _escaped(text)
        else:
            blocks.append(_escaped(text) if text is not None else _block(part))
        running = text is not None
    return blocks


def _block(part: object) -> str:
    if not isinstance(part, Mapping):
        return f"[part {_inside(part)}]"
    kind = str(part.get("type") or "")
    if kind in _THINKING:
        return f"[thinking] {_escaped(str(part.get(kind) or part.get('text') or ''))}\n[end of thinking]"
    if kind in ("tool_use", "tool_call"):
        return _tool_call(part)
    for medium in _MEDIA:
        if medium in kind or (not kind and any(medium in str(key) for key in part)):
            rest = {key: value for key, value in part.items() if key != "type" and value is not None}
            return f"[{medium} {_reference(rest)}]" if rest else f"[{medium}]"
    return f"[part {_inside(dict(part))}]"


def _reference(value: object) -> str:
    """What tells a medium from others: its name, or what its data begins with and a digest of all of it."""
    while isinstance(value, Mapping) and len(value) == 1:
        value = next(iter(value.values()))
    if isinstance(value, Mapping):
        named = [key for key in _NAMED if isinstance(value.get(key), str)]
        if len(named) == 1 and all(value[key] is None for key in value if key != named[0]):
            value = value[named[0]]
    return _inside(value)


def _tool_call(call: object) -> str:
    called = call.get("function", call) if isinstance(call, Mapping) else call
    if not isinstance(called, Mapping) or not isinstance(called.get("name"), str):
        return f"[tool call {_inside(call)}]"
    given = next((called[key] for key in ("arguments", "parameters", "input") if called.get(key) is not None), None)
    # Arguments are JSON in a string, or what that says; where they are not JSON, the string itself.
    shown = given if isinstance(given, str) and _on_one_line(given) else _json(given)
    return f"[tool call {_inside(called['name'])}{'' if given is None else f' {shown}'}]"


def _inside(value: object) -> str:
    """A value between brackets: on one line, and cut where it is long, with a digest of all of it."""
    text = value if isinstance(value, str) and _on_one_line(value) and "]" not in value else _json(value)
    if len(text) <= _LONGEST:
        return text
    return f"{text[:40]}… {len(text)} characters, {blake2b(text.encode(), digest_size=6).hexdigest()}"


def _json(value: object) -> str:
    try:
        return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS, default=str).decode()
    except TypeError as error:
        raise MessageError("has a message with text that is not Unicode") from error


def _on_one_line(text: str) -> bool:
    return text.isprintable() and text == text.strip() and bool(text)


def _escaped(text: str) -> str:
    return _BLOCK.sub(r"\\", text) if "[" in text else text
