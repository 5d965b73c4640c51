"""What a library that fetches a dataset says, and the errors that it raises, are of the hub's words."""

import sys

import datasets
import pytest

from core.importers.containers.fetching import fetched
from core.importers.containers.shown_inert import shown_inert
from core.model.errors import FormatError

EVIL = "\x1b]52;c;QUFB\x07 \x9d52;c;QUFB\x9c \x1b[2J \u202e"


@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_of_what_is_written_meanwhile_only_progress_moves_the_terminal(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with shown_inert():
        print(f"{EVIL}: 50 %\r{EVIL}: 99 %\x1b[A", file=getattr(sys, name))
        assert getattr(sys, name).isatty() is False
    print("\x1b[1m", file=getattr(sys, name))
    said = "".join(capsys.readouterr())
    assert said.count("\r") == said.count("\x1b[A") == said.count("\x1b[1m") == 1
    left = said.replace("\x1b[A", "").replace("\x1b[1m", "").replace("\r", "").replace("\n", "")
    assert left.isprintable()
    assert "50 %" in left
    assert "99 %" in left


@pytest.mark.parametrize("error", [KeyError("size"), TypeError("'int' object is not iterable"), Exception(EVIL)])
def test_whatever_the_library_raises_is_a_sentence(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def load(*_: object, **__: object) -> None:
        sys.stderr.write(f"Downloading {EVIL}\n")
        raise error

    monkeypatch.setattr(datasets, "load_dataset", load)
    with pytest.raises(FormatError, match=r"^hf:a/b:train cannot be loaded \(.*\): download its files .*\.$") as raised:
        fetched("hf:a/b:train", "a/b", None, "train")
    assert str(raised.value).isprintable()
    assert capsys.readouterr().err.replace("\n", "").isprintable()
