"""The principles on one side of a case."""

from dataclasses import dataclass

from textual.content import Content

from tui.format import fit
from tui.widgets.lines import LineView, Piece


@dataclass(frozen=True, slots=True)
class VoteShown:
    """A principle's vote: for side `A` or `B`, its probability in percent if known; the name is inert, of one line."""

    principle: str
    side: str
    percent: float | None
    position_inconsistent: bool = False


def side_role(side: str) -> str:
    """Give the role that colours a side's letter."""
    return "side-a" if side == "A" else "side-b"


class VotePane(LineView, can_focus=False):
    """Votes, one a line: the side's letter, the principle, how sure the oracle was."""

    DEFAULT_CSS = """
    VotePane {
        border-top: solid $rule;
        border-title-color: $text-muted;
        padding: 0 1;
    }
    """

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self.votes: tuple[VoteShown, ...] = ()
        self._nothing = ""

    def show(self, title: Content, votes: tuple[VoteShown, ...], nothing: str = "none") -> None:
        """Show votes under a title, or a word that there are none."""
        self.border_title = title
        self.votes, self._nothing = votes, nothing
        self.scroll_to(y=0, animate=False, force=True, immediate=True)
        self.set_line_count(max(len(votes), 1))

    def draw(self, index: int, width: int) -> list[Piece]:
        """Draw one vote; `⇄` marks one that changed with the order of presentation."""
        if not self.votes:
            return [(self._nothing, "muted")]
        vote = self.votes[index]
        mark = " ⇄" if vote.position_inconsistent else ""
        sure = "" if vote.percent is None else f"{vote.percent:.0f} %"
        name = fit(vote.principle, width - 2 - len(mark) - 6)
        return [
            (vote.side, side_role(vote.side) + " strong"),
            (" " + name, ""),
            (mark, "warn"),
            (fit(sure, 6, right=True), "muted"),
        ]
