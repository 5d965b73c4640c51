"""How texts are quoted in a prompt: between marks that they do not contain, and without what a server obeys."""

import hashlib
import re
from collections.abc import Sequence
from typing import Final

_DIGITS: Final = 12
"""Hexadecimal digits of a fence."""
_ANSWERS: Final = frozenset("abn")
"""Letters that an answer begins with, and a fence does not."""
_BAR: Final = "[|\uff5c]"
_TOKEN: Final = re.compile(
    rf"<{_BAR}[^<>|\uff5c\n]{{1,60}}{_BAR}>"  # <|im_end|> and all its like, with DeepSeek's wide bars too
    rf"|<{_BAR}/?\w{{1,40}}>|</?\w{{1,40}}{_BAR}>"
    r"|<</?SYS>>|\[\|/?\w{1,40}\|\]|<\[/?[^\s<>\[\]]{1,60}\]>|\]~!?b\[|\]~b\]|\[e~\["
    r"|\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT|CALL_ID|ARGS|THINK|MODEL_SETTINGS"
    r"|[gs]?MASK|EOS|BOS|PAD|UNK|SEP|CLS|PREFIX|MIDDLE|SUFFIX|IMG|IMG_BREAK|IMG_END|AUDIO|control_\d+)\]"
    r"|</?(?:s|bos|eos|pad|unk|sep|cls|mask|eot|eop|sop|eod|eom|bom|eoh|eoa|im_start|im_end|end_of_text|endoftext"
    r"|start_of_turn|end_of_turn|start_of_image|end_of_image|end_of_utterance|begin_of_text|start_of_role|end_of_role"
    r"|seed:\w+|think|tool_call|tool_calls|tool_response|unused_?\d+|extra_id_\d+|reserved_\d+|SPECIAL_\d+"
    r"|TOKENS_UNUSED_\d+)>",
    re.IGNORECASE,
)
"""What the chat templates of common families of models set turns apart with, and their tokenizers take for a sign."""


def fence_for(texts: Sequence[str], *, beside: Sequence[str] = ()) -> str:
    """A mark made of some texts that occurs neither in them nor in those beside them, whatever their case.

    It is the same whenever the texts are, and does not begin like an answer.
    """
    together = "\0".join(texts)
    lower = "\0".join((together, *beside)).lower()
    turn = 0
    while (fence := _digest(f"{turn}\0{together}")) in lower or fence[0] in _ANSWERS:
        turn += 1
    return fence


def inert_tokens(text: str) -> str:
    """Put blanks into what a chat template would obey, such as `<|im_end|>`, so that it can only be read."""
    found = 1 if "<" in text or "[" in text or "]" in text else 0
    while found:  # one may stand within another
        text, found = _TOKEN.subn(lambda token: f"{token[0][0]} {token[0][1:-1]} {token[0][-1]}", text)
    return text


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:_DIGITS]
