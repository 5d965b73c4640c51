"""The commands `stats …`, and `report --stats`."""

from pathlib import Path

from core.audit.full_report import ReportOptions
from core.audit.statistics.build import LakeFiles, StatisticsOptions, build_statistics
from core.audit.statistics.file import read_statistics, write_statistics
from core.audit.statistics.report import statistics_report
from core.audit.statistics.statistics import Statistics, merged
from core.audit.statistics.witnesses import Pair, find_witnesses
from core.exporters.output import output_file, refuse_ours, refuse_read
from core.exporters.report.evidence import Evidence, supremacies
from core.exporters.witnesses import write_witnesses
from core.model.number_words import plural
from core.model.safe_text import inert_line
from tui.cli.printing.saying import say
from tui.cli.report import SEEN, form_of, watch, write_report


def build_command(files: LakeFiles, options: StatisticsOptions, output: Path) -> None:
    """Count a lake and write the statistics; raises DiscretionError."""
    refuse_ours(output)
    refuse_read(output, files.read())
    with watch("counting") as progress:
        found = build_statistics(files, options, progress)
    _write(found, output)


def merge_command(files: tuple[Path, ...], output: Path) -> None:
    """Add up files of statistics; raises DiscretionError."""
    refuse_ours(output)
    refuse_read(output, files)
    _write(merged([read_statistics(path) for path in files]), output)


def witnesses_command(files: LakeFiles, pair: Pair, most: int, oracle: str | None, output: Path) -> None:
    """Write the cases of a pair; raises DiscretionError."""
    refuse_ours(output)
    refuse_read(output, files.read())
    with watch("looking") as progress:
        found = find_witnesses(files, pair, most, oracle, progress)
    write_witnesses(found, output)
    of = "" if len(found.cases) == found.all else f" of {found.all}"
    say(inert_line(f"Wrote {plural(len(found.cases), 'case')}{of} to {output}."), err=True)


def report_of_statistics(path: Path, form: str | None, output: Path | None, options: ReportOptions) -> None:
    """Report on statistics as on a store; raises DiscretionError."""
    form = form_of(form, output, [path])
    statistics = read_statistics(path)
    with watch("bootstrap") as progress:
        found = statistics_report(
            statistics,
            path.name.removesuffix(".stats"),
            annotators=options.annotators,
            reference=options.reference,
            replicates=options.bootstrap,
            seed=options.seed,
            noise=options.noise or form in SEEN,
            progress=progress,
        )
    seen = None
    if form in SEEN:
        names = [each.name for each in found.report.annotators]
        wins = supremacies(statistics.about.principles, found.measured, names)
        seen = Evidence(wins, (), statistics.about.include_flagged)
    write_report(found.report, seen, form, output)


def _write(found: Statistics, output: Path) -> None:
    with output_file(output) as beside:
        write_statistics(found, beside)
    cases, people = int(found.cases[:, :4].sum()), len(found.about.annotators)
    unknown = found.about.unknown
    left = plural(unknown, "annotation")
    more = f"; {left} left out where no votes on their cases are beside them" if unknown else ""
    said = f"Wrote {plural(cases, 'case')} and {plural(people, 'annotator')} to {output}{more}."
    say(inert_line(said), err=True)
