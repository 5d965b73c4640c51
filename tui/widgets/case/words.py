"""What the frame around a case says: its titles, as pieces."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len

from core.model.number_words import NOTHING
from tui.widgets.case.choices import ChoicesShown
from tui.widgets.case.parts import VoteShown, side_roles
from tui.widgets.painting import Piece

if TYPE_CHECKING:
    from tui.widgets.case.differences import Differences

_MOST_DETAIL: Final = 5
SIDES: Final = {1: "A", -1: "B", 0: "neither"}
MISSING: Final = "missing"
"""What is shown in place of a vote that nobody cast."""
_VERDICTS: Final = {
    "flag": ("⚑ flagged", "bad strong"),
    "uphold": ("✓ upheld", "good strong"),
    "skip": (f"{NOTHING} skipped", "muted"),
}


@dataclass(frozen=True, slots=True)
class CaseShown:
    """All that is shown of a case; every text is inert, all but prompt and responses of one line.

    `preference` is the annotator's (1 for A, -1 for B, 0 none), `own` the reviewer's, `verdict` the reviewer's standing
    one (`flag`, `uphold`, `skip`); an empty `annotator` leaves out who chose, and without `annotated` nobody did.
    `indifferent` counts votes of 0 that were cast, `missing` those that were not; `place` tells where the case stands
    in the list, `facts` what else came with it, on one line, `choices` what everybody chose.
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
    place: str = ""
    annotated: bool = True
    missing: int = 0
    facts: str = ""
    choices: ChoicesShown = field(default_factory=ChoicesShown)

    def verdict_fields(self) -> dict[str, Any]:
        """Give what the reviewer says of the case."""
        return {
            "flagged": self.flagged,
            "own": self.own,
            "verdict": self.verdict,
            "note": self.note,
            "choices": self.choices,
        }

    def texts(self) -> tuple[str, ...]:
        """Give what is read of the case."""
        return self.label, self.prompt, self.response_a, self.response_b


def vote_side(vote: int | None, *, turned: bool = False) -> str:
    """Give a vote's side in a word, `missing` where none was cast; of a case shown `turned`, the other one."""
    return MISSING if vote is None else SIDES[-vote if turned else vote]


def side_piece(preference: int) -> Piece:
    """Give a side's letter in its accent, or `neither`."""
    return (SIDES[preference], side_roles(SIDES[preference]) if preference else "")


def pieces_len(pieces: list[Piece]) -> int:
    """Count the cells that pieces take."""
    return sum(cell_len(text) for text, _ in pieces)


def response_title(case: CaseShown, side: int, room: int, differences: "Differences | None" = None) -> list[Piece]:
    """Name a response, tell where it is the one chosen and, where that is marked, in how many words it differs.

    The last is told in as much detail as `room` cells allow.
    """
    chosen = case.preference == side and case.annotator
    title = [(" ", ""), side_piece(side), (" ● chosen" if chosen else "", "strong"), (" ", "")]
    if differences is None:
        return title
    at = 0 if side == 1 else 1
    of = f"{differences.differing[at]} of {'' if differences.whole else 'the first '}{differences.words[at]}"
    told = ["differs throughout", "all differs"] if differences.throughout else [f"{of} words differ", f"{of} differ"]
    room -= pieces_len(title) + 3
    return [*title, ("─", "rule"), (f" {next((words for words in told if len(words) <= room), 'differs')} ", "muted")]


def votes_title(case: CaseShown, side: int) -> list[Piece]:
    """Name a column of votes; `side` is 1 for the left one, -1 for the right."""
    if case.preference and case.annotator:
        return [(" sided with " if side == 1 else " overruled ", "muted")]
    return [(" for ", "muted"), side_piece(side), (" ", "")]


def case_title(case: CaseShown, room: int) -> list[Piece]:
    """Name the case and tell how the votes and the annotator stand, in as much detail as `room` cells allow."""
    titles = (_title(case, detail) for detail in range(_MOST_DETAIL, 0, -1))
    return next((title for title in titles if pieces_len(title) <= room), _title(case, 0))


def _title(case: CaseShown, detail: int) -> list[Piece]:
    votes = case.sided + case.overruled
    for_a = sum(vote.side == "A" for vote in votes)
    parts: list[Piece] = [(case.label, "strong"), (" ── ", "")] if detail >= 1 else []
    if detail == _MOST_DETAIL:
        parts.append((f"{case.category}: ", ""))
    if detail >= 3:
        parts += [(f"{for_a} for ", ""), side_piece(1), (f", {len(votes) - for_a} for ", ""), side_piece(-1)]
    else:
        parts.append((f"{for_a}:{len(votes) - for_a}", ""))
    if detail >= 4 and case.indifferent:
        parts.append((f", {case.indifferent} neither", ""))
    if detail >= 2 and case.missing:
        parts.append((f", {case.missing} {MISSING}", ""))
    if case.annotator and not case.annotated:
        parts.append((f" ── {case.annotator} did not annotate this" if detail >= 2 else " ── not annotated", ""))
    elif case.annotator:
        whose = f"{case.annotator} " if detail >= 2 else ""
        parts += [(f" ── {whose}chose ", ""), side_piece(case.preference)]
    return parts


def case_subtitle(case: CaseShown, *, mine: bool) -> list[Piece]:
    """Tell what the reviewer said of the case, with `mine` the own choice too, and whether the metrics leave it out."""
    parts: list[list[Piece]] = []
    if case.verdict is not None:
        parts.append([_VERDICTS[case.verdict]])
    if case.flagged and case.verdict != "flag":
        parts.append([("⚑ left out of the metrics", "muted")])
    if mine and case.own is not None:
        parts.append([("mine ", "muted"), side_piece(case.own)])
    if case.note:
        parts.append([(f"“{case.note}”", "muted")])
    joined = [piece for part in parts for piece in ((" · ", "muted"), *part)]
    return joined[1:]
