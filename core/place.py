"""Where a reviewer stopped: kept beside the journal, and of no consequence when it is lost."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

import orjson

from core.filters import Reviewed, View


@dataclass(frozen=True, slots=True)
class Place:
    """Annotator, filter and case of a reviewer."""

    annotator: str | None = None
    view: View = View.CONFLICT
    reviewed: Reviewed = Reviewed.ANY
    case: str | None = None


def read_place(path: Path) -> Place:
    """The place kept at `path`; the start of everything where there is none, or none that makes sense."""
    try:
        held = orjson.loads(path.read_bytes())
        place = Place(held["annotator"], View(held["view"]), Reviewed(held["reviewed"]), held["case"])
    except (OSError, ValueError, KeyError, TypeError):
        return Place()
    return place if all(isinstance(name, str | None) for name in (place.annotator, place.case)) else Place()


def write_place(path: Path, place: Place) -> None:
    """Keep a place, whole or not at all; a folder that cannot be written costs only the convenience."""
    beside = path.with_suffix(".new")
    with contextlib.suppress(OSError):
        beside.write_bytes(
            orjson.dumps(
                {"annotator": place.annotator, "view": place.view, "reviewed": place.reviewed, "case": place.case}
            )
        )
        os.replace(beside, path)  # noqa: PTH105 - atomic on every platform
