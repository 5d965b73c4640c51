"""A store with two annotators and another reviewer's words, and what a blind reviewer must not see of it."""

from functools import partial
from pathlib import Path

from core.journal.events import reviews_folder
from core.journal.writer import Journal
from core.model.terms import AnnotatorKind
from core.oracle.terms import Failure, FailureKind, ask_key
from core.query.saved import save_filter
from tests.core.building import A0, A1, WORKED, build
from tests.tui.piloting import Desk, reviewing
from tests.tui.run_journals import A, answer, open_run, usage
from tui.screens.dialogs.help import HelpScreen

FIRST, SECOND = "zorba-7b", "quill"
REFUSED = "press i in Review to leave it"


def build_shared(tmp_path: Path) -> Path:
    """A store of two annotators, one of them a model with a run; another reviewer flagged c6 and c7, with words."""
    kinds = {FIRST: AnnotatorKind.LLM}
    store = build(tmp_path / "shared.duckdb", WORKED, {FIRST: A0, SECOND: A1}, kinds)
    with Journal.open(reviews_folder(store), "ra") as journal:
        for case in ("c6", "c7"):
            journal.append(event="review", case=case, annotator=FIRST, verdict="flag", reason="mistake", note="SECRET")
            journal.append(event="comment", case=case, note="SECRET")
    save_filter(reviews_folder(store), f"worst of {FIRST}", f"annotator:{FIRST} arbitrary")
    save_filter(reviews_folder(store), "even", "balance:1:1")
    with open_run(store, FIRST, role="annotator") as run:
        run.append([answer("c6", None, 0, A, "SECRET")])
        refused = ask_key("c6", None, 1)
        run.append([Failure(refused, "c6", FailureKind.REFUSAL, "It said SECRET.", "SECRET", usage(1))])
    return store


open_shared = partial(reviewing, annotator=FIRST)


def assert_untold(desk: Desk, when: str) -> None:
    """No annotator's name, nothing that others said, and no cases that tell."""
    # The help tells what a mark means, wherever it stands.
    text = desk.text() if not isinstance(desk.app.screen, HelpScreen) else desk.text().replace("⚐ is flagged by", "")
    for word in (FIRST, SECOND, "SECRET", "⚐", "● chosen", "arbitrary 1", "flagged 2"):
        assert word not in text, f"{word!r} after {when}"
    wanted = desk.app.review.desk.wanted
    assert desk.session.admitted(wanted) == wanted, f"{wanted} after {when}"
