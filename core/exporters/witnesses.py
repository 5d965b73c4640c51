"""Cases of a lake as Parquet that `import` reads with all that is said of them: annotated pairs in that container."""

from pathlib import Path

import orjson

from core.audit.statistics.witnesses import WitnessCase, Witnesses
from core.exporters.annotated_pairs import (
    DEFAULT,
    MISSING,
    Entries,
    described_person,
    described_rule,
    preferring,
    short_keys,
)
from core.exporters.output import output_file
from core.importers.containers.parquet import AROUND


def write_witnesses(found: Witnesses, path: Path) -> None:
    """Write the cases with votes and annotations to a file; raises ExportError when it cannot be written."""
    import pyarrow as pa
    from pyarrow import parquet

    people = short_keys(["", *(f"annotator {each.name}" for each in found.annotators[1:])])
    rules = short_keys([each.text for each in found.principles], people)
    annotators = {
        key: described_person(each.name, each.kind) for key, each in zip(people, found.annotators, strict=True)
    }
    annotators |= {key: described_rule(each) for key, each in zip(rules, found.principles, strict=True)}
    around = {
        "metadata": {"version": "2.0", "default_annotator": DEFAULT, "tool": "discretion", "oracle": found.oracle},
        "annotators": annotators,
    }
    answer = pa.struct([("pref", pa.string()), ("no_pref_reason", pa.string())])
    schema = pa.schema(
        [
            ("id", pa.string()),
            ("prompt", pa.string()),
            *((name, pa.struct([("text", pa.string())])) for name in ("response_a", "response_b")),
            ("annotations", pa.struct([(key, answer) for key in (*people, *rules)])),
        ]
    ).with_metadata({AROUND: orjson.dumps(around)})
    names = [each.name for each in found.annotators]
    rows = [_row(each, dict(zip(people, names, strict=True)), rules) for each in found.cases]
    with output_file(path) as beside, beside.open("wb") as file:
        parquet.write_table(pa.Table.from_pylist(rows, schema), file, compression="zstd")


def _row(each: WitnessCase, people: dict[str, str], rules: list[str]) -> Entries:
    said = {
        key: MISSING if (side := each.annotations.get(name)) is None else preferring(side)
        for key, name in people.items()
    }
    votes = {key: MISSING if side is None else preferring(side) for key, side in zip(rules, each.votes, strict=True)}
    return {
        "id": each.case.id,
        "prompt": each.case.prompt,
        "response_a": {"text": each.case.response_a},
        "response_b": {"text": each.case.response_b},
        "annotations": {**said, **votes},
    }
