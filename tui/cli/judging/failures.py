"""What `judge` says of answers that are missing: what failed, by its kind, and how to ask only that again."""

from collections import Counter
from typing import Final

from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.oracle.run.outcome import RunOutcome
from core.oracle.terms import FailureKind
from tui.cli.printing.saying import say

_SHOWN: Final = 200
_PASSED_OVER: Final = {FailureKind.TOO_LONG, FailureKind.REFUSAL}
_AGAIN: Final = "The same command asks only what is missing."
_AGAIN_IN_BATCHES: Final = (
    "The same command without --read-answers and --collect asks only what is missing; so do --write-requests and "
    "--submit."
)
_FORM: Final = {
    "--structured": "where the server can hold them to a JSON schema, --structured asks for that.",
    "--no-structured": "the server was asked to hold them to a JSON schema; --no-structured asks for plain ones.",
}
_IN_TIME: Final = "For a server that is slow, give a longer --timeout, or ask less at once with --concurrency."
_NAMED: Final = 20
"""Cases that are named one by one."""


def tell_failures(outcome: RunOutcome, *, in_batches: bool = False, other_form: str | None = None) -> None:
    """List what failed by its kind, and how to ask only that again; `other_form` is an option that might mend it."""
    if outcome.why:
        say(inert_line(outcome.why, 2 * _SHOWN), err=True)
    if outcome.failed:
        say(f"{plural(len(outcome.failed), 'request')} failed:", err=True)
    kinds = Counter(failure.kind for failure in outcome.failed)
    for kind, count in kinds.most_common():
        example = next(failure for failure in outcome.failed if failure.kind is kind)
        said = inert_line(f"case {example.case}: {example.message}", _SHOWN)
        say(f"  {kind.value:10}  {count:>6}  such as {said}", err=True)
    over = passed_over(outcome)
    if over:
        more = f" and {len(over) - _NAMED:,} more" if len(over) > _NAMED else ""
        named = inert_line(", ".join(over[:_NAMED]), 4 * _SHOWN)
        say(f"{plural(len(over), 'case')} passed over, too long or refused: {named}{more}.", err=True)
    if kinds[FailureKind.TIMEOUT]:
        say(_IN_TIME, err=True)
    if other_form and kinds[FailureKind.UNPARSABLE] > outcome.answered:
        say(f"More answers could not be read than were: {_FORM[other_form]}", err=True)
    say(_AGAIN_IN_BATCHES if in_batches else _AGAIN, err=True)


def passed_over(outcome: RunOutcome) -> list[str]:
    """The cases that were too long or refused, each once."""
    return list(dict.fromkeys(each.case for each in outcome.failed if each.kind in _PASSED_OVER))
