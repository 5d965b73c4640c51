"""Whether reviews are of the texts that a store has: an event names those that its reviewer read, by their digests."""

from collections.abc import Sequence

from core.journal.events import Event
from core.model.terms import Case, Principle
from core.storage.store import Store


def texts_read(case: Case, principle: Principle | None = None) -> str:
    """What an event says of the texts that its reviewer read: the case's, and the principle's where one was judged."""
    return case.digest if principle is None else f"{case.digest}-{principle.digest}"


def of_texts_here(events: Sequence[Event], store: Store) -> list[Event]:
    """Those events of which no text is another in a store, and the undoing and redoing of those.

    What names no texts is taken to be of those that are there, and what the store lacks has no other text.
    """
    cases = store.digests({event.case for event in events if event.texts is not None and event.case is not None})
    principles = {each.id: each.digest for each in store.principles()} if cases else {}
    others = {event.id for event in events if _is_of_others(event, cases, principles)}
    return [event for event in events if others.isdisjoint((event.id, event.of))]


def _is_of_others(event: Event, cases: dict[str, str], principles: dict[str, str]) -> bool:
    case, _, principle = (event.texts or "").partition("-")
    return _is_other(case, cases.get(event.case or "")) or _is_other(principle, principles.get(event.principle or ""))


def _is_other(named: str, here: str | None) -> bool:
    return bool(named) and here is not None and here != named
