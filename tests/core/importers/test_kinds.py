"""Of what kind annotators are: as the rows tell, else as the user says, whatever a format has for granted."""

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from core.importers.importing import ImportResult, import_files
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.model.terms import AnnotatorKind
from core.storage.store import Store
from tests.core.importers.formats.golden import SHAPES, Golden
from tests.core.importers.formats.test_golden import FILES

Load = Callable[..., ImportResult]
LLM = AnnotatorKind.LLM
IDLE = "^--kind is about annotators whose kind the rows do not tell, of which .* has nothing: leave it out"
WORDS = "q,l,r,pref,who,what\n0,b,c,a,x,human\n1,d,e,b,y,llm\n"
MAP = "prompt=q,a=l,b=r,preference=pref,annotator=who,kind=what"


def kinds(store_path: Path) -> dict[str, str]:
    with Store.open(store_path) as store:
        return {each.name: each.kind.value for each in store.annotators()}


@pytest.mark.parametrize(("name", "shape"), SHAPES.items(), ids=list(SHAPES))
def test_the_user_says_it_of_every_shape_whose_rows_do_not(name: str, shape: Golden, store_path: Path) -> None:
    options = ImportOptions(**shape.options, kind=AnnotatorKind.REWARD_MODEL)  # type: ignore[arg-type]
    import_files([FILES / name], store_path, options)
    assert set(kinds(store_path).values()) <= {"reward-model"}


def test_a_judge_that_is_called_as_a_model_is_one_unless_the_user_says_otherwise(load: Load, store_path: Path) -> None:
    talk = [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "So."}]
    row = {"model_a": "m", "model_b": "n", "winner": "model_a", "judge": "llama_lover", "conversation_a": talk}
    rows = orjson.dumps(row | {"conversation_b": [talk[0], {"role": "assistant", "content": "No."}]})
    load("a.jsonl", rows, kind=AnnotatorKind.HUMAN)
    assert kinds(store_path) == {"llama_lover": "human"}


def test_rows_that_tell_go_first_and_the_user_says_the_rest(load: Load, store_path: Path) -> None:
    load("a.csv", WORDS + "2,f,g,b,z,\n", map=MAP, kind=AnnotatorKind.REWARD_MODEL)
    assert kinds(store_path) == {"x": "human", "y": "llm", "z": "reward-model"}


@pytest.mark.parametrize(
    ("name", "content", "options"),
    [
        ("a.csv", WORDS, {"map": MAP}),
        ("a.csv", WORDS, {"map": "case=q,preference=pref,annotator=who,kind=what"}),
        ("a.csv", "prompt,chosen,rejected,case_id,annotator,kind,chosen_side\np,a,b,c,ann,human,a\n", {}),
    ],
)
def test_it_is_refused_where_the_rows_tell_it(
    load: Load, store_path: Path, name: str, content: str, options: dict[str, object]
) -> None:
    with pytest.raises(FormatError, match=IDLE):
        load(name, content, kind=LLM, **options)
    assert not store_path.exists()


def test_annotators_of_annotated_pairs_have_it_as_their_type(load: Load, store_path: Path) -> None:
    pair = {"id": "c", "prompt": "p", "text_a": "a", "text_b": "b", "annotations": {"x": {"pref": "a"}}}
    people = {"x": {"type": "human"}, "p": {"type": "principle", "description": "Be kind."}}
    with pytest.raises(FormatError, match=IDLE):
        load("a.json", orjson.dumps({"annotators": people, "comparisons": [pair]}), kind=LLM)
    unknown = people | {"y": {"type": "unknown"}}
    pair["annotations"] = {"x": {"pref": "a"}, "y": {"pref": "b"}}
    load("a.json", orjson.dumps({"annotators": unknown, "comparisons": [pair]}), kind=LLM)
    assert kinds(store_path) == {"x": "human", "y": "llm"}


def test_it_changes_nothing_where_nobody_annotates(load: Load, store_path: Path) -> None:
    load("a.txt", "Be kind.\nBe brief.\n", format="principles", kind=LLM)
    load("a.csv", "prompt,chosen,rejected\np,a,b\n")
    load("v.csv", "row_id,principle_id,preference\n0,0,a\n", kind=LLM)
    assert kinds(store_path) == {"human": "human"}


def test_what_is_pooled_is_of_the_kind_that_the_user_says(load: Load, store_path: Path) -> None:
    load("a.csv", WORDS, map=MAP, kind=LLM, pool=True)
    assert kinds(store_path) == {"human": "llm"}


def test_a_file_that_tells_it_and_one_that_does_not(write: Callable[..., Path], store_path: Path) -> None:
    told = write("a.csv", "prompt,chosen,rejected,case_id,annotator,kind,chosen_side\np,a,b,c,ann,human,a\n")
    other = write("b.jsonl", b'{"prompt": "q", "chosen": "x", "rejected": "y", "annotator": "gpt", "case_id": "d"}')
    import_files([told, other], store_path, ImportOptions(kind=LLM))
    assert kinds(store_path) == {"ann": "human", "gpt": "llm"}


def test_rows_that_tell_another_kind_than_the_store_are_refused(load: Load) -> None:
    load("a.csv", WORDS, map=MAP)
    with pytest.raises(FormatError, match=r"Annotator x is there already as kind human, and a row says llm: correct"):
        load("b.csv", WORDS.replace("0,b,c,a,x,human", "7,b,c,a,x,llm"), map=MAP, dataset="other")
