"""The tables of the report that have annotators in their rows: what each measures, and how far they are apart."""

from collections.abc import Iterator, Sequence
from typing import Final

from core.audit.apart import Apart
from core.audit.report import AnnotatorReport, Report
from core.exporters.report.sheet import Sheet, SheetColumn
from core.exporters.report.words import HTML, MARKDOWN, TERMINAL, Form, percentages
from core.metrics.intervals import NO_INTERVAL, Interval
from core.model.number_words import NOTHING, TOO_FEW, between, hundredths, p_value, percent, share_digits, spread
from core.model.safe_text import inert_line
from core.query.names import Name
from core.query.terms import Between
from core.query.words import Role as NameRole

MOST_PEOPLE: Final = 60
"""Lines of the table of everyone on a terminal."""
_REFERENCE: Final = 16
"""Characters of the reference's name in a heading on a terminal."""
_TEST: Final = (
    "p-value: how often two who follow the same order of principles, each as strictly as it does and with its own "
    "noise, are at least as far apart, on the conflicts that both decided; evidence: what the p-values of all pairs "
    "say together, at 5 %"
)
_FLOOR: Final = "; noise floor: how far the annotator on half of the cases is from itself on the other half, mean ± sd"


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


def people(report: Report, form: Form) -> Sheet:
    """Everyone, where annotators are many, those with most annotations first; a terminal has not all of very many."""
    found = sorted(report.people, key=lambda each: -each.annotations)
    shown = found[:MOST_PEOPLE] if form is TERMINAL else found
    left_out = f"the {len(shown)} of {len(found)} with most annotations; all: --markdown, --html, --json; "
    apart = [NO_INTERVAL if _says_nothing(each) else each.discrepancy.apart.interval for each in shown]
    opposed = [(each.arbitrariness_interval, each.arbitrariness.cases) for each in shown]
    far = [(interval, each.discrepancy.apart.conflicts) for interval, each in zip(apart, shown, strict=True)]
    brief = form is TERMINAL
    columns = (
        _names(shown),
        SheetColumn("kind", [each.kind.value for each in shown], "text", drop=5),
        SheetColumn("given" if brief else "annotations", [each.annotations for each in shown]),
        SheetColumn("neither", [each.neither for each in shown], drop=4),
        *([SheetColumn("flagged", [each.flagged for each in shown])] if form is HTML else []),
        SheetColumn("conflicts", [each.conflicts for each in shown]),
        SheetColumn("arbitrary", [_opposed(each) for each in shown], form.fractions),
        SheetColumn("of", [each.arbitrariness.cases for each in shown], drop=3, called="cases of arbitrary"),
        SheetColumn("95 %", [_ends(*each) for each in opposed], form.fractions, drop=1, called="95 % of arbitrary"),
        SheetColumn("DD" if brief else _to_reference(report, form), list(map(_far_to, shown)), form.fractions),
        SheetColumn("95 %", [_ends(*each) for each in far], form.fractions, drop=2, called="95 % of DD"),
    )
    one = "one alone, with the ranking: --annotator NAME"
    to = f"DD is to {report.annotators[0].discrepancy.reference}; " if brief else ""
    return Sheet("Everyone", columns, f"{to}{left_out if len(shown) < len(found) else ''}{one}")


def _ends(found: Interval, of: int) -> str:
    """Both ends of an interval of a share of so many, in per cent."""
    return between(found.low, found.high, lambda end: hundredths(end, share_digits(of, 1)))


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
        SheetColumn("annotator", [report.title(pair.first) for pair in found], "name"),
        SheetColumn("and", [report.title(pair.second) for pair in found], "name"),
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
    if floors(report):
        halves = {
            each.name: TOO_FEW if each.few_halves else hundredths(each.noise_floor.mean) for each in report.annotators
        }
        beside = [f"{halves[pair.first]} · {halves[pair.second]}" for pair in found]
        columns.append(SheetColumn("noise floors", beside))
    return Sheet("", tuple(columns), f"{_TEST}{_FLOOR if floors(report) else ''}." if report.replicates else "")


def reversals(report: Report) -> Iterator[Sheet]:
    """The pairs of principles that two annotators surely have in opposite orders, with the filter for their cases."""
    found = [(pair, above, below) for pair in report.pairs for above, below in pair.reversed]
    if not found:
        return
    filters = [str(Between(*(Name(NameRole.PRINCIPLE, each.name) for each in both))) for _, *both in found]
    columns = (
        SheetColumn("annotator", [report.title(pair.first) for pair, _, _ in found], "name"),
        SheetColumn("has", [above.name for _, above, _ in found], "name"),
        SheetColumn("above", [below.name for _, _, below in found], "name"),
        SheetColumn("unlike", [report.title(pair.second) for pair, _, _ in found], "name"),
        SheetColumn("filter", filters, "name", drop=1),
    )
    yield Sheet("Surely the other way round", columns, "at 5 % for all pairs of principles of two annotators together")


def floors(report: Report) -> bool:
    """Whether there are noise floors."""
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
    return SheetColumn("annotator", [each.title for each in found], "name")


def _to_reference(report: Report, form: Form) -> str:
    reference = report.annotators[0].discrepancy.reference
    return form.apart.format(inert_line(reference, _REFERENCE) if form is TERMINAL else reference)


def _with_spread(value: str, interval: Interval) -> str:
    found = _spread(interval)
    return f"{value} ({found})" if found else value


def _spread(interval: Interval) -> str:
    return spread(interval.mean, interval.sd)
