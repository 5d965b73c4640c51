"""What the process does that fetches a dataset of the hub: it leaves Arrow files, and tells their names, or why not."""

import json
import os
import sys
import threading
from contextlib import redirect_stdout
from typing import Final

from core.importers.containers.shown_inert import shown_inert
from core.model.errors import FormatError
from core.model.safe_text import inert_line

_SHOWN: Final = 160


def main(wanted: list[str | None]) -> None:
    """Fetch, and write to standard output, last and as JSON, the files' names, or a sentence that says why not."""
    shown, name, revision, split = wanted
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        with redirect_stdout(sys.stderr):
            told: list[str] | str = fetched(shown or "", name or "", revision, split)
    except FormatError as error:
        told = str(error)
    sys.stdout.write("\n" + json.dumps(told))


def _end_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)  # nothing is ever written there: it ends with the one that waits
    os._exit(1)


def fetched(shown: str, name: str, revision: str | None, split: str | None) -> list[str]:
    """The Arrow files that `datasets` leaves of a dataset; raises FormatError where it leaves none."""
    try:
        import datasets
    except ImportError as error:
        raise FormatError(
            f'{shown} needs the library datasets: install it with pip install "discretion[hub]".'
        ) from error
    try:
        with shown_inert():
            chosen = split or _only_split(shown, name, revision)
            found = datasets.load_dataset(name, revision=revision, split=chosen, keep_in_memory=False)
    except FormatError:
        raise
    except Exception as error:  # the library, and those that it fetches by, raise errors of many kinds
        raise _refusal(shown, error) from error
    return [each["filename"] for each in found.cache_files]


def _only_split(shown: str, name: str, revision: str | None) -> str:
    import datasets

    splits = [str(split) for split in datasets.get_dataset_split_names(name, revision=revision)]
    if len(splits) == 1:
        return splits[0]
    raise FormatError(
        f"{shown} has the splits {', '.join(map(inert_line, splits))}: name one, as in {shown}:{splits[0]}."
    )


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
