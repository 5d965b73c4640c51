"""Constitutions in TOML: those that ship, and people's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.importers.constitutions.shipped import NAMES, constitution, constitution_path
from core.importers.importing import ImportResult, import_file, sniff
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.storage.store import Store

Load = Callable[..., ImportResult]
Write = Callable[..., Path]

OWN = """
title = "Ours"  # a comment

[[principle]]
name = "Kind"
text = '''
Be kind,
and mean it.'''

[[principle]]
text = "Be true."
"""


def stored(path: Path) -> tuple[list[tuple[str, str, str]], tuple[int, ...]]:
    with Store.open(path) as store:
        return [(each.id, each.name, each.text) for each in store.principles()], store.declared_order()


@pytest.mark.parametrize("name", NAMES)
def test_each_that_ships_says_whence_it_is_and_can_be_imported(name: str, store_path: Path) -> None:
    found = constitution(name)
    assert found.title
    assert found.about
    assert "http" in found.source
    assert found.source_licence
    assert found.licence.startswith("Apache-2.0")
    assert len({rule.name for rule in found.rules}) == len(found.rules)
    assert all(len(rule.name) <= 34 and rule.text.startswith("Prefer the response that ") for rule in found.rules)
    assert sniff(constitution_path(name)).name == "principles"
    import_file(constitution_path(name), store_path)
    principles, declared = stored(store_path)
    assert [each[1] for each in principles] == [rule.name for rule in found.rules]
    assert declared == (found.declared or ())


def test_only_the_ordered_one_declares_an_order() -> None:
    assert [name for name in NAMES if constitution(name).declared] == ["ordered-spec"]
    assert len(constitution("ordered-spec").rules) == 10
    assert len(constitution("collective").rules) == 21


def test_an_unknown_name_is_told_what_there_is() -> None:
    with pytest.raises(FormatError, match="collective, human-rights"):
        constitution("robots")


def test_ones_own_is_recognised_and_read(load: Load, store_path: Path) -> None:
    result = load("ours.toml", OWN)
    assert (result.format, result.outcome.what) == ("principles", "2 principles")
    assert stored(store_path) == ([("0", "Kind", "Be kind,\nand mean it."), ("1", "Be true.", "Be true.")], ())
    assert not load("ours.toml", OWN).recorded


@pytest.mark.parametrize(
    ("declared", "order"),
    [("true", (0, 1)), ("false", ()), ('["Be true.", "Kind"]', (1, 0))],
)
def test_an_order_may_be_declared_in_it(load: Load, store_path: Path, declared: str, order: tuple[int, ...]) -> None:
    load("ours.toml", f"declared_order = {declared}\n{OWN}")
    assert stored(store_path)[1] == order


@pytest.mark.parametrize(
    "text", [f"{OWN}declared_order = true\n", f"declared-order = true\n{OWN}", f'Declared_Order = ["Kind"]\n{OWN}']
)
def test_an_order_that_would_not_be_read_is_refused(load: Load, text: str) -> None:
    with pytest.raises(FormatError, match="write declared_order before the first"):
        load("ours.toml", text)


def test_ids_of_ones_own_are_kept(load: Load, store_path: Path) -> None:
    kind = '[[principle]]\nid = "1"\nname = "Kind"\ntext = "Be Kind."\n'
    fair = '[[principle]]\nid = 0\nname = "Fair"\ntext = "Be Fair."\n'
    load("ours.toml", f'declared_order = ["Fair", "Kind"]\n{kind}{fair}')
    assert stored(store_path) == ([("1", "Kind", "Be Kind."), ("0", "Fair", "Be Fair.")], (1, 0))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[principle]]\ntext = "A"\n[[principle]]\nid = "0"\ntext = "B"\n', "have the id"),
        ('[[principle]]\nid = 1.5\ntext = "A"\n', "id must be a text in quotes or a whole number"),
    ],
)
def test_ids_that_are_none(load: Load, text: str, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        load("ours.toml", text)


def test_what_else_it_says_is_told(load: Load) -> None:
    result = load("ours.toml", f'version = 1\n{OWN}short_name = "True"\n')
    assert result.outcome.warnings == ("Not used: version, short_name.",)


def test_an_order_may_be_declared_beside_it(load: Load, store_path: Path) -> None:
    load("ours.toml", OWN, declared_order=True)
    assert stored(store_path)[1] == (0, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[principle]]\ntext = ", "not TOML"),
        ("[[principle]]\nname = 'x'\n", "principle 1: text must be"),
        ("[[principle]]\ntext = 3\n", "text must be"),
        ("[[principle]]\ntext = '  '\n", "text must be"),
        ("[[principle]]\ntext = 'a'\nname = ['b']\n", "name must be"),
        ("[[principle]]\ntext = 'a'\n[[principle]]\ntext = 'a'\n", "give each a name of its own"),
        (f"declared_order = ['Kind']\n{OWN}", "each of the 2"),
        (f"declared_order = ['Kind', 'Kind']\n{OWN}", "each of the 2"),
        (f"declared_order = ['Kind', 'nobody']\n{OWN}", '"nobody"'),
        (f"declared_order = 1\n{OWN}", "true, false"),
        ("title = " + "[" * 5000 + "\n[[principle]]\ntext = 'a'\n", "not TOML"),
    ],
)
def test_a_malformed_one_is_refused_in_a_sentence(load: Load, store_path: Path, text: str, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        load("ours.toml", text, format="principles")
    assert not store_path.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[principle]\ntext = 'Be kind.'\n", r"is not TOML \(.*at line 1, column"),
        ("title = 'x'\n\nBe kind to all.\n", r"is not TOML \(.*at line 3, column"),
        ("x=1\n", "has no principles: give each a"),
        ("Be kind to the user.\nDo no harm.\n", r"is not TOML \(.*at line 1, column"),
        ('{"prompt": "p", "response_a": "a", "response_b": "b"}\n', "is not TOML"),
        ("row_id,reward_a,reward_b\n0,1,2\n", "is not TOML"),
    ],
)
@pytest.mark.parametrize(("name", "zipped"), [("ours.toml", False), ("OURS.TOML", False), ("ours.toml.gz", True)])
def test_what_is_called_toml_is_read_as_nothing_else(
    write: Write,
    store_path: Path,
    text: str,
    said: str,
    name: str,
    zipped: bool,
) -> None:
    path = write(name, text, zipped=zipped)
    for options in (None, ImportOptions(format="principles")):
        with pytest.raises(FormatError, match=said) as refused:
            import_file(path, store_path, options)
        assert str(path) in str(refused.value)
    assert not store_path.exists()


def test_short_names_are_in_it_already(load: Load, write: Write) -> None:
    with pytest.raises(FormatError, match="leave --short-names out"):
        load("ours.toml", OWN, short_names=write("names.txt", "A\nB\n"))
