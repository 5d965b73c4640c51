"""What stands of a prompt in a list: plain words are shortened as any others are."""

from hypothesis import given
from hypothesis import strategies as st

from core.model.safe_text import inert_line
from core.storage.schema import PREVIEW_LENGTH
from core.storage.staged import preview


@given(st.text(st.sampled_from("ab \t\u200bé.")), st.integers(1, 2 * PREVIEW_LENGTH))
def test_a_preview_is_the_beginning_as_a_line(words: str, times: int) -> None:
    text = words * times
    assert preview(text) == preview(f"Human: {text}") == inert_line(text[: 4 * PREVIEW_LENGTH], PREVIEW_LENGTH)
