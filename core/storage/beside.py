"""The folders that lie beside a store, named so that no two stores of a folder share one."""

from pathlib import Path
from typing import Final

from core.model.errors import StoreError

STORE_ENDING: Final = ".duckdb"
REVIEWS_ENDING: Final = ".reviews"
RUNS_ENDING: Final = ".runs"
_MOST_LINKS: Final = 40
"""Links of a store beyond which they go round, as for the system."""


def beside(store_path: Path, ending: str) -> Path:
    """Name a folder of a store: without `.duckdb`, with any other ending in full, then `ending`.

    A folder that an earlier version named without the store's other ending stays in use where it is there. StoreError
    for a path without a name, which is a folder's.

    Of a store that is a link it is the folder beside the link where that is there, else the one that is there beside
    what it leads to: who named the store otherwise reviewed the same one.
    """
    found = every_beside(store_path, ending)
    return next((folder for folder in found if folder.exists()), found[0])


def every_beside(store_path: Path, ending: str) -> list[Path]:
    """The folder of a store, there or not, then for each link that leads on to it that of what it leads to."""
    found = [_named(store_path, ending)]
    while len(found) <= _MOST_LINKS and store_path.is_symlink():
        store_path = store_path.parent / store_path.readlink()
        found.append(_named(store_path, ending))
    return found


def _named(store_path: Path, ending: str) -> Path:
    if not store_path.name:
        raise StoreError(f"{store_path} is a folder and no store: name a file with --store.")
    named = store_path.with_suffix(ending) if store_path.suffix == STORE_ENDING else Path(f"{store_path}{ending}")
    earlier = store_path.with_suffix(ending)
    return earlier if earlier.is_dir() and not named.exists() else named
