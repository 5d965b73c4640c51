"""What a build has to do: which sources are new, whether the store is made anew, and which outputs are."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from core.audit.built import Built
from core.exporters.recipe.digests import about_source, built_from, digest, digest_of_file
from core.exporters.recipe.recipe import Output, Recipe
from core.importers.containers.places import places
from core.importers.importing import tool_version
from core.model.errors import DiscretionError, FormatError, StoreError
from core.model.safe_text import inert_line
from core.storage.beside import beside
from core.storage.creating import logs
from core.storage.plain_file import read_small
from core.storage.store import Store


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store that is there was made from: digests of its builds and sources, and what no build brought.

    `contents` is a digest of all that it says of where its contents came from.
    """

    builds: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    other: tuple[str, ...] = ()
    contents: str = ""
    identity: str | None = None


@dataclass(frozen=True, slots=True)
class OutputState:
    """An output, a digest of all that it is made from, and whether the one that is there was made from the same."""

    output: Output
    digest: str
    current: bool


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """What is to be done; `new` are the places of the sources that the store was not made from."""

    recipe: Recipe
    built: Built
    stored: Stored
    anew: bool
    new: frozenset[int]
    outputs: tuple[OutputState, ...]


def plan_build(recipe: Recipe) -> BuildPlan:
    """Look at sources, store, journals and outputs, and change nothing; raises DiscretionError."""
    _refuse_clashes(recipe)
    if not recipe.store.parent.is_dir():
        raise StoreError(f"{recipe.name}: store is in a folder that is not there: make it first.")
    built = built_from(recipe)
    stored = _stored(recipe)
    anew = stored.builds != {built.digest}
    if anew and stored.other:
        raise StoreError(
            f"{inert_line(str(recipe.store))} also holds {inert_line(stored.other[0])}, which no build brought and "
            f"a new one would drop: name it as a source in {recipe.name}, or another store."
        )
    built = replace(built, other=stored.other)
    new = frozenset(n for n, each in enumerate(built.sources) if each.digest not in stored.sources)
    made = read_made(recipe)
    outputs = tuple(_state(recipe, each, built, stored, {} if anew else made) for each in recipe.outputs)
    return BuildPlan(recipe, built, stored, anew, new, outputs)


def made_path(recipe: Recipe) -> Path:
    """The file that says what the outputs were made from."""
    return beside(recipe.store, ".build.json")


def read_made(recipe: Recipe) -> dict[str, list[str]]:
    """What outputs were made from and what came of it, two digests each; empty where that is not known.

    Raises FormatError where something else has that name, which a build would replace.
    """
    path = made_path(recipe)
    try:
        found = orjson.loads(read_small(path)) if os.path.lexists(path) else {"outputs": {}}
    except (OSError, orjson.JSONDecodeError):
        found = None
    if not isinstance(found, dict) or found.keys() != {"outputs"} or not isinstance(found["outputs"], dict):
        raise FormatError(
            f"{inert_line(str(path))} is where a build keeps what it made, and is something else: "
            f"move that, or give the store of {recipe.name} another name."
        )
    outputs: dict[str, list[str]] = found["outputs"]
    return outputs


def output_digest(recipe: Recipe, output: Output, built: Built, contents: str) -> str:
    """Digest of all that an output is made from; `contents` is that of the store."""
    asked = recipe.report if output.report else None
    of = [tool_version(), built.digest, contents, built.reviews, output.named, repr(output.asked), repr(asked)]
    return digest([built.file, *of])


def contents_of(store: Store) -> str:
    """Digest of all that a store says of where its contents came from."""
    return digest([repr(store.imports()), repr(store.answers.runs())])


def _state(recipe: Recipe, output: Output, built: Built, stored: Stored, made: dict[str, list[str]]) -> OutputState:
    of = output_digest(recipe, output, built, stored.contents)
    return OutputState(output, of, made.get(output.named) == [of, digest_of_file(output.path)])


def _stored(recipe: Recipe) -> Stored:
    try:
        status = recipe.store.stat()
        if stat.S_ISREG(status.st_mode) and not status.st_size:
            return Stored()
    except FileNotFoundError:
        return Stored()
    with Store.open(recipe.store, recipe.reviews) as store:
        imports = store.imports()
        found = [_build(each.mapping) for each in imports]
        other = tuple(each.file for each, build in zip(imports, found, strict=True) if not build and each.kept)
        return Stored(
            builds=frozenset(each["all"] for each in found if each),
            sources=frozenset(each["source"] for each in found if each),
            other=other,
            contents=contents_of(store),
            identity=store.identity,
        )


def _build(mapping: str | None) -> dict[str, str]:
    """The digests of the build that an import was a part of; empty where it was of none."""
    try:
        found = orjson.loads(mapping or "null")
    except orjson.JSONDecodeError:
        return {}
    build = found.get("build") if isinstance(found, dict) else None
    if not isinstance(build, dict) or not all(isinstance(build.get(key), str) for key in ("all", "source")):
        return {}
    return build


def _refuse_clashes(recipe: Recipe) -> None:
    """Raise FormatError where an output would replace what the recipe reads, or another output."""
    taken = {os.path.realpath(each): what for each, what in _read(recipe)}
    for output in recipe.outputs:
        place = os.path.realpath(output.path)
        if place in taken:
            named = inert_line(output.named)
            raise FormatError(f"{recipe.name}: the output {named} is also {taken[place]}: give it another name.")
        taken[place] = "another output"


def _read(recipe: Recipe) -> Iterator[tuple[Path, str]]:
    yield recipe.path, "this file itself"
    yield recipe.store, "the store"
    yield from ((log, "a log of the store") for log in logs(recipe.store))
    yield made_path(recipe), "where a build keeps what it made"
    for n, source in enumerate(recipe.sources, 1):
        if source.options.short_names is not None:
            yield source.options.short_names, "a source"
        try:
            found = places(source.paths)
        except DiscretionError as error:
            raise about_source(recipe, n, error) from error
        for place in found:
            yield from ((file, "a source") for file in place.files)
