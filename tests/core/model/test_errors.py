"""Tests of core.model.errors."""

import traceback

import pytest

from core.model import errors
from core.model.errors import DiscretionError, StoreInUseError, TakenError

HOSTILE = "a\x1b]52;c;eA==\x07b\u202ec"


def _all(of: type[DiscretionError]) -> list[type[DiscretionError]]:
    return [of, *(each for below in of.__subclasses__() for each in _all(below))]


@pytest.mark.parametrize("error", [each for each in _all(DiscretionError) if each.__module__ == errors.__name__])
def test_no_error_carries_what_a_terminal_obeys_into_a_traceback(error: type[DiscretionError]) -> None:
    printed = "".join(traceback.format_exception_only(error(HOSTILE)))
    assert "a␛]52;c;eA==␇b⟨U+202E⟩c" in printed
    assert not set("\x1b\x07\u202e") & set(printed)


def test_an_error_says_the_same_as_ever_where_nothing_is_hostile() -> None:
    assert str(StoreInUseError("The store is in use: close it.", 7)) == "The store is in use: close it."
    assert str(TakenError("caf\u00e9 1")).startswith("Case café 1 is already there")
