"""The tables of the report on cases, annotators and their rankings, in the words of a form."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from core.audit.apart import Apart
from core.audit.report import AnnotatorReport, PriorityReport, Report
from core.exporters.report.oracle_sheets import oracle_sheets
from core.exporters.report.sheet import Role, Sheet, SheetColumn
from core.exporters.report.words import HTML, MARKDOWN, TERMINAL, Form, percentages, rank_range
from core.metrics.intervals import NO_INTERVAL, Interval
from core.model.number_words import (
    NOTHING,
    TOO_FEW,
    between,
    hundredths,
    p_value,
    percent,
    plural,
    share_digits,
    spread,
)
from core.model.safe_text import inert_line
from core.model.terms import Status
from core.query.names import Name
from core.query.terms import Between
from core.query.words import Role as NameRole

MOST_FLAGS: Final = 2_000
"""Rows of the table of flagged annotations; more would only be slow to open."""
_REFERENCE: Final = 16
"""Characters of the reference's name in a heading on a terminal."""
_TEST: Final = (
    "p-value: how often two who follow the same order of principles, each as strictly as it does and with its own "
    "noise, are at least as far apart, on the conflicts that both decided; evidence: what the p-values of all pairs "
    "say together, at 5 %"
)
_FLOOR: Final = "; noise floor: how far the annotator on half of the cases is from itself on the other half, mean ± sd"


def report_sheets(report: Report, form: Form) -> Iterator[Sheet]:
    """All tables of a terminal or of Markdown, in their order."""
    yield cases(report, form)
    yield annotators(report, form)
    if _floors(report):
        yield chance(report, form)
        yield from reversals(report)
    for annotator in report.annotators:
        yield ranking(annotator, form, report.replicates)
    yield from oracle_sheets(report)


def cases(report: Report, form: Form) -> Sheet:
    """How many cases there are of each kind."""
    taxonomy = report.taxonomy
    kinds, counts = ["consensus", "conflict", "indifference"], [taxonomy.consensus, taxonomy.conflict]
    counts.append(taxonomy.indifference)
    digits = 1 if form is TERMINAL else 2
    shares = [percent(taxonomy.share(count), digits) for count in counts]
    if taxonomy.unvoted:
        kinds, counts, shares = [*kinds, "unvoted"], [*counts, taxonomy.unvoted], [*shares, ""]
    caption = f"{taxonomy.partly_voted} of {plural(taxonomy.voted, 'voted case')} only partly voted"
    columns = (
        SheetColumn("category", kinds, "text"),
        SheetColumn("cases", counts),
        SheetColumn("share", shares, form.fractions),
    )
    return Sheet("" if form is MARKDOWN else "Cases", columns, caption if taxonomy.partly_voted else "")


def annotators(report: Report, form: Form) -> Sheet:
    """Every annotator with its arbitrariness and its discrepancy to the reference."""
    found = report.annotators
    opposed = [(_opposed(each), each.arbitrariness_interval) for each in found]
    apart = [(_far_to(each), NO_INTERVAL if _says_nothing(each) else each.discrepancy.apart.interval) for each in found]
    if form is MARKDOWN:
        shares, spreads = [[_with_spread(*each) for each in one] for one in (opposed, apart)], []
    else:
        shares = [[value for value, _ in one] for one in (opposed, apart)]
        spreads = [[_spread(interval) for _, interval in one] for one in (opposed, apart)]
    ends = [percentages(interval) for _, interval in opposed]
    intervals = form is HTML or (form is TERMINAL and report.replicates > 0)
    of = SheetColumn("of", [each.arbitrariness.cases for each in found], drop=1, called="cases of arbitrary")
    columns = (
        _names(found),
        SheetColumn("kind", [each.kind.value for each in found], "text", drop=4),
        SheetColumn("annotations", [each.annotations for each in found], drop=5),
        *(
            (
                SheetColumn("neither", [each.neither for each in found], drop=7),
                SheetColumn("missing", [each.missing for each in found], drop=6),
            )
            if any(each.missing for each in found)
            else ()
        ),
        *([SheetColumn("flagged", [each.flagged for each in found])] if form is HTML else []),
        SheetColumn("arbitrary", shares[0], form.fractions),
        *([] if form is HTML else [of]),
        *([SheetColumn("mean ± sd", spreads[0], drop=3, called="mean ± sd of arbitrary")] if intervals else []),
        *([SheetColumn("95 %", ends, form.fractions, drop=6, called="95 % of arbitrary")] if report.replicates else []),
        SheetColumn(_to_reference(report, form), shares[1], form.fractions),
        *([SheetColumn("mean ± sd", spreads[1], drop=2, called="mean ± sd of DD")] if intervals else []),
    )
    told = form is TERMINAL and intervals
    caption = f"mean ± sd over {report.replicates} bootstrap replicates, seed {report.seed}" if told else ""
    return Sheet("Annotators", columns, caption)


def chance(report: Report, form: Form) -> Sheet:
    """What the tests of the same order say of every annotator and the reference, and how noisy half the data is."""
    found, written = report.annotators, form is MARKDOWN
    apart = [each.discrepancy.apart for each in found]
    floors = [_floor(each, written=written) for each in found]
    columns = (
        _names(found),
        SheetColumn(_to_reference(report, form), [_far_to(each) for each in found], form.fractions, drop=1),
        SheetColumn("conflicts", [each.conflicts for each in apart], drop=3),
        SheetColumn("p-value", [_p_value(each) for each in apart], form.fractions),
        SheetColumn("evidence", [_evidence(each) for each in apart], "text"),
        SheetColumn("noise floor", floors, form.fractions, drop=2),
    )
    return Sheet("Same order of principles?", columns, f"{_TEST}{_FLOOR}")


def pairs(report: Report) -> Sheet:
    """Every pair of annotators with its discrepancy and, where there are resamples, what the test says of it."""
    found, apart = report.pairs, [pair.apart for pair in report.pairs]
    columns = [
        SheetColumn("annotator", [pair.first for pair in found], "name"),
        SheetColumn("and", [pair.second for pair in found], "name"),
        SheetColumn("discrepancy", [_far(each) for each in apart]),
        SheetColumn("conflicts", [each.conflicts for each in apart]),
    ]
    if report.replicates:
        columns += [
            SheetColumn("mean ± sd", ["" if each.few else _spread(each.interval) for each in apart]),
            SheetColumn("95 % interval", ["" if each.few else percentages(each.interval) for each in apart]),
            SheetColumn("p-value", [_p_value(each) for each in apart]),
            SheetColumn("evidence", [_evidence(each) for each in apart], "text"),
        ]
    if _floors(report):
        floors = {
            each.name: TOO_FEW if each.few_halves else hundredths(each.noise_floor.mean) for each in report.annotators
        }
        beside = [f"{floors[pair.first]} · {floors[pair.second]}" for pair in found]
        columns.append(SheetColumn("noise floors", beside))
    return Sheet("", tuple(columns), f"{_TEST}{_FLOOR if _floors(report) else ''}." if report.replicates else "")


def reversals(report: Report) -> Iterator[Sheet]:
    """The pairs of principles that two annotators surely have in opposite orders, with the filter for their cases."""
    found = [(pair, above, below) for pair in report.pairs for above, below in pair.reversed]
    if not found:
        return
    filters = [str(Between(*(Name(NameRole.PRINCIPLE, each.name) for each in both))) for _, *both in found]
    columns = (
        SheetColumn("annotator", [pair.first for pair, _, _ in found], "name"),
        SheetColumn("has", [above.name for _, above, _ in found], "name"),
        SheetColumn("above", [below.name for _, _, below in found], "name"),
        SheetColumn("unlike", [pair.second for pair, _, _ in found], "name"),
        SheetColumn("filter", filters, "name", drop=1),
    )
    yield Sheet("Surely the other way round", columns, "at 5 % for all pairs of principles of two annotators together")


def ranking(annotator: AnnotatorReport, form: Form, replicates: int = 0) -> Sheet:
    """The ranking with its numbers in full; where there were replicates, a terminal tells what they are short of."""
    found = annotator.priorities
    several = len({row.component for row in found if row.status is Status.RANKED}) > 1
    priorities = [f"{form.priority(row)}{_marks(row, several=several) if form is TERMINAL else ''}" for row in found]
    spreads, shares = ([each(row.interval) for row in found] for each in (form.spread, _over))
    resampled = any(row.interval.all for row in found)
    ranks = [rank_range(row) if form is HTML else between(row.rank_low, row.rank_high) for row in found]
    columns = (
        SheetColumn("rank", [form.unranked if row.rank is None else row.rank for row in found]),
        SheetColumn("principle", [row.principle for row in found], "name"),
        SheetColumn("priority", priorities, form.fractions),
        SheetColumn("95 % interval", [form.interval(row.interval) for row in found], form.fractions),
        *([SheetColumn("mean ± sd", spreads, form.fractions, drop=1)] if resampled else []),
        *([SheetColumn("share", shares, form.fractions)] if resampled and form is not TERMINAL else []),
        SheetColumn("Elo", [form.signed(row.elo, 0) for row in found], form.fractions, drop=5),
        SheetColumn("ranks", ranks, form.fractions, drop=4),
        SheetColumn("conflicts", [row.conflicts for row in found], drop=2),
        SheetColumn("won", [row.won for row in found], drop=4, called="pairs won"),
        SheetColumn("pairs", [row.pairs for row in found], drop=3),
    )
    caption = "; ".join(_resampled(annotator)) if form is TERMINAL and replicates else ""
    return Sheet(f"What {annotator.name} follows", columns, caption)


def _resampled(annotator: AnnotatorReport) -> Iterator[str]:
    """What share of the replicates the numbers of a ranking are over, where it is not all."""
    share = annotator.identified_share
    if share is not None and any(row.rank for row in annotator.priorities):
        yield f"one scale in {percent(share)} of replicates; the others count as unbounded where they are"
    short = [row for row in annotator.priorities if row.interval.mean is not None and row.interval.share != 1]
    if short:
        told = ", ".join(f"{_over(row.interval)} for {row.principle}" for row in short)
        yield f"mean ± sd over all replicates, but {told}"


def flagged(flags: Sequence[Mapping[str, object]]) -> Sheet:
    """The flagged annotations, records of the flags export; of very many the first."""
    shown = flags[:MOST_FLAGS]

    def column(head: str, key: str, role: Role = "text") -> SheetColumn:
        return SheetColumn(head, [str(record[key] or "") for record in shown], role)

    kinds = [f"{record['category']}{', opposed' if record['arbitrary'] else ''}" for record in shown]
    columns = (
        column("case", "case"),
        column("annotator", "annotator", "name"),
        column("chose", "preference"),
        SheetColumn("category", kinds, "text"),
        column("reasons", "reasons"),
        column("flagged by", "flagged_by"),
        column("notes", "notes", "name"),
    )
    return Sheet("", columns)


def _floors(report: Report) -> bool:
    return any(each.noise_floor.mean is not None for each in report.annotators)


def _floor(each: AnnotatorReport, *, written: bool) -> str:
    """A noise floor, unless it says nothing."""
    if each.few_halves:
        return TOO_FEW if each.conflicts else NOTHING
    if written:
        return _with_spread(percent(each.noise_floor.mean, 2), each.noise_floor)
    return _spread(each.noise_floor) or NOTHING


def _opposed(each: AnnotatorReport) -> str:
    return percent(each.arbitrariness.value, share_digits(each.arbitrariness.cases))


def _far(apart: Apart) -> str:
    """A discrepancy, unless it says nothing."""
    if apart.value is not None and apart.few:
        return TOO_FEW
    return percent(apart.value, share_digits(apart.conflicts))


def _far_to(each: AnnotatorReport) -> str:
    """The discrepancy to the reference, which is of course none of the reference itself."""
    apart = each.discrepancy.apart
    return _far(apart) if _says_nothing(each) else percent(apart.value, share_digits(apart.conflicts))


def _says_nothing(each: AnnotatorReport) -> bool:
    return each.discrepancy.apart.few and each.name != each.discrepancy.reference


def _p_value(apart: Apart) -> str:
    return NOTHING if apart.few else p_value(apart.p_value)


def _evidence(apart: Apart) -> str:
    return NOTHING if apart.evidence is None or apart.few else apart.evidence.value


def _names(found: Sequence[AnnotatorReport]) -> SheetColumn:
    return SheetColumn("annotator", [each.name for each in found], "name")


def _to_reference(report: Report, form: Form) -> str:
    reference = report.annotators[0].discrepancy.reference
    return form.apart.format(inert_line(reference, _REFERENCE) if form is TERMINAL else reference)


def _marks(row: PriorityReport, *, several: bool) -> str:
    """The component where there are several scales, and a mark where there are few conflicts."""
    component = f" ({row.component})" if several and row.priority is not None else ""
    return f"{component}{' ?' if row.few and row.rank is not None else '  '}"


def _spread(interval: Interval) -> str:
    return spread(interval.mean, interval.sd)


def _over(interval: Interval) -> str:
    """The share of replicates that mean and deviation are over."""
    return "" if interval.share is None else percent(interval.share)


def _with_spread(value: str, interval: Interval) -> str:
    found = _spread(interval)
    return f"{value} ({found})" if found else value
