"""TOML that others wrote: read, or refused with an error of one kind, in a time that its length bounds."""

import re
import tomllib
from typing import Any, Final

_PART: Final = r"(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')"
_DEEPEST: Final = 100
_LONG_KEY: Final = re.compile(rf"(?:^|[\[{{,])[ \t]*+{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{_DEEPEST}}}", re.MULTILINE)
"""For a key of n parts the library looks n times n / 2 times; a name of a kilobyte or two would keep it for minutes."""


def parsed_toml(text: str) -> dict[str, Any]:
    """Read TOML; ValueError says what is wrong with it, whatever that is."""
    if _LONG_KEY.search(text):
        raise ValueError(f"a key has more than {_DEEPEST} parts")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("brackets are nested too deeply") from error
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:  # Python's own, of a number with thousands of digits
        raise ValueError("a number has too many digits") from error
