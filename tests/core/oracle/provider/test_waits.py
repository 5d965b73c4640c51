"""How long to wait is read in all the ways that servers say it."""

import pytest

from core.oracle.provider.waits import seconds_in, seconds_told


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("Rate limit reached. Please try again in 3.5s. Visit us.", 3.5),
        ("Please try again in 820ms.", 0.82),
        ("Please retry after 12 seconds.", 12.0),
        ("Try again in 1m3.5s", 63.5),
        ("try again in 2 minutes", 120.0),
        ('"retryDelay": "34s"', 34.0),
        ("Try again later.", None),
        ("You used 30 tokens in 5s", None),
    ],
)
def test_a_message_may_say_how_long(words: str, seconds: float | None) -> None:
    assert seconds_in(words) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after-ms": "1500", "retry-after": "2"}, 1.5),
        ({"retry-after": "2"}, 2.0),
        ({"retry-after-ms": "soon", "retry-after": "2"}, 2.0),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:30 GMT"}, 20.0),
        ({}, None),
    ],
)
def test_headers_say_how_long_to_the_millisecond(headers: dict[str, str], seconds: float | None) -> None:
    assert seconds_told(headers, 10.0) == seconds
