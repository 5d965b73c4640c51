"""The `report` command."""

from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Final

import click
import orjson

from core.audit import AuditData, audit, load, with_order
from core.exporters.exporting import Exporting
from core.exporters.html_evidence import Evidence, evidence
from core.exporters.markdown import markdown
from core.exporters.table import replacing
from core.importers.declared_order import read_order
from core.importers.options import stem
from core.inert import inert_line
from core.journal import reviews_folder
from core.oracle_agreement import Comparing, compare_oracles
from core.oracle_noise import measure_oracle_noise
from core.oracle_report import NoiseReport
from core.replay import load_folder
from core.report import Report
from core.store import Store
from tui.console.progress import LateProgress

_FORMS: Final = {".json": "json", ".md": "markdown", ".html": "html"}


def report_command(  # noqa: PLR0913 - one for each option of the command
    store: Path,
    annotators: tuple[str, ...],
    reference: str | None,
    bootstrap: int,
    seed: int,
    form: str | None,
    output: Path | None,
    *,
    orders: tuple[Path, ...],
    noise: bool,
    include_flagged: bool,
    original_votes: bool,
    oracle: str | None,
    oracle_noise: int,
) -> None:
    """Compute the report and print it, or write it to a file; raises DiscretionError.

    Each file of `orders` makes an annotator that follows it, which the report has whoever else was asked for.
    """
    form = form or (_FORMS.get(output.suffix.lower()) if output else None)
    seen: Evidence | None = None
    with Store.open(store) as opened:
        standing, warnings = load_folder(reviews_folder(store))
        for warning in warnings:
            click.echo(inert_line(warning), err=True)
        data = load(opened, standing, original_votes=original_votes, oracle=oracle)
        for path in orders:
            data = with_order(data, stem(path), read_order(path, data.principles))
        if annotators:
            annotators += tuple(each.name for each in data.annotators[-len(orders) :] if orders)
        if form == "html":
            seen = evidence(Exporting(opened, data, standing, annotators, bootstrap, seed, include_flagged))
        with LateProgress("bootstrap") as progress:
            report = audit(
                data,
                annotators=annotators,
                reference=reference,
                replicates=bootstrap,
                seed=seed,
                include_flagged=include_flagged,
                noise=noise or form == "html",
                progress=progress.update,
            )
        how = Comparing([each.name for each in report.annotators], bootstrap, seed, include_flagged, original_votes)
        drawable = not opened.without_probabilities(data.oracle)[0]
        report = replace(report, oracles=compare_oracles(opened, standing, data, how), has_probabilities=drawable)
        if oracle_noise:
            report = replace(report, oracle_noise=_oracle_noise(opened, data, report, oracle_noise, how))
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
        from core.exporters.html import Making, html

        return html(report, seen, Making(version("discretion"), datetime.now(UTC).date().isoformat()))
    if form == "json":
        return orjson.dumps(report.document(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
    return markdown(report)


def _print(report: Report, file: IO[str] | None = None) -> None:
    from tui.console.report_tables import print_report

    print_report(report, file)
