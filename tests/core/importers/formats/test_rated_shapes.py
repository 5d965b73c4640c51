"""What stores hold of the small files with rated aspects and choices: votes, options, strengths and facts."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import orjson
import pytest
from numpy.typing import NDArray

from core.importers.importing import import_file
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.storage.store import Store
from tests.core.importers.formats.golden import FOUR

DATA: Final = Path(__file__).parents[3] / "data" / "formats"
LETTERS: Final = {1: "A", -1: "B", 0: "="}
SECOND_PAIRS: Final = tuple((*case[:2], f"{case[2]} Maybe.") for case in FOUR)


@dataclass(frozen=True)
class Held:
    """What a store holds: its oracle, and a letter a case for each annotator and for each principle.

    A, B, `=` for neither, `.` for none.
    """

    oracle: str | None
    says: Mapping[str, str]
    votes: Mapping[str, str] = field(default_factory=dict)


MULTIPREF: Final = Held(
    "majority",
    {"normal-0": "AB=A", "normal-1": "B=AA", "expert-0": "AB=A"},
    {"Helpful": "AB=A", "Truthful": "B=AA", "Harmless": "===="},
)
PKU: Final = {"More helpful": "AAAA", "Safer": "ABAB", "Less severe": "===="}
HELPSTEER2: Final = {
    "Helpfulness": "AAAA",
    "Correctness": "AAAA",
    "Coherence": "====",
    "Complexity": "====",
    "Verbosity": "====",
}

SHAPES: Final[tuple[tuple[str, Mapping[str, object], Held], ...]] = (
    ("helpsteer2-ratings.jsonl", {}, Held("helpsteer2", {}, HELPSTEER2)),
    ("helpsteer2-ratings.jsonl", {"annotation": "helpfulness"}, Held("helpsteer2", {"human": "AAAA"}, HELPSTEER2)),
    (
        "icai-annotated_pairs-v2.json",
        {},
        Held(
            "icai",
            {"preferred_text": "ABAB", "gpt4omini": "AAAA"},
            {"is more concise": "BBBB", "is more polite": "AA==", "is more factually correct": "A.AA"},
        ),
    ),
    ("lmsys-arena-33k-100k.parquet", {"pool": True}, Held(None, {"human": "AB=="})),
    ("multipref-default.jsonl", {}, MULTIPREF),
    ("multipref-default.parquet", {}, MULTIPREF),
    (
        "multipref-default.jsonl",
        {"oracle": "expert-0"},
        Held("expert-0", MULTIPREF.says, {"Helpful": "AB=A", "Truthful": "AB=A", "Harmless": "===="}),
    ),
    ("pku-saferlhf.jsonl", {"annotation": "better"}, Held("pku-saferlhf", {"human": "AAAA"}, PKU)),
    ("pku-saferlhf.jsonl", {"annotation": "safer"}, Held("pku-saferlhf", {"human": "ABAB"}, PKU)),
)


@pytest.mark.parametrize(("name", "said", "held"), SHAPES)
def test_votes_and_annotations_are_as_the_options_say(
    name: str, said: dict[str, Any], held: Held, store_path: Path
) -> None:
    import_file(DATA / name, store_path, ImportOptions(**said))
    with closing(Store.open(store_path)) as store:
        assert {each.name: _letters(*store.annotations(each)) for each in store.annotators()} == held.says
        principles = store.principles()
        assert [each.name for each in store.oracles()] == ([held.oracle] if held.oracle else [])
        for oracle in store.oracles():
            votes, cast = store.votes(oracle, len(principles)), store.voted(oracle, len(principles))
            found = {each.name: _letters(votes[:, each.n], cast[:, each.n]) for each in principles}
            assert found == held.votes


def _letters(preferences: NDArray[np.int8], given: NDArray[np.bool_]) -> str:
    return "".join(LETTERS[int(each)] if there else "." for each, there in zip(preferences, given, strict=True))


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("pku-saferlhf.jsonl", "--annotation better or --annotation safer"),
        ("trl-unpaired-kto.jsonl", "--format unpaired"),
        ("icai-040_votes_per_comparison.csv", "import the annotated pairs of the same run instead"),
    ],
)
def test_a_shape_that_leaves_a_choice_is_refused_with_what_to_type(name: str, line: str, store_path: Path) -> None:
    with pytest.raises(FormatError, match=line):
        import_file(DATA / name, store_path)
    assert not store_path.exists() or not _rows(store_path, "SELECT id FROM cases")


def test_what_annotates_is_chosen_only_where_there_is_a_choice(store_path: Path) -> None:
    with pytest.raises(FormatError, match="is read as multipref, where nothing chooses what annotates"):
        import_file(DATA / "multipref-default.jsonl", store_path, ImportOptions(annotation="helpful"))


def test_a_format_that_is_named_reads_only_what_is_its(store_path: Path) -> None:
    with pytest.raises(FormatError, match=r"is no multipref as it stands: .* --map"):
        import_file(DATA / "trl-unpaired-kto.jsonl", store_path, ImportOptions(format="multipref"))


def test_several_completions_are_as_many_pairs(store_path: Path) -> None:
    import_file(DATA / "rewardbench-2.jsonl", store_path)
    ids = [f"{row}/0-{other}" for row in range(4) for other in (1, 2, 3)]
    assert [id_ for (id_,) in _rows(store_path, "SELECT id FROM cases ORDER BY n")] == ids
    assert _rows(store_path, "SELECT prompt, response_a, response_b FROM cases WHERE n % 3 = 1") == list(SECOND_PAIRS)
    assert _rows(store_path, "SELECT DISTINCT preference FROM annotations") == [(1,)]


def test_four_completions_are_six_pairs_with_votes_where_there_are_ratings(store_path: Path) -> None:
    import_file(DATA / "ultrafeedback-original.jsonl", store_path)
    with closing(Store.open(store_path)) as store:
        assert [case.id for case in store.cases()] == [
            f"{row}/{pair}" for row in range(4) for pair in ("0-1", "0-2", "0-3", "1-2", "1-3", "2-3")
        ]
        [rater], [oracle], principles = store.annotators(), store.oracles(), store.principles()
        assert (rater.name, rater.kind, oracle.name) == ("gpt-4", "llm", "gpt-4")
        assert _letters(*store.annotations(rater)) == "AAABBA" * 4
        votes, cast = store.votes(oracle, 4), store.voted(oracle, 4)
        assert {each.name: _letters(votes[:6, each.n], cast[:6, each.n]) for each in principles} == {
            "Instruction following": "A=ABBA",
            "Honesty": "AA.B..",
            "Truthfulness": "A=ABAA",
            "Helpfulness": "A=AB=A",
        }


def test_strengths_and_facts_are_kept(store_path: Path) -> None:
    import_file(DATA / "multipref-default.jsonl", store_path)
    strengths = _rows(store_path, "SELECT case_n, annotator_n, strength FROM strengths WHERE case_n = 0 ORDER BY ALL")
    assert strengths == [(0, 0, 2.0), (0, 1, -1.0), (0, 2, 2.0)]
    assert dict(_rows(store_path, "SELECT name, value FROM facts WHERE case_n = 0")) == {
        "prompt_id": "pr0",
        "model_a": "m1",
        "model_b": "m2",
        "source": "own",
        "category": "Open QA",
        "subject_study": "Other",
        "highest_level_degree": "Other",
    }


def test_a_judge_who_says_two_things_of_a_case_is_refused_and_can_be_pooled(store_path: Path, tmp_path: Path) -> None:
    said = [{"role": "user", "content": "Hi"}]
    a, b = ([*said, {"role": "assistant", "content": text}] for text in ("Ho", "Hum"))
    battle = {"model_a": "x", "model_b": "y", "judge": "u1", "conversation_a": a, "conversation_b": b}
    file = tmp_path / "battles.jsonl"
    rows = [battle | {"winner": winner} for winner in ("model_a", "model_b", "tie")]
    rows[2] |= {"judge": "u2", "conversation_a": b, "conversation_b": a}
    file.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    with pytest.raises(FormatError, match=r"two different answers from annotator u1: .* with --pool"):
        import_file(file, store_path)
    import_file(file, store_path, ImportOptions(pool=True))
    assert _rows(store_path, "SELECT case_n, preference FROM annotations") == [(0, 0)]


def _rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()
