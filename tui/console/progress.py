"""A progress bar on stderr that only appears when the work takes longer than a second."""

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress

_PATIENCE = 1.0


class LateProgress:
    """Shows done of total with rate and time left; cheap to call often."""

    def __init__(self, title: str, *, unit_bytes: bool = False) -> None:
        self._title = title
        self._bytes = unit_bytes
        self._began = time.monotonic()
        self._bar: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def update(self, done: int, total: int) -> None:
        """Say how far the work has come."""
        if self._bar is None:
            if time.monotonic() - self._began < _PATIENCE:
                return
            from tui.console.bar import start_bar

            self._bar = start_bar(unit_bytes=self._bytes)
        if not self._bar.tasks:
            self._bar.add_task(self._title, total=total)
        self._bar.update(self._bar.tasks[0].id, completed=done, total=total)
