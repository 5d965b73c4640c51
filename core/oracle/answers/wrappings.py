r"""What a model or its server puts around an answer, taken away place by place.

Whatever goes is replaced by as many blanks, so that a place in what is left is the same place in what was said: that is
where the log probabilities of an answer are looked up. Thoughts go whole, since nothing in them is an answer.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

ANSWER_TAGS: Final = (
    r"(?:final[_ ]?answer|answer|final|choice|verdict|decision|vote|preference|judge?ment|selection|result|output)"
)
_THOUGHT: Final = (
    r"(?:seed:)?(?:think|thinking|thought|thoughts|reasoning|reflection|scratchpad|analysis|rationale|reason|explanation"
    r"|justification|internal_monologue)"
)
_TAG: Final = re.compile(
    rf"(?P<open><{_THOUGHT}\b[^<>\n]{{0,40}}>|\[THINK\]|\u25c1think\u25b7|<\|begin_of_thought\|>)"
    rf"|(?P<shut></{_THOUGHT}\s*>|\[/THINK\]|\u25c1/think\u25b7|<\|end_of_thought\|>"
    r"|<\|channel\|>\s*final\s*<\|message\|>)",
    re.IGNORECASE,
)
_REASON: Final = re.compile(r"<(rationale|reason|explanation|justification)\b", re.IGNORECASE)
_CHANNELS: Final = re.compile(r"\s*analysis.*assistantfinal", re.DOTALL)
"""Two channels whose marks a server took out."""
_TOKEN: Final = re.compile(
    r"<\|[^<>|\n]{1,40}\|>|</?s>|<(?:eos|bos|pad|unk|sep|eot|end_of_turn|start_of_turn|end_of_utterance)>|\[/?INST\]"
    r"|\[EOS\]",
    re.IGNORECASE,
)
_BEGINNING: Final = re.compile(
    r"\s*(?:(?:<s>|<bos>|<\|(?:begin_of_text|startoftext|begin of sentence|begin_of_solution)\|>)\s*)*"
    r"(?:(?:<\|(?:im_start|start|start_header_id|header_start)\|>|<start_of_turn>)\s*(?:assistant|model)\b"
    r"|<\|assistant\|>)?\s*(?:<\|(?:end_header_id|header_end|message)\|>)?",
    re.IGNORECASE,
)
_COMMAND: Final = re.compile(r"\\(?:text|textbf|textit|textrm|mathrm|mathbf|mathit|mathsf|operatorname)\s*\{([^{}]*)\}")
_BOXED: Final = re.compile(r"\\boxed\{([^{}\n]*)\}")
_MATHS: Final = re.compile(r"\$+|\\[()\[\]]")
_ANSWER_OPEN: Final = re.compile(rf"<({ANSWER_TAGS})>", re.IGNORECASE)
_ANSWER_SHUT: Final = re.compile(rf"</{ANSWER_TAGS}>", re.IGNORECASE)
_CLOSED: Final = re.compile(rf"\s*<({ANSWER_TAGS})>[^<>]*</\1>\s*", re.IGNORECASE)
_HTML: Final = re.compile(r"</?(?:b|strong|i|em|u|p|br|div|span|code|h[1-6])\s*/?>", re.IGNORECASE)
_FENCE: Final = re.compile(r"^[ \t]*(?:```|~~~)[\w-]*[ \t]*$", re.MULTILINE)
_RULE: Final = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$", re.MULTILINE)
_LINE_MARK: Final = re.compile(
    r"^[ \t]*(?:#{1,6}(?=[ \t])|(?:[-+\u2022\u2192\U0001f449]|[-=]>)(?=[ \t]))", re.MULTILINE
)
_EMPHASIS: Final = re.compile(r"[*`\u2705\u2714\ufe0f]|(?<![^\W_])_+|_+(?![^\W_])")
_BLANKS: Final = str.maketrans(dict.fromkeys("\u0120\u2581\u200b\u200c\u200d\u2060\ufeff\xa0", " ") | {"\u010a": "\n"})
"""What stands for a blank or a line's end in vocabularies, and what nobody sees."""


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """An answer without what stood around it; each text is as long as what was said.

    `plain` still has its emphasis and its punctuation, `words` has not. `closed`: whatever might have followed belongs
    to no answer, since the answer's own end was written.
    """

    plain: str
    words: str
    closed: bool


def unwrapped(said: str) -> Unwrapped | None:
    """Take away thoughts, template tokens, tags, LaTeX and Markdown; None where a thought did not come to its end."""
    text = _without_thoughts("".join(map(_letter, said.translate(_BLANKS))))
    if text is None:
        return None
    text, ended = _without_tokens(text)
    closed = ended or _CLOSED.fullmatch(_FENCE.sub(_blank, text)) is not None
    text = _FENCE.sub(_blank, _HTML.sub(_blank, _plain_latex(text)))
    text = _ANSWER_SHUT.sub(_blank, _ANSWER_OPEN.sub(_tag_as_words, text))
    words = _EMPHASIS.sub(_blank, _LINE_MARK.sub(_blank, _RULE.sub(_blank, text)))
    return Unwrapped(text, words, closed)


def _letter(letter: str) -> str:
    """A letter in another style, such as a full-width one, as a plain one; a look-alike of another alphabet stays."""
    if letter.isascii():
        return letter
    plain = unicodedata.normalize("NFKC", letter)
    return plain if len(plain) == 1 and plain.isascii() else letter


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _tag_as_words(match: re.Match[str]) -> str:
    """`<answer>` as a line that begins with `answer:`, which is as long."""
    return "\n" + match[1].replace("_", " ") + ":"


def _without_thoughts(text: str) -> str | None:
    """What is left once each thought is gone; an end without a beginning ends a thought that began with the text.

    A reason after something else is no thought, for it may take back what was said.
    """
    channels = _CHANNELS.match(text)
    if channels is not None:
        text = " " * channels.end() + text[channels.end() :]
    begun: re.Match[str] | None = None
    left, at = [], 0
    for tag in _TAG.finditer(text):
        if tag["open"] is not None:
            begun = tag if begun is None else begun
            continue
        if begun is None:
            left = [" " * tag.end()]
        else:
            left.append(text[at : begun.start()])
            reason = _REASON.match(begun[0]) if any(map(str.strip, left)) else None
            if reason is None:
                left.append(" " * (tag.end() - begun.start()))
            else:
                heading = f"\n{reason[1]}:".ljust(len(begun[0]))
                left += [heading, text[begun.end() : tag.start()], _blank(tag)]
        at, begun = tag.end(), None
    return None if begun is not None else "".join(left) + text[at:]


def _without_tokens(text: str) -> tuple[str, bool]:
    """What is left without a chat template's tokens, and whether one of them ended the answer."""
    beginning = _BEGINNING.match(text)
    start = beginning.end() if beginning is not None else 0
    text = " " * start + text[start:]
    end = _TOKEN.search(text)
    if end is None or not text[: end.start()].strip():
        return text, False
    return _TOKEN.sub(lambda each: "\n" + " " * (len(each[0]) - 1), text), True


def _plain_latex(text: str) -> str:
    r"""`\boxed{` as `answer:`, which is as long, and what only sets type as blanks."""
    if "\\" not in text:
        return text
    for _ in range(2):
        text = _COMMAND.sub(lambda each: each[1].join((" " * (each.start(1) - each.start()), " ")), text)
    text, boxes = _BOXED.subn(lambda each: f"answer:{each[1]} ", text)
    return _MATHS.sub(_blank, text) if boxes else text
