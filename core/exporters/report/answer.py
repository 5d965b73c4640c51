"""The report's answer before its tables: whose principles the dataset follows, and how sure that is."""

from collections.abc import Iterator, Sequence
from typing import Final

from core.audit.apart import Apart
from core.audit.report import AnnotatorReport, PriorityReport, Report
from core.exporters.report.declared_sheets import order_words
from core.exporters.report.words import percentages
from core.metrics.evidence import OrderEvidence
from core.model.number_words import between, percent, plural, share_digits
from core.model.terms import FEW_SHARED, AnnotatorKind

_MOST: Final = 3
"""Principles named at either end, and annotators."""


def answer(report: Report) -> tuple[str, ...]:
    """Paragraphs of two or three sentences: on the reference, and on how it keeps each order that is declared.

    Texts are as in the dataset, not yet inert or escaped.
    """
    shown = _answering(report)
    if shown is None:
        return ()
    told = []
    for order in report.declared:
        own = [each for each in order.kept if each.annotator == shown.name]
        told += [" ".join(order_words(order, kept)) for kept in (*own, *order.kept)[:1]]
    return (" ".join(_follows(report, shown)), *told)


def _answering(report: Report) -> AnnotatorReport | None:
    """The reference where it is reported on, else the first who practises, else the first."""
    found = report.annotators
    named = [each for each in found if each.name == each.discrepancy.reference]
    practised = [each for each in found if each.kind is not AnnotatorKind.DECLARED]
    return next(iter((*named, *practised, *found)), None)


def _follows(report: Report, shown: AnnotatorReport) -> Iterator[str]:
    ranked = [row for row in shown.priorities if row.rank is not None]
    if shown.conflicts < FEW_SHARED or len(ranked) < 2:
        decided = plural(shown.conflicts, "conflict")
        yield f"{shown.name} decided {decided}: too few to say which principles it follows."
    else:
        most = min(_MOST, len(ranked) // 2)
        unsure = "" if report.replicates else " (no intervals without --bootstrap)"
        yield (
            f"Where principles conflict, {shown.name} follows most {_named(ranked[:most])}, and least "
            f"{_named(ranked[-most:])}, of {plural(len(ranked), 'principle')} in "
            f"{plural(shown.conflicts, 'conflict')}{unsure}."
        )
    opposed = shown.arbitrariness
    if opposed.cases:
        interval = percentages(shown.arbitrariness_interval)
        within = f", 95 % interval {interval} %" if interval else ""
        share = percent(opposed.value, share_digits(opposed.cases, 1))
        yield f"It chose against all principles in {share} of {plural(opposed.cases, 'consensus case')}{within}."
    yield from _others(report, shown)


def _named(rows: Sequence[PriorityReport]) -> str:
    return _listed([f"{row.principle} ({_rank(row)})" for row in rows])


def _rank(row: PriorityReport) -> str:
    ranks = between(row.rank_low, row.rank_high, joined=" to ")
    return f"rank {row.rank}{f', 95 % {ranks}' if ranks else ''}"


def _others(report: Report, shown: AnnotatorReport) -> Iterator[str]:
    """Who else surely orders the principles differently, and of whom that cannot be said."""
    others = [each for each in report.annotators if each.name != shown.name and each.kind is not AnnotatorKind.DECLARED]
    if not others or any(each.discrepancy.reference != shown.name for each in others):
        return
    told = [each for each in others if each.discrepancy.apart.evidence is not None and not each.discrepancy.apart.few]
    apart = [each for each in told if each.discrepancy.apart.evidence is OrderEvidence.DIFFERS]
    if not told:
        return
    alike = [each for each in told if each not in apart]
    if apart:
        surely = f"; not surely: {_apart(alike)}" if alike else ""
        yield f"Surely in another order than {shown.name}: {_apart(apart)}{surely}."
    else:
        yield f"Nobody else surely has another order than {shown.name}: {_apart(alike)}."


def _apart(found: Sequence[AnnotatorReport]) -> str:
    """Some of the annotators with their discrepancies, and how many more."""
    named = [f"{each.name} ({_discrepancy(each.discrepancy.apart)})" for each in found[:_MOST]]
    return _listed(named + ([f"{len(found) - _MOST} more"] if len(found) > _MOST else []))


def _discrepancy(apart: Apart) -> str:
    interval = percentages(apart.interval)
    value = percent(apart.value, share_digits(apart.conflicts, 1))
    return f"discrepancy {value}{f', 95 % {interval} %' if interval else ''}"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
