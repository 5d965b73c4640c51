"""Hostile texts: what a dataset, a name or an answer may hold to make a terminal, a page or a spreadsheet obey.

Numbers in them (97, 31;5) and words (pwned) are such as nothing of ours sends, so that each is known wherever it comes
through.
"""

from collections.abc import Iterator
from itertools import islice, product
from typing import Final

_ENDS: Final = ("\x07", "\x1b\\", "\x9c", "")
"""BEL, ST in both encodings, and none."""
_CLIPBOARD: Final = "52;c;cHduZWQ="
_BIDI: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
_INVISIBLE: Final = (
    "\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u034f\u115f\u1160\u17b4\u180b\u180e\u3164\uffa0\u2028\u2029"
    "\ufff9\ufffa\ufffb\ufff0\U000e0001\U000e0041\U000e007f\U000e0100\U0001d173\ue000\U000f0000\uffff"
)
EVIL: Final = (
    "\x1b]52;c;ZXZpbA==\x07\x1b[2J\x1b[3J\x1b[97;97Hgone\x1b[31;5m\x1bc\x1bP+q544e\x1b\\\x9b31m\x9d52;c;ZXZpbA==\x9c\x90q\x9c"
    "\u202eright\u202c\u2066in\u2069\u200b\u200f\ufeff\u2028\u2029\u00ad\U000e0041\x07\x08\x00\x7f\r"
    "[/nope] [red]markup[/red] [@click=app.quit]quit[/] [INST] $primary %s {0}"
)
"""Everything at once."""


def _sequences() -> Iterator[str]:
    """Escape sequences, in seven bits and in eight."""
    for introducer in ("\x1b[", "\x9b"):
        for rest in ("97;97H", "97d", "97G", "31;5m", "38;2;97;97;97m", "3J", "97A", "97S", "97;97r", "6n", "97n", "c"):
            yield introducer + rest
        for rest in (">c", "?1003h", "?97h", "4h", "!p", "97 q", "97t", "8;97;97t", "21t", "200~", "97b", ">97u"):
            yield introducer + rest
    for introducer in ("\x1b]", "\x9d"):
        for body, end in product(
            (f"{_CLIPBOARD}", "8;;https://pwned.example", "0;pwned", "2;pwned", "1337;pwned"), _ENDS
        ):
            yield f"{introducer}{body}{end}"
        for body in ("4;1;#979797", "10;#979797", "7;file:///pwned", "9;pwned", "777;notify;pwned;pwned", "133;A"):
            yield f"{introducer}{body}\x07"
    for seven, eight in (("\x1bP", "\x90"), ("\x1b_", "\x9f"), ("\x1b^", "\x9e"), ("\x1bX", "\x98")):
        for introducer, end in product((seven, eight), _ENDS):
            yield f"{introducer}+q70776e6564{end}"
    for final in "c78DEHMNOZ=>#(":
        yield f"\x1b{final}97"
    yield from (
        "\x1b",
        "\x9b",
        "\x1b\x1b[97A",
        "\x1b[97",
        "\x1b]",
        "\x1bPq\x1b\\\x1b[97A",
        "\x1b[31\x1b[97A",
        "\x1b[\r97A",
    )


def _characters() -> Iterator[str]:
    """Control characters and characters that are not seen, each between letters."""
    yield from (f"a{chr(point)}z" for point in (*range(0x09), *range(0x0B, 0x20), 0x7F, *range(0x80, 0xA0)))
    yield from (f"a{each}z" for each in _BIDI + _INVISIBLE)
    yield "a" + "\u0301" * 200 + "z"
    yield "\u202e" * 40 + "pwned"


_WORDS: Final = (
    *("[/nope]", "[red]pwned[/red]", "[@click=app.quit]pwned[/]", "[link=https://pwned.example]pwned[/link]", "[bold"),
    *("\\[red]pwned", "[$primary]pwned[/]", "$primary", "%s%n", "{0.__class__}", "[INST] pwned [/INST]", "[[pwned]]"),
    *("<script>alert('pwned')</script>", "<img src=x onerror=alert('pwned')>", "</td></table><h1>pwned", "&lt;pwned"),
    *("[pwned](javascript:alert(97))", "![pwned](https://pwned.example/x.png)", "| pwned | pwned |", "```\npwned"),
    *('=HYPERLINK("https://pwned.example","pwned")', "+pwned!A1", "-pwned!A1", "@SUM(97)", "\t=pwned", "＝pwned"),
    *("=cmd|' /C pwned'!A0", "\u200b=pwned", '"=pwned"', "'=pwned", 'pwned"; DROP TABLE cases; --', "../pwned"),
    *(
        "conflict or not",
        "case:",
        '"',
        "'",
        "\\",
        "(",
        ")",
        "-",
        "/",
        "~",
        "md:pwned",
        ":memory:",
        "?pwned",
        "*",
        "nan",
    ),
)
"""What markup, pages, documents, spreadsheets, the filter language or a path would take for theirs."""

CORPUS: Final = (*dict.fromkeys((*_sequences(), *_characters(), *_WORDS, EVIL)),)


def split(payload: str) -> tuple[str, str]:
    """The two halves of a payload, for two fields that are shown one after the other."""
    middle = max(1, len(payload) // 2)
    return payload[:middle], payload[middle:]


def batches(size: int) -> list[tuple[str, ...]]:
    """The corpus in parts of so many, the last one filled up from the start."""
    rest = iter((*CORPUS, *CORPUS[: -len(CORPUS) % size]))
    return [tuple(islice(rest, size)) for _ in range(-(-len(CORPUS) // size))]
