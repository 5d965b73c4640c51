"""Other reviewers' journals while they grow: what was appended since one looked last."""

import os
from collections.abc import Sequence
from pathlib import Path

from core.journal.events import Event, parse_journal
from core.journal.merging import in_order
from core.storage.tail import Tail


class Follower:
    """Reads what is appended to the journals of a folder, except one reviewer's own; the folder may not exist yet.

    What stands in the files when it is made counts as read. A file that was truncated or replaced is read from its
    start, so events may come more than once; what a file no longer holds is not taken back. `warnings` gathers what the
    user should be told, once a file.
    """

    def __init__(self, folder: Path, own: str) -> None:
        self.warnings: list[str] = []
        self._folder = folder
        self._own = f"{own}.jsonl"
        self._tails: dict[str, Tail] = {}
        self._told: set[str] = set()
        for entry in self._journals():
            tail = Tail(entry.path)
            try:
                tail.skip()
            except OSError:
                self._told.add(entry.name)
            self._tails[entry.name] = tail
        self.warnings.clear()  # whoever replays the folder has just said so

    def poll(self) -> list[Event]:
        """Give the events of the lines completed since the last time, as `in_order`; cheap where there are none.

        Not to be called from two threads at once.
        """
        found: list[Sequence[Event]] = []
        for entry in self._journals():
            lines: list[bytes] = []
            tail = self._tails.setdefault(entry.name, Tail(entry.path))
            before = tail.end
            try:
                tail.poll(lines.append, unended=True)  # which counts where it is whole, as at opening
            except OSError as error:
                self._tell(entry.name, f"{entry.name} cannot be followed: {error.strerror}.")
            if tail.end < before:
                self._lost(f"{entry.name} holds less than it did")
            contents = parse_journal(b"".join(lines))
            if contents.skipped:
                self._tell(entry.name, f"{entry.name} has new lines that cannot be read: they count for nothing.")
            found.append(contents.events)
        return list(in_order(found))

    def heed(self, told: Sequence[str]) -> None:
        """Take note of what the user was told."""
        self._told.update(told)

    def tell(self, warnings: Sequence[str]) -> None:
        """Have the user told of what was found besides, each once."""
        for warning in warnings:
            self._tell(warning, warning)

    def _journals(self) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self._folder) as entries:
                found = [entry for entry in entries if entry.name.endswith(".jsonl")]
        except FileNotFoundError:
            found = []
        except OSError as error:
            self._tell("", f"{self._folder} cannot be followed: {error.strerror}.")
            return []
        followed = [entry for entry in found if not entry.name.startswith(".") and entry.name != self._own]
        for name in sorted(self._tails.keys() - {entry.name for entry in followed}):
            self._lost(f"{name} is gone from {self._folder}")
        return sorted(followed, key=lambda entry: entry.name)

    def _lost(self, what: str) -> None:
        warning = f"{what}: what it said before counts here until the store is opened anew."
        self._tell(warning, warning)

    def _tell(self, name: str, warning: str) -> None:
        if name not in self._told:
            self._told.add(name)
            self.warnings.append(warning)
