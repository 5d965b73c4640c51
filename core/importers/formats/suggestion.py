"""What to say of a file that no format knows: its columns, what is missing, and a command to paste."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Final

from core.importers.containers.names import CASES
from core.importers.containers.places import typed
from core.importers.containers.records import Records
from core.importers.formats.column_map import renaming
from core.importers.formats.column_names import (
    ANNOTATORS,
    INDEXES,
    PREFERENCES,
    PROMPTS,
    SYSTEMS,
    beside_pair,
    chosen_pair,
    filled,
    first_of,
    has_texts,
    is_label,
    is_preference,
    may_answer,
    partner,
    texts_left,
    words_of,
    wordy,
)
from core.importers.formats.field_path import FieldPath, json_of
from core.importers.formats.texts import is_conversation
from core.importers.formats.values import UNKNOWN, ReadPreference, known, number_of, shown
from core.model.safe_text import inert_line

_SIDES: Final = {1: "a", -1: "b", 0: "tie"}
_OTHERWISE: Final = "else leave preference out"
_COLUMNS: Final = 30
_SHOWN: Final = 400
_VALUES: Final = 6
_WORD: Final = 60
PLACEHOLDER: Final = "COLUMN"
_LOST: Final = (
    "rejected reject worse worst weaker weakest least less loser loses lose lost losing dispreferred nonpreferred "
    "unpreferred disliked discard discarded eliminated inferior bad bottom unsafe toxic harmful wrong incorrect flawed "
    "refused error runner not non"
)
"""Words in a name that say that a column holds the response that was not preferred."""
_LOWER_WINS: Final = (
    "rank ranks ranking place position loss losses perplexity ppl nll error errors distance penalty cost risk toxicity "
    "toxic harm harmfulness harmful violations mistakes"
)
"""Words in the names of two columns that say that the lower number is the better one."""
_WON: Final = {"winner_model_a": "a", "winner_model_b": "b", "winner_tie": "tie"}
"""Columns of which a row has one set, with what that means."""


def suggestion(records: Records) -> str:
    """One sentence: the columns that were seen, what could not be told from them, and the line to paste."""
    parts, missing = guessed(records)
    columns = ", ".join(records.columns[:_COLUMNS]) + (", …" if len(records.columns) > _COLUMNS else "")
    lacks = f"; {' and '.join(missing)}" if missing else ""
    rename = renaming(records.columns)
    given = parts.values()
    if rename and (PLACEHOLDER in given or any(renaming([name]) and name in given for name in records.columns)):
        return f"its columns are {inert_line(columns, _SHOWN)}{lacks}.{rename}"
    return f"its columns are {inert_line(columns, _SHOWN)}{lacks}. Say what is what: {command(records, parts)}"


def command(records: Records, parts: dict[str, str]) -> str:
    """The command with a guessed mapping."""
    given = ",".join(f"{name}={column}" for name, column in parts.items() if name != "values")
    line = f"discretion import {typed(records.name)} --map {shlex.quote(given)}"
    return line + (f" --values {shlex.quote(parts['values'])}" if "values" in parts else "")


def guessed(records: Records) -> tuple[dict[str, str], list[str]]:
    """What each part of a case would be read from, going by names; and what could not be told."""
    chosen, beside, label = _chosen(records), beside_pair(records), _label(records)
    if chosen is None and beside is None and label is not None and (case := first_of(CASES, records)) is not None:
        values, asked = _values(records, label)
        lacks = "no two columns are responses, so that the cases must be there already"
        return {"case": case, "preference": label, **values}, [lacks, *_doubted(records, label), *asked]
    parts, missing = _prompt(records)
    if chosen is not None and (beside is None or label is None):
        parts |= dict(zip(("chosen", "rejected"), chosen, strict=True))
    else:
        parts |= dict(zip(("a", "b"), beside or (PLACEHOLDER, PLACEHOLDER), strict=True))
        missing += [] if beside else ["no two are plainly the responses"]
        if label is None and frozenset(records.columns) >= frozenset(_WON):
            parts["values"] = ",".join(f"{side}={name}" for name, side in _WON.items())
        elif label is None:
            told, lacks = _unnamed(records, beside)
            parts, missing = parts | told, [*missing, lacks]
        else:
            parts["preference"] = label
    for name, names in (("system", SYSTEMS), ("annotator", ANNOTATORS)):
        if (found := first_of(names, records)) is not None:
            parts[name] = found
    if "preference" in parts and label is not None:
        values, asked = _values(records, label)
        parts, missing = parts | values, [*missing, *_doubted(records, label), *asked]
    return parts, missing


def _prompt(records: Records) -> tuple[dict[str, str], list[str]]:
    """Where the prompt is: all columns of texts that are called like one, in their order."""
    found = [name for name in records.columns if name in PROMPTS and has_texts(records, name)]
    plain = [name for name in found if all(isinstance(value, str) for value in filled(records, name))]
    if not found:
        own = wordy(records, (*(chosen_pair(records) or ()), *(beside_pair(records) or ())))
        if len(own) == 1 and (place := _place(records, own[0])) is not None:
            return {"prompt": place}, [f"{place} may be the prompt"]
        if not own and _hold_their_prompt(records):
            return {"prompt": ""}, []
        if not own and not _may_be_the_prompt(records):
            return {"prompt": ""}, ["none can be the prompt, so that the line says that there is none"]
        return {"prompt": PLACEHOLDER}, ["none is plainly the prompt"]
    names = plain or found[:1]
    more = [name for name in records.columns if name in PROMPTS and filled(records, name)]
    several = [f"{', '.join(more)} may all be parts of the prompt"] if len(more) > 1 else []
    return {"prompt": "+".join(names)}, several


def _place(records: Records, name: str) -> str | None:
    """Where the text of a column is: all of it, or the one place within its objects or lists that has words."""
    values = filled(records, name)
    if not values or has_texts(records, name):
        return name if values else None
    held = json_of(values[0])
    steps = held if isinstance(held, Mapping) else range(len(held)) if isinstance(held, list) else ()
    places = [FieldPath.parse(f"{name}.{step}", records.columns) for step in steps]
    texts = [place.written for place in places if _has_words([place.of({name: value}) for value in values])]
    return texts[0] if len(texts) == 1 else None


def _has_words(values: Sequence[object]) -> bool:
    return all(isinstance(value, str) and len(value.split()) > 1 for value in values)


def _chosen(records: Records) -> tuple[str, str] | None:
    """Where the chosen and the rejected text are, which may be within objects."""
    found = chosen_pair(records)
    if found is None and frozenset(records.columns) >= {"chosen", "rejected"}:
        chosen, rejected = (_place(records, name) for name in ("chosen", "rejected"))
        if chosen is not None and rejected is not None and "." in chosen:
            return chosen, rejected
    return found


def _hold_their_prompt(records: Records) -> bool:
    """Whether both responses are whole conversations."""
    sides = chosen_pair(records) or beside_pair(records) or ()
    return bool(sides) and all(is_conversation(value) for name in sides for value in filled(records, name))


def _may_be_the_prompt(records: Records) -> bool:
    """Whether a column of texts is left that is neither a response, a preference, a person nor an id."""
    sides = (*(beside_pair(records) or ()), *(chosen_pair(records) or ()))
    return not sides or bool(texts_left(records, (*sides, *PREFERENCES, *INDEXES)))


def _label(records: Records) -> str | None:
    """A column that is called like a preference, or holds nothing but words for one."""
    taken = (*(chosen_pair(records) or ()), *(beside_pair(records) or ()), *PROMPTS)
    named = first_of((name for name in PREFERENCES if name not in taken and _is_answer(records, name)), records)
    return named or next((name for name in records.columns if is_label(filled(records, name))), None)


def _unnamed(records: Records, beside: tuple[str, str] | None) -> tuple[dict[str, str], str]:
    """What the preference would be read from where no column is called so, and what to say of it."""
    asked = [name for name in records.columns if name not in (beside or ()) and may_answer(records, name)]
    if len(asked) == 2 and partner(asked[0]) == asked[1]:
        lower = _says(asked[0], _LOWER_WINS)
        wins = f"where the {'lower' if lower else 'higher'} one wins"
        told = f"{' and '.join(asked)} may rate the responses, {wins} ({_OTHERWISE})"
        return {"preference": ":".join(reversed(asked) if lower else asked)}, told
    if len(asked) == 1:
        values, unknown = _values(records, asked[0])
        return {"preference": asked[0], **values}, "; ".join(
            (*(_doubted(records, asked[0]) or [f"{asked[0]} may be the preference ({_OTHERWISE})"]), *unknown)
        )
    return {"preference": PLACEHOLDER}, f"none is plainly the preference ({_OTHERWISE})"


def _doubted(records: Records, label: str) -> list[str]:
    """What to say of a column that is not called as a preference is."""
    if _names_loser(records, label):
        return [f"{label} may name the response that lost ({_OTHERWISE})"]
    return [] if is_preference(label) else [f"{label} may be the preference ({_OTHERWISE})"]


def _names_loser(records: Records, label: str) -> bool:
    """Whether a column, or one of two words in it, is called as what was not preferred."""
    words = {str(value).strip().casefold() for value in filled(records, label) if known(value) is UNKNOWN}
    return _says(label, _LOST) or any(_says(word, _LOST) and partner(word) in words for word in words)


def _says(name: str, words: str) -> bool:
    return not set(words.split()).isdisjoint(words_of(name))


def _is_answer(records: Records, name: str) -> bool:
    """Whether a column holds words or numbers, and no texts."""
    return all(isinstance(value, str | int | float) and len(str(value)) <= _WORD for value in filled(records, name))


def _values(records: Records, label: str) -> tuple[dict[str, str], list[str]]:
    """The rules that the values of a column ask for, and what is not known of them, where they are not understood."""
    values = filled(records, label)
    loser = _names_loser(records, label)
    if loser and (turned := _turned(values)):
        return {"values": turned}, []
    signs = all(number_of(value) in (1, 0, -1) for value in values) and -1 in map(number_of, values)
    if (is_label(values) or signs) and not loser:
        return {}, []
    words = sorted({str(value).strip() for value in values if known(value) is UNKNOWN})
    first = next((word for word in words if number_of(word) is None and set(words) <= {word, partner(word)}), None)
    if first is not None and (second := partner(first)):
        a, b = (second, first) if loser else (first, second)
        return {"values": f"a={a},b={b}"}, []
    asked = f"{label} holds {shown(words[:_VALUES])}, of which it is not known what they mean"
    return {"values": "a=VALUE,b=VALUE"}, [asked]


def _turned(values: Sequence[object]) -> str:
    """The rules of a column that names who lost: what is a word for the one is for the other; empty for other words."""
    said = {str(value).strip(): known(value) for value in values}
    sides = [
        f"{_SIDES[-found.preference]}={word}"
        for word, found in sorted(said.items())
        if isinstance(found, ReadPreference) and not {",", "="} & set(word)
    ]
    return ",".join(sides) if len(sides) == len(said) else ""
