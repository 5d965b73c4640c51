"""The constitutions that ship, by name."""

from pathlib import Path
from typing import Final

from core.importers.constitution_file import Constitution, read_constitution
from core.model.errors import FormatError
from core.model.safe_text import inert_line

NAMES: Final = ("collective", "human-rights", "helpful-honest-harmless", "ordered-spec")


def constitution_path(name: str) -> Path:
    """The file of a constitution, to be imported like any other; raises FormatError for an unknown name."""
    if name not in NAMES:
        raise FormatError(f"There is no constitution {inert_line(name)}: choose one of {', '.join(NAMES)}.")
    return Path(__file__).parent / f"{name}.toml"


def constitution(name: str) -> Constitution:
    """Read a constitution that ships; raises FormatError for an unknown name."""
    path = constitution_path(name)
    return read_constitution(path.read_text(encoding="utf-8"), path.name)
