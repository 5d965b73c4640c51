"""The command line: options and help; what a command does is imported when it runs."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from core.model.errors import DiscretionError
from tui.cli.build_commands import build
from tui.cli.import_commands import formats, import_
from tui.cli.judge import judge, principles
from tui.cli.options import (
    FILE,
    annotators_option,
    bootstrap_option,
    json_option,
    oracle_option,
    reviewer_option,
    reviews_option,
    seed_option,
    store_option,
    take_texts_alone,
)
from tui.cli.stats_commands import refuse_of_a_store, stats
from tui.presenting.guide.pages import TOPICS

EXPORTS: Final = (
    "priorities",
    "supremacy",
    "flags",
    "reviews",
    "corrections",
    "dataset",
    "annotated-pairs",
    "labelstudio",
    "argilla",
    "lake",
)
REPORT_FORMS: Final = ("json", "markdown", "html")


class _Refusal(click.ClickException):
    """An error the user can mend: its sentence alone on stderr, exit code 1."""

    def show(self, file: Any = None) -> None:
        from core.model.safe_text import inert_line

        click.echo(inert_line(self.message), file=file, err=file is None)


@contextmanager
def _inert_usage() -> Iterator[None]:
    """Take what a terminal would obey out of the library's own errors, which repeat what was typed."""
    try:
        yield
    except click.UsageError as error:
        from core.model.safe_text import inert

        error.message = inert(error.message)  # type: ignore[misc] # no error of ours: there is no other way in
        raise


_STOPPED: Final = "Query interrupted"
"""What the database says instead of KeyboardInterrupt when Ctrl-C comes while it works."""


@contextmanager
def _one_sentence() -> Iterator[None]:
    """Turn what a user can mend into one sentence, and go in peace where nobody reads any more."""
    try:
        yield
    except BrokenPipeError as error:
        from tui.cli.printing.narrow_output import forget_reader

        forget_reader()
        raise click.exceptions.Exit(0) from error
    except DiscretionError as error:
        raise _Refusal(str(error)) from error
    except RuntimeError as error:
        if str(error) != _STOPPED:
            raise
        raise KeyboardInterrupt from error
    except OSError as error:
        if error.filename is not None:
            named = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else str(error.filename)
            raise _Refusal(
                f"{named} could not be read or written ({error.strerror}): mend that and try again."
            ) from error
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}:
            raise
        raise _Refusal(f"The output could not be written ({error.strerror}): free some space and try again.") from error


class _Commands(click.Group):
    """Turns our errors into one sentence, in one place, and lets nothing but text into any command."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        take_texts_alone(cmd)
        super().add_command(cmd, name)

    def make_context(self, *given: Any, **more: Any) -> click.Context:
        with _one_sentence(), _inert_usage():
            return super().make_context(*given, **more)

    def invoke(self, ctx: click.Context) -> Any:
        with _one_sentence(), _inert_usage():
            done = super().invoke(ctx)
            sys.stdout.flush()
            return done


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
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
        click.echo(
            f"There is no store at {shown} yet.\n"
            "Look around in the bundled sample:  discretion demo\n"
            f"Start with your own data:           discretion import FILE… -s {shown}"
        )
        return
    from tui.cli.review import review_store

    review_store(store)


@cli.command()
@click.option("--fresh", is_flag=True, help="Start over with a new copy; the old one's reviews are deleted.")
@reviewer_option("Whose journal to write.")
def demo(*, fresh: bool, reviewer: str | None) -> None:
    """Open the reviewer on a private copy of the bundled sample.

    \b
    Example: discretion demo
    """
    from tui.cli.demo import open_demo

    open_demo(fresh=fresh, reviewer=reviewer)


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
@store_option
@reviews_option
@annotators_option
@click.option("--reference", metavar="NAME", help="Discrepancy is to this annotator, else to the first human, or all.")
@bootstrap_option
@seed_option("the replicates")
@click.option(
    "--noise", is_flag=True, help="What chance alone gives: noise floors and p-values; always in --html and .tex."
)
@click.option("--include-flagged", is_flag=True, help="Count flagged annotations too.")
@click.option(
    "--pairs",
    type=click.Choice(["reference", "all"]),
    default="reference",
    show_default=True,
    help="Above twelve annotators, compare each with the reference, or every two of them, for --json.",
)
@oracle_option
@click.option(
    "--oracle-noise",
    metavar="N",
    type=click.IntRange(0, 1_000_000),
    default=0,
    help="Draw the votes N times anew from their probabilities: how much hangs on the oracle's own uncertainty.",
)
@click.option("--original-votes", is_flag=True, help="Leave the reviewers' corrections of the oracle's votes out.")
@click.option(
    "--declared-order",
    "orders",
    metavar="FILE",
    type=FILE,
    multiple=True,
    help="Compare with this order too: principles by name or number, one a line; may be repeated.",
)
@click.option("--stats", type=FILE, help="Report on statistics from `discretion stats build` instead of a store.")
@click.option("--json", is_flag=True, help="One JSON document (schema discretion.report/1).")
@click.option("--markdown", is_flag=True, help="A Markdown document.")
@click.option("--html", is_flag=True, help="One HTML file with figures, for a browser or for paper.")
@click.option("-o", "--output", type=FILE, help="Write to this file; .json, .md, .html and .tex choose the form.")
@click.argument("stray", nargs=-1, type=FILE)
def report(**given: Any) -> None:
    """The audit: kinds of case, arbitrariness, ranked principles, discrepancy.

    Above twelve annotators, those of each kind are taken together, and each has a line in one table; --annotator shows
    one alone, with the ranking.

    \b
    Example: discretion report -s hh.duckdb --json --bootstrap 1000 --seed 0
             discretion report -s multipref.duckdb --annotator worker-17
             discretion report -s multipref.duckdb --pairs all -o pairs.json
    """
    if stray := given.pop("stray"):
        raise click.UsageError(f"report takes no argument: to write to {stray[0]}, give -o {stray[0]}.")
    forms = [name for name in REPORT_FORMS if given.pop(name)]
    if len(forms) > 1:
        raise click.UsageError(f"The report comes in one form: leave one of --{' and --'.join(forms)} out.")
    from core.audit.full_report import ReportOptions
    from tui.cli.report import report_command
    from tui.cli.stats import report_of_statistics

    given["pairs"] = given["pairs"] == "all"
    store, reviews, output, statistics = (given.pop(name) for name in ("store", "reviews", "output", "stats"))
    form, options = forms[0] if forms else None, ReportOptions(**given)
    if statistics is None:
        report_command((store, reviews), form, output, options)
        return
    refuse_of_a_store(click.get_current_context())
    report_of_statistics(statistics, form, output, options)


@cli.command()
@click.argument("what", type=click.Choice(EXPORTS))
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@store_option
@reviews_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Where to: .csv .json .jsonl .parquet .md, or NAME.dataset for a folder that datasets.load_from_disk reads.",
)
@annotators_option
@click.option("--every-annotator", "every", is_flag=True, help="Of the dataset, the rows of all annotators.")
@click.option(
    "--columns",
    type=click.Choice(("all", "trl")),
    default="all",
    help="Of the dataset: all, or prompt, chosen and rejected alone.",
)
@bootstrap_option
@seed_option("the replicates")
@oracle_option
@click.option("--include-flagged", is_flag=True, help="Keep flagged annotations in.")
@click.option("--where", metavar="FILTER", help="Only the cases of this filter, such as 'conflict flagged:no'.")
@reviewer_option("Whom verdict: and mine: in the filter mean.")
def export(**given: Any) -> None:
    """Write priorities, supremacy, flags, reviews, corrections or the dataset to a file.

    The dataset has TRL's columns first, then case_id, annotator, kind, chosen_side (a or b) and flagged; it is of the
    reference annotator unless others are named, needs no votes, and imports as the same cases. Messages are as they
    came; in .parquet and .dataset they are lists where each has a role and a content alone, else JSON, as in .csv.

    annotated-pairs is what Feedback Forensics opens. labelstudio and argilla have the flagged cases, or those of
    --where, to be labelled again; what was labelled imports over the store. Label Studio's configuration:

    \b
      <View>
        <Text name="prompt" value="$prompt"/>
        <Pairwise name="comparison" toName="answer1,answer2"/>
        <Text name="answer1" value="$answer1"/>
        <Text name="answer2" value="$answer2"/>
      </View>

    \b
    Argilla's: text fields prompt, response1, response2; a label question preference
    with the labels response1 and response2.

    lake writes a folder of Parquet files: votes with their texts, annotations and principles, which other engines read
    and `discretion stats build` counts.

    \b
    Example: discretion export priorities -s hh.duckdb -o priorities.csv
             discretion export dataset -o train.jsonl --columns trl
             discretion export dataset --every-annotator -o all.dataset
             discretion export annotated-pairs -o pairs.json
             discretion export labelstudio --where conflict -o tasks.json
             discretion export lake DIR
    """
    from core.exporters.export import ExportRequest
    from tui.cli.export import export_command

    output, folder = given.pop("output"), given.pop("folder")
    if (given["what"] == "lake") != (folder is not None) or (output is None) == (folder is None):
        raise click.UsageError(
            "Name a folder: export lake DIR." if given["what"] == "lake" else "Name a file: -o FILE."
        )
    export_command((given.pop("store"), given.pop("reviews")), output or folder, ExportRequest(**given))


@cli.command()
@store_option
@reviews_option
@json_option
def info(store: Path, reviews: Path | None, *, as_json: bool) -> None:
    """What is in the store, where it came from, and its schema version.

    \b
    Example: discretion info -s hh.duckdb
    """
    from tui.cli.info import info_command

    info_command((store, reviews), as_json=as_json)


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


cli.add_command(build)
cli.add_command(import_)
cli.add_command(formats)
cli.add_command(judge)
cli.add_command(principles)
cli.add_command(stats)


def main() -> None:
    """The `discretion` command."""
    from tui.cli.printing.narrow_output import let_any_text_out

    # Small matrices: more threads would only wait for one another, and take the processor from the screen.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    let_any_text_out()
    cli(prog_name="discretion")
