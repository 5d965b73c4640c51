"""The events of several journals in one order: each file keeps its own, and between files the time decides."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import Final

from core.journal.events import TURNS, Event
from core.model.times import WRITTEN, written

_STEP: Final = timedelta(milliseconds=1)
_Named = tuple[str, str]


def in_order(histories: Iterable[Sequence[Event]]) -> Iterator[Event]:
    """All events by their time, those of one history as they stand in it.

    Clocks of two machines may disagree: undoing or redoing comes after what it undoes, whatever its time.
    """
    files = [events for events in histories if events]
    if len(files) == 1:
        yield from files[0]
        return
    to_come = _turned_elsewhere(files)
    heads = [(events[0].at, n, 0) for n, events in enumerate(files)]
    heapify(heads)
    waiting: dict[_Named, list[tuple[str, int, int]]] = {}
    while heads or waiting:
        if not heads:  # each waits for another, which no journal of ours says: the earliest goes on
            name = min(waiting, key=lambda each: min(waiting[each]))
            to_come.discard(name)
            for head in waiting.pop(name):
                heappush(heads, head)
        head = heappop(heads)
        _, n, place = head
        event = files[n][place]
        of = event.reviewer, event.of or ""
        if event.event in TURNS and of in to_come:
            waiting.setdefault(of, []).append(head)
            continue
        yield event
        if place + 1 < len(files[n]):
            heappush(heads, (files[n][place + 1].at, n, place + 1))
        own = event.reviewer, event.id
        if own in to_come:
            to_come.remove(own)
            for each in waiting.pop(own, ()):
                heappush(heads, each)


def _turned_elsewhere(files: Sequence[Sequence[Event]]) -> set[_Named]:
    """The actions that are undone or redone in another file than theirs, and in none of theirs stand later."""
    turned: dict[_Named, set[int]] = {}
    for n, events in enumerate(files):
        for event in events:
            if event.event in TURNS:
                turned.setdefault((event.reviewer, event.of or ""), set()).add(n)
    found: dict[_Named, set[int]] = {}
    for n, events in enumerate(files):
        for event in events:
            own = event.reviewer, event.id
            if own in turned and event.event not in TURNS:
                found.setdefault(own, set()).add(n)
    return {own for own, held in found.items() if turned[own] - held}


def of_each(events: Iterable[Event], but: Iterable[Event] = ()) -> list[list[Event]]:
    """The events of each reviewer as a history, each once, without those that are among others."""
    passed = {(event.reviewer, event.id) for event in but}
    found: dict[str, list[Event]] = {}
    for event in events:
        if (own := (event.reviewer, event.id)) not in passed:
            passed.add(own)
            found.setdefault(event.reviewer, []).append(event)
    return list(found.values())


def just_after(latest: str) -> str:
    """The time after another, in the words of a journal; empty where the other is no time of ours."""
    if not WRITTEN.fullmatch(latest):
        return ""
    try:
        return written(datetime.fromisoformat(latest) + _STEP)
    except (ValueError, OverflowError):
        return ""
