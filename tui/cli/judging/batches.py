"""`judge --write-requests` and `judge --read-answers`: the same run, by files that a provider answers later."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from core.exporters.output import refuse_ours
from core.model.errors import OracleError
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.oracle.batches.bodies import Bodies, as_taken
from core.oracle.batches.reading import AnswerFiles, BatchAnswers, matching, read_results
from core.oracle.batches.writing import RequestFile, write_requests
from core.oracle.journal.writer import AnswerJournal, run_path
from core.oracle.provider.client import LitellmClient
from core.oracle.questions.estimate import Price, estimate
from core.oracle.run.beginning import head_of, journal_name
from core.oracle.run.outcome import RunOutcome
from tui.cli.judging.account import Account
from tui.cli.judging.command import (
    client_of,
    counted,
    held_in,
    held_or_out,
    plan_of,
    reader_of,
    settled,
    taken_or_told,
    wanted_of,
)
from tui.cli.judging.options import JudgeOptions
from tui.cli.judging.store import opened
from tui.cli.printing.late_progress import LateProgress
from tui.cli.printing.saying import say


def write_command(options: JudgeOptions, folder: Path) -> None:
    """Write the requests that have no answer yet to files of a folder; raises DiscretionError."""
    refuse_ours(folder)
    options = settled(options)
    client = client_of(options, sends=False)
    with opened(options.store, options.reviews) as store:
        plan = plan_of(options, wanted_of(options, client), store)
        path = run_path(options.store, journal_name(options.name, generic=options.generic))
        bodies = Bodies.of(client.model, as_taken(path, client.parameters))
        held, out = held_or_out(path, plan, client.host)
        price, why = batch_price(client)
        with LateProgress("requests") as progress:
            shown = counted(plan.left(held), plan.asking.wanted)
            account = Account(
                options.store,
                path,
                plan,
                estimate(shown, client.model, options.longest, price),
                options,
                client.host,
                batch=why,
                out=out,
            )
            files = write_requests(plan.left(held, progress.update), bodies, folder, path.stem)
    if options.as_json:
        account.print_document(None, None, files=[_row(each) for each in files])
        return
    if not files:
        beside = ", or out in batches" if out else " already"
        say(f"Everything is answered{beside}: nothing was written.")
        return
    account.forecast(err=False)
    for each in files:
        say(inert_line(f"Wrote {plural(each.requests, 'request')} to {each.path}.", 1000))
    say("Have the provider answer them as batches; then the same command with --read-answers FILES reads that.")


def read_command(options: JudgeOptions) -> None:
    """Put the answers of some files into the run's journal and the store; exits with 1 where any is missing."""
    options = settled(options)
    read_files(options, client_of(options, sends=False), options.files)


def read_files(
    options: JudgeOptions,
    client: LitellmClient,
    paths: Sequence[Path],
    notes: Sequence[str] = (),
    kept: Callable[[int], object] = lambda _: None,
) -> None:
    """Put the answers of some files where they belong, and tell about it and of `notes`; exits as `read_command`.

    `kept` is called once those to the plan's requests are in the journal, with how many others there were.
    """
    with opened(options.store, options.reviews) as store, closing(AnswerFiles(paths)) as files:
        plan = plan_of(options, wanted_of(options, client), store)
        wanted = plan.asking.wanted
        path = run_path(options.store, journal_name(options.name, generic=options.generic))
        held = held_in(path, plan, client.host)
        with LateProgress("requests") as progress:
            left = sum(1 for _ in plan.unanswered(held, progress.update))
        account = Account(options.store, path, plan, None, options, client.host)
        matched = matching(plan, files, held)
        first = next(matched, None)
        counts = files.counts
        outcome = None
        if first is not None:
            replies = replace(client.replies, price=batch_price(client)[0])
            read = reader_of(options, plan)
            with AnswerJournal.open(path, head_of(wanted, client.host, version("discretion"), left)) as journal:
                for warning in journal.warnings:
                    say(inert_line(warning), err=True)
                read_results(chain([first], matched), plan, journal, replies, read, counts)
                tokens = journal.counts.tokens_in, journal.counts.cached
                money = (journal.counts.spent, journal.counts.unpriced, journal.counts.estimated)
                outcome = RunOutcome(counts.answered, tuple(counts.failed), counts.before, *money, None, "", tokens)
        elif counts.foreign and not counts.before:
            raise OracleError(
                f"None of the {counts.foreign:,} answers is to a request of this run, such as the one named "
                f"{counts.stranger}: give the store and the options with which the requests were written."
            )
    kept(counts.foreign)
    taken = taken_or_told(options, path, plan, account, outcome) if path.exists() else None
    account.done(
        outcome,
        taken,
        [*notes, *notes_on(counts, left - counts.answered - len(counts.failed))],
        answers=_counted(counts),
    )


def batch_price(client: LitellmClient) -> tuple[Price | None, str]:
    """What a token costs in a batch, and that in words; the list price where the price of batches is unknown."""
    price = Price.of(client.model, batches=True)
    if price is not None:
        return price, "at the price of batches"
    return client.price, "at the list price, for that of batches is unknown"


def notes_on(counts: BatchAnswers, missing: int) -> list[str]:
    """What the user should hear of the files, a sentence each, where not all of it was answers to what is asked."""
    several = f"{plural(counts.twice, 'request')} had more than one answer"
    have = "has" if missing == 1 else "have"
    said = {
        f"{several}, and for {counts.conflicting:,} of them these differ: the first counts.": counts.conflicting,
        f"{plural(counts.unasked, 'request')} of the files went unanswered, for the batch expired or was "
        "cancelled.": counts.unasked,
        f"{plural(counts.foreign, 'answer')} to no request of this run, such as the one named {counts.stranger}, left "
        "out: read them with the options with which the requests were written.": counts.foreign,
        f"{plural(counts.broken, 'line')} left out for holding no answer, the first {counts.where}.": (counts.broken),
        f"{plural(missing, 'request')} {have} no answer yet.": missing,
    }
    return [note for note, count in said.items() if count > 0]


def _row(file: RequestFile) -> dict[str, object]:
    return {"path": str(file.path), "requests": file.requests, "bytes": file.size}


def _counted(counts: BatchAnswers) -> dict[str, int]:
    names = ("answered", "before", "unasked", "foreign", "twice", "conflicting", "broken")
    return {name: int(getattr(counts, name)) for name in names} | {"failed": len(counts.failed)}
