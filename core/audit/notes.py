"""What a reader of a report must know before quoting a number."""

from typing import TYPE_CHECKING, Final

from core.model.number_words import plural
from core.model.terms import FEW_CONFLICTS, ROUGH, Status
from core.model.ways import counted_ways

if TYPE_CHECKING:
    from core.audit.corrected_results import CorrectedReport
    from core.audit.report import AnnotatorReport, Report

_LEANING: Final = 0.01
_CORRECTED: Final = "{} counted as reviewers correct the oracle; --original-votes leaves the corrections out."


def notes(report: "Report") -> tuple[str, ...]:
    """Each a sentence or two."""
    corrected = report.dataset.corrected_votes
    said = [] if report.build is None else [report.build.note]
    said += report.about
    said += [_CORRECTED.format(plural(corrected, "vote is", "votes are"))] if corrected else []
    answers = report.dataset.oracle_answers
    said += [f"The votes of {report.dataset.oracle} are a model's answers: {counted_ways(answers)}."] if answers else []
    refused = report.oracle_noise.refusal if report.oracle_noise is not None else None
    said += [refused] if refused else []
    said += [] if report.corrected is None else _corrected(report.corrected)
    said += _absent(report)
    return (*said, *(note for annotator in report.annotators for note in _annotator(annotator)))


def _corrected(corrected: "CorrectedReport") -> list[str]:
    """What is not corrected, and what speaks against the correction."""
    said = [
        f"{each.name} is not corrected for the oracle's errors: {each.refusal}."
        for each in corrected.annotators
        if each.refusal
    ]
    lacking = [each for each in corrected.principles if each.lack is not None]
    if lacking and len(lacking) < len(corrected.principles):
        left_out = ", ".join(each.principle for each in lacking).removesuffix(".")
        said.append(f"Corrected numbers leave out what is not checked well enough: {left_out}.")
    said += [
        f"Where {corrected.oracle} is wrong its votes go with what {each.name} chose, or against it (p = "
        f"{each.leaning:.2g}): corrected numbers take for granted that they do neither, and may be wrong."
        for each in corrected.annotators
        if each.leaning is not None and each.leaning < _LEANING
    ]
    if corrected.in_sight:
        votes = plural(corrected.in_sight, "vote was", "votes were")
        said.append(
            f"{votes} corrected in sight of the oracle's and can no longer be checked blind: where these are many, the "
            "oracle looks better than it is."
        )
    return said


def _absent(report: "Report") -> list[str]:
    """What no oracle and no annotator said, and what that can move."""
    taxonomy, oracle = report.taxonomy, report.dataset.oracle
    said = []
    if taxonomy.unvoted:
        are, them = plural(taxonomy.unvoted, "case is", "cases are"), "it" if taxonomy.unvoted == 1 else "them"
        tell = "it is" if taxonomy.unvoted == 1 else "they are"
        said.append(f"{are} unvoted: {oracle} gave no vote on {them}, and {tell} in no share.")
    if taxonomy.partly_voted:
        has = plural(taxonomy.partly_voted, "case has", "cases have")
        moved = (
            f"the missing ones could change the category of up to {taxonomy.movable}"
            if taxonomy.movable
            else "no category can change by the missing ones, only priorities"
        )
        said.append(f"{has} votes by {oracle} on only some principles: {moved}.")
    left_out = [f"{each.name} {each.missing}" for each in report.annotators if each.missing]
    if left_out:
        cases = plural(report.dataset.cases, "case")
        said.append(f"Of {cases} not annotated, which is not the same as neither: {', '.join(left_out)}.")
    return said


def _annotator(annotator: "AnnotatorReport") -> list[str]:
    notes = []
    ranked = [row for row in annotator.priorities if row.status is not Status.UNRANKED]
    if ranked and not annotator.identified:
        notes.append(
            f"{annotator.name}: the data does not determine one scale for all principles; "
            "priorities are comparable within a component only."
        )
    told = annotator.discrepancy
    if told.apart.value is not None and told.reference != annotator.name and told.apart.few:
        notes.append(
            f"{annotator.name}: only {plural(told.apart.conflicts, 'conflict')} that {told.reference} decided too: "
            "the discrepancy says nothing."
        )
    few = [row.principle for row in ranked if row.few]
    if few:
        notes.append(
            f"{annotator.name}: fewer than {FEW_CONFLICTS} conflicts, or a standard deviation above {ROUGH}, so an "
            f"uncertain priority: {', '.join(few).removesuffix('.')}."
        )
    return notes
