"""The `demo` command: a private copy of the bundled sample, made by the real importers."""

import hashlib
import shutil
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from platformdirs import user_data_path

from core.importers.importing import import_file
from core.importers.options import ImportOptions
from core.journal.events import reviews_folder
from core.model.errors import StoreError
from core.model.safe_text import inert_line
from core.model.terms import AnnotatorKind
from sample_data import FILES, SampleFile, folder
from tui.cli.printing.saying import say
from tui.cli.review import review_store


def open_demo(*, fresh: bool, tour: bool, reviewer: str | None) -> None:
    """Review the copy, which is made the first time and again where the bundled sample has changed.

    A tour goes by the first annotator and the first oracle, whatever was looked at last.
    """
    store = demo_store(_place(), fresh=fresh)
    others = "`discretion demo --tour` shows around, `discretion demo --fresh` starts over"
    say(f"The demo's store is {inert_line(str(store))}; {others}.", err=True)
    if tour:
        annotator = next(file.annotator for file in FILES if file.annotator)
        oracle = next(file.oracle for file in FILES if file.oracle)
        review_store(store, annotator, reviewer, oracle, around="tour")
    else:
        review_store(store, reviewer=reviewer, around="greeting")


def _place() -> Path:
    try:
        return user_data_path("discretion") / "demo"
    except RuntimeError as error:  # as in a container, whose user has neither HOME nor an entry among the users
        raise StoreError(
            "The demo's store has no place, for no home folder is known: set HOME, "
            "or XDG_DATA_HOME to a folder that can be written."
        ) from error


def demo_store(place: Path, *, fresh: bool = False) -> Path:
    """The path of the demo's store below `place`, made if it is not there; raises StoreError where it cannot be."""
    store = place / _fingerprint() / "sample.duckdb"
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        if fresh:
            store.unlink(missing_ok=True)
            shutil.rmtree(reviews_folder(store), ignore_errors=True)
        if not store.exists():
            build_sample(store)
    except OSError as error:
        raise StoreError(
            f"The demo's store cannot be made in {inert_line(str(place))} ({error.strerror}): free some space there, "
            "or set XDG_DATA_HOME to a folder that can be written."
        ) from error
    return store


def build_sample(store: Path, files: Sequence[SampleFile] = FILES) -> None:
    """Import the bundled sample, or some of its files, into a new store: whole, or not at all.

    Each who makes it does so apart from others; where one was quicker, that store stays.
    """
    with TemporaryDirectory(prefix=".", suffix=".part", dir=store.parent) as apart:
        made = Path(apart) / f".{store.name}"  # what a kill leaves is hidden, as all that is in the making
        for file in files:
            short = None if file.short_names is None else folder() / file.short_names
            import_file(
                folder() / file.name,
                made,
                ImportOptions(
                    format=file.format,
                    annotator=file.annotator,
                    kind=None if file.kind is None else AnnotatorKind(file.kind),
                    oracle=file.oracle,
                    short_names=short,
                    declared_order=file.declared_order,
                ),
            )
        if not store.exists():
            made.replace(store)


def _fingerprint() -> str:
    """Eight characters that change with the sample, how it is imported, and the version that imports it."""
    digest = hashlib.sha256(f"{version('discretion')} {FILES}".encode())
    for file in FILES:
        digest.update((folder() / file.name).read_bytes())
    return digest.hexdigest()[:8]
