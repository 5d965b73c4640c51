"""The tables of the report on cases, annotators and their rankings, in the words of a form."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from core.audit.report import AnnotatorReport, PriorityReport, Report
from core.exporters.report.oracle_sheets import oracle_sheets
from core.exporters.report.sheet import Role, Sheet, SheetColumn
from core.exporters.report.words import HTML, MARKDOWN, TERMINAL, Form, percentages, rank_range
from core.metrics.bootstrap import Interval
from core.model.number_words import NOTHING, between, hundredths, p_value, percent, plural, spread
from core.model.safe_text import inert_line
from core.model.terms import Status

MOST_FLAGS: Final = 2_000
"""Rows of the table of flagged annotations; more would only be slow to open."""
_REFERENCE: Final = 16
"""Characters of the reference's name in a heading on a terminal."""
_FLOOR: Final = "noise floor: DD of an annotator to itself on two halves of the cases, mean ± sd in per cent"
_FLOORS: Final = (
    "A noise floor is the mean discrepancy of an annotator to itself on two random halves of the cases, here of the "
    "first and of the second: a discrepancy that is not above it is no evidence of a difference. The p-value is how "
    "often two annotators are at least as far apart when their labels are swapped at random, on the cases that both "
    "annotated."
)


def report_sheets(report: Report, form: Form) -> Iterator[Sheet]:
    """All tables of a terminal or of Markdown, in their order."""
    yield cases(report, form)
    yield annotators(report, form)
    if _tested(report):
        yield chance(report, form)
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
    opposed = [(each.arbitrariness.value, each.arbitrariness_interval) for each in found]
    apart = [(each.discrepancy.value, each.discrepancy.interval) for each in found]
    if form is MARKDOWN:
        shares, spreads = [[_with_spread(*each) for each in one] for one in (opposed, apart)], []
    else:
        shares = [[percent(value, 2) for value, _ in one] for one in (opposed, apart)]
        spreads = [[_spread(interval) for _, interval in one] for one in (opposed, apart)]
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
        SheetColumn(_to_reference(report, form), shares[1], form.fractions),
        *([SheetColumn("mean ± sd", spreads[1], drop=2, called="mean ± sd of DD")] if intervals else []),
    )
    told = form is TERMINAL and intervals
    caption = f"mean ± sd over {report.replicates} bootstrap replicates, seed {report.seed}" if told else ""
    return Sheet("Annotators", columns, caption)


def chance(report: Report, form: Form) -> Sheet:
    """What chance alone gives, beside what was found."""
    found, written = report.annotators, form is MARKDOWN
    floors = [
        _with_spread(each.noise_floor.mean, each.noise_floor) if written else _spread(each.noise_floor) or NOTHING
        for each in found
    ]
    columns = (
        _names(found),
        SheetColumn("noise floor", floors, form.fractions),
        SheetColumn(
            _to_reference(report, form), [percent(each.discrepancy.value, 2) for each in found], form.fractions, drop=1
        ),
        SheetColumn("p-value", [p_value(each.discrepancy.p_value) for each in found], form.fractions),
    )
    return Sheet("", columns) if written else Sheet("What chance alone gives", columns, _FLOOR)


def pairs(report: Report) -> Sheet:
    """Every pair of annotators with its discrepancy and, where it was found out, what chance alone gives."""
    found, tested = report.pairs, _tested(report)
    floors = {each.name: hundredths(each.noise_floor.mean) for each in report.annotators}
    columns = [
        SheetColumn("annotator", [pair.first for pair in found], "name"),
        SheetColumn("and", [pair.second for pair in found], "name"),
        SheetColumn("discrepancy", [percent(pair.value, 2) for pair in found]),
    ]
    if report.replicates:
        columns += [
            SheetColumn("mean ± sd", [_spread(pair.interval) for pair in found]),
            SheetColumn("95 % interval", [percentages(pair.interval) for pair in found]),
        ]
    if tested:
        columns += [
            SheetColumn("noise floors", [f"{floors[pair.first]} · {floors[pair.second]}" for pair in found]),
            SheetColumn("p-value", [p_value(pair.p_value) for pair in found]),
        ]
    return Sheet("", tuple(columns), _FLOORS if tested else "")


def ranking(annotator: AnnotatorReport, form: Form, replicates: int = 0) -> Sheet:
    """The ranking with its numbers in full; where there were replicates, a terminal tells how many rank all."""
    found = annotator.priorities
    several = len({row.component for row in found if row.status is Status.RANKED}) > 1
    priorities = [f"{form.priority(row)}{_marks(row, several=several) if form is TERMINAL else ''}" for row in found]
    won = SheetColumn("won", [row.won for row in found], drop=2)
    conflicts = [row.conflicts for row in found]
    ranks = [rank_range(row) if form is HTML else between(row.rank_low, row.rank_high) for row in found]
    columns = (
        SheetColumn("rank", [form.unranked if row.rank is None else row.rank for row in found]),
        SheetColumn("principle", [row.principle for row in found], "name"),
        SheetColumn("priority", priorities, form.fractions),
        SheetColumn("95 % interval", [form.interval(row.interval) for row in found], form.fractions, drop=3),
        SheetColumn("Elo", [form.signed(row.elo, 0) for row in found], form.fractions, drop=5),
        *(
            (SheetColumn("conflicts", conflicts), won)
            if form is MARKDOWN
            else (SheetColumn("ranks", ranks, drop=4), won, SheetColumn("of", conflicts, drop=1, called="conflicts"))
        ),
    )
    caption, share = "", annotator.identified_share
    if form is TERMINAL and replicates and share is not None:
        caption = f"identified in {percent(share)} of replicates"
        caption += "; intervals are over those" if share else ", so without intervals"
    return Sheet(f"What {annotator.name} follows", columns, caption)


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


def _tested(report: Report) -> bool:
    return any(each.noise_floor.mean is not None for each in report.annotators)


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


def _with_spread(value: float | None, interval: Interval) -> str:
    found = _spread(interval)
    return f"{percent(value, 2)} ({found})" if found else percent(value, 2)
