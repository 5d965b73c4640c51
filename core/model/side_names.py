"""Names of columns that say something of one response: what the other response's column is called."""

import re
from collections.abc import Container
from typing import Final

_SIDES: Final = {"a": "b", "b": "a", "chosen": "rejected", "rejected": "chosen", "1": "2", "2": "1"}
_SIDE: Final = re.compile(r"(?<![a-z0-9])(?:a|b|chosen|rejected|1|2)(?![a-z0-9])")


def other_side(name: str, names: Container[str]) -> str:
    """The name among `names` that says of the other response what `name` says of one; `name` itself where none does.

    A name tells of a response where a part of it is a, b, chosen, rejected, 1 or 2: `model_a`, `chosen_score`.
    """
    other = _SIDE.sub(lambda found: _SIDES[found[0]], name)
    return other if other in names else name
