"""Reading the store: one method for each question that is asked of it."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final, Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from core.model.closing import Closing
from core.model.distinct_names import distinct_names
from core.model.errors import StoreError
from core.model.terms import Annotator, AnnotatorKind, Ballot, Case, Oracle, Preview, Principle, Progress, Provenance
from core.storage.beside import REVIEWS_ENDING, beside
from core.storage.bits import unpack_bits
from core.storage.connection import Interruptible, open_read_only
from core.storage.ours import remember_reviews
from core.storage.reading import Reader
from core.storage.reading_answers import StoredAnswers
from core.storage.reading_facts import StoredFacts
from core.storage.rules import broken, each_once
from core.storage.schema import DECLARED_SINCE, FACTS_SINCE, SHAPES_SINCE, WORD_BITS
from core.storage.search import Searches
from core.storage.search_pattern import beginning, looks_like
from core.storage.search_texts import cases_showing

_PAGE: Final = 2_000
"""Cases whose texts are read at once."""
_RECENT: Final = 8
"""Cases that are kept as they were read: a verdict names the texts of one that is on show."""
_GROUP: Final = 122_880
"""Cases that the database keeps together, and skips together."""


class Store(Closing):
    """A store opened for reading; safe to open in many processes at once.

    `answers` tells of single answers, `facts` of what else came with the cases.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path, reviews: Path | None = None) -> None:
        self.path: Final = path
        self.reviews: Final = reviews or beside(path, REVIEWS_ENDING)
        """The folder of the journals."""
        remember_reviews(self.reviews)
        self._reader = Reader(connection, path)
        self.answers: Final = StoredAnswers(self._reader)
        self.facts: Final = StoredFacts(self._reader)
        self._searches = Searches()
        self._recent: dict[int, Case] = {}

    @classmethod
    def open(cls, path: Path, reviews: Path | None = None, interruptible: Interruptible | None = None) -> Self:
        """Open the store at `path`, whose journals lie in `reviews` or else beside it; StoreError with what to do.

        `interruptible` hears how another thread may interrupt that.
        """
        return cls(open_read_only(path, interruptible), path, reviews)

    def close(self) -> None:
        """Let go of the file."""
        self._reader.connection.close()

    def cursor(self) -> "Store":
        """The same store for another thread; StoreError where it was closed."""
        try:
            connection = self._reader.connection.cursor()
        except duckdb.ConnectionException as error:
            raise StoreError(f"The store {self.path} was closed here: open it again.") from error
        other = Store(connection, self.path, self.reviews)
        other._searches = self._searches
        return other

    # What there is

    @property
    def schema_version(self) -> int:
        """The version of the store's tables; one older than ours is read as it is."""
        return self._reader.schema_version

    def count_cases(self) -> int:
        """How many cases there are; their `n` run from 0."""
        return self._reader.cases

    def principles(self) -> tuple[Principle, ...]:
        """All principles in the order of the constitution, which is the order of the columns of `votes`.

        A name that several have is followed by the id, since tables, filters and exports tell principles by name.
        """
        rows = self._reader.rows("SELECT n, id, name, text FROM principles ORDER BY n")
        names = distinct_names([(id_, name) for _, id_, name, _ in rows])
        return tuple(Principle(n, id_, name, text) for name, (n, id_, _, text) in zip(names, rows, strict=True))

    def declared_order(self) -> tuple[int, ...]:
        """The columns of the principles in the declared order, the highest first; empty where none is declared."""
        if self.schema_version < DECLARED_SINCE:
            return ()
        return tuple(row[0] for row in self._reader.rows("SELECT principle_n FROM declared ORDER BY rank"))

    def annotators(self) -> tuple[Annotator, ...]:
        """All annotators in the order of their import."""
        rows = self._reader.rows("SELECT n, name, kind FROM annotators ORDER BY n")
        return tuple(Annotator(n, name, AnnotatorKind(kind)) for n, name, kind in rows)

    def oracles(self) -> tuple[Oracle, ...]:
        """All oracles in the order of their import."""
        rows = self._reader.rows("SELECT n, name FROM oracles ORDER BY n")
        return tuple(Oracle(*row) for row in rows)

    def imports(self) -> tuple[Provenance, ...]:
        """Where everything came from, oldest first."""
        mapping = "mapping" if self.schema_version >= FACTS_SINCE else "NULL"
        rows = self._reader.rows(
            f"""SELECT file, sha256, format, target, imported_at, tool_version, read, kept, rejected, unknown, {mapping}
               FROM imports ORDER BY n"""  # noqa: S608 - a column of ours
        )
        return tuple(Provenance(*row) for row in rows)

    # Arrays

    def votes(self, oracle: Oracle, principles: int) -> NDArray[np.int8]:
        """One oracle's votes, (cases, principles) in {+1, 0, -1}; 0 also where there is no vote.

        Each principle's votes lie together, as nearly all that is asked of them goes by principle.
        """
        for_a, for_b = self._flags(oracle, principles, "prefers_a", "prefers_b")
        votes = for_a.view(np.int8)
        votes -= for_b.view(np.int8)
        return votes

    def inconsistent(self, oracle: Oracle) -> NDArray[np.bool_]:
        """The cases on which some vote of an oracle depended on the order of presentation: (cases,)."""
        marks = np.zeros(self.count_cases(), dtype=np.bool_)
        query = "SELECT DISTINCT case_n FROM votes WHERE oracle_n = ? AND inconsistent <> 0"
        marks[self._reader.arrays(query, [oracle.n])["case_n"]] = True
        return marks

    def voted(self, oracle: Oracle, principles: int) -> NDArray[np.bool_]:
        """Where an oracle voted, for a response or for neither: (cases, principles)."""
        return self._flags(oracle, principles, "voted")[0]

    def count_votes(self, oracle: Oracle) -> int:
        """How many votes an oracle cast; cases times principles where none is missing."""
        query = "SELECT coalesce(sum(bit_count(voted)), 0) FROM votes WHERE oracle_n = ?"
        return int(self._reader.rows(query, [oracle.n])[0][0])

    def ordered(self, oracle: Oracle, principles: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Where an oracle answered in both presentation orders, and where the two differ: (cases, principles) each."""
        both, differing = self._flags(oracle, principles, "both_orders", "inconsistent")
        return both, differing

    def annotated(self, annotator: Annotator) -> NDArray[np.bool_]:
        """Which cases an annotator annotated, with a preference or without: (cases,)."""
        return self.annotations(annotator)[1]

    def annotations(self, annotator: Annotator) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
        """One annotator's preferences in {+1, 0, -1}, 0 also where it gave none, and where it did: (cases,) each."""
        preferences = np.zeros(self.count_cases(), dtype=np.int8)
        given = np.zeros(self.count_cases(), dtype=np.bool_)
        found = self._reader.arrays("SELECT case_n, preference FROM annotations WHERE annotator_n = ?", [annotator.n])
        each_once(self.path, "annotations", found["case_n"])
        preferences[found["case_n"]] = found["preference"]
        given[found["case_n"]] = True
        return preferences, given

    def all_annotations(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]:
        """Every annotation, by annotator and case: numbers of both, and the preference."""
        query = "SELECT annotator_n, case_n, preference FROM annotations ORDER BY annotator_n, case_n"
        found = self._reader.arrays(query)
        who, case = (found[name].astype(np.int64) for name in ("annotator_n", "case_n"))
        each_once(self.path, "annotations", who, case)
        return who, case, found["preference"].astype(np.int8)

    # Cases

    def case(self, n: int) -> Case:
        """The texts of one case, at once where it was read just now; LookupError for a number that is not there."""
        if n not in self._recent:
            rows = self._reader.rows("SELECT n, id, prompt, response_a, response_b FROM cases WHERE n = ?", [n])
            if not rows:
                raise LookupError(n)
            self._recent = dict([*self._recent.items(), (n, Case(*rows[0]))][-_RECENT:])
        return self._recent[n]

    def cases(self, progress: Progress | None = None) -> Iterator[Case]:
        """Every case in order, a page at a time; `progress` is told how many were taken."""
        count = self.count_cases()
        for start in range(0, count, _PAGE):
            if progress is not None:
                progress(start, count)
            yield from self.cases_from(start, _PAGE)

    def cases_from(self, start: int, count: int) -> list[Case]:
        """So many cases in order from a number on, fewer where there are no more."""
        rows = self._reader.rows(
            "SELECT n, id, prompt, response_a, response_b FROM cases WHERE n >= ? AND n < ? ORDER BY n",
            [start, start + count],
        )
        return [Case(*row) for row in rows]

    def digests(self, ids: Iterable[str]) -> dict[str, str]:
        """The digest of each of some cases that is there, by id; see `Case.digest`."""
        numbers = sorted(self.numbers(ids).values())
        found = {}
        for start in range(0, len(numbers), _PAGE):
            page = numbers[start : start + _PAGE]
            rows = self._reader.rows(
                """SELECT n, id, prompt, response_a, response_b FROM cases
                   WHERE n BETWEEN ? AND ? AND n IN (SELECT unnest(?::INTEGER[]))""",
                [page[0], page[-1], page],
            )
            found.update({case.id: case.digest for case in (Case(*row) for row in rows)})
        return found

    def shapes(self) -> NDArray[np.int8]:
        """How the texts of each case came in, (cases,): a `Shape`, or 0 for plain texts."""
        shapes = np.zeros(self.count_cases(), dtype=np.int8)
        if self.schema_version >= SHAPES_SINCE:
            found = self._reader.arrays("SELECT case_n, shape FROM shapes")
            each_once(self.path, "shapes", found["case_n"])
            shapes[found["case_n"]] = found["shape"]
        return shapes

    def previews(self, ns: Sequence[int]) -> tuple[Preview, ...]:
        """What a list shows of some cases, in the order asked for."""
        rows = self._reader.rows(
            "SELECT n, id, preview FROM cases WHERE n IN (SELECT unnest(?::INTEGER[]))", [[int(n) for n in ns]]
        )
        found = {row[0]: Preview(*row) for row in rows}
        return tuple(found[n] for n in ns if n in found)

    def numbers(self, ids: Iterable[str] | None = None) -> dict[str, int]:
        """The `n` of each case id that is there, or of those among `ids`."""
        wanted = None if ids is None else list(ids)
        if wanted is None:
            rows = self._reader.rows("SELECT id, n FROM cases")
        else:
            rows = self._reader.rows("SELECT id, n FROM cases WHERE id IN (SELECT unnest(?::VARCHAR[]))", [wanted])
        found = dict(rows)
        if len(found) < len(rows):
            raise broken(self.path, "two cases have the same id")
        return found

    def ids(self) -> NDArray[np.object_]:
        """Every case id, in order."""
        found: NDArray[np.object_] = self._reader.arrays("SELECT id FROM cases ORDER BY n")["id"]
        return found

    @cached_property
    def identity(self) -> str | None:
        """What tells this store's cases from another's, in reviews: a digest of the first one; None without cases.

        It is the same whatever is imported later, and for a store that is made anew from the same file.
        """
        return self.case(0).digest if self.count_cases() else None

    def longest_id(self) -> int:
        """The length of the longest case id, in characters."""
        return self._reader.number("SELECT coalesce(max(length(id)), 0) FROM cases")

    def ballots(self, n: int, oracle: Oracle) -> tuple[Ballot, ...]:
        """What an oracle answered on one case, by principle and presentation order."""
        rows = self._reader.rows(
            """SELECT principle_n, presentation, preference, prob_a, prob_b, prob_na FROM ballots
               WHERE case_n = ? AND oracle_n = ? ORDER BY principle_n, presentation""",
            [n, oracle.n],
        )
        return tuple(Ballot(*row) for row in rows)

    def search(self, text: str, progress: Progress | None = None) -> NDArray[np.int32]:
        """The cases whose prompt or responses contain `text`, whatever its case, in order; see `search`."""
        return self._searches.find(text, self.count_cases(), self._look, progress)

    def _look(self, text: str, start: int, stop: int) -> NDArray[np.int32]:
        begins = beginning(text)
        numbers = cases_showing(self._reader, self._searches.odd, begins, start, stop)
        return numbers if begins == text else numbers[[self._holds(int(n), looks_like(text)) for n in numbers]]

    def _holds(self, n: int, wanted: str) -> bool:
        case = self.case(n)
        return any(wanted in looks_like(each) for each in (case.prompt, case.response_a, case.response_b))

    def _flags(self, oracle: Oracle, principles: int, *names: str) -> list[NDArray[np.bool_]]:
        """Some masks of an oracle's votes, (cases, principles) each, the flags of a principle lying together."""
        cases = self.count_cases()
        flags = [np.zeros((principles, cases), dtype=np.bool_) for _ in names]
        for first in range(0, principles, WORD_BITS):
            columns = slice(first, min(first + WORD_BITS, principles))
            for start in range(0, cases, _GROUP):
                found = self._reader.arrays(
                    f"""SELECT case_n, {", ".join(names)} FROM votes
                        WHERE oracle_n = ? AND word = ? AND case_n >= ? AND case_n < ?""",  # noqa: S608 - columns
                    [oracle.n, first // WORD_BITS, start, start + _GROUP],
                )
                each_once(self.path, "votes", found["case_n"])
                for each, name in zip(flags, names, strict=True):
                    each[columns, found["case_n"]] = unpack_bits(found[name], columns.stop - first).T
        return [each.T for each in flags]
