"""Format `annotated-pairs`: the JSON document of Inverse Constitutional AI and Feedback Forensics, versions 1 and 2.

Each `type: principle` annotator is a principle whose preferences are votes; the others annotate, the default one first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Fact, Given, GivenVote, MalformedRowError
from core.importers.formats.fields import facts, name_of, number, shown, sign, text
from core.importers.formats.reading import Brought, CaseFormat, Meaning, Opening, RowByRow
from core.importers.options import ImportOptions
from core.model.distinct_names import distinct_names
from core.model.errors import FormatError
from core.model.terms import AnnotatorKind

_ORACLE: Final = "icai"
_SIDES: Final = frozenset({"response_a", "text_a"})
_USED: Final = frozenset({"id", "prompt", "response_a", "response_b", "text_a", "text_b", "annotations", "metadata"})
_LEAD: Final = "select the response that "
_PREFERENCES: Final = {"a": 1, "text_a": 1, "b": -1, "text_b": -1, "tie": 0}
_INDIFFERENT: Final = frozenset({"not_applicable", "both", "neither"})
_NONE: Final = frozenset({"invalid", "nan", "none", ""})
_KINDS: Final = {kind.value: kind for kind in AnnotatorKind} | {"ai": AnnotatorKind.LLM}


def claims(records: Records) -> bool:
    """Tell whether annotators stand around the records, and these are comparisons with annotations."""
    columns = set(records.columns)
    return isinstance(records.around.get("annotators"), Mapping) and "annotations" in columns and bool(columns & _SIDES)


def open_comparisons(records: Records, _options: ImportOptions) -> Opening:
    """Apply the format; raises FormatError where an annotator lacks what it needs."""
    try:
        people = _People.of(records.around)
    except MalformedRowError as error:
        raise FormatError(f"{records.name}: {error}; correct it and try again.") from error
    return Opening(
        RowByRow(_Comparisons(people, _is_ours(records.around.get("metadata"))).entries),
        used=_USED & frozenset(records.columns),
        principles=tuple(people.principles.values()),
        oracle=_oracle(records.around.get("metadata")),
        tells_kinds=True,
        case="id" if "id" in records.columns else None,
    )


@dataclass(frozen=True, slots=True)
class _People:
    """Who annotates in a document, by the ids that its comparisons use, in the order in which they are to come."""

    names: Mapping[str, str]
    kinds: Mapping[str, AnnotatorKind | None]
    principles: Mapping[str, Brought]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "_People":
        annotators, metadata = document["annotators"], document.get("metadata")
        default = metadata.get("default_annotator") if isinstance(metadata, Mapping) else None
        people: dict[str, Mapping[str, Any]] = {}
        principles: dict[str, Brought] = {}
        for id_ in sorted(annotators, key=lambda id_: id_ != default):
            about = annotators[id_]
            if not isinstance(about, Mapping):
                raise MalformedRowError(f"annotator {id_} is not an object")
            if about.get("type") == "principle":
                principles[id_] = _principle(id_, about)
            else:
                people[id_] = about
        names = {id_: name_of(about.get("name"), "an annotator's name") or id_ for id_, about in people.items()}
        kinds = {id_: _kind(about) for id_, about in people.items()}
        return cls(dict(zip(names, distinct_names([*names.items()]), strict=True)), kinds, principles)


def _kind(about: Mapping[str, Any]) -> AnnotatorKind | None:
    return _KINDS.get(str(about.get("type")).lower())


def _tells_every_kind(records: Records, _options: ImportOptions) -> bool:
    """Whether all annotators, but for the principles, have a type that is a kind."""
    found = [about for about in records.around["annotators"].values() if isinstance(about, Mapping)]
    return all(about.get("type") == "principle" or _kind(about) is not None for about in found)


@dataclass(frozen=True, slots=True)
class _Comparisons:
    people: _People
    ours: bool

    def entries(self, record: Record) -> Iterable[Entry]:
        comparison = record.fields
        text_a, about_a = _response(comparison, "a")
        text_b, about_b = _response(comparison, "b")
        prompt = comparison.get("prompt")
        given, votes = self._answers(comparison)
        about = comparison.get("metadata")
        return [
            Entry(
                # What is asked may be left out: what the responses begin with is theirs all the same.
                "" if prompt is None else text(comparison, "prompt"),
                text_a,
                text_b,
                case=name_of(comparison.get("id"), "id"),
                given=given,
                votes=votes,
                facts={**about_a, **about_b, **facts(**(about if isinstance(about, Mapping) else {}))},
                promptless=prompt is None,
                apart=self.ours,
            )
        ]

    def _answers(self, comparison: Mapping[str, Any]) -> tuple[tuple[Given, ...], tuple[GivenVote, ...]]:
        """Take the annotations in the order of the annotators, preferences and votes apart."""
        annotations = comparison.get("annotations") or {}
        if not isinstance(annotations, Mapping):
            raise MalformedRowError("annotations is not an object")
        unknown = [id_ for id_ in annotations if id_ not in self.people.names and id_ not in self.people.principles]
        if unknown:
            raise MalformedRowError(f"{shown(unknown[0])} annotates and is not among the annotators")
        said = {id_: _preference(annotation, id_) for id_, annotation in annotations.items()}
        given = tuple(
            Given(preference, name, self.people.kinds[id_], _strength(annotations[id_], preference))
            for id_, name in self.people.names.items()
            if (preference := said.get(id_)) is not None
        )
        votes = tuple(
            GivenVote(brought.id, preference)
            for id_, brought in self.people.principles.items()
            if (preference := said.get(id_)) is not None
        )
        return given, votes


def _principle(id_: str, about: Mapping[str, Any]) -> Brought:
    description = text(about, "description").strip() if about.get("description") is not None else ""
    name = name_of(about.get("name"), "a principle's name") or ""
    if not description and not name:
        raise MalformedRowError(f"principle {id_} has no description")
    short = description[len(_LEAD) :] if description.lower().startswith(_LEAD) else description
    known = name_of(about.get("id"), "a principle's id") or id_
    return Brought(known, name or short.strip(" ."), description or name)


def _response(comparison: Mapping[str, Any], side: str) -> tuple[str, dict[str, Fact]]:
    """Read a response and what is told of it: an object in version 2, a text alone in version 1."""
    about = comparison.get(f"response_{side}")
    if isinstance(about, Mapping):
        told = {f"{name}_{side}": value for name, value in about.items() if name != "text"}
        try:
            return text(about, "text"), facts(**told)
        except MalformedRowError as error:
            raise MalformedRowError(f"response_{side}: {error}") from error
    return text(comparison, f"text_{side}" if about is None else f"response_{side}"), {}


def _preference(annotation: object, id_: str) -> int | None:
    """Read an annotation: None where there is none, or an invalid one; 0 where neither response fits better."""
    if not isinstance(annotation, Mapping):
        raise MalformedRowError(f"the annotation of {id_} is not an object")
    said = annotation.get("pref")
    if said is None:
        said = annotation.get("no_pref_reason") or ""
    word = said.strip().lower() if isinstance(said, str) else None
    if word in _PREFERENCES:
        return _PREFERENCES[word]
    if word in _INDIFFERENT:
        return 0
    if word not in _NONE:
        raise MalformedRowError(f"the preference of {id_} is {shown(said)} and not one of a, b or null with its reason")
    return None


def _strength(annotation: Mapping[str, Any], preference: int) -> float | None:
    """Read a strength, which is no part of the format: ours have it where it was graded."""
    strength = number(annotation.get("strength"), "strength")
    if strength is not None and sign(strength) not in (0, preference):
        raise MalformedRowError(f"strength {shown(strength)} is not that of the preference beside it")
    return strength


def _is_ours(metadata: object) -> bool:
    """Whether a store was exported, whose texts are to be taken as they are."""
    return isinstance(metadata, Mapping) and metadata.get("tool") == "discretion"


def _oracle(metadata: object) -> str:
    """What gave the votes: the format has no name for that, but ours have."""
    found = metadata.get("oracle") if isinstance(metadata, Mapping) else None
    return found if isinstance(found, str) and found.strip() else _ORACLE


FORMAT: Final = CaseFormat(
    name="annotated-pairs",
    description="the annotated pairs of Inverse Constitutional AI and Feedback Forensics, as JSON",
    meaning=Meaning(
        case="each comparison, by its id; its metadata and models are facts",
        annotator="every annotator that is no principle, the default one first",
        principle="each annotator of type principle",
        vote="a principle's `pref`; not applicable, both and neither are 0, invalid is no vote",
    ),
    claims=claims,
    open=open_comparisons,
    tells_every_kind=_tells_every_kind,
)
