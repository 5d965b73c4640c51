"""Temporary files: where they cannot be had, that is what is told, with the folder that they lie in."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.model.errors import DiscretionError, FormatError
from core.model.safe_text import inert_line


@contextmanager
def temporarily(refusal: type[DiscretionError] = FormatError) -> Iterator[None]:
    """Where temporary files are made, written and read, and nothing else is: `refusal` where that cannot be done.

    An error of a file that lies elsewhere is none of theirs, and stays what it is.
    """
    try:
        yield
    except OSError as error:
        folder = _folder()
        if error.filename is not None and (folder is None or not _lies_in(folder, error.filename)):
            raise
        raise refusal(no_temporary_files(error.strerror or str(error))) from error


@contextmanager
def temporary_folder(refusal: type[DiscretionError] = FormatError) -> Iterator[Path]:
    """Give an empty folder that goes when the block ends; `refusal` where there cannot be one."""
    with temporarily(refusal):
        folder = tempfile.TemporaryDirectory(prefix="discretion-", ignore_cleanup_errors=True)
    with folder as name:
        yield Path(name)


def no_temporary_files(why: str) -> str:
    """What to say where temporary files cannot be had, and why: what the system or the database says."""
    folder = _folder()
    where = "in any folder" if folder is None else f"in {inert_line(str(folder))}"
    return (
        f"Temporary files cannot be kept {where} ({inert_line(why)}): "
        "free some space there, or name another folder in TMPDIR."
    )


def _folder() -> Path | None:
    """The folder that temporary files lie in; None where no folder takes any."""
    try:
        return Path(tempfile.gettempdir())
    except OSError:
        return None


def _lies_in(folder: Path, name: object) -> bool:
    return isinstance(name, str) and Path(name).is_relative_to(folder)
