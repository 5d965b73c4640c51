"""Whose reviews count: folders that no two stores share, and events that name the store whose cases they are of."""

import json
import shutil
from pathlib import Path

import pytest

from core.audit import load
from core.audit.full_report import ReportOptions, full_report
from core.exporters.export import ExportRequest, export
from core.importers.importing import import_file, import_files
from core.importers.options import ImportOptions
from core.journal.events import reviews_folder
from core.journal.of_store import texts_read
from core.journal.replay import load_reviews
from core.journal.writer import Journal
from core.model.errors import StoreError
from core.model.terms import Case, Preference, Verdict, digest_of_texts
from core.oracle.journal.writer import runs_folder
from core.review.session import ReviewSession
from core.storage.store import Store


def make(path: Path, word: str) -> Path:
    """A store of two cases whose ids every such store has."""
    rows = path.with_suffix(".jsonl")
    rows.write_text(
        "".join(f'{{"prompt": "{word} {n}?", "chosen": "yes {word}", "rejected": "no"}}\n' for n in range(2))
    )
    principles, votes = path.with_name("p.txt"), path.with_name("v.csv")
    principles.write_text("Be kind to all.\nBe short and clear.\n")
    votes.write_text("row_id,principle_id,preference\n0,0,a\n0,1,b\n1,0,b\n1,1,a\n")
    import_files([rows, principles, votes], path)
    return path


def flag(path: Path, reviewer: str = "r1") -> None:
    session, _ = ReviewSession.open(path, reviewer)
    with session:
        session.judge(0, "0", Verdict.FLAG)


def flagged(path: Path) -> tuple[int, list[str]]:
    with Store.open(path) as store:
        standing, warnings = load_reviews(store)
        return full_report(store, standing, ReportOptions(bootstrap=0)).report.dataset.flagged, warnings


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("q.duckdb", "q.reviews"),
        ("q.db", "q.db.reviews"),
        ("hh.v1", "hh.v1.reviews"),
        ("hh.v1.duckdb", "hh.v1.reviews"),
        ("q", "q.reviews"),
    ],
)
def test_folders_are_named_after_the_whole_store(tmp_path: Path, name: str, folder: str) -> None:
    assert reviews_folder(tmp_path / name) == tmp_path / folder
    assert runs_folder(tmp_path / name) == tmp_path / folder.replace(".reviews", ".runs")


def test_a_folder_of_an_earlier_version_stays_in_use(tmp_path: Path) -> None:
    (tmp_path / "hh.reviews").mkdir()
    assert reviews_folder(tmp_path / "hh.v1") == tmp_path / "hh.reviews"
    (tmp_path / "hh.v1.reviews").mkdir()
    assert reviews_folder(tmp_path / "hh.v1") == tmp_path / "hh.v1.reviews"


@pytest.mark.parametrize("names", [("hh.v1", "hh.v2"), ("q.duckdb", "q.db"), ("q", "q.duckdb")])
def test_a_flag_counts_in_its_own_store_alone(tmp_path: Path, names: tuple[str, str]) -> None:
    first, second = (make(tmp_path / name, name) for name in names)
    flag(first)
    assert flagged(first) == (1, [])
    assert flagged(second)[0] == 0
    flag(second, "r2")
    assert (flagged(first)[0], flagged(second)[0]) == (1, 1)


def test_flags_of_another_store_are_told_and_not_counted(tmp_path: Path) -> None:
    first, second = make(tmp_path / "a.duckdb", "a"), make(tmp_path / "b.duckdb", "b")
    flag(first)
    shutil.copytree(reviews_folder(first), reviews_folder(second))
    assert flagged(second) == (
        0,
        ["r1.jsonl: 1 event is about cases or principles that have other texts in this store, and not counted."],
    )
    session, warnings = ReviewSession.open(second, "r1")
    with session:
        assert warnings == [
            "r1.jsonl: 1 event is about cases or principles that have other texts in this store, and not counted."
        ]
        assert session.undo() is None, "what was said of the other store is not taken back"
        session.judge(1, "1", Verdict.FLAG)
    assert flagged(second)[0] == 1


def test_a_store_that_is_made_anew_or_added_to_keeps_its_reviews(tmp_path: Path) -> None:
    path = make(tmp_path / "a.duckdb", "a")
    flag(path)
    path.unlink()
    make(path, "a")
    assert flagged(path) == (1, [])
    more = tmp_path / "more.jsonl"
    more.write_text('{"case_id": "new", "prompt": "p", "chosen": "c", "rejected": "r"}\n')
    import_file(more, path)
    assert flagged(path) == (1, [])


def reordered(path: Path) -> None:
    """Make the store again of the same cases under the same ids in another order."""
    rows = [
        {"case_id": str(n), **json.loads(row)}
        for n, row in enumerate(path.with_name("a.jsonl").read_text().splitlines())
    ]
    path.with_name("again.jsonl").write_text("".join(json.dumps(row) + "\n" for row in reversed(rows)))
    path.unlink()
    import_files([path.with_name(name) for name in ("again.jsonl", "p.txt", "v.csv")], path)


def test_a_store_that_begins_with_another_case_keeps_its_reviews(tmp_path: Path) -> None:
    path = make(tmp_path / "a.duckdb", "a")
    reviewed(path)
    before = standing(path)
    assert len(before[0]) == 6
    reordered(path)
    assert standing(path) == before
    session, warnings = ReviewSession.open(path, "r1")
    with session:
        assert warnings == []
        undone = session.undo()
        assert undone is not None
        assert undone.case == "0"
    assert standing(path) == (before[0][:-1], [])


def test_events_that_name_no_texts_are_of_the_store_that_they_name(tmp_path: Path) -> None:
    path = make(tmp_path / "a.duckdb", "a")
    with Store.open(path) as store, Journal.open(store.reviews, "r1", store.identity) as journal:
        for verdict in ("flag", "uphold"):
            taken = journal.append(event="review", case="0", annotator="human", verdict=verdict)
        journal.append(event="undo", of=taken.id)
    assert flagged(path) == (1, [])
    reordered(path)
    told = "r1.jsonl: 3 events are of a store that begins with another case than this one, and not counted."
    assert flagged(path) == (0, [told])


def test_taking_the_ids_of_others_puts_nothing_of_theirs_aside(tmp_path: Path) -> None:
    path = make(tmp_path / "a.duckdb", "a")
    reviewed(path)
    session, _ = ReviewSession.open(path, "r1")
    with session:
        session.prefer(0, "0", Preference.A)
        session.undo()
    before = standing(path)[0]
    assert ("preference", "0", None) not in before
    lines = (reviews_folder(path) / "r1.jsonl").read_text().splitlines()
    foreign = [{**json.loads(line), "texts": "0" * 16} for line in lines]
    for name, reviewer in (("r0", "r0"), ("r2", "r1")):
        taken = "".join(json.dumps({**event, "reviewer": reviewer}) + "\n" for event in foreign)
        (reviews_folder(path) / f"{name}.jsonl").write_text(taken)
    assert standing(path)[0] == before


def test_events_that_name_no_store_count_as_before(tmp_path: Path) -> None:
    path = make(tmp_path / "a.duckdb", "a")
    folder = reviews_folder(path)
    folder.mkdir()
    (folder / "old.jsonl").write_text(
        '{"id":"1","seq":1,"at":"2026-01-31T12:00:00.000Z","reviewer":"old","event":"review","case":"0",'
        '"annotator":"human","verdict":"flag","reason":"arbitrary","note":""}\n'
    )
    assert flagged(path) == (1, [])


def test_reviews_of_what_the_store_lacks_are_told_of(tmp_path: Path) -> None:
    path = make(tmp_path / "s.duckdb", "one")
    flag(path)
    said = {"at": "2026-01-31T12:00:00.000Z", "reviewer": "r2"}
    events = [
        {"id": "e1", "seq": 1, "event": "review", "case": "7", "annotator": "human", "verdict": "flag", **said},
        {"id": "e2", "seq": 2, "event": "vote", "case": "0", "principle": "Be kind", "preference": 1, **said},
        {"id": "e3", "seq": 3, "event": "vote", "case": "0", "principle": "1", "preference": 1, **said},
        {"id": "e4", "seq": 4, "event": "preference", "case": "8", "preference": 1, **said},
        {"id": "e5", "seq": 5, "event": "undo", "of": "e4", **said},
        {"id": "e6", "seq": 6, "event": "review", "case": "0", "annotator": "humam", "verdict": "flag", **said},
        {"id": "e7", "seq": 7, "event": "review", "case": "0", "annotator": "human", "verdict": "Flag", **said},
        {"id": "e7", "seq": 8, "event": "review", "case": "1", "annotator": "human", "verdict": "flag", **said},
    ]
    lines = "".join(json.dumps(each) + "\n" for each in (*events, *events))
    (reviews_folder(path) / "r2.jsonl").write_text(lines)
    assert flagged(path) == (
        1,
        [
            (
                "s.reviews holds 2 events with the id of another of the same reviewer's that says something else: "
                "only the first counts."
            ),
            "s.reviews: 2 reviews are of cases or principles that this store lacks, and not counted.",
            "s.reviews: 1 review is of annotators that this store lacks, and not counted.",
            "s.reviews: 1 review is with a verdict that is not known here, and not counted.",
        ],
    )


def made_anew(path: Path, file: str, old: str, new: str) -> None:
    """Make the store again of the same files, the last line of one of which says something else now."""
    changed = path.with_name(file)
    *lines, last = changed.read_text().splitlines(keepends=True)
    changed.write_text("".join((*lines, last.replace(old, new))))
    path.unlink()
    import_files([path.with_name(name) for name in ("a.jsonl", "p.txt", "v.csv")], path)


def reviewed(path: Path) -> bytes:
    """Say something of every kind of case 1, also of two principles, take one flag back, and flag case 0."""
    session, _ = ReviewSession.open(path, "r1")
    with session:
        session.judge(1, "1", Verdict.UPHOLD)
        session.undo()
        session.judge(1, "1", Verdict.FLAG)
        session.prefer(1, "1", Preference.B)
        session.comment(1, "1", "odd")
        session.correct(1, "1", "0", Preference.A)
        session.correct(1, "1", "1", Preference.A)
        session.judge(0, "0", Verdict.FLAG)
    return (reviews_folder(path) / "r1.jsonl").read_bytes()


def standing(path: Path) -> tuple[list[tuple[str, str | None, str | None]], list[str]]:
    with Store.open(path) as store:
        stands, warnings = load_reviews(store)
    return [(event.event, event.case, event.principle) for event in stands.reviews()], warnings


OTHER = "r1.jsonl: {} about cases or principles that have other texts in this store, and not counted."


ANOTHER = "r1.jsonl: {} about annotations that are others in this store, and not counted."


def annotating(path: Path, said: str) -> Path:
    """A store of three cases, in which two people annotate the first two; each letter is theirs of one case."""
    cases = path.with_suffix(".csv")
    rows = [f"p{n},a{n},b{n},{said[n * 2 + who]},ann{who},c{n}\n" for n in range(2) for who in range(2)]
    cases.write_text(
        "prompt,response_a,response_b,preference,annotator,case_id\n"
        + "".join(row for row in rows if ",-," not in row).replace(",x,", ",tie,")
        + "p2,a2,b2,a,ann2,c2\n"
    )
    principles, votes = path.with_name("p.txt"), path.with_name("v.csv")
    principles.write_text("Be kind to all.\nBe short and clear.\n")
    votes.write_text("row_id,principle_id,preference\nc0,0,a\nc0,1,b\n")
    import_files([cases, principles, votes], path)
    return path


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("abab", {("c0", "ann0"), ("c0", "ann1"), ("c1", "ann0"), ("c1", "ann1")}),
        ("bbab", {("c0", "ann1"), ("c1", "ann0"), ("c1", "ann1")}),
        ("axab", {("c0", "ann0"), ("c1", "ann0"), ("c1", "ann1")}),
        ("ab-b", {("c0", "ann0"), ("c0", "ann1"), ("c1", "ann1")}),
        ("baba", set()),
    ],
)
def test_a_verdict_counts_on_the_annotation_that_it_is_on(tmp_path: Path, now: str, left: set[tuple[str, str]]) -> None:
    first = annotating(tmp_path / "first.duckdb", "abab")
    for who in ("ann0", "ann1"):
        session, _ = ReviewSession.open(first, "r1", annotator=who)
        with session:
            said = [session.judge(n, f"c{n}", verdict).annotated for n, verdict in enumerate((Verdict.FLAG,) * 2)]
            assert said == ([1, 1] if who == "ann0" else [-1, -1])
    session, _ = ReviewSession.open(first, "r1", annotator="ann2")
    with session:
        assert session.judge(0, "c0", Verdict.FLAG).annotated is None, "there is no annotation"
        session.undo()
        session.prefer(0, "c0", Preference.A)
    second = annotating(tmp_path / "second.duckdb", now)
    shutil.copytree(reviews_folder(first), reviews_folder(second))
    session, _ = ReviewSession.open(second, "r1")
    with session:
        standing = session.standing
        assert {(case, who) for who in ("ann0", "ann1") for case in standing.flagged_cases(who)} == left
        assert standing.preference("r1", "c0") == Preference.A
    gone = 4 - len(left)
    told = [ANOTHER.format("1 event is" if gone == 1 else f"{gone} events are")] if gone else []
    assert flagged(second) == (len(left), told)


def test_a_verdict_of_others_on_another_annotation_is_not_heard(tmp_path: Path) -> None:
    path = annotating(tmp_path / "s.duckdb", "abab")
    session, _ = ReviewSession.open(path, "r1")
    with session, Journal.open(session.store.reviews, "r2", session.store.identity) as others:
        texts = texts_read(session.store.case(0))
        for annotated in (-1, 0):
            others.append(event="review", case="c0", annotator="ann0", verdict="flag", texts=texts, annotated=annotated)
        assert not session.follow()
        others.append(event="review", case="c0", annotator="ann0", verdict="flag", annotated=1)
        assert session.follow()
        assert "c0" in session.standing.flagged_cases("ann0")


@pytest.mark.parametrize(("old", "new"), [("a 1?", "another?"), ("yes a", "no, never")])
def test_what_was_said_of_another_text_does_not_count(tmp_path: Path, old: str, new: str) -> None:
    path = make(tmp_path / "a.duckdb", "a")
    kept = reviewed(path)
    before = standing(path)
    assert (len(before[0]), before[1]) == (6, [])
    made_anew(path, "a.jsonl", old, new)
    assert standing(path) == ([("review", "0", None)], [OTHER.format("7 events are")])
    session, warnings = ReviewSession.open(path, "r1")
    with session:
        assert warnings == [OTHER.format("7 events are")]
        session.judge(1, "1", Verdict.FLAG)
    assert standing(path)[0] == [("review", "0", None), ("review", "1", None)]
    assert (reviews_folder(path) / "r1.jsonl").read_bytes().startswith(kept), "it stays in the file"


def test_a_vote_on_another_principle_does_not_count_and_all_else_does(tmp_path: Path) -> None:
    path = make(tmp_path / "a.duckdb", "a")
    reviewed(path)
    before = standing(path)[0]
    made_anew(path, "p.txt", "short", "long")
    after = [each for each in before if each != ("vote", "1", "1")]
    assert standing(path) == (after, [OTHER.format("1 event is")])


def test_what_others_say_of_another_text_is_not_heard(tmp_path: Path) -> None:
    path = make(tmp_path / "a.duckdb", "a")
    session, _ = ReviewSession.open(path, "r1")
    with session, Store.open(path) as store, Journal.open(store.reviews, "r2", store.identity) as others:
        said = others.append(event="preference", case="1", preference=1, texts="0" * 16)
        others.append(event="undo", of=said.id)
        assert not session.follow()
        others.append(event="preference", case="1", preference=1, texts=texts_read(store.case(1)))
        assert session.follow()


def test_a_verdict_is_kept_where_the_store_can_no_longer_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "a.duckdb", "a")
    session, _ = ReviewSession.open(path, "r1")

    def lost(_store: Store, n: int) -> Case:
        raise StoreError(f"{n} is gone")

    with session, monkeypatch.context() as patched:
        patched.setattr(Store, "case", lost)
        assert session.judge(1, "1", Verdict.FLAG).texts is None
    assert flagged(path) == (1, [])


def test_texts_are_told_apart_wherever_one_ends() -> None:
    assert digest_of_texts("ab", "c") != digest_of_texts("a", "bc")
    assert digest_of_texts("\ud800") != digest_of_texts("?")
    assert digest_of_texts("be", "kind") == "6c22740af422d6a8"


def test_a_verdict_on_who_follows_the_order_is_on_what_that_prefers(tmp_path: Path) -> None:
    path, files = tmp_path / "s.duckdb", [tmp_path / name for name in ("c.csv", "p.txt", "o1.csv", "o2.csv")]
    files[0].write_text("prompt,response_a,response_b,preference,case_id\np,a,b,a,c0\nq,a,b,b,c1\n")
    files[1].write_text("Be kind to all.\nBe short and clear.\n")
    files[2].write_text("row_id,principle_id,preference\nc0,0,a\nc0,1,b\nc1,0,a\nc1,1,b\n")
    files[3].write_text("row_id,principle_id,preference\nc0,0,b\nc0,1,a\nc1,0,a\nc1,1,b\n")
    import_files(files[:1], path)
    import_file(files[1], path, ImportOptions(declared_order=True))
    import_files(files[2:], path)

    def flagged_by(oracle: str) -> tuple[list[int], int]:
        with Store.open(path) as store:
            standing, warnings = load_reviews(store)
            assert warnings == []
            mask = load(store, standing, oracle=oracle).annotator("declared").flagged
            export(store, standing, ExportRequest("flags", oracle=oracle), tmp_path / "flags.json")
        return mask.nonzero()[0].tolist(), len(json.loads((tmp_path / "flags.json").read_text()))

    session, _ = ReviewSession.open(path, "r1", "declared", "o1")
    with session:
        assert [session.judge(n, f"c{n}", Verdict.FLAG).annotated for n in (0, 1)] == [1, 1]
        assert session.reviewed().flagged.tolist() == [True, True]
    assert (flagged_by("o1"), flagged_by("o2")) == (([0, 1], 2), ([1], 1))
    session, _ = ReviewSession.open(path, "r1", "declared", "o2")
    with session:
        assert session.reviewed().flagged.tolist() == [False, True]
        assert session.reviewed().verdict(0) is None
        session.judge(0, "c0", Verdict.UPHOLD)
        session.correct(1, "c1", "0", Preference.B)
        session.correct(1, "c1", "1", Preference.A)
        assert session.reviewed().flagged.tolist() == [False, False]
        session.undo()
        session.undo()
        assert session.reviewed().flagged.tolist() == [False, True]
        session.correct(1, "c1", "0", Preference.B)
    assert (flagged_by("o1"), flagged_by("o2")) == (([], 0), ([], 0))
