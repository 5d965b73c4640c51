"""Which cases have a text that looks like another, as the database finds them."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.storage.reading import Reader
from core.storage.search import OddCases
from core.storage.search_pattern import ODD, is_beyond_ascii, plain_pattern, search_pattern, soonest_part

_MATCHES: Final = "regexp_matches({0}, ?, 'i')"
_BEYOND_ASCII: Final = "strlen({0}) <> length({0})"


def cases_showing(reader: Reader, odd: OddCases, text: str, start: int, stop: int) -> NDArray[np.int32]:
    """The cases from one number up to another of which a text shows this one, ascending; `odd` is kept for the next.

    As patterns: the texts are not copied in lower case first. Most need but a plain one.
    """
    plain, whole, among = plain_pattern(text), search_pattern(text), [start, stop]
    if plain is None:
        seldom = f"{_BEYOND_ASCII} AND {_MATCHES}" if is_beyond_ascii(text) else _MATCHES
        return _numbers(reader, "n", f"n >= ? AND n < ? AND {_some(seldom)}", [*among, *[whole] * 3])
    part = soonest_part(text)
    patterns = [plain] if part == plain else [part, plain]
    shows, values = _some(" AND ".join([_MATCHES] * len(patterns))), patterns * 3
    others = odd.between(start, stop)
    if others is None:
        is_odd, marks = _some(f"{_BEYOND_ASCII} AND {_MATCHES}"), [ODD] * 3
        what, condition = f"if({is_odd}, -n - 1, n)", f"n >= ? AND n < ? AND ({shows} OR {is_odd})"
        both = _numbers(reader, what, condition, [*marks, *among, *values, *marks])
        found, others = both[both >= 0], -1 - both[both < 0]
        odd.learn(start, stop, others)
    else:
        found = _numbers(reader, "n", f"n >= ? AND n < ? AND {shows}", [*among, *values])
    if not len(others):
        return found
    return np.union1d(
        found, _numbers(reader, "n", f"n IN (SELECT unnest(?)) AND {_some(_MATCHES)}", [others.tolist(), *[whole] * 3])
    )


def _some(condition: str) -> str:
    """That a condition holds of some text of a case."""
    return f"({' OR '.join(f'({condition.format(name)})' for name in ('prompt', 'response_a', 'response_b'))})"


def _numbers(reader: Reader, what: str, condition: str, values: list[object]) -> NDArray[np.int32]:
    found = reader.arrays(f"SELECT {what} AS found FROM cases WHERE {condition} ORDER BY n", values)  # noqa: S608 - of ours
    return np.asarray(found["found"], dtype=np.int32)
