"""The folders that lie beside a store, named so that no two stores of a folder share one."""

from pathlib import Path
from typing import Final

from core.model.errors import StoreError

STORE_ENDING: Final = ".duckdb"
REVIEWS_ENDING: Final = ".reviews"
RUNS_ENDING: Final = ".runs"


def beside(store_path: Path, ending: str) -> Path:
    """Name a folder of a store: without `.duckdb`, with any other ending in full, then `ending`.

    A folder that an earlier version named without the store's other ending stays in use where it is there. StoreError
    for a path without a name, which is a folder's.
    """
    if not store_path.name:
        raise StoreError(f"{store_path} is a folder and no store: name a file with --store.")
    named = store_path.with_suffix(ending) if store_path.suffix == STORE_ENDING else Path(f"{store_path}{ending}")
    earlier = store_path.with_suffix(ending)
    return earlier if earlier.is_dir() and not named.exists() else named
