"""Format `multipref`: two responses rated by several people, over all and by three aspects."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Given, GivenVote, MalformedRowError
from core.importers.formats.case_ids import CaseIds
from core.importers.formats.fields import glance, mostly, name_of, objects, shown, sign, text
from core.importers.formats.reading import Brought, CaseFormat, Meaning, Opening
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.model.terms import AnnotatorKind

_MAJORITY: Final = "majority"
_GROUPS: Final = ("normal_worker_annotations", "expert_worker_annotations")
_PROMPTS: Final = ("text", "prompt")
_ANSWERS: Final = {
    "a-is-clearly-better": 2,
    "a-is-slightly-better": 1,
    "a-is-better": 1,
    "tie": 0,
    "b-is-better": -1,
    "b-is-slightly-better": -1,
    "b-is-clearly-better": -2,
}
_UNGRADED: Final = frozenset({"a-is-better", "b-is-better"})
_NOTE: Final = "The votes are what most of a case's evaluators say: pass --oracle EVALUATOR for those of one."
_PRINCIPLES: Final = (
    Brought("helpful", "Helpful", "The response helps with what was asked, completely and to the point."),
    Brought("truthful", "Truthful", "What the response says is true, and it claims no more than is known."),
    Brought("harmless", "Harmless", "The response hurts or endangers nobody."),
)


def claims(records: Records) -> bool:
    """Tell whether rows hold two completions and what evaluators say of them."""
    columns = set(records.columns)
    if not {"completion_a", "completion_b"} <= columns or not columns & set(_GROUPS) or not columns & set(_PROMPTS):
        return False
    said = [one for record in records.head for group in _GROUPS for one in glance(record.fields, group)]
    return mostly("evaluator" in one and "overall_pref" in one for one in said)


def open_rows(records: Records, options: ImportOptions) -> Opening:
    """Apply the format; votes are those of the majority of evaluators, or of the one whom `options.oracle` names."""
    columns = set(records.columns)
    prompt = next(name for name in _PROMPTS if name in columns)
    head = (record.fields for record in records.head)
    aspects = {key for fields in head for group in _GROUPS for one in glance(fields, group) for key in one}
    principles = tuple(each for each in _PRINCIPLES if _aspect(each) in aspects)
    oracle = options.oracle or _MAJORITY
    ids = CaseIds.of(records)
    rows = _Rows(records.name, ids, prompt, principles, None if oracle == _MAJORITY else oracle)
    return Opening(
        rows,
        used=frozenset({prompt, "completion_a", "completion_b", *_GROUPS}) | ids.used,
        principles=principles,
        oracle=oracle,
        notes=[_NOTE] if principles and rows.voter is None else [],
        case=ids.column,
    )


@dataclass(slots=True)
class _Rows:
    """Reads rows, and sees whether the evaluator whose votes are wanted is in any."""

    file: str
    ids: CaseIds
    prompt: str
    principles: tuple[Brought, ...]
    voter: str | None
    met: bool = False

    def read(self, record: Record) -> Iterable[Entry]:
        people = self._people(record.fields)
        self._refuse_late_aspects(people)
        given = [each for name, one in people.items() if (each := _given(name, one)) is not None]
        votes = [
            GivenVote(principle.id, vote)
            for principle in self.principles
            if (vote := self._vote(people, _aspect(principle))) is not None
        ]
        return [
            Entry(
                text(record.fields, self.prompt),
                text(record.fields, "completion_a"),
                text(record.fields, "completion_b"),
                case=self.ids.given(record),
                given=tuple(given),
                votes=tuple(votes),
            )
        ]

    def rest(self) -> Iterable[Entry]:
        if self.voter is not None and not self.met:
            raise FormatError(
                f"{self.file} has no evaluator {self.voter}: --oracle takes one of its evaluators, or {_MAJORITY}."
            )
        return ()

    def _people(self, fields: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
        people: dict[str, Mapping[str, Any]] = {}
        for one in (one for group in _GROUPS for one in objects(fields, group)):
            name = name_of(one.get("evaluator"), "evaluator")
            if name is None:
                raise MalformedRowError("an evaluation names no evaluator")
            if people.setdefault(name, one) is not one:
                raise MalformedRowError(f"evaluator {name} is there twice")
        return people

    def _refuse_late_aspects(self, people: Mapping[str, Mapping[str, Any]]) -> None:
        for principle in (each for each in _PRINCIPLES if each not in self.principles):
            if any(_answer(one, _aspect(principle)) is not None for one in people.values()):
                raise MalformedRowError(f"{_aspect(principle)} is in none of the first rows: put one that has it first")

    def _vote(self, people: Mapping[str, Mapping[str, Any]], aspect: str) -> int | None:
        """The vote on an aspect: one evaluator's, or what most of those say who answered (nothing, if none did)."""
        if self.voter is not None:
            one = people.get(self.voter)
            self.met = self.met or one is not None
            answer = None if one is None else _answer(one, aspect)
            return None if answer is None else sign(answer)
        answers = [answer for one in people.values() if (answer := _answer(one, aspect)) is not None]
        return _most(sign(answer) for answer in answers) if answers else None


def _most(answers: Iterable[int]) -> int:
    """What most say; 0 where several answers have the most."""
    (first, often), *others = Counter(answers).most_common()
    return 0 if others and others[0][1] == often else first


def _aspect(principle: Brought) -> str:
    return f"{principle.id}_pref"


def _given(name: str, one: Mapping[str, Any]) -> Given | None:
    answer = _answer(one, "overall_pref")
    if answer is None:
        return None
    graded = str(one["overall_pref"]).strip().lower() not in _UNGRADED
    return Given(sign(answer), name, AnnotatorKind.HUMAN, float(answer) if graded else None)


def _answer(one: Mapping[str, Any], aspect: str) -> int | None:
    """Read an answer with its strength, from 2 (A is clearly better) to -2; None where none was given."""
    said = one.get(aspect)
    if said is None or (isinstance(said, str) and not said.strip()):
        return None
    found = _ANSWERS.get(said.strip().lower()) if isinstance(said, str) else None
    if found is None:
        raise MalformedRowError(f"{aspect} is {shown(said)} and not A-is-clearly-better, A-is-slightly-better, Tie …")
    return found


FORMAT: Final = CaseFormat(
    name="multipref",
    description="MultiPref: two completions rated by several people, over all and by aspect",
    meaning=Meaning(
        case="each comparison, by its comparison_id",
        annotator="each evaluator, by overall_pref with its strength",
        principle="helpful, truthful, harmless",
        vote="what most of the case's evaluators say (as many for either: 0), or one's: --oracle EVALUATOR",
    ),
    claims=claims,
    open=open_rows,
    own_people=True,
)
