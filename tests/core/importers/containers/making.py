"""Rows written to every container, and read back."""

import bz2
import csv
import gzip
import io
import json
import lzma
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from core.importers.bad_rows import BadRows
from core.importers.containers.opening import OpenedRecords, open_records
from core.importers.containers.places import places
from core.importers.containers.records import Record

Rows = Sequence[Mapping[str, Any]]

COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.compress,
}


def json_lines(rows: Rows) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def json_array(rows: Rows) -> bytes:
    return json.dumps(rows, ensure_ascii=False).encode()


def json_array_by_line(rows: Rows) -> bytes:
    return ("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n").encode()


def json_pretty(rows: Rows) -> bytes:
    return json.dumps(rows, indent=2).encode()


def json_data(rows: Rows) -> bytes:
    return json.dumps({"version": "1.0", "data": rows}, indent=1).encode()


def json_pretty_each(rows: Rows) -> bytes:
    return "\n".join(json.dumps(row, indent=1) for row in rows).encode()


def delimited(rows: Rows, delimiter: str = ",", end: str = "\r\n") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def semicolon(rows: Rows) -> bytes:
    return b"sep=;\r\n" + delimited(rows, ";")


def tab(rows: Rows) -> bytes:
    return delimited(rows, "\t", "\n")


def bar(rows: Rows) -> bytes:
    return b"\xef\xbb\xbf" + delimited(rows, "|")


def parquet(rows: Rows) -> bytes:
    out = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(list(rows)), out, row_group_size=2)
    return bytes(out.getvalue())


def arrow_file(rows: Rows) -> bytes:
    return _arrow(rows, pa.ipc.new_file)


def arrow_stream(rows: Rows) -> bytes:
    return _arrow(rows, pa.ipc.new_stream)


def _arrow(rows: Rows, new: Callable[..., Any]) -> bytes:
    table = pa.Table.from_pylist(list(rows))
    out = pa.BufferOutputStream()
    with new(out, table.schema) as writer:
        writer.write_table(table, max_chunksize=2)
    return bytes(out.getvalue())


def excel(rows: Rows, others: Mapping[str, object] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append([row[name] for name in rows[0]])
    for title, cell in (others or {}).items():
        book.create_sheet(title)["A1"] = cell
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


TEXTS: dict[str, Callable[[Rows], bytes]] = {
    "delimited.csv": delimited,
    "semicolon.csv": semicolon,
    "tab.tsv": tab,
    "bar.txt": bar,
}
JSON: dict[str, Callable[[Rows], bytes]] = {
    "lines.jsonl": json_lines,
    "array.json": json_array,
    "by_line.json": json_array_by_line,
    "pretty.json": json_pretty,
    "data.json": json_data,
    "each.json": json_pretty_each,
}
TYPED: dict[str, Callable[[Rows], bytes]] = {
    "rows.parquet": parquet,
    "file.arrow": arrow_file,
    "stream.arrow": arrow_stream,
}
EVERY: dict[str, Callable[[Rows], bytes]] = {**JSON, **TEXTS, **TYPED, "book.xlsx": excel}


def opened(name: Path | str) -> OpenedRecords:
    """The records of what is named, whose malformed rows raise."""
    (place,) = places([name])
    with BadRows(place) as bad:
        return open_records(place, bad)


def read(name: Path | str) -> list[Record]:
    return list(opened(name))


def fields(name: Path | str) -> list[Mapping[str, Any]]:
    return [record.fields for record in read(name)]


def set_aside(name: Path | str, sink: Path) -> tuple[list[Record], list[dict[str, Any]]]:
    """The records of what is named, and its malformed rows as they are written to `sink`."""
    (place,) = places([name])
    with BadRows(place, sink, shards=place.shown) as bad:
        records = list(open_records(place, bad))
        bad.stage()
        bad.publish()
    return records, [json.loads(line) for line in sink.read_text().splitlines()] if sink.exists() else []
