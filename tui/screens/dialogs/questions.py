"""What the reviewer is asked in dialogs, and what is done with the answers."""

from collections.abc import Callable

from textual.app import App

from core.journal.events import Event
from core.model.safe_text import inert_line
from core.model.terms import Reason
from core.query.words import Secret
from core.review.blind import BlindError
from core.review.session import ReviewSession
from tui.common.messages import Refused
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.dialogs.flag import FlagDialog, FlagGiven
from tui.widgets.dialogs.note import NoteDialog


def ask_comment(app: App[None], case: str, then: Callable[[str], None]) -> None:
    """Ask for a comment on a case."""
    dialog = NoteDialog(f"comment on {case}", validate=lambda text: None if text.strip() else "Write something first.")
    app.push_screen(dialog, lambda answer: None if answer is None else then(answer.strip()))


def ask_flag(app: App[None], case: str, held: Event | None, then: Callable[[FlagGiven], None]) -> None:
    """Ask for the reason and note of a flag, beginning with those of the verdict that stands."""
    reason = Reason(held.reason) if held is not None and held.reason in set(Reason) else Reason.ARBITRARY
    note = held.note or "" if held is not None else ""
    app.push_screen(
        FlagDialog(case, reason=reason, note=inert_line(note)), lambda given: None if given is None else then(given)
    )


def ask_annotator(app: App[None], session: ReviewSession, then: Callable[[str], None]) -> None:
    """Ask whose annotations to review, except where nobody may be named."""
    if session.blind:
        app.post_message(Refused(BlindError(Secret.NAMES)))
        return
    choices = [
        Choice(
            each.name,
            str(key) if key < 10 else "",
            inert_line(each.name),
            f"{each.kind}, {int(each.given.sum())} annotations",
        )
        for key, each in enumerate(session.data.annotators, 1)
    ]
    dialog = ChoiceDialog("whose annotations", choices, current=session.annotator)
    app.push_screen(dialog, lambda name: None if name is None else then(name))
