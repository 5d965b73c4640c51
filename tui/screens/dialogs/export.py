"""Exporting from the reviewer: what, where, and the writing itself."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from textual.app import App

from core.exporters.document import ENDING
from core.exporters.export import ExportRequest, export
from core.exporters.subjects import DOCUMENTS, SUBJECTS, DocumentSubject, Subject
from core.exporters.table import ENDINGS, FOLDER
from core.journal.replay import load_reviews
from core.model.errors import DiscretionError, ExportError
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.query.kinds import View
from core.review.session import ReviewSession
from core.storage.store import Store
from tui.common.messages import Refused
from tui.screens.dialogs.target import ask_before_replacing, wrong_target
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.dialogs.note import NoteDialog

_KEYS: Final = "psfrcdjla"
_ALL: Final = "all"
_NONE: Final = "none"
_EXPORTED: Final[tuple[Subject | DocumentSubject, ...]] = (*SUBJECTS, *DOCUMENTS)
_DOCUMENTS: Final = frozenset(each.name for each in DOCUMENTS)


def ask_and_export(app: App[None], session: ReviewSession, held: str, count: int) -> None:
    """Ask what to write, of which cases, and where, and write it beside the interface.

    `held` is the filter on show, which has `count` cases.
    """

    def begin(what: str, where: str | None, target: Path) -> None:
        whose = (session.annotator,) if what == "dataset" else ()
        request = ExportRequest(what, whose, where, session.reviewer, session.data.oracle.name)
        work = partial(_write, app, session.store.cursor(), request, target, blind=session.blind)
        app.run_worker(work, thread=True, group="export")

    ask_export(app, session.store.path, held, begin, count)


def _write(app: App[None], store: Store, request: ExportRequest, target: Path, *, blind: bool) -> None:
    """Write a subject from the store, closing it, and the journals as they are on disk, and tell the reviewer."""
    try:
        with store as opened:
            standing, warnings = load_reviews(opened)
            for each in warnings:
                app.call_from_thread(app.notify, inert_line(each), severity="warning", markup=False, timeout=20)
            written = export(opened, standing, request, target)
    except DiscretionError as error:
        app.post_message(Refused(error))
        return
    except BrokenPipeError:
        app.post_message(Refused(ExportError(f"Whoever read {inert_line(str(target))} stopped before its end.")))
        return
    whose = f" of {' and '.join(written.whose)}" if written.whose and not blind else ""
    which = f", of the cases {request.where}" if request.where else ""
    which += "" if blind else written.note
    told = f"Wrote {plural(written.rows, 'row')} of {request.what}{whose} to {target}{which}"
    app.call_from_thread(app.notify, inert_line(told), markup=False, timeout=3)


def ask_export(
    app: App[None], store: Path, held: str, then: Callable[[str, str | None, Path], object], count: int
) -> None:
    """Ask what to export, whether of all cases or the `count` of the filter held, then for the file to write."""

    def which(what: str | None) -> None:
        if what is None:
            return
        if held == View.ALL:
            where(what, _ALL)
            return
        app.push_screen(ChoiceDialog(f"export {what}: which cases", _cases(held, count)), partial(where, what))

    def where(what: str, cases: str | None) -> None:
        if cases is None:
            return
        if cases == _NONE:
            empty = f"No case is left under {inert_line(held, 200)}: nothing is written. / or v picks others."
            app.notify(empty, severity="warning", markup=False)
            return
        endings = _endings(what)
        dialog = NoteDialog(
            f"export {what}",
            value=f"{inert_line(store.stem)}-{what}{endings[0]}",
            explanation=f"A file name ending in one of {' '.join(endings)}.",
            validate=partial(wrong_target, endings),
        )

        def given(path: str | None) -> None:
            if path is not None:
                ask_before_replacing(app, path, partial(then, what, None if cases == _ALL else held))

        app.push_screen(dialog, given)

    choices = [Choice(each.name, key, each.name, each.summary) for key, each in zip(_KEYS, _EXPORTED, strict=True)]
    app.push_screen(
        ChoiceDialog("export", choices, explanation="What stands in the journals now is what is written."), which
    )


def _cases(held: str, count: int) -> list[Choice]:
    here = f"{plural(count, 'case')} for you" if count else "no case is left: nothing to write"
    those = f"{inert_line(held, 200)} ({here})"
    return [
        Choice(_ALL, "a", "all", "every case"),
        Choice(
            "filter" if count else _NONE,
            "f",
            "filter",
            f"{those}, by what most reviewers say, as `export --where` has it",
        ),
    ]


def _endings(what: str) -> tuple[str, ...]:
    """The endings that an output may have, the usual one first."""
    if what in _DOCUMENTS:
        return (ENDING,)
    known = (*ENDINGS, FOLDER)
    return (".jsonl", *(each for each in known if each != ".jsonl")) if what == "dataset" else known
