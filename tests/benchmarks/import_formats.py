"""What an import takes, as a multiple of what reading the records alone takes; a row a format.

python tests/benchmarks/import_formats.py [--rows N]

Each file of tests/data/formats that holds rows is multiplied, with texts and ids of its own in each copy.
"""

import argparse
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import orjson

from core.importers.bad_rows import BadRows
from core.importers.containers.opening import open_records
from core.importers.containers.places import places
from core.importers.importing import import_files, opened_at
from core.importers.options import ImportOptions
from core.model.errors import FormatError

FORMATS: Final = Path(__file__).parents[1] / "data" / "formats"
_IDS: Final = frozenset(
    {"id", "comparison_id", "question_id", "prompt_id", "interaction_id", "utterance_id", "post_id"}
)
_ASKED: Final = {
    "pku-saferlhf.jsonl": ImportOptions(annotation="better"),
    "trl-unpaired-kto.jsonl": ImportOptions(format="unpaired"),
}


def multiplied(file: Path, folder: Path, rows: int) -> tuple[Path, int] | None:
    """Write the file's rows often enough, as JSON lines; None where it holds none."""
    with ExitStack() as stack:
        (place,) = places([file])
        try:
            records = [record.fields for record in open_records(place, stack.enter_context(BadRows(place, None)), None)]
        except FormatError:
            return None
    if not records:
        return None
    copies = -(-rows // len(records))
    target = folder / f"{file.name}.jsonl"
    with target.open("wb") as out:
        for copy in range(copies):
            out.writelines(orjson.dumps(_apart(record, copy), option=orjson.OPT_APPEND_NEWLINE) for record in records)
    return target, copies * len(records)


def _apart(fields: Mapping[str, Any], copy: int) -> dict[str, Any]:
    """The same row with other texts and ids."""
    return {name: _named(value, copy) if name in _IDS else _worded(value, copy) for name, value in fields.items()}


def _named(value: Any, copy: int) -> Any:
    return value * 1_000_000 + copy if type(value) is int else f"{value} ({copy})"


def _worded(value: Any, copy: int) -> Any:
    """The same with other texts; words alone, labels and text that is JSON stay."""
    if isinstance(value, dict):
        return {name: _worded(item, copy) for name, item in value.items()}
    if isinstance(value, list):
        return [_worded(item, copy) for item in value]
    told = not isinstance(value, str) or " " not in value.strip() or value.startswith(("[", "{", "tie "))
    return value if told else f"{value} ({copy})"


def timed(file: Path, options: ImportOptions) -> tuple[str, float, float]:
    """The format, and the seconds of reading the records and of the whole import."""
    began = time.perf_counter()
    with ExitStack() as stack:
        (place,) = places([file])
        dataset = opened_at(place, options, stack)
        for _ in dataset.records or ():
            pass
        read = time.perf_counter() - began
        name = dataset.format.name
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        import_files([file], Path(folder) / "store.duckdb", options)
        return name, read, time.perf_counter() - began


def main() -> None:
    """Print a row for each file: its format, rows a second, and the import beside the reading."""
    parser = argparse.ArgumentParser(description="Imports of every format beside reading their records.")
    parser.add_argument("--rows", type=int, default=20_000)
    rows = parser.parse_args().rows
    for file in sorted(FORMATS.iterdir()):
        with tempfile.TemporaryDirectory() as folder:
            made = multiplied(file, Path(folder), rows) if file.is_file() else None
            if made is None:
                continue
            try:
                name, read, whole = timed(made[0], _ASKED.get(file.name, ImportOptions()))
            except FormatError as error:
                print(f"{file.name:<48} is refused: {str(error).replace(folder, '')[:100]}")  # noqa: T201
                continue
            each = f"{made[1] / whole:>9,.0f} rows/s  {whole / read:>6.1f} × reading"
            print(f"{file.name:<48} {name:<24} {each}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
