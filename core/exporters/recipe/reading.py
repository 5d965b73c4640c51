"""Reading the file of an audit."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from core.audit.full_report import ReportOptions
from core.exporters.export import ExportRequest
from core.exporters.output import STANDARD_OUTPUT, refuse_ours
from core.exporters.recipe.fields import Fields
from core.exporters.recipe.recipe import Output, Recipe, RecipeSource
from core.exporters.subjects import LAKE
from core.importers.constitutions.shipped import NAMES as CONSTITUTIONS
from core.importers.constitutions.shipped import constitution_path
from core.importers.containers.places import HUB, STANDARD_INPUT
from core.importers.formats.registry import NAMES as FORMATS
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.model.safe_text import inert_line
from core.model.terms import AnnotatorKind
from core.model.toml_text import parsed_toml
from core.storage.beside import REVIEWS_ENDING, beside
from core.storage.ours import remember_reviews
from core.storage.plain_file import read_small

REPORT_FORMS: Final = {"json": ".json", "markdown": ".md", "html": ".html", "tex": ".tex", "text": ".txt"}
"""The forms of a report, and the ending that chooses each; other endings are for text."""
_MOST: Final = 1_000_000
_SEEDS: Final = 2**63 - 1


def read_recipe(path: Path, exports: Collection[str]) -> Recipe:
    """Read the file of an audit; `exports` are the subjects that may be exported. Raises FormatError, ExportError."""
    name = inert_line(str(path))
    fields = Fields(_parsed(path, name), name, path.parent)
    store = fields.path("store") or path.with_suffix(".duckdb")
    reviews = fields.path("reviews") or beside(store, REVIEWS_ENDING)
    remember_reviews(reviews)
    sources = tuple(_source(each, path.parent) for each in fields.tables("source"))
    if not sources:
        raise FormatError(f"{name} has no sources: begin each with [[source]] and name its file.")
    report = _report_options(fields.table("audit"))
    outputs = [_report(each, path.parent) for each in fields.tables("report")]
    subjects = [each for each in exports if each != LAKE]
    outputs += [_export(each, path.parent, report, subjects) for each in fields.tables("export")]
    fields.finish()
    return Recipe(path, store, reviews, sources, report, tuple(outputs))


def _parsed(path: Path, name: str) -> dict[str, object]:
    try:
        return parsed_toml(read_small(path).decode("utf-8-sig"))
    except OSError as error:
        raise FormatError(f"{name} cannot be read ({error.strerror}): name the file of an audit.") from error
    except UnicodeDecodeError as error:
        raise FormatError(f"{name} is not UTF-8: save it as UTF-8 and try again.") from error
    except ValueError as error:
        raise FormatError(f"{name} is not TOML ({inert_line(str(error))}): correct it and try again.") from error


def _source(fields: Fields, base: Path) -> RecipeSource:
    files, shipped = fields.texts("file"), fields.choice("constitution", CONSTITUTIONS)
    if not files and shipped is None:
        fields.wrong("file", "is missing: name a file, a list of files, or a constitution that ships")
    for each in files:
        if each == STANDARD_INPUT or each.startswith(HUB):
            fields.wrong("file", f"names {inert_line(each)}, whose contents may be others next time: save it to a file")
    kind = fields.choice("kind", [each.value for each in AnnotatorKind])
    options = ImportOptions(
        format=fields.choice("format", FORMATS),
        dataset=fields.text("dataset"),
        annotator=fields.text("annotator"),
        kind=None if kind is None else AnnotatorKind(kind),
        oracle=fields.text("oracle"),
        annotation=fields.text("annotation"),
        pool=fields.flag("pool"),
        map=",".join(fields.texts("map")) or None,
        values=",".join(fields.texts("values")) or None,
        votes=",".join(fields.texts("votes")) or None,
        margin=fields.number("margin"),
        short_names=fields.file("short_names"),
        declared_order=fields.flag("declared_order"),
    )
    fields.finish()
    paths = [base / each for each in files]
    for each, path in zip(files, paths, strict=True):
        if not (path.exists() or any(character in each for character in "*?[")):
            fields.wrong("file", f"names {inert_line(each)}, which is not there: check the path")
    ships = [] if shipped is None else [constitution_path(shipped)]
    return RecipeSource((*files, *([] if shipped is None else [shipped])), (*paths, *ships), options, fields.said())


def _report_options(fields: Fields) -> ReportOptions:
    _refuse_filter(fields)
    options = ReportOptions(
        annotators=fields.texts("annotators"),
        reference=fields.text("reference"),
        oracle=fields.text("oracle"),
        bootstrap=fields.whole("bootstrap", 1000, _MOST),
        seed=fields.whole("seed", 0, _SEEDS),
        noise=fields.flag("noise"),
        oracle_noise=fields.whole("oracle_noise", 0, _MOST),
        correct_oracle=fields.flag("correct_oracle"),
        include_flagged=fields.flag("include_flagged"),
        original_votes=fields.flag("original_votes"),
    )
    fields.finish()
    return options


def _refuse_filter(fields: Fields) -> None:
    """Raise FormatError where a report should be limited, as numbers of all cases would pass for those of some."""
    if any(key == "where" for key, _ in fields.said()):
        fields.wrong('"where"', "limits an [[export]]: a report is of the whole store, as `discretion report` is")


def _report(fields: Fields, base: Path) -> Output:
    _refuse_filter(fields)
    named = fields.required("file")
    form = fields.choice("form", REPORT_FORMS)
    fields.finish()
    ending = Path(named).suffix.lower()
    form = form or next((each for each, its in REPORT_FORMS.items() if its == ending), "text")
    return Output(named, _place(fields, named, base), form)


def _export(fields: Fields, base: Path, report: ReportOptions, subjects: Collection[str]) -> Output:
    named = fields.required("file")
    what = fields.choice("what", subjects)
    if what is None:
        fields.wrong("what", f"is missing: choose one of {', '.join(subjects)}")
    if Path(named).suffix.lower() == ".dataset":
        fields.wrong("file", "must be one file: a folder is written by `discretion export dataset`")
    request = ExportRequest(
        what=what,
        annotators=fields.texts("annotators") or report.annotators,
        where=fields.text("where"),
        reviewer=fields.text("reviewer"),
        oracle=report.oracle,
        bootstrap=report.bootstrap,
        seed=report.seed,
        include_flagged=report.include_flagged,
        every=fields.flag("every_annotator"),
        columns=fields.choice("columns", ("all", "trl")) or "all",
    )
    fields.finish()
    return Output(named, _place(fields, named, base), request)


def _place(fields: Fields, named: str, base: Path) -> Path:
    path = base / named
    if path == STANDARD_OUTPUT:
        fields.wrong("file", "names no file: choose another name")
    if not path.parent.is_dir():
        fields.wrong("file", f"names {inert_line(named)}, whose folder is not there: make it first")
    if path.exists() and not path.is_file():
        fields.wrong("file", f"names {inert_line(named)}, which is no ordinary file: choose another name")
    refuse_ours(path)
    return path
