"""Format `arena`: two models' conversations of which one wins, as Chatbot Arena and MT-bench publish them.

Either whole conversations with a word for the winner, or lists of turns with one column a result.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.importers.containers.records import Record, Records
from core.importers.entry import Entry, Fact, Given, MalformedRowError, Message, Text
from core.importers.formats.case_ids import CaseIds
from core.importers.formats.field_path import json_of
from core.importers.formats.fields import mostly, name_of, number, shown
from core.importers.formats.reading import CaseFormat, Meaning, Opening, RowByRow
from core.importers.options import ImportOptions
from core.model.terms import AnnotatorKind

_CONVERSATIONS: Final = ("conversation_a", "conversation_b")
_TURNS: Final = ("prompt", "response_a", "response_b")
_ONE_HOT: Final = {"winner_model_a": 1, "winner_model_b": -1, "winner_tie": 0}
_BOTH_BAD: Final = frozenset({"tie (bothbad)", "tie (both bad)", "both_bad", "bothbad", "both bad"})
_WINNERS: Final = {"model_a": 1, "model_b": -1, "tie": 0} | dict.fromkeys(_BOTH_BAD, 0)
_JUDGES: Final = ("judge", "judge_hash")
_MODEL_NAMES: Final = ("gpt", "claude", "gemini", "llama")


def claims(records: Records) -> bool:
    """Tell whether rows hold two models, their conversations or lists of turns, and who won."""
    columns = set(records.columns)
    if not {"model_a", "model_b"} <= columns or not ("winner" in columns or columns >= set(_ONE_HOT)):
        return False
    names = _CONVERSATIONS if columns >= set(_CONVERSATIONS) else _TURNS
    if not columns >= set(names):
        return False
    return mostly(_is_list(record.fields.get(name)) for record in records.head for name in names)


def open_rows(records: Records, _options: ImportOptions) -> Opening:
    """Apply the format."""
    columns = set(records.columns)
    whole = columns >= set(_CONVERSATIONS)
    judge = next((name for name in _JUDGES if name in columns), None)
    ids = CaseIds.of(records)
    won = {"winner"} if "winner" in columns else set(_ONE_HOT)
    used = {*(_CONVERSATIONS if whole else _TURNS), *won, *({judge} if judge else ())}
    notes = [f"{judge} names the annotators, one each: pass --pool to make one of them."] if judge else []
    rows = _Rows(ids, judge, whole, "winner" in columns, "turn" in columns)
    return Opening(RowByRow(rows.entries), used=frozenset(used) | ids.used, notes=notes, case=ids.column)


@dataclass(frozen=True, slots=True)
class _Rows:
    ids: CaseIds
    judge: str | None
    whole: bool
    in_words: bool
    has_turn: bool

    def entries(self, record: Record) -> Iterable[Entry]:
        fields = record.fields
        prompt, response_a, response_b = self._conversations(fields) if self.whole else _interleaved(fields)
        preference, facts = _winner(fields) if self.in_words else (_hot(fields), {})
        given: tuple[Given, ...] = ()
        if preference is not None:
            judge = None if self.judge is None else name_of(fields.get(self.judge), self.judge)
            given = (Given(preference, judge, _kind(judge)),)
        return [Entry(prompt, response_a, response_b, case=self.ids.given(record), given=given, facts=facts)]

    def _conversations(self, fields: Mapping[str, Any]) -> tuple[Text | None, Text, Text]:
        """Take both conversations up to the turn that was judged; what both begin with is the prompt."""
        turns = number(fields.get("turn"), "turn") if self.has_turn else None
        a, b = (_until(_messages(fields, name), turns) for name in _CONVERSATIONS)
        return None, a, b


def _interleaved(fields: Mapping[str, Any]) -> tuple[Text | None, Text, Text]:
    """Make conversations of lists of turns: question, answer, and so on."""
    asked, *answers = (_texts(fields, name) for name in _TURNS)
    if any(len(each) != len(asked) for each in answers):
        raise MalformedRowError("prompt, response_a and response_b have different numbers of turns")
    if len(asked) == 1:
        return asked[0], answers[0][0], answers[1][0]
    a, b = (_conversation(asked, each) for each in answers)
    return None, a, b


def _conversation(asked: Sequence[str], answers: Sequence[str]) -> list[Message]:
    turns = zip(asked, answers, strict=True)
    return [
        {"role": role, "content": said}
        for question, answer in turns
        for role, said in (("user", question), ("assistant", answer))
    ]


def _until(messages: Sequence[Message], turns: float | None) -> list[Message]:
    """Take the messages up to the answer of the turn with this number (from 1): what comes later was not judged."""
    if turns is None or turns < 1:
        return list(messages)
    asked = 0
    for place, message in enumerate(messages):
        asked += message.get("role") == "user"
        if asked > turns:
            return list(messages[:place])
    return list(messages)


def _messages(fields: Mapping[str, Any], name: str) -> Sequence[Message]:
    found = _list(fields.get(name), name)
    if not found or not all(isinstance(each, Mapping) for each in found):
        raise MalformedRowError(f"{name} is not a list of messages")
    return found


def _texts(fields: Mapping[str, Any], name: str) -> Sequence[str]:
    """Take turns, which a text table writes as JSON; one that is null was never answered."""
    found = ["" if each is None else each for each in _list(fields.get(name), name)]
    if not found or not all(isinstance(each, str) for each in found):
        raise MalformedRowError(f"{name} is not a list of texts")
    return found


def _list(value: object, name: str) -> list[Any]:
    found = json_of(value)
    if not isinstance(found, list):
        raise MalformedRowError(f"{name} is not a list of turns")
    return found


def _is_list(value: object) -> bool:
    try:
        return bool(_list(value, ""))
    except MalformedRowError:
        return False


def _winner(fields: Mapping[str, Any]) -> tuple[int | None, dict[str, Fact]]:
    """Read the word for the winner; that both were bad is a fact of the case."""
    said = fields.get("winner")
    if said is None or (isinstance(said, str) and not said.strip()):
        return None, {}
    word = said.strip().lower() if isinstance(said, str) else ""
    if word not in _WINNERS:
        raise MalformedRowError(f"winner is {shown(said)} and not one of model_a, model_b, tie, both_bad")
    return _WINNERS[word], {"both_bad": True} if word in _BOTH_BAD else {}


def _hot(fields: Mapping[str, Any]) -> int:
    """Read the one column of three that holds a 1."""
    marks = {name: number(fields.get(name), name) for name in _ONE_HOT}
    hot = [name for name, mark in marks.items() if mark == 1]
    if len(hot) != 1 or not set(marks.values()) <= {0, 1}:
        raise MalformedRowError(f"not one of {', '.join(_ONE_HOT)} alone is 1")
    return _ONE_HOT[hot[0]]


def _kind(judge: str | None) -> AnnotatorKind | None:
    """MT-bench calls a judge that is a model by the model's name."""
    return AnnotatorKind.LLM if judge is not None and judge.lower().startswith(_MODEL_NAMES) else None


FORMAT: Final = CaseFormat(
    name="arena",
    description="Chatbot Arena and MT-bench: two models' conversations, of which one wins",
    meaning=Meaning(
        case="each battle; what both conversations begin with is the prompt, up to the turn that was judged",
        annotator="each judge (--pool: one for all), else human, by winner or winner_model_a, _b, _tie",
    ),
    claims=claims,
    open=open_rows,
)
