"""What a store says of single answers: which there are, how sure they are, and how they were got."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.model.coverage import Coverage
from core.model.terms import Annotator, JudgeRun, Oracle
from core.storage.reading import Reader
from core.storage.rules import broken, each_once
from core.storage.schema import COVERAGE_SINCE, RUNS_SINCE


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


@dataclass(frozen=True, slots=True)
class VotesCast:
    """How many votes an oracle cast: none on `unvoted` cases, only some of a case's on `partly_voted` ones."""

    oracle: str
    votes: int
    unvoted: int
    partly_voted: int


class StoredAnswers:
    """The questions about ballots and judgements before they are combined, and about the runs that they came from."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def given(self, oracle: Oracle, principles: int) -> NDArray[np.bool_]:
        """Where an oracle answered, for a response or for neither: (2 presentation orders, cases, principles)."""
        given = np.zeros((2, self._reader.cases, principles), dtype=np.bool_)
        found = self._reader.arrays(
            "SELECT presentation, case_n, principle_n FROM ballots WHERE oracle_n = ?", [oracle.n]
        )
        given[found["presentation"], found["case_n"], found["principle_n"]] = True
        return given

    def judged(self, annotator: Annotator) -> NDArray[np.bool_]:
        """Where an annotator gave a judgement: (2 presentation orders, cases)."""
        given = np.zeros((2, self._reader.cases), dtype=np.bool_)
        found = self._reader.arrays("SELECT presentation, case_n FROM judgements WHERE annotator_n = ?", [annotator.n])
        given[found["presentation"], found["case_n"]] = True
        return given

    def preferences(self, names: Iterable[str], numbers: Iterable[int]) -> dict[tuple[str, int], int]:
        """What some annotators, by name, prefer on some cases: +1, 0 or -1 where there is an annotation."""
        rows = self._reader.rows(
            """SELECT name, case_n, preference FROM annotations JOIN annotators ON n = annotator_n
               WHERE name IN (SELECT unnest(?::VARCHAR[])) AND case_n IN (SELECT unnest(?::INTEGER[]))""",
            [list(names), list(numbers)],
        )
        return {(name, case): int(preference) for name, case, preference in rows}

    def ways(self, oracle: Oracle) -> tuple[tuple[str, int], ...]:
        """How many answers of an oracle were got in each way; none where no model was asked for them."""
        runs = [run for run in self.runs() if (run.role, run.name) == ("oracle", oracle.name)]
        return tuple((how, sum(run.answers for run in runs if run.how == how)) for how in sorted({r.how for r in runs}))

    def unsure(self, oracle: Oracle) -> tuple[int, int]:
        """How many of an oracle's answers say how sure it was, and how many answers there are.

        Those that give no answer the whole probability, and at least as many as came from log probabilities or samples:
        there a whole one is measured. One written answer is 0 or 1 however sure the model was.
        """
        query = """SELECT count(*) FILTER (greatest(prob_a, prob_b, prob_na) < prob_a + prob_b + prob_na), count(*)
                   FROM ballots WHERE oracle_n = ?"""
        between, answers = self._reader.rows(query, [oracle.n])[0]
        measured = sum(count for how, count in self.ways(oracle) if how != "text")
        return min(max(int(between), measured), int(answers)), int(answers)

    def runs(self) -> tuple[JudgeRun, ...]:
        """How the answers of oracles and annotators were got where a model was asked, in the order of the runs."""
        if self._reader.schema_version < RUNS_SINCE:
            return ()
        rows = self._reader.rows(
            """SELECT journal, role, name, model, template, template_sha256, parameters, how, answers
               FROM judge_runs ORDER BY rowid"""
        )
        return tuple(JudgeRun(*row) for row in rows)

    def coverage(self) -> tuple[Coverage, ...]:
        """What became of the votes that runs wanted, principle by principle, in the order of the runs."""
        if self._reader.schema_version < COVERAGE_SINCE:
            return ()
        rows = self._reader.rows(
            """SELECT journal, role, name, principle, wanted, got, unreadable, refused, failed, unasked
               FROM coverage ORDER BY rowid"""
        )
        return tuple(Coverage(*row) for row in rows)

    def coverage_of(self, oracle: Oracle) -> tuple[Coverage, ...]:
        """What became of the votes wanted of an oracle; nothing where no model was asked for them."""
        return tuple(each for each in self.coverage() if (each.role, each.name) == ("oracle", oracle.name))

    def votes_cast(self, oracle: Oracle, principles: int) -> VotesCast:
        """How many votes an oracle cast, and on how many cases some or all are missing.

        Stores of every version tell: a vote for neither is a vote, and what is missing has no bit.
        """
        query = """SELECT coalesce(sum(votes), 0), count(*), count(*) FILTER (votes < ?)
                   FROM (SELECT sum(bit_count(voted)) AS votes FROM votes WHERE oracle_n = ? GROUP BY case_n)"""
        votes, cases, partly = self._reader.rows(query, [principles, oracle.n])[0]
        return VotesCast(oracle.name, int(votes), self._reader.cases - int(cases), int(partly))

    def without_probabilities(self, oracle: Oracle) -> tuple[int, int]:
        """How many of an oracle's answers came without probabilities, and how many answers there are."""
        query = """SELECT count(*) FILTER (coalesce(prob_a + prob_b + prob_na, 0) <= 0), count(*)
                   FROM ballots WHERE oracle_n = ?"""
        without, answers = self._reader.rows(query, [oracle.n])[0]
        return int(without), int(answers)

    def probabilities(self, oracle: Oracle, principles: int, start: int, stop: int) -> NDArray[np.float64]:
        """An oracle's probabilities on the cases from `start` to before `stop`: (2, cases, principles, 3).

        Of A, B and neither, as displayed in each presentation order; nan where there is none.
        """
        answers = np.full((2, stop - start, principles, 3), np.nan)
        found = self._reader.arrays(
            """SELECT presentation, case_n, principle_n, prob_a, prob_b, prob_na FROM ballots
               WHERE oracle_n = ? AND case_n >= ? AND case_n < ? AND prob_a + prob_b + prob_na IS NOT NULL""",
            [oracle.n, start, stop],
        )
        place = found["presentation"], found["case_n"] - start, found["principle_n"]
        each_once(self._reader.path, "ballots", *place)
        for n, name in enumerate(("prob_a", "prob_b", "prob_na")):
            answers[(*place, n)] = found[name]
        return answers

    def order_checks(self) -> tuple[OrderCheck, ...]:
        """How consistent each oracle and annotator was, where it answered in both presentation orders.

        StoreError where an answer is there twice.
        """
        checks = []
        for table, names, key, others in (
            ("ballots", "oracles", "oracle_n", "case_n, principle_n"),
            ("judgements", "annotators", "annotator_n", "case_n"),
        ):
            rows = self._reader.rows(
                f"""SELECT name, count(*), count(*) FILTER (first <> second),
                           count(*) FILTER (first * second <> 0), count(*) FILTER (first * second = 1),
                           count(*) FILTER (given > 2 OR first IS NULL OR second IS NULL)
                    FROM (SELECT {key}, count(*) AS given, max(preference) FILTER (presentation = 0) AS first,
                                 max(preference) FILTER (presentation = 1) AS second
                          FROM {table} GROUP BY {key}, {others} HAVING count(*) > 1) AS pairs
                    JOIN {names} ON {names}.n = pairs.{key} GROUP BY {names}.n, name ORDER BY {names}.n"""  # noqa: S608
            )
            if any(row[-1] for row in rows):
                raise broken(self._reader.path, f"two rows of {table} are about the same thing")
            checks += [OrderCheck(row[0], names.removesuffix("s"), *row[1:-1]) for row in rows]
        return tuple(checks)
