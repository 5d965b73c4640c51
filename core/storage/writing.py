"""Writing to the store: one transaction an import, and the same rows twice change nothing."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from core.model.coverage import Coverage
from core.model.errors import FormatError
from core.model.preferences import from_rewards
from core.model.terms import AnnotatorKind, JudgeRun, Provenance
from core.storage import writing_principles as constitution
from core.storage.connection import MISTAKES
from core.storage.staged import BallotColumns, JudgementColumns, answers, objects
from core.storage.transaction import Transaction
from core.storage.votes_from_ballots import derive_annotations, derive_votes
from core.storage.writing_cases import CaseTables

_PROBABILITIES: Final = ", ".join(
    f"CASE WHEN isnan({name}) THEN NULL ELSE {name} END AS {name}" for name in ("prob_a", "prob_b", "prob_na")
)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of some rows: how many were new, and how many name a case or principle that the store lacks."""

    new: int
    unknown: int
    unknown_principles: int = 0


class StoreWriter:
    """One import into one store: committed when the block ends well, undone without a trace when it does not."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._judged: set[int] = set()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open `path` for writing, making it if need be, and begin the transaction; raises StoreError."""
        transaction = Transaction.open(path)
        transaction.execute("CREATE TEMP TABLE touched (case_n INTEGER, oracle_n SMALLINT)")
        return cls(transaction)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._commit()
            elif isinstance(error, duckdb.Error) and not isinstance(error, MISTAKES):
                raise self._transaction.refused(error) from error
        finally:
            self._transaction.close()

    def _commit(self) -> None:
        try:
            self._transaction.settle()
            derive_votes(self._transaction.connection)
            for annotator in sorted(self._judged):
                derive_annotations(self._transaction.connection, annotator)
            self._transaction.execute("DROP TABLE touched")
            self._transaction.commit()
        except duckdb.Error as failure:
            raise self._transaction.refused(failure) from failure

    def cases(self) -> CaseTables:
        """The tables of cases, for rows that are told apart already."""
        return CaseTables(self._transaction)

    def has_cases(self) -> bool:
        """Whether there is any case yet."""
        return self._count("cases") > 0

    def some_case(self) -> str | None:
        """The id of one case, as an example; None where there is none."""
        row = self._transaction.first("SELECT id FROM cases WHERE n = 0")
        return None if row is None else str(row[0])

    def last_case(self) -> str | None:
        """The id of the last case; None where there is none."""
        row = self._transaction.first("SELECT id FROM cases ORDER BY n DESC LIMIT 1")
        return None if row is None else str(row[0])

    def responses(self, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """The responses A and B of those of some cases that are there, by their ids."""
        self._transaction.stage({"id": objects(ids)})
        return {
            str(id_): (str(a), str(b))
            for id_, a, b in self._transaction.rows(
                "SELECT DISTINCT id, response_a, response_b FROM stage JOIN cases USING (id)"
            )
        }

    def has_principles(self) -> bool:
        """Whether there is any principle yet."""
        return self._count("principles") > 0

    def _count(self, table: str) -> int:
        return self._transaction.number(f"SELECT count(*) FROM {table}")  # noqa: S608 - a table of ours

    def add_principles(self, rows: Sequence[tuple[str, str, str]]) -> int:
        """Add principles `(id, name, text)` in order and return how many are new or newly named.

        With an empty name a principle keeps the one it has; a new one is named by its text. Raises FormatError when an
        id is taken by a principle with another text.
        """
        return constitution.add_principles(self._transaction, rows)

    def declare(self, ids: Sequence[str]) -> bool:
        """Take principles as the declared order, the highest first; False when they are declared like that already.

        Raises FormatError when the store has principles that are not among them.
        """
        return constitution.declare(self._transaction, ids)

    def add_ballots(self, oracle: str, columns: BallotColumns, *, replacing: bool = False) -> Added:
        """Add an oracle's answers; raises FormatError where it already answered otherwise, unless they are replaced."""
        oracle_n = self._oracle(oracle)
        self._transaction.stage(answers(columns) | {"principle_id": columns.principle_id})
        self._transaction.execute(
            f"""CREATE OR REPLACE TEMP TABLE resolved AS
               SELECT DISTINCT cases.n AS case_n, {oracle_n}::SMALLINT AS oracle_n, principles.n AS principle_n,
                      presentation, preference, {_PROBABILITIES}
               FROM stage JOIN cases ON cases.id = row_id JOIN principles ON principles.id = principle_id"""  # noqa: S608
        )
        unknown = self._unknown()
        strangers = self._transaction.number(
            """SELECT count(*) FROM stage SEMI JOIN cases ON cases.id = row_id
               ANTI JOIN principles ON principles.id = principle_id"""
        )
        if replacing:
            self._forget_others("ballots", ("case_n", "oracle_n", "principle_n", "presentation"))
        self._transaction.execute(
            """INSERT INTO touched SELECT DISTINCT case_n, oracle_n FROM resolved
               ANTI JOIN ballots USING (case_n, oracle_n, principle_n, presentation)"""
        )
        new = self._insert_resolved(
            "ballots", ("case_n", "oracle_n", "principle_n", "presentation"), f"oracle {oracle}", "--oracle"
        )
        if new:
            self._enter("oracles", oracle_n, oracle)
        return Added(new, unknown, strangers)

    def add_judgements(
        self, annotator: str, kind: AnnotatorKind, columns: JudgementColumns, *, replacing: bool = False
    ) -> Added:
        """Add an annotator's judgements by presentation order; FormatError where one was given otherwise.

        With `replacing`, new ones take the place of those.
        """
        annotator_n = self._annotator(annotator, kind)
        self._transaction.stage(answers(columns))
        self._resolve(annotator_n, f"presentation, preference, {_PROBABILITIES}")
        self._refuse_both(
            """SELECT 1 FROM resolved SEMI JOIN annotations USING (case_n, annotator_n)
               ANTI JOIN judgements USING (case_n, annotator_n) LIMIT 1""",
            annotator,
        )
        if replacing:
            self._forget_others("judgements", ("case_n", "annotator_n", "presentation"))
        new = self._insert_resolved(
            "judgements", ("case_n", "annotator_n", "presentation"), f"annotator {annotator}", "--annotator"
        )
        if new:
            self._enter("annotators", annotator_n, annotator, kind.value)
            self._judged.add(annotator_n)
        return Added(new, self._unknown())

    def judged_once(self, annotator: str) -> int:
        """On how many cases an annotator gave a judgement in one presentation order only."""
        return self._transaction.number(
            """SELECT count(*) FROM (
                 SELECT case_n FROM judgements JOIN annotators ON annotators.n = annotator_n
                 WHERE annotators.name = ? GROUP BY case_n HAVING count(*) = 1)""",
            [annotator],
        )

    def add_rewards(
        self,
        annotator: str,
        kind: AnnotatorKind,
        row_ids: NDArray[np.object_],
        reward_a: NDArray[np.float64],
        reward_b: NDArray[np.float64],
    ) -> Added:
        """Add a reward model's rewards and the preferences that follow from them."""
        annotator_n = self._annotator(annotator, kind)
        self._transaction.stage({"row_id": row_ids, "reward_a": reward_a, "reward_b": reward_b})
        self._resolve(annotator_n, "reward_a, reward_b")
        self._insert_resolved("rewards", ("case_n", "annotator_n"), f"annotator {annotator}", "--annotator")
        return self.add_annotations(annotator, kind, row_ids, from_rewards(reward_a, reward_b))

    def add_annotations(
        self, annotator: str, kind: AnnotatorKind, row_ids: NDArray[np.object_], preferences: NDArray[np.int8]
    ) -> Added:
        """Add preferences of an annotator; raises FormatError where it already has another one on a case."""
        annotator_n = self._annotator(annotator, kind)
        self._transaction.stage({"row_id": row_ids, "preference": preferences})
        self._resolve(annotator_n, "preference, false AS both_orders, false AS inconsistent")
        self._refuse_both("SELECT 1 FROM resolved SEMI JOIN judgements USING (case_n, annotator_n) LIMIT 1", annotator)
        new = self._insert_resolved("annotations", ("case_n", "annotator_n"), f"annotator {annotator}", "--annotator")
        if new:
            self._enter("annotators", annotator_n, annotator, kind.value)
        return Added(new, self._unknown())

    def record(self, provenance: Provenance) -> bool:
        """Note where the rows came from; False when they brought nothing new and the same file is noted already."""
        if not provenance.kept and self._transaction.number(
            "SELECT count(*) FROM imports WHERE sha256 = ? AND format = ? AND target = ?",
            [provenance.sha256, provenance.format, provenance.target],
        ):
            return False
        self._transaction.insert(
            "INSERT INTO imports SELECT count(*), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM imports",
            list(astuple(provenance)),
        )
        return True

    def record_runs(self, journal: str, runs: Sequence[JudgeRun]) -> None:
        """Note how the answers of a run's journal were got, in place of what is noted of it."""
        self._transaction.first("DELETE FROM judge_runs WHERE journal = ?", [journal])
        for run in runs:
            self._transaction.insert("INSERT INTO judge_runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", astuple(run))

    def record_coverage(self, journal: str, found: Sequence[Coverage]) -> None:
        """Note what became of the votes that a run wanted, in place of what is noted of it."""
        self._transaction.first("DELETE FROM coverage WHERE journal = ?", [journal])
        for each in found:
            self._transaction.insert("INSERT INTO coverage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", astuple(each))

    def _oracle(self, name: str) -> int:
        """The number of an oracle, or the one it will have once it has answered something."""
        row = self._transaction.first("SELECT n FROM oracles WHERE name = ?", [name])
        return self._count("oracles") if row is None else int(row[0])

    def _annotator(self, name: str, kind: AnnotatorKind) -> int:
        """The number of an annotator, or the one it will have; FormatError when it is of another kind."""
        row = self._transaction.first("SELECT n, kind FROM annotators WHERE name = ?", [name])
        if row is None:
            return self._count("annotators")
        if row[1] != kind.value:
            raise FormatError(
                f"Annotator {name} is there already as kind {row[1]}: pass --kind {row[1]} or another --annotator."
            )
        return int(row[0])

    def _enter(self, table: str, *row: object) -> None:
        """Put an oracle or annotator that has answered something into its table, unless it is there."""
        if row[0] == self._count(table):
            values = ", ".join("?" * len(row))
            self._transaction.insert(f"INSERT INTO {table} VALUES ({values})", row)  # noqa: S608 - a table of ours

    def _refuse_both(self, found: str, annotator: str) -> None:
        """Refuse preferences on cases that an annotator has judgements on, and the other way round."""
        if self._transaction.first(found) is not None:
            raise FormatError(
                f"Annotator {annotator} already has preferences from another kind of file on these cases: "
                "import this file under another --annotator name."
            )

    def _resolve(self, annotator_n: int, values: str) -> None:
        """Make the temporary table `resolved` of the staged rows whose case is known."""
        self._transaction.execute(
            f"""CREATE OR REPLACE TEMP TABLE resolved AS
               SELECT DISTINCT cases.n AS case_n, {annotator_n}::SMALLINT AS annotator_n, {values}
               FROM stage JOIN cases ON cases.id = row_id"""  # noqa: S608 - numbers and columns of ours
        )

    def _unknown(self) -> int:
        return self._transaction.number("SELECT count(*) FROM stage ANTI JOIN cases ON cases.id = row_id")

    def _forget_others(self, table: str, keys: tuple[str, ...]) -> None:
        """Take out of `table` what `resolved` has other values for."""
        same = " AND ".join(f"{table}.{key} = resolved.{key}" for key in keys)
        values = ("preference", "prob_a", "prob_b", "prob_na")
        other = " OR ".join(f"{table}.{name} IS DISTINCT FROM resolved.{name}" for name in values)
        self._transaction.execute(f"DELETE FROM {table} USING resolved WHERE {same} AND ({other})")  # noqa: S608

    def _insert_resolved(self, table: str, keys: tuple[str, ...], whose: str, option: str) -> int:
        """Move what is new from `resolved` into `table`; FormatError where a key has two values."""
        key = ", ".join(keys)
        clash = self._transaction.first(
            f"""SELECT cases.id FROM (
                  SELECT * FROM resolved UNION SELECT {table}.* FROM {table} SEMI JOIN resolved USING ({key})) AS found
                JOIN cases ON cases.n = found.case_n
                GROUP BY {key}, cases.id HAVING count(*) > 1 LIMIT 1"""  # noqa: S608 - names of ours
        )
        if clash is not None:
            message = (
                f"Case {clash[0]} has two different answers from {whose}: "
                f"correct the file, or import it under another {option} name."
            )
            raise FormatError(message)
        new = self._transaction.insert(f"INSERT INTO {table} SELECT * FROM resolved ANTI JOIN {table} USING ({key})")  # noqa: S608
        self._transaction.execute("DROP TABLE resolved")
        return new
