"""The `report` command."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Final

import click
import orjson

from core.audit.audit import AuditData, audit, load, with_order
from core.audit.oracle_agreement import Comparing, compare_oracles
from core.audit.oracle_noise import measure_oracle_noise
from core.audit.oracle_results import NoiseReport
from core.audit.report import Report
from core.exporters.report.evidence import Evidence, evidence
from core.exporters.report.markdown import markdown
from core.exporters.request import Exporting
from core.exporters.table import replacing
from core.importers.declared_order import read_order
from core.importers.options import stem
from core.journal.events import reviews_folder
from core.journal.replay import load_folder
from core.model.safe_text import inert_line
from core.storage.store import Store
from tui.cli.printing.late_progress import LateProgress

_FORMS: Final = {".json": "json", ".md": "markdown", ".html": "html"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options of the command ask for; each file of `orders` makes an annotator that follows it."""

    annotators: tuple[str, ...]
    reference: str | None
    bootstrap: int
    seed: int
    orders: tuple[Path, ...]
    noise: bool
    include_flagged: bool
    original_votes: bool
    oracle: str | None
    oracle_noise: int


def report_command(store: Path, form: str | None, output: Path | None, asked: Asked) -> None:
    """Compute the report and print it, or write it to a file; raises DiscretionError."""
    form = form or (_FORMS.get(output.suffix.lower()) if output else None)
    report, seen = _computed(store, asked, form)
    if output is None:
        if form is None:
            _print(report)
        else:
            click.echo(_text(report, form, seen), nl=False)
        return
    with replacing(output) as beside:
        if form is None:
            with beside.open("w", encoding="utf-8") as file:
                _print(report, file)
        else:
            beside.write_text(_text(report, form, seen), encoding="utf-8")
    click.echo(f"Wrote {inert_line(str(output))}.", err=True)


def _computed(store: Path, asked: Asked, form: str | None) -> tuple[Report, Evidence | None]:
    """The report and, for HTML, the evidence it shows."""
    with Store.open(store) as opened:
        standing, warnings = load_folder(reviews_folder(store))
        for warning in warnings:
            click.echo(inert_line(warning), err=True)
        data = load(opened, standing, original_votes=asked.original_votes, oracle=asked.oracle)
        for path in asked.orders:
            data = with_order(data, stem(path), read_order(path, data.principles))
        if asked.annotators and asked.orders:
            # The report has those who follow an order, whoever else was asked for.
            followers = tuple(each.name for each in data.annotators[-len(asked.orders) :])
            asked = replace(asked, annotators=asked.annotators + followers)
        seen = None
        if form == "html":
            exporting = Exporting(
                opened, data, standing, asked.annotators, asked.bootstrap, asked.seed, asked.include_flagged
            )
            seen = evidence(exporting)
        report = _audited(data, asked, noise=asked.noise or form == "html")
        how = Comparing(
            [each.name for each in report.annotators],
            asked.bootstrap,
            asked.seed,
            asked.include_flagged,
            asked.original_votes,
        )
        drawable = not opened.without_probabilities(data.oracle)[0] and opened.unsure(data.oracle)[0] > 0
        report = replace(report, oracles=compare_oracles(opened, standing, data, how), has_probabilities=drawable)
        if asked.oracle_noise:
            report = replace(report, oracle_noise=_oracle_noise(opened, data, report, asked.oracle_noise, how))
    return report, seen


def _audited(data: AuditData, asked: Asked, *, noise: bool) -> Report:
    with LateProgress("bootstrap") as progress:
        return audit(
            data,
            annotators=asked.annotators,
            reference=asked.reference,
            replicates=asked.bootstrap,
            seed=asked.seed,
            include_flagged=asked.include_flagged,
            noise=noise,
            progress=progress.update,
        )


def _oracle_noise(store: Store, data: AuditData, report: Report, replicates: int, how: Comparing) -> NoiseReport:
    with LateProgress("oracle noise") as progress:
        return measure_oracle_noise(
            store,
            data,
            how.annotators,
            report.annotators[0].discrepancy.reference,
            replicates,
            how.seed,
            progress.update,
            include_flagged=how.include_flagged,
        )


def _text(report: Report, form: str, seen: Evidence | None) -> str:
    if seen is not None:
        from core.exporters.report.html import Making, html

        return html(report, seen, Making(version("discretion"), datetime.now(UTC).date().isoformat()))
    if form == "json":
        return orjson.dumps(report.document(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
    return markdown(report)


def _print(report: Report, file: IO[str] | None = None) -> None:
    from tui.cli.printing.report import print_report

    print_report(report, file)
