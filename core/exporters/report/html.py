"""The report as one HTML file that fetches nothing: figures, tables and notes, for a browser and for paper."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from core.audit.report import AnnotatorReport, Report
from core.exporters.report.escaping import script_json, shown
from core.exporters.report.evidence import Evidence, Supremacy
from core.exporters.report.figures import (
    WIDTH,
    Figure,
    arbitrariness_dots,
    taxonomy_bars,
)
from core.exporters.report.html_tables import annotators_table, flags_table, pairs_table, ranking_table, sheet_table
from core.exporters.report.markdown import share
from core.exporters.report.matrices import FEW_IN_CELL, discrepancy_matrix, supremacy_matrix
from core.exporters.report.ranking_figure import groups, ranking_dots
from core.exporters.report.sheets import hint, oracle_sheets
from core.model.terms import FEW_CONFLICTS, Status

_SCRIPTS_OFF: Final = (
    "<noscript><p>The figures are drawn by a script inside this file, which is turned off here; "
    "the tables hold the same rankings.</p></noscript>"
)


@dataclass(frozen=True, slots=True)
class Making:
    """By what version and on what day (ISO 8601) a document is made."""

    version: str
    day: str


def html(report: Report, evidence: Evidence, making: Making) -> str:
    """The whole report as an HTML document.

    `evidence` is of the report's annotators, in their order. The page may run the two scripts it holds and nothing
    else, and its policy lets it connect to nothing.
    """
    from plotly.offline import get_plotlyjs

    scripts = (get_plotlyjs(), _resource("report.js"))
    body = "\n".join(_Page(report, evidence, making).lines())
    title = f"Whose principles does {shown(report.dataset.store)} follow?"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(scripts)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n<style>\n{_resource('report.css')}</style>\n</head>\n<body>\n{body}\n"
        + "".join(f"<script>{script}</script>\n" for script in scripts)
        + "</body>\n</html>\n"
    )


def _resource(name: str) -> str:
    return (files("core.exporters.report") / name).read_text(encoding="utf-8")


def _policy(scripts: Sequence[str]) -> str:
    """Allow these scripts by their digests, styles, and the images that figures are drawn as."""
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:"


class _Page:
    """Writes the sections in their order and numbers the figures."""

    def __init__(self, report: Report, evidence: Evidence, making: Making) -> None:
        self._report = report
        self._evidence = evidence
        self._making = making
        self._figures = 0

    def lines(self) -> Iterator[str]:
        yield from self._head()
        yield from self._cases()
        yield from self._annotators()
        pairs = zip(self._report.annotators, self._evidence.supremacies, strict=True)
        for n, (annotator, supremacy) in enumerate(pairs):
            yield from self._annotator(n, annotator, supremacy)
        yield from self._oracles()
        yield from self._flags()
        yield from self._notes()
        yield f'<footer class="aside">Made by discretion {shown(self._making.version)} on {shown(self._making.day)}, '
        yield "after Buyl et al., “AI Alignment at Your Discretion”, arXiv 2502.10441.</footer>"

    def _head(self) -> Iterator[str]:
        report, dataset = self._report, self._report.dataset
        intervals = f"{report.replicates} bootstrap replicates, seed {report.seed}" if report.replicates else "none"
        counted = ", counted in all numbers" if self._evidence.include_flagged else ", left out of every number"
        facts = (
            ("store", shown(dataset.store)),
            ("oracle", shown(dataset.oracle)),
            ("cases", str(dataset.cases)),
            ("principles", str(dataset.principles)),
            ("annotators", _of(len(report.annotators), dataset.annotators)),
            ("reviews", str(dataset.reviews)),
            ("flagged", f"{dataset.flagged}{counted if dataset.flagged else ''}"),
            ("intervals", intervals),
            ("made", f"{shown(self._making.day)} by discretion {shown(self._making.version)}"),
        )
        yield f"<header><h1>Whose principles does {shown(dataset.store)} follow?</h1>"
        yield f"<dl>{''.join(f'<dt>{name}</dt><dd>{value}</dd>' for name, value in facts)}</dl>"
        yield _SCRIPTS_OFF
        links = [("#cases", "Cases"), ("#annotators", "Annotators")]
        links += [(f"#annotator-{n}", shown(each.name)) for n, each in enumerate(report.annotators)]
        links += [("#oracle", "Oracle")] if any(oracle_sheets(report)) or hint(report) else []
        links += [("#flags", "Flagged")] + ([("#notes", "Notes")] if report.notes else [])
        anchors = (f'<a href="{target}">{name}</a>' for target, name in links)
        yield f"<nav>{' · '.join(anchors)}</nav></header>"

    def _cases(self) -> Iterator[str]:
        yield '<section id="cases"><h2>Cases</h2>'
        yield "<p>Where all votes that are not neutral agree there is consensus; where they point both ways there is "
        yield "conflict, and the annotator has discretion; where all are neutral the principles are silent.</p>"
        yield from self._figure(taxonomy_bars(self._report), "Cases by kind")
        yield "</section>"

    def _annotators(self) -> Iterator[str]:
        report = self._report
        spread = ". Whiskers are 95 % intervals" if report.replicates else ""
        yield '<section id="annotators"><h2>Annotators</h2>'
        yield from annotators_table(report)
        if any(each.arbitrariness.cases for each in report.annotators):
            yield "<h3>Arbitrariness</h3>"
            yield from self._figure(
                arbitrariness_dots(report),
                "Arbitrariness of each annotator",
                "Of the consensus cases on which the annotator has a preference, the share in which it opposes the "
                f"consensus{spread}.",
            )
        if len(report.annotators) > 1:
            yield "<h3>Discretion discrepancy</h3>"
            yield from self._figure(
                discrepancy_matrix(report),
                "Discretion discrepancy of each pair of annotators",
                "How far two rankings are apart, in per cent: 0 % is the same order, 50 % unrelated, 100 % reversed"
                f"{'. Below it the 95 % interval over the replicates' if report.replicates else ''}.",
            )
            yield from pairs_table(report)
        yield "</section>"

    def _annotator(self, n: int, annotator: AnnotatorReport, supremacy: Supremacy) -> Iterator[str]:
        yield f'<section class="annotator" id="annotator-{n}"><h2>What {shown(annotator.name)} follows</h2>'
        yield f'<p class="aside">{annotator.kind.value}, {annotator.annotations} annotations</p>'
        ranked = any(row.status is not Status.UNRANKED for row in annotator.priorities)
        caption = " ".join(_ranking_caption(annotator)) if ranked else "No conflicts with a preference: no ranking."
        yield from self._figure(ranking_dots(annotator), f"Ranking of {annotator.name}", caption)
        yield "<details><summary>The ranking as a table</summary>"
        yield from ranking_table(annotator)
        yield "</details>"
        if supremacy.principles:
            yield "<h3>Principle supremacy</h3>"
            yield from self._supremacy(supremacy)
        yield "</section>"

    def _supremacy(self, supremacy: Supremacy) -> Iterator[str]:
        yield from self._figure(
            supremacy_matrix(supremacy),
            f"Principle supremacy for {supremacy.annotator}",
            "Of the conflicts between two principles, the percentage in which the row's won against the column's; "
            f"both in the order of priority. A number without a shade rests on fewer than {FEW_IN_CELL} conflicts; an "
            "empty cell on none.",
        )

    def _oracles(self) -> Iterator[str]:
        """What hangs on the oracle and on the choice of one, or how to find that out."""
        sheets, told = tuple(oracle_sheets(self._report)), hint(self._report)
        if not sheets and not told:
            return
        yield '<section id="oracle"><h2>The oracle</h2>'
        for sheet in sheets:
            yield from sheet_table(sheet)
        if told:
            yield f'<p class="aside">{shown(told)}</p>'
        yield "</section>"

    def _flags(self) -> Iterator[str]:
        yield '<section class="flags" id="flags"><h2>Flagged annotations</h2>'
        yield from flags_table(self._evidence.flags)
        yield "</section>"

    def _notes(self) -> Iterator[str]:
        notes = self._report.notes
        if notes:
            items = "".join(f"<li>{shown(note)}</li>" for note in notes)
            yield f'<section id="notes"><h2>Before quoting a number</h2><ul>{items}</ul></section>'

    def _figure(self, figure: Figure, name: str, caption: str = "") -> Iterator[str]:
        """A figure's place and its values beside it; `caption` is ours or escaped already."""
        self._figures += 1
        width, height = figure["layout"]["width"], figure["layout"]["height"]
        wide = f' class="wide" style="--fit:{WIDTH / width:.3f}"' if width > WIDTH else ""
        style = f"width:{width}px;height:{height}px"
        key = f"figure-{self._figures}"
        yield f'<figure{wide}><div role="img" aria-label="{shown(name)}" data-figure="{key}" style="{style}"></div>'
        if caption:
            yield f"<figcaption>{caption}</figcaption>"
        yield f'<script type="application/json" id="{key}">{script_json(figure)}</script></figure>'


def _of(count: int, whole: int) -> str:
    return str(count) if count == whole else f"{count} of {whole}"


def _ranking_caption(annotator: AnnotatorReport) -> Iterator[str]:
    """Explain the marks that this ranking's figure shows, and no others."""
    found = annotator.priorities
    here = {row.status for row in found}
    yield "Priority is how strongly a principle prevails in conflicts, in log-odds around 0."
    if any(row.interval.low is not None for row in found):
        yield f"Whiskers are 95 % intervals; the ranking is identified in {share(annotator.identified_share, 1)} of "
        yield "replicates, and intervals are over those."
    elif annotator.identified_share is not None:
        yield "No replicate identifies the whole ranking, so there are no intervals."
    if any(row.few and row.rank is not None for row in found):
        yield f"A hollow dot and ? mark fewer than {FEW_CONFLICTS} conflicts: an uncertain priority."
    if len(groups(found)) > 1:
        yield "Dotted lines part groups that never beat each other both ways: each has its own 0, and only the order "
        yield "between them is determined."
    if here & {Status.ALWAYS_WINS, Status.ALWAYS_LOSES}:
        yield "An arrow marks a principle that won, or lost, all its conflicts: the data puts no bound on its priority."
    if Status.PLACED in here:
        yield "A principle that is placed beats some and is beaten by others, never both: an order without a number."
    if Status.UNRANKED in here:
        yield "A principle in no conflict has no rank."
