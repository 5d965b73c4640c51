"""The report as one HTML file that fetches nothing: figures, tables and notes, for a browser and for paper."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import count
from typing import TYPE_CHECKING

from core.audit.report import AnnotatorReport, Report
from core.exporters.report import annotator_sheets, figures, matrices, sheets
from core.exporters.report.answer import answer
from core.exporters.report.declared_sheets import declared_sheets
from core.exporters.report.escaping import script_json, shown
from core.exporters.report.evidence import MATRIX_FROM, Evidence
from core.exporters.report.oracle_sheets import hint, oracle_sheets
from core.exporters.report.ranking_figure import groups, ranking_dots
from core.exporters.report.words import HTML
from core.model.number_words import percent
from core.model.terms import FEW_CONFLICTS, ROUGH, Status

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


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
    return (
        templates()
        .get_template("report.html.j2")
        .render(
            report=report,
            evidence=evidence,
            making=making,
            facts=_facts(report, evidence, making),
            answer=answer(report),
            declared_sheets=tuple(declared_sheets(report, HTML)),
            oracle_sheets=tuple(oracle_sheets(report)),
            hint=hint(report),
            policy=_markup(_policy(scripts)),
            style=_markup(_resource("report.css")),
            scripts=map(_markup, scripts),
            sheets=sheets,
            annotator_sheets=annotator_sheets,
            figures=figures,
            matrices=matrices,
            matrix_from=MATRIX_FROM,
            ranking_dots=ranking_dots,
            ranking_caption=lambda annotator: _markup(" ".join(_ranking_caption(annotator))),
            as_json=lambda figure: _markup(script_json(figure)),
            number=count(1).__next__,
        )
    )


def templates() -> "Environment":
    """The templates beside this file, in which every expression is made inert and escaped unless it is markup."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(_resource),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_safe,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _safe(value: object) -> "Markup":
    from markupsafe import Markup

    return value if isinstance(value, Markup) else _markup(shown(str(value)))


def _markup(text: str) -> "Markup":
    """Mark a text as markup, which only ours is, and what core.exporters.report.escaping gives."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - see above


def _resource(name: str) -> str:
    return (files("core.exporters.report") / name).read_text(encoding="utf-8")


def _policy(scripts: Sequence[str]) -> str:
    """Allow these scripts by their digests, styles, and the images that figures are drawn as."""
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:"


def _facts(report: Report, evidence: Evidence, making: Making) -> Iterator[tuple[str, object]]:
    dataset, shown_of = report.dataset, len(report.annotators)
    counted = ", counted in all numbers" if evidence.include_flagged else ", left out of every number"
    yield "store", dataset.store
    yield "oracle", dataset.oracle
    yield "cases", dataset.cases
    yield "principles", dataset.principles
    yield "annotators", dataset.annotators if shown_of == dataset.annotators else f"{shown_of} of {dataset.annotators}"
    if dataset.reviews is not None:
        yield "reviews", dataset.reviews
    yield "flagged", f"{dataset.flagged}{counted if dataset.flagged else ''}"
    yield "intervals", f"{report.replicates} bootstrap replicates, seed {report.seed}" if report.replicates else "none"
    yield "made", f"{making.day} by discretion {making.version}"


def _ranking_caption(annotator: AnnotatorReport) -> Iterator[str]:
    """Explain the marks that this ranking's figure shows, and no others."""
    found = annotator.priorities
    here = {row.status for row in found}
    if not here - {Status.UNRANKED}:
        yield "No conflicts with a preference: no ranking."
        return
    yield "Priority is how strongly a principle prevails in conflicts, in log-odds around 0."
    if any(row.interval.low is not None for row in found):
        yield "Whiskers are 95 % intervals, to the edge where the data puts no bound; "
        yield f"{percent(annotator.identified_share)} of replicates determine one scale."
    if any(row.few and row.rank is not None for row in found):
        yield f"A hollow dot and ? mark fewer than {FEW_CONFLICTS} conflicts, or a standard deviation above {ROUGH}: "
        yield "an uncertain priority."
    if len(groups(found)) > 1:
        yield "Dotted lines part groups that never beat each other both ways: each has its own 0, and only the order "
        yield "between them is determined."
    if here & {Status.ALWAYS_WINS, Status.ALWAYS_LOSES}:
        yield "An arrow marks a principle that won, or lost, all its conflicts: the data puts no bound on its priority."
    if Status.PLACED in here:
        yield "A principle that is placed beats some and is beaten by others, never both: an order without a number."
    if Status.UNRANKED in here:
        yield "A principle in no conflict has no rank."
