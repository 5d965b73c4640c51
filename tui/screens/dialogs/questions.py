"""What the reviewer is asked in dialogs, and what is done with the answers."""

from collections.abc import Callable, Sequence

from textual.app import App

from core.journal.events import Event
from core.model.safe_text import inert, inert_line
from core.model.terms import Reason
from core.query.words import Secret
from core.review.blind import BlindError
from core.review.session import ReviewSession
from tui.common.messages import Refused
from tui.presenting.parties import annotator_title
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.dialogs.comment import CommentDialog
from tui.widgets.dialogs.flag import FlagDialog, FlagGiven


def ask_comment(app: App[None], case: str, give: Callable[[str], object]) -> None:
    """Ask for a comment on a case; where `give` raises DiscretionError, the dialog keeps it."""
    app.push_screen(CommentDialog(f"comment on {case}", give))


def ask_flag(app: App[None], case: str, held: Event | None, give: Callable[[FlagGiven], object]) -> None:
    """Ask for the reason and note of a flag, beginning with those of the verdict that stands.

    Where `give` raises DiscretionError, the dialog keeps them.
    """
    reason = Reason(held.reason) if held is not None and held.reason in set(Reason) else Reason.ARBITRARY
    note = held.note or "" if held is not None else ""
    app.push_screen(FlagDialog(case, give, reason=reason, note=inert(note)))


def ask_annotator(
    app: App[None],
    session: ReviewSession,
    then: Callable[[str], None],
    *,
    named: Sequence[tuple[str, str]] = (),
    current: str | None = None,
) -> None:
    """Ask for an annotator, except where nobody may be named; the `current` one is marked, else that under review.

    They are those `named`, each with what is said of it, or else all who annotated.
    """
    if session.blind:
        app.post_message(Refused(BlindError(Secret.NAMES)))
        return
    if not named:
        named = [(each.name, f"{each.kind}, {int(each.given.sum())} annotations") for each in session.data.annotators]
    choices = [
        Choice(name, str(key) if key < 10 else "", annotator_title(session, name), inert_line(said))
        for key, (name, said) in enumerate(named, 1)
    ]
    dialog = ChoiceDialog("whose annotations", choices, current=current or session.annotator)
    app.push_screen(dialog, lambda name: None if name is None else then(name))
