"""What principles are called: as written first, and never one of several that are alike."""

import pytest

from core.model.principle_names import PrincipleNames

ALIKE = PrincipleNames(
    [(0, "0", "Kind", "Be kind."), (1, "1", "kind", "be  KIND."), (2, "2", "Fair", "Kind"), (3, "a", "0", "x")]
)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("Kind", (0,)),
        (" kind ", (1,)),
        ("KIND", (0, 1)),
        ("fair", (2,)),
        ("Be kind.", (0,)),
        ("be kind.", (0, 1)),
        ("be  KIND.", (1,)),
        ("0", (0,)),
        ("A", (3,)),
        ("x", (3,)),
        ("cruel", ()),
        ("", ()),
    ],
)
def test_a_word_as_it_is_written_comes_before_those_alike(word: str, found: tuple[int, ...]) -> None:
    assert ALIKE.found(word) == found


def test_a_word_that_lost_its_case_may_be_each_of_those_alike() -> None:
    assert ALIKE.found_in_any_case("kind") == (0, 1)
    assert ALIKE.found_in_any_case("fair") == (2,)


def test_fields_come_in_the_order_in_which_they_are_given() -> None:
    assert PrincipleNames([(0, "0", "1", "x"), (1, "1", "0", "y")]).found("1") == (1,)
    assert PrincipleNames([(0, "0", "1", "x"), (1, "1", "0", "y")], ("name", "id")).found("1") == (0,)


def test_an_id_that_is_the_name_of_another_is_doubtful() -> None:
    assert ALIKE.is_doubtful("0")
    assert not any(map(ALIKE.is_doubtful, ("1", "Kind", "kind", "x", "nothing")))
