import os
from pathlib import Path

import orjson
import pytest

from tests.tui.conftest import Opener, leave_home
from tui.app.settings import Settings, SettingsError, kept_settings, read_settings, settings_path, write_settings


def test_settings_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "settings.json"
    assert read_settings(path) == Settings()
    write_settings(path, theme="discretion-light", advance=False, votes=True)
    assert read_settings(path) == Settings("discretion-light", advance=False, votes=True)
    path.write_text('{"theme": "discretion-light"}')
    assert read_settings(path) == Settings("discretion-light"), "as an older version kept them"
    assert [each.name for each in path.parent.iterdir()] == ["settings.json"], "nothing is left beside it"


@pytest.mark.parametrize("held", [b"", b"{", b"[]", b'{"theme": 3}', b'{"colour": "red"}', b"\xff\x00", b"null"])
def test_broken_settings_are_the_usual_ones(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(held)
    assert read_settings(path) == Settings()


@pytest.mark.parametrize("held", [b"", b'{"theme": "discretion-light"', b"[]", b"a store\x00"])
def test_what_makes_no_sense_is_not_written_over(tmp_path: Path, held: bytes) -> None:
    other, path = tmp_path / "other", tmp_path / "settings.json"
    other.write_bytes(held)
    path.symlink_to(other)
    with pytest.raises(SettingsError, match=r"json cannot be written \(it makes no sense as settings\): mend it"):
        write_settings(path, theme="discretion-light")
    assert other.read_bytes() == held


def test_what_others_set_stays(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"colour": "red", "theme": "discretion-dark"}')
    write_settings(path, theme="discretion-light")
    write_settings(path, votes=True)
    assert orjson.loads(path.read_bytes()) == {"colour": "red", "theme": "discretion-light", "votes": True}


def test_a_folder_that_cannot_be_written_costs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="cannot be written"):
        write_settings(tmp_path / "file" / "settings.json", theme="discretion-light")
    assert read_settings(tmp_path / "file" / "settings.json") == Settings()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SettingsError, match="it is a pipe or a device"):
        write_settings(tmp_path / "pipe", theme="discretion-light")


async def test_a_change_that_cannot_be_kept_is_made_and_told(open_desk: Opener) -> None:
    async with open_desk() as desk:
        settings_path().write_text("{")
        await desk.press("ctrl+t")
        assert desk.app.theme == "discretion-light"
        assert "The change lasts until you quit" in [each.message for each in desk.app._notifications][-1]
    assert settings_path().read_text() == "{"


async def test_without_a_home_folder_a_change_lasts_until_one_quits(
    open_desk: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_desk() as desk:
        leave_home(monkeypatch)
        await desk.press("ctrl+t")
        assert desk.app.theme == "discretion-light"
        told = [each.message for each in desk.app._notifications][-1]
        assert told == "The change lasts until you quit, for no home folder is known: set HOME."
        assert kept_settings() == Settings()


async def test_another_sessions_setting_stays(open_desk: Opener) -> None:
    async with open_desk() as desk:
        write_settings(settings_path(), theme="discretion-contrast")
        await desk.press("h")
    assert read_settings(settings_path()).theme == "discretion-contrast"


async def test_the_theme_is_remembered(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("ctrl+t", "ctrl+t")
        assert desk.app.theme == "discretion-contrast"
    async with open_desk() as desk:
        assert desk.app.theme == "discretion-contrast"
    settings_path().write_text('{"theme": "gone"}')
    async with open_desk() as desk:
        assert desk.app.theme == "discretion-dark"
