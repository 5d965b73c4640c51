from pathlib import Path

import pytest

from tests.tui.conftest import Opener
from tui.app.settings import Settings, read_settings, settings_path, write_settings


def test_settings_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "settings.json"
    assert read_settings(path) == Settings()
    write_settings(path, Settings("discretion-light", advance=False, votes=True))
    assert read_settings(path) == Settings("discretion-light", advance=False, votes=True)
    path.write_text('{"theme": "discretion-light"}')
    assert read_settings(path) == Settings("discretion-light"), "as an older version kept them"
    assert [each.name for each in path.parent.iterdir()] == ["settings.json"], "nothing is left beside it"


@pytest.mark.parametrize("held", [b"", b"{", b"[]", b'{"theme": 3}', b'{"colour": "red"}', b"\xff\x00", b"null"])
def test_broken_settings_are_the_usual_ones(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(held)
    assert read_settings(path) == Settings()


def test_a_folder_that_cannot_be_written_costs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    write_settings(tmp_path / "file" / "settings.json", Settings("discretion-light"))
    assert read_settings(tmp_path / "file" / "settings.json") == Settings()


async def test_the_theme_is_remembered(open_desk: Opener) -> None:
    async with open_desk() as desk:
        await desk.press("ctrl+t", "ctrl+t")
        assert desk.app.theme == "discretion-contrast"
    async with open_desk() as desk:
        assert desk.app.theme == "discretion-contrast"
    settings_path().write_text('{"theme": "gone"}')
    async with open_desk() as desk:
        assert desk.app.theme == "discretion-dark"
