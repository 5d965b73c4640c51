"""The command line: options and help; what a command does is imported when it runs."""

import os
from pathlib import Path
from typing import Any

import click

from tui.cli.audit_commands import export, info, report
from tui.cli.build_commands import build
from tui.cli.import_commands import formats, import_
from tui.cli.judge import judge, principles
from tui.cli.options import oracle_option, reviewer_option, reviews_option, store_option
from tui.cli.printing.saying import say
from tui.cli.refusals import Commands
from tui.cli.stats_commands import stats
from tui.presenting.guide.topics import TOPICS


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="discretion", message="%(prog)s %(version)s")
@store_option
@click.pass_context
def cli(ctx: click.Context, store: Path) -> None:
    """Show whose principles a preference dataset really follows.

    Without a command, open the reviewer on the store.

    \b
    Example: discretion demo
    """
    if ctx.invoked_subcommand is not None:
        return
    if not store.exists():
        from core.model.safe_text import inert_line

        shown = inert_line(str(store))
        say(
            f"There is no store at {shown} yet.\n"
            "Look around in the bundled sample:  discretion demo\n"
            f"Start with your own data:           discretion import FILE… -s {shown}"
        )
        return
    from tui.cli.review import review_store

    review_store(store)


@cli.command()
@click.option("--fresh", is_flag=True, help="Start over with a new copy; the old one's reviews are deleted.")
@click.option("--tour", is_flag=True, help="Be shown around, in six steps.")
@reviewer_option("Whose journal to write.")
def demo(*, fresh: bool, tour: bool, reviewer: str | None) -> None:
    """Open the reviewer on a private copy of the bundled sample.

    \b
    Example: discretion demo --tour
    """
    from tui.cli.demo import open_demo

    open_demo(fresh=fresh, tour=tour, reviewer=reviewer)


@cli.command()
@store_option
@reviews_option
@click.option("--annotator", metavar="NAME", help="Whose annotations to review; else where you stopped, or the first.")
@reviewer_option("Whose journal to write; else your login name.")
@oracle_option
@click.option("--blind", is_flag=True, help="Hide each annotation until you have chosen a response yourself.")
def review(**given: Any) -> None:
    """Open the reviewer.

    \b
    Example: discretion review -s hh.duckdb --annotator human --reviewer r1
    """
    from tui.cli.review import review_store

    review_store(given.pop("store"), **given)


@cli.command()
@click.argument("topic", required=False, type=click.Choice(TOPICS))
@click.option("--search", "word", metavar="WORD", help="Print only what holds this, of one topic or of all.")
def guide(topic: str | None, word: str | None) -> None:
    """Read the guide; without a topic, what there is to read.

    \b
    Example: discretion guide numbers
             discretion guide --search blind
    """
    from tui.cli.guide import guide_command

    guide_command(topic, word)


cli.add_command(report)
cli.add_command(export)
cli.add_command(info)
cli.add_command(build)
cli.add_command(import_)
cli.add_command(formats)
cli.add_command(judge)
cli.add_command(principles)
cli.add_command(stats)


def main() -> None:
    """The `discretion` command."""
    from tui.cli.memory import leave_memory
    from tui.cli.printing.narrow_output import hold_streams, let_any_text_out
    from tui.cli.printing.others_words import let_libraries_say_text_alone

    hold_streams()
    leave_memory()
    # Small matrices: more threads would only wait for one another, and take the processor from the screen.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    let_any_text_out()
    let_libraries_say_text_alone()
    cli(prog_name="discretion")
