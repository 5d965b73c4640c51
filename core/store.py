"""Reading the store: one method for each question that is asked of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from core.connection import open_read_only, reading
from core.derivation import unpack_bits
from core.model import Annotator, AnnotatorKind, Ballot, Case, Oracle, Principle, Provenance
from core.schema import SCHEMA_VERSION, WORD_BITS

_PAGE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Preview:
    """What a list shows of a case."""

    n: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class OrderCheck:
    """How an oracle or annotator that saw both presentation orders held up.

    `pairs` answers were given in both orders; in `inconsistent` of them the two differ; where both preferred a
    response (`decided` of them), `same` preferred the same one.
    """

    name: str
    role: str
    pairs: int
    inconsistent: int
    decided: int
    same: int


class Store:
    """A store opened for reading; safe to open in many processes at once."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self.path = path
        self.schema_version = SCHEMA_VERSION

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the store at `path`; raises StoreError with what to do."""
        return cls(open_read_only(path), path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def cursor(self) -> "Store":
        """The same store for another thread."""
        return Store(self._connection.cursor(), self.path)

    # What there is

    def count_cases(self) -> int:
        """How many cases there are; their `n` run from 0."""
        return self._number("SELECT count(*) FROM cases")

    def principles(self) -> tuple[Principle, ...]:
        """All principles in the order of the constitution, which is the order of the columns of `votes`."""
        rows = self._rows("SELECT n, id, name, text FROM principles ORDER BY n")
        return tuple(Principle(*row) for row in rows)

    def annotators(self) -> tuple[Annotator, ...]:
        """All annotators in the order of their import."""
        rows = self._rows("SELECT n, name, kind FROM annotators ORDER BY n")
        return tuple(Annotator(n, name, AnnotatorKind(kind)) for n, name, kind in rows)

    def oracles(self) -> tuple[Oracle, ...]:
        """All oracles in the order of their import."""
        rows = self._rows("SELECT n, name FROM oracles ORDER BY n")
        return tuple(Oracle(*row) for row in rows)

    def imports(self) -> tuple[Provenance, ...]:
        """Where everything came from, oldest first."""
        rows = self._rows(
            """SELECT file, sha256, format, target, imported_at, tool_version, read, kept, rejected, unknown
               FROM imports ORDER BY n"""
        )
        return tuple(Provenance(*row) for row in rows)

    # Arrays

    def votes(self, oracle: Oracle, principles: int) -> NDArray[np.int8]:
        """One oracle's votes, (cases, principles) in {+1, 0, -1}; 0 also where there is no vote."""
        votes = np.zeros((self.count_cases(), principles), dtype=np.int8)
        for word in range((principles + WORD_BITS - 1) // WORD_BITS):
            found = self._arrays(
                "SELECT case_n, prefers_a, prefers_b FROM votes WHERE oracle_n = ? AND word = ?", [oracle.n, word]
            )
            first = word * WORD_BITS
            columns = min(WORD_BITS, principles - first)
            for_a = unpack_bits(found["prefers_a"], columns).view(np.int8)
            for_b = unpack_bits(found["prefers_b"], columns).view(np.int8)
            votes[found["case_n"], first : first + columns] = for_a - for_b
        return votes

    def annotation(self, annotator: Annotator) -> NDArray[np.int8]:
        """One annotator's preferences, (cases,) in {+1, 0, -1}; 0 also where it gave none."""
        preferences = np.zeros(self.count_cases(), dtype=np.int8)
        found = self._arrays("SELECT case_n, preference FROM annotations WHERE annotator_n = ?", [annotator.n])
        preferences[found["case_n"]] = found["preference"]
        return preferences

    def annotated(self, annotator: Annotator) -> NDArray[np.bool_]:
        """Which cases an annotator annotated, with a preference or without: (cases,)."""
        given = np.zeros(self.count_cases(), dtype=np.bool_)
        found = self._arrays("SELECT case_n FROM annotations WHERE annotator_n = ?", [annotator.n])
        given[found["case_n"]] = True
        return given

    def order_checks(self) -> tuple[OrderCheck, ...]:
        """How consistent each oracle and annotator was, where it answered in both presentation orders."""
        checks = []
        for table, names, key, others in (
            ("ballots", "oracles", "oracle_n", "case_n, principle_n"),
            ("judgements", "annotators", "annotator_n", "case_n"),
        ):
            rows = self._rows(
                f"""SELECT name, count(*), count(*) FILTER (first <> second),
                           count(*) FILTER (first * second <> 0), count(*) FILTER (first * second = 1)
                    FROM (SELECT {key}, max(preference) FILTER (presentation = 0) AS first,
                                 max(preference) FILTER (presentation = 1) AS second
                          FROM {table} GROUP BY {key}, {others} HAVING count(*) = 2) AS pairs
                    JOIN {names} ON {names}.n = pairs.{key} GROUP BY {names}.n, name ORDER BY {names}.n"""  # noqa: S608
            )
            checks += [OrderCheck(row[0], names.removesuffix("s"), *row[1:]) for row in rows]
        return tuple(checks)

    # Cases

    def case(self, n: int) -> Case:
        """The texts of one case; raises LookupError for a number that is not there."""
        rows = self._rows("SELECT n, id, prompt, response_a, response_b FROM cases WHERE n = ?", [n])
        if not rows:
            raise LookupError(n)
        return Case(*rows[0])

    def cases(self) -> Iterator[Case]:
        """Every case in order, a page at a time."""
        for start in range(0, self.count_cases(), _PAGE):
            rows = self._rows(
                "SELECT n, id, prompt, response_a, response_b FROM cases WHERE n >= ? AND n < ? ORDER BY n",
                [start, start + _PAGE],
            )
            yield from (Case(*row) for row in rows)

    def previews(self, ns: Sequence[int]) -> tuple[Preview, ...]:
        """What a list shows of some cases, in the order asked for."""
        rows = self._rows(
            "SELECT n, id, preview FROM cases WHERE n IN (SELECT unnest(?::INTEGER[]))", [[int(n) for n in ns]]
        )
        found = {row[0]: Preview(*row) for row in rows}
        return tuple(found[n] for n in ns if n in found)

    def numbers(self, ids: Iterable[str]) -> dict[str, int]:
        """The `n` of each case id that is there."""
        rows = self._rows("SELECT id, n FROM cases WHERE id IN (SELECT unnest(?::VARCHAR[]))", [list(ids)])
        return dict(rows)

    def ids(self) -> NDArray[np.object_]:
        """Every case id, in order."""
        found: NDArray[np.object_] = self._arrays("SELECT id FROM cases ORDER BY n")["id"]
        return found

    def longest_id(self) -> int:
        """The length of the longest case id, in characters."""
        return self._number("SELECT coalesce(max(length(id)), 0) FROM cases")

    def ballots(self, n: int, oracle: Oracle) -> tuple[Ballot, ...]:
        """What an oracle answered on one case, by principle and presentation order."""
        rows = self._rows(
            """SELECT principle_n, presentation, preference, prob_a, prob_b, prob_na FROM ballots
               WHERE case_n = ? AND oracle_n = ? ORDER BY principle_n, presentation""",
            [n, oracle.n],
        )
        return tuple(Ballot(*row) for row in rows)

    def search(self, text: str) -> NDArray[np.int32]:
        """The cases whose prompt or responses contain `text`, whatever its case, in order."""
        found = self._arrays(
            """SELECT n FROM cases, (SELECT lower(?) AS wanted)
               WHERE contains(lower(prompt), wanted) OR contains(lower(response_a), wanted)
                  OR contains(lower(response_b), wanted) ORDER BY n""",
            [text],
        )["n"]
        return np.asarray(found, dtype=np.int32)

    def _number(self, query: str) -> int:
        return int(self._rows(query)[0][0])

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with reading(self.path):
            return self._connection.execute(query, list(values)).fetchall()

    def _arrays(self, query: str, values: Sequence[object] = ()) -> dict[str, NDArray[Any]]:
        with reading(self.path):
            return self._connection.execute(query, list(values)).fetchnumpy()
