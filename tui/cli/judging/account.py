"""What `judge` says: before anything is sent what it will take, and at the end what came of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from typing import Any, Final

import click

from core.model.coverage import ENOUGH_VOTES, Coverage, all_of
from core.model.errors import OracleError
from core.model.number_words import percent, plural
from core.model.safe_text import inert_line
from core.model.ways import counted_ways
from core.oracle.journal.into_store import Taken
from core.oracle.questions.estimate import Estimate
from core.oracle.questions.plan import Plan
from core.oracle.run.outcome import RunOutcome
from tui.cli.judging.failures import passed_over, tell_failures
from tui.cli.judging.options import JudgeOptions
from tui.cli.printing.json_document import echo_json
from tui.cli.printing.saying import say

_SHOWN: Final = 200
_TRIES: Final = 2
"""How often a question is asked at most whose answers nobody can read."""
_THIN: Final = 5
"""Principles that are named for too few votes."""


class Account:
    """Tells the user about one run; with `--json`, in one document at the end."""

    def __init__(
        self,
        store: Path,
        journal: Path,
        plan: Plan,
        estimated: Estimate | None,
        options: JudgeOptions,
        host: str | None,
        *,
        batch: str | None = None,
        out: int = 0,
    ) -> None:
        """Tell about a run; `batch` says at what price, where its requests go into batches.

        `out` requests were sent in batches before and are not asked again.
        """
        self._store = store
        self._journal = journal
        self._wanted = plan.asking.wanted
        self._plan = plan
        self._planned = len(plan)
        self._estimated = estimated
        self._options = options
        self._host = host
        self._batch = batch
        self._out = out

    def dry(self) -> None:
        """Say what the run would take."""
        if self._options.as_json:
            self.print_document(None, None)
            return
        self.forecast(err=False)
        say("Nothing was sent.")

    def ask_leave(self) -> None:
        """Say what the run will take, and ask whether to send it where it may cost more than --max-cost.

        Raises OracleError where the answer is no, or there is nobody to ask.
        """
        estimated = self._estimated
        if estimated is None:
            return
        self.forecast(err=True)
        cost = estimated.cost
        if cost is not None and self._batch is None:
            cost = cost[0], _TRIES * cost[1]
        if self._options.yes or (cost is not None and cost[1] <= self._options.max_cost):
            return
        why = "may cost " + _dollars(cost) if cost is not None else "cost nobody here knows what"
        try:
            sure = click.confirm(
                inert_line(f"{plural(estimated.requests, 'request')} to {self._wanted.model} {why}. Send them?"),
                err=True,
            )
        except click.Abort:
            say(err=True)
            sure = False
        if not sure:
            if cost is None:
                raise OracleError("Nothing was sent: the price is unknown, so only --yes sends it without asking.")
            raise OracleError(f"Nothing was sent: pass --yes, or a --max-cost of ${_up(cost[1])} or more, to send it.")

    def done(self, outcome: RunOutcome | None, taken: Taken | None, notes: Sequence[str] = (), **more: object) -> None:
        """Say what came of the run; exits with 1 where an answer is missing, which some `notes` may tell too.

        `more` belongs into the document.
        """
        if self._options.as_json:
            self.print_document(outcome, taken, **more)
        elif outcome is None and not (taken and taken.new):
            if self._options.reads:
                say("There is nothing new in these files: every answer that belongs here was read before.")
            else:
                rest = " that is not out in batches" if self._out else ""
                say(inert_line(f"{self._whose} has answered all of this{rest} already: nothing was sent."))
        else:
            self._print(outcome, taken)
        for note in notes:
            say(inert_line(note, 2 * _SHOWN), err=True)
        if self._out:
            out = "request is" if self._out == 1 else "requests are"
            say(f"{self._out:,} {out} out in batches: --collect fetches what is answered.", err=True)
        if self.tell_missing(outcome) or notes or self._out:
            raise click.exceptions.Exit(1)

    def tell_missing(self, outcome: RunOutcome | None) -> bool:
        """Say which answers are missing and how to get them; False where none is."""
        if outcome is None or not (outcome.failed or outcome.stopped):
            return False
        tell_failures(outcome, in_batches=self._options.reads, other_form=self._options.other_form)
        return True

    @property
    def _whose(self) -> str:
        return f"The {self._wanted.role} {self._wanted.name}"

    def forecast(self, *, err: bool) -> None:
        """Print what the run will take."""
        wanted, estimated, options = self._wanted, self._estimated, self._options
        if estimated is None:
            return
        about = plural(self._plan.asked_cases, "case")
        if not wanted.generic:
            about += f", {plural(len(self._plan.asking.principles), 'principle')}"
        already = self._planned - estimated.requests - self._out
        rows = {
            "about": about
            + (", both orders" if len(wanted.orders) == 2 else ", one order")
            + (f", {wanted.samples} samples each" if wanted.samples > 1 else "")
            + (f", {wanted.together} principles a request" if wanted.together > 1 else ""),
            "sent to": self._host or "the provider's own address",
            "requests": f"{estimated.requests:,}"
            + (f", and {already:,} answered already" if already else "")
            + (f", and {self._out:,} out in batches: --collect fetches them" if self._out else ""),
            "tokens": f"{_span(*estimated.tokens_in)} in, {_span(*estimated.tokens_out)} out"
            + ("" if estimated.counted else " (by their length: the model's tokenizer is not at hand)"),
            "cost": _dollars(estimated.cost) if estimated.cost else f"unknown: {wanted.model} has no list price",
            "time": f"{_time(estimated.seconds(options.concurrency, options.rate))}, {options.concurrency} at once",
        }
        if self._batch is None and estimated.cost:
            rows["cost"] += ", and as much again at most where answers cannot be read and are asked for once more"
        if self._batch is not None:
            rows["cost"] += f", {self._batch}" if estimated.cost else ""
            rows["time"] = "as long as a batch takes, which is a day at most"
        say(inert_line(f"{wanted.model} as the {wanted.role} {wanted.name}, prompt {wanted.template.name}"), err=err)
        for name, said in rows.items():
            say(f"  {name:8}  {inert_line(said)}", err=err)

    def _print(self, outcome: RunOutcome | None, taken: Taken | None) -> None:
        if outcome is not None:
            spent = "cost unknown" if outcome.unpriced else f"${outcome.spent:.4f} spent on this run so far"
            if outcome.estimated and not outcome.unpriced:
                spent += f", estimated for {plural(outcome.estimated, 'answer')} whose tokens the server did not tell"
            whole, cached = outcome.tokens
            if cached:
                spent += f"; the server had read {cached:,} of {whole:,} tokens of the questions before"
            say(f"{plural(outcome.answered, 'request')} answered; {spent}.")
        if taken is None:
            return
        ways = f" ({counted_ways(taken.ways)})" if taken.ways else ""
        say(inert_line(f"{self._whose}: {plural(taken.new, 'new answer')} in {self._store}{ways}."))
        if taken.waiting:
            wait = "waits" if taken.waiting == 1 else "wait"
            say(f"{plural(taken.waiting, 'answer')} {wait} in the run's journal for the rest of their question.")
        for line in _coverage_lines(taken.coverage, self._plan):
            say(inert_line(line, 2 * _SHOWN))
        if taken.stale:
            say(f"{plural(taken.stale, 'answer')} left out: the store has other texts now.")

    def print_document(self, outcome: RunOutcome | None, taken: Taken | None, **more: object) -> None:
        """Print what was done as one document, with whatever `more` belongs in it."""
        echo_json(self._document(outcome, taken) | more)

    def _document(self, outcome: RunOutcome | None, taken: Taken | None) -> dict[str, Any]:
        wanted, estimated = self._wanted, self._estimated
        return {
            "store": str(self._store),
            "model": wanted.model,
            wanted.role: wanted.name,
            "journal": str(self._journal),
            "prompt": {
                "template": wanted.template.name,
                "sha256": wanted.template.digest,
                "reading": wanted.template.file.reading.value,
            },
            "parameters": wanted.parameters,
            "api_base": self._host,
            "plan": None if estimated is None else self._plan_row(estimated),
            "run": None if outcome is None else _outcome_row(outcome),
            "coverage": None if taken is None else [each.document() for each in taken.coverage],
            "store_now": None
            if taken is None
            else {
                "new": taken.new,
                "waiting": taken.waiting,
                "stale": taken.stale,
                "how": {how.value: count for how, count in taken.ways},
            },
        }

    def _plan_row(self, estimated: Estimate) -> dict[str, Any]:
        wanted, options = self._wanted, self._options
        return {
            "cases": self._plan.asked_cases,
            "principles": len(self._plan.asking.principles),
            "orders": len(wanted.orders),
            "samples": wanted.samples,
            "requests": estimated.requests,
            "answered_before": self._planned - estimated.requests - self._out,
            "out_in_batches": self._out,
            "tokens_in": estimated.tokens_in,
            "tokens_out": estimated.tokens_out,
            "cost": estimated.cost,
            "seconds": None if self._batch is not None else estimated.seconds(options.concurrency, options.rate),
        }


def _coverage_lines(found: Sequence[Coverage], plan: Plan) -> Iterator[str]:
    """How many of the votes wanted there are, and of which principles too few."""
    whole = all_of(found)
    if whole is None or not whole.missing:
        return
    noun = "Judgements" if plan.asking.wanted.generic else "Votes"
    yield f"{noun}: {whole.got:,} of {whole.wanted:,} wanted ({percent(whole.share, 0)}): {whole.missing}."
    names = {each.id: each.name for each in plan.asking.principles}
    thin = sorted((each for each in found if each.share < ENOUGH_VOTES), key=lambda each: each.share)
    for each in thin[:_THIN] if len(found) > 1 else ():
        name = names.get(each.principle, each.principle)
        yield f"  {name}: {each.got:,} of {each.wanted:,} ({percent(each.share, 0)}): {each.missing}"
    if len(thin) > _THIN and len(found) > 1:
        yield f"  and {len(thin) - _THIN} more principles under {percent(ENOUGH_VOTES, 0)}"


def _outcome_row(outcome: RunOutcome) -> dict[str, Any]:
    return {
        "answered": outcome.answered,
        "failed": dict(Counter(failure.kind.value for failure in outcome.failed)),
        "passed_over": passed_over(outcome),
        "spent": None if outcome.unpriced else outcome.spent,
        "estimated": outcome.estimated,
        "tokens_in": outcome.tokens[0],
        "cached_tokens": outcome.tokens[1],
        "stopped": None if outcome.stopped is None else outcome.stopped.value,
        "why": outcome.why,
    }


def _dollars(cost: tuple[float, float]) -> str:
    """A range of dollars, to the cent or to two digits that are not 0."""
    low, high = (f"{each:.2f}" if each >= 0.1 else f"{each:.2g}" for each in cost)
    return f"${low}" if low == high else f"${low} to ${high}"


def _up(dollars: float) -> str:
    """Dollars in plain digits, two of them that are not 0, and no less than given."""
    step = Decimal(1).scaleb(Decimal(dollars).adjusted() - 1)
    return f"{Decimal(dollars).quantize(step, ROUND_CEILING):f}"


def _span(low: int, high: int) -> str:
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _time(seconds: tuple[float, float]) -> str:
    low, high = seconds
    unit, size = next(
        (unit, size) for unit, size in (("h", 3600), ("min", 60), ("s", 1)) if high >= 2 * size or size == 1
    )
    return f"{low / size:.0f} to {high / size:.0f} {unit}"
