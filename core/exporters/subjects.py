"""What can be exported: one table a subject, and the tuple that lists them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from core.audit.auditing import audit
from core.audit.report import AnnotatorReport, priority_row
from core.exporters.annotated_pairs import annotated_pairs
from core.exporters.choosing import limited_to
from core.exporters.dataset import dataset
from core.exporters.document import Document
from core.exporters.notebook.column_types import PRIORITY
from core.exporters.request import Exporting
from core.exporters.table import Column, Row, Table, columns
from core.exporters.tasks import argilla, labelstudio
from core.journal.events import KINDS, Event
from core.journal.verdicts import flagging, meant
from core.metrics.agreement import arbitrary, categories
from core.metrics.supremacy import supremacy, win_matrix
from core.model.terms import Category, Verdict


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to export, by the name used on the command line; some need no votes."""

    name: str
    summary: str
    table: Callable[[Exporting], Table]
    votes: bool = True


def priorities(given: Exporting) -> Table:
    """Every annotator's ranking of the principles, with intervals."""
    kinds = {"Int64": int, "Float64": float}
    ranked = (Column(name, kinds.get(str(type_), str)) for name, type_ in PRIORITY.items())
    rows = (
        (annotator.name, annotator.kind.value, *priority_row(priority).values())
        for annotator in _reports(given)
        for priority in annotator.priorities
    )
    return Table((*columns("annotator", "kind"), *ranked), rows)  # type: ignore[arg-type] # priority_row's values are cells


def _reports(given: Exporting) -> list[AnnotatorReport]:
    """Audit the annotators on their cases: together those that have the same, with the same resamples; many singly."""
    alike: dict[object, list[str]] = {}
    many = given.data.many
    for annotator in given.chosen:
        which = annotator.name if many else given.cases(annotator.name).tobytes()
        alike.setdefault(which, []).append(annotator.name)
    reports = {
        each.name: each
        for names in alike.values()
        for each in audit(
            given.data if given.choice is None else limited_to(given.data, given.cases(names[0])),
            annotators=names,
            reference=names[0] if many else None,
            replicates=given.replicates,
            seed=given.seed,
            include_flagged=given.include_flagged,
        ).annotators
    }
    return [reports[annotator.name] for annotator in given.chosen]


def supremacies(given: Exporting) -> Table:
    """Principle supremacy of every ordered pair of principles, for every annotator."""
    named = columns(
        "annotator",
        "principle",
        "over",
        ("won", int),
        ("conflicts", int),
        ("supremacy", float),
        "principle_id",
        "over_id",
    )
    return Table(named, _supremacy_rows(given))


def _supremacy_rows(given: Exporting) -> Iterator[Row]:
    data = given.data
    for annotator in given.chosen:
        wins = win_matrix(data.votes, given.used(annotator))
        shares = supremacy(wins)
        for i, one in enumerate(data.principles):
            for j, over in enumerate(data.principles):
                if i != j:
                    share = None if np.isnan(shares[i, j]) else float(shares[i, j])
                    counts = int(wins[i, j]), int(wins[i, j] + wins[j, i])
                    yield annotator.name, one.name, over.name, *counts, share, one.id, over.id


def flags(given: Exporting) -> Table:
    """Every flagged annotation, with who flagged it and why."""
    told = ("flagged_by", "upheld_by", "reasons", "notes")
    named = columns("case", "annotator", "preference", "category", ("arbitrary", bool), *told)
    return Table(named, _flag_rows(given))


def _flag_rows(given: Exporting) -> Iterator[Row]:
    data = given.data
    kinds = categories(data.votes, data.voted)
    for annotator in given.chosen:
        numbers = given.store.numbers(given.standing.judged_cases(annotator.name))
        opposing = arbitrary(data.votes, annotator.preference)
        cases = given.cases(annotator.name)
        for case, n in sorted(numbers.items(), key=lambda item: item[1]):
            verdicts = meant(given.standing.verdicts_on(case, annotator.name), annotator.on(n))
            if not (cases[n] and annotator.given[n] and flagging(verdicts)):
                continue
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
    named = tuple(Column(name, kind) for name, kind in KINDS.items() if name not in {"of", "store"})
    return Table(named, (tuple(getattr(event, each.name) for each in named) for event in _said(given)))


def _said(given: Exporting) -> Iterator[Event]:
    """What stands of the annotators asked for; where cases are chosen, only of those.

    What is not said of an annotator counts with a case that is chosen for any.
    """
    standing = given.standing.reviews()
    numbers = given.store.numbers({event.case for event in standing if event.case}) if given.choice else {}
    anyone = given.any_cases()
    for event in standing:
        if given.annotators and event.annotator is not None and event.annotator not in given.annotators:
            continue
        if given.choice is not None:
            chosen = anyone if event.annotator is None else given.choice.get(event.annotator)
            n = numbers.get(event.case or "")
            if chosen is None or n is None or not chosen[n]:
                continue
        yield event


def corrections(given: Exporting) -> Table:
    """Every vote that counts as reviewers correct it, with the oracle's own and who says so; 1 is A, -1 is B.

    A vote that the oracle never cast has no `original`.
    """
    named = columns("case", "principle", "name", ("original", int), ("corrected", int), "reviewers")
    return Table(named, _correction_rows(given))


def _correction_rows(given: Exporting) -> Iterator[Row]:
    data, voted = given.data, given.standing.voted()
    numbers = given.store.numbers({case for case, _ in voted})
    principles = {principle.id: principle for principle in data.principles}
    chosen = given.any_cases()
    found = ((numbers[case], case, principles[id_]) for case, id_ in voted if case in numbers and id_ in principles)
    for n, case, principle in sorted(found, key=lambda each: (each[0], each[2].n)):
        if (n, principle.n) not in data.corrected or not chosen[n]:
            continue
        original = data.corrected[n, principle.n]
        value, said = int(data.votes[n, principle.n]), given.standing.votes_on(case, principle.id)
        agreed = "; ".join(reviewer for reviewer, preference in sorted(said.items()) if preference == value)
        yield case, principle.id, principle.name, original, value, agreed


@dataclass(frozen=True, slots=True)
class DocumentSubject:
    """One thing to export that is no table but a JSON document for another tool."""

    name: str
    summary: str
    document: Callable[[Exporting], Document]
    votes: bool = False


SUBJECTS: Final = (
    Subject("priorities", "every annotator's ranking of the principles", priorities),
    Subject("supremacy", "principle supremacy of every pair", supremacies),
    Subject("flags", "the flagged annotations, with reasons", flags),
    Subject("reviews", "every standing review", reviews),
    Subject("corrections", "the oracle's votes that reviewers corrected", corrections),
    Subject("dataset", "prompt, chosen, rejected without the flagged annotations", dataset, votes=False),
)


DOCUMENTS: Final = (
    DocumentSubject("annotated-pairs", "all of it, as Feedback Forensics opens it", annotated_pairs, votes=True),
    DocumentSubject("labelstudio", "the flagged cases as tasks of Label Studio", labelstudio),
    DocumentSubject("argilla", "the flagged cases as records of Argilla 2", argilla),
)


LAKE: Final = "lake"
"""What a folder of Parquet files is called, which is no one file."""


def subject(name: str) -> Subject:
    """The table of that name; raises LookupError."""
    return next(each for each in SUBJECTS if each.name == name)


def document_subject(name: str) -> DocumentSubject | None:
    """The document of that name; None where it is a table."""
    return next((each for each in DOCUMENTS if each.name == name), None)
