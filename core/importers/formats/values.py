"""What the values of a column of preferences mean: as the user says, or as words that can mean one thing alone."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from core.model.errors import FormatError
from core.model.safe_text import inert_line

_SHOWN: Final = 40
_SIDES: Final[dict[str, int | None]] = {"a": 1, "b": -1, "tie": 0, "none": None}
_NOTHING: Final = frozenset({"", "nan", "null", "n/a", "na"})
_AROUND: Final = re.compile(r"(?:[\s_.:,;()\[\]{}\"'`*\u2018\u2019\u201c\u201d]|(?<=[a-z0-9])[-/](?=[a-z0-9]))+")
"""What says nothing around a word and between two; other letters, signs and pictures can turn its meaning round."""
OBJECTS: Final = (
    "answer assistant candidate chat completion conversation generation model option output response summary text"
)
"""What responses are called."""
_TIES: Final = (
    "tie",
    "ties",
    "tied",
    "equal",
    "equally good",
    "equally bad",
    "same",
    "about the same",
    "draw",
    "both",
    "neither",
    "both good",
    "both bad",
    "bothbad",
    "tie bothbad",
    "tie both bad",
    "no preference",
    "indifferent",
)
_GRADES: Final = {"slightly": 1.0, "": None, "much": 2.0, "clearly": 2.0, "significantly": 2.0, "far": 2.0}
_GRADED: Final = re.compile(r"(a|b) is (?:(slightly|clearly|much|far|significantly) )?better")
_RANGE: Final = re.compile(r"(?P<low>[^.]*(?:\.\d+)?)\.\.(?P<high>.*)")
_BOUND: Final = re.compile(r"(?P<sign>>=|<=|>|<)(?P<bound>.*)")


def _known_words() -> dict[str, int]:
    words = dict.fromkeys(_TIES, 0)
    for side, letter, place, ordinal in ((1, "a", "left", "first"), (-1, "b", "right", "second")):
        words |= {letter: side, place: side, ordinal: side}
        words |= {f"{noun} {letter}": side for noun in OBJECTS.split()}
        words |= {f"{place} {noun}": side for noun in OBJECTS.split()}
        words |= {f"{ordinal} {noun}": side for noun in OBJECTS.split()}
    return words


_WORDS: Final = _known_words()
UNKNOWN: Final = object()
"""What a value is that has no meaning."""


@dataclass(frozen=True, slots=True)
class ReadPreference:
    """A preference (+1, 0, -1) and, where it was graded, its strength (of the same sign)."""

    preference: int
    strength: float | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    """Values from `low` to `high`, or one word, mean `side`; a bound that is `open` is left out."""

    side: int | None
    word: str = ""
    low: float = math.nan
    high: float = math.nan
    open: bool = False

    @property
    def word_alone(self) -> bool:
        return math.isnan(self.low)

    @property
    def single(self) -> bool:
        return self.low == self.high

    def same_value(self, other: "_Rule") -> bool:
        """Whether both are of one value, a word or a number."""
        if self.single or other.single:
            return self.single and other.single and self.low == other.low
        return bool(self.word) and self.word.casefold() == other.word.casefold()

    def holds(self, value: float) -> bool:
        if self.open:
            return self.low < value < self.high
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Values:
    """Rules of `--values`: a value is the word, else the number, else within the range of a rule."""

    written: str
    rules: tuple[_Rule, ...]

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read `a=1,b=2,tie=0`; raises FormatError."""
        rules = []
        for part in written.split(","):
            side, equals, meant = part.strip().partition("=")
            if not equals or side.strip().lower() not in _SIDES or not meant.strip():
                raise FormatError(
                    f'--values {inert_line(written, _SHOWN)} is not understood at "{inert_line(part, _SHOWN)}": '
                    "write it like a=1,b=2,tie=0 or 'a=>0,b=<0,tie=0', none= for no preference."
                )
            rules.append(_rule(_SIDES[side.strip().lower()], meant.strip()))
        for rule in rules:
            if any(other.side != rule.side and other.same_value(rule) for other in rules):
                shown_all, twice = inert_line(written, _SHOWN), inert_line(rule.word, _SHOWN)
                raise FormatError(f"--values {shown_all} gives {twice} two meanings: give it one.")
        return cls(written, tuple(rules))

    @property
    def columns(self) -> tuple[tuple[str, int | None], ...]:
        """The words as names of columns, with what is meant where a row has a 1 there."""
        return tuple((rule.word.lower(), rule.side) for rule in self.rules)

    @property
    def middle(self) -> float:
        """Where strength is nothing: the tie where it is one number, or midway between the two sides, else 0."""
        ties = [rule.low for rule in self.rules if rule.side == 0 and rule.single]
        if len(ties) == 1:
            return ties[0]
        a, b = ([rule for rule in self.rules if rule.side == side and not rule.word_alone] for side in (1, -1))
        for below, above in ((a, b), (b, a)):
            if below and above and max(rule.high for rule in below) <= min(rule.low for rule in above):
                return (max(rule.high for rule in below) + min(rule.low for rule in above)) / 2
        return 0.0

    def of(self, value: object) -> ReadPreference | object | None:
        """What a value means: None for no preference, UNKNOWN where the rules do not cover it, or say two things."""
        word = _word(value)
        for rule in self.rules:
            if math.isnan(rule.low) and rule.word.casefold() == word:
                return self._said(rule, None)
        number = number_of(value)
        if number is None:
            return None if word in _NOTHING else UNKNOWN
        if math.isnan(number):
            return None
        exact = [rule for rule in self.rules if rule.single and rule.low == number]
        found = exact or [rule for rule in self.rules if not math.isnan(rule.low) and rule.holds(number)]
        if len({rule.side for rule in found}) != 1:
            return UNKNOWN
        return self._said(found[0], None if found[0].single and not self._graded else number)

    @property
    def _graded(self) -> bool:
        return any(not rule.single and not math.isnan(rule.low) for rule in self.rules)

    def _said(self, rule: _Rule, number: float | None) -> ReadPreference | None:
        if rule.side is None:
            return None
        return ReadPreference(rule.side, None if number is None else abs(number - self.middle) * rule.side)


def _rule(side: int | None, meant: str) -> _Rule:
    bound = _BOUND.fullmatch(meant)
    if bound is not None and (limit := _number(bound["bound"])) is not None:
        low, high = (limit, math.inf) if bound["sign"].startswith(">") else (-math.inf, limit)
        if "=" in bound["sign"]:
            return _Rule(side, "", low, high)
        return _Rule(side, "", low, high, open=True)
    span = _RANGE.fullmatch(meant)
    if span is not None:
        ends = _number(span["low"]), _number(span["high"])
        if ends[0] is not None and ends[1] is not None and ends[0] <= ends[1]:
            return _Rule(side, "", ends[0], ends[1])
    number = _number(meant)
    return _Rule(side, meant) if number is None else _Rule(side, meant, number, number)


def known(value: object) -> ReadPreference | object | None:
    """What a word means without being told: None for no preference, UNKNOWN for other words and for numbers."""
    word = _word(value)
    if word in _NOTHING or (isinstance(value, float) and math.isnan(value)):
        return None
    plain = _AROUND.sub(" ", word).strip()
    if plain in _WORDS and not isinstance(value, bool):
        return ReadPreference(_WORDS[plain])
    graded = _GRADED.fullmatch(plain)
    if graded is not None:
        side, grade = _WORDS[graded[1]], _GRADES[graded[2] or ""]
        return ReadPreference(side, None if grade is None else side * grade)
    return UNKNOWN


def number_of(value: object) -> float | None:
    """A number as it stands or as text; None for anything else, and for what is true or false."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    return _number(value) if isinstance(value, str) else None


def truth_of(value: object) -> bool | None:
    """True or False, as such, as a word or as 1 or 0; None for anything else."""
    if isinstance(value, bool):
        return value
    word = _word(value)
    if word in {"true", "false"}:
        return word == "true"
    return {1.0: True, 0.0: False}.get(number_of(value)) if number_of(value) is not None else None  # type: ignore[arg-type]


def shown(values: Iterable[object]) -> str:
    """Some values in a sentence."""
    words = [inert_line(_word(value), _SHOWN) for value in values]
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _number(text: str) -> float | None:
    plain = text.strip()
    if not plain.isascii() or "_" in plain:
        return None
    try:
        found = float(plain)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _word(value: object) -> str:
    return "" if value is None else str(value).strip().casefold()
