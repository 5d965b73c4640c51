"""Choosing which cases to review, and in which order."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from textual.app import App

from core.model.errors import DiscretionError
from core.model.safe_text import inert_line
from core.query.completion import complete, term_at
from core.query.editing import FLAGGED, joined, kind_of, parts, with_kind, with_review, without_text
from core.query.form import Term
from core.query.grammar import parse
from core.query.kinds import View
from core.query.queues import SAMPLE_SIZE, Order, Queue, Steps
from core.query.saved import forget_filter, save_filter, saved_filters
from core.query.terms import Judged, Kind, Text
from core.query.tree import Query, bind
from core.query.wanted import Wanted
from core.review.session import ReviewSession
from tui.common.messages import Refused
from tui.screens.dialogs.filter import FilterDialog, Help
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.dialogs.note import NoteDialog

_VIEWS: Final = (
    (View.CONFLICT, "c", "principles prefer different responses"),
    (View.CONSENSUS, "s", "all votes prefer the same response"),
    (View.ARBITRARY, "a", "the annotation opposes a consensus"),
    (View.INDIFFERENT, "i", "no principle cares"),
    (View.UNVOTED, "n", "no principle has a vote"),
    (View.PARTLY, "p", "votes of only some principles"),
    (View.ALL, "l", "every case"),
)
_STATES: Final = (
    ("any", "y", "reviewed or not", None),
    ("unreviewed", "u", "without a verdict of mine", Judged(None)),
    ("flagged", "f", "left out of the metrics", FLAGGED),
)
_BLIND: Final = {"flagged": "flagged by me"}
"""What states mean in blind review, where they mean something else."""
_ORDERS: Final = (
    (Order.DATASET, "d", "as the dataset has them"),
    (Order.SAMPLE, "s", "so many at random, the same for the same seed"),
    (Order.CONTESTED, "c", "the most even balance of votes first"),
    (Order.UNLIKELY, "u", "most likely arbitrary first: what the annotator's own ranking explains least"),
    (Order.INFLUENCE, "i", "next-review value: whose removal would move the ranking most"),
)
_SAMPLE: Final = re.compile(r"\s*([0-9]{1,7})(?:\s+(?:seed\s+)?([0-9]{1,9}))?\s*")


@contextmanager
def refusing(app: App[None]) -> Iterator[None]:
    """Tell an error the reviewer can act on."""
    try:
        yield
    except DiscretionError as error:
        app.post_message(Refused(error))


def choose_filter(app: App[None], session: ReviewSession, held: Query, then: Callable[[Query], None]) -> None:
    """Ask for a kind of case, a state of review or a saved filter; what is not asked for stays as it is."""
    saved: dict[str, str] = {}
    with refusing(app):
        saved = _saved(session)
    kind = kind_of(held)
    choices = _views(session)
    meant = _BLIND if session.blind else {}
    choices += [Choice(name, key, name, meant.get(name, why), "state") for name, key, why, _ in _STATES]
    choices += [
        Choice(f"saved:{name}", "", inert_line(name), inert_line(text), "saved") for name, text in saved.items()
    ]
    if saved:
        choices.append(Choice("forget", "", "forget a saved filter", group="saved"))
    explanation = f"Now: {inert_line(str(held), 200)}. Kind of case and state of review are chosen one by one."

    def chosen(value: str | None) -> None:
        states: dict[str, Term | None] = {name: state for name, _, _, state in _STATES}
        if value in set(View):
            then(with_kind(held, View(value)))
        elif value in states:
            then(with_review(held, states[value]))
        elif value == "forget":
            _forget(app, session)
        elif value is not None:
            then(parse(saved[value.removeprefix("saved:")]))

    app.push_screen(
        ChoiceDialog("view", choices, current=kind.value if kind else None, explanation=explanation), chosen
    )


def _views(session: ReviewSession) -> list[Choice]:
    """The kinds of case, each with how many there are unless that tells what is hidden."""
    counts = session.counts()
    shown = {view for view in View if session.admitted(Wanted(Kind(view))).query == Kind(view)}
    return [
        Choice(view.value, key, f"{view.value} {counts[view]}" if view in shown else view.value, why, "kind")
        for view, key, why in _VIEWS
        if counts[view] or view not in (View.UNVOTED, View.PARTLY)
    ]


def _saved(session: ReviewSession) -> dict[str, str]:
    """The saved filters that the reviewer may see: their very names may tell what blind review hides."""
    found = saved_filters(session.store.reviews)
    asked = {name: Wanted.of(text) for name, text in found.items()}
    return {name: text for name, text in found.items() if session.admitted(asked[name]) == asked[name]}


def _forget(app: App[None], session: ReviewSession) -> None:
    folder = session.store.reviews
    choices = [Choice(name, "", inert_line(name), inert_line(text)) for name, text in _saved(session).items()]

    def chosen(name: str | None) -> None:
        if name is not None:
            with refusing(app):
                forget_filter(folder, name)

    app.push_screen(ChoiceDialog("forget a saved filter", choices), chosen)


def ask_filter(app: App[None], session: ReviewSession, held: str, then: Callable[[str], None]) -> None:
    """Ask for a filter as text, words as a text to look for within the one held."""
    names = session.names
    offered = replace(names, annotators=()) if session.blind else names

    def check(text: str) -> Callable[[Steps], int]:
        query = parse(text)
        session.admit(Wanted(query))  # before names are looked up: what is said of a wrong one lists the right ones
        store = session.store.cursor()
        try:
            find = session.selecting(Wanted(bind(query, names)), store)
        except DiscretionError:
            store.close()
            raise

        def count(steps: Steps) -> int:
            with store:
                return len(find(steps).ids)

        return count

    def within(text: str) -> str:
        rest = without_text(parse(held))
        return str(joined((*(() if rest == Kind(View.ALL) else parts(rest)), Text(text))))

    def suggest(text: str, position: int) -> tuple[int, int, list[str]]:
        start, end = term_at(text, position)
        return start, end, complete(text, position, offered)

    def canonical(text: str) -> str:
        return str(bind(parse(text), names))

    def save(name: str, text: str) -> None:
        save_filter(session.store.reviews, name, canonical(text))

    app.push_screen(
        FilterDialog(held, Help(check, within, suggest, save)),
        lambda text: None if text is None else then(canonical(text)),
    )


def choose_queue(app: App[None], held: Queue, then: Callable[[Queue], None]) -> None:
    """Ask for an order of the cases; for a sample, its size and seed too."""
    choices = [Choice(order.value, key, order.value, why) for order, key, why in _ORDERS]

    def chosen(value: str | None) -> None:
        if value == Order.SAMPLE:
            _ask_sample(app, held, then)
        elif value is not None:
            then(Queue(Order(value)))

    app.push_screen(ChoiceDialog("queue", choices, current=held.order.value), chosen)


def _ask_sample(app: App[None], held: Queue, then: Callable[[Queue], None]) -> None:
    def read(text: str) -> Queue | None:
        match = _SAMPLE.fullmatch(text)
        size = int(match[1]) if match else 0
        return Queue(Order.SAMPLE, size, int(match[2] or 0)) if match and size else None

    def answered(text: str | None) -> None:
        queue = None if text is None else read(text)
        if queue is not None:
            then(queue)

    dialog = NoteDialog(
        "random sample",
        value=f"{held.size if held.order is Order.SAMPLE else SAMPLE_SIZE} seed {held.seed}",
        explanation="How many cases, and the seed that decides which.",
        validate=lambda text: None if read(text) else "Write a number of cases and a seed, as in 50 seed 0.",
    )
    app.push_screen(dialog, answered)
