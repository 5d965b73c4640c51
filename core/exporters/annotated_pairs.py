"""The annotated pairs that Feedback Forensics and Inverse Constitutional AI read, version 2 of their JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import md5
from typing import Final

import numpy as np

from core.audit.annotations import Annotations
from core.exporters.answers import Answers, CaseAnswer
from core.exporters.case_texts import ShapedCase, case_texts
from core.exporters.document import Document
from core.exporters.request import Exporting
from core.model.terms import AnnotatorKind, Principle

DEFAULT: Final = "ba751e7b"
"""The id under which Feedback Forensics looks for the annotator that others are compared with."""
_LETTERS: Final = {1: "a", -1: "b"}
_INDIFFERENT: Final = {"pref": None, "no_pref_reason": "not_applicable"}
MISSING: Final = {"pref": None, "no_pref_reason": "invalid"}
_MODELS: Final = {"model_a", "model_b"}
Entries = Mapping[str, object]


def annotated_pairs(given: Exporting) -> Document:
    """Every case with what annotators and principles prefer in it, and its facts; a declared order has no place in it.

    The reference is the default annotator. A vote or annotation for neither is `not_applicable`, a vote that the oracle
    never cast is `invalid`. A fact with several values has them in one text. An import gives the same cases,
    principles, votes and annotations; messages and transcripts are texts then.
    """
    data = given.data
    reference = data.reference()
    people = sorted(given.practised, key=lambda each: each.name != reference.name)
    people = [each for each in people if given.annotated(each).any()]
    keys = short_keys(["", *(f"annotator {each.name}" for each in people[1:])] if people else [])
    taken = set(keys)
    rules = short_keys([principle.text for principle in data.principles], taken)
    names = [name for name in given.store.facts.names() if name not in _MODELS]
    about = {
        "version": "2.0",
        "description": "Annotated pairs exported by Discretion",
        "dataset_name": data.store,
        "default_annotator": DEFAULT,
        "available_metadata_keys_per_comparison": names,
        "tool": "discretion",
        "oracle": data.oracle.name,
    }
    annotators = {key: described_person(each.name, each.kind) for key, each in zip(keys, people, strict=True)}
    annotators |= {key: described_rule(each) for key, each in zip(rules, data.principles, strict=True)}
    records = _Comparisons(given, people, keys, rules).records()
    return Document(records, "comparisons", {"metadata": about, "annotators": annotators})


def short_keys(meant: Sequence[str], taken: Iterable[str] = ()) -> list[str]:
    """Short ids, as those tools make them of texts; the empty text is the default annotator."""
    found = dict.fromkeys(taken)
    before = len(found)
    for text in meant:
        key = DEFAULT if not text else ""
        length = 8
        while not key or key in found:
            key = md5(text.encode(), usedforsecurity=False).hexdigest()[:length] if length <= 32 else f"{key}-"
            length += 1
        found[key] = None
    return list(found)[before:]


def described_person(name: str, kind: AnnotatorKind) -> Entries:
    """An annotator as the document has it."""
    return {"name": name, "description": name, "type": kind.value}


def described_rule(principle: Principle) -> Entries:
    """A principle as the document has it."""
    return {"id": principle.id, "name": principle.name, "description": principle.text, "type": "principle"}


class _Comparisons:
    """Makes the records."""

    def __init__(
        self, given: Exporting, people: Sequence[Annotations], keys: Sequence[str], rules: Sequence[str]
    ) -> None:
        self._given, self._keys, self._rules = given, keys, rules
        self._answers = Answers.of(people, [given.annotated(each) for each in people]) if people else None
        self._names = [each.name for each in people]

    def records(self) -> Iterator[Entries]:
        """One a case."""
        texts = case_texts(self._given.store, self._given.any_cases(), self._given.progress, whole=True)
        said = self._answers.by_case(texts) if self._answers is not None else ((each, []) for each in texts)
        return (self._record(each, answers) for each, answers in said)

    def _record(self, each: ShapedCase, answers: Sequence[CaseAnswer]) -> Entries:
        case = each.case
        about: dict[str, str] = {}
        for name, value in each.facts:
            about[name] = f"{about[name]}; {value}" if name in about else value
        sides = (("a", case.response_a), ("b", case.response_b))
        responses = {
            f"response_{side}": {"text": text} | ({"model": about[f"model_{side}"]} if f"model_{side}" in about else {})
            for side, text in sides
        }
        return {
            "id": case.id,
            "prompt": case.prompt,
            **responses,
            "annotations": {**self._people(each.strengths, answers), **self._votes(case.n)},
            "metadata": {name: value for name, value in about.items() if name not in _MODELS},
        }

    def _people(self, strengths: Mapping[str, float], answers: Sequence[CaseAnswer]) -> dict[str, Entries]:
        found: dict[str, Entries] = {}
        for answer in answers:
            name = self._names[answer.place]
            graded = {"strength": strengths[name]} if name in strengths else {}
            found[self._keys[answer.place]] = {**preferring(answer.side), **graded}
        return found

    def _votes(self, n: int) -> dict[str, Entries]:
        votes, voted = self._given.data.votes[n].tolist(), self._given.data.voted
        cast = np.ones(len(votes), dtype=np.bool_) if voted is None else voted[n]
        return {
            key: preferring(vote) if there else MISSING
            for key, vote, there in zip(self._rules, votes, cast.tolist(), strict=True)
        }


def preferring(side: int) -> Entries:
    """A vote or an annotation for A (1), B (-1) or neither (0)."""
    return {"pref": _LETTERS[side]} if side else _INDIFFERENT
