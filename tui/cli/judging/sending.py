"""`judge --submit` and `judge --collect`: batches sent from here, and their answers fetched when they are there."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import click

from core.model.errors import OracleError
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.model.times import utc_now
from core.oracle.batches.bodies import Bodies, as_taken
from core.oracle.batches.services import BatchError, BatchService, service_of
from core.oracle.batches.under_way import BatchLog, SentBatch, sent_batches
from core.oracle.batches.writing import RequestFile, write_requests
from core.oracle.journal.writer import answered_keys, run_path
from core.oracle.questions.estimate import estimate
from core.oracle.run.beginning import journal_name
from core.storage.replacing import replacing
from tui.cli.judging.account import Account
from tui.cli.judging.batches import batch_price, read_files
from tui.cli.judging.command import client_of, counted, held_or_out, plan_of, settled, wanted_of
from tui.cli.judging.options import JudgeOptions
from tui.cli.judging.store import opened
from tui.cli.printing.saying import say


def submit_command(options: JudgeOptions) -> None:
    """Send the requests that have no answer yet as batches; raises DiscretionError."""
    options = settled(options)
    client = client_of(options)
    with ExitStack() as kept:
        with opened(options.store, options.reviews) as store:
            plan = plan_of(options, wanted_of(options, client), store)
            plan.asking.texts.keep()
            kept.callback(plan.asking.texts.close)
            path = run_path(options.store, journal_name(options.name, generic=options.generic))
            bodies = Bodies.of(client.model, as_taken(path, client.parameters))
            service = kept.enter_context(closing(service_of(client, bodies.shape)))
            held, out = held_or_out(path, plan, client.host)
            _refuse_unknown(path)
            price, why = batch_price(client)
            estimated = estimate(counted(plan.left(held), plan.asking.wanted), client.model, options.longest, price)
        account = Account(options.store, path, plan, estimated, options, client.host, batch=why, out=out)
        sent = []
        if estimated.requests:
            account.ask_leave()
            log = kept.enter_context(BatchLog.open(path))
            folder = log.folder / utc_now().replace(":", "").replace(".", "")
            files = write_requests(plan.left(held), bodies, folder, path.stem)
            sent = _send(files, service, log)
    if options.as_json:
        account.print_document(None, None, batches=[{"name": name, "requests": count} for name, count in sent])
    elif not sent:
        say("Everything is answered, or out in batches: nothing was sent.")
    else:
        say("The same command with --collect in place of --submit fetches what is answered.")


def collect_command(options: JudgeOptions) -> None:
    """Fetch the answers of the batches that have ended, and read them; exits with 1 where any is missing."""
    options = settled(options)
    client = client_of(options)
    path = run_path(options.store, journal_name(options.name, generic=options.generic))
    waiting = [each for each in sent_batches(path) if each.name is not None and not each.read]
    if not waiting:
        _refuse_unknown(path)
        raise OracleError("No batch of this run waits to be collected: send one with --submit.")
    shape = Bodies.of(client.model, client.parameters).shape
    with BatchLog.open(path) as log, closing(service_of(client, shape)) as service:
        fetched, notes = _fetch(waiting, service)
        if not fetched:
            for note in notes:
                say(inert_line(note, 400), err=True)
            raise click.exceptions.Exit(1)

        def read(foreign: int) -> None:
            for file in fetched:
                log.read(file, whole=not foreign)

        read_files(options, client, list(fetched.values()), notes, read)


def _send(files: Sequence[RequestFile], service: BatchService, log: BatchLog) -> list[tuple[str, int]]:
    """Send files one by one, and give the names of their batches; what was not sent is not left lying about."""
    sent = []
    left = [each.path for each in files]
    try:
        for each in files:
            log.sending(each.path, each.requests)
            try:
                name = service.send(each.path)
            except BatchError as error:
                if not error.certain:
                    left.remove(each.path)
                raise
            log.sent(each.path, name)
            left.remove(each.path)
            sent.append((name, each.requests))
            say(inert_line(f"Sent {plural(each.requests, 'request')} as the batch {name}.", 400), err=True)
    except BatchError:
        for path in left:
            path.unlink(missing_ok=True)
        raise
    return sent


def _fetch(waiting: Sequence[SentBatch], service: BatchService) -> tuple[dict[Path, Path], list[str]]:
    """The answers of the batches that have ended, by the file of their requests, and what to say of the others."""
    fetched: dict[Path, Path] = {}
    notes = []
    for each in waiting:
        name = each.name or ""
        state = service.state(name)
        if not state.ended:
            notes.append(f"The batch {name} is under way: {state.done:,} of {state.total or each.requests:,} are done.")
            continue
        if state.why:
            notes.append(f"The batch {name} was refused as a whole: {state.why}")
        try:
            with replacing(each.answers, sync=True, linked=False) as beside, beside.open("wb") as file:
                file.writelines(service.answers(name))
        except OSError as error:
            raise OracleError(f"The answers cannot be written to {each.answers}: {error.strerror}.") from error
        fetched[each.file] = each.answers
    return fetched, notes


def _refuse_unknown(path: Path) -> None:
    """Raise OracleError where a file may have been sent or not: to send it again could be paid for twice."""
    unknown = next((each for each in sent_batches(path) if each.name is None), None)
    if unknown is None or answered_keys(path) >= set(unknown.names()):
        return
    raise OracleError(
        f"{unknown.file} was being sent when that was cut short, and may have arrived: look for it in the provider's "
        "list of batches, then read its answers with --read-answers; where it is not there, remove the file."
    )
