"""What an import is asked for and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.model.terms import AnnotatorKind, Progress

STREAM: Final = "standard input"
"""What messages call what came through it."""
_ENDINGS: Final = (".gz", ".csv", ".jsonl", ".json", ".txt", ".parquet")


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the user asked for; None where the format's own default holds. `progress` hears of the bytes of a file.

    `annotation` says which of several rated aspects is the annotation (`better`, `helpfulness`); `pool` makes one
    annotator of all that the rows name. `map`, `values` and `votes` say what columns and their values mean; numbers
    that differ by no more than `margin` are alike. `build` are the digests of the build that the import is a part of.
    """

    format: str | None = None
    dataset: str | None = None
    annotator: str | None = None
    kind: AnnotatorKind | None = None
    oracle: str | None = None
    annotation: str | None = None
    pool: bool = False
    map: str | None = None
    values: str | None = None
    votes: str | None = None
    margin: float = 0.0
    short_names: Path | None = None
    declared_order: bool = False
    skip_bad: Path | None = None
    progress: Progress | None = None
    build: Mapping[str, str] | None = None

    @property
    def prefix(self) -> str:
        """What stands before every case id: the dataset's name and a slash, or nothing."""
        return f"{self.dataset}/" if self.dataset else ""

    @property
    def names_cases(self) -> bool:
        """Whether `map` says which column names the cases."""
        return any(part.partition("=")[0].strip().lower() == "case" for part in (self.map or "").split(","))


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an importer made of a file.

    `read` rows are in the file; `kept` of them brought something new, `rejected` were set aside as malformed, `unknown`
    name a case or principle that the store lacks. `what` says what was added, `target` whose it is. Of cases whose
    answers were pooled, `pooled_before` had an answer of other files, which says the same.
    """

    read: int
    kept: int
    rejected: int
    unknown: int
    what: str
    target: str
    warnings: tuple[str, ...] = ()
    pooled_before: int = 0


def stem(path: Path) -> str:
    """Name a file without its folder and endings: what an oracle or annotator is called by default."""
    name = path.name
    for ending in _ENDINGS:
        if name.lower().endswith(ending) and len(name) > len(ending):
            name = name[: -len(ending)]
    return name
