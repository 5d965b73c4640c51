"""The progress bar itself."""

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text


class _Rate(ProgressColumn):
    """Steps a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.0f}/s")


def start_bar(*, unit_bytes: bool = False, noted: bool = False) -> Progress:
    """A running bar on stderr that clears itself when it stops; its tasks have a field `note` where it is `noted`."""
    measures = (DownloadColumn(), TransferSpeedColumn()) if unit_bytes else (MofNCompleteColumn(), _Rate())
    notes = (TextColumn("{task.fields[note]}", markup=False),) if noted else ()
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        *measures,
        TimeRemainingColumn(),
        *notes,
        console=Console(stderr=True),
        transient=True,
    )
    bar.start()
    return bar
