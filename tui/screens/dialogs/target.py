"""A file that a dialog asks for: as it was typed, whether it can be written, and asked about before it is replaced."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from textual.app import App

from core.exporters.output import refuse_ours
from core.exporters.table import FOLDER
from core.model.errors import ExportError
from core.model.safe_text import inert_line
from tui.widgets.dialogs.choice import Choice, ChoiceDialog

_SHOWN: Final = 100
"""Characters of a path that leave room for what is wrong with it."""


def typed(path: str) -> Path:
    """The path that was typed; a `~` that names nobody's home stays, as in a shell."""
    return Path(os.path.expanduser(path.strip()))  # noqa: PTH111 - Path.expanduser raises there


def wrong_target(endings: Sequence[str], path: str) -> str | None:
    """Say what is wrong with a path to write to, whose name ends in one of `endings`; None if nothing is."""
    target = typed(path)
    wrong = _wrong_name(endings, target) if path.strip() else "Give the name of a file."
    if wrong is not None:
        return wrong
    shown = inert_line(str(target), _SHOWN)
    try:
        if not target.parent.is_dir():
            return f"There is no folder {inert_line(str(target.parent), _SHOWN)}."
        target.exists()
        refuse_ours(target)
    except ExportError as error:
        return str(error)
    except (OSError, ValueError) as error:  # one of a byte that no name has
        why = error.strerror if isinstance(error, OSError) else error
        return f"{shown} cannot be written ({why}): name another file."
    return None


def _wrong_name(endings: Sequence[str], target: Path) -> str | None:
    if inert_line(target.name) != target.name:
        return "The name has characters that are not shown as they are: name another file."
    if target.suffix.lower() not in endings:
        return f"End the name in {'one of ' if len(endings) > 1 else ''}{' '.join(endings)}."
    return None


def ask_before_replacing(app: App[None], path: str, then: Callable[[Path], object]) -> None:
    """Go on with the target that was typed, but ask first where a file is there, or a folder of a dataset."""
    target = typed(path)
    if not (os.path.isfile(target) or (target.suffix.lower() == FOLDER and os.path.isdir(target))):  # noqa: PTH112, PTH113
        then(target)
        return
    choices = [Choice("replace", "r", "replace", "write over it"), Choice("keep", "k", "keep", "write nothing")]

    def answered(answer: str | None) -> None:
        if answer == "replace":
            then(target)

    app.push_screen(ChoiceDialog(f"{inert_line(path.strip())} is there already", choices), answered)
