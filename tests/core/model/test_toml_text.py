"""TOML that nobody would write by hand is refused in one way, and soon."""

import pytest

from core.model.toml_text import parsed_toml


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = " + "9" * 5_000, "too many digits"),
        ("a = " + "[" * 50_000, "too deeply"),
        ("a = " + "{a=" * 50_000, "too deeply"),
        (".".join("a" * 200_000) + " = 1", "more than 100 parts"),
        ("[" + " . ".join("a" * 200_000) + "]\nx = 1", "more than 100 parts"),
        ("x = {" + ".".join(['"a"'] * 200_000) + " = 1}", "more than 100 parts"),
        ("[[" + ".".join(["'a'"] * 200_000) + "]]", "more than 100 parts"),
        ("a = ", "Invalid value"),
    ],
)
def test_what_is_no_toml_of_anybodys_is_a_value_error(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parsed_toml(text)


def test_dots_in_texts_are_dots() -> None:
    assert parsed_toml(f"a.b.c = '{'. ' * 500}{'e.g. ' * 500}'\n") == {"a": {"b": {"c": ". " * 500 + "e.g. " * 500}}}
