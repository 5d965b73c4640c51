"""The texts of a case as they came in: as messages, as a transcript, or as plain texts."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import orjson

from core.exporters.table import Conversation
from core.importers.entries.messages import MessageError, as_json, reads_back, turn
from core.importers.formats.texts import text_of
from core.model.conversation import answered, messages_of, with_open_turn, without_open_turn, written
from core.model.terms import Case, Progress, Shape
from core.query.scene import Mask
from core.storage.reading_facts import Facts
from core.storage.store import Store

_PAGE: Final = 2_000
_ALONE: Final = ("user", "assistant", "assistant")
Texts = tuple[str, str, str]


class ShapedCase(NamedTuple):
    """A case, and its prompt, A and B, of which an import makes the same; messages are `Conversation`s.

    Its facts, and the strengths of preferences by annotator, are there where they were asked for.
    """

    case: Case
    texts: Texts
    facts: Facts
    strengths: Mapping[str, float]


def case_texts(
    store: Store, wanted: Mask, progress: Progress | None = None, *, whole: bool = False
) -> Iterator[ShapedCase]:
    """The wanted cases, bool (cases,), in order; `progress` is told how many of all were read.

    Where they are asked for `whole` they have their facts and strengths.
    """
    shapes = store.shapes()
    came: dict[int, Texts] = {}
    facts: dict[int, Facts] = {}
    strengths: dict[int, dict[str, float]] = {}
    for case in store.cases(progress):
        if case.n % _PAGE == 0:
            page = case.n, case.n + _PAGE
            came = store.facts.messages(*page)
            if whole:
                facts, strengths = store.facts.between(*page), store.facts.strengths(*page)
        if wanted[case.n]:
            texts = (case.prompt, case.response_a, case.response_b)
            shaped = _as_they_came(texts, came[case.n]) if case.n in came else _of_shape(texts, int(shapes[case.n]))
            yield ShapedCase(case, shaped, facts.get(case.n, ()), strengths.get(case.n, {}))


def _as_they_came(texts: Texts, messages: Texts) -> Texts:
    prompt, a, b = (_written(*each) for each in zip(texts, messages, _ALONE, strict=True))
    return prompt, a, b


def _written(text: str, came: str, alone: str) -> str:
    """One part of a case, from its messages as JSON, or one text as such; no messages are none."""
    if came.startswith("["):
        return Conversation(text, None if came == "[]" else came)
    value = orjson.loads(came)
    return value if isinstance(value, str) and is_read_as_text(value) else _single(text, alone)


def _of_shape(texts: Texts, shape: int) -> Texts:
    if shape == Shape.MESSAGES:
        prompt, a, b = (_spoken(text, alone) for text, alone in zip(texts, _ALONE, strict=True))
        return prompt, a, b
    if shape == Shape.TRANSCRIPT:
        opened = (with_open_turn(texts[0]), answered(texts[1]), answered(texts[2]))
        same = without_open_turn(opened[0]) == texts[0] and all(text == text.strip() for text in texts[1:])
        if same and all(map(is_read_as_text, opened)):
            return opened
    if all(map(is_read_as_text, texts)):
        return texts
    # A text that is JSON of messages says that it is a text by being the content of one.
    prompt, a, b = (_single(text, alone) for text, alone in zip(texts, _ALONE, strict=True))
    return prompt, a, b


def is_read_as_text(text: str) -> bool:
    """Whether an import takes a text for itself and not for messages."""
    return isinstance(text_of(text, ""), str)


def _spoken(text: str, alone: str) -> str:
    """A text as the messages that it was made of; a prompt without text is none, and one text stays one."""
    if not text and alone == "user":
        return Conversation(text, None)
    found = messages_of(text, alone)
    if reads_back(text, found, alone) and _makes(text, found):
        return Conversation(text, as_json(found))
    return text if is_read_as_text(text) else _single(text, alone)


def _single(text: str, alone: str) -> Conversation:
    return Conversation(text, as_json([{"role": alone, "content": text}]) if text or alone != "user" else None)


def _makes(text: str, messages: list[dict[str, str]]) -> bool:
    try:
        return written([turn(message) for message in messages]) == text
    except MessageError:
        return False
