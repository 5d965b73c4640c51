"""What to say of a file that no format knows: its columns, what is missing, and a command to paste."""

import shlex
from typing import Final

from core.importers.containers.records import Records
from core.importers.formats.column_names import (
    ANNOTATORS,
    CASES,
    PREFERENCES,
    PROMPTS,
    SYSTEMS,
    beside_pair,
    chosen_pair,
    filled,
    first_of,
    is_label,
    partner,
)
from core.importers.formats.values import UNKNOWN, known, number_of
from core.model.safe_text import inert_line

_COLUMNS: Final = 30
_SHOWN: Final = 400
PLACEHOLDER: Final = "COLUMN"


def suggestion(records: Records) -> str:
    """One sentence: the columns that were seen, what could not be told from them, and the line to paste."""
    parts, missing = guessed(records)
    columns = ", ".join(records.columns[:_COLUMNS]) + (", …" if len(records.columns) > _COLUMNS else "")
    lacks = f"; {' and '.join(missing)}" if missing else ""
    return f"its columns are {inert_line(columns, _SHOWN)}{lacks}. Say what is what: {command(records, parts)}"


def command(records: Records, parts: dict[str, str]) -> str:
    """The command with a guessed mapping."""
    given = ",".join(f"{name}={column}" for name, column in parts.items() if name != "values")
    line = f"discretion import {shlex.quote(records.name)} --map {shlex.quote(given)}"
    return line + (f" --values {shlex.quote(parts['values'])}" if "values" in parts else "")


def guessed(records: Records) -> tuple[dict[str, str], list[str]]:
    """What each part of a case would be read from, going by names; and what could not be told."""
    parts: dict[str, str] = {}
    missing: list[str] = []
    prompt = first_of(PROMPTS, records)
    chosen, beside = chosen_pair(records), beside_pair(records)
    label = first_of((name for name in PREFERENCES if not chosen or name not in chosen), records)
    if chosen is None and beside is None and label is not None and (case := first_of(CASES, records)) is not None:
        parts |= {"case": case, "preference": label}
        missing.append("no two columns of responses, so that the cases must be there already")
        return parts | _values(records, label), missing
    parts["prompt"] = prompt or PLACEHOLDER
    if prompt is None:
        missing.append("none is plainly the prompt")
    if chosen is not None and beside is None:
        parts |= dict(zip(("chosen", "rejected"), chosen, strict=True))
    else:
        parts |= dict(zip(("a", "b"), beside or (PLACEHOLDER, PLACEHOLDER), strict=True))
        if beside is None:
            missing.append("no two are plainly the responses")
        parts["preference"] = label or PLACEHOLDER
        if label is None:
            missing.append("none is plainly the preference")
    for name, names in (("system", SYSTEMS), ("annotator", ANNOTATORS)):
        if (found := first_of(names, records)) is not None:
            parts[name] = found
    return parts | (_values(records, label) if "preference" in parts and label else {}), missing


def _values(records: Records, label: str) -> dict[str, str]:
    """The rules that the values of a column ask for, where they are not words that are understood."""
    values = filled(records, label)
    if is_label(values) or (all(number_of(value) in (1, 0, -1) for value in values) and -1 in map(number_of, values)):
        return {}
    words = sorted({str(value).strip() for value in values if known(value) is UNKNOWN})
    if len(words) == 1:
        words.append(partner(words[0]) or PLACEHOLDER)
    named = dict(zip(("a", "b", "tie"), words, strict=False))
    return {"values": ",".join(f"{side}={word}" for side, word in named.items())}
