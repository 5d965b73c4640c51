"""A dataset exported from any store and imported into a new one is the same: cases, texts, messages, annotations."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.exporters.export import ExportRequest, export
from core.importers.importing import import_file
from core.importers.options import ImportOptions
from core.journal.standing import Standing
from core.storage.store import Store

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


SENTENCE = {"case_id": "c/0", "prompt": "\n\nAssistant: b\n", "response_a": "=1+1", "response_b": ""} | {
    "preference": "a",
    "annotator": "'+rm",
}
"""A row of which Arrow's bytes have a line that reads like a principle."""


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


Said = tuple[str, str, int]


def contents(path: Path) -> tuple[object, set[Said]]:
    """Every case that anybody has a preference on, by its id; and every preference, with the annotator's kind."""
    with Store.open(path) as store:
        found, kept = list(store.cases()), store.facts.messages(0, store.count_cases())
        preferences = set()
        wanted = set()
        for annotator in store.annotators():
            sides, _ = store.annotations(annotator)
            for case in found:
                if sides[case.n]:
                    preferences.add((f"{annotator.name} {annotator.kind}", case.id, int(sides[case.n])))
                    wanted.add(case.n)
        told = {
            case.id: (case.prompt, case.response_a, case.response_b, kept.get(case.n))
            for case in found
            if case.n in wanted
        }
    return told, preferences


def store_of(given_rows: Sequence[dict[str, Any]], folder: Path) -> Path:
    lines = folder / "given.jsonl"
    named = "prompt=prompt,a=response_a,b=response_b,preference=preference,annotator=annotator,kind=kind,case=case_id"
    lines.write_bytes(b"".join(orjson.dumps(row | {"kind": PEOPLE[row["annotator"]]}) + b"\n" for row in given_rows))
    import_file(lines, folder / "first.duckdb", ImportOptions(map=named))
    return folder / "first.duckdb"


def exported(store: Path, target: Path, **asked: Any) -> None:
    with Store.open(store) as opened:
        export(opened, Standing(), ExportRequest("dataset", every=True, **asked), target)


@settings(max_examples=20)
@example(given_rows=[SENTENCE], endings=ENDINGS)
@given(given_rows=rows(), endings=st.lists(st.sampled_from(ENDINGS), min_size=2, max_size=2, unique=True))
def test_export_and_import_are_inverse(given_rows: list[dict[str, Any]], endings: Sequence[str]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        store = store_of(given_rows, folder)
        before = contents(store)
        if not before[1]:
            return
        for ending in endings:
            target, again = folder / f"out{ending}", folder / f"again{ending}.duckdb"
            exported(store, target)
            assert import_file(target, again).format == "dataset"
            assert contents(again) == before, ending
