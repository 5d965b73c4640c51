"""What a run is allowed, how it stands, and what it came to."""

from dataclasses import dataclass
from enum import StrEnum

from core.oracle.terms import Failure, Record


@dataclass(frozen=True, slots=True)
class Limits:
    """How hard a run may try.

    `concurrency` requests at once, `rate` requests a second (None is no limit), `timeout` seconds for one of them,
    `budget` dollars for the whole run, journal included (None is no limit), `attempts` for each request. `backoff` is
    the first pause in seconds.
    """

    concurrency: int = 8
    rate: float | None = None
    timeout: float = 60.0
    budget: float | None = None
    attempts: int = 6
    backoff: float = 1.0


class Ending(StrEnum):
    """Why a run ended before every request had been tried."""

    INTERRUPTED = "interrupted"
    BUDGET = "budget"
    REFUSED = "refused"
    """The key, the model or the account: every other request would meet the same."""
    FAILING = "failing"
    """One request after the other failed."""


@dataclass(frozen=True, slots=True)
class RunProgress:
    """Where a run stands: requests answered and failed since it was begun or taken up, and answered before.

    `spent` is in dollars and of the whole run; `latest` is what the last request came to.
    """

    answered: int
    failed: int
    skipped: int
    spent: float
    unpriced: int
    latest: Record
    finishing: bool


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """What a run came to. `stopped` is None if every request was tried, else `why` says in a sentence why not.

    `answered` and `failed` are of this sitting; `spent` is in dollars and of the whole run. So are the answers whose
    price is unknown (`unpriced`), those whose tokens the server did not tell (`estimated`), and `tokens`: those of the
    questions, and how many of them the server had read before.
    """

    answered: int
    failed: tuple[Failure, ...]
    skipped: int
    spent: float
    unpriced: int
    estimated: int
    stopped: Ending | None
    why: str
    tokens: tuple[int, int] = (0, 0)
