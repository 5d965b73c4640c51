"""Names that several have are told apart, also from those that look like what tells them apart."""

from hypothesis import given
from hypothesis import strategies as st

from core.model.distinct_names import distinct_names

WORDS = st.sampled_from(["hum", "h", "hum (h)", "hum (h) (h)", "x"])


def test_a_name_that_several_have_is_followed_by_the_id() -> None:
    assert distinct_names([("a", "one"), ("b", "two"), ("c", "one")]) == ["one (a)", "two", "one (c)"]
    assert distinct_names([("h", "hum"), ("i", "hum"), ("j", "hum (h)")]) == ["hum (h) (h)", "hum (i)", "hum (h)"]


@given(st.lists(st.tuples(WORDS, WORDS), unique_by=lambda each: each[0]))
def test_all_are_different(named: list[tuple[str, str]]) -> None:
    found = distinct_names(named)
    assert len(set(found)) == len(named)
    assert all(own.startswith(name) for own, (_, name) in zip(found, named, strict=True))
