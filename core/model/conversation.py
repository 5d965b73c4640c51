"""Conversations as one text, the form in which the store keeps prompts and responses, and back as messages."""

import re
from collections.abc import Sequence
from typing import Final

Turn = tuple[str, str]
"""A speaker and what was said."""

ASSISTANT: Final = "Assistant:"
HUMAN: Final = "Human:"
_SPEAKERS: Final = {"user": "Human", "assistant": "Assistant", "system": "System"}
_ROLES: Final = {speaker: role for role, speaker in _SPEAKERS.items()}
_OTHERS: Final = ("Tool", "Developer", "Function")
_TURN: Final = re.compile(rf"(?:\A|\n\n)({'|'.join((*_ROLES, *_OTHERS))}): ")
_OPEN: Final = re.compile(rf"(?:\A|\n)[ \t]*{ASSISTANT}\s*\Z")


def speaker_of(role: str) -> str:
    """The speaker of a message with this role."""
    return _SPEAKERS.get(role.strip().lower(), role.strip().capitalize())


def written(turns: Sequence[Turn]) -> str:
    """Write turns with blank lines between; a single one is its text alone."""
    if len(turns) == 1:
        return turns[0][1]
    return "\n\n".join(f"{speaker}: {text}" for speaker, text in turns)


def messages_of(text: str, alone: str) -> list[dict[str, str]]:
    """Read a text back as messages, of which `written` makes the same text; a single one has the role `alone`.

    A turn within a message cannot be told from one between messages.
    """
    found = list(_TURN.finditer(text))
    if len(found) < 2 or found[0].start(1):
        return [{"role": alone, "content": text}]
    ends = [each.start() for each in found[1:]] + [len(text)]
    return [
        {"role": _ROLES.get(each[1], each[1].lower()), "content": text[each.end() : end]}
        for each, end in zip(found, ends, strict=True)
    ]


def split_transcript(text: str) -> tuple[str, str] | None:
    """Split at the last `Assistant:` into prompt and response, both stripped; None where there is none."""
    prompt, turn, response = text.rpartition(ASSISTANT)
    return (prompt.strip(), response.strip()) if turn else None


def without_open_turn(prompt: str) -> str | None:
    """Take the `Assistant:` off the end of a transcript that waits for its answer; None for any other text."""
    # Most texts end otherwise, which is quicker to see than to search all of them.
    found = _OPEN.search(prompt) if prompt.rstrip().endswith(ASSISTANT) else None
    if found is None or not prompt.lstrip().startswith(HUMAN):
        return None
    return prompt[: found.start()].strip()


def with_open_turn(prompt: str) -> str:
    """Write a prompt as a transcript that waits for its answer, with the separators of such files."""
    return f"\n\n{prompt}\n\n{ASSISTANT}"


def answered(response: str) -> str:
    """Write what comes after an open turn."""
    return f" {response}" if response else ""
