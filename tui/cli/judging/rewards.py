"""`judge --reward`: a reward model behind a server that scores becomes an annotator."""

from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path

import click

from core.model.errors import OracleError
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.oracle.journal.writer import AnswerJournal, answered_keys, read_answers, run_path
from core.oracle.questions.case_texts import CaseTexts
from core.oracle.rewards.asking import (
    RewardRequest,
    read_reward,
    refuse_other_annotator,
    reward_asks,
    reward_messages,
    take_rewards,
)
from core.oracle.rewards.client import RewardClient
from core.oracle.run.beginning import journal_name
from core.oracle.run.outcome import Limits, RunOutcome
from core.oracle.run.run import run
from core.storage.store import Store
from core.storage.waiting import wait_for_store
from core.storage.writing import StoreWriter
from tui.cli.judging.failures import passed_over, tell_failures
from tui.cli.judging.options import JudgeOptions
from tui.cli.judging.progress import JudgeProgress
from tui.cli.judging.store import PATIENCE, opened
from tui.cli.printing.json_document import echo_json
from tui.cli.printing.late_progress import LateProgress
from tui.cli.printing.saying import say


def reward_command(options: JudgeOptions, way: str) -> None:
    """Have a reward model score both responses of each case; exits with 1 where a reward is missing."""
    if options.api_base is None:
        raise OracleError("A reward model is asked at its server: pass --api-base, such as http://localhost:8000.")
    client = RewardClient(way, options.model, options.api_base, options.api_key_env)
    wanted = RewardRequest(options.annotator or client.model, client.model, way, options.choice)
    path = run_path(options.store, f"{journal_name(wanted.name, generic=False)}.reward")
    with ExitStack() as kept:
        with opened(options.store, options.reviews) as store:
            refuse_other_annotator(store, wanted, begun=path.exists())
            texts = CaseTexts(store)
            texts.keep()
            kept.callback(texts.close)
            with LateProgress("plan", at_once=True):
                asks = reward_asks(texts, store, wanted, answered_keys(path))
        what = f"{plural(len(asks), 'case')} to {client.host}: {wanted.model} as the annotator {wanted.name}, by {way}"
        say(inert_line(what, 400), err=True)
        outcome = None
        if options.dry_run:
            say("Nothing was sent.")
            return
        if asks:
            if not (options.yes or click.confirm("What that costs is unknown. Send them?", err=True)):
                raise OracleError("Nothing was sent: pass --yes to send it without being asked.")
            limits = Limits(options.concurrency, options.rate, options.timeout)
            head = wanted.head(client.host, version("discretion"), len(asks))
            with AnswerJournal.open(path, head) as journal, JudgeProgress(len(asks)) as progress:
                requests = reward_messages(texts, asks)
                outcome = run(requests, client, journal, read_reward, limits, progress.update, notice=progress.tell)
    new = _taken(options, path, wanted) if path.exists() else 0
    _tell(options, wanted, outcome, new)


def _taken(options: JudgeOptions, path: Path, wanted: RewardRequest) -> int:
    with wait_for_store(lambda: Store.open(options.store), PATIENCE, lambda _: None) as store:
        texts = CaseTexts(store)
        numbers = store.numbers(list({each.case for each in read_answers(path)}))
        current = {wanted.ask(texts.case(n)).key for n in numbers.values()}
    with wait_for_store(lambda: StoreWriter.open(options.store), PATIENCE, lambda _: None) as writer:
        return take_rewards(writer, path, wanted, current, version("discretion"))


def _tell(options: JudgeOptions, wanted: RewardRequest, outcome: RunOutcome | None, new: int) -> None:
    """Say what came of it; exits with 1 where a reward is missing."""
    answered = 0 if outcome is None else outcome.answered
    missing = outcome is not None and bool(outcome.failed or outcome.stopped)
    if options.as_json:
        over = [] if outcome is None else passed_over(outcome)
        row = {"answered": answered, "failed": 0 if outcome is None else len(outcome.failed), "passed_over": over}
        echo_json({"store": str(options.store), "annotator": wanted.name, "model": wanted.model} | {
            "reward": wanted.way, "run": None if outcome is None else row, "new": new,
        })  # fmt: skip
    elif outcome is None and not new:
        say(inert_line(f"The annotator {wanted.name} has the rewards of all this already: nothing was sent."))
    else:
        said = f"The annotator {wanted.name}: {plural(new, 'new annotation')} in {options.store}, with their margins."
        say(inert_line(said, 400))
    if outcome is not None and missing:
        tell_failures(outcome)
        raise click.exceptions.Exit(1)
