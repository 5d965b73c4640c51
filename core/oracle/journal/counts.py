"""What the lines of a run's journal amount to, counted while they come."""

from core.oracle.journal.lines import LineRead, RunHead
from core.oracle.terms import Answer, Charge, Failure, Record


class AnswerCounts:
    """Requests answered, requests that have failed since, dollars and tokens; it keeps no more of them than the keys.

    `spent` is in dollars and counts what is priced; `unpriced` counts the answers, good or not, whose price is unknown,
    `estimated` those whose tokens were not told by the server. `votes` are the answers on single principles, `requests`
    how many there are in all (None where the journal does not say), `skipped` the lines that cannot be read.
    `unsure` is what requests that brought nothing may have cost, `beyond` the most that one answer was billed for
    tokens that it may not have.
    """

    def __init__(self) -> None:
        self.head: RunHead | None = None
        self.requests: int | None = None
        self.spent = self.unsure = self.beyond = 0.0
        self._room = 0
        self.unpriced = self.estimated = self.tokens_in = self.cached = self.tokens_out = self.votes = self.skipped = 0
        self._priced = 0
        self._answered: set[bytes] = set()
        self._partly = 0
        self._failed: set[bytes] = set()

    @property
    def answered(self) -> int:
        """How many requests have an answer on all that they asked."""
        return len(self._answered) - self._partly

    @property
    def failed(self) -> int:
        """How many requests have failed and have no answer."""
        return len(self._failed)

    @property
    def average(self) -> float:
        """Dollars that a priced request took on average."""
        return self.spent / max(1, self._priced)

    def holds(self, key: str) -> bool:
        """Whether the request of this key was answered."""
        return short_key(key) in self._answered

    def add(self, found: LineRead) -> bool:
        """Count a line, None for one that cannot be read; give whether it is the first answer to its request."""
        if found is None:
            self.skipped += 1
        elif isinstance(found, Charge):
            self.unsure += found.most
        elif isinstance(found, RunHead):
            room = found.parameters.get("max_tokens") or found.parameters.get("max_completion_tokens")
            self._room = room if isinstance(room, int) else 0
            self.head = self.head or found
            to_ask = found.about.get("requests")  # those that were not answered then
            self.requests = self.answered + to_ask if isinstance(to_ask, int) else None
        else:
            return self._add_record(found)
        return False

    def _add_record(self, record: Record) -> bool:
        first: Answer | Failure = record if isinstance(record, Failure) else record[0]
        key, usage = short_key(first.key), first.usage
        self.tokens_in += usage.tokens_in
        self.tokens_out += usage.tokens_out
        self.cached += usage.cached
        self.estimated += usage.estimated
        if usage.cost is not None:
            self.spent += usage.cost
            self._priced += 1
            over = usage.tokens_out - self._room
            if self._room and over > 0:
                self.beyond = max(self.beyond, usage.cost * over / usage.tokens_out)
        elif usage.tokens_in or usage.tokens_out:
            self.unpriced += 1
        if key in self._answered:
            return False
        if isinstance(record, Failure):
            self._failed.add(key)
            return False
        self._answered.add(key)
        self._partly += bool(record[0].asked)
        self._failed.discard(key)
        self.votes += len(record)
        return True


def short_key(key: str) -> bytes:
    """A request's key in half the room, for holding many of them."""
    try:
        return bytes.fromhex(key)
    except ValueError:
        return key.encode()
