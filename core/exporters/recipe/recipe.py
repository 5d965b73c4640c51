"""What the file of an audit says: sources, what the report is asked for, and the outputs."""

from dataclasses import dataclass
from pathlib import Path

from core.audit.full_report import ReportOptions
from core.exporters.export import ExportRequest
from core.importers.options import ImportOptions
from core.model.safe_text import inert_line


@dataclass(frozen=True, slots=True)
class RecipeSource:
    """Files that are imported together; `named` is what the recipe calls them, `said` its other keys as written."""

    named: tuple[str, ...]
    paths: tuple[Path, ...]
    options: ImportOptions
    said: tuple[tuple[str, object], ...] = ()

    @property
    def title(self) -> str:
        """What messages call it."""
        return ", ".join(self.named)


@dataclass(frozen=True, slots=True)
class Output:
    """A report in a form (`json`, `markdown`, `html`, `tex`, `text`), or an export; `named` is its path as written."""

    named: str
    path: Path
    asked: str | ExportRequest

    @property
    def report(self) -> bool:
        """Whether it is a report."""
        return isinstance(self.asked, str)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the file of an audit at `path` says; `reviews` is the folder of the journals."""

    path: Path
    store: Path
    reviews: Path
    sources: tuple[RecipeSource, ...]
    report: ReportOptions
    outputs: tuple[Output, ...]

    @property
    def name(self) -> str:
        """What messages call it."""
        return inert_line(str(self.path))
