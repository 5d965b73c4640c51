"""Digests of what an audit is made from: SHA-256 in hex."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import orjson

from core.audit.built import Built, BuiltSource
from core.exporters.recipe.recipe import Recipe, RecipeSource
from core.importers.containers.data_place import DataPlace, digest_of
from core.importers.containers.partitioned import said_by_folders
from core.importers.containers.places import places
from core.importers.importing import tool_version
from core.journal.replay import journal_files
from core.model.errors import FormatError
from core.storage.plain_file import open_plain

_PIECE: Final = 1 << 20


def digest(value: object) -> str:
    """Digest of JSON values, of which the keys' order does not matter."""
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()


def digest_of_file(path: Path) -> str | None:
    """Digest of a file; None where it cannot be read, or is none that ends."""
    try:
        with open_plain(path) as file:
            found = hashlib.sha256()
            while piece := file.read(_PIECE):
                found.update(piece)
            return found.hexdigest()
    except OSError:
        return None


def built_from(recipe: Recipe) -> Built:
    """Look at all that a recipe is made from; raises FormatError, naming the source."""
    sources = tuple(_built(recipe, n, source) for n, source in enumerate(recipe.sources, 1))
    whole = digest([each.digest for each in sources])
    return Built(_text(recipe.path), tool_version(), sources, whole, _reviews(journal_files(recipe.reviews)))


def about_source(recipe: Recipe, number: int, error: object) -> FormatError:
    """The error of a source, which is one sentence, with the source named; they are numbered from 1."""
    return FormatError(f"{recipe.name}, source {number}: {error}")


def _built(recipe: Recipe, number: int, source: RecipeSource) -> BuiltSource:
    try:
        found = places(source.paths)
        contents = [digest_of(place.contents()) for place in found]
    except FormatError as error:
        raise about_source(recipe, number, error) from error
    names = source.options.short_names
    more = [] if names is None else [digest_of_file(names)]
    said = [[key, repr(value)] for key, value in source.said]
    of = digest([tool_version(), contents, [*map(_names, found)], more, said])
    return BuiltSource(source.named, contents[0] if len(contents) == 1 else digest(contents), of, source.said)


def _names(place: DataPlace) -> list[object]:
    """What files and folders are called, as far as that says what is in them: a format, an oracle, a column."""
    if place.held is not None:  # a file that came through a pipe is called anything
        return [place.title]
    return [place.title, *([_text(file), said_by_folders(file)] for file in place.files)]


def _reviews(journals: Iterable[Path]) -> str | None:
    found = [[_text(path), digest_of_file(path)] for path in journals]
    return digest(found) if found else None


def _text(path: Path) -> str:
    """A file's name, in which bytes that are not UTF-8 are replaced."""
    return os.fsencode(path.name).decode(errors="replace")
