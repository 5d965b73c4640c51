"""What columns are called: names by which prompts, responses, answers, people and ids of cases are known."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from core.importers.containers.names import CASES
from core.importers.containers.records import Records, is_empty
from core.importers.formats.field_path import json_of
from core.importers.formats.texts import is_message
from core.importers.formats.values import UNKNOWN, known, number_of, truth_of
from core.model.choice_names import CHOSEN, PREFERENCES

PROMPTS: Final = (
    "prompt",
    "question",
    "instruction",
    "input",
    "user_prompt",
    "query",
    "post",
    "text",
    "messages",
    "conversations",
    "conversation",
    "context",
    "history",
    "dialogue",
    "user_input",
    "full_prompt",
)
ANNOTATORS: Final = (
    "annotator",
    "annotator_id",
    "annotator_name",
    "worker",
    "worker_id",
    "rater",
    "rater_id",
    "labeler",
    "labeler_id",
    "labeller",
    "evaluator",
    "evaluator_id",
    "judge",
    "judge_id",
    "coder",
    "coder_id",
    "participant",
    "participant_id",
    "annotated_by",
    "annotator_email",
)
SYSTEMS: Final = ("system", "system_prompt")
INDEXES: Final = frozenset({"", "unnamed: 0", "__index_level_0__", "index"})
"""Columns that number the rows and say nothing else."""
_ENDS: Final = (("a", "b"), ("1", "2"), ("0", "1"), ("left", "right"), ("first", "second"), ("one", "two"), ("j", "k"))
REMARKS: Final = re.compile(
    "reason|rationale|expla|critique|feedback|comment|note|justif|elaborat|statement|judg|original|raw|meta"
    "|chosen|rejected|category|subset|tag|license"
)
_WORD: Final = re.compile(r"[^\W_]+")
_PROMPTING: Final = frozenset(PROMPTS) - {"text", "post"}
"""Words in a name that say that it is a prompt's."""
_PREFERRING: Final = frozenset({*PREFERENCES, "preferences", "best", "pick", "picked", "selected", "selection"}) - {
    "answer"
}
_DEEPEST: Final = 4
_WORDS: Final = 3
_SENTENCE: Final = 5
_UNSPACED: Final = re.compile("[\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Letters that are written without blanks between words."""
_COUNTED: Final = frozenset(
    {"turn", "turns", "round", "rounds", "num", "n", "count", "length", "len"}
    | {"tokens", "words", "chars", "level", "difficulty", "seed"}
)
"""Words in a name that say that it counts something, and judges nothing."""
_GRADES: Final = 10
"""The highest number on a scale of grades."""
_SHORT: Final = 40
"""Characters of a name, at most."""
_LETTERS: Final = 2
"""How many of them make a word, more or less."""
_RESPONSES: Final = "resp answer output completion text summary generation conversation reply ref candidate option"
_NOT_RESPONSES: Final = ("model", "id", "score", "source", "rating", "token", "sha", "rank", "reward", "name", "safe")


def is_preference(name: str) -> bool:
    """Whether a name says that a column holds preferences."""
    return name in PREFERENCES or not _PREFERRING.isdisjoint(words_of(name))


def words_of(name: str) -> list[str]:
    """The words of a name, which blanks, underscores and other marks part."""
    return _WORD.findall(name)


def filled(records: Records, name: str) -> list[object]:
    """What stands in a column of the first records, where it is not empty."""
    values = (record.fields.get(name) for record in records.head)
    return [value for value in values if not is_empty(value)]


def first_of(names: Iterable[str], records: Records) -> str | None:
    """The first of some names that is a column with something in it."""
    return next((name for name in names if name in records.columns and filled(records, name)), None)


def is_text(value: object) -> bool:
    """Whether a value is a text, a message or messages."""
    held = json_of(value)
    return isinstance(value, str) or is_message(held) or (isinstance(held, list) and all(map(is_message, held)))


def has_texts(records: Records, name: str) -> bool:
    """Whether a column holds texts or messages."""
    values = filled(records, name)
    return bool(values) and all(map(is_text, values))


def wordy(records: Records, used: Iterable[str]) -> list[str]:
    """Columns, but those that are used, that hold texts of several words: one may be the prompt under its own name.

    Those that are called like one go before others, these before lists and objects, and these before what is called
    like something else and holds sentences all the same.
    """
    known_names = {*used, *SYSTEMS, *ANNOTATORS, *CASES}
    names = [name for name in records.columns if name not in known_names]
    plain = [name for name in names if not is_about(name) and not REMARKS.search(name)]
    asking = [name for name in names if not _PROMPTING.isdisjoint(words_of(name))]
    return (
        [name for name in asking if _has_words(records, name, _WORDS if name in plain else _SENTENCE)]
        or [name for name in plain if has_texts(records, name) and _has_words(records, name)]
        or [name for name in plain if _has_words(records, name)]
        or [name for name in names if not REMARKS.search(name) and _has_words(records, name, _SENTENCE)]
    )


def texts_left(records: Records, used: Iterable[str]) -> list[str]:
    """Columns, but those that are used or are called like something else, that hold texts and not numbers alone."""
    known_names = {*used, *SYSTEMS, *ANNOTATORS, *CASES}
    names = [name for name in records.columns if name not in known_names and not is_about(name)]
    return [
        name
        for name in names
        if has_texts(records, name) and not all(number_of(value) is not None for value in filled(records, name))
    ]


def _has_words(records: Records, name: str, least: int = _WORDS) -> bool:
    """Whether most texts of a column, or within its lists and objects, have several words or ask something.

    Sentences, which have more of them, differ from row to row.
    """
    texts = [" ".join(texts_in(value)).strip() for value in filled(records, name)]
    if least > _WORDS and 2 * len(set(texts)) <= len(texts):
        return False
    found = [
        len(text.split()) + len(_UNSPACED.findall(text)) // _LETTERS >= least or text.endswith(("?", "\uff1f"))
        for text in texts
    ]
    return 2 * sum(found) > len(found)


def texts_in(value: object, depth: int = 0) -> Iterable[str]:
    """The texts of a value, and within its lists and objects."""
    held = json_of(value)
    if isinstance(held, str):
        yield held
    elif isinstance(held, Mapping | list) and depth < _DEEPEST:
        for each in held.values() if isinstance(held, Mapping) else held:
            yield from texts_in(each, depth + 1)


def is_label(values: Iterable[object]) -> bool:
    """Whether every value is a word for one of the responses or a tie."""
    found = list(values)
    return bool(found) and all(known(value) not in (UNKNOWN, None) for value in found)


def may_answer(records: Records, name: str) -> bool:
    """Whether a column may say which response is preferred, or how good one is, whatever it is called."""
    if name in CASES or name in INDEXES or not _COUNTED.isdisjoint(words_of(name)):
        return False
    values = filled(records, name)
    if is_label(values):
        return True
    numbers = [number_of(value.replace(",", ".") if isinstance(value, str) else value) for value in values]
    if not values or None in numbers:
        words = {str(value).strip().casefold() for value in values}
        pairs = any(partner(word) in words for word in words)
        return pairs or (bool(values) and all(truth_of(value) is not None for value in values))
    beside = [partner(name), *(other for other in records.columns if partner(other) == name)]
    if any(other in records.columns and filled(records, other) for other in beside):
        return True
    return len(set(numbers)) > 1 and all(abs(number) <= _GRADES and number.is_integer() for number in numbers if number)


def are_labels(records: Records, pair: Iterable[str]) -> bool:
    """Whether what two columns call chosen and rejected are names of responses that stand in other columns."""
    names = [name for name in pair if name in records.columns]
    values = [value for name in names for value in filled(records, name)]
    if not names or not all(isinstance(value, str | int) and len(str(value)) <= _SHORT for value in values):
        return False
    others = {*names, *PROMPTS, *SYSTEMS, *ANNOTATORS, *CASES}
    texts = [name for name in records.columns if name not in others and not REMARKS.search(name)]
    recur = 2 * len(set(values)) <= len(values) or is_label(values)
    if recur and sum(_has_words(records, name) for name in texts) > 1:
        return True
    rows = [record.fields for record in records.head]
    return any(
        all(_is_name(row.get(name), row.get(held), places=recur) for row in rows for name in names) for held in texts
    )


def _is_name(value: object, held: object, *, places: bool) -> bool:
    """Whether a value names one of the responses in an object or list: by its name or id, or by its place."""
    responses, word = json_of(held), str(value).strip()
    if isinstance(responses, Mapping):
        return word in map(str, responses)
    if not isinstance(responses, list):
        return False
    ids = {str(said) for each in responses if isinstance(each, Mapping) for k, said in each.items() if is_about(str(k))}
    return word in ids or (places and word.isdecimal() and int(word) < len(responses))


def chosen_pair(records: Records) -> tuple[str, str] | None:
    """Two columns of texts of which the name of the first says that it is the chosen one, or a part of its name."""
    for pair in CHOSEN:
        if all(has_texts(records, name) and not is_label(filled(records, name)) for name in pair):
            return None if are_labels(records, pair) else pair
    beside = [(name, name.replace(*pair)) for pair in CHOSEN for name in records.columns if is_response(name)]
    texts = (pair for pair in beside if pair[1] != pair[0] and not is_about(pair[0]))
    return next((pair for pair in texts if all(_has_words(records, name) for name in pair)), None)


def beside_pair(records: Records) -> tuple[str, str] | None:
    """Two columns of texts whose names differ in a letter, number or word for the first and the second."""
    found = []
    for name in records.columns:
        for first, second in _ENDS:
            other = _partner(name, first, second)
            if other in records.columns and has_texts(records, name) and has_texts(records, other):
                found.append((name, other))
    ranked = sorted((pair for pair in found if not is_about(pair[0])), key=lambda pair: not is_response(pair[0]))
    return ranked[0] if ranked else None


def third(name: str) -> str:
    """What a third response is called where the first is called so; nothing where the name does not tell."""
    for first, following in (("a", "c"), ("1", "3"), ("0", "2")):
        if name.endswith(first):
            return name[:-1] + following
    return ""


def partner(name: str) -> str:
    """What the second is called where the first is called so; nothing where the name does not tell."""
    return next(filter(None, (_partner(name, first, second) for first, second in _ENDS)), "")


def _partner(name: str, first: str, second: str) -> str:
    if name.endswith(first) and (len(first) == 1 or name.endswith(f"_{first}")):
        return name[: -len(first)] + second
    if name.startswith(f"{first}_"):
        return second + name[len(first) :]
    return name.replace(f"_{first}_", f"_{second}_") if f"_{first}_" in name else ""


def is_response(name: str) -> bool:
    """Whether a name says that a column holds responses."""
    return any(word in name for word in _RESPONSES.split())


def is_about(name: str) -> bool:
    """Whether a name says that a column tells something of a response, and holds none."""
    return any(word in name for word in _NOT_RESPONSES) and not name.endswith(("_response", "_answer", "_output"))
