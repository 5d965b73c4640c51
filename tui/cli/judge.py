"""The commands `judge` and `principles`: options and help; what they do is imported when they run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from tui.cli.options import Number, Whole, json_option, reviewer_option, reviews_option, seed_option, store_option

CONSTITUTIONS: Final = ("collective", "human-rights", "helpful-honest-harmless", "ordered-spec")


@click.command()
@store_option
@reviews_option
@click.option("--model", metavar="PROVIDER/NAME", required=True, help="The model, such as openai/gpt-4o-mini.")
@click.option("--generic", is_flag=True, help="Ask which response is better: an annotator instead of an oracle.")
@click.option("--oracle", metavar="NAME", help="The oracle's name; else the model's.")
@click.option("--annotator", metavar="NAME", help="With --generic, the annotator's name; else the model's.")
@click.option("--where", metavar="FILTER", help="Only the cases of this filter, such as 'conflict' or a word.")
@reviewer_option("Whom verdict: and mine: in the filter mean.")
@click.option("--sample", metavar="N", type=Whole(1), help="Only so many cases, drawn at random.")
@seed_option("--sample")
@click.option("--limit", metavar="N", type=Whole(1), help="Only the first N cases.")
@click.option("--only-missing", is_flag=True, help="Add to imported answers of this name; a run always goes on so.")
@click.option(
    "--orders",
    type=click.Choice(["both", "first"]),
    default="both",
    show_default=True,
    help="Show the responses as A, B and as B, A, or once only, which costs half and keeps the position bias.",
)
@click.option(
    "--samples",
    metavar="K",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    help="Ask K times at temperature 1 and take shares, for models without log probabilities.",
)
@click.option(
    "--batch-principles",
    metavar="N",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    help="Ask about N principles in one request: cheaper, but one answer colours the next.",
)
@click.option(
    "--prompt",
    metavar="NAME|FILE",
    help="How to ask: discretion.v2 (the default), paper.v1 (as the paper did), or a file (see `guide oracles`).",
)
@click.option("--api-base", metavar="URL", help="An OpenAI-compatible server, such as http://localhost:8000/v1.")
@click.option("--api-key-env", metavar="VARIABLE", help="The environment variable that holds the key.")
@click.option("--max-tokens", metavar="N", type=Whole(1), help="Tokens for an answer, thoughts included.")
@click.option(
    "--temperature",
    metavar="T",
    type=Number(0, 2),
    help="Instead of 0, or 1 with --samples; left out where the model takes none.",
)
@click.option(
    "--reasoning-effort",
    type=click.Choice(["none", "minimal", "low", "medium", "high", "xhigh"]),
    help="How long a model that can should think.",
)
@click.option(
    "--structured/--no-structured",
    default=None,
    help="Hold answers to a JSON schema, or not; else where it helps and litellm says that the model takes one.",
)
@click.option(
    "--concurrency", metavar="N", type=click.IntRange(1, 256), default=8, show_default=True, help="Requests at once."
)
@click.option("--rate", metavar="R", type=Number(0, min_open=True), help="Requests a second at most.")
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=Number(0, min_open=True),
    default=60.0,
    show_default=True,
    help="For one request.",
)
@click.option("--budget", metavar="DOLLARS", type=Number(0), help="Stop before the run has cost more.")
@click.option(
    "--max-cost",
    metavar="DOLLARS",
    type=Number(0),
    default=1.0,
    show_default=True,
    help="Ask before sending what may cost more, or what has no list price.",
)
@click.option(
    "--write-requests",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write the requests to files for the provider's batches, at half the price, and send nothing.",
)
@click.option("--read-answers", is_flag=True, help="Read the answers to such batches from FILES.")
@click.option("--submit", is_flag=True, help="Send such batches: OpenAI, Azure, Anthropic, and what is like them.")
@click.option("--collect", is_flag=True, help="Fetch and read what of them is answered.")
@click.option(
    "--reward",
    type=click.Choice(["classify", "pooling", "score", "rerank"]),
    help="The model is a reward model, and its server scores in this way: an annotator with margins.",
)
@click.option("--dry-run", is_flag=True, help="Say what it would take, and send nothing.")
@click.option("--yes", is_flag=True, help="Send without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def judge(**given: Any) -> None:
    """Have a language model vote on every case and principle, or annotate.

    Says first what it will take. Every answer is on the disk before it counts: after Ctrl-C or a crash, and for what
    failed, the same command asks only what is missing. Keys come from the environment alone.

    \b
    Example: discretion judge -s hh.duckdb --model openai/gpt-4o-mini --limit 200
    """
    _refuse_mixed(given)
    from core.oracle.provider.addresses import checked
    from tui.cli.judging.command import judge_command
    from tui.cli.judging.options import JudgeOptions

    if given["api_base"] is not None:
        checked(given["api_base"])
    options = JudgeOptions(**given)
    if given["reward"]:
        from tui.cli.judging.rewards import reward_command

        reward_command(options, given["reward"])
    elif given["submit"] or given["collect"]:
        from tui.cli.judging.sending import collect_command, submit_command

        (submit_command if given["submit"] else collect_command)(options)
    elif given["read_answers"]:
        from tui.cli.judging.batches import read_command

        read_command(options)
    elif given["write_requests"] is not None:
        from tui.cli.judging.batches import write_command

        write_command(options, given["write_requests"])
    else:
        judge_command(options)


def _refuse_mixed(given: Mapping[str, Any]) -> None:
    """Raise UsageError for options that say different things of what to do."""
    if given["generic"] and (given["oracle"] or given["batch_principles"] > 1):
        raise click.UsageError("--generic asks about no principles: leave --oracle and --batch-principles out.")
    if given["annotator"] and not (given["generic"] or given["reward"]):
        raise click.UsageError("--annotator names who annotates with --generic: for votes, use --oracle.")
    if bool(given["files"]) != given["read_answers"]:
        raise click.UsageError("--read-answers reads FILES, and nothing else does: name both or neither.")
    folder, reads = given["write_requests"], given["read_answers"]
    ways = (folder is not None) + reads + given["submit"] + given["collect"]
    if ways > 1 or (ways and (given["dry_run"] or given["budget"] is not None)):
        raise click.UsageError(
            "--write-requests, --read-answers, --submit and --collect stand alone, without --dry-run and --budget."
        )
    questions = given["generic"] or given["oracle"] or given["batch_principles"] > 1 or given["samples"] > 1
    if given["reward"] and (ways or questions or given["prompt"] or given["structured"] or given["budget"] is not None):
        raise click.UsageError(
            "--reward asks about cases alone: leave oracle, samples, prompt, structured, batches and budget out."
        )


@click.group()
def principles() -> None:
    """The constitutions that ship with Discretion.

    \b
    Example: discretion principles list
    """


@principles.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """Name them, with what each is.

    \b
    Example: discretion principles list
    """
    from tui.cli.principles import list_command

    list_command(as_json=as_json)


@principles.command()
@click.argument("name", type=click.Choice(CONSTITUTIONS))
@json_option
def show(name: str, *, as_json: bool) -> None:
    """Show one: its principles, source and licence.

    \b
    Example: discretion principles show human-rights
    """
    from tui.cli.principles import show_command

    show_command(name, as_json=as_json)
