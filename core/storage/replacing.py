"""Replacing a file: the new one is written beside it, and takes its place whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path, *, sync: bool = False) -> Iterator[Path]:
    """Give a new file beside `path` to write, and put it in the place of `path` only when the block ends well.

    With `sync` its contents are on the disk before. OSError if it cannot be made or put there; nothing is left behind.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.open("wb").close()
        yield beside
        if sync:
            with beside.open("rb") as file:
                os.fsync(file.fileno())
        os.replace(beside, path)  # noqa: PTH105 - atomic on every platform
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
