"""What a session came to, told when the reviewer has left the screen."""

from collections.abc import Sequence
from typing import Final

from core.journal.history import Done, done
from core.model.number_words import plural
from core.model.safe_text import inert_line
from core.model.terms import Principle
from core.review.annotator import AnnotatorUnderReview
from core.review.session import ReviewSession

MOST_MOVES: Final = 5
"""Principles named for each annotator."""


def summary(session: ReviewSession, seconds: float) -> tuple[str, ...]:
    """A few plain lines about a session that lasted so long; none where the reviewer did nothing."""
    found = done(session.standing, session.reviewer, session.journal.said)
    if not found.cases and not found.taken_back:
        return ()
    lines = [f"{plural(found.cases, 'case')} reviewed in {_lasted(seconds)}{_what(found)}."]
    # Who goes on blind must not read what annotators follow.
    for reviewed in () if session.blind else session.live.looked_at:
        lines += moved(reviewed, session.data.principles)
    path, missing = inert_line(str(session.journal.path)), len(session.journal.missing())
    lines.append(f"{path} lacks {plural(missing, 'event')} of yours." if missing else f"Everything is in {path}.")
    return tuple(lines)


def moved(reviewed: AnnotatorUnderReview, principles: Sequence[Principle]) -> list[str]:
    """A line on the principles whose rank among an annotator's changed since the session began, if any did."""
    ranking, start = reviewed.tally.ranking(), reviewed.start
    steps = [(int(start.rank[n]), int(ranking.rank[n]), inert_line(principles[n].name)) for n in ranking.order]
    changed = sorted((step for step in steps if step[0] != step[1]), key=lambda step: -abs(step[0] - step[1]))
    if not changed:
        return []
    told = [f"{name} {before or 'unranked'} → {after or 'unranked'}" for before, after, name in changed[:MOST_MOVES]]
    more = [f"and {len(changed) - MOST_MOVES} more"] if len(changed) > MOST_MOVES else []
    return [f"What {inert_line(reviewed.annotations.name)} follows moved: {', '.join(told + more)}."]


def _lasted(seconds: float) -> str:
    minutes = round(seconds / 60)
    return plural(minutes, "minute") if minutes else "less than a minute"


def _what(found: Done) -> str:
    told = (
        (found.flags, "flagged"),
        (found.upholds, "upheld"),
        (found.skips, "skipped"),
    )
    parts = [f"{count} {word}" for count, word in told if count]
    parts += [plural(found.own, "own preference")] if found.own else []
    parts += [plural(found.corrections, "corrected vote")] if found.corrections else []
    parts += [plural(found.comments, "comment")] if found.comments else []
    parts += [f"{found.taken_back} taken back"] if found.taken_back else []
    return ": " + ", ".join(parts) if parts else ""
