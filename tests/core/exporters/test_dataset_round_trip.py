"""A dataset exported from any store and imported into a new one is the same: cases, texts, messages, annotations."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import numpy as np
import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.exporters.export import ExportRequest, export
from core.importers.importing import import_file
from core.importers.options import ImportOptions
from core.importers.preview import preview_files
from core.journal.standing import Standing
from core.model.errors import FormatError
from core.storage.store import Store
from core.storage.writing import StoreWriter
from core.storage.writing_cases import FactColumns

ENDINGS = (".jsonl", ".csv", ".parquet", ".dataset", ".json")
PEOPLE = {"ann": "human", "=bob": "human", "'+rm": "reward-model", "42": "llm"}

# A NUL is left out, which no import takes in a text table.
snippets = st.sampled_from(
    [
        *("", " ", "\n", "\r\n", "\r", "\t", "=1+1", "-2", "'", "''=", "@x", '"', ",", ";", "é", "\u2028", "\N{BOM}"),
        *("🙂", "word", "Human: ", "\n\nHuman: a", "\n\nAssistant: b", "Assistant:", "[tool call f {}]", "[]", "{"),
        *('[{"role": "user", "content": "x"}]', "＝1", "null"),
    ]
)
texts = st.lists(snippets, max_size=5).map("".join)
calls = st.fixed_dictionaries(
    {"role": st.just("assistant"), "content": st.none() | texts},
    optional={
        "tool_calls": st.just([{"id": "c1", "type": "function", "function": {"name": "f", "arguments": '{"x": 1.50}'}}])
    },
).filter(lambda message: "tool_calls" in message or message["content"] is not None)
said = st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant", "system", "tool"]), "content": texts})
parts = st.fixed_dictionaries(
    {"role": st.just("user"), "content": st.just([{"type": "text", "text": "Look"}, {"type": "image", "url": "a.png"}])}
)
# Messages with the same fields have them in the same order: in another, they would be other messages.
ordered = (said | calls | parts).map(lambda message: dict(sorted(message.items(), reverse=True)))
messages = st.lists(ordered, min_size=1, max_size=3)
cases = st.one_of(
    st.tuples(texts, texts, texts),
    st.tuples(messages, messages, messages),
    st.tuples(texts, messages, messages),
    st.tuples(texts.map(lambda text: f"\n\nHuman: {text}\n\nAssistant:"), texts, texts),
)


named = st.sampled_from(
    [
        *("topic", "model_a", "score", "label", "annotator", "strength", "flagged", "kind", "prompt", "fact.topic"),
        *("messages", "row_id", "a b", "a;b|c,d", "=1+1", "\u001b[31mx", "thème", "you should be kind", "100%", 'q"q'),
        *("score_chosen", "score_rejected", "chosen_at", "x_rejected", "x_accepted", "fact.score_chosen"),
        *("", " ", "fact.", "fact.%41", "Topic", "unnamed: 0", "__index_level_0__", "İ"),
    ]
)
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
ODD = (
    *("x", "=1+1", "'", "'=1", "[]", "[1]", "['a']", '["a"]', '["a","b"]', '[""]', "{}", '{"a": 1}', "[sic] {x}"),
    *("null", "true", "nan", "NaN", "-0.50", "1.0", "", " ", " x", "x\n", "a\r\nb", "a\rb", "\x1b[31m", "a\0b"),
)
values = st.sampled_from(ODD)
several = st.lists(values | anything, unique=True, min_size=1, max_size=3)
facts = st.dictionaries(named | anything, several, max_size=4)
about = st.fixed_dictionaries(
    {"facts": st.lists(facts, min_size=4, max_size=4), "graded": st.none() | st.floats(0, 1e9)}
)


SENTENCE = {"case_id": "c/0", "prompt": "\n\nAssistant: b\n", "response_a": "=1+1", "response_b": ""} | {
    "preference": "a",
    "annotator": "'+rm",
}
"""A row of which Arrow's bytes have a line that reads like a principle."""


BESIDE = {
    "case_id": "c/0",
    "prompt": '[{"role": "user", "content": "x"}]',
    "response_a": [{"role": "user", "content": ""}],
    "response_b": [{"role": "user", "content": "x"}],
} | {"preference": "a", "annotator": "'+rm"}
"""A row with a text that reads like messages beside messages."""


EVERY = {
    name: ["=1", '["a"]']
    for name in (
        *("annotator", "label", "completion", "score_a", "messages", "row_id", "reward_a", "reward_b", "response"),
        *("helpfulness", "correctness", "coherence", "complexity", "verbosity", "response_0", "response_1", "Topic"),
        *("better_response_id", "safer_response_id", "strength", "fact.x", "unnamed: 0", "you must", "@x", ";|,"),
    )
} | {f"odd{n}": [value] for n, value in enumerate(ODD)}
"""Facts called like the columns of other formats, like ours, and like what is no name of a column; odd values alone."""


@st.composite
def rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Rows of several annotators, who see the responses in either order."""
    found = []
    for n, (prompt, a, b) in enumerate(draw(st.lists(cases, min_size=1, max_size=4))):
        for name in draw(st.lists(st.sampled_from(sorted(PEOPLE)), unique=True, min_size=1, max_size=3)):
            first, second = (a, b) if draw(st.booleans()) else (b, a)
            row = {"prompt": prompt, "response_a": first, "response_b": second}
            label = draw(st.sampled_from(["a", "b", "tie"]))
            found.append({"case_id": f"-{n}" if n % 2 else f"c/{n}", **row, "preference": label, "annotator": name})
    return found


Said = tuple[str, str, int, float | None]
Contents = tuple[object, set[Said]]


def contents(path: Path) -> Contents:
    """Every case that anybody has a preference on, by its id, with its facts; every preference, of whom, how strong."""
    with Store.open(path) as store:
        return held(store)


def held(store: Store) -> Contents:
    found, kept = list(store.cases()), store.facts.messages(0, store.count_cases())
    strengths = store.facts.strengths(0, store.count_cases())
    preferences = set()
    wanted = set()
    for annotator in store.annotators():
        sides, _ = store.annotations(annotator)
        for case in found:
            if sides[case.n]:
                strength = strengths.get(case.n, {}).get(annotator.name)
                preferences.add((f"{annotator.name} {annotator.kind}", case.id, int(sides[case.n]), strength))
                wanted.add(case.n)
    told = {
        case.id: (case.prompt, case.response_a, case.response_b, kept.get(case.n), facts_of(store, case.n))
        for case in found
        if case.n in wanted
    }
    return told, preferences


def facts_of(store: Store, n: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in store.facts.of(n):
        found.setdefault(name, []).append(value)
    return found


def tell(path: Path, facts: Sequence[dict[str, list[str]]], graded: float | None) -> None:
    """Add facts, which may be called anything, to the cases; and a strength to the preferences of the first."""
    with Store.open(path) as store:
        count = store.count_cases()
    told = [(n, name, value) for n, each in enumerate(facts[:count]) for name, found in each.items() for value in found]
    if told:
        with StoreWriter.open(path) as writer:
            n, names, texts = zip(*told, strict=True)
            writer.cases().add_facts(FactColumns(np.array(n, dtype=np.int32), names, texts), fresh=True)
    if graded is not None:
        with duckdb.connect(str(path)) as connection:
            connection.execute(
                """INSERT INTO strengths SELECT case_n, annotator_n, preference * ?::DOUBLE FROM annotations
                   WHERE case_n = 0""",
                [graded],
            )


def store_of(given_rows: Sequence[dict[str, Any]], folder: Path) -> Path:
    lines = folder / "given.jsonl"
    named = "prompt=prompt,a=response_a,b=response_b,preference=preference,annotator=annotator,kind=kind,case=case_id"
    lines.write_bytes(b"".join(orjson.dumps(row | {"kind": PEOPLE[row["annotator"]]}) + b"\n" for row in given_rows))
    import_file(lines, folder / "first.duckdb", ImportOptions(map=named))
    return folder / "first.duckdb"


def exported(store: Path, *targets: Path, **asked: Any) -> Contents:
    """Export a dataset to each target unless nobody has a preference; gives what is in it, opened once for all."""
    with Store.open(store) as opened:
        found = held(opened)
        for target in targets if found[1] else ():
            export(opened, Standing(), ExportRequest("dataset", every=True, **asked), target)
        return found


@settings(max_examples=20)
@example(given_rows=[SENTENCE], told={"facts": [], "graded": None}, endings=ENDINGS)
@example(given_rows=[BESIDE], told={"facts": [], "graded": None}, endings=ENDINGS)
@example(given_rows=[SENTENCE], told={"facts": [EVERY], "graded": 0.1}, endings=ENDINGS)
@given(given_rows=rows(), told=about, endings=st.lists(st.sampled_from(ENDINGS), min_size=2, max_size=2, unique=True))
def test_export_and_import_are_inverse(
    given_rows: list[dict[str, Any]], told: dict[str, Any], endings: Sequence[str]
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        store = store_of(given_rows, folder)
        tell(store, **told)
        targets = [folder / f"out{ending}" for ending in endings]
        if not (before := exported(store, *targets))[1]:
            return
        for target, ending in zip(targets, endings, strict=True):
            again = folder / f"again{ending}.duckdb"
            assert import_file(target, again).format == "dataset"
            assert contents(again) == before, ending
        import_file(targets[-1], store)
        assert contents(store) == before


def test_a_long_fact_comes_back(tmp_path: Path) -> None:
    store = store_of([SENTENCE], tmp_path)
    tell(store, [{"plain": ["=x,\n'\"é" * 600_000], "list": [f"[{'1, ' * 1_700_000}1]"]}], None)
    before = exported(store, *(tmp_path / f"out{ending}" for ending in ENDINGS))
    for ending in ENDINGS:
        import_file(tmp_path / f"out{ending}", tmp_path / f"{ending}.duckdb")
        assert contents(tmp_path / f"{ending}.duckdb") == before, ending


def test_nothing_is_added_where_there_are_no_facts_and_no_strengths(tmp_path: Path) -> None:
    store = store_of([SENTENCE], tmp_path)
    exported(store, tmp_path / "out.csv")
    header = b"prompt,chosen,rejected,case_id,annotator,kind,chosen_side,flagged"
    assert (tmp_path / "out.csv").read_bytes().splitlines()[0] == header
    exported(store, tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_bytes() == (
        b'{"prompt":"\\n\\nAssistant: b\\n","chosen":"=1+1","rejected":"","case_id":"c/0","annotator":"\'+rm",'
        b'"kind":"reward-model","chosen_side":"a","flagged":false}\n'
    )


def test_facts_and_strengths_have_columns_of_their_own(tmp_path: Path) -> None:
    store = store_of([SENTENCE], tmp_path)
    tell(store, [{"topic": ["tea"], "kind": ["x", "y"], "a b|": ["=1"], "score": ["nan"]}], 2.0)
    exported(store, tmp_path / "out.jsonl")
    row = orjson.loads((tmp_path / "out.jsonl").read_bytes())
    assert dict(list(row.items())[8:]) == {
        "strength": 2.0,
        "topic": "tea",
        "fact.kind": '["x","y"]',
        "fact.a%20b%7c": "=1",
        "score": '["nan"]',
    }
    exported(store, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes().endswith(b""",2.0,tea,"[""x"",""y""]",'=1,"[""nan""]"\r\n""")
    exported(store, tmp_path / "trl.jsonl", columns="trl")
    assert list(orjson.loads((tmp_path / "trl.jsonl").read_bytes())) == ["prompt", "chosen", "rejected"]


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_facts_of_what_the_source_chose_are_not_called_as_the_texts_of_the_row(ending: str, tmp_path: Path) -> None:
    other = SENTENCE | {"annotator": "42", "preference": "b"}
    store = store_of([SENTENCE, other], tmp_path)
    told = {"score_chosen": ["9"], "score_rejected": ["1"], "winner.m": ["x"], "loser.m": ["y"], "good": ["3"]}
    tell(store, [told | {"model_a": ["x"], "model_b": ["y"]}], 2.0)
    exported(store, tmp_path / "out.jsonl")
    rows = list(map(orjson.loads, (tmp_path / "out.jsonl").read_bytes().splitlines()))
    assert sorted(row["chosen_side"] for row in rows) == ["a", "b"]
    for row in rows:
        facts = dict(list(row.items())[9:])
        assert facts == {
            "fact.score_chosen": "9",
            "fact.score_rejected": "1",
            "fact.winner.m": "x",
            "fact.loser.m": "y",
            "good": "3",
            "model_a": "x",
            "model_b": "y",
        }
    out = tmp_path / f"again.{ending}"
    exported(store, out)
    import_file(out, tmp_path / "again.duckdb")
    assert contents(tmp_path / "again.duckdb") == contents(store)


def test_the_cases_that_lack_a_fact_have_none_of_it(tmp_path: Path) -> None:
    store = store_of([SENTENCE, SENTENCE | {"case_id": "c/1", "annotator": "42"}], tmp_path)
    tell(store, [{"topic": ["tea"]}, {"score": ["1.0"]}], 2.0)
    exported(store, tmp_path / "out.jsonl")
    rows = [orjson.loads(line) for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert [(row["strength"], row["topic"], row["score"]) for row in rows] == [(2.0, "tea", None), (None, None, "1.0")]


def test_facts_and_strengths_are_of_their_cases_on_every_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.exporters.case_texts._PAGE", 2)
    store = store_of([SENTENCE | {"case_id": f"c/{n}"} for n in range(5)], tmp_path)
    tell(store, [{"topic": [str(n)]} for n in range(5)], 2.0)
    exported(store, tmp_path / "out.jsonl")
    import_file(tmp_path / "out.jsonl", tmp_path / "again.duckdb")
    assert contents(tmp_path / "again.duckdb") == contents(store)


def test_columns_that_were_added_to_an_export_are_facts_as_in_any_table(tmp_path: Path) -> None:
    store = store_of([SENTENCE], tmp_path)
    exported(store, tmp_path / "out.jsonl")
    row = orjson.loads((tmp_path / "out.jsonl").read_bytes())
    row |= {"note": " x ", "score": 0.5, "fact.ok%3f": True, "gone": "nan", "turns": [1], "fact.more": '[{"a": 1}]'}
    (tmp_path / "out.jsonl").write_bytes(orjson.dumps(row | {"several": '["a", "b", "a"]', "fact.list": [2]}))
    again = tmp_path / "again.duckdb"
    preview = preview_files([tmp_path / "out.jsonl"], ImportOptions())[0].cases[0]
    assert preview.facts == {"note": "x", "score": 0.5, "ok?": True, "several": "a; b"}
    columns = import_file(tmp_path / "out.jsonl", again).columns
    assert columns is not None
    assert (columns.facts, columns.unused) == (("note", "score", "ok?", "several"), ("flagged", "gone", "turns"))
    with Store.open(again) as found:
        assert facts_of(found, 0) == {"note": ["x"], "score": ["0.5"], "ok?": ["true"], "several": ["a", "b"]}


def test_a_strength_of_the_rejected_response_is_refused(tmp_path: Path) -> None:
    store = store_of([SENTENCE], tmp_path)
    tell(store, [], 2.0)
    exported(store, tmp_path / "out.jsonl")
    text = (tmp_path / "out.jsonl").read_bytes().replace(b'"strength":2.0', b'"strength":-2.0')
    (tmp_path / "out.jsonl").write_bytes(text)
    with pytest.raises(FormatError, match=r'line 1: strength is "-2\.0" and below 0'):
        import_file(tmp_path / "out.jsonl", tmp_path / "again.duckdb")
