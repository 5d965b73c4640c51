"""Reviewers with own preferences as annotators in filters: the same in the app, live, as in reports and exports."""

from pathlib import Path

import numpy as np
import pytest

from core.audit import data
from core.audit import scene as finding
from core.audit.data import load
from core.exporters.choosing import choose
from core.journal.events import reviews_folder
from core.journal.replay import load_folder
from core.journal.writer import Journal
from core.model.errors import DiscretionError
from core.model.terms import Preference
from core.query.errors import QueryError
from core.query.wanted import Wanted
from core.review.session import ReviewSession
from core.storage.store import Store
from tests.core.building import A0, A1, WORKED, build

RA = {0: 1, 1: -1, 2: 0, 6: -1, 7: 1, 13: -1}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with annotators mara and ted, and journals of ra, ted and lost, who preferred something elsewhere."""
    store = build(tmp_path / "s.duckdb", WORKED, {"mara": A0, "ted": [*A1[:13], None, None]})
    prefer(store, "ra", {f"c{n}": value for n, value in RA.items()})
    prefer(store, "ted", {"c0": -1})
    prefer(store, "lost", {"elsewhere": 1})
    return store


def prefer(store: Path, reviewer: str, preferences: dict[str, int]) -> None:
    with Journal.open(reviews_folder(store), reviewer) as journal:
        for case, preference in preferences.items():
            journal.append(event="preference", case=case, preference=preference)


def opened(store: Path) -> ReviewSession:
    return ReviewSession.open(store, "r1", "mara")[0]


def test_they_have_the_names_that_reports_give_them(path: Path) -> None:
    with opened(path) as session:
        standing, _ = load_folder(reviews_folder(path))
        assert session.names.annotators == ("mara", "ted", "ra", "ted (reviewer)")
        assert {*session.names.annotators} == load(session.store, standing).names
        assert session.live.own_annotators == {"ra": "ra", "ted (reviewer)": "ted"}


@pytest.mark.parametrize(
    "text",
    [
        "annotator:ra chose:a",
        "annotator:ra chose:none",
        "annotator:ra chose:missing",
        'annotator:ra for:"Rule 1"',
        "annotator:ra arbitrary",
        "annotator:ra flagged:no",
        "annotator:ra flagged:yes",
        "annotator:ra (verdict:none reviewer:ra=own)",
        "annotator:ra (verdict:flag or reviewer:r1)",
        "disagree:mara,ra",
        'disagree:ra,"ted (reviewer)"',
        'annotator:"ted (reviewer)" chose:b',
        "annotator:ted chose:missing",
    ],
)
def test_a_filter_means_the_same_in_the_app_and_in_an_export(path: Path, text: str) -> None:
    with Journal.open(reviews_folder(path), "r1") as journal:
        journal.append(event="review", case="c3", annotator="ra", verdict="flag")
    with opened(path) as session:
        found = session.select(Wanted.of(text)).tolist()
        standing, _ = load_folder(reviews_folder(path))
        chosen = choose(text, load(session.store, standing), session.store, standing, ["mara"], "r1")["mara"]
        assert found == np.flatnonzero(chosen).tolist()


def test_what_they_prefer_is_what_stands_now(path: Path) -> None:
    with opened(path) as session:
        wanted = Wanted.of("annotator:ra chose:b")
        assert session.select(wanted).tolist() == [n for n, value in RA.items() if value < 0]
        with pytest.raises(QueryError, match='no annotator "r1"'):
            session.select(Wanted.of("annotator:r1 chose:b"))
        session.prefer(3, "c3", Preference.B)
        assert session.select(Wanted.of("annotator:r1 chose:b")).tolist() == [3]
        session.undo()
        assert "r1" not in session.names.annotators
        prefer(path, "ra", {"c1": 1, "c4": -1})
        session.follow()
        assert session.select(wanted).tolist() == [4, 6, 13]


def test_a_filter_for_another_thread_keeps_what_stood_when_it_was_made(path: Path) -> None:
    with opened(path) as session:
        find = session.selecting(Wanted.of("disagree:ra,mara or annotator:ra chose:none"))
        before = session.select(Wanted.of("disagree:ra,mara or annotator:ra chose:none")).tolist()
        prefer(path, "ra", {f"c{n}": 0 for n in range(15)})
        session.follow()
        assert find(None).ids.tolist() == before


def test_only_those_that_a_filter_names_are_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    own_words = data.own_words

    def counted(standing: object, reviewer: str, *rest: object) -> object:
        read.append(reviewer)
        return own_words(standing, reviewer, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(finding, "own_words", counted)
    with opened(path) as session:
        session.select(Wanted.of("conflict chose:a"))
        assert set(read) == {"r1"}
        session.select(Wanted.of("annotator:ra (chose:a or for:0)"))
        assert set(read) == {"r1", "ra"}
        assert read.count("ra") == 1


def test_a_reviewers_name_is_no_part_of_an_annotators(path: Path) -> None:
    prefer(path, "ar", {"elsewhere": 1})
    with opened(path) as session:
        for text in ("annotator:ar chose:a", "annotator:AR chose:a", "disagree:ar,ted"):
            with pytest.raises(
                DiscretionError, match=r"no annotator .*, which is the name of a reviewer: choose one of"
            ):
                session.select(Wanted.of(text))
        assert session.select(Wanted.of("annotator:mar chose:a")).tolist() == np.flatnonzero(np.array(A0) > 0).tolist()


def test_own_preferences_elsewhere_are_no_own_count(path: Path) -> None:
    session, _ = ReviewSession.open(path, "lost", "mara")
    with session:
        assert session.live.own_count() == 0
        session.prefer(2, "c2", Preference.NEITHER)
        assert session.live.own_count() == 1
        with Store.open(path) as store:
            assert load(store, load_folder(reviews_folder(path))[0]).annotator("lost").given.sum() == 1
