"""Any JSON, in which certain names are likely."""

from typing import Any

from hypothesis import strategies as st

PLAIN: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats() | st.sampled_from(["", "A", "text", "x"])
)


def any_json(*names: str) -> st.SearchStrategy[Any]:
    """Values whose objects have some of these names."""
    return st.recursive(
        PLAIN,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(names), inner, max_size=4),
        max_leaves=12,
    )
