"""The tables of the report: the numbers of its JSON document, worded, and no others."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from core.exporters.report.annotator_sheets import annotators, pairs
from core.exporters.report.declared_sheets import declared_sheets
from core.exporters.report.oracle_sheets import oracle_sheets
from core.exporters.report.sheet import Sheet, SheetColumn
from core.exporters.report.sheets import MOST_FLAGS, cases, flagged, ranking, report_sheets
from core.exporters.report.words import HTML, MARKDOWN, TERMINAL, Form
from core.metrics.agreement import Taxonomy
from core.metrics.intervals import Interval
from core.model.terms import Status
from tests.core.exporters.reporting import whole_report

NUMBER = re.compile(r"\d+(?:\.\d+)?")
REPORT = whole_report()
assert REPORT.oracles is not None


def sheets_of(form: Form) -> list[Sheet]:
    """All tables of a form; a page draws the cases, and tells what chance gives beside the pairs."""
    if form is not HTML:
        return list(report_sheets(REPORT, form))
    rankings = (ranking(each, HTML) for each in REPORT.annotators)
    return [*declared_sheets(REPORT, HTML), annotators(REPORT, HTML), pairs(REPORT), *rankings, *oracle_sheets(REPORT)]


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Every number of a document with the keys that lead to it."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each, path)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


def worded(path: str, value: float) -> set[str]:
    """What a number can look like, signs and units aside."""
    if isinstance(value, int):
        return {str(value)}
    if path.endswith("share"):
        return {f"{100 * value:.1f}", f"{100 * value:.2f}"}
    if path.endswith("elo"):
        return {f"{value:.0f}"}
    if path.endswith("p_value"):
        return {f"{value:.3f}"}
    if "priorities" in path or "alpha" in path:
        return {f"{value:.2f}", f"{value:.3f}"}
    return {f"{100 * value:.1f}", f"{100 * value:.2f}"}


def shown(form: Form) -> tuple[set[str], set[str]]:
    """The paths whose numbers are all in the tables or their captions, and the numbers in cells that have no path."""
    cells = {
        number
        for sheet in sheets_of(form)
        for column in sheet.columns
        for cell in column.cells
        for number in NUMBER.findall(str(cell))
    }
    captions = {number for sheet in sheets_of(form) for number in NUMBER.findall(sheet.caption)}
    words = [(path, worded(path, value)) for path, value in leaves(REPORT.document())]
    missing = {path for path, found in words if not found & (cells | captions)}
    return {path for path, _ in words} - missing, cells.difference(*(found for _, found in words))


def paths(*lines: str) -> set[str]:
    """The paths of lines such as `a.b: c d`."""
    parts = (line.split(": ") for line in lines)
    return {f"{prefix}.{name}" for prefix, names in parts for name in names.split()}


EVERYWHERE = paths(
    "annotators: annotations neither missing",
    "annotators.arbitrariness: value mean sd low high",
    "annotators.discrepancy: value mean sd",
    "annotators.noise_floor: mean",
    "annotators.priorities: rank priority elo conflicts pairs won mean sd share low high rank_low rank_high",
    "annotators.oracle_noise: identified_share",
    "annotators.oracle_noise.arbitrariness: mean sd bias",
    "annotators.oracle_noise.discrepancy: mean sd bias",
    "annotators.oracle_noise.shift: mean sd",
    "annotators.oracle_noise.priorities: sd rank_low rank_high",
    "declared.kept_by: distance",
    "declared.kept_by.pairs: as_written reversed explained undecided never_in_conflict",
    "declared.kept_by.surely: as_written reversed",
    "declared.kept_by.violations: lower_won conflicts share low high follower_lower_won",
    "oracle_noise: changed replicates unsure",
    "oracles.consistency: value",
    "oracles.consistency.principles: value",
    "oracles.pairs.annotators: value mean sd",
    "oracles.pairs: cases",
    *(
        f"oracles.pairs.{whose}.{what}"
        for whose in ("overall", "principles")
        for what in ("same: value of low high", "same_side: value of", "alpha: value low high")
    ),
)
COUNTED = paths(
    "annotators.arbitrariness: cases",
    "annotators.discrepancy: p_value conflicts",
    "annotators.noise_floor: sd",
    "taxonomy.consensus: count share",
    "taxonomy.conflict: count share",
    "taxonomy.indifference: count share",
    "taxonomy.unvoted: count",
    "taxonomy.partly_voted: count",
)


@pytest.mark.parametrize(
    ("form", "besides"),
    [
        pytest.param(
            TERMINAL, COUNTED | paths("annotators: identified_share", "bootstrap: replicates seed"), id="terminal"
        ),
        pytest.param(MARKDOWN, COUNTED, id="markdown"),
        pytest.param(
            HTML, paths("annotators: flagged", "discrepancies: value mean sd low high p_value conflicts"), id="html"
        ),
    ],
)
def test_the_numbers_of_the_document_are_in_the_tables_and_no_others(form: Form, besides: set[str]) -> None:
    found, others = shown(form)
    assert found == EVERYWHERE | besides
    assert others == set()


@pytest.mark.parametrize("form", [TERMINAL, MARKDOWN, HTML])
def test_every_number_stands_under_its_heading(form: Form) -> None:
    document: Any = REPORT.document()
    for annotator, given in zip(REPORT.annotators, document["annotators"], strict=True):
        table = {column.head: column for column in ranking(annotator, form).columns}
        wanted = {
            "rank": "rank",
            "Elo": "elo",
            "won": "won",
            "priority": "priority",
            "conflicts": "conflicts",
            "pairs": "pairs",
        }
        for head, key in wanted.items():
            for cell, each in zip(table[head].cells, given["priorities"], strict=True):
                assert NUMBER.findall(str(cell))[0] in worded(f"priorities.{key}", each[key]), head
        ends = [NUMBER.findall(str(cell)) for cell in table["95 % interval"].cells]
        assert ends == [[f"{each['low']:.2f}", f"{each['high']:.2f}"] for each in given["priorities"]]


def test_what_is_not_measured_is_said_in_the_words_of_the_form() -> None:
    annotator = REPORT.annotators[0]
    row = replace(annotator.priorities[0], priority=None, rank=None, interval=Interval(None, None, None, None, 0, 60))

    def cells(form: Form, status: Status) -> list[object]:
        found = ranking(replace(annotator, priorities=(replace(row, status=status),)), form).columns
        return [found[n].cells[0] for n in (0, 2, 3, 4)]

    assert cells(TERMINAL, Status.ALWAYS_WINS) == ["–", "+∞  ", "", ""]
    assert cells(TERMINAL, Status.ALWAYS_LOSES) == ["–", "−∞  ", "", ""]
    assert cells(TERMINAL, Status.PLACED) == ["–", "placed  ", "", ""]
    assert cells(TERMINAL, Status.UNRANKED) == ["–", "–  ", "", ""]
    assert cells(MARKDOWN, Status.ALWAYS_WINS) == ["", "always-wins", "", ""]
    assert cells(MARKDOWN, Status.UNRANKED) == ["", "unranked", "", ""]
    assert cells(HTML, Status.ALWAYS_LOSES) == ["–", "lost all its conflicts", "", ""]
    assert cells(HTML, Status.PLACED) == ["–", "placed, without a number", "", ""]


def test_a_terminal_marks_few_conflicts_and_several_scales() -> None:
    first, second = REPORT.annotators[0].priorities
    sure, unsure = (replace(first.interval, sd=sd) for sd in (0.5, 0.51))
    rows = (
        replace(first, conflicts=29, component=0, interval=sure),
        replace(second, conflicts=30, component=1, interval=sure),
        replace(second, conflicts=30, component=1, interval=unsure),
    )
    cells = ranking(replace(REPORT.annotators[0], priorities=rows), TERMINAL).columns[2].cells
    assert [str(cell)[-6:] for cell in cells] == [" (0) ?", " (1)  ", " (1) ?"]


def test_one_rank_is_a_range_only_in_text() -> None:
    row = replace(REPORT.annotators[0].priorities[0], rank_low=2, rank_high=2)
    annotator = replace(REPORT.annotators[0], priorities=(row,))
    assert [ranking(annotator, form).columns[place].cells[0] for form, place in ((TERMINAL, 6), (HTML, 7))] == [
        "2–2",
        "2",
    ]


def test_mean_and_deviation_say_what_they_are_over() -> None:
    first, second = REPORT.annotators[0].priorities
    part, whole = Interval(-1.5, 0.25, None, None, 861, 1000), Interval(0.0, 0.5, -1.0, 1.0, 1000, 1000)
    nowhere = Interval(None, None, None, None, 0, 1000)
    rows = (replace(first, interval=part), replace(second, interval=whole), replace(second, interval=nowhere))
    annotator = replace(REPORT.annotators[0], priorities=rows)
    for form in (MARKDOWN, HTML):
        table = {column.head: list(column.cells) for column in ranking(annotator, form).columns}
        assert table["mean ± sd"] == ["−1.50 ± 0.25", "0.00 ± 0.50", ""]
        assert table["share"] == ["86.1 %", "100.0 %", "0.0 %"]
    sheet = ranking(annotator, TERMINAL, 1000)
    assert next(each.cells[0] for each in sheet.columns if each.head == "mean ± sd") == "−1.50 ± 0.25"
    assert sheet.caption.endswith("mean ± sd over all replicates, but 86.1 % for Be kind")
    full = replace(annotator, priorities=(replace(second, interval=whole),))
    assert "mean" not in ranking(full, TERMINAL, 1000).caption
    none = replace(annotator, priorities=(replace(first, interval=Interval(None, None, None, None, 0)),))
    assert not {"mean ± sd", "share"} & {column.head for column in ranking(none, MARKDOWN).columns}


def test_without_replicates_there_are_no_columns_for_them() -> None:
    without = replace(REPORT, replicates=0)
    heads = [column.head for column in annotators(without, TERMINAL).columns]
    assert heads == ["annotator", "kind", "annotations", "neither", "missing", "arbitrary", "of", "DD to ann"]
    assert annotators(without, TERMINAL).caption == ""
    assert [column.head for column in pairs(without).columns][3:] == ["conflicts", "noise floors"]


def test_what_is_not_missing_is_not_spoken_of() -> None:
    assert REPORT.oracles is not None
    full = replace(
        REPORT,
        taxonomy=Taxonomy(3, 2, 1),
        annotators=tuple(replace(each, missing=0) for each in REPORT.annotators),
        oracles=replace(REPORT.oracles, pairs=tuple(replace(each, apart=False) for each in REPORT.oracles.pairs)),
    )
    for form in (TERMINAL, MARKDOWN):
        assert list(cases(full, form).columns[0].cells) == ["consensus", "conflict", "indifference"]
        assert list(cases(REPORT, form).columns[0].cells) == ["consensus", "conflict", "indifference", "unvoted"]
        assert (bool(cases(full, form).caption), bool(cases(REPORT, form).caption)) == (False, True)
        assert not {"neither", "missing"} & {column.head for column in annotators(full, form).columns}
        assert "both cast" not in " ".join(sheet.caption for sheet in report_sheets(full, form))
        assert "both cast" in " ".join(sheet.caption for sheet in report_sheets(REPORT, form))
    assert not [note for note in full.notes if "voted" in note or "annotated" in note]


def test_of_very_many_flags_the_first_are_listed() -> None:
    keys = ("annotator", "preference", "category", "reasons", "flagged_by")
    flags = [{"case": f"c{n}", "arbitrary": n == 0, "notes": None, **dict.fromkeys(keys, "x")} for n in range(2_001)]
    columns = {column.head: column.cells for column in flagged(flags).columns}
    assert len(columns["case"]) == MOST_FLAGS == 2_000
    assert (columns["case"][-1], columns["notes"][0]) == ("c1999", "")
    assert columns["category"][:2] == ["x, opposed", "x"]


def test_columns_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        list(Sheet("t", (SheetColumn("a", ["1", "2"]), SheetColumn("b", ["1"]))).rows)


@pytest.mark.parametrize("form", [TERMINAL, MARKDOWN, HTML])
def test_without_resamples_there_are_no_empty_columns(form: Form) -> None:
    none = Interval(None, None, None, None, 0)
    rows = tuple(replace(row, interval=none, rank_low=None, rank_high=None) for row in REPORT.annotators[0].priorities)
    heads = [column.head for column in ranking(replace(REPORT.annotators[0], priorities=rows), form).columns]
    assert heads == ["rank", "principle", "priority", "Elo", "conflicts", "won", "pairs"]
