"""What to say of a file that no format knows: its columns, what is missing, and a command to paste."""

import shlex
from typing import Final

from core.importers.containers.names import CASES
from core.importers.containers.places import typed
from core.importers.containers.records import Records
from core.importers.formats.column_map import renaming
from core.importers.formats.column_names import (
    ANNOTATORS,
    INDEXES,
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
    wordy,
)
from core.importers.formats.field_path import FieldPath
from core.importers.formats.suggested_places import hold_texts, pair_in, place_in
from core.importers.formats.suggested_values import PLACEHOLDER, names_loser, rules_for, says
from core.importers.formats.texts import is_conversation
from core.model.choice_names import PREFERENCES
from core.model.safe_text import inert_line

_OTHERWISE: Final = "else leave preference out"
_COLUMNS: Final = 30
_SHOWN: Final = 400
_WORD: Final = 60
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
    chosen, beside, label = _chosen(records), beside_pair(records) or pair_in(records), _label(records)
    case = first_of(CASES, records)
    if chosen is None and beside is None and label is not None and case is not None and not hold_texts(records):
        values, asked = rules_for(records, label, ())
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
        values, asked = rules_for(records, label, beside or ())
        parts, missing = parts | values, [*missing, *_doubted(records, label), *asked]
    return parts, missing


def _prompt(records: Records) -> tuple[dict[str, str], list[str]]:
    """Where the prompt is: all columns of texts that are called like one, in their order."""
    found = [name for name in records.columns if name in PROMPTS and has_texts(records, name)]
    plain = [name for name in found if all(isinstance(value, str) for value in filled(records, name))]
    if not found:
        own = wordy(records, _response_columns(records))
        if len(own) == 1 and (place := place_in(records, own[0])) is not None:
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


def _chosen(records: Records) -> tuple[str, str] | None:
    """Where the chosen and the rejected text are, which may be within objects."""
    found = chosen_pair(records)
    if found is None and frozenset(records.columns) >= {"chosen", "rejected"}:
        chosen, rejected = (place_in(records, name) for name in ("chosen", "rejected"))
        if chosen is not None and rejected is not None and "." in chosen:
            return chosen, rejected
    return found


def _response_columns(records: Records) -> tuple[str, ...]:
    """The columns that hold the responses, or objects and lists in which these are."""
    beside = beside_pair(records) or pair_in(records) or ()
    within = (FieldPath.parse(place, records.columns).column for place in beside)
    return (*(chosen_pair(records) or ()), *within)


def _hold_their_prompt(records: Records) -> bool:
    """Whether both responses are whole conversations."""
    sides = chosen_pair(records) or beside_pair(records) or ()
    return bool(sides) and all(is_conversation(value) for name in sides for value in filled(records, name))


def _may_be_the_prompt(records: Records) -> bool:
    """Whether a column of texts is left that is neither a response, a preference, a person nor an id."""
    sides = _response_columns(records)
    return not sides or bool(texts_left(records, (*sides, *PREFERENCES, *INDEXES)))


def _label(records: Records) -> str | None:
    """A column that is called like a preference, or holds nothing but words for one."""
    taken = (*_response_columns(records), *PROMPTS)
    named = first_of((name for name in PREFERENCES if name not in taken and _is_answer(records, name)), records)
    return named or next((name for name in records.columns if is_label(filled(records, name))), None)


def _unnamed(records: Records, beside: tuple[str, str] | None) -> tuple[dict[str, str], str]:
    """What the preference would be read from where no column is called so, and what to say of it."""
    asked = [name for name in records.columns if name not in (beside or ()) and may_answer(records, name)]
    if len(asked) == 2 and partner(asked[0]) == asked[1]:
        lower = says(asked[0], _LOWER_WINS)
        wins = f"where the {'lower' if lower else 'higher'} one wins"
        told = f"{' and '.join(asked)} may rate the responses, {wins} ({_OTHERWISE})"
        return {"preference": ":".join(reversed(asked) if lower else asked)}, told
    if len(asked) == 1:
        values, unknown = rules_for(records, asked[0], beside or ())
        return {"preference": asked[0], **values}, "; ".join(
            (*(_doubted(records, asked[0]) or [f"{asked[0]} may be the preference ({_OTHERWISE})"]), *unknown)
        )
    return {"preference": PLACEHOLDER}, f"none is plainly the preference ({_OTHERWISE})"


def _doubted(records: Records, label: str) -> list[str]:
    """What to say of a column that is not called as a preference is."""
    if names_loser(records, label):
        return [f"{label} may name the response that lost ({_OTHERWISE})"]
    return [] if is_preference(label) else [f"{label} may be the preference ({_OTHERWISE})"]


def _is_answer(records: Records, name: str) -> bool:
    """Whether a column holds words or numbers, and no texts."""
    return all(isinstance(value, str | int | float) and len(str(value)) <= _WORD for value in filled(records, name))
