"""Ids that count from 1 where the store's count from 0: taken as they stand, each would be the next one's."""

from collections.abc import Iterable
from typing import Final

from core.storage.writing import StoreWriter

_LONGEST: Final = 18
"""Characters of a number that counts cases."""


def cases_from_one(ids: Iterable[str], writer: StoreWriter) -> tuple[str, ...]:
    """What to say of ids of a file, of which the store lacks some, where they number its cases from 1."""
    first, last = writer.some_case() or "", writer.last_case() or ""
    prefix = first.removesuffix("0")
    number = last.removeprefix(prefix)
    return _said("cases", ids, int(number) + 1) if first == f"{prefix}0" and number.isdecimal() else ()


def principles_from_one(ids: Iterable[str], writer: StoreWriter) -> tuple[str, ...]:
    """What to say of ids of a file, of which the store lacks some, where they number its principles from 1."""
    there = [id_ for _, id_, _, _ in writer.cases().principles()]
    return _said("principles", ids, len(there)) if there == list(map(str, range(len(there)))) else ()


def _said(what: str, ids: Iterable[str], count: int) -> tuple[str, ...]:
    numbers = set()
    for id_ in ids:
        if not id_.strip().isdecimal() or len(id_) > _LONGEST:
            return ()
        numbers.add(int(id_))
    # Of few answers the last case may be one that the store lacks, and the first not asked about.
    if numbers and min(numbers) == 1 and max(numbers) == count and 2 * len(numbers) > count:
        said = (
            f"Its {what} are numbered from 1 to {count}, and those of the store from 0 to {count - 1}: if both mean the"
        )
        return (
            f"{said} same, each answer went to the one after; number them from 0 and import them under another name.",
        )
    return ()
