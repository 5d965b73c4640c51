"""What a store says of the runs in which a model was asked: what they asked, and how their answers were got."""

import numpy as np
from numpy.typing import NDArray

from core.model.terms import Annotator, JudgeRun, Oracle
from core.storage.reading import Reading
from core.storage.schema import RUNS_SINCE


class StoredRuns(Reading):
    """The part of a store's questions that is about asking models."""

    def answered(self, oracle: Oracle, principles: int) -> NDArray[np.bool_]:
        """Where an oracle answered, for a response or for neither: (2 presentation orders, cases, principles)."""
        given = np.zeros((2, self.count_cases(), principles), dtype=np.bool_)
        found = self._arrays("SELECT presentation, case_n, principle_n FROM ballots WHERE oracle_n = ?", [oracle.n])
        given[found["presentation"], found["case_n"], found["principle_n"]] = True
        return given

    def judged(self, annotator: Annotator) -> NDArray[np.bool_]:
        """Where an annotator gave a judgement: (2 presentation orders, cases)."""
        given = np.zeros((2, self.count_cases()), dtype=np.bool_)
        found = self._arrays("SELECT presentation, case_n FROM judgements WHERE annotator_n = ?", [annotator.n])
        given[found["presentation"], found["case_n"]] = True
        return given

    def ways(self, oracle: Oracle) -> tuple[tuple[str, int], ...]:
        """How many answers of an oracle were got in each way; none where no model was asked for them."""
        runs = [run for run in self.judge_runs() if (run.role, run.name) == ("oracle", oracle.name)]
        return tuple((how, sum(run.answers for run in runs if run.how == how)) for how in sorted({r.how for r in runs}))

    def unsure(self, oracle: Oracle) -> tuple[int, int]:
        """How many of an oracle's answers say how sure it was, and how many answers there are.

        Those that give no answer the whole probability, and at least as many as came from log probabilities or samples:
        there a whole one is measured. One written answer is 0 or 1 however sure the model was.
        """
        query = """SELECT count(*) FILTER (greatest(prob_a, prob_b, prob_na) < prob_a + prob_b + prob_na), count(*)
                   FROM ballots WHERE oracle_n = ?"""
        between, answers = self._rows(query, [oracle.n])[0]
        measured = sum(count for how, count in self.ways(oracle) if how != "text")
        return min(max(int(between), measured), int(answers)), int(answers)

    def judge_runs(self) -> tuple[JudgeRun, ...]:
        """How the answers of oracles and annotators were got where a model was asked, in the order of the runs."""
        if self.schema_version < RUNS_SINCE:
            return ()
        rows = self._rows(
            """SELECT journal, role, name, model, template, template_sha256, parameters, how, answers
               FROM judge_runs ORDER BY rowid"""
        )
        return tuple(JudgeRun(*row) for row in rows)
