"""A dataset of the Hugging Face hub, fetched by `datasets` and read from the Arrow files that it leaves on disk."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from core.importers.containers.content import Spool
from core.importers.containers.data_place import DataPlace
from core.importers.containers.shown_inert import shown_inert
from core.model.errors import FormatError
from core.model.safe_text import inert_line
from core.storage.temporary import temporarily

if TYPE_CHECKING:
    import datasets

_NAME: Final = re.compile(r"hf:(?P<name>[^@:]+)(?:@(?P<revision>[^:]+))?(?::(?P<split>\w[\w.-]*))?")
_ROWS: Final = 1_000
_SHOWN: Final = 160


def hub_place(typed: str) -> DataPlace:
    """Fetch what `hf:owner/name[@revision][:split]` names; raises FormatError, one sentence with what to type."""
    shown = inert_line(typed)
    parts = _NAME.fullmatch(typed)
    if parts is None:
        raise FormatError(
            f"{shown} is no name of a dataset: write hf:owner/name, hf:owner/name@revision:split or between."
        )
    name = parts["name"]
    if not name.startswith("/") and os.path.lexists(name):  # the library takes a path for one before it asks the hub
        raise FormatError(
            f"{shown} would be read from {inert_line(name)} in this folder and not from the hub: "
            "import that by its path, or the dataset from another folder."
        )
    try:
        import datasets
    except ImportError as error:
        raise FormatError(
            f'{shown} needs the library datasets: install it with pip install "discretion[hub]".'
        ) from error
    try:
        with shown_inert():
            split = parts["split"] or _only_split(name, parts["revision"], shown)
            found = datasets.load_dataset(name, revision=parts["revision"], split=split)
    except FormatError:
        raise
    except Exception as error:  # the library, and those that it fetches by, raise errors of many kinds
        raise _refusal(shown, error) from error
    return _held(found, shown, name.rstrip("/").rpartition("/")[2])


def _only_split(name: str, revision: str | None, shown: str) -> str:
    import datasets

    splits = [str(split) for split in datasets.get_dataset_split_names(name, revision=revision)]
    if len(splits) == 1:
        return splits[0]
    raise FormatError(
        f"{shown} has the splits {', '.join(map(inert_line, splits))}: name one, as in {shown}:{splits[0]}."
    )


def _held(found: "datasets.Dataset", shown: str, title: str) -> DataPlace:
    files = [Path(each["filename"]) for each in found.cache_files]
    # Rows that were picked by their places are not the rows of the files.
    if files and found._indices is None:
        names = tuple(f"{shown}, file {n}" for n in range(1, len(files) + 1)) if len(files) > 1 else (shown,)
        return DataPlace(shown, title, shown, tuple(files), names, held=found)
    spool = Spool()
    with temporarily():
        _write(found, spool.path)
    return DataPlace(shown, title, shown, (spool.path,), (shown,), held=spool)


def _write(found: "datasets.Dataset", path: Path) -> None:
    import pyarrow as pa

    with pa.OSFile(os.fsencode(path), "wb") as file:
        writer: Any = None
        for table in found.with_format("arrow").iter(_ROWS):
            writer = writer or pa.ipc.new_stream(file, table.schema)
            writer.write_table(table)
        if writer is not None:
            writer.close()


def _refusal(shown: str, error: Exception) -> FormatError:
    """Say in one sentence why the library did not fetch a dataset."""
    said = inert_line(str(error).strip().partition("\n")[0], _SHOWN).rstrip(".:")
    if isinstance(error, ConnectionError | TimeoutError) or "offline" in said.lower():
        return FormatError(f"{shown} cannot be fetched, for the hub is out of reach ({said}): check the network.")
    if isinstance(error, OSError) and error.errno is not None:  # the system's own, of the folder that it is fetched to
        return FormatError(f"{shown} cannot be fetched ({said}): mend that, or name another folder in HF_HOME.")
    if isinstance(error, OSError):
        return FormatError(f"{shown} cannot be fetched ({said}): check its name, and log in where it is not public.")
    return FormatError(f"{shown} cannot be loaded ({said}): download its files and import those.")
