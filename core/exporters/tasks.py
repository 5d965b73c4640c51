"""Cases as tasks to be labelled again, in Label Studio or Argilla; what is labelled there imports over the store."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from core.audit.annotations import Annotations
from core.exporters.answers import Answers
from core.exporters.document import Document
from core.exporters.request import Exporting
from core.model.terms import Case
from core.query.scene import Mask

_SELECTED: Final = {1: "left", -1: "right"}
_RESPONSE: Final = {1: "response1", -1: "response2"}
Present = tuple[str, int]
"""Who prefers which response now: a name, and +1 or -1."""


def labelstudio(given: Exporting) -> Document:
    """The flagged cases, or those of the filter, as tasks with the present annotations as predictions."""
    return Document(_task(*each) for each in _wanted(given))


def argilla(given: Exporting) -> Document:
    """The flagged cases, or those of the filter, as records of Argilla 2 with a present annotation as suggestion."""
    return Document(_record(*each) for each in _wanted(given))


def _wanted(given: Exporting) -> Iterator[tuple[Case, list[Present]]]:
    """Each case with what annotators prefer: those that are flagged, or where a filter chose, all or the reference."""
    people = given.practised if given.choice is None or given.annotators else (given.data.reference(),)
    where = [_relabelled(given, each) for each in people]
    answers = Answers.of(people, where)
    cases: Mask = np.logical_or.reduce(where) if given.choice is None else given.any_cases()
    said: dict[int, list[Present]] = {}
    for n, place, side in zip(answers.cases.tolist(), answers.whose.tolist(), answers.sides.tolist(), strict=True):
        if side:
            said.setdefault(n, []).append((people[place].name, side))
    return ((case, said.get(case.n, [])) for case in given.store.cases(given.progress) if cases[case.n])


def _relabelled(given: Exporting, annotator: Annotations) -> Mask:
    chosen = annotator.given & given.cases(annotator.name)
    return chosen & annotator.flagged if given.choice is None else chosen


def _task(case: Case, said: Sequence[Present]) -> Mapping[str, object]:
    shown = {"case_id": case.id, "prompt": case.prompt, "answer1": case.response_a, "answer2": case.response_b}
    return {"data": shown, "predictions": [_prediction(name, _SELECTED[side]) for name, side in said]}


def _prediction(name: str, selected: str) -> Mapping[str, object]:
    result = {
        "from_name": "comparison",
        "to_name": "answer1,answer2",
        "type": "pairwise",
        "value": {"selected": selected},
    }
    return {"model_version": name, "result": [result]}


def _record(case: Case, said: Sequence[Present]) -> Mapping[str, object]:
    first = next(iter(said), None)
    suggested = None if first is None else {"value": _RESPONSE[first[1]], "score": None, "agent": first[0]}
    return {
        "id": case.id,
        "status": "pending",
        "fields": {"prompt": case.prompt, "response1": case.response_a, "response2": case.response_b},
        "metadata": {"case_id": case.id},
        "suggestions": {} if suggested is None else {"preference": suggested},
        "responses": {},
        "vectors": {},
    }
