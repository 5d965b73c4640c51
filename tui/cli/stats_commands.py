"""The commands `stats …`: options and help; what they do is imported when they run."""

from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from tui.cli.options import FILE, annotators_option, oracle_option

_OF_A_STORE: Final = (
    "reviews",
    "store",
    "oracle",
    "oracle_noise",
    "correct_oracle",
    "original_votes",
    "include_flagged",
    "orders",
    "pairs",
)
"""Options of `report` that need votes, journals or probabilities, or were settled when statistics were built."""


@click.group()
def stats() -> None:
    """Audit what is too large for a store: sums over shards of Parquet files, which add up.

    \b
    Example: discretion stats build 'lake/votes/*.parquet' --annotations 'lake/annotations/*.parquet' \\
                 --principles lake/principles.parquet -o lake.stats
             discretion report --stats lake.stats
    """


annotations_option = click.option(
    "--annotations", metavar="GLOB", multiple=True, required=True, help="Files of annotations; may be repeated."
)
principles_option = click.option(
    "--principles", type=FILE, required=True, help="The principles: the lake's own file, or one that `import` reads."
)
statistics_output = click.option("-o", "--output", type=FILE, required=True, help="The file of statistics.")


@stats.command()
@click.argument("votes", nargs=-1, required=True, metavar="VOTES...")
@annotations_option
@principles_option
@click.option(
    "--engine",
    default="duckdb",
    show_default=True,
    metavar="ENGINE",
    help="What counts: duckdb on this machine, Spark at spark://HOST:PORT or local[2], a warehouse at ibis:URL.",
)
@oracle_option
@annotators_option
@click.option(
    "--shards",
    metavar="N",
    type=click.IntRange(2, 10_000),
    default=1024,
    show_default=True,
    help="Shards that are kept and resampled; stored ones from N on are folded. Some hundred are enough.",
)
@click.option("--include-flagged", is_flag=True, help="Count flagged annotations too.")
@statistics_output
def build(**given: Any) -> None:
    """Count Parquet files of votes and annotations, shard by shard.

    VOTES are files or globs with the columns shard (a number from 0, by a hash of the prompt), case_key (64 bits, by a
    hash of the case), oracle, and for every 64 principles prefers_a_0, prefers_b_0 and voted_0, then _1 and so on:
    signed words with a bit a principle. Annotations have shard, case_key, annotator, kind, preference (1 for A, -1 for
    B, 0 for neither) and flagged, where there are flags. `discretion export lake DIR` writes such files; those sorted
    by shard are read quickest.

    \b
    Example: discretion stats build 'lake/votes/*.parquet' --annotations 'lake/annotations/*.parquet' \\
                 --principles lake/principles.parquet -o lake.stats
    """
    from core.audit.statistics.build import LakeFiles, StatisticsOptions
    from tui.cli.stats import build_command

    files = LakeFiles(given.pop("votes"), given.pop("annotations"), given.pop("principles"))
    output = given.pop("output")
    build_command(files, StatisticsOptions(**given), output)


@stats.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="STATS...")
@statistics_output
def merge(files: tuple[Path, ...], output: Path) -> None:
    """Add up statistics of different files of votes, in any order.

    \b
    Example: discretion stats merge january.stats february.stats -o both.stats
    """
    from tui.cli.stats import merge_command

    merge_command(files, output)


@stats.command()
@click.argument("votes", nargs=-1, required=True, metavar="VOTES...")
@annotations_option
@principles_option
@oracle_option
@click.option("--annotator", metavar="NAME", required=True, help="Who sided so.")
@click.option("--pair", metavar="X>Y", required=True, help="Sided with principle X against Y: names, texts or ids.")
@click.option(
    "-n", "--most", metavar="N", type=click.IntRange(1, 100_000), default=200, show_default=True, help="Cases."
)
@click.option("-o", "--output", type=FILE, required=True, help="The Parquet file, which `discretion import` reads.")
def witnesses(**given: Any) -> None:
    """Write the conflicts in which an annotator sided with one principle against another, to import and review.

    Of more than N cases those with the lowest case_key are taken, which are the same each time. The files of votes need
    their texts: case_id, prompt, response_a and response_b.

    \b
    Example: discretion stats witnesses 'lake/votes/*.parquet' --annotations 'lake/annotations/*.parquet' \\
                 --principles lake/principles.parquet --annotator human --pair "Be kind>Be brief" -o w.parquet
             discretion import w.parquet -s w.duckdb
    """
    from core.audit.statistics.build import LakeFiles
    from core.audit.statistics.witnesses import Pair
    from tui.cli.stats import witnesses_command

    files = LakeFiles(given["votes"], given["annotations"], given["principles"])
    pair = Pair(given["annotator"], given["pair"])
    witnesses_command(files, pair, given["most"], given["oracle"], given["output"])


def refuse_of_a_store(context: click.Context) -> None:
    """Refuse what only a store has beside --stats; raises UsageError."""
    for parameter in context.command.params:
        given = context.get_parameter_source(str(parameter.name)) is ParameterSource.COMMANDLINE
        if parameter.name in _OF_A_STORE and given:
            raise click.UsageError(f"Statistics have no {parameter.opts[-1]}: leave it out, or report on a store.")
