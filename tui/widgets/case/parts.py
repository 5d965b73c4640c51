"""What the parts of a case have in common, each of which scrolls for itself; and the votes of one side."""

from dataclasses import dataclass

from tui.common.format import fit
from tui.widgets.painting import Piece


class Part:
    """Lines of which a window is in sight, `top` the first of them."""

    def __init__(self) -> None:
        self.top = 0

    def count(self, width: int) -> int:
        """Count the lines in a pane `width` cells wide."""
        raise NotImplementedError

    def line(self, index: int, width: int) -> list[Piece]:
        """Draw line `index` in a pane `width` cells wide."""
        raise NotImplementedError

    def last_top(self, width: int, height: int) -> int:
        """Give the furthest that a pane of that size scrolls."""
        return max(self.count(width) - height, 0)

    def scroll_to(self, top: int, width: int, height: int) -> bool:
        """Scroll to a line, no further than there is text; False when that changes nothing."""
        before, self.top = self.top, min(max(top, 0), self.last_top(width, height))
        return self.top != before

    def rows(self, width: int, height: int) -> list[list[Piece]]:
        """Draw what stands in the rows of a pane of that size, the scrollbar left out."""
        first, count = self.index(0, width, height), self.count(width)
        return [self.line(index, width) if index < count else [] for index in range(first, first + height)]

    def index(self, y: int, width: int, height: int) -> int:
        """Give which line stands in row `y` of a pane of that size."""
        return y + min(self.top, self.last_top(width, height))

    def thumb(self, width: int, height: int) -> range:
        """Give the rows of the pane that the scrollbar's thumb takes; empty where all is in sight."""
        count = self.count(width)
        if count <= height or height <= 0:
            return range(0)
        size = max(1, height * height // count)
        start = round(min(self.top, count - height) / (count - height) * (height - size))
        return range(start, start + size)


@dataclass(frozen=True, slots=True)
class VoteShown:
    """A principle's vote: for side `A` or `B`, its probability in percent if known; the name is inert, of one line.

    `corrected` where it is not the oracle's own; `text` is the principle in full, inert and of one line.
    """

    principle: str
    side: str
    percent: float | None
    position_inconsistent: bool = False
    corrected: bool = False
    text: str = ""


def side_roles(side: str) -> str:
    """Give the roles of a side's letter."""
    return ("side-a" if side == "A" else "side-b") + " strong"


class VotePart(Part):
    """Votes, one a line or in pairs: the side's letter, the principle and, of one alone, how sure the oracle was."""

    def __init__(self) -> None:
        super().__init__()
        self.votes: tuple[VoteShown, ...] = ()
        self.paired = False

    def show(self, votes: tuple[VoteShown, ...]) -> None:
        """Show votes, or that there are none."""
        self.votes, self.top = votes, 0

    def pair(self, rows: int) -> None:
        """Let two votes share a line where there are too few rows for one a line."""
        self.paired = rows < len(self.votes)

    def count(self, width: int) -> int:  # noqa: ARG002
        """Count the lines, of which there is one also where there is no vote."""
        return max(-(-len(self.votes) // 2) if self.paired else len(self.votes), 1)

    def line(self, index: int, width: int) -> list[Piece]:
        """Draw a line of votes."""
        if not self.votes:
            return [(" no principle", "muted")]
        if not self.paired:
            return _vote(self.votes[index], width, sure=True)
        first = width // 2
        pair = self.votes[2 * index : 2 * index + 2]
        return [piece for vote, room in zip(pair, (first, width - first), strict=False) for piece in _vote(vote, room)]

    def at(self, index: int, x: int, width: int) -> VoteShown | None:
        """Give the vote in column `x` of a line."""
        place = 2 * index + (x >= width // 2) if self.paired else index
        return self.votes[place] if place < len(self.votes) else None


def _vote(vote: VoteShown, width: int, *, sure: bool = False) -> list[Piece]:
    """Draw one vote; `⇄` marks one that changed with the order of presentation, `✎` one that is corrected."""
    mark = (" ✎" if vote.corrected else "") + (" ⇄" if vote.position_inconsistent else "")
    percent = fit("" if vote.percent is None else f"{vote.percent:.0f} %", 6, right=True) if sure else ""
    return [
        (" ", ""),
        (vote.side, side_roles(vote.side)),
        (" " + fit(vote.principle, width - 4 - len(mark) - len(percent)), ""),
        (mark, "warn"),
        (percent, "muted"),
        *([] if sure else [(" ", "")]),
    ]
