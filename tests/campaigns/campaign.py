"""Trying one promise over and over, each round drawn from a seed, so that a failure can be had again."""

import random
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Round = Callable[[Path, random.Random, int], int]
"""One round, in an empty folder, with its own chance and its number: how many trials it was.

It raises AssertionError when one of them failed.
"""


_SOME = 50
"""Rounds after which it is told how far a campaign is."""
_LONGEST = 3000
"""Characters that are told of a failure."""


@dataclass(frozen=True)
class Campaign:
    """A promise and how a round of trying it goes; `short` is how many rounds the test suite has."""

    name: str
    promise: str
    round: Round
    short: int


@dataclass
class Tally:
    """What came of some rounds; a failure is the number of its round and what was seen."""

    tried: int = 0
    failures: list[tuple[int, str]] = field(default_factory=list)
    seconds: float = 0.0


def fight(
    campaign: Campaign,
    rounds: int,
    seed: int,
    first: int = 0,
    tell: Callable[[str], object] = print,
) -> Tally:
    """Go through so many rounds from round `first` on, tell each failure with how to repeat it, and the sum."""
    tally, began = Tally(), time.monotonic()
    for number in range(first, first + rounds):
        chance = random.Random(f"{campaign.name} {seed} {number}")
        with tempfile.TemporaryDirectory(prefix="campaign-", ignore_cleanup_errors=True) as folder:
            try:
                tally.tried += campaign.round(Path(folder).resolve(), chance, number)
            except Exception as error:  # noqa: BLE001 - whatever a round raises is a failure of what it tried
                tally.tried += 1
                said = str(error) if isinstance(error, AssertionError) else traceback.format_exc()
                said = said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
                tally.failures.append((number, said))
                tell(f"{campaign.name}, round {number} failed: {said}")
                tell(f"  again: python -m tests.campaigns {campaign.name} --seed {seed} --first {number} --rounds 1")
        if (number - first + 1) % _SOME == 0:
            tell(f"{campaign.name}, up to round {number}: {tally.tried} tried, {len(tally.failures)} failed")
    tally.seconds = time.monotonic() - began
    tell(f"{campaign.name}: {tally.tried} tried, {len(tally.failures)} failed ({tally.seconds:.0f} s)")
    return tally
