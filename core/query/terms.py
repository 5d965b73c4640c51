"""A filter as values: what was asked for, and the text that asks for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from core.model.terms import Preference, Reason, Verdict
from core.query.kinds import View
from core.query.words import CHOSEN, OWN, SIDES, VERDICTS, YES_NO, Contest, Role, Said, Sign

# A name that needs no quotes; anything else gets them, also where the grammar would do without.
_PLAIN: Final = re.compile(r"[\w.+:/@#-]+")


def quoted(text: str) -> str:
    """A text in double quotes, as the grammar reads it back."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@dataclass(frozen=True, slots=True)
class Name:
    """A name and where it stood in the text, which does not count when filters are compared."""

    role: Role
    text: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return self.text if _PLAIN.fullmatch(self.text) else quoted(self.text)


# What is seen in the votes alone


@dataclass(frozen=True, slots=True)
class Voted:
    """Cases on which a principle prefers either response."""

    principle: Name

    def __str__(self) -> str:
        return f"principle:{self.principle}"


@dataclass(frozen=True, slots=True)
class Votes:
    """Cases on which a principle has this vote."""

    principle: Name
    side: Preference

    def __str__(self) -> str:
        return f"votes:{self.principle}={_word(self.side, SIDES)}"


@dataclass(frozen=True, slots=True)
class Between:
    """Conflicts between two principles, whatever the annotator chose, if anything."""

    first: Name
    second: Name

    def __str__(self) -> str:
        return f"principle:{self.first}<>{self.second}"


@dataclass(frozen=True, slots=True)
class Balance:
    """Cases with so many votes for A and so many for B."""

    for_a: int
    for_b: int

    def __str__(self) -> str:
        return f"balance:{self.for_a}:{self.for_b}"


@dataclass(frozen=True, slots=True)
class Margin:
    """Cases on which the numbers of votes for A and for B differ by so much."""

    sign: Sign
    votes: int

    def __str__(self) -> str:
        return f"balance:{self.sign}{self.votes}"


# What depends on whose annotations are meant


@dataclass(frozen=True, slots=True)
class Kind:
    """Cases of a category, and arbitrary ones."""

    view: View

    def __str__(self) -> str:
        return self.view.value


@dataclass(frozen=True, slots=True)
class Chose:
    """Cases on which the annotator prefers this response or, asked, neither; with None those it did not annotate."""

    side: Preference | None

    def __str__(self) -> str:
        return f"chose:{_word(self.side, CHOSEN)}"


@dataclass(frozen=True, slots=True)
class SidedWith:
    """Cases on which the annotator sided with a principle."""

    principle: Name

    def __str__(self) -> str:
        return f"for:{self.principle}"


@dataclass(frozen=True, slots=True)
class Overruled:
    """Cases on which the annotator overruled a principle."""

    principle: Name

    def __str__(self) -> str:
        return f"against:{self.principle}"


@dataclass(frozen=True, slots=True)
class Won:
    """Conflicts between two principles in which the annotator sided with the first."""

    winner: Name
    loser: Name

    def __str__(self) -> str:
        return f"principle:{self.winner}>{self.loser}"


@dataclass(frozen=True, slots=True)
class Disagree:
    """Cases on which two annotators prefer different responses."""

    first: Name
    second: Name

    def __str__(self) -> str:
        return f"disagree:{self.first},{self.second}"


# What reviewers said


@dataclass(frozen=True, slots=True)
class Judged:
    """Cases with this verdict of the reviewer at work, or with none."""

    verdict: Verdict | None

    def __str__(self) -> str:
        return f"verdict:{_word(self.verdict, VERDICTS)}"


@dataclass(frozen=True, slots=True)
class Flagged:
    """Cases whose annotation counts as flagged, or does not."""

    yes: bool

    def __str__(self) -> str:
        return f"flagged:{_word(self.yes, YES_NO)}"


@dataclass(frozen=True, slots=True)
class ReviewedBy:
    """Cases with a standing verdict of a reviewer, or of which he says this."""

    reviewer: Name
    said: Said | None = None

    def __str__(self) -> str:
        return f"reviewer:{self.reviewer}" + (f"={self.said.value}" if self.said else "")


@dataclass(frozen=True, slots=True)
class Contested:
    """Cases on which some reviewers contradict each other, or do not in their verdicts."""

    contest: Contest

    def __str__(self) -> str:
        return f"contested:{self.contest.value}"


@dataclass(frozen=True, slots=True)
class FlaggedFor:
    """Cases that somebody's standing verdict flags for this reason."""

    reason: Reason

    def __str__(self) -> str:
        return f"reason:{self.reason.value}"


@dataclass(frozen=True, slots=True)
class Mine:
    """Cases with this own preference of the reviewer at work, or with none."""

    preference: Preference | None

    def __str__(self) -> str:
        return f"mine:{_word(self.preference, OWN)}"


# The rest


@dataclass(frozen=True, slots=True)
class Inconsistent:
    """Cases with a vote that depended on the order in which the responses were shown, or without one."""

    yes: bool

    def __str__(self) -> str:
        return f"inconsistent:{_word(self.yes, YES_NO)}"


@dataclass(frozen=True, slots=True)
class CaseIs:
    """The case with this id."""

    case: Name

    def __str__(self) -> str:
        return f"case:{self.case}"


@dataclass(frozen=True, slots=True)
class Text:
    """Cases whose prompt or responses contain a text, whatever its case."""

    text: str

    def __str__(self) -> str:
        return quoted(self.text)


def _word(value: object, words: Mapping[str, object]) -> str:
    """The word for a value."""
    return next(word for word, meant in words.items() if meant is value)
