"""Exporting from the reviewer: what, where, and the writing itself."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from textual.app import App

from core.audit_data import load
from core.errors import DiscretionError
from core.exporters.exporting import Exporting
from core.exporters.subjects import SUBJECTS, subject
from core.exporters.table import ENDINGS, write_table
from core.inert import inert_line
from core.journal import reviews_folder
from core.replay import load_folder
from core.session import ReviewSession
from core.store import Store
from tui.format import plural
from tui.messages import Refused
from tui.widgets.choice_dialog import Choice, ChoiceDialog
from tui.widgets.note_dialog import NoteDialog

_KEYS: Final = "psfrcd"


def ask_and_export(app: App[None], session: ReviewSession) -> None:
    """Ask what to write and where, and write it beside the interface."""

    def begin(what: str, path: str) -> None:
        store, oracle = session.store.cursor(), session.data.oracle.name
        app.run_worker(partial(_write, app, store, what, path, oracle), thread=True, group="export")

    ask_export(app, session.store.path, begin)


def _write(app: App[None], store: Store, what: str, path: str, oracle: str) -> None:
    try:
        told = export(store, what, path, oracle)
    except DiscretionError as error:
        app.post_message(Refused(error))
        return
    app.call_from_thread(app.notify, inert_line(told), markup=False, timeout=3)


def ask_export(app: App[None], store: Path, then: Callable[[str, str], object]) -> None:
    """Ask what to export, then for the file to write."""

    def where(what: str | None) -> None:
        if what is None:
            return
        dialog = NoteDialog(
            f"export {what}",
            value=f"{inert_line(store.stem)}-{what}.{'jsonl' if what == 'dataset' else 'csv'}",
            explanation=f"A file name ending in one of {' '.join(ENDINGS)}; a file of that name is replaced.",
            validate=_wrong_with,
        )
        app.push_screen(dialog, partial(_given, what, then))

    choices = [Choice(each.name, key, each.name, each.summary) for key, each in zip(_KEYS, SUBJECTS, strict=True)]
    app.push_screen(
        ChoiceDialog("export", choices, explanation="What stands in the journals now is what is written."), where
    )


def _given(what: str, then: Callable[[str, str], object], path: str | None) -> None:
    if path is not None:
        then(what, path.strip())


def _wrong_with(path: str) -> str | None:
    if not path.strip():
        return "Give the name of a file."
    target = Path(path.strip()).expanduser()
    if target.suffix.lower() not in ENDINGS:
        return f"End the name in one of {' '.join(ENDINGS)}."
    if not target.parent.is_dir():
        return f"There is no folder {inert_line(str(target.parent))}."
    return None


def export(store: Store, what: str, path: str, oracle: str) -> str:
    """Write a subject from the store, closing it, and the journals as they are on disk; what to tell the reviewer.

    The votes are those of the named oracle.
    """
    target = Path(path).expanduser()
    with store as opened:
        standing, _ = load_folder(reviews_folder(store.path))
        given = Exporting(opened, load(opened, standing, oracle=oracle), standing)
        rows = write_table(subject(what).table(given), target)
    return f"Wrote {plural(rows, 'row')} of {what} to {target}"
