"""Format `prism`: utterances of conversations with several models, of which a person chose one each turn."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Fact, Given, MalformedRowError, Message, Text
from core.importers.formats.case_ids import pair_id
from core.importers.formats.fields import facts, name_of, number, sided, text, truth
from core.importers.formats.reading import CaseFormat, Meaning, Opening
from core.importers.options import ImportOptions
from core.model.number_words import plural
from core.model.terms import AnnotatorKind

_INTERACTION: Final = "interaction_id"
_NEEDED: Final = frozenset({_INTERACTION, "user_prompt", "model_response", "if_chosen"})
_OF_ONE: Final = {"model_name": "model", "model_provider": "provider", "score": "score"}
_OF_NEITHER: Final = frozenset({"utterance_id", "within_turn_id", "user_id"})


def claims(records: Records) -> bool:
    """Tell whether rows are responses within interactions, each chosen or not."""
    return set(records.columns) >= _NEEDED


def open_rows(records: Records, _options: ImportOptions) -> Opening:
    """Apply the format: the response that was chosen in an interaction against each other one."""
    columns = set(records.columns)
    shared = tuple(name for name in records.columns if name not in _NEEDED | _OF_NEITHER | set(_OF_ONE))
    notes = ["user_id names the annotators, one each: pass --pool to make one of them."] if "user_id" in columns else []
    # Every column is of an interaction or of one response: the cases have them from here.
    return Opening(_Interactions(shared, notes), used=frozenset(columns), notes=notes, case=_INTERACTION)


@dataclass(slots=True)
class _Interactions:
    """Holds the rows of one interaction until another comes, and what was said before it in the conversation."""

    shared: tuple[str, ...]
    notes: list[str]
    held: list[Record] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    conversation: str | None = None
    before: list[Message] = field(default_factory=list)
    undecided: int = 0
    single: int = 0
    without: int = 0

    def read(self, record: Record) -> Iterable[Entry]:
        interaction = _checked(record.fields)
        first = self.held[0].fields if self.held else None
        if first is not None and _checked(first) == interaction:
            if first["user_prompt"] != record.fields["user_prompt"]:
                raise MalformedRowError(f"interaction {interaction} has two different user prompts")
            self.held.append(record)
            return ()
        if interaction in self.seen:
            raise MalformedRowError(f"interaction {interaction} comes again after others: sort rows by {_INTERACTION}")
        self.seen.add(interaction)
        entries = self._entries()
        self.held = [record]
        return entries

    def rest(self) -> Iterable[Entry]:
        entries = self._entries()
        self.held = []
        if self.undecided:
            self.notes.append(f"{plural(self.undecided, 'interaction')} without one chosen response passed over.")
        if self.single:
            self.notes.append(f"{plural(self.single, 'interaction')} with a single response passed over.")
        if self.without:
            said = plural(self.without, "interaction")
            self.notes.append(f"{said} without what was said before: its rows are not before them in the file.")
        return entries

    def _entries(self) -> Sequence[Entry]:
        """Make cases of the interaction that is held; its chosen response goes on with the conversation."""
        if not self.held:
            return ()
        prompt = self._prompt(self.held[0].fields)
        chosen = [place for place, each in enumerate(self.held) if truth(each.fields["if_chosen"], "if_chosen")]
        if len(chosen) != 1:
            self.undecided += 1
            self.conversation = None
            return ()
        self.single += len(self.held) == 1
        said = self.held[chosen[0]].fields
        self.before += [
            {"role": "user", "content": said["user_prompt"]},
            {"role": "assistant", "content": said["model_response"]},
        ]
        others = [place for place in range(len(self.held)) if place != chosen[0]]
        return [self._entry(prompt, chosen[0], other) for other in others]

    def _prompt(self, fields: Mapping[str, Any]) -> Text:
        """Take the question, after what was asked and chosen in the turns before it."""
        conversation = name_of(fields.get("conversation_id"), "conversation_id")
        turn = number(fields.get("turn"), "turn") or 0
        if conversation is None or conversation != self.conversation:
            self.conversation, self.before = conversation, []
        if len(self.before) != 2 * turn:
            self.without += 1
            self.before = []
            return str(fields["user_prompt"])
        if not self.before:
            return str(fields["user_prompt"])
        return [*self.before, {"role": "user", "content": fields["user_prompt"]}]

    def _entry(self, prompt: Text, i: int, j: int) -> Entry:
        a, b = self.held[i].fields, self.held[j].fields
        score_a, score_b = (number(each.get("score"), "score") for each in (a, b))
        gap = None if score_a is None or score_b is None else score_a - score_b
        annotator = name_of(a.get("user_id"), "user_id")
        row = name_of(a[_INTERACTION], _INTERACTION) or ""
        about: dict[str, Fact] = facts(**{name: a.get(name) for name in self.shared})
        for name, called in _OF_ONE.items():
            about |= sided(called, a.get(name), b.get(name))
        # A score that speaks against the choice is no strength of it; both are facts.
        strength = gap if gap is not None and gap > 0 else None
        return Entry(
            prompt,
            a["model_response"],
            b["model_response"],
            case=pair_id(row, i, j, len(self.held) - 1),
            given=(Given(1, annotator, AnnotatorKind.HUMAN, strength),),
            facts=about,
        )


def _checked(fields: Mapping[str, Any]) -> str:
    """Name the interaction of a row that has all that is needed of it."""
    text(fields, "user_prompt")
    text(fields, "model_response")
    for name in ("turn", "score"):
        number(fields.get(name), name)
    for name in ("user_id", "conversation_id"):
        name_of(fields.get(name), name)
    truth(fields.get("if_chosen"), "if_chosen")
    interaction = name_of(fields.get(_INTERACTION), _INTERACTION)
    if interaction is None:
        raise MalformedRowError(f"{_INTERACTION} is missing")
    return interaction


FORMAT: Final = CaseFormat(
    name="prism",
    description="PRISM's utterances: what a person chose among several models' responses, turn by turn",
    meaning=Meaning(
        case="the chosen response of an interaction with each other one; the turns before it are in the prompt",
        annotator="each user_id (--pool: one for all), with the difference of the scores as strength",
    ),
    claims=claims,
    open=open_rows,
    own_people=True,
)
