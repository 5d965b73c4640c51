"""Where a reviewer stopped: found again, and of no consequence when it is lost or makes no sense."""

from pathlib import Path

import orjson
import pytest

from core.journal.events import reviews_folder
from core.model.terms import Verdict
from core.query.queues import Order, Queue
from core.query.wanted import Wanted
from core.review.bookmark import Place, read_place
from core.review.session import ReviewSession
from tests.core.building import A0, WORKED, build


def opened(path: Path, reviewer: str = "r1", annotator: str | None = None) -> ReviewSession:
    session, warnings = ReviewSession.open(path, reviewer, annotator)
    assert warnings == []
    return session


def test_the_place_is_found_again(worked: Path) -> None:
    with opened(worked) as session:
        assert session.place == Place()
        session.choose_annotator("a1")
        session.remember(Wanted.of("arbitrary verdict:none", Queue(Order.SAMPLE, 9, 3)), "c5")
    with opened(worked) as session:
        assert session.annotator == "a1"
        assert session.place == Place("a1", "arbitrary verdict:none", Queue(Order.SAMPLE, 9, 3), "c5")
    with opened(worked, "r2") as other:
        assert (other.annotator, other.place) == ("a0", Place())
    with opened(worked, annotator="a0") as session:
        assert session.annotator == "a0"


UNKNOWN: tuple[object, ...] = ("none", [], None)
NO_NAMES: tuple[object, ...] = ([1], 5, {})
PLACE: dict[str, object] = {"annotator": "a1", "view": "all", "reviewed": "any", "case": None}


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\xff\xfe", b"null", b"[]", b"{}", b'"a"', b"[" * 100_000),
        *(orjson.dumps(PLACE | {"view": wrong}) for wrong in UNKNOWN),
        *(orjson.dumps(PLACE | {name: wrong}) for name in ("annotator", "case") for wrong in NO_NAMES),
        orjson.dumps({"annotator": "a1"}),
    ],
)
def test_a_place_that_makes_no_sense_is_no_place(worked: Path, content: bytes) -> None:
    with opened(worked) as session:
        session.remember(Wanted.of("all"), "c1")
    (place,) = reviews_folder(worked).glob("*.place.json")
    place.write_bytes(content)
    assert read_place(place) == Place()
    with opened(worked) as session:
        assert (session.annotator, session.place) == ("a0", Place())
        session.remember(Wanted.of("all"), "c1")
        assert session.place.case == "c1"


def test_a_place_of_another_store_is_passed_over(worked: Path) -> None:
    with opened(worked) as session:
        session.choose_annotator("a1")
        session.remember(Wanted(), None)
    worked.unlink()
    build(worked, WORKED, {"a0": A0})
    with opened(worked) as session:
        assert session.annotator == "a0"


def test_a_place_that_cannot_be_kept_costs_nothing_else(worked: Path) -> None:
    with opened(worked) as session:
        (reviews_folder(worked) / ".r1.place.json").mkdir()
        session.remember(Wanted(), "c1")
        assert session.place == Place()
        assert session.judge(6, "c6", Verdict.FLAG).seq == 1
