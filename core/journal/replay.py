"""The journals of a folder, read once: what stands, and what the user should be told."""

from heapq import merge
from pathlib import Path

from core.journal.events import Event, JournalContents, read_journal
from core.journal.standing import Standing
from core.model.errors import JournalError
from core.model.number_words import plural


def load_folder(folder: Path) -> tuple[Standing, list[str]]:
    """Replay all journals of a folder, which may not exist; give what stands and what the user should be told.

    Each file keeps its order; between files, which a reviewer may have on two machines, the time decides.
    """
    histories: list[tuple[Event, ...]] = []
    warnings: list[str] = []
    for path in sorted(folder.glob("[!.]*.jsonl")):
        try:
            contents = read_journal(path)
        except JournalError as error:
            warnings.append(str(error))
            continue
        histories.append(contents.events)
        warnings += _skipped(path, contents)
    standing = Standing()
    for event in merge(*histories, key=lambda event: event.at):
        standing.apply(event)
    if standing.ignored:
        events = plural(standing.ignored, "event")
        warnings.append(f"{folder.name} holds {events} without effect: undoing what is not there, or lacking a field.")
    return standing, warnings


def _skipped(path: Path, contents: JournalContents) -> list[str]:
    """Say in at most one sentence which lines of a journal count for nothing because nobody can read them."""
    if not contents.skipped:
        return []
    numbers = ", ".join(map(str, contents.skipped[:5])) + (", …" if len(contents.skipped) > 5 else "")
    return [f"{path.name} has unreadable lines (line {numbers}): they stay in the file, but count for nothing."]
