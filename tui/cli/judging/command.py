"""The `judge` command: what it will take first, then the run, then its answers into the store."""

import hashlib
import re
from collections.abc import Iterator, Set
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

import click

from core.model.errors import DiscretionError, OracleError
from core.model.safe_text import inert_line
from core.model.terms import AnnotatorKind
from core.oracle.answers.reading import reader
from core.oracle.journal.into_store import Taken
from core.oracle.journal.lines import RunHead
from core.oracle.journal.writer import AnswerJournal, read_answers, run_path
from core.oracle.provider.addresses import host_in_effect
from core.oracle.provider.client import LitellmClient
from core.oracle.questions.asking import Wanted
from core.oracle.questions.chosen_cases import Choice
from core.oracle.questions.estimate import Estimate, Price, estimate
from core.oracle.questions.plan import Plan
from core.oracle.run.outcome import Limits, Outcome
from core.oracle.run.run import run
from core.oracle.terms import Ask, Messages
from core.storage.store import Store
from tui.cli.judging.account import Account
from tui.cli.judging.options import JudgeOptions
from tui.cli.judging.progress import JudgeProgress
from tui.cli.judging.store import opened, refuse_other_questions, taken
from tui.cli.printing.late_progress import LateProgress

_UNFIT: Final = re.compile(r"[^A-Za-z0-9._-]+")


def judge_command(options: JudgeOptions) -> None:
    """Ask a model and put its answers into the store; raises DiscretionError, and exits with 1 where any is missing."""
    with ExitStack() as kept:
        with opened(options.store) as store:
            client, price = _client(options)
            wanted = _wanted(options, client)
            _refuse_strangers(store, wanted, only_missing=options.only_missing)
            path = run_path(options.store, journal_name(wanted))
            refuse_other_questions(path, wanted)
            plan = Plan.of(store, wanted)
            if client is not None and not options.dry_run:
                plan.asking.texts.keep()  # the estimate reads them all
                kept.callback(plan.asking.texts.close)
            held = _held(path)
            with LateProgress("estimate") as progress:
                shown = _to_ask(plan, held, progress)
                estimated = estimate((messages for _, messages in shown), wanted.model, options.longest, price)
        # The store is closed from here on: while the model is asked, others may open it and write to it.
        host = client.host if client is not None else host_in_effect(options.model, options.api_base)
        account = Account(options.store, path, plan, estimated, options, host)
        if options.dry_run or client is None:
            account.dry()
            return
        outcome = None
        if estimated.requests:
            account.ask_leave()
            outcome = _run(options, plan, client, path, held, estimated)
    account.done(outcome, _taken(options, path, wanted, account, outcome) if path.exists() else None)


def _taken(options: JudgeOptions, path: Path, wanted: Wanted, account: Account, outcome: Outcome | None) -> Taken:
    try:
        return taken(options.store, path, wanted)
    except DiscretionError:
        account.tell_missing(outcome)  # before the sentence on the import: the same command asks for these too
        raise


def journal_name(wanted: Wanted) -> str:
    """What the journal of a run is called: after the oracle or annotator, told apart where that is no file's name."""
    plain = _UNFIT.sub("-", wanted.name).strip(".-")[:80]
    if plain != wanted.name or not plain:
        plain = f"{plain}-{hashlib.sha256(wanted.name.encode(errors='surrogatepass')).hexdigest()[:6]}".lstrip("-")
    return f"{plain}.generic" if wanted.generic else plain


def _client(options: JudgeOptions) -> tuple[LitellmClient | None, Price | None]:
    """The model to ask, and its price; a dry run does without a key."""
    sampling = options.samples > 1
    parameters = {"temperature": 1.0 if sampling else 0.0, "max_tokens": options.longest}
    try:
        client = LitellmClient.open(
            options.model,
            parameters,
            api_base=options.api_base,
            api_key_env=options.api_key_env,
            logprobs=not sampling,
        )
    except OracleError as error:
        if not options.dry_run:
            raise
        price = Price.of(options.model)
        click.echo(inert_line(f"Nothing can be sent yet: {error}"), err=True)
        return None, price
    if client.left_out:
        click.echo(inert_line(f"{client.model} does not take {', '.join(client.left_out)}: left out."), err=True)
    if not client.logprobs and not sampling:
        click.echo(
            inert_line(
                f"{client.model} gives no log probabilities: each vote is its one written answer, 0 or 1; "
                "--samples 5 gives shares instead."
            ),
            err=True,
        )
    if options.budget is not None and client.price is None:
        raise OracleError(f"The price of {client.model} is unknown, so --budget cannot be kept: use --limit instead.")
    return client, client.price


def _wanted(options: JudgeOptions, client: LitellmClient | None) -> Wanted:
    return Wanted(
        name=(options.annotator if options.generic else options.oracle) or options.model,
        model=options.model if client is None else client.model,
        parameters={} if client is None else client.parameters,
        choice=Choice(options.where, options.sample, options.seed, options.limit, options.reviewer),
        orders=(0, 1) if options.orders == "both" else (0,),
        samples=options.samples,
        together=options.together,
    )


def _refuse_strangers(store: Store, wanted: Wanted, *, only_missing: bool) -> None:
    """Raise OracleError where the store has answers under this name that this model did not give."""
    runs = [each for each in store.judge_runs() if (each.role, each.name) == (wanted.role, wanted.name)]
    option = "--annotator" if wanted.generic else "--oracle"
    other = next((each.model for each in runs if each.model != wanted.model), None)
    if other is not None:
        raise OracleError(f"The {wanted.role} {wanted.name} is the model {other}: pass another {option} name.")
    if wanted.generic:
        found = next((each for each in store.annotators() if each.name == wanted.name), None)
        if found is not None and (
            found.kind is not AnnotatorKind.LLM or (store.annotated(found) & ~store.judged(found).any(axis=0)).any()
        ):
            raise OracleError(f"There is another annotator {wanted.name} already: pass another {option} name.")
        there = found is not None
    else:
        there = any(each.name == wanted.name for each in store.oracles())
    if there and not runs and not only_missing:
        raise OracleError(
            f"The {wanted.role} {wanted.name} has answers that were imported: pass --only-missing to add to them, "
            f"or another {option} name."
        )


def _held(path: Path) -> Set[str]:
    """The requests that a run's journal has answers to."""
    return {answer.key for answer in read_answers(path)} if path.exists() else set()


def _to_ask(plan: Plan, held: Set[str], progress: LateProgress | None = None) -> Iterator[tuple[Ask, Messages]]:
    """The requests that are still to be made, with what to send."""
    total = len(plan)
    for done, ask in enumerate(plan):
        if progress is not None:
            progress.update(done, total)
        if ask.key not in held:
            yield ask, plan.asking.messages(ask)


def _run(
    options: JudgeOptions, plan: Plan, client: LitellmClient, path: Path, held: Set[str], estimated: Estimate
) -> Outcome:
    wanted = plan.asking.wanted
    head = RunHead(
        template=wanted.template.digest,
        template_version=wanted.template.name,
        model=wanted.model,
        api_base=client.host,
        parameters=wanted.parameters,
        tool_version=version("discretion"),
        at=datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        about={
            "role": wanted.role,
            "name": wanted.name,
            "orders": list(wanted.orders),
            "samples": wanted.samples,
            "together": wanted.together,
            "where": wanted.choice.where,
            "requests": estimated.requests,
        },
    )
    limits = Limits(options.concurrency, options.rate, options.timeout, options.budget)
    with AnswerJournal.open(path, head) as journal:
        for warning in journal.warnings:
            click.echo(inert_line(warning), err=True)
        with JudgeProgress(estimated.requests) as progress:
            asks, read = _to_ask(plan, held), reader(options.samples)
            return run(asks, client, journal, read, limits, progress.update, notice=progress.tell)
