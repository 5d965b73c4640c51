import pytest
from rich.cells import cell_len

from tui.common.format import bar, cut, fit, fit_end, whole


@pytest.mark.parametrize("width", range(12))
@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain text that is long",
        "退款 for tickets",
        "a退款退款退款",
        "two\nlines",
        "👩\u200d🚀" * 3,
        "می\u200cخواهم",
    ],
)
def test_fit_is_exactly_as_wide_as_asked(text: str, width: int) -> None:
    for right in (False, True):
        shown = fit(text, width, right=right)
        assert cell_len(shown) == width
        assert "\n" not in shown
    end = fit_end(text, width)
    assert cell_len(end) == width
    assert "\n" not in end


def test_fit_end_keeps_the_end() -> None:
    assert [fit_end("gpt-4o-mini", width) for width in (12, 11, 8, 2)] == [
        "gpt-4o-mini ",
        "gpt-4o-mini",
        "…4o-mini",
        "…i",
    ]
    assert fit_end("a退款退款", 6) == "…退款 "


def test_cut_says_that_something_is_missing_only_if_it_is() -> None:
    assert cut("exact", 5) == "exact"
    assert cut("exactly", 5) == "exac…"
    assert cut("退款退", 6) == "退款退"
    assert cut("退款退", 5) == "退款…"
    assert cut("退款退", 4) == "退…"
    assert cut("a b c", 3) == "a…"
    assert cut("text", 0) == ""
    assert cut("👩\u200d👩\u200d👧\u200d👦!", 3) == "👩\u200d👩\u200d👧\u200d👦!"
    assert cut("👩\u200d👩\u200d👧\u200d👦!", 2) == "…"
    assert cut("z\u0301\u0301\u0301\u0301 zz", 3) == "z\u0301\u0301\u0301\u0301…"
    assert cut("می\u200cخواهم", 3) == "می…"


def test_cut_does_not_read_a_long_text_to_its_end() -> None:
    assert cut("x" * 10_000_000, 4) == "xxx…"


def test_fit_flushes_right() -> None:
    assert fit("ab", 4, right=True) == "  ab"


@pytest.mark.parametrize(
    ("value", "shown"), [(0.0, "╸   "), (1.0, "━   "), (1.5, "━╸  "), (4.0, "━━━━"), (9.0, "━━━━"), (-3.0, "╸   ")]
)
def test_bar(value: float, shown: str) -> None:
    assert bar(value, 0.0, 4.0, 4) == shown


def test_bar_of_one_value_is_full_and_a_thin_one_differs() -> None:
    assert bar(2.0, 2.0, 2.0, 3) == "━━━"
    assert bar(2.5, 0.0, 5.0, 3, thin=True) == "─╴ "
    assert bar(1.0, 0.0, 5.0, 0) == ""


def test_whole_parts_are_joined_as_far_as_they_fit() -> None:
    assert whole(("one", "two", "three"), " · ", 9) == "one · two"
    assert whole(("one", "two", "three"), " · ", 8) == "one"
    assert whole(("one",), " · ", 1) == "one", "the first is there in any case"
    assert whole((), " · ", 9) == ""
