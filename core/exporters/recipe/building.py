"""Carrying out a build: everything is made beside, then put in its place."""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import orjson

from core.audit.built import Built
from core.audit.full_report import ReportOptions
from core.exporters.export import export
from core.exporters.output import output_file
from core.exporters.recipe.digests import about_source, built_from, digest_of_file
from core.exporters.recipe.plan import BuildPlan, contents_of, made_path, output_digest, read_made
from core.exporters.recipe.reviewed import held_against
from core.importers.importing import ImportResult, import_files
from core.journal.replay import journal_files, load_reviews
from core.journal.standing import Standing
from core.model.errors import DiscretionError, ExportError, FormatError, StoreError
from core.model.safe_text import inert, inert_line
from core.model.terms import Progress
from core.storage.creating import put_whole, refuse_open
from core.storage.looking import database_path
from core.storage.plain_file import open_plain
from core.storage.replacing import replacing
from core.storage.store import Store


class Asked(NamedTuple):
    """A report to be written: of what, in which form, what it was built from, and where to."""

    store: Store
    standing: Standing
    options: ReportOptions
    form: str
    built: Built
    path: Path


WriteReport = Callable[[Asked], None]
Watch = Callable[[str], AbstractContextManager[Progress | None]]
"""Shows how far the work of a name is, `import`, told in bytes, or `export`, in cases, while it goes on."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What each source brought where the store was made anew, the outputs written, and what the user should be told."""

    imported: tuple[ImportResult, ...]
    written: tuple[str, ...]
    warnings: tuple[str, ...]


def carry_out(plan: BuildPlan, write_report: WriteReport, watch: Watch) -> BuildResult:
    """Make what is to be made, and only when all of it is there put it in its place; raises DiscretionError."""
    recipe = plan.recipe
    if not plan.anew and all(each.current for each in plan.outputs):
        return BuildResult((), (), ())
    try:
        if plan.anew:
            refuse_open(recipe.store)
        with tempfile.TemporaryDirectory(prefix=".", suffix=".part", dir=_folder(recipe.store)) as folder:
            return _made(plan, Path(folder), write_report, watch)
    except OSError as error:
        raise _unwritable(recipe.store, error) from error


def _folder(store: Path) -> Path:
    """The folder of a store, on whose file system the new one is made; symbolic links are followed."""
    return Path(database_path(store)).parent


def _made(plan: BuildPlan, folder: Path, write_report: WriteReport, watch: Watch) -> BuildResult:
    recipe = plan.recipe
    # Under its own name, which reports show.
    store = folder / recipe.store.name if plan.anew else recipe.store
    imported: tuple[ImportResult, ...] = ()
    if plan.anew:
        with watch("import") as progress:
            imported = _imported(plan, store, progress)
    waiting = [(n, each.output) for n, each in enumerate(plan.outputs) if not each.current]
    with Store.open(store, recipe.reviews) as opened:
        standing, warnings = load_reviews(opened)
        warnings += _told_of_reviews(plan, opened) + ([plan.built.beside] if plan.built.other else [])
        for n, output in waiting:
            beside = folder / f"{n}{output.path.suffix}"
            try:
                if isinstance(output.asked, str):
                    write_report(Asked(opened, standing, recipe.report, output.asked, plan.built, beside))
                else:
                    with watch("export") as progress:
                        export(opened, standing, output.asked, beside, progress)
            except DiscretionError as error:
                said = _of_the_store(plan, store, error).replace(inert(str(beside)), inert_line(str(output.path)))
                raise ExportError(f"{recipe.name}, {inert_line(output.named)}: {said}") from error
        contents = contents_of(opened)
    made = read_made(recipe)
    with ExitStack() as placed:
        for n, output in waiting:
            beside = folder / f"{n}{output.path.suffix}"
            shutil.copyfile(beside, placed.enter_context(output_file(output.path)))
            of = output_digest(recipe, output, plan.built, contents)
            made[output.named] = [of, digest_of_file(beside) or ""]
        if plan.anew:
            _put(store, recipe.store)
    _write_made(plan, made)
    return BuildResult(imported, tuple(output.named for _, output in waiting), tuple(warnings))


def _put(made: Path, store: Path) -> None:
    """Put the new store in its place; raises StoreError, as an output is not to be blamed for it."""
    try:
        put_whole(made, store)
    except OSError as error:
        raise _unwritable(store, error) from error


def _unwritable(store: Path, error: OSError) -> StoreError:
    return StoreError(
        f"{inert_line(str(store.parent))} cannot be written ({error.strerror}): mend that and build again."
    )


def _of_the_store(plan: BuildPlan, made: Path, error: DiscretionError) -> str:
    """An error's sentence, with the store under the name that it would have had."""
    return str(error).replace(inert(str(made)), inert(str(plan.recipe.store)))


def _imported(plan: BuildPlan, store: Path, progress: Progress | None) -> tuple[ImportResult, ...]:
    """Import every source into a new store; raises FormatError, naming the source."""
    recipe, built = plan.recipe, plan.built
    results: list[ImportResult] = []
    for n, (source, its) in enumerate(zip(recipe.sources, built.sources, strict=True), 1):
        build = {"all": built.digest, "source": its.digest}
        options = replace(source.options, progress=progress, build=build)
        try:
            results += import_files(source.paths, store, options)
        except DiscretionError as error:
            raise about_source(recipe, n, _of_the_store(plan, store, error)) from error
    if built_from(recipe).digest != built.digest:
        raise FormatError(f"A source of {recipe.name} was changed while it was read: build again.")
    return tuple(results)


def _told_of_reviews(plan: BuildPlan, store: Store) -> list[str]:
    """What the user should know of reviews where another store takes the place of one; raises StoreError."""
    recipe = plan.recipe
    if not plan.anew or plan.stored.identity is None or not _journals(recipe.reviews):
        return []
    with Store.open(recipe.store, recipe.reviews) as before:
        return held_against(before, store, load_reviews(before)[0], recipe.reviews, recipe.name)


def _journals(folder: Path) -> list[Path]:
    """The journals of a folder; raises StoreError where one cannot be read, as nobody knows what would be lost."""
    try:
        found = journal_files(folder)
        for each in found:
            open_plain(each).close()
    except OSError as error:
        shown = inert_line(str(error.filename or folder))
        raise StoreError(
            f"{shown} cannot be read ({error.strerror}), so whether its reviews would still count is not known: "
            "mend that, or name another store."
        ) from error
    return found


def _write_made(plan: BuildPlan, made: dict[str, list[str]]) -> None:
    named = {output.output.named for output in plan.outputs}
    kept = {name: digests for name, digests in made.items() if name in named}
    with replacing(made_path(plan.recipe)) as beside:
        beside.write_bytes(orjson.dumps({"outputs": kept}, option=orjson.OPT_INDENT_2))
