"""What the user of `judge` asked for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

_ONE_ANSWER: Final = 8
"""Tokens that a short answer may take, with what a model puts around it."""
_A_LINE: Final = 8


@dataclass(frozen=True, slots=True)
class JudgeOptions:
    """What the user asked for; None where the default holds."""

    store: Path
    reviews: Path | None
    model: str
    generic: bool
    oracle: str | None
    annotator: str | None
    where: str | None
    reviewer: str | None
    limit: int | None
    sample: int | None
    seed: int
    only_missing: bool
    orders: str
    samples: int
    batch_principles: int
    api_base: str | None
    api_key_env: str | None
    max_tokens: int | None
    concurrency: int
    rate: float | None
    timeout: float
    budget: float | None
    max_cost: float
    dry_run: bool
    yes: bool
    as_json: bool

    @property
    def together(self) -> int:
        """How many principles go into one request; 0 for the generic question."""
        return 0 if self.generic else self.batch_principles

    @property
    def longest(self) -> int:
        """How many tokens an answer may have."""
        return self.max_tokens or (_ONE_ANSWER if self.together < 2 else _A_LINE * self.together + _ONE_ANSWER)
