"""Damaged, odd and ambiguous files: the right meaning, or a sentence that says what to type."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from core.importers.importing import import_file, import_files
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.storage.store import Store
from tests.core.importers.formats.golden import FERN, FOUR, PRODUCT, TEA, TITLE, Texts
from tests.core.importers.formats.test_golden import FILES, load, says, texts

CALLED: Final = '[tool call kettle {"temp": 80}]'
SAME: Final = {"human": "AAAA"}
MARKED: Final = tuple((prompt, f'{a}\n\n- one, "two"\n', b) for prompt, a, b in FOUR)
KIM: Final = {"kim": "ABAB"}
OTHER: Final = (
    ("How long to steep tea?", "Two minutes.", "An hour."),
    ("Shade plant?", "- Ferns\n- Hostas", "Cactus"),
    ("7x8?", "=56 exactly", "+54"),
    ("Title?", "@Keeper", "Story"),
)
TEAS: Final = ("Human: Hi\n\nAssistant: Hello.\n\nHuman: Tea?", "Yes, tea.", "No tea.")
CALM: Final = "System: You are a calm gardener.\n\n"

FORGIVEN: Final = """
    array-one-line.json array-one-row-a-line.json array-pretty.json bom-excel.csv bom.jsonl cr-only.jsonl crlf.jsonl
    data-object.json excel.xlsx extra-keys.jsonl gz-named-wrong.jsonl header-upper.csv index-unnamed.csv nan.jsonl
    no-final-newline.jsonl plain.csv pretty-object-each.jsonl semicolon.csv tab.tsv upper-case-keys.jsonl x.jsonl.bz2
    x.jsonl.gz x.jsonl.zst x.parquet.gz
"""
MEANT: Final[Mapping[str, tuple[tuple[Texts, ...], Mapping[str, str]]]] = {
    **dict.fromkeys(FORGIVEN.split(), (FOUR, SAME)),
    "annotator_id-column.csv": ((("p", "a", "b"),), {"kim": "A", "lee": "B"}),
    "blank-lines.csv": ((("p", "a", "b"),), {"human": "A"}),
    "blank-rejected.jsonl": ((TEA, (*FERN[:2], "   \n"), PRODUCT, TITLE), {"human": "AAAA"}),
    "chatml-tokens.jsonl": (
        (("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n", "Hello<|im_end|>", "Bye<|im_end|>"),),
        {"human": "A"},
    ),
    "chosen-ends-with-user.jsonl": (
        (("Hi", "Assistant: Hello\n\nHuman: ok", "Assistant: Bye\n\nHuman: ok"),),
        {"human": "A"},
    ),
    "chosen-equals-rejected.jsonl": ((TEA, (*FERN[:2], FERN[1]), PRODUCT, TITLE), {"human": "A.AA"}),
    "chosen-is-a-label.jsonl": (OTHER, SAME),
    "duplicate-case_id-same-text-same-pref.jsonl": (FOUR, KIM),
    "duplicate-case_id-same-text.jsonl": (FOUR, KIM),
    "duplicate-rows.jsonl": ((*FOUR, TEA), {"human": "AAAAA"}),
    "empty-both.jsonl": ((TEA, (FERN[0], "", ""), PRODUCT, TITLE), {"human": "A.AA"}),
    "empty-chosen.jsonl": ((TEA, (FERN[0], "", FERN[2]), PRODUCT, TITLE), {"human": "AAAA"}),
    "empty-message-list.jsonl": ((("", "x", "y"),), {}),
    "empty-prompt.jsonl": ((TEA, ("", *FERN[1:]), PRODUCT, TITLE), {"human": "A.AA"}),
    "formula-like-texts.jsonl": (OTHER, SAME),
    "from-value-messages.jsonl": ((("Hi", "Hello", "Bye"),), {"human": "A"}),
    "image-only-part.jsonl": ((("[image]", "A cup.", "A cat."),), {"human": "A"}),
    "image-part-in-prompt.jsonl": (
        (("[image data:image/png;base64,AAAA]\nWhat is this?", "A cup.", "A cat."),),
        {"human": "A"},
    ),
    "json-in-cells.csv": ((("p", "a", "b"),), {"human": "A"}),
    "messages-as-json-strings.jsonl": ((("Hi", "Hello", "Bye"),), {"human": "A"}),
    "multi-turn-system-implicit.jsonl": (((CALM + TEAS[0], *TEAS[1:]),), {"human": "A"}),
    "none-word-cells.csv": ((("p", "a", "b"), ("q", "a", "b"), ("r", "a", "b")), {"human": "..A"}),
    "nul-escape.jsonl": ((TEA, (FERN[0], "F\0erns do well in shade.", FERN[2]), PRODUCT, TITLE), SAME),
    "own-ids-from-1.csv": (OTHER, {"human": "ABAB"}),
    "preference-A-B.jsonl": (FOUR, KIM),
    "preference-equal.jsonl": (FOUR, {"kim": "AB=="}),
    "preference-model_a-model_b.jsonl": (FOUR, {"kim": "AB=="}),
    "preference-null-nan.jsonl": (FOUR, {"kim": "A..B"}),
    "preference-words.jsonl": (FOUR, {"kim": "AB=A"}),
    "prompt-string-differs-by-blank.jsonl": ((("Tea?", *TEAS[1:]),), {"human": "A"}),
    "prompt-string-is-first-turn-of-conversation.jsonl": ((TEAS,), {"human": "A"}),
    "prompt-string-with-system-in-conversation.jsonl": (((f"{CALM}Human: Tea?", *TEAS[1:]),), {"human": "A"}),
    "quoted-newlines.csv": (MARKED, SAME),
    "tool-call-then-result.jsonl": (
        (("Boil", f"Assistant: {CALLED}\n\nTool: [result of kettle]\n80\n\nAssistant: Done at 80.", "Done."),),
        {"human": "A"},
    ),
    "tool-calls-both-empty-content.jsonl": ((("Boil", CALLED, CALLED.replace("80", "100")),), {"human": "A"}),
    "tool-calls-null-content.jsonl": ((("Boil", CALLED, "I cannot."),), {"human": "A"}),
    "unicode.jsonl": (
        (("مرحبا 🍵 да", "e\u0301 \u200b\u202e rtl \u2028 line sep", "日本語"), *FOUR),
        {"human": "AAAAA"},
    ),
}
REFUSED: Final[Mapping[str, str]] = {
    "backslash-escaped.csv": "line 2: it is not CSV",
    "blank-line-between.jsonl": "line 2: it is blank",
    "bool-chosen.jsonl": "line 3: chosen is True and not text",
    "deep-nesting.jsonl": "line 5: it is not JSON",
    "duplicate-case_id-other-text.jsonl": "lines 1 and 5: case c0 has two different texts",
    "duplicate-key-in-object.jsonl": "line 1: it has the key chosen twice",
    "empty-array.json": "is empty",
    "git-lfs-pointer.jsonl": "is a Git LFS pointer",
    "gz-truncated.jsonl.gz": "is cut short or damaged gzip data",
    "header-only.csv": "has no rows",
    "html-login-page.jsonl": "is a web page",
    "latin-one-bad-line.jsonl": "line 2: it has bytes that are not UTF-8",
    "lone-surrogate.jsonl": "line 2: it is not JSON",
    "missing-key-in-one-row.jsonl": "line 2: rejected is missing",
    "nul-byte.jsonl": "line 2: it has a NUL byte",
    "null-both.jsonl": "line 2: chosen is missing",
    "null-chosen.jsonl": "line 2: chosen is missing",
    "null-chosen.parquet": "row 2: chosen is missing",
    "number-as-chosen.jsonl": "line 3: chosen is 56 and not text",
    "only-blanks.jsonl": "is empty",
    "pandas-columns.json": "is a table by columns",
    "preference-0-1.jsonl": "preference holds 0 and 1, which can be read in more than one way: say --values a=1,b=0 or",
    "preference-1-2.jsonl": "say --values a=1,b=2 or --values a=2,b=1",
    "preference-bool.jsonl": "say --values a=true,b=false or --values a=false,b=true",
    "preference-likert-7.jsonl": "say --values 'a=<4,b=>4,tie=4' or --values 'a=>4,b=<4,tie=4'",
    "principles-one-word-each.txt": "unknown text needs --format principles",
    "ragged.csv": "line 3: it has 2 fields where the header has 3",
    "stray-quote.csv": "line 3: it is not CSV",
    "utf16.jsonl": "is UTF-16 text",
    "win1252.csv": "line 2: it has bytes that are not UTF-8",
    "win1252.jsonl": "line 4: it has bytes that are not UTF-8",
    "x.jsonl.zip": "is a zip archive",
    "zero-bytes.jsonl": "is empty",
}
PRINCIPLES: Final = ("principles-numbered.txt", "principles.csv", "principles.json", "two-principles.txt")
ANSWERS: Final = {
    "judgements.jsonl": "AAAA",
    "rewards.jsonl": "AAAA",
}


@pytest.mark.parametrize("name", MEANT)
def test_it_means(name: str, store_path: Path) -> None:
    cases, said = MEANT[name]
    load(f"dirt/{name}", store_path)
    with Store.open(store_path) as store:
        assert (texts(store), says(store)) == (list(cases), dict(said))


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused(name: str, store_path: Path) -> None:
    with pytest.raises(FormatError) as caught:
        load(f"dirt/{name}", store_path)
    assert REFUSED[name] in str(caught.value)
    assert not store_path.exists()


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("preference-0-1.jsonl", "a=1,b=0", "BABA"),
        ("preference-0-1.jsonl", "a=0,b=1", "ABAB"),
        ("preference-1-2.jsonl", "a=1,b=2", "ABAB"),
        ("preference-bool.jsonl", "a=true,b=false", "ABAB"),
        ("preference-likert-7.jsonl", "a=<4,b=>4,tie=4", "A=BA"),
    ],
)
def test_the_line_that_is_asked_for_works(name: str, values: str, said: str, store_path: Path) -> None:
    load(f"dirt/{name}", store_path, values=values)
    with Store.open(store_path) as store:
        assert says(store) == {"kim": said}


@pytest.mark.parametrize("name", PRINCIPLES)
def test_it_is_a_constitution(name: str, store_path: Path) -> None:
    assert load(f"dirt/{name}", store_path) == "principles"
    with Store.open(store_path) as store:
        assert [(each.id, each.text) for each in store.principles()] == [
            ("0", "Prefer the more helpful response."),
            ("1", "Prefer the more harmless response."),
        ]
        names = ["helpful", "harmless"] if name.endswith("csv") else [each.text for each in store.principles()]
        assert [each.name for each in store.principles()] == names


def test_words_are_principles_when_they_are_said_to_be(store_path: Path) -> None:
    load("dirt/principles-one-word-each.txt", store_path, format="principles")
    with Store.open(store_path) as store:
        assert [each.text for each in store.principles()] == ["helpfulness", "harmlessness", "honesty"]


@pytest.fixture
def answered(store_path: Path) -> Path:
    """A store with the four cases and two principles."""
    import_files([FILES / "dirt" / name for name in ("plain.csv", "two-principles.txt")], store_path)
    return store_path


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_in_any_container(name: str, answered: Path) -> None:
    load(f"dirt/{name}", answered)
    with Store.open(answered) as store:
        assert says(store) == {"human": "AAAA", name.partition(".")[0]: ANSWERS[name]}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("votes.jsonl", [[1, 1]] * 4),
        ("votes-by-principle-name.csv", [[1, 0], [0, -1], [0, 0], [0, 0]]),
        ("votes-own-ids-from-1.csv", [[0, 0], [-1, 1], [1, -1], [-1, 1]]),
    ],
)
def test_votes(name: str, wanted: list[list[int]], answered: Path) -> None:
    load(f"dirt/{name}", answered)
    with Store.open(answered) as store:
        assert store.votes(store.oracles()[0], 2).tolist() == wanted


def test_votes_by_the_files_own_ids(store_path: Path) -> None:
    import_files([FILES / "dirt" / name for name in ("own-ids-from-1.csv", "two-principles.txt")], store_path)
    load("dirt/votes-own-ids-from-1.csv", store_path)
    with Store.open(store_path) as store:
        assert store.votes(store.oracles()[0], 2).tolist() == [[-1, 1], [1, -1], [-1, 1], [1, -1]]


def test_judgements_of_0_and_1_are_asked_about(answered: Path) -> None:
    with pytest.raises(FormatError, match="say --values a=1,b=0 or --values a=0,b=1"):
        load("dirt/judgements-0-1-label.csv", answered)
    load("dirt/judgements-0-1-label.csv", answered, values="a=1,b=0")
    with Store.open(answered) as store:
        assert says(store)["judgements-0-1-label"] == "BABA"


def test_a_long_first_line_does_not_hide_the_format(tmp_path: Path, store_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    path.write_text('{"prompt": "%s", "chosen": "tea", "rejected": "no"}\n' % ("p " * 60_000))
    assert import_file(path, store_path, ImportOptions()).format == "pairs"


def test_every_file_has_its_meaning_here() -> None:
    tables = {*ANSWERS, *PRINCIPLES, "judgements-0-1-label.csv"}
    votes = {"votes.jsonl", "votes-by-principle-name.csv", "votes-own-ids-from-1.csv"}
    assert {path.name for path in (FILES / "dirt").iterdir()} == {*MEANT, *REFUSED} | tables | votes
