"""The `judge` command: what it will take first, then the run, then its answers into the store."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from core.model.errors import DiscretionError, OracleError
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.oracle.answers.reading import reader
from core.oracle.batches.under_way import requests_out
from core.oracle.journal.held import Held
from core.oracle.journal.into_store import Taken
from core.oracle.journal.writer import AnswerJournal, run_path
from core.oracle.provider.addresses import host_in_effect
from core.oracle.provider.answer_form import FORM, with_form
from core.oracle.provider.client import LitellmClient
from core.oracle.questions.asking import RunRequest
from core.oracle.questions.estimate import Estimate, Price, estimate
from core.oracle.questions.plan import Plan
from core.oracle.questions.prompts import OURS
from core.oracle.run.beginning import (
    begun,
    head_of,
    journal_name,
    moved,
    once_and_sampled,
    refuse_other_questions,
    refuse_strangers,
    resumed,
    template_wanted,
)
from core.oracle.run.outcome import Limits, RunOutcome
from core.oracle.run.run import run
from core.oracle.terms import Ask, Messages, Read
from core.storage.store import Store
from tui.cli.judging.account import Account
from tui.cli.judging.options import JudgeOptions
from tui.cli.judging.progress import JudgeProgress
from tui.cli.judging.store import opened, taken
from tui.cli.printing.late_progress import LateProgress
from tui.cli.printing.saying import say


def judge_command(options: JudgeOptions) -> None:
    """Ask a model and put its answers into the store; raises DiscretionError, and exits with 1 where any is missing."""
    options = settled(options)
    with ExitStack() as kept:
        with opened(options.store, options.reviews) as store:
            client, price = _client(options)
            wanted = wanted_of(options, client)
            path = run_path(options.store, journal_name(wanted.name, generic=wanted.generic))
            plan = plan_of(options, wanted, store)
            if client is not None and not options.dry_run:
                plan.asking.texts.keep()  # the estimate reads them all
                kept.callback(plan.asking.texts.close)
            host = client.host if client is not None else host_in_effect(options.model, options.api_base)
            held, out = held_or_out(path, plan, host)
            with LateProgress("estimate") as progress:
                shown = counted(plan.left(held, progress.update), wanted)
                estimated = estimate(shown, wanted.model, options.longest, price)
        # The store is closed from here on: while the model is asked, others may open it and write to it.
        account = Account(options.store, path, plan, estimated, options, host, out=out)
        if options.dry_run or client is None:
            account.dry()
            return
        outcome = None
        if estimated.requests:
            account.ask_leave()
            outcome = _run(options, plan, client, path, held, estimated)
    account.done(outcome, taken_or_told(options, path, plan, account, outcome) if path.exists() else None)


def plan_of(options: JudgeOptions, wanted: RunRequest, store: Store) -> Plan:
    """What the run asks; raises DiscretionError where that cannot go into its journal."""
    path = run_path(options.store, journal_name(options.name, generic=options.generic))
    refuse_other_questions(path, wanted)
    refuse_strangers(store, wanted, only_missing=options.only_missing)
    with LateProgress("plan", at_once=True):
        return Plan.of(store, resumed(path, wanted))


def counted(asks: Iterable[tuple[Ask, Messages]], wanted: RunRequest) -> Iterator[Messages]:
    """What is sent for some requests, with whatever else is billed as it."""
    for ask, messages in asks:
        yield with_form(messages, len(ask.principles)) if FORM in wanted.parameters else messages


def held_in(path: Path, plan: Plan, host: str | None) -> Held:
    """What of a plan is answered already; says where the run goes on at another address."""
    with LateProgress("read the run", at_once=True):
        held = Held.of(path, plan.asking)
        plan.sample_more(held)
    wanted = plan.asking.wanted
    lines = plural(held.skipped, "line")
    unread = f"{lines} of {path.name} cannot be read: what was answered there is asked again." if held.skipped else None
    for notice in filter(None, (moved(path, wanted, host), once_and_sampled(path, wanted), unread)):
        say(inert_line(notice, 400), err=True)
    return held


def held_or_out(path: Path, plan: Plan, host: str | None) -> tuple[Held, int]:
    """The same, and that what is out in batches will be: how many requests these are."""
    held = held_in(path, plan, host)
    out = requests_out(path, plan, held)
    held.expect(out)
    return held, len(out)


def taken_or_told(options: JudgeOptions, path: Path, plan: Plan, account: Account, outcome: RunOutcome | None) -> Taken:
    """Put the answers into the store, or say what is missing before the error that kept them out of it."""
    try:
        return taken(options.store, path, plan)
    except DiscretionError:
        account.tell_missing(outcome)  # before the sentence on the import: the same command asks for these too
        raise


def settled(options: JudgeOptions) -> JudgeOptions:
    """The same with its prompt: the one that is named, else that of the run so far; raises OracleError."""
    path = run_path(options.store, journal_name(options.name, generic=options.generic))
    options = replace(options, template=template_wanted(options.prompt, options.together, begun(path)))
    if options.structured and not options.formed:
        prompt = inert_line(options.asked.called, 80)
        raise OracleError(f"--structured is for {OURS}, and {prompt} asks for answers of its own: leave it out.")
    return options


def reader_of(options: JudgeOptions, plan: Plan) -> Read:
    """How the answers of the run are read."""
    rule, wording = options.asked.file.reading, options.asked.wording
    numbers = options.asked.fits(together=2)
    return reader(options.samples, options.longest, plan.asking.messages, rule=rule, wording=wording, numbers=numbers)


def _client(options: JudgeOptions) -> tuple[LitellmClient | None, Price | None]:
    """The model to ask, and its price; a dry run does without a key."""
    try:
        client = client_of(options)
    except OracleError as error:
        if not options.dry_run:
            raise
        price = Price.of(options.model)
        say(inert_line(f"Nothing can be sent yet. {error}"), err=True)
        return None, price
    if options.budget is not None and client.price is None:
        raise OracleError(f"The price of {client.model} is unknown, so --budget cannot be kept: use --limit instead.")
    return client, client.price


def client_of(options: JudgeOptions, *, sends: bool = True) -> LitellmClient:
    """The model to ask, and a word on what it does not take; without `sends` no key is needed."""
    sampling = options.samples > 1
    client = LitellmClient.open(
        options.model,
        options.parameters,
        api_base=options.api_base,
        api_key_env=options.api_key_env,
        logprobs=not sampling,
        sends=sends,
    )
    if client.left_out:
        say(inert_line(f"{client.model} does not take {', '.join(client.left_out)}: left out."), err=True)
    if not client.logprobs and not sampling:
        say(
            inert_line(
                f"{client.model} gives no log probabilities: each vote is its one written answer, 0 or 1; "
                "--samples 5 gives shares instead (under another --oracle name where there are votes)."
            ),
            err=True,
        )
    return client


def wanted_of(options: JudgeOptions, client: LitellmClient | None) -> RunRequest:
    """What to ask of the model; None where there is none to ask."""
    return RunRequest(
        name=options.name,
        model=options.model if client is None else client.model,
        parameters=options.parameters if client is None else client.parameters,
        choice=options.choice,
        orders=(0, 1) if options.orders == "both" else (0,),
        samples=options.samples,
        together=options.together,
        prompt=options.asked,
    )


def _run(
    options: JudgeOptions, plan: Plan, client: LitellmClient, path: Path, held: Held, estimated: Estimate
) -> RunOutcome:
    head = head_of(plan.asking.wanted, client.host, version("discretion"), estimated.requests)
    limits = Limits(options.concurrency, options.rate, options.timeout, options.budget)
    with AnswerJournal.open(path, head) as journal:
        for warning in journal.warnings:
            say(inert_line(warning), err=True)
        with JudgeProgress(estimated.requests) as progress:
            return run(
                plan.left(held),
                client,
                journal,
                reader_of(options, plan),
                limits,
                progress.update,
                notice=progress.tell,
                rest=plan.asking.rest,
            )
