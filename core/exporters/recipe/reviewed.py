"""What reviews speak of in the store that is there, held against the one that takes its place."""

from pathlib import Path
from typing import Final

from core.journal.events import Event, EventKind
from core.journal.of_store import Elsewhere, OfStore, annotations_on
from core.journal.standing import Standing
from core.model.errors import StoreError
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.storage.store import Store

_SHOWN: Final = 60


def held_against(before: Store, after: Store, standing: Standing, reviews: Path, recipe: str) -> list[str]:
    """Say what of the reviews will count for another answer in a new store.

    Raises StoreError where they would count for nothing, or for a case or a principle that has another text now.
    """
    events = standing.reviews()
    cases = before.digests({event.case for event in events if event.case is not None})
    now = after.digests(cases)
    _refuse_changed("Case", [case for case in cases if now.get(case, cases[case]) != cases[case]], reviews, recipe)
    asked = {event.principle for event in events if event.event == EventKind.VOTE}
    principles = {each.id: each for each in before.principles() if each.id in asked}
    changed = [
        principles[each.id].name
        for each in after.principles()
        if each.id in principles and principles[each.id].text != each.text
    ]
    _refuse_changed("Principle", changed, reviews, recipe)
    _refuse_unnamed(after, events, reviews, recipe)
    other = _answered_otherwise(before, after, events)
    return [f"{plural(other, 'verdict')} on annotations that are others now: look at them again."] if other else []


def _refuse_changed(what: str, changed: list[str], reviews: Path, recipe: str) -> None:
    if changed:
        more = f", as {len(changed) - 1} more have," if len(changed) > 1 else ""
        raise StoreError(
            f"{what} {inert_line(changed[0], _SHOWN)} of {recipe} has another text{more} than when it was reviewed, "
            f"and what {inert_line(str(reviews))} says would count for that: "
            "give what is new an id of its own, or name another store."
        )


def _refuse_unnamed(after: Store, events: list[Event], reviews: Path, recipe: str) -> None:
    """Raise StoreError where reviews that name no texts are known by the store's first case, which is another now."""
    of_store = OfStore(after, events)
    if any(of_store.elsewhere(event) is Elsewhere.STORE for event in events):
        raise StoreError(
            f"The first case of {recipe} is another one now, so that the reviews in {inert_line(str(reviews))} that an "
            "earlier version wrote would no longer count: put the source that was first first again, "
            "or name another store."
        )


def _answered_otherwise(before: Store, after: Store, events: list[Event]) -> int:
    """How many annotations of cases still there are others now, or gone, with verdicts that count all the same.

    A verdict that says which annotation it is on does not: whoever reads the journals next says so.
    """
    verdicts = [each for each in events if each.event == EventKind.REVIEW and each.annotated is None]
    was, now = (annotations_on(store, verdicts) for store in (before, after))
    kept = after.numbers(case for _, case in was)
    return sum(case in kept and on is not None and now.get((name, case)) != on for (name, case), on in was.items())
