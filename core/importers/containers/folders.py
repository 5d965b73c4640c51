"""A folder as one dataset: shards that are named alike, or what `datasets` saved to disk."""

import re
from pathlib import Path
from typing import Any, Final

import orjson

from core.importers.containers.data_place import DataPlace, several
from core.importers.containers.partitioned import PARTITION
from core.model.errors import FormatError
from core.model.safe_text import inert_line

_ENDINGS: Final = (".jsonl", ".json", ".ndjson", ".csv", ".tsv", ".txt", ".parquet", ".arrow", ".feather", ".xlsx")
_COMPRESSED: Final = ("", ".gz", ".bz2", ".xz", ".zst")
_BESIDE: Final = frozenset(("dataset_info.json", "dataset_infos.json", "state.json", "dataset_dict.json"))
_NAMED: Final = 5
_SPLITS: Final = "dataset_dict.json"
_STATE: Final = "state.json"
_PART: Final = re.compile(r"\d+(?:-of-\d+)?")


def folder_place(folder: Path) -> DataPlace:
    """Find the one dataset in a folder; raises FormatError, with what to type, where there are several or none."""
    if (folder / _SPLITS).is_file():
        return _one_split(folder, [str(split) for split in _listed(folder / _SPLITS, "splits")])
    if (folder / _STATE).is_file():
        return several(str(folder), _saved(folder), folder.resolve().name)
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and _is_data(path):
            found.setdefault(_PART.sub("*", path.name), []).append(path)
    if len(found) == 1:
        return several(str(folder), next(iter(found.values())), folder.resolve().name)
    shown = inert_line(str(folder))
    if not found:
        raise FormatError(
            f"{shown} is a folder without data: name the file that is to be imported, or its folder{_such(folder)}."
        )
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    named = ", ".join(map(inert_line, list(found)[:_NAMED])) + more
    raise FormatError(
        f"{shown} is a folder with several datasets ({named}): name one of them in quotes, "
        f'such as "{shown}/{inert_line(next(iter(found)))}".'
    )


def _such(folder: Path) -> str:
    """An example of what to name in place of a folder without data: all that is in folders called `KEY=VALUE`."""
    inner = first = next(iter(_folders(folder)), None)
    if inner is None or first is None:
        return ""
    depth = 0
    while inner is not None and PARTITION.fullmatch(inner.name):
        depth, data = depth + 1, [path for path in sorted(inner.iterdir()) if path.is_file() and _is_data(path)]
        if data:
            pattern = "/*" * depth + "/*" + "".join(data[0].suffixes[-1:])
            return f', or all of them in quotes, such as "{inert_line(str(folder))}{inert_line(pattern)}"'
        inner = next(iter(_folders(inner)), None)
    return f", such as {inert_line(str(folder))}/{inert_line(first.name)}"


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))


def _one_split(folder: Path, splits: list[str]) -> DataPlace:
    if len(splits) == 1:
        return folder_place(folder / splits[0])
    paths = " or ".join(inert_line(str(folder / split)) for split in splits)
    raise FormatError(f"{inert_line(str(folder))} holds several splits: name one of them, {paths}.")


def _saved(folder: Path) -> list[Path]:
    """The files of a dataset that was saved to disk."""
    if _listed(folder / _STATE, "_indices_data_files"):
        raise FormatError(
            f"{inert_line(str(folder))} was saved with rows left out: load it and save it again with flatten_indices()."
        )
    files = [each.get("filename") for each in _listed(folder / _STATE, "_data_files") if isinstance(each, dict)]
    found = [folder / Path(str(name)).name for name in files if name]
    missing = [path for path in found if not path.is_file()]
    if missing or not found:
        lost = inert_line(missing[0].name) if missing else "any data"
        raise FormatError(f"{inert_line(str(folder))} lacks {lost}: download or copy the folder again.")
    return found


def _listed(path: Path, name: str) -> list[Any]:
    """A list in a JSON file, empty where it is not there."""
    try:
        found = orjson.loads(path.read_bytes())
    except OSError as error:
        raise FormatError(
            f"{inert_line(str(path))} cannot be read ({error.strerror}): check the path and its permissions."
        ) from error
    except orjson.JSONDecodeError as error:
        raise FormatError(f"{inert_line(str(path))} is no JSON: download or copy the folder again.") from error
    listed = found.get(name) if isinstance(found, dict) else None
    return listed if isinstance(listed, list) else []


def _is_data(path: Path) -> bool:
    name = path.name.lower()
    if name.startswith((".", "_", "readme", "license")) or name in _BESIDE:
        return False
    return name.endswith(tuple(ending + packed for ending in _ENDINGS for packed in _COMPRESSED))
