"""Prompt and responses of what rows bring: where they part, how they are written, and what is kept as it came."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importers.entries.conversations import Doubt, Nothing, Texts, texts_of
from core.importers.entries.messages import reads_back, turn
from core.importers.entry import Entry, MalformedRowError
from core.model.conversation import messages_of
from core.model.terms import Shape

MESSAGES, TRANSCRIPT = Shape.MESSAGES, Shape.TRANSCRIPT


def _user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def _assistant(text: str) -> dict[str, Any]:
    return {"role": "assistant", "content": text}


SYSTEM = {"role": "system", "content": "Be calm."}
HI = [_user("Hi"), _assistant("Hello.")]
TEA = [*HI, _user("Tea?")]
YES: list[Any] = [_assistant("Yes.")]
NO: list[Any] = [_assistant("No.")]
ASKED = "Human: Hi\n\nAssistant: Hello.\n\nHuman: Tea?"


@pytest.mark.parametrize(
    ("prompt", "a", "b", "wanted"),
    [
        ("p", " a", "b ", Texts("p", " a", "b ")),
        (None, "The sky is blue.", "The sky is black.", Texts("The sky is", " blue.", " black.")),
        (None, "Human: x\n\nAssistant: a", "Human: x\n\nAssistant: b", Texts("Human: x", "a", "b", TRANSCRIPT)),
        (
            None,
            "Human: x\n\nAssistant: a",
            "Human: y\n\nAssistant: b",
            Texts("Human: x", "a", "b", TRANSCRIPT, doubt=Doubt.PROMPTS_DIFFER),
        ),
        ("\n\nHuman: x\n\nAssistant:", " a", " b", Texts("Human: x", "a", "b", TRANSCRIPT)),
        ([_user("Tea?")], YES, NO, Texts("Tea?", "Yes.", "No.", MESSAGES)),
        (None, [*TEA, *YES], [*TEA, *NO], Texts(ASKED, "Yes.", "No.", MESSAGES)),
        # Whatever the prompt says, both begin with the same.
        ("Hi", [*TEA, *YES], [*TEA, *NO], Texts(ASKED, "Yes.", "No.", MESSAGES)),
        ("Tea?\n", [_user("Tea?"), *YES], [_user("Tea?"), *NO], Texts("Tea?", "Yes.", "No.", MESSAGES)),
        (
            "Tea?",
            [SYSTEM, _user("Tea?"), *YES],
            [SYSTEM, _user("Tea?"), *NO],
            Texts("System: Be calm.\n\nHuman: Tea?", "Yes.", "No.", MESSAGES),
        ),
        (
            [SYSTEM, _user("Tea?")],
            [_user("Tea?"), *YES],
            [_user("Tea?"), *NO],
            Texts("System: Be calm.\n\nHuman: Tea?", "Yes.", "No.", MESSAGES),
        ),
        (
            [_user("Hi")],
            [*HI[1:], _user("Tea?"), *YES],
            [*HI[1:], _user("Tea?"), *NO],
            Texts(ASKED, "Yes.", "No.", MESSAGES),
        ),
        (
            "Coffee?",
            [*TEA, *YES],
            [*TEA, *NO],
            Texts(ASKED, "Yes.", "No.", MESSAGES, doubt=Doubt.OTHER_PROMPT),
        ),
        (
            None,
            [*HI, _user("ok")],
            [_user("Hi"), _assistant("Bye."), _user("ok")],
            Texts("Hi", "Assistant: Hello.\n\nHuman: ok", "Assistant: Bye.\n\nHuman: ok", MESSAGES),
        ),
        ([_user("p")], YES, YES, Texts("p", "Yes.", "Yes.", MESSAGES, nothing=Nothing.SAME)),
        ([], YES, NO, Texts("", "Yes.", "No.", MESSAGES, nothing=Nothing.NO_PROMPT)),
        ("p", "a", "a", Texts("p", "a", "a", nothing=Nothing.SAME)),
        ("p", "", " ", Texts("p", "", " ", nothing=Nothing.EMPTY)),
        ("p", "a", "  \n", Texts("p", "a", "  \n", doubt=Doubt.HALF)),
        (" ", "a", "b", Texts(" ", "a", "b", nothing=Nothing.NO_PROMPT)),
        (None, "blue", "black", Texts("", "blue", "black")),
    ],
)
def test_where_conversations_part(prompt: Any, a: Any, b: Any, wanted: Texts) -> None:
    assert texts_of(Entry(prompt, a, b)) == wanted


CALL = {"id": "1", "type": "function", "function": {"name": "kettle", "arguments": '{"temp": 80}'}}


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"role": "assistant", "content": None, "tool_calls": [CALL]}, '[tool call kettle {"temp": 80}]'),
        ({"role": "assistant", "content": "So.", "tool_calls": [CALL]}, 'So.\n[tool call kettle {"temp": 80}]'),
        ({"role": "tool", "tool_call_id": "1", "name": "kettle", "content": "80"}, "[result of kettle]\n80"),
        ({"role": "user", "content": [{"type": "image", "image": "cat.png"}, {"text": "x"}]}, "[image cat.png]\nx"),
        ({"role": "user", "content": [{"text": "x"}, "y", {"type": "image"}]}, "xy\n[image]"),
        ({"role": "assistant", "thinking": "Hm.", "content": "Yes."}, "[thinking] Hm.\n[end of thinking]\nYes."),
        ({"from": "gpt", "value": "Yes."}, "Yes."),
        # What only looks like a block has a backslash, once more each time.
        ({"role": "user", "content": "see\n[image cat.png]"}, "see\n\\[image cat.png]"),
        ({"role": "user", "content": "\\[tool call x]"}, "\\\\[tool call x]"),
        ({"role": "user", "content": "[1] and [imagery]"}, "[1] and [imagery]"),
    ],
)
def test_all_of_a_message_is_seen_in_its_text(message: dict[str, Any], text: str) -> None:
    assert turn(message)[1] == text


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ({"content": "x"}, "the first response has a message without a role"),
        ("x", "the first response has a message without a role"),
        ({"role": "user"}, "the first response has a message without text"),
        ({"role": "user", "content": None}, "the first response has a message without text"),
        ({"role": "user", "content": []}, "the first response has a message without text"),
        ({"role": "user", "content": 3}, "the first response has a message without text"),
    ],
)
def test_what_is_no_message(message: Any, why: str) -> None:
    with pytest.raises(MalformedRowError, match=why):
        texts_of(Entry("p", [message], NO))


_words = st.sampled_from(["", "Tea?", "[image cat.png]", "x\n\nHuman: y", "\\[tool call a]", "Assistant:", " é "])
_parts = st.one_of(
    st.builds(lambda text: {"type": "text", "text": text}, _words),
    st.sampled_from(
        [{"type": "image"}, {"type": "image_url", "image_url": {"url": "cat.png"}}, {"type": "odd", "n": 1}]
    ),
)
_contents = st.one_of(_words, st.lists(_parts, min_size=1, max_size=3))
_more = {
    "tool_calls": st.just([CALL]) | st.none(),
    "name": st.sampled_from(["kim", None]),
    "tool_call_id": st.just("1"),
    "thinking": _words,
    "weight": st.integers(0, 1),
}
_roles = st.sampled_from(["user", "assistant", "system", "tool", "developer", "Odd one"])
_messages = st.one_of(
    st.fixed_dictionaries({"role": _roles, "content": _words}),
    st.fixed_dictionaries({"role": _roles, "content": _contents}, optional=_more),
    st.fixed_dictionaries({"role": _roles, "content": st.none(), "tool_calls": st.just([CALL])}),
    st.fixed_dictionaries({"from": st.sampled_from(["human", "gpt", "system"]), "value": _words}),
)
lists = st.lists(_messages, min_size=1, max_size=4)


@given(lists, lists, lists)
def test_messages_survive_exactly(before: list[Any], first: list[Any], second: list[Any]) -> None:
    found = texts_of(Entry(None, [*before, *first], [*before, *second]))
    if found.messages is None:
        read = [messages_of(found.prompt, "user") if found.prompt else []]
        read += [messages_of(text, "assistant") for text in (found.response_a, found.response_b)]
    else:
        read = [orjson.loads(each) for each in found.messages]
    prompt, a, b = read
    assert orjson.dumps([*prompt, *a]) == orjson.dumps([*before, *first])
    # What both begin with is kept once, in the order in which the first has its keys.
    assert [*prompt, *b] == [*before, *second]
    assert orjson.dumps(b) == orjson.dumps([*before, *second][len(prompt) :])


@given(lists)
def test_only_what_reads_back_is_not_kept(messages: list[Any]) -> None:
    text = "\n\n".join(": ".join(turn(each)) for each in messages) if len(messages) > 1 else turn(messages[0])[1]
    assert reads_back(text, messages, "user") is (orjson.dumps(messages_of(text, "user")) == orjson.dumps(messages))
