"""What can be exported: one table a subject, and the tuple that lists them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from core.audit import Annotations, AuditData, audit
from core.exporters.table import Column, Row, Table
from core.metrics.agreement import arbitrary, categories
from core.metrics.supremacy import supremacy, win_matrix
from core.model import Category, Verdict
from core.report import priority_row
from core.reviews import Standing
from core.store import Store


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to export, by the name used on the command line."""

    name: str
    summary: str
    table: Callable[["Exporting"], Table]


@dataclass(frozen=True, slots=True)
class Exporting:
    """What exporters read; `annotators` limits them, empty for all."""

    store: Store
    data: AuditData
    standing: Standing
    annotators: tuple[str, ...] = ()
    replicates: int = 1000
    seed: int = 0
    include_flagged: bool = False

    @property
    def chosen(self) -> tuple[Annotations, ...]:
        """The annotators asked for, or all; raises AuditError for an unknown name."""
        return tuple(self.data.annotator(name) for name in dict.fromkeys(self.annotators)) or self.data.annotators


def priorities(given: Exporting) -> Table:
    """Every annotator's ranking of the principles, with intervals."""
    report = audit(
        given.data,
        annotators=given.annotators,
        replicates=given.replicates,
        seed=given.seed,
        include_flagged=given.include_flagged,
    )
    columns = (
        Column("annotator"),
        Column("kind"),
        Column("rank", int),
        Column("principle"),
        Column("priority", float),
        Column("elo", float),
        Column("status"),
        Column("conflicts", int),
        Column("won", int),
        *(Column(name, float) for name in ("mean", "sd", "low", "high")),
        *(Column(name, int) for name in ("rank_low", "rank_high", "component")),
    )
    rows = (
        (annotator.name, annotator.kind.value, *priority_row(priority).values())
        for annotator in report.annotators
        for priority in annotator.priorities
    )
    return Table(columns, rows)  # type: ignore[arg-type] # priority_row's values are cells


def supremacies(given: Exporting) -> Table:
    """Principle supremacy of every ordered pair of principles, for every annotator."""
    columns = (
        Column("annotator"),
        Column("principle"),
        Column("over"),
        Column("won", int),
        Column("conflicts", int),
        Column("supremacy", float),
    )
    return Table(columns, _supremacy_rows(given))


def _supremacy_rows(given: Exporting) -> Iterator[Row]:
    data = given.data
    names = [principle.name for principle in data.principles]
    for annotator in given.chosen:
        used = annotator.preference if given.include_flagged else annotator.standing
        wins = win_matrix(data.votes, used)
        shares = supremacy(wins)
        for i, name in enumerate(names):
            for j, over in enumerate(names):
                if i != j:
                    share = None if np.isnan(shares[i, j]) else float(shares[i, j])
                    yield annotator.name, name, over, int(wins[i, j]), int(wins[i, j] + wins[j, i]), share


def flags(given: Exporting) -> Table:
    """Every flagged annotation, with who flagged it and why."""
    columns = (
        Column("case"),
        Column("annotator"),
        Column("preference"),
        Column("category"),
        Column("arbitrary", bool),
        Column("flagged_by"),
        Column("upheld_by"),
        Column("reasons"),
        Column("notes"),
    )
    return Table(columns, _flag_rows(given))


def _flag_rows(given: Exporting) -> Iterator[Row]:
    data = given.data
    kinds = categories(data.votes)
    for annotator in given.chosen:
        numbers = given.store.numbers(given.standing.flagged_cases(annotator.name))
        opposing = arbitrary(data.votes, annotator.preference)
        for case, n in sorted(numbers.items(), key=lambda item: item[1]):
            verdicts = given.standing.verdicts_on(case, annotator.name)
            against = [event for event in verdicts if event.verdict == Verdict.FLAG]
            upheld = [event for event in verdicts if event.verdict == Verdict.UPHOLD]
            yield (
                case,
                annotator.name,
                LETTERS[int(annotator.preference[n])],
                Category(int(kinds[n])).name.lower(),
                bool(opposing[n]),
                "; ".join(event.reviewer for event in against),
                "; ".join(event.reviewer for event in upheld),
                "; ".join(event.reason or "" for event in against),
                "; ".join(event.note for event in against if event.note),
            )


LETTERS: Final = {1: "A", 0: "neither", -1: "B"}


def reviews(given: Exporting) -> Table:
    """Every standing review, preference, comment and correction of every reviewer."""
    columns = (
        *(Column(name) for name in ("id",)),
        Column("seq", int),
        *(Column(name) for name in ("at", "reviewer", "event", "case", "annotator", "verdict", "reason", "note")),
        Column("preference", int),
        Column("principle"),
    )
    rows: Iterator[Row] = (
        (
            event.id,
            event.seq,
            event.at,
            event.reviewer,
            event.event,
            event.case,
            event.annotator,
            event.verdict,
            event.reason,
            event.note,
            event.preference,
            event.principle,
        )
        for event in given.standing.reviews()
        if not given.annotators or event.annotator is None or event.annotator in given.annotators
    )
    return Table(columns, rows)


def dataset(given: Exporting) -> Table:
    """The preference data as TRL reads it: one row a case on which the annotator has a preference not flagged."""
    return Table((Column("prompt"), Column("chosen"), Column("rejected")), _dataset_rows(given))


def _dataset_rows(given: Exporting) -> Iterator[Row]:
    data = given.data
    for annotator in given.chosen if given.annotators else [data.reference()]:
        used = annotator.preference if given.include_flagged else annotator.standing
        for case in given.store.cases():
            side = used[case.n]
            if side:
                pair = (case.response_a, case.response_b)
                yield (case.prompt, *(pair if side > 0 else pair[::-1]))


SUBJECTS: Final = (
    Subject("priorities", "every annotator's ranking of the principles", priorities),
    Subject("supremacy", "principle supremacy of every pair", supremacies),
    Subject("flags", "the flagged annotations, with reasons", flags),
    Subject("reviews", "every standing review", reviews),
    Subject("dataset", "prompt, chosen, rejected without the flagged annotations", dataset),
)


def subject(name: str) -> Subject:
    """The subject of that name; raises LookupError."""
    return next(each for each in SUBJECTS if each.name == name)
