"""Whose journal it is where nobody says: a login name, told apart where it has to be changed."""

import getpass

import pytest

from core.journal.events import valid_reviewer
from tui.cli.review import login_name


def named(login: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(getpass, "getuser", lambda: login)
    return login_name()


def test_a_name_that_will_do_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [named(each, monkeypatch) for each in ("kim", "k.i_m-2")] == ["kim", "k.i_m-2"]


def test_names_that_are_changed_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    logins = ["müller", "möller", "m-ller", ".m-ller", "x" * 70, "x" * 71, "李", "王", "a b", "a\tb", "../../x", "/.x"]
    logins += ["m\udcfcller", "m\udcf6ller"]  # of bytes that are not UTF-8
    names = [named(each, monkeypatch) for each in logins]
    assert len(set(names)) == len(logins)
    assert [valid_reviewer(name) for name in names] == names
