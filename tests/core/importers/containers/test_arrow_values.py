"""Values of Arrow data as JSON has them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.importers.containers import parquet as module
from core.importers.containers.columns import NoText
from core.model.errors import FormatError
from tests.core.importers.containers.making import fields, opened

VALUES = {
    "float": (pa.float64(), [1.5, None, float("nan"), float("-inf")], [1.5, None, None, None]),
    "integer": (pa.int64(), [2**62 + 1, None, -1, 0], [2**62 + 1, None, -1, 0]),
    "large_text": (pa.large_string(), ["a", None, "", "\u00e9"], ["a", None, "", "\u00e9"]),
    "words": (pa.dictionary(pa.int8(), pa.string()), ["a", "b", None, "a"], ["a", "b", None, "a"]),
    "day": (pa.date32(), [date(2024, 2, 29)] * 4, ["2024-02-29"] * 4),
    "instant": (
        pa.timestamp("us", "UTC"),
        [datetime(2024, 2, 29, 1, 2, 3, tzinfo=UTC)] * 4,
        ["2024-02-29T01:02:03+00:00"] * 4,
    ),
    "lapse": (pa.duration("ms"), [timedelta(seconds=1.5)] * 4, [1.5] * 4),
    "decimal": (pa.decimal128(6, 2), [Decimal("1.50"), Decimal("2.00"), None, Decimal(0)], [1.5, 2, None, 0]),
    "bytes": (pa.binary(), [b"text", b"\xff", None, b""], ["text", "/w==", None, ""]),
    "map": (pa.map_(pa.string(), pa.float64()), [[("k", 1.0)], None, [], [("n", float("nan"))]], None),
    "nested": (
        pa.list_(pa.struct([("role", pa.string()), ("at", pa.list_(pa.date32()))])),
        [[{"role": "user", "at": [date(2024, 1, 1)]}], None, [], [{"role": None, "at": None}]],
        [[{"role": "user", "at": ["2024-01-01"]}], None, [], [{"role": None, "at": None}]],
    ),
}


@pytest.mark.parametrize("name", VALUES)
def test_values(tmp_path: Path, name: str) -> None:
    kind, given, wanted = VALUES[name]
    wanted = [{"k": 1.0}, None, {}, {"n": None}] if wanted is None else wanted
    pq.write_table(pa.table({"x": pa.array(given, kind)}), tmp_path / "x.parquet")
    found = [row["x"] for row in fields(tmp_path / "x.parquet")]
    assert found == wanted
    kinds = [str if isinstance(each, NoText) else type(each) for each in found]
    assert kinds == list(map(type, wanted))
    assert [each for each in found if isinstance(each, NoText)] == (["/w=="] if name == "bytes" else [])


def test_rows_are_numbered_through_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BATCH", 3)
    pq.write_table(pa.table({"x": range(10)}), tmp_path / "x.parquet", row_group_size=4)
    records = opened(tmp_path / "x.parquet")
    assert [(record.line, record.number, record.fields["x"]) for record in records] == [
        (n + 1, n, n) for n in range(10)
    ]
    assert records.unit == "row"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (pa.array([b"\xff"]).view(pa.string()), "has text that is not UTF-8"),
        (pa.array([b"\xff"]).view(pa.string()).dictionary_encode(), "has text that is not UTF-8"),
        (pa.array([10**15], pa.timestamp("s")), "has a time beyond the year 9999"),
        (pa.array([[("a", 1), ("a", 2)]], pa.map_(pa.string(), pa.int64())), "has a key twice in one value"),
    ],
)
@pytest.mark.parametrize("suffix", ["parquet", "arrow"])
def test_what_is_no_value_is_refused(tmp_path: Path, values: pa.Array, told: str, suffix: str) -> None:
    path, table = tmp_path / f"x.{suffix}", pa.table({"x": values})
    if suffix == "parquet":
        pq.write_table(table, path)
    else:
        with pa.ipc.new_file(path, table.schema) as writer:
            writer.write_table(table)
    with pytest.raises(FormatError, match=f"x.{suffix}: the column x {told}.*: correct it and write the file again.$"):
        fields(path)


def test_what_is_whole_and_not_read_is_not_called_damaged(tmp_path: Path) -> None:
    nested = pa.array(["p"])
    for _ in range(60):
        nested = pa.ListArray.from_arrays(pa.array([0, 1], pa.int32()), nested)
    pq.write_table(pa.table({"x": nested}), tmp_path / "x.parquet")
    with pytest.raises(FormatError, match=r"x\.parquet is a Parquet file that is not read here \(.*too deeply nested"):
        fields(tmp_path / "x.parquet")
