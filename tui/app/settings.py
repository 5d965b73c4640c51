"""What the reviewer set for all stores: kept in the user's folder for settings, and of no consequence when lost."""

import errno
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from core.model.errors import DiscretionError
from core.storage.plain_file import read_object
from core.storage.replacing import replacing


class SettingsError(DiscretionError):
    """Settings cannot be kept."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The name of a theme, or None for the usual one; whether a verdict leads on, and votes stand beside texts."""

    theme: str | None = None
    advance: bool = True
    votes: bool = False


def settings_path() -> Path:
    """Where settings are kept, as the system has it; SettingsError where it knows no folder of the user's."""
    from platformdirs import user_config_path

    try:
        return user_config_path("discretion", appauthor=False) / "settings.json"
    except RuntimeError as error:  # as in a container, whose user has neither HOME nor an entry among the users
        raise SettingsError("The change lasts until you quit, for no home folder is known: set HOME.") from error


def kept_settings() -> Settings:
    """The settings of the user's folder; the usual ones where there is none."""
    try:
        return read_settings(settings_path())
    except SettingsError:
        return Settings()


def read_settings(path: Path) -> Settings:
    """The settings kept at `path`; the usual ones where there are none, or none that make sense."""
    try:
        held = _held(path)
    except OSError:
        return Settings()
    theme, advance, votes = (held.get(name) for name in ("theme", "advance", "votes"))
    return Settings(
        theme if isinstance(theme, str) else None, advance if isinstance(advance, bool) else True, votes is True
    )


def write_settings(path: Path, **changed: str | bool) -> None:
    """Keep what was set, whole or not at all, beside what the file holds; SettingsError where it cannot be written.

    A file that makes no sense is not written over: it may be another one, or lack a comma.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = _held(path)
        with replacing(path) as beside:
            beside.write_bytes(orjson.dumps({**held, **changed}))
    except OSError as error:
        raise SettingsError(
            f"The change lasts until you quit, for {path} cannot be written ({error.strerror}): "
            "mend it or move it away."
        ) from error


def _held(path: Path) -> dict[str, Any]:
    held = read_object(path)
    if held is None:
        raise OSError(errno.EINVAL, "it makes no sense as settings", str(path))
    return held
