"""The `info` command."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import orjson

from core.model.coverage import ENOUGH_VOTES, Coverage, all_of
from core.model.number_words import percent, plural
from core.model.safe_text import inert_line
from core.model.terms import MANY_ANNOTATORS, Annotator, JudgeRun, Provenance
from core.model.ways import counted_ways
from core.storage.reading_answers import OrderCheck, VotesCast
from core.storage.store import Store
from tui.cli.opening import opened_with_reviews
from tui.cli.options import Places
from tui.cli.printing.json_document import echo_json
from tui.cli.printing.saying import say

_ON_PRINCIPLES: Final = frozenset({"votes", "judge"})
"""Formats whose rows name a case and a principle, either of which the store may lack."""


@dataclass(frozen=True, slots=True)
class _AnnotatorCount:
    name: str
    kind: str
    annotations: int
    neither: int
    missing: int

    @property
    def said(self) -> str:
        """The annotator in words; what is missing and what is for neither where anything is missing."""
        apart = f", {self.neither} of them neither; {self.missing} missing" if self.missing else ""
        return f"{self.name} ({self.kind}, {self.annotations}{apart})"


@dataclass(frozen=True, slots=True)
class _Info:
    store: str
    schema_version: int
    cases: int
    principles: list[str]
    declared_order: list[str]
    oracles: list[str]
    annotators: list[_AnnotatorCount]
    order_consistency: list[OrderCheck]
    reviewers: list[str]
    reviews: int
    imports: list[Provenance]
    judge_runs: list[JudgeRun]
    votes: list[VotesCast]
    coverage: list[Coverage]


def info_command(places: Places, *, as_json: bool) -> None:
    """Print what a store holds and where it came from; raises StoreError."""
    info = _read(*places)
    if as_json:
        echo_json(asdict(info), orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC)
        return
    _print(info)


def _read(path: Path, reviews: Path | None) -> _Info:
    with opened_with_reviews((path, reviews)) as (store, standing):
        names = [principle.name for principle in store.principles()]
        oracles = store.oracles()
        return _Info(
            store=str(path),
            schema_version=store.schema_version,
            cases=store.count_cases(),
            principles=names,
            declared_order=[names[n] for n in store.declared_order()],
            oracles=[oracle.name for oracle in oracles],
            annotators=[_counted(store, each) for each in store.annotators()],
            order_consistency=list(store.answers.order_checks()),
            reviewers=sorted(standing.reviewers),
            reviews=sum(event.event == "review" for event in standing.reviews()),
            imports=list(store.imports()),
            judge_runs=list(store.answers.runs()),
            votes=[store.answers.votes_cast(oracle, len(names)) for oracle in oracles],
            coverage=list(store.answers.coverage()),
        )


def _counted(store: Store, annotator: Annotator) -> _AnnotatorCount:
    preference, given = store.annotations(annotator)
    annotations, decided = int(given.sum()), int((preference != 0).sum())
    missing = len(given) - annotations
    return _AnnotatorCount(annotator.name, annotator.kind.value, annotations, annotations - decided, missing)


def _print(info: _Info) -> None:
    say(f"{inert_line(info.store)}  (schema {info.schema_version})")
    say(f"cases       {info.cases}")
    say(f"principles  {len(info.principles)}: {inert_line(', '.join(info.principles))}")
    if info.declared_order:
        in_order = info.declared_order == info.principles
        say(f"declared    {'in this order' if in_order else inert_line(', '.join(info.declared_order))}")
    say(f"oracles     {inert_line(', '.join(info.oracles)) or 'none'}")
    for cast in info.votes:
        if cast.unvoted or cast.partly_voted:
            whole = info.cases * len(info.principles)
            cases = f"{plural(cast.unvoted, 'case')} unvoted, {cast.partly_voted} partly voted"
            say(f"votes       {inert_line(cast.oracle)}: {cast.votes} of {whole}; {cases}")
    say(f"annotators  {inert_line(_some([each.said for each in info.annotators])) or 'none'}")
    say(f"reviews     {info.reviews} by {inert_line(', '.join(info.reviewers)) or 'nobody'}")
    for check in info.order_consistency:
        differ = percent(check.inconsistent / check.pairs)
        same = percent(check.same / check.decided if check.decided else None)
        say(
            f"both orders {inert_line(check.name)} ({check.role}): {check.pairs} answers, "
            f"position-inconsistent {differ}; where both orders chose, the same {same}"
        )
    for run in info.judge_runs:
        said = f"{run.model} with {run.template}, {counted_ways([(run.how, run.answers)])}"
        say(f"asked       {inert_line(f'{run.name} ({run.role}): {said}')}")
    for name, votes, thin in _covered(info.coverage):
        said = f"{name}: {votes.got:,} of {votes.wanted:,} ({percent(votes.share, 0)})"
        few = f"; under {percent(ENOUGH_VOTES, 0)} of {plural(thin, 'principle')}" if thin else ""
        say(f"wanted      {inert_line(said)}{f': {votes.missing}' if votes.missing else ''}{few}")
    say("imports")
    for each in info.imports:
        lacking = "cases or principles" if each.format in _ON_PRINCIPLES else "cases"
        counts = f"{each.kept} kept, {each.rejected} rejected, {each.unknown} for unknown {lacking}, of {each.read}"
        say(f"  {each.at:%Y-%m-%d %H:%M}  {'  '.join(map(inert_line, (each.file, each.format, each.target)))}")
        say(f"      {counts}; sha256 {inert_line(each.sha256[:12])}…; version {inert_line(each.tool_version)}")


def _covered(found: Sequence[Coverage]) -> Iterator[tuple[str, Coverage, int]]:
    """Each run with all of its votes together, and on how many principles there are too few."""
    for journal in dict.fromkeys(each.journal for each in found):
        own = [each for each in found if each.journal == journal]
        whole = all_of(own)
        if whole is not None:
            thin = sum(each.share < ENOUGH_VOTES for each in own)
            yield f"{whole.name} ({whole.role})", whole, thin


def _some(names: Sequence[str]) -> str:
    """All of a list, or of very many the first; the document has all."""
    shown, more = ", ".join(names[:MANY_ANNOTATORS]), len(names) - MANY_ANNOTATORS
    return f"{shown} and {more} more" if more > 0 else shown
