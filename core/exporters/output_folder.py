"""Writing a folder as an output: whole or not at all, and only in the place of one that was written so before."""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import orjson

from core.exporters.arrow import BUILDER, FILES
from core.exporters.output import STANDARD_OUTPUT, is_special, refuse_ours
from core.model.errors import ExportError
from core.model.safe_text import inert_line


@contextmanager
def output_folder(path: Path, is_ours: Callable[[Path], bool], what: str) -> Iterator[Path]:
    """Give an empty folder to write into, which becomes the output when the block ends well.

    `is_ours` tells whether a folder that is there is an older output, `what`, which it replaces. Raises ExportError
    where something else is there already, or the folder cannot be written.
    """
    refuse_ours(path)
    shown = inert_line(str(path))
    target = Path(os.path.realpath(path))
    if path == STANDARD_OUTPUT or is_special(path) or (target.exists() and not is_ours(target)):
        raise ExportError(f"{shown} is there and no exported {what}, so it is not replaced: choose another name.")
    try:
        beside = target.with_name(f".{target.name[:60]}.{secrets.token_hex(8)}.part")
        beside.mkdir()
        try:
            yield beside
            _put(beside, target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise ExportError(f"{shown} cannot be written ({error.strerror}): choose another name.") from error


def is_dataset(folder: Path) -> bool:
    """Whether a folder holds what an export wrote, and nothing else."""
    try:
        if {each.name for each in folder.iterdir()} != FILES:
            return False
        about = orjson.loads((folder / "dataset_info.json").read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return False
    return isinstance(about, dict) and about.get("builder_name") == BUILDER


def _put(beside: Path, target: Path) -> None:
    """Move a folder to its place; what was there goes when the new one stands, and comes back where it cannot."""
    if not target.exists():
        os.replace(beside, target)  # noqa: PTH105 - as all outputs are
        return
    old = beside.with_suffix(".old")
    target.rename(old)
    try:
        os.replace(beside, target)  # noqa: PTH105
    except OSError:
        with suppress(OSError):
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
