"""What every engine answers of a lake, and which one an address names."""

from collections.abc import Sequence
from typing import Final, Protocol, Self

from core.audit.statistics.counting import LakeCount, count_lake
from core.audit.statistics.statistics import About
from core.metrics.bit_planes import WORD
from core.model.errors import AuditError
from core.model.safe_text import inert_line
from core.model.terms import Progress
from core.storage.lake import Lake, LakeFile

DUCKDB: Final = "duckdb"
_SPARK: Final = ("spark:", "local")
_IBIS: Final = "ibis:"


class Engine(Protocol):
    """Reads a lake's votes and annotations where they lie."""

    def files(self, what: str) -> tuple[LakeFile, ...]:
        """The files or tables of `votes` or `annotations`, by name."""

    def told(self, what: str, key: str) -> set[str]:
        """What the files say under a key of their metadata; nothing where none says it."""

    def oracles(self) -> tuple[str, ...]:
        """Whose votes there are, by name."""

    def annotators(self) -> tuple[tuple[str, str], ...]:
        """Who annotated, and what each is, by name."""

    def count(self, about: About, progress: Progress | None) -> LakeCount:
        """Count all shards as `about` says; raises FormatError where rows cannot be what they should."""

    def close(self) -> None:
        """Let go of what is held."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


class Database(Lake):
    """The engine of this machine."""

    def count(self, about: About, progress: Progress | None) -> LakeCount:
        """Count all shards, some at a time."""
        return count_lake(self, about, progress)


def engine_at(address: str, votes: Sequence[str], annotations: Sequence[str], principles: int) -> Engine:
    """Open `duckdb`, Spark (`spark://HOST:PORT` or `local[2]`) or `ibis:URL`; raises AuditError and FormatError."""
    words = -(-principles // WORD)
    if address == DUCKDB:
        return Database(votes, annotations, words)
    if address.startswith(_SPARK):
        from core.audit.statistics.engines.spark import Spark

        return Spark(address, votes, annotations, words)
    if address.startswith(_IBIS):
        from core.audit.statistics.engines.warehouse import Warehouse

        return Warehouse(address.removeprefix(_IBIS), votes, annotations, principles)
    raise AuditError(
        f"There is no engine {inert_line(address)}: choose duckdb, spark://HOST:PORT, local[2] for Spark on this "
        "machine, or ibis:URL."
    )
