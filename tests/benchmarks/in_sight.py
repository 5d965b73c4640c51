"""How many conflicts are in sight as they open: what was asked last, how both responses begin, and every vote.

python tests/benchmarks/in_sight.py [STORE]

A case counts where nothing has to be pressed to see: the first line of the last human turn, the first OPENING lines of
each response (or all of it, if it is shorter), and each principle that votes for a side, by its name.
"""

import asyncio
import random
from pathlib import Path
from typing import Final

from core.review.session import ReviewSession
from tests.benchmarks.measuring import private_store
from tui.app.app import DiscretionApp
from tui.widgets.case.parts import Part, VotePart
from tui.widgets.case.prompt import PromptPart
from tui.widgets.case.view import CaseView

OPENING: Final = 3
SIZES: Final = ((80, 24), (120, 40), (200, 60))
COUNT: Final = 100


def missing(view: CaseView) -> list[str]:
    """What of the case on show is not in sight."""
    panes = {name: view.pane(name) for name in ("prompt", "a", "b", "left", "right")}
    out = []
    for name, pane in panes.items():
        if pane is None or pane.region.height < 1:
            out.append(name)
            continue
        part, (width, height) = pane.part, pane.region.size
        seen = {part.index(y, width, height) for y in range(height) if not _note(part, y, width, height)}
        wanted = range(min(part.count(width), OPENING))
        if isinstance(part, PromptPart):
            wanted = range(part.opening(width), part.opening(width) + 1)
        elif isinstance(part, VotePart):
            wanted = range(part.count(width))
        if not seen.issuperset(wanted):
            out.append(name)
    return out


def _note(part: Part, y: int, width: int, height: int) -> bool:
    return isinstance(part, PromptPart) and part.is_before(y, width, height)


async def measure(session: ReviewSession, size: tuple[int, int], places: list[int]) -> dict[str, int]:
    """Count, over places on the list, the cases that are in sight, and what is missing from the others."""
    found = {"in sight": 0}
    app = DiscretionApp(session)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        desk = app.review.desk
        for place in places:
            desk.list.move_to(place)
            desk.follow()
            await pilot.pause()
            out = missing(desk.view)
            found["in sight"] += not out
            for name in out:
                found[name] = found.get(name, 0) + 1
    return found


def main() -> None:
    """Measure the first conflicts of a store, and as many drawn at random."""
    with private_store("What is in sight of a conflict as it opens.") as store:
        session, _ = ReviewSession.open(Path(store), "bench")
        with session:
            count = int(session.counts()["conflict"])  # type: ignore[index] # a view is its word
            drawn = random.Random(0).sample(range(count), min(COUNT, count))
            for size in SIZES:
                for name, places in (("first", list(range(min(COUNT, count)))), ("random", drawn)):
                    found = asyncio.run(measure(session, size, places))
                    told = ", ".join(f"{name} {number}" for name, number in found.items())
                    print(f"{size[0]}x{size[1]}  {name:<7} {len(places)}: {told}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
