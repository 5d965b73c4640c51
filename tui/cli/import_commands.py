"""The commands `import` and `formats`: options and help; what they do is imported when they run."""

from typing import Any, Final

import click

from tui.cli.judge import CONSTITUTIONS
from tui.cli.options import FILE, Number, json_option, store_option

FORMATS: Final = (
    "hh-rlhf",
    "principles",
    "votes",
    "rewards",
    "judgements",
    "pairs",
    "openai-dpo",
    "fireworks-dpo",
    "openpipe-dpo",
    "llamafactory",
    "icai-csv",
    "helpsteer2-preference",
    "shp",
    "webgpt",
    "summarize-from-feedback",
    "pku-saferlhf-single",
    "alpaca-eval",
    "annotated-pairs",
    "arena",
    "argilla",
    "bedrock-nova",
    "dataset",
    "helpsteer2",
    "helpsteer3",
    "label-studio",
    "label-studio-min",
    "multipref",
    "pku-saferlhf",
    "prism",
    "prodigy",
    "ranked-answers",
    "rewardbench-2",
    "ultrafeedback",
    "unpaired",
    "mapped",
)
KINDS: Final = ("human", "reward-model", "llm", "reviewer", "declared")


@click.command("import")
@click.argument("files", nargs=-1, metavar="FILE...", type=click.UNPROCESSED)
@store_option
@click.option("--format", type=click.Choice(FORMATS), metavar="F", help="What the files are; see `discretion formats`.")
@click.option("--dataset", metavar="D", help="Put case ids under D/, to hold several datasets in one store.")
@click.option("--annotator", metavar="NAME", help="The annotator whose preferences these are.")
@click.option("--kind", type=click.Choice(KINDS), help="The annotator's kind.")
@click.option("--oracle", metavar="NAME", help="The oracle whose votes these are.")
@click.option("--preview", is_flag=True, help="Show the first cases as they would be understood, and write nothing.")
@click.option(
    "--map", "map_", metavar="MAP", multiple=True, help="What the columns are: prompt=q,a=x,b=y,preference=z …"
)
@click.option(
    "--values", metavar="VALUES", multiple=True, help="What the preferences mean: a=1,b=2,tie=0 or a=>0,b=<0."
)
@click.option("--votes", metavar="VOTES", multiple=True, help="Votes from columns: helpful=score_a:score_b,safe=safer.")
@click.option("--margin", metavar="N", type=Number(0), default=0, help="Numbers this close to one another tie.")
@click.option("--annotation", metavar="NAME", help="Which of several rated aspects is the annotation.")
@click.option("--pool", is_flag=True, help="Make one annotator of all that the rows name, by their majority.")
@click.option("--short-names", type=FILE, help="Display names for the principles, line by line.")
@click.option("--declared-order", is_flag=True, help="The principles stand in the declared order, the highest first.")
@click.option("--constitution", type=click.Choice(CONSTITUTIONS), help="Principles that ship under this name.")
@click.option("--skip-bad", type=FILE, help="Set malformed rows aside in this file and keep the rest.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def import_(**given: Any) -> None:
    """Add cases, principles, votes or annotations to a store, which is made if need be.

    All files of one command go in together or not at all; the same import twice changes nothing.

    FILE is a file, a folder or pattern of shards, - for standard input, or hf:owner/name of the Hugging Face hub.

    \b
    Example: discretion import cases.jsonl principles.txt votes.csv -s my.duckdb
             discretion import own.csv --map prompt=question,a=answer_1,b=answer_2,preference=label --values a=1,b=2
    """
    if not given["files"] and not given["constitution"]:
        raise click.UsageError("Name a file, or a --constitution.")
    from core.importers.constitutions.shipped import constitution_path
    from core.importers.options import ImportOptions
    from core.model.terms import AnnotatorKind
    from tui.cli.import_ import import_command
    from tui.cli.preview import preview_command

    files, constitution, kind = given.pop("files"), given.pop("constitution"), given.pop("kind")
    if constitution is not None:
        files = (*files, constitution_path(constitution))
    store, as_json = given.pop("store"), given.pop("as_json")
    preview, given["map"] = given.pop("preview"), given.pop("map_")
    for name in ("map", "values", "votes"):
        given[name] = ",".join(given[name]) or None
    options = ImportOptions(kind=None if kind is None else AnnotatorKind(kind), **given)
    if preview:
        preview_command(files, options, as_json=as_json)
    else:
        import_command(files, store, options, as_json=as_json)


@click.command("formats")
@json_option
def formats(*, as_json: bool) -> None:
    """What can be imported, and what becomes of it.

    \b
    Example: discretion formats
    """
    from tui.cli.formats import formats_command

    formats_command(as_json=as_json)
