"""The table of import formats, and importing one file into one store in one transaction."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from core.importers import hh_rlhf, judgements, pairs, principles, rewards, votes
from core.importers.bad_rows import BadRows
from core.importers.head import Head
from core.importers.options import ImportOptions, ImportOutcome
from core.importers.source import Container, Source
from core.model.errors import FormatError
from core.model.safe_text import inert_line
from core.model.terms import Provenance
from core.storage.writing import StoreWriter


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be imported: its name for `--format`, what it is, how it is recognised and read.

    `refers` tells that its rows refer to cases or principles of other files, which must be there first.
    """

    name: str
    description: str
    sniff: Callable[[Head], bool]
    read: Callable[[Source, StoreWriter, ImportOptions, BadRows], ImportOutcome]
    refers: bool


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What came of importing one file; `recorded` is False when the same file had been imported before."""

    file: str
    format: str
    outcome: ImportOutcome
    recorded: bool


FORMATS: Final[tuple[Format, ...]] = (
    Format("hh-rlhf", "JSON lines with chosen and rejected transcripts", hh_rlhf.sniff, hh_rlhf.read, refers=False),
    Format(
        "principles",
        "a constitution, as text with one principle a line or as TOML",
        principles.sniff,
        principles.read,
        refers=False,
    ),
    Format("votes", "CSV with an oracle's votes by case and principle", votes.sniff, votes.read, refers=True),
    Format("rewards", "CSV with a reward model's rewards of both responses", rewards.sniff, rewards.read, refers=True),
    Format("judgements", "CSV with an annotator's answers by case", judgements.sniff, judgements.read, refers=True),
    Format("pairs", "JSON lines, CSV or Parquet with prompts and two responses", pairs.sniff, pairs.read, refers=False),
)
_NAMES: Final = ", ".join(known.name for known in FORMATS)


def sniff(path: Path) -> Format:
    """Recognise a file's format by its content.

    Raises FormatError when it is unreadable, in none of the known formats, or could be in several.
    """
    with closing(Source(path)) as source:
        return _recognised(source, Head.of(source))


def import_file(path: Path, store_path: Path, options: ImportOptions | None = None) -> ImportResult:
    """Import one file: as `import_files` does."""
    return import_files([path], store_path, options)[0]


def import_files(
    paths: Sequence[Path], store_path: Path, options: ImportOptions | None = None
) -> tuple[ImportResult, ...]:
    """Import files in one transaction: all of them, with their provenance, or on any error nothing.

    Cases and principles go first, in whatever order the files are named. Malformed rows end the import unless
    `options.skip_bad` names a file to set them aside in; that is written only when the import succeeds. Raises
    FormatError or StoreError, each one sentence on what to do.
    """
    options = options or ImportOptions()
    readings = sorted((_reading(path, options) for path in paths), key=lambda reading: reading[1].refers)
    if options.declared_order and not any(chosen.read is principles.read for _, chosen in readings):
        raise FormatError("--declared-order is about a file of principles: name one in the same command.")
    results = []
    with ExitStack() as stack:
        last: BadRows | None = None
        with StoreWriter.open(store_path) as writer:
            for source, chosen in readings:
                stack.enter_context(closing(source))
                unit = "row" if source.container is Container.PARQUET else "line"
                bad = stack.enter_context(BadRows(source, options.skip_bad, unit))
                outcome = chosen.read(source, writer, options, bad)
                recorded = writer.record(_provenance(source, chosen, outcome, options))
                bad.stage(last)
                last = bad
                results.append(ImportResult(str(source.path), chosen.name, outcome, recorded))
        if last is not None:
            last.publish()
    return tuple(results)


def _reading(path: Path, options: ImportOptions) -> tuple[Source, Format]:
    source = Source(path, options.progress)
    with closing(Source(path)) as glance:
        head = Head.of(glance)
    return source, _named(options.format) if options.format is not None else _recognised(source, head)


def _named(name: str) -> Format:
    for known in FORMATS:
        if known.name == name:
            return known
    raise FormatError(f"There is no format {inert_line(name)}: --format takes one of {_NAMES}.")


def _recognised(source: Source, head: Head) -> Format:
    found = [known for known in FORMATS if known.sniff(head)]
    if not found:
        raise FormatError(
            f"{source.name} is in none of the known formats ({_NAMES}): pass --format to say which it is."
        )
    if len(found) > 1:
        names = " or ".join(known.name for known in found)
        raise FormatError(f"{source.name} could be {names}: pass --format to say which it is.")
    return found[0]


def _provenance(source: Source, chosen: Format, outcome: ImportOutcome, options: ImportOptions) -> Provenance:
    dataset = f"dataset {options.dataset}, " if options.dataset else ""
    return Provenance(
        file=source.path.name,
        sha256=source.sha256(),
        format=chosen.name,
        target=dataset + outcome.target,
        # The store keeps UTC without a zone.
        at=datetime.now(UTC).replace(tzinfo=None),
        tool_version=_version(),
        read=outcome.read,
        kept=outcome.kept,
        rejected=outcome.rejected,
        unknown=outcome.unknown,
    )


def _version() -> str:
    try:
        return version("discretion")
    except PackageNotFoundError:
        return "unreleased"
