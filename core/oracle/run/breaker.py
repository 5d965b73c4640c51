"""When a run ends of its own accord: not because a case fails, but because nothing comes back any more."""

from typing import Final

from core.oracle.terms import Failure, FailureKind

UNREADABLE: Final = "the answer cannot be read"
"""How the failure of an answer begins that is no answer of a model at all."""
_FAILURES: Final = 20
_CASES: Final = 3
_OF_CASES: Final = {FailureKind.REFUSAL, FailureKind.TOO_LONG}
_OF_SERVERS: Final = {FailureKind.CONNECTION, FailureKind.TIMEOUT, FailureKind.QUOTA}


class Breaker:
    """Says when a run should end: cases that are refused or too long are passed over, and a server may fail on one.

    It should once 20 requests in a row failed (or twice as many as are sent at once), about three cases where it may be
    the case; once 20 answers about three cases were none, and none before; and once 20 cases were too long, and no case
    was short enough.
    """

    def __init__(self, concurrency: int, *, nothing_yet: bool) -> None:
        self._most = max(_FAILURES, 2 * concurrency)
        self._nothing_yet = nothing_yet
        self._in_a_row: list[str] = []
        self._unread: list[str] = []
        self._too_long: set[str] = set()

    def answered(self) -> None:
        """Take note of an answer."""
        self._in_a_row.clear()
        self._nothing_yet = False

    def failed(self, failure: Failure) -> str | None:
        """Take note of a failure, and say why the run should end; None where it should go on."""
        unreadable = failure.message.startswith(UNREADABLE)
        if failure.kind in _OF_CASES or (failure.kind is FailureKind.UNPARSABLE and not unreadable):
            self._in_a_row.clear()
            return self._nothing_read(failure) if self._nothing_yet else None
        self._in_a_row.append(failure.case)
        if len(self._in_a_row) < self._most:
            return None
        if failure.kind not in _OF_SERVERS and len(set(self._in_a_row)) < _CASES:
            return None
        return f"The last {len(self._in_a_row)} requests failed, the latest with: {failure.message}"

    def _nothing_read(self, failure: Failure) -> str | None:
        """Why a run should end in which nothing was read yet."""
        if failure.kind is FailureKind.TOO_LONG:
            self._too_long.add(failure.case)
            if len(self._too_long) >= _FAILURES:
                return f"The first {len(self._too_long)} cases were too long, the latest with: {failure.message}"
        if failure.kind is FailureKind.UNPARSABLE:
            self._unread.append(failure.case)
            cases = len(set(self._unread))
            if len(self._unread) >= _FAILURES and cases >= _CASES:
                count = len(self._unread)
                return f"None of the first {count} answers, about {cases} cases, could be read: {failure.message}"
        return None
