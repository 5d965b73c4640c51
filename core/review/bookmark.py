"""Where a reviewer stopped: kept beside the journal, and of no consequence when it is lost."""

import contextlib
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from core.query.errors import QueryError
from core.query.queues import Order, Queue
from core.query.wanted import Wanted
from core.storage.plain_file import read_small
from core.storage.replacing import replacing


@dataclass(frozen=True, slots=True)
class Place:
    """Annotator, filter (as its text), queue, case and oracle of a reviewer."""

    annotator: str | None = None
    query: str = str(Wanted().query)
    queue: Queue = field(default_factory=Queue)
    case: str | None = None
    oracle: str | None = None

    @property
    def wanted(self) -> Wanted:
        """The cases on the list; those of the beginning where the filter makes no sense any more."""
        try:
            return Wanted.of(self.query, self.queue)
        except QueryError:
            return Wanted()


def place_path(folder: Path, reviewer: str) -> Path:
    """Where a reviewer's place is kept, in the folder of the journals."""
    return folder / f".{reviewer}.place.json"


def read_place(path: Path) -> Place:
    """The place kept at `path`; the start of everything where there is none, or none that makes sense."""
    try:
        held = orjson.loads(read_small(path))
        queue = Queue(Order(held["order"]), held["size"], held["seed"])
        place = Place(held["annotator"], held["query"], queue, held["case"], held.get("oracle"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Place()
    sensible = isinstance(place.query, str) and queue.possible
    named = all(isinstance(name, str | None) for name in (place.annotator, place.case, place.oracle))
    return place if sensible and named else Place()


def write_place(path: Path, place: Place) -> None:
    """Keep a place, whole or not at all; a folder that cannot be written costs only the convenience.

    A link that came with a folder of reviews may lead to any file of the reviewer's, so none is followed.
    """
    held = {
        "annotator": place.annotator,
        "query": place.query,
        "order": place.queue.order,
        "size": place.queue.size,
        "seed": place.queue.seed,
        "case": place.case,
        "oracle": place.oracle,
    }
    with contextlib.suppress(OSError), replacing(path, linked=False) as beside:
        beside.write_bytes(orjson.dumps(held))
