"""One case: what was asked, the two responses, who chose which, and what the principles say."""

from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from tui.format import NOTHING
from tui.widgets.text_pane import Divider, TextPane
from tui.widgets.votes import VotePane, VoteShown

NARROWEST: Final = 30
"""Columns below which the responses stand above one another."""
MOST_VOTES: Final = 8
_SIDES: Final = {1: "A", -1: "B", 0: "neither"}
_VERDICTS: Final = {
    "flag": ("⚑ flagged", "$error bold"),
    "uphold": ("✓ upheld", "$success bold"),
    "skip": (f"{NOTHING} skipped", ""),
}


@dataclass(frozen=True, slots=True)
class CaseShown:
    """All that is shown of a case; every text is inert, all but prompt and responses of one line.

    `preference` is the annotator's (1 for A, -1 for B, 0 none), `own` the reviewer's, `verdict` the reviewer's standing
    one (`flag`, `uphold`, `skip`); an empty `annotator` leaves out who chose. `indifferent` counts votes of 0.
    """

    label: str
    prompt: str
    response_a: str
    response_b: str
    annotator: str
    preference: int
    flagged: bool
    own: int | None
    verdict: str | None
    note: str | None
    category: str
    sided: tuple[VoteShown, ...]
    overruled: tuple[VoteShown, ...]
    indifferent: int


class Heights(NamedTuple):
    """Lines given to the three parts of a case."""

    prompt: int
    responses: int
    votes: int


def share_heights(height: int, prompt: int, responses: int, votes: int, *, least: int) -> Heights:
    """Share `height` lines among a prompt of so many lines, responses (rules included) and rows of votes.

    The votes take what they need up to 8 rows or a quarter; the prompt up to two fifths, or more where the responses
    leave room; the responses, which get at least `least` lines if there are any, take the rest.
    """
    vote_lines = 1 + max(1, min(votes, MOST_VOTES, max(3, height // 4)))
    room = max(height - vote_lines, 2)
    most = max(height * 2 // 5, room - responses)
    prompt_lines = max(1, min(prompt, most, room - least))
    return Heights(prompt_lines, max(room - prompt_lines, 1), vote_lines)


def share_stack(height: int, first: int, second: int) -> int:
    """Give the lines of the upper of two stacked parts that need `first` and `second` lines: half, or what is over."""
    return max(1, min(first, max(height // 2, height - second)))


def _verdict_of(case: CaseShown) -> dict[str, Any]:
    """What a case shows of the reviewer's own say."""
    return {"flagged": case.flagged, "own": case.own, "verdict": case.verdict, "note": case.note}


def _texts(case: CaseShown) -> tuple[str, ...]:
    return case.label, case.prompt, case.response_a, case.response_b


def side_content(side: str) -> Content:
    """Give a side's letter in its accent."""
    return Content.styled(side, "$side-a bold" if side == "A" else "$side-b bold")


class CaseView(Vertical):
    """A case in a frame; `show` reuses every widget."""

    DEFAULT_CSS = """
    CaseView {
        border: round $rule;
        border-title-color: $foreground;
        border-subtitle-color: $text-muted;
        & > .case--responses { height: 1fr; layout: horizontal; }
        & > .case--votes { height: auto; }
        & > .case--nothing { height: 1fr; padding: 1 2; color: $text-muted; display: none; }
        &.-stacked > .case--responses { layout: vertical; }
        &.-stacked .case--responses Divider { display: none; }
        &.-nothing > * { display: none; }
        &.-nothing > .case--nothing { display: block; }
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.case: CaseShown | None = None
        self.prompt = TextPane(classes="case--prompt")
        self.response_a = TextPane(classes="case--response -titled")
        self.response_b = TextPane(classes="case--response -titled")
        self.left = VotePane()
        self.right = VotePane()
        self._joint = Divider("┼")
        self._votes = Horizontal(self.left, self._joint, self.right, classes="case--votes")
        self._nothing = Static(markup=False, classes="case--nothing")

    def compose(self) -> ComposeResult:
        """Give prompt, responses, votes and, hidden, the sentence shown without a case."""
        yield self.prompt
        yield Container(self.response_a, Divider(), self.response_b, classes="case--responses")
        yield self._votes
        yield self._nothing

    def show(self, case: CaseShown) -> None:
        """Show a case; texts begin at their tops unless it is the case already shown."""
        before, self.case = self.case, case
        self.remove_class("-nothing")
        if before is not None and replace(before, **_verdict_of(case)) == case:
            # Only what the reviewer says of it is new: the texts and votes need not be drawn again.
            self._show_frame(case)
            return
        if before is None or _texts(case) != _texts(before):
            self.prompt.show(case.prompt)
            self.response_a.show(case.response_a)
            self.response_b.show(case.response_b)
        self.response_a.border_title = self._response_title(case, 1)
        self.response_b.border_title = self._response_title(case, -1)
        self._show_votes(case)
        self._show_frame(case)
        self._share()

    def show_nothing(self, sentence: str) -> None:
        """Show a sentence instead of a case."""
        self.case = None
        self._nothing.update(Content(sentence))
        self.border_title = self.border_subtitle = None
        self.add_class("-nothing")

    def show_all(self) -> None:
        """Show long texts in full."""
        for pane in (self.prompt, self.response_a, self.response_b):
            pane.show_all()

    def page(self, direction: int) -> bool:
        """Read on (1) or back (-1) by a page: the prompt, then both responses; False at the end."""
        return self._scroll([direction * max(1, pane.size.height - 1) for pane in self._panes()], direction)

    def scroll_text(self, delta: int) -> bool:
        """Read on or back by lines, like `page`."""
        return self._scroll([delta] * 3, delta)

    def on_resize(self) -> None:
        """Stack the responses where they would be too narrow, and share the height again."""
        self.set_class((self.content_size.width - 1) // 2 < NARROWEST, "-stacked")
        if self.case is not None:
            self._show_frame(self.case)
            self._share()

    def _panes(self) -> tuple[TextPane, TextPane, TextPane]:
        return self.prompt, self.response_a, self.response_b

    def _scroll(self, deltas: list[int], direction: int) -> bool:
        steps = list(zip(self._panes(), deltas, strict=True))
        prompt, responses = steps[:1], steps[1:]
        for group in (prompt, responses) if direction > 0 else (responses, prompt):
            moved = [pane.scroll_lines(delta) for pane, delta in group]
            if any(moved):
                return True
        return False

    def _share(self) -> None:
        width, height = self.content_size
        if width <= 0 or height <= 0 or self.case is None:
            return
        stacked = self.has_class("-stacked")
        pane = width if stacked else (width - 1) // 2
        both = [text.lines(pane, height) + 1 for text in (self.response_a, self.response_b)]
        votes = max(len(self.left.votes), len(self.right.votes))
        heights = share_heights(
            height,
            self.prompt.lines(width, height),
            sum(both) if stacked else max(both),
            votes,
            least=10 if stacked else 6,
        )
        self._joint.joint = "┬" if stacked else "┼"
        self.prompt.styles.height = heights.prompt
        self._votes.styles.height = heights.votes
        self.response_a.styles.height = share_stack(heights.responses, *both) if stacked else "1fr"

    def _response_title(self, case: CaseShown, side: int) -> Content:
        letter = side_content(_SIDES[side])
        chosen = case.preference == side and case.annotator
        return Content.assemble(" ", letter, (" ● chosen", "$foreground bold") if chosen else "", " ")

    def _show_votes(self, case: CaseShown) -> None:
        if case.preference and case.annotator:
            self.left.show(Content(" sided with "), case.sided, "no principle")
            self.right.show(Content(" overruled "), case.overruled, "no principle")
            return
        votes = case.sided + case.overruled
        for pane, side in ((self.left, "A"), (self.right, "B")):
            title = Content.assemble(" for ", side_content(side), " ")
            pane.show(title, tuple(vote for vote in votes if vote.side == side), "no principle")

    def _show_frame(self, case: CaseShown) -> None:
        room = self.content_size.width - 2
        titles = [self._title(case, detail) for detail in (2, 1, 0)]
        self.border_title = next((title for title in titles if title.cell_length <= room), titles[-1])
        self.border_subtitle = self._subtitle(case)

    def _title(self, case: CaseShown, detail: int) -> Content:
        """Give the frame's title, with the category and the indifferent votes only at the higher details."""
        votes = case.sided + case.overruled
        for_a = sum(vote.side == "A" for vote in votes)
        parts: list[Content | str | tuple[str, str]] = [(case.label, "bold"), " ── "]
        if detail == 2:
            parts.append(f"{case.category}: ")
        parts += [f"{for_a} for ", side_content("A"), f", {len(votes) - for_a} for ", side_content("B")]
        if detail >= 1 and case.indifferent:
            parts.append(f", {case.indifferent} neither")
        if case.annotator:
            parts.append(f" ── {case.annotator} chose ")
            side = _SIDES[case.preference]
            parts.append(side_content(side) if case.preference else side)
        return Content.assemble(*parts)

    def _subtitle(self, case: CaseShown) -> Content | None:
        parts: list[Content] = []
        if case.verdict is not None:
            parts.append(Content.styled(*_VERDICTS[case.verdict]))
        if case.flagged and case.verdict != "flag":
            parts.append(Content("⚑ left out of the metrics"))
        if case.own is not None:
            side = _SIDES[case.own]
            parts.append(Content.assemble("mine ", side_content(side) if case.own else side))
        if case.note:
            parts.append(Content(f"“{case.note}”"))
        return Content(" · ").join(parts) if parts else None


__all__ = ["CaseShown", "CaseView", "VoteShown"]
