"""The commands `report`, `export` and `info`: options and help; what they do is imported when they run."""

from pathlib import Path
from typing import Any, Final

import click

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
)
from tui.cli.stats_commands import refuse_of_a_store

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


@click.command()
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
@click.option(
    "--correct-oracle",
    is_flag=True,
    help="Take the oracle's errors out of the numbers, as far as blind checks of its votes (T in review) tell them.",
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
@click.argument("stray", nargs=-1, type=FILE, metavar="")
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


@click.command()
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

    The dataset has TRL's columns first, then case_id, annotator, kind, chosen_side (a or b) and flagged, strength where
    preferences were graded, and the facts of cases; it is of the reference annotator unless others are named, needs no
    votes, and imports as the same cases. Messages are as they came; in .parquet and .dataset they are lists where each
    has a role and a content alone, else JSON, as in .csv.

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


@click.command()
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
