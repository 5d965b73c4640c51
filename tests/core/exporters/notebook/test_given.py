"""Frames are as good as a store: the same numbers, and a sentence for each that cannot be read."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import core
from core import Audit
from core.model.errors import AuditError
from core.model.terms import AnnotatorKind
from tests.core.building import A0, A1, WORKED, build, case_id
from tests.core.crowd import crowded, drawn_votes, said_by

CASES = [case_id(n) for n in range(len(WORKED))]
VOTES = pd.DataFrame(WORKED, index=CASES, columns=["Rule 0", "Rule 1", "Rule 2"])
SAID = pd.DataFrame({"a0": A0, "a1": A1}, index=CASES)


def numbers(audit: Audit) -> Any:
    """All that a report says, but for what names its sources and principles' ids."""

    def without_ids(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: without_ids(each) for key, each in value.items() if not key.endswith(("_id", "_ids"))}
        return [without_ids(each) for each in value] if isinstance(value, list) else value

    found = without_ids(audit.report().document())
    for name in ("store", "oracle_answers"):
        found["dataset"].pop(name)
    return found


@settings(max_examples=4, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    seed=st.integers(0, 2**16),
    cases=st.integers(4, 30),
    principles=st.integers(2, 5),
    annotators=st.integers(1, 3),
    missing=st.sampled_from([0.0, 0.3]),
)
def test_the_numbers_are_those_of_a_store_to_the_bit(
    seed: int, cases: int, principles: int, annotators: int, missing: float
) -> None:
    drawn = np.random.default_rng(seed)
    votes = drawn.integers(-1, 2, (cases, principles)).astype(np.int8)
    votes[0, 0] = 1
    absent = {(n, p) for n, p in np.argwhere(drawn.random(votes.shape) < missing).tolist()} - {(0, 0)}
    said = {
        f"a{m}": [
            None if m < 2 and drawn.random() < missing and n else int(drawn.integers(-1, 2)) for n in range(cases)
        ]
        for m in range(annotators)
    }
    kinds = {"a0": AnnotatorKind.LLM}
    options: dict[str, Any] = {"bootstrap": 41, "seed": seed, "noise": True}
    frames = options | {"oracle": "judge"}
    ids = [case_id(n) for n in range(cases)]
    columns = {
        f"Rule {p}": [None if (n, p) in absent else votes[n, p] for n in range(cases)] for p in range(principles)
    }
    shuffled = pd.DataFrame(said, index=ids, dtype="Int8").sample(frac=1, random_state=seed)
    with TemporaryDirectory() as folder:
        store = build(Path(folder) / "s.duckdb", votes, said, kinds, missing=absent)
        with core.open(store, **options) as stored:
            expected = numbers(stored)
            again = Audit.from_frames(
                stored.votes().to_frame(),
                stored.annotations().to_frame(),
                kinds=stored.annotators().to_frame()["kind"],
                **frames,
            )
    plain = Audit.from_frames(pd.DataFrame(columns, index=ids), shuffled, kinds=kinds, **frames)
    assert numbers(plain) == expected
    assert numbers(again) == expected


def test_many_annotators_are_taken_together_as_in_a_store(tmp_path: Path) -> None:
    votes = drawn_votes(40, 4)
    said = said_by(16, votes, each=12)
    said = {name: dict(sorted(of.items())) for name, of in said.items()}
    store = crowded(tmp_path / "many.duckdb", votes, said)
    frame = pd.DataFrame({name: pd.Series({case_id(n): each for n, each in of.items()}) for name, of in said.items()})
    ids = [case_id(n) for n in range(len(votes))]
    given_votes = pd.DataFrame(votes, index=ids, columns=[f"Rule {p}" for p in range(4)])
    with core.open(store, bootstrap=4) as stored:
        assert numbers(Audit.from_frames(given_votes, frame, oracle="judge", bootstrap=4)) == numbers(stored)
        assert len(stored.priorities().to_frame()) == 17 * 4
        stored.priorities().plot()


def test_a_declared_order_is_followed_by_an_annotator(tmp_path: Path) -> None:
    audit = Audit.from_frames(VOTES, SAID, declared=["Rule 2", "Rule 0", "Rule 1"], bootstrap=0)
    frame = audit.annotators().to_frame()
    assert list(frame.index) == ["a0", "a1", "declared"]
    assert frame.loc["declared", "kind"] == "declared"
    assert [each.name for each in audit.report().declared[0].order] == ["Rule 2", "Rule 0", "Rule 1"]


def test_what_a_frame_has_comes_back() -> None:
    audit = Audit.from_frames(VOTES, SAID.iloc[3:], bootstrap=0)
    assert (
        audit.votes()
        .to_frame()
        .astype("int8")
        .equals(VOTES.rename_axis("case").set_axis(audit.votes().to_frame().index))
    )
    frame = audit.annotations().to_frame()
    assert frame["a0"].isna().tolist() == [True] * 3 + [False] * 12
    assert repr(audit) == "<audit of frames: 15 cases, 3 principles, 2 annotators>"
    with pytest.raises(AuditError, match="have no texts"):
        audit.cases(texts=True)
    audit.close()


def changed(frame: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    return frame.assign(**columns)


@pytest.mark.parametrize(
    ("votes", "said", "options", "sentence"),
    [
        ([1], SAID, {}, "votes is no frame of pandas but of type list"),
        (VOTES.iloc[:0], SAID, {}, "votes has no rows"),
        (VOTES[[]], SAID, {}, "votes has no columns"),
        (VOTES, SAID[[]], {}, "annotations has no columns"),
        (VOTES.rename(index={"c1": "c0"}), SAID, {}, "votes has several rows of case c0: keep one"),
        (VOTES.rename(index={"c1": None}), SAID, {}, "A row of votes has no id"),
        (VOTES.set_index("Rule 0", append=True), SAID, {}, "The index of votes has several levels"),
        (VOTES.rename(columns={"Rule 1": "Rule 0"}), SAID, {}, "votes has two columns Rule 0"),
        (VOTES.rename(columns={"Rule 1": " "}), SAID, {}, "A column of votes has no name"),
        (VOTES, SAID.rename(index={"c1": "\x1b[2Jx"}), {}, r"annotations has case ␛\[2Jx, and votes has not"),
        (VOTES.iloc[:-2], SAID, {}, "annotations has case c13 and 1 more, and votes has not"),
        (
            changed(VOTES, x=2),
            SAID,
            {},
            "Column x of votes has 2, and a preference is 1 for A, -1 for B, 0 for neither",
        ),
        (changed(VOTES, x=0.5), SAID, {}, "Column x of votes has 0.5"),
        (changed(VOTES, x="A"), SAID, {}, "Column x of votes has A"),
        (changed(VOTES, x="1"), SAID, {}, "Column x of votes has 1"),
        (changed(VOTES, x=True), SAID, {}, "Column x of votes has True"),
        (changed(VOTES, x=[[1]] * 15), SAID, {}, r"Column x of votes has \[1\]"),
        (changed(VOTES, x=np.inf), SAID, {}, "Column x of votes has inf"),
        (VOTES, changed(SAID, x=257), {}, "Column x of annotations has 257"),
        (VOTES * np.nan, SAID, {}, "votes has no value at all"),
        (VOTES, SAID * np.nan, {}, "annotations has no value at all"),
        (VOTES, SAID, {"kinds": {"b": "llm"}}, "kinds has b, and annotations has no such column"),
        (VOTES, SAID, {"kinds": {"a0": "robot"}}, "The kind of a0 is robot: choose one of human, reward-model, llm"),
        (VOTES, SAID, {"declared": ["Rule 0"]}, "declared is not every column of votes once"),
        (VOTES, SAID, {"reference": "b"}, "There is no annotator b: choose one of a0, a1"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(votes: Any, said: Any, options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(AuditError, match=f"^{sentence}") as told:
        Audit.from_frames(votes, said, **options)
    assert "\n" not in str(told.value)
    assert str(told.value).endswith(".")


@pytest.mark.parametrize(
    "votes",
    [
        VOTES.astype("float32"),
        VOTES.astype("Int8"),
        VOTES.astype(object),
        VOTES.astype("category"),
        VOTES.set_axis([f"{n}" for n in range(15)]),
    ],
)
def test_the_type_of_a_column_says_nothing(votes: pd.DataFrame) -> None:
    said = SAID if votes.index[0] == "c0" else SAID.set_axis(range(15))
    audit = Audit.from_frames(votes, said, bootstrap=0)
    found = audit.priorities("a0").to_frame()["priority"]
    assert found.tolist() == pytest.approx([0.249203, -0.071547, -0.177656], abs=5e-7)
