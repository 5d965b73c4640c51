"""A store that is reached by a symbolic link, under another name or from another folder: its reviews are the same."""

from pathlib import Path

import pytest

from core.journal.events import reviews_folder
from core.journal.replay import load_reviews
from core.model.errors import JournalError
from core.model.terms import Verdict
from core.oracle.journal.writer import runs_folder
from core.review.session import ReviewSession
from core.storage.store import Store
from tests.core.building import A0, WORKED, build, case_id


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return build(tmp_path / "worked.duckdb", WORKED, {"human": A0})


@pytest.fixture(params=["other.duckdb", "links/worked.duckdb", "links/twice.duckdb", "folder/worked.duckdb"])
def link(request: pytest.FixtureRequest, store: Path) -> Path:
    """Another name of the store: in its folder, in another, by way of a second link, or in a folder that is a link."""
    (store.parent / "links").mkdir()
    (store.parent / "other.duckdb").symlink_to("worked.duckdb")
    (store.parent / "links/worked.duckdb").symlink_to("../worked.duckdb")
    (store.parent / "links/twice.duckdb").symlink_to(store.parent / "other.duckdb")
    (store.parent / "folder").symlink_to(".")
    return store.parent / str(request.param)


def reviewed(store: Path, case: int, reviewer: str = "r1") -> None:
    with ReviewSession.open(store, reviewer)[0] as session:
        session.judge(case, case_id(case), Verdict.FLAG)


def test_the_reviews_of_a_store_are_those_of_its_links(store: Path, link: Path) -> None:
    reviewed(store, 6)
    reviewed(link, 7)
    for name in (store, link):
        with Store.open(name) as opened:
            standing, warnings = load_reviews(opened)
        assert standing.flagged_cases("human") == {case_id(6), case_id(7)}
        assert warnings == []
    with ReviewSession.open(store, "r1")[0], pytest.raises(JournalError, match="already open"):
        ReviewSession.open(link, "r1")


def test_so_are_runs(store: Path, link: Path) -> None:
    runs_folder(store).mkdir()
    assert runs_folder(link).samefile(runs_folder(store))


def test_reviews_beside_a_link_go_on_there_and_others_are_told_of(store: Path) -> None:
    link = store.parent / "other.duckdb"
    link.symlink_to("worked.duckdb")
    reviewed(link, 7)
    assert (store.parent / "other.reviews/r1.jsonl").exists()
    reviewed(store, 6)
    with Store.open(link) as opened:
        standing, warnings = load_reviews(opened)
    assert standing.flagged_cases("human") == {case_id(7)}
    assert [f"the journals in {reviews_folder(store)} are not counted" in each for each in warnings] == [True]
    with Store.open(link, reviews_folder(store)) as opened:
        standing, warnings = load_reviews(opened)
    assert standing.flagged_cases("human") == {case_id(6)}


def test_links_that_go_round_have_a_folder_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.duckdb").symlink_to("b.duckdb")
    (tmp_path / "b.duckdb").symlink_to("a.duckdb")
    assert reviews_folder(tmp_path / "a.duckdb") == tmp_path / "a.reviews"
