"""Numbers in words."""

import math

import pytest

from core.model.number_words import between, hundredths, p_value, percent, plural, share_digits, signed, spread


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (0.2892, 1, "28.9 %"),
        (1 / 3, 2, "33.33 %"),
        (1.0, 0, "100 %"),
        (0.0, 1, "0.0 %"),
        (None, 1, "–"),
        (math.nan, 1, "–"),
    ],
)
def test_percent(value: float | None, digits: int, shown: str) -> None:
    assert percent(value, digits) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.314, "+1.31"),
        (-0.42, "−0.42"),
        (0.0, "0.00"),
        (-0.001, "0.00"),
        (math.inf, "+∞"),
        (-math.inf, "−∞"),
        (None, "–"),
        (math.nan, "–"),
    ],
)
def test_signed(value: float | None, shown: str) -> None:
    assert signed(value) == shown


def test_one_is_told_in_the_singular() -> None:
    assert [plural(n, "case") for n in (0, 1, 2)] == ["0 cases", "1 case", "2 cases"]
    assert plural(2, "party", "parties") == "2 parties"


@pytest.mark.parametrize(("value", "digits", "shown"), [(-0.001, 2, "0.00"), (-0.0, 0, "0"), (-0.0004, 3, "0.000")])
def test_what_rounds_to_zero_has_no_sign(value: float, digits: int, shown: str) -> None:
    assert signed(value, digits) == shown


def test_a_share_has_no_more_digits_than_its_cases_tell() -> None:
    assert [share_digits(of) for of in (0, 18, 29, 30, 99, 100, 1167)] == [0, 0, 0, 1, 1, 2, 2]
    assert [share_digits(of, 1) for of in (18, 30, 458)] == [0, 1, 1]


def test_shares_without_their_sign() -> None:
    assert [hundredths(value) for value in (0.5361, 1.0, None)] == ["53.6", "100.0", "–"]
    assert hundredths(0.536, 0) == "54"


def test_spreads_and_intervals() -> None:
    assert spread(0.1344, 0.058) == "13.4 ± 5.8"
    assert spread(None, 0.1) == spread(0.1, None) == ""
    assert between(1, 3) == "1–3"
    assert between(-0.5, 1.25, signed, " to ") == "−0.50 to +1.25"
    assert between(None, 1) == between(1, None) == ""
    assert between(0, 0) == "0–0"


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "–"), (0.0, "<0.001"), (0.00099, "<0.001"), (0.001, "0.001"), (1.0, "1.000")]
)
def test_p_values(value: float | None, shown: str) -> None:
    assert p_value(value) == shown
