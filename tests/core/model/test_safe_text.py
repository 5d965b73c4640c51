"""Untrusted text: nothing that a terminal or a spreadsheet obeys comes through."""

import sys
import unicodedata

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.safe_text import MARKS_KEPT, inert, inert_line, json_inert, spreadsheet_plain, spreadsheet_safe

ACUTE = "\u0301"
HOSTILE = (
    "\0\a\b\t\n\v\f\r\x1b\x7f\x85\x9b\xad\u034f\u061c\u115f\u180b\u180e\u200b\u200d\u202e\u2028\u2029\u2066\u3164"
    "\ud800\udfff\ue000\ufe0f\ufeff\uffff\U000e0001\U000e0041\U000e0100\U00010378\U0001bca0\U0001d167"
)
TEXTS = st.text(st.one_of(st.sampled_from(HOSTILE), st.characters(), st.characters(codec="utf-8")), max_size=60)
MARKS = "".join(c for c in map(chr, range(0x300, 0xE00)) if unicodedata.category(c) in {"Mn", "Mc"})
MODIFIERS = MARKS + "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
VIRAMAS = "\u094d\u0dca"
JOINING = {"ARABIC", "DEVANAGARI", "SINHALA"}
JOINERS = "\u200c\u200d"
JOINED = st.text(st.sampled_from("یخ\u064bकष\u093e\u094dශර\u0dca👩🚀🔥❤🏽🅰aב \ufe0f" + JOINERS * 4), max_size=30)
MARKED = st.lists(
    st.sampled_from(["a", " ", "\n", ACUTE * 3, ACUTE * 9, "\u20dd", "\U0001d167" * 5, "\U00010000"])
).map("".join)


def belongs(text: str, at: int) -> bool:
    """Tell whether a joiner has a letter of one script, or a picture, right before and after it, marks aside."""
    before, after = text[:at].rstrip(MODIFIERS), text[at + 1 :].lstrip(VIRAMAS)
    if not before or not after or before[-1] in "\u200c\u200d":
        return False
    names = [unicodedata.name(each, "").split()[0] for each in (before[-1], after[0])]
    kinds = {unicodedata.category(each) for each in (before[-1], after[0])}
    return names[0] == names[1] in JOINING if kinds <= {"Lo", "Lm"} else kinds <= {"So", "Sm"}


def hidden(text: str) -> list[str]:
    """Characters that should never come out of `inert`."""
    return [
        c
        for at, c in enumerate(text)
        if c != "\n"
        and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}
        and not (c in "\u200c\u200d" and belongs(text, at))
    ]


def longest_run(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        longest = max(longest, run)
    return longest


@given(TEXTS | JOINED)
def test_nothing_hidden_comes_out_and_twice_is_once(text: str) -> None:
    shown = inert(text)
    assert hidden(shown) == []
    assert inert(shown) == shown


def test_every_single_code_point_is_harmless() -> None:
    for point in range(sys.maxunicode + 1):
        shown = inert(chr(point))
        assert not hidden(shown), hex(point)
        if chr(point).isprintable() and not shown.startswith("⟨") and not 0xFE00 <= point <= 0xFE0F:
            assert shown == chr(point)


@given(st.one_of(MARKED, TEXTS))
def test_runs_of_marks_are_capped_and_twice_is_once(text: str) -> None:
    shown = inert(text)
    assert longest_run(shown) <= MARKS_KEPT
    assert inert(shown) == shown


def test_every_combining_mark_is_capped() -> None:
    for point in range(sys.maxunicode + 1):
        if unicodedata.category(chr(point)) in {"Mn", "Me"} and inert(chr(point)) == chr(point):
            assert inert("a" + chr(point) * 10) == "a" + chr(point) * 8 + "⟨+2 marks⟩", hex(point)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, naïve café 汉字 नमस्ते 😀 ❤\ufe0f", "plain text, naïve café 汉字 नमस्ते 😀 ❤"),
        ("a\r\nb\rc\nd\r\r\ne", "a\nb\nc\nd\n\ne"),
        ("a\tb", "a    b"),
        ("\x1b]52;c;YQ==\x07", "␛]52;c;YQ==␇"),
        ("\0\v\f\x7f", "␀␋␌␡"),
        ("\x85\x9b\ud800", "\ufffd\ufffd\ufffd"),
        ("\u202eevil\u2069\u200b\ufeff\u2028\u2029", "⟨U+202E⟩evil⟨U+2069⟩⟨U+200B⟩⟨U+FEFF⟩⟨U+2028⟩⟨U+2029⟩"),
        ("\U000e0041\U000e0100\xad\u3164\u034f", "⟨U+E0041⟩⟨U+E0100⟩⟨U+00AD⟩⟨U+3164⟩⟨U+034F⟩"),
        ("👩\u200d🚀👩\u200d", "👩\u200d🚀👩⟨U+200D⟩"),
        ("👩🏽\u200d❤\ufe0f\u200d💋\u200d👨🏽", "👩🏽\u200d❤\u200d💋\u200d👨🏽"),
        ("🐻\u200d❄\ufe0f 🏳\ufe0f\u200d🌈", "🐻\u200d❄ 🏳\u200d🌈"),
        ("👩\u200d👩\u200d👩\u200d👩\u200d👩", "👩\u200d👩\u200d👩\u200d👩⟨U+200D⟩👩"),
        ("🅰\u200d🚀 👩\u200d\u200d🚀 👩\u200c🚀", "🅰⟨U+200D⟩🚀 👩⟨U+200D⟩⟨U+200D⟩🚀 👩⟨U+200C⟩🚀"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष क्\u200cष ශ්\u200dරී র\u200d্য", "क्\u200dष क्\u200cष ශ්\u200dරී র\u200d্য"),
        ("क\u200d\u200dष \u200cخ خ\u200c", "क⟨U+200D⟩⟨U+200D⟩ष ⟨U+200C⟩خ خ⟨U+200C⟩"),
        ("क\u200cخ a\u200db ש\u200dש", "क⟨U+200C⟩خ a⟨U+200D⟩b ש⟨U+200D⟩ש"),
        ("क" + "\u094d\u200dक" * 5, "क" + "\u094d\u200dक" * 3 + "\u094d⟨U+200D⟩क\u094d\u200dक"),
        ("z" + ACUTE * 8 + "y", "z" + ACUTE * 8 + "y"),
        ("z" + ACUTE * 9 + "y" + ACUTE * 1008, "z" + ACUTE * 8 + "⟨+1 marks⟩y" + ACUTE * 8 + "⟨+1000 marks⟩"),
        ("[/nope] [INST]", "[/nope] [INST]"),
        ("", ""),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert inert(text) == shown


@given(st.one_of(TEXTS, MARKED, JOINED), st.integers(-2, 40))
def test_a_line_is_one_line_within_its_limit(text: str, limit: int) -> None:
    line = inert_line(text, limit)
    assert len(line) <= max(limit, 0)
    assert not hidden(line)
    assert "\n" not in line
    assert line.split() == line.split(" ") or line == ""
    assert inert_line(line, limit) == line


@settings(deadline=None)
@given(st.one_of(TEXTS, MARKED, JOINED), st.integers(1, 3000), st.integers(1, 12))
def test_a_limit_only_cuts_the_whole_line(text: str, times: int, limit: int) -> None:
    whole = inert_line(text * times)
    cut = inert_line(text * times, limit)
    assert cut == whole if len(whole) <= limit else cut == whole[: limit - 1].rstrip(f" {JOINERS}") + "…"


@pytest.mark.parametrize("blanks", range(80, 130))
def test_a_run_of_marks_is_counted_whole_wherever_the_look_ends(blanks: int) -> None:
    text = " " * blanks + "abcdefgh" + ACUTE * 40
    assert inert_line(text, 20) == "abcdefgh" + ACUTE * 8 + "⟨+3…"


def test_a_line_of_a_long_text_looks_only_at_its_start(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []

    def look(text: str) -> str:
        looked.append(len(text))
        return inert(text)

    monkeypatch.setattr("core.model.safe_text.inert", look)
    assert inert_line("word " * 200_000, 20) == "word word word word…"
    assert sum(looked) < 1000
    assert inert_line(" \n" * 100_000 + "end", 20) == "end"


@given(TEXTS.filter(lambda text: not any("\ud800" <= each <= "\udfff" for each in text)))
def test_json_says_the_same_and_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    written = json_inert(orjson.dumps({text: [text]}, option=orjson.OPT_INDENT_2).decode())
    assert hidden(written) == []
    assert orjson.loads(written) == {text: [text]}
    assert json_inert('"é \x9b \u202e \U000e0041"') == '"é \\u009b \\u202e \\udb40\\udc41"'


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "  =1",
        "\n=1",
        "\0=1",
        "\ufeff\u200b=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
    ],
)
def test_formulas_are_disarmed(text: str) -> None:
    assert spreadsheet_safe(text) == "'" + text
    assert spreadsheet_safe(spreadsheet_safe(text)) == "''" + text, "so that each can be undone"
    assert spreadsheet_plain(spreadsheet_safe(text)) == text


@pytest.mark.parametrize("text", ["", "a=1", "1-2", "'a", "  text", "\nx", "me@example.org", "汉字"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert spreadsheet_safe(text) == text
    assert spreadsheet_plain(text) == text


@given(st.text(st.sampled_from("'=+-@ \t\r\n\0ax") | st.characters()))
def test_what_disarms_a_formula_is_undone_exactly(text: str) -> None:
    assert spreadsheet_plain(spreadsheet_safe(text)) == text
