"""What the reviewer set for all stores: kept in the user's folder for settings, and of no consequence when lost."""

import contextlib
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from core.storage.plain_file import read_small
from core.storage.replacing import replacing


@dataclass(frozen=True, slots=True)
class Settings:
    """The name of a theme, or None for the usual one; whether a verdict leads on, and votes stand beside texts."""

    theme: str | None = None
    advance: bool = True
    votes: bool = False


def settings_path() -> Path:
    """Where settings are kept, as the system has it."""
    from platformdirs import user_config_path

    return user_config_path("discretion", appauthor=False) / "settings.json"


def read_settings(path: Path) -> Settings:
    """The settings kept at `path`; the usual ones where there are none, or none that make sense."""
    try:
        held = orjson.loads(read_small(path))
        theme, advance, votes = (held.get(name) for name in ("theme", "advance", "votes"))
    except (OSError, ValueError, AttributeError):
        return Settings()
    return Settings(
        theme if isinstance(theme, str) else None, advance if isinstance(advance, bool) else True, votes is True
    )


def write_settings(path: Path, settings: Settings) -> None:
    """Keep settings, whole or not at all; a folder that cannot be written costs only the convenience."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as beside:
            beside.write_bytes(orjson.dumps(asdict(settings)))
