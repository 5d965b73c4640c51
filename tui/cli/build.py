"""The `build` command."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from core.exporters.recipe.building import carry_out
from core.exporters.recipe.plan import BuildPlan, plan_build
from core.exporters.recipe.reading import read_recipe
from core.model.errors import DiscretionError
from core.model.safe_text import inert_line
from core.model.terms import Progress
from tui.cli.audit_commands import EXPORTS
from tui.cli.import_ import tell_result
from tui.cli.printing.late_progress import LateProgress
from tui.cli.printing.saying import say
from tui.cli.report import save_built

_OPTIONS: Final = {
    "choose another --store": "name another store in {file}",
    "choose a shorter --store": "give the store in {file} a shorter name",
    " with --store": " as the store in {file}",
    "name another file": "name another file in {file}",
    " or pass --skip-bad FILE to set such rows aside": "",
}
"""What others say to do, and how that is done in the file of an audit."""


def build_command(file: Path, *, dry_run: bool) -> None:
    """Make what the file asks for and is not there yet, and say what was done and what was left; DiscretionError."""
    with _in_its_words(file):
        plan = plan_build(read_recipe(file, EXPORTS))
    _tell_sources(plan)
    if not dry_run:
        with _in_its_words(file):
            result = carry_out(plan, save_built, _watched)
        for each in result.imported:
            for warning in each.outcome.warnings:
                say(f"warning: {inert_line(warning)}", err=True)
            tell_result(each)
        for warning in result.warnings:
            say(inert_line(warning), err=True)
    _tell_made(plan, dry_run=dry_run)


@contextmanager
def _watched(work: str) -> Iterator[Progress]:
    """Show progress as the command that is called like the work does."""
    of_bytes = work == "import"
    with LateProgress(work, unit_bytes=of_bytes, at_once=not of_bytes) as shown:
        yield shown.update


@contextmanager
def _in_its_words(file: Path) -> Iterator[None]:
    """Name what a sentence says to do as the file has it, and not as the options of other commands."""
    try:
        yield
    except DiscretionError as error:
        said = str(error)
        for option, meant in _OPTIONS.items():
            said = said.replace(option, meant.format(file=file))
        raise DiscretionError(said) from error


def _tell_sources(plan: BuildPlan) -> None:
    for n, source in enumerate(plan.recipe.sources):
        state = "new or changed" if n in plan.new else "unchanged"
        say(f"{inert_line(source.title)}: {state}")


def _tell_made(plan: BuildPlan, *, dry_run: bool) -> None:
    done = "Would write" if dry_run else "Wrote"
    store = inert_line(str(plan.recipe.store))
    say(f"{done} {store}." if plan.anew else f"{store}: unchanged")
    for each in plan.outputs:
        named = inert_line(each.output.named)
        say(f"{named}: unchanged" if each.current else f"{done} {named}.")
