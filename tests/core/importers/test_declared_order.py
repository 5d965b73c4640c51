"""A constitution that declares an order, and orders written down to compare with."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.importers.declared_order import read_order
from core.importers.importing import ImportResult
from core.model.errors import FormatError
from core.model.terms import Principle
from core.storage.store import Store

Load = Callable[..., ImportResult]
Write = Callable[..., Path]

RULES = "Be helpful.\nBe kind.\nBe honest.\n"
PRINCIPLES = (
    Principle(0, "0", "Help", "Be helpful."),
    Principle(1, "1", "Kindness", "Be kind."),
    Principle(2, "2", "2", "Be honest."),
    Principle(3, "3", "1", "Be brief."),
)


def declared(path: Path) -> tuple[int, ...]:
    with Store.open(path) as store:
        return store.declared_order()


def test_lines_declare_an_order_when_asked(load: Load, store_path: Path) -> None:
    first = load("rules.txt", RULES)
    assert (first.outcome.target, declared(store_path)) == ("principles", ())
    again = load("rules.txt", RULES, declared_order=True)
    assert again.recorded
    assert (again.outcome.kept, again.outcome.what) == (3, "0 principles and their declared order")
    assert declared(store_path) == (0, 1, 2)
    third = load("rules.txt", RULES, declared_order=True)
    assert (third.recorded, third.outcome.kept) == (False, 0)
    load("rules.txt", RULES)
    assert declared(store_path) == (0, 1, 2), "an import that does not ask leaves the order alone"
    with Store.open(store_path) as store:
        targets = [each.target for each in store.imports()]
    assert targets == ["principles", "principles in the declared order"]


def test_a_line_set_aside_is_not_in_the_order(load: Load, tmp_path: Path, store_path: Path) -> None:
    load("rules.txt", "Be helpful.\n \nBe kind.\n", declared_order=True, skip_bad=tmp_path / "bad")
    with Store.open(store_path) as store:
        assert [store.principles()[n].id for n in store.declared_order()] == ["0", "2"]


def test_a_longer_constitution_declares_anew_and_a_shorter_one_is_refused(load: Load, store_path: Path) -> None:
    load("rules.txt", RULES, declared_order=True)
    load("longer.txt", RULES + "Be brief.\n", declared_order=True)
    assert declared(store_path) == (0, 1, 2, 3)
    with pytest.raises(FormatError, match="leaves out 1 of the store's principles"):
        load("rules.txt", RULES, declared_order=True)
    assert declared(store_path) == (0, 1, 2, 3)


def test_an_order_without_principles_is_refused(load: Load, store_path: Path) -> None:
    with pytest.raises(FormatError, match="--declared-order is about a file of principles"):
        load("cases.jsonl", '{"prompt": "Q", "response_a": "Y", "response_b": "N"}\n', declared_order=True)
    assert not store_path.exists()


@pytest.mark.parametrize(
    ("content", "order"),
    [
        ("Kindness\nHelp\n2\n1\n", (1, 0, 2, 3)),
        ("\n be HONEST. \r\n\r\n3\nhelp\nBe kind.", (2, 3, 0, 1)),
        ("\ufeff0\nKindness\n1\n2\n", (0, 1, 3, 2)),
    ],
    ids=["names", "texts and other letters", "a name goes before an id"],
)
def test_principles_are_named_as_people_do(write: Write, content: str, order: tuple[int, ...]) -> None:
    assert read_order(write("order.txt", content), PRINCIPLES) == order


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("Help\nCandour\x1b[2J\n", r'order\.txt, line 2: there is no principle "Candour[^\x1b]*": give its name'),
        ("Help\n\nBe helpful.\n", r'line 3: "Be helpful\." stands in line 1 already: name every principle once'),
        ("Help\n1\n2\n", r"has 3 of 4 principles and leaves out Kindness: name"),
        ("1\n", r"has 1 of 4 principles and leaves out Help and 2 more: name"),
        (b"Help\n\xff\n", r"line 2: it has bytes that are not UTF-8; correct it"),
        (" \n", "is empty"),
    ],
)
def test_an_order_that_cannot_be_read_is_told_in_a_sentence(write: Write, content: str | bytes, told: str) -> None:
    with pytest.raises(FormatError, match=told) as caught:
        read_order(write("order.txt", content), PRINCIPLES)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")
