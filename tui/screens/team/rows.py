"""What reviewers did and how far they agree, as the team screen shows it."""

from collections.abc import Iterable
from itertools import combinations
from typing import Final

import numpy as np

from core.journal.team import MISSING, REPLICATES, Agreed, Coded, Member, Work, agree, coded, members
from core.model.number_words import NOTHING, signed
from core.model.safe_text import inert_line
from core.query.form import Term
from core.query.names import Name
from core.query.terms import Contested, ReviewedBy, SaidBy
from core.query.tree import And, Or, Query
from core.query.words import Contest, Role, Said
from core.review.session import ReviewSession
from tui.common.format import moment
from tui.screens.team.table import TeamCell, TeamLine, TeamShown

MOST_PAIRS: Final = 15
"""Pairs of reviewers up to which the cases that two of them coded can be written as a filter."""

Questions = tuple[Coded, ...]

USABLE: Final = 0.95
"""Share of the resamples that must have a coefficient; below it the interval gets a question mark."""

WORK_HEAD: Final = ("reviewer", "cases", "flag", "uphold", "skip", "own", "notes", "votes", "last seen, UTC")
AGREEMENT_HEAD: Final = ("agreement", "reviewers", "cases", "differ", "coefficient", "95 % interval")


def questions(session: ReviewSession) -> Questions:
    """What two reviewers or more answered, copied: to be measured in another thread."""
    return coded(session.standing, _annotators(session), session.live.counts)


def same(one: Questions, other: Questions) -> bool:
    """Whether the same reviewers gave the same answers."""
    return len(one) == len(other) and all(
        (first.annotator, first.reviewers) == (second.annotator, second.reviewers)
        and np.array_equal(first.codes, second.codes)
        for first, second in zip(one, other, strict=True)
    )


def measured(found: Questions) -> tuple[Agreed, ...]:
    """How far the reviewers agree on each question."""
    return tuple(agree(each) for each in found)


def team_shown(session: ReviewSession, found: Questions, agreements: tuple[Agreed, ...] | None) -> TeamShown:
    """Everybody's work, and the agreement on each question; its coefficients are left open until they are measured."""
    everybody = members(session.standing, _annotators(session), session.live.counts)
    lines = [_head("work", WORK_HEAD)]
    for member in everybody:
        lines += _member_lines(member, own=member.name == session.reviewer)
    if not everybody:
        lines.append(_told("Nobody has reviewed anything yet."))
    lines += [_told(""), _head("agreement", AGREEMENT_HEAD)]
    if not found:
        lines.append(_told("Two reviewers who looked at the same cases are needed: put both journals into"))
        lines.append(_told(f"  {inert_line(str(session.journal.path.parent))}"))
    for place, each in enumerate(found):
        lines.append(_agreement_line(each, agreements[place] if agreements is not None else None))
    return TeamShown(tuple(lines), len(everybody))


def _annotators(session: ReviewSession) -> tuple[str, ...]:
    return session.data.called


def _head(section: str, names: Iterable[str]) -> TeamLine:
    return TeamLine(section, tuple(TeamCell(name) for name in names), "strong")


def _told(text: str) -> TeamLine:
    return TeamLine("text", (TeamCell(text),), "muted")


def _member_lines(member: Member, *, own: bool) -> list[TeamLine]:
    """A reviewer's line, and where there are several annotators one for the verdicts on each."""
    name = inert_line(member.name) + (" (you)" if own else "")
    several = len(member.work) > 1
    alone = next(iter(member.work)) if len(member.work) == 1 else None
    own_query = str(_by(member.name, Said.OWN))
    cells = (
        TeamCell(name),
        *_work_cells(member.total, {said: _everywhere(member, said) for said in (None, *_VERDICTS)}, alone),
        TeamCell(str(member.own), own_query if member.own else ""),
        TeamCell(str(member.comments)),
        TeamCell(str(member.corrections)),
        TeamCell(moment(member.last)),
    )
    lines = [TeamLine("work", cells)]
    for annotator, work in member.work.items() if several else ():
        queries = {said: str(_by(member.name, said)) for said in (None, *_VERDICTS)}
        head = TeamCell(f"  on {inert_line(annotator)}")
        lines.append(TeamLine("work", (head, *_work_cells(work, queries, annotator)), "muted"))
    return lines


_VERDICTS: Final = (Said.FLAG, Said.UPHOLD, Said.SKIP)


def _work_cells(work: Work, queries: dict[Said | None, str], annotator: str | None) -> list[TeamCell]:
    counts = {None: work.cases, Said.FLAG: work.flags, Said.UPHOLD: work.upholds, Said.SKIP: work.skips}
    return [TeamCell(str(count), queries[said] if count else "", annotator) for said, count in counts.items()]


def _by(reviewer: str, said: Said | None) -> Term:
    name = Name(Role.REVIEWER, reviewer)
    return SaidBy(name, said) if said else ReviewedBy(name)


def _everywhere(member: Member, said: Said | None) -> str:
    """The cases of which a reviewer says something of any annotator's annotation."""
    if len(member.work) == 1:
        return str(_by(member.name, said))
    return str(Or(tuple(And((_by(member.name, said),), Name(Role.ANNOTATOR, each)) for each in member.work)))


def _agreement_line(question: Coded, agreed: Agreed | None) -> TeamLine:
    what = "own preferences" if question.annotator is None else f"verdicts on {inert_line(question.annotator)}"
    contest = Contested(Contest.OWN if question.annotator is None else Contest.YES)
    both = int(((question.codes != MISSING).sum(axis=0) > 1).sum())
    return TeamLine(
        "agreement",
        (
            TeamCell(what),
            TeamCell(str(len(question.reviewers))),
            TeamCell(str(both), _both(question) if both else "", question.annotator),
            TeamCell(str(question.contested), str(contest) if question.contested else "", question.annotator),
            *((TeamCell("…"), TeamCell("…")) if agreed is None else _coefficient(agreed)),
        ),
    )


def _both(question: Coded) -> str:
    """The cases that two reviewers or more coded; nothing where that takes too many words."""
    pairs = list(combinations(question.reviewers, 2))
    if len(pairs) > MOST_PAIRS:
        return ""
    said = (Said.OWN,) if question.annotator is None else (Said.FLAG, Said.UPHOLD)
    queries: list[Query] = [And(tuple(_any(name, said) for name in pair)) for pair in pairs]
    return str(queries[0] if len(queries) == 1 else Or(tuple(queries)))


def _any(reviewer: str, said: tuple[Said, ...]) -> Query:
    terms = tuple(_by(reviewer, each) for each in said)
    return terms[0] if len(terms) == 1 else Or(terms)


def _coefficient(agreed: Agreed) -> tuple[TeamCell, TeamCell]:
    found = agreed.agreement
    if found.value is None:
        return TeamCell(f"{agreed.measure} {NOTHING}"), TeamCell(NOTHING)
    low, high = found.interval.low, found.interval.high
    doubtful = "?" if found.interval.replicates < USABLE * REPLICATES else ""
    span = f"{signed(low)} to {signed(high)}{doubtful}"
    return TeamCell(f"{agreed.measure} {signed(found.value)}"), TeamCell(span)
