"""Cases and what is said of them, written by number: in batches, within the transaction of an import."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.model.errors import FormatError, TakenError
from core.model.terms import AnnotatorKind
from core.storage.staged import objects, preview
from core.storage.transaction import Transaction

_MOST: Final = 1 << 15
"""Annotators or oracles that a store can tell apart."""
Numbers = NDArray[np.int32]


@dataclass(slots=True)
class CaseColumns:
    """Cases, a list a column; of a case with messages or a shape, its place in the lists."""

    id: list[str] = field(default_factory=list)
    prompt: list[str] = field(default_factory=list)
    response_a: list[str] = field(default_factory=list)
    response_b: list[str] = field(default_factory=list)
    shape: list[int] = field(default_factory=list)
    """A `Shape`, or 0 for plain texts."""
    messages: list[tuple[int, str, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class PreferenceColumns:
    """Preferences by case and annotator, a list a column, with NaN where there is no strength."""

    case_n: Numbers
    annotator_n: Sequence[int]
    preference: NDArray[np.int8]
    strength: NDArray[np.float64]


@dataclass(slots=True)
class VoteColumns:
    """Votes by case, oracle and principle."""

    case_n: Numbers
    oracle_n: Sequence[int]
    principle_n: Sequence[int]
    preference: NDArray[np.int8]


@dataclass(slots=True)
class FactColumns:
    """Facts in the order in which they are shown."""

    case_n: Numbers
    name: Sequence[str]
    value: Sequence[str]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where cases stand in the store: their `n`, which of them are new, and which have A and B the other way round."""

    n: Numbers
    new: NDArray[np.bool_]
    swapped: NDArray[np.bool_]


class CaseTables:
    """The tables of cases, and those that refer to cases by number."""

    def __init__(self, transaction: Transaction) -> None:
        """Begin; cases that are there now are looked up, others are known to be new by their ids."""
        self._transaction = transaction
        self._before = self._count = transaction.number("SELECT count(*) FROM cases")
        self._new_annotators: deque[tuple[int, str, str]] = deque()
        """Of those that wait, the caller adds to the end while the first ones are written beside."""

    def beside(self, work: Callable[[], None]) -> None:
        """Have something written while the caller goes on; the next call waits for it, and raises its errors."""
        self._transaction.beside(work)

    def settle(self) -> None:
        """Wait for what is being written beside."""
        self._transaction.settle()

    def add_cases(self, columns: CaseColumns) -> Placed:
        """Add cases of which no two, in all calls, have the same id.

        One that is there already keeps what it has; raises TakenError where its text is another, the responses in the
        other order excepted.
        """
        size = len(columns.id)
        n, swapped = np.full(size, -1, dtype=np.int32), np.zeros(size, dtype=np.bool_)
        staged = {name: objects(getattr(columns, name)) for name in ("id", "prompt", "response_a", "response_b")}
        if self._before:
            self._look_up(staged | {"position": np.arange(size)}, n, swapped)
        new = n < 0
        n[new] = self._count + np.arange(np.count_nonzero(new), dtype=np.int32)
        self._count += int(np.count_nonzero(new))
        previews = objects(map(preview, columns.prompt))
        rows = {"n": n, "preview": previews} | staged
        self._transaction.stage({name: column[new] for name, column in rows.items()} if self._before else rows)
        self._transaction.insert("INSERT INTO cases SELECT n, id, preview, prompt, response_a, response_b FROM stage")
        self._add_forms(columns, n, new)
        return Placed(n, new, swapped)

    def _look_up(self, staged: dict[str, NDArray[Any]], n: Numbers, swapped: NDArray[np.bool_]) -> None:
        """Find the cases that were there before by their ids."""
        self._transaction.stage(staged)
        found = self._transaction.arrays(
            """SELECT position, n, id, stage.prompt = cases.prompt
                      AND stage.response_a = cases.response_a AND stage.response_b = cases.response_b AS same,
                      stage.prompt = cases.prompt
                      AND stage.response_a = cases.response_b AND stage.response_b = cases.response_a AS other_way
               FROM stage JOIN cases USING (id) WHERE n < ?""",
            [self._before],
        )
        taken = ~(found["same"] | found["other_way"])
        if taken.any():
            raise TakenError(str(found["id"][int(np.argmax(taken))]))
        n[found["position"]] = found["n"]
        swapped[found["position"]] = ~found["same"]

    def _add_forms(self, columns: CaseColumns, n: Numbers, new: NDArray[np.bool_]) -> None:
        """Note how the texts of new cases came in."""
        shape = np.array(columns.shape, dtype=np.int8)
        shaped = new & (shape > 0)
        if shaped.any():
            self._transaction.stage({"n": n[shaped], "shape": shape[shaped]})
            self._transaction.insert("INSERT INTO shapes SELECT n, shape FROM stage")
        kept = [row for row in columns.messages if new[row[0]]]
        if kept:
            staged: dict[str, NDArray[Any]] = {"n": n[[row[0] for row in kept]]}
            for column, name in enumerate(("prompt", "response_a", "response_b"), 1):
                staged[name] = objects(row[column] for row in kept)  # type: ignore[misc]
            self._transaction.stage(staged)
            self._transaction.insert("INSERT INTO messages SELECT n, prompt, response_a, response_b FROM stage")

    def add_preferences(self, columns: PreferenceColumns, *, fresh: bool) -> int:
        """Add preferences and return how many are new; FormatError where an annotator has another one on a case.

        `fresh` where the cases have no preferences yet, and no annotator has two.
        """
        self._enter_annotators()
        values = "case_n, annotator_n, preference, false AS both_orders, false AS inconsistent"
        if fresh:
            self._stage(columns)
            new = self._transaction.insert(f"INSERT INTO annotations SELECT {values} FROM stage")  # noqa: S608
        else:
            self._resolve(columns, values)
            self._refuse_judged()
            new = self._insert("annotations", ("case_n", "annotator_n"), "annotator")
        graded = np.flatnonzero(~np.isnan(columns.strength))
        if len(graded):
            annotators = np.asarray(columns.annotator_n, dtype=np.int16)
            kept = PreferenceColumns(
                columns.case_n[graded],
                annotators[graded].tolist(),
                columns.preference[graded],
                columns.strength[graded],
            )
            self._resolve(kept, "case_n, annotator_n, strength")
            self._insert("strengths", ("case_n", "annotator_n"), "annotator")
        return new

    def add_votes(self, columns: VoteColumns) -> int:
        """Add votes, as ballots in one order; return how many are new, FormatError where an oracle voted otherwise."""
        self._resolve(
            columns,
            """case_n, oracle_n, principle_n, 0::TINYINT AS presentation, preference,
               NULL::DOUBLE AS prob_a, NULL::DOUBLE AS prob_b, NULL::DOUBLE AS prob_na""",
        )
        self._transaction.execute(
            """INSERT INTO touched SELECT DISTINCT case_n, oracle_n FROM resolved
               ANTI JOIN ballots USING (case_n, oracle_n, principle_n, presentation)"""
        )
        return self._insert("ballots", ("case_n", "oracle_n", "principle_n", "presentation"), "oracle")

    def add_facts(self, columns: FactColumns, *, fresh: bool) -> int:
        """Add facts and return how many are new; `fresh` where no case has any yet."""
        staged = {"case_n": columns.case_n, "name": objects(columns.name), "value": objects(columns.value)}
        self._transaction.stage(staged)
        if fresh:
            return self._transaction.insert("INSERT INTO facts SELECT case_n, name, value FROM stage")
        self._transaction.stage(staged | {"position": np.arange(len(columns.name))})
        return self._transaction.insert(
            """INSERT INTO facts SELECT case_n, name, value FROM stage ANTI JOIN facts USING (case_n, name, value)
               GROUP BY ALL ORDER BY min(position)"""
        )

    def annotators(self) -> dict[str, tuple[int, AnnotatorKind]]:
        """The annotators that are there, by name, with number and kind."""
        found = self._transaction.rows("SELECT name, n, kind FROM annotators")
        return {str(name): (int(n), AnnotatorKind(kind)) for name, n, kind in found}

    def add_annotator(self, n: int, name: str, kind: AnnotatorKind) -> None:
        """Enter an annotator under the next number; it is there when preferences are added."""
        self._refuse_more(n, "annotators")
        self._new_annotators.append((n, name, kind.value))

    def _enter_annotators(self) -> None:
        """Enter the annotators that waited: one by one, thousands take minutes."""
        waiting = [self._new_annotators.popleft() for _ in range(len(self._new_annotators))]
        if waiting:
            n, names, kinds = zip(*waiting, strict=True)
            self._transaction.stage({"n": np.array(n, dtype=np.int16), "name": objects(names), "kind": objects(kinds)})
            self._transaction.insert("INSERT INTO annotators SELECT n, name, kind FROM stage")

    def oracles(self) -> dict[str, int]:
        """The oracles that are there, by name, with their numbers."""
        return {str(name): int(n) for name, n in self._transaction.rows("SELECT name, n FROM oracles")}

    def add_oracle(self, n: int, name: str) -> None:
        """Enter an oracle under the next number."""
        self._refuse_more(n, "oracles")
        self._transaction.insert("INSERT INTO oracles VALUES (?, ?)", [n, name])

    def principles(self) -> list[tuple[int, str, str, str]]:
        """The principles that are there: `(n, id, name, text)`."""
        return [tuple(row) for row in self._transaction.rows("SELECT n, id, name, text FROM principles ORDER BY n")]

    def refuse_doubled(self) -> None:
        """Raise FormatError where a case that is new has the id of another, as a number of a row and an id given."""
        twice = self._transaction.first(
            "SELECT id FROM cases WHERE n >= ? GROUP BY id HAVING count(*) > 1 LIMIT 1", [self._before]
        )
        if twice is not None:
            raise FormatError(
                f"Case {twice[0]} is the id that one row gives and the number of another that gives none: "
                "give every row an id, or none."
            )

    def alike(self) -> int:
        """How many of the new cases have the texts of a new one before, whichever response is A."""
        texts = "hash(prompt, least(response_a, response_b), greatest(response_a, response_b))"
        return self._transaction.number(
            f"SELECT count(*) - count(DISTINCT {texts}) FROM cases WHERE n >= ?",  # noqa: S608 - our own columns
            [self._before],
        )

    def _refuse_more(self, n: int, whose: str) -> None:
        if n >= _MOST:
            raise FormatError(
                f"There are more than {_MOST} {whose}: take another column for them, or pass --pool to make one of all."
            )

    def _resolve(self, columns: PreferenceColumns | VoteColumns, values: str) -> None:
        """Make the temporary table `resolved` of rows, each once."""
        self._stage(columns)
        self._transaction.execute(f"CREATE OR REPLACE TEMP TABLE resolved AS SELECT DISTINCT {values} FROM stage")  # noqa: S608

    def _stage(self, columns: PreferenceColumns | VoteColumns) -> None:
        self._transaction.stage({each.name: _array(getattr(columns, each.name)) for each in fields(columns)})

    def _refuse_judged(self) -> None:
        found = self._transaction.first(
            """SELECT name FROM resolved SEMI JOIN judgements USING (case_n, annotator_n)
               JOIN annotators ON annotators.n = annotator_n LIMIT 1"""
        )
        if found is not None:
            raise FormatError(
                f"Annotator {found[0]} already has preferences from another kind of file on these cases: "
                "import this file under another --annotator name."
            )

    def _insert(self, table: str, keys: tuple[str, ...], role: str) -> int:
        """Move what is new from `resolved` into `table`; FormatError where a key has two values."""
        key = ", ".join(keys)
        clash = self._transaction.first(
            f"""SELECT cases.id, {role}s.name FROM (
                  SELECT * FROM resolved UNION SELECT {table}.* FROM {table} SEMI JOIN resolved USING ({key})) AS found
                JOIN cases ON cases.n = case_n JOIN {role}s ON {role}s.n = {role}_n
                GROUP BY {key}, cases.id, {role}s.name HAVING count(*) > 1 LIMIT 1"""  # noqa: S608 - names of ours
        )
        if clash is not None and table == "strengths":
            raise FormatError(
                f"Case {clash[0]} has the same answer from {role} {clash[1]} in two strengths: import it as before, or "
                f"under another --{role} name."
            )
        if clash is not None:
            pooled = ", or import all answers as one file with --pool" if role == "annotator" else ""
            raise FormatError(
                f"Case {clash[0]} has two different answers from {role} {clash[1]}: "
                f"correct the file, or import it under another --{role} name{pooled}."
            )
        new = self._transaction.insert(
            f"INSERT INTO {table} SELECT * FROM resolved ANTI JOIN {table} USING ({key})"  # noqa: S608 - names of ours
        )
        self._transaction.execute("DROP TABLE resolved")
        return new


def _array(values: Sequence[int] | NDArray[Any]) -> NDArray[Any]:
    return values if isinstance(values, np.ndarray) else np.array(values, dtype=np.int16)
