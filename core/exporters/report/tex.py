"""The report as a LaTeX document: its sentences, its tables with booktabs, and the paper's figures with TikZ."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isfinite
from typing import Final

from core.audit.report import AnnotatorReport, PriorityReport, Report
from core.exporters.report.answer import answer
from core.exporters.report.evidence import MATRIX_FROM, Evidence, Supremacy
from core.exporters.report.oracle_sheets import hint
from core.exporters.report.sheet import Sheet
from core.exporters.report.sheets import called, ranking_title, report_sheets
from core.exporters.report.tex_text import tex
from core.exporters.report.words import HTML, MARKDOWN
from core.metrics.supremacy import supremacy
from core.model.number_words import hundredths
from core.model.terms import FEW_CONFLICTS

_NAME: Final = 48
"""Characters of a name in a table or a figure."""
_WIDTH: Final = 8.0
"""Centimetres of the scale of a ranking."""
_LINE: Final = 0.45
"""Centimetres of a line of a figure, and of a cell of a matrix."""
_DEEP: Final = 0.6
"""From this share on a cell is so dark that its number is white."""
_HEAD: Final = r"""\documentclass{article}
\usepackage[a4paper,landscape,margin=2cm]{geometry}
\usepackage{iftex,booktabs,longtable,tikz}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \newcommand{\anychar}[1]{\texttt{U+#1}}
\else
  \usepackage{fontspec}
  \newcommand{\anychar}[1]{\symbol{"#1}}
\fi
\setlength{\parindent}{0pt}
\setlength{\parskip}{1ex}
\begin{document}"""


def latex(report: Report, evidence: Evidence) -> str:
    """The whole report as a document that pdfLaTeX, XeLaTeX and LuaLaTeX take; `evidence` is of its annotators."""
    return "\n".join(_lines(report, evidence)) + "\n"


def _lines(report: Report, evidence: Evidence) -> Iterator[str]:
    dataset = report.dataset
    yield _HEAD
    if dataset.warning is not None:
        yield from (rf"\textbf{{{tex(dataset.warning)}}}", "")
    yield rf"\section*{{Whose principles does {tex(dataset.store)} follow?}}"
    yield tex(f"{dataset.size}, votes by {dataset.oracle}; {dataset.reviewed}.")
    for said in answer(report):
        yield from ("", tex(said))
    for sheet in report_sheets(report, MARKDOWN):
        yield from _table(sheet)
    for annotator, seen in zip(report.annotators, evidence.supremacies, strict=True):
        if any(row.priority is not None for row in annotator.priorities):
            yield from _figure(f"{ranking_title(annotator)}: priorities, log-odds", _ranking(annotator))
        if annotator.conflicts >= MATRIX_FROM and seen.principles:
            few = f"no shade under {FEW_CONFLICTS} conflicts"
            supremacy = f"Principle supremacy of rows over columns, {called(annotator)}, %; {few}"
            yield from _figure(supremacy, _matrix(seen))
    if told := hint(report):
        yield from ("", tex(told))
    if report.notes:
        yield from ("", r"\subsection*{Notes}", r"\begin{itemize}")
        yield from (rf"\item {{}}{tex(note)}" for note in report.notes)
        yield r"\end{itemize}"
    yield r"\end{document}"


def _table(sheet: Sheet) -> Iterator[str]:
    """A table over as many pages as it needs; filters have no place on paper."""
    columns = tuple(column for column in sheet.columns if column.head != "filter")
    yield ""
    if sheet.title:
        yield rf"\subsection*{{{tex(sheet.title)}}}"
    kinds = "".join("r" if column.role == "number" else "l" for column in columns)
    yield from (r"{\footnotesize", rf"\begin{{longtable}}[l]{{@{{}}{kinds}@{{}}}}", r"\toprule")
    yield " & ".join(tex(column.head) for column in columns) + r" \\"
    yield from (r"\midrule", r"\endhead", r"\bottomrule", r"\endlastfoot")
    for row in replace(sheet, columns=columns).rows:
        yield " & ".join(tex(str(cell), _NAME) for cell in row) + r" \\"
    yield from (r"\end{longtable}", "}")
    if sheet.caption:
        yield rf"{{\small {tex(sheet.caption)}\par}}"


def _figure(caption: str, drawn: Iterator[str]) -> Iterator[str]:
    yield from ("", rf"\subsection*{{{tex(caption)}}}", r"\begin{tikzpicture}[every node/.style={font=\scriptsize}]")
    yield from drawn
    yield r"\end{tikzpicture}"


def _ranking(annotator: AnnotatorReport) -> Iterator[str]:
    """A dot and a whisker a principle, to the edge where the data puts no bound, and in words what has no number."""
    found = annotator.priorities
    low, high = _range(found)

    def at(value: float) -> str:
        return f"{_WIDTH * (min(max(value, low), high) - low) / (high - low):.3f}"

    bottom = -_LINE * len(found)
    yield rf"\draw[gray!50] ({at(0)},{_LINE / 2:.3f}) -- ({at(0)},{bottom:.3f}) node[below,black] {{0}};"
    for place, row in enumerate(found):
        y = f"{-_LINE * place:.3f}"
        rank = "" if row.rank is None else f"{row.rank} "
        mark = " ?" if row.few and row.rank is not None else ""
        yield rf"\node[left] at (0,{y}) {{{rank}{tex(row.principle, _NAME)}{mark}}};"
        if row.priority is None:
            yield rf"\node[right,gray] at (0,{y}) {{{tex(HTML.unmeasured[row.status])}}};"
            continue
        if row.interval.low is not None and row.interval.high is not None:
            yield rf"\draw ({at(row.interval.low)},{y}) -- ({at(row.interval.high)},{y});"
        yield rf"\filldraw[fill={'white' if row.few else 'black'}] ({at(row.priority)},{y}) circle (1.6pt);"
        yield rf"\node[right] at ({_WIDTH + 0.2:.1f},{y}) {{{tex(HTML.priority(row))}}};"


def _range(found: Sequence[PriorityReport]) -> tuple[float, float]:
    ends = [x for row in found for x in (row.priority, row.interval.low, row.interval.high, 0.0)]
    known = [x for x in ends if x is not None and isfinite(x)]
    low, high = min(known), max(known)
    pad = 0.06 * (high - low) or 1.0
    return low - pad, high + pad


def _matrix(seen: Supremacy) -> Iterator[str]:
    """The shares of the rows over the columns, in the order of priority."""
    shares, conflicts = supremacy(seen.wins), seen.wins + seen.wins.T
    for place, name in enumerate(seen.principles):
        centre = f"{_LINE * (place + 0.5):.3f}"
        yield rf"\node[left] at (0,-{centre}) {{{tex(name, _NAME)}}};"
        yield rf"\node[rotate=90,right] at ({centre},0) {{{tex(name, _NAME)}}};"
    for i, row in enumerate(conflicts.tolist()):
        for j, count in enumerate(row):
            if i == j or not count:
                continue
            shade = round(80 * shares[i, j]) if count >= FEW_CONFLICTS else 0
            ink = "white" if shade and shares[i, j] >= _DEEP else "black" if shade else "gray"
            corners = f"({_LINE * j:.3f},{-_LINE * (i + 1):.3f}) rectangle ({_LINE * (j + 1):.3f},{-_LINE * i:.3f})"
            if shade:
                yield rf"\fill[black!{shade}] {corners};"
            centre = f"({_LINE * (j + 0.5):.3f},{-_LINE * (i + 0.5):.3f})"
            yield rf"\node[{ink},font=\tiny] at {centre} {{{hundredths(shares[i, j], 0)}}};"
