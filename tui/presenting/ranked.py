"""A ranking's principles as the live ranking and the table of all rankings show them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.metrics.tally import Tally
from core.model.number_words import signed
from core.model.safe_text import inert_line
from core.model.terms import Principle, Status, rough
from tui.common.format import PLACED_MARK


@dataclass(frozen=True, slots=True)
class RankedPrinciple:
    """A principle's place in one annotator's ranking; the name is inert and of one line.

    `key` tells principles apart. `rank` is None when unranked, `priority` (log-odds) unless `status` is `ranked`;
    it took part in so many `conflicts`, cases, and the annotator `sided` with it in some; in these it had so many
    `pairs` with another principle and `won` some. `few` tells that its number is too rough to lean on.
    Of all rankings, `group` is the letter of its component where there are several; `low` and `high` bound the
    priority, `rank_low` and `rank_high` the rank, None where there is no interval; `sd` is its deviation over the
    `share` of resamples in which it is a number. Of the live one, `moved` counts
    places up (positive) or down since the session began, `own` is its rank in the reviewer's own ranking, and `error`
    the standard error of the priority.
    """

    key: int
    principle: str
    rank: int | None
    status: str
    priority: float | None
    conflicts: int
    sided: int
    pairs: int
    won: int
    few: bool
    group: str = ""
    low: float | None = None
    high: float | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    sd: float | None = None
    share: float | None = None
    moved: int = 0
    own: int | None = None
    error: float | None = None


def ranked_principles(principles: Sequence[Principle], tally: Tally) -> list[RankedPrinciple]:
    """A ranking's principles, best first."""
    ranking, wins, sides = tally.ranking(), tally.wins, tally.sides
    won = wins.sum(axis=1)
    pairs, conflicts = won + wins.sum(axis=0), sides.sum(axis=0)
    return [
        RankedPrinciple(
            key=index,
            principle=inert_line(principles[index].name),
            rank=rank or None,
            status=ranking.status[index].value,
            priority=float(ranking.weights[index]) if ranking.status[index] is Status.RANKED else None,
            conflicts=int(conflicts[index]),
            sided=int(sides[0, index]),
            pairs=int(pairs[index]),
            won=int(won[index]),
            few=bool(rank) and rough(int(conflicts[index])),
        )
        for index in ranking.order.tolist()
        for rank in [int(ranking.rank[index])]
    ]


def priority_text(row: RankedPrinciple, number: Callable[[float | None], str] = signed) -> str:
    """Give the priority as a number, plus or minus infinity, `·` for placed without a number, or a dash."""
    if row.status == Status.ALWAYS_WINS:
        return signed(math.inf)
    if row.status == Status.ALWAYS_LOSES:
        return signed(-math.inf)
    if row.status == Status.PLACED:
        return PLACED_MARK
    return number(row.priority)
