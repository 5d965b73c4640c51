"""A rule by which a test server answers prompts as they are really sent, and what it implies for the votes."""

import hashlib
import re
from dataclasses import dataclass

from core.model.terms import Case, Principle
from tests.core.oracle.server import Probabilities

_QUOTED = re.compile(
    r"^BEGIN (principle(?: [0-9]+)?|prompt|response A|response B) ([0-9a-f]{12})\n(.*?)\nEND \1 \2$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Shown:
    """What a request shows: a principle's text (empty for the generic question), prompt, first and second response."""

    principle: str
    prompt: str
    first: str
    second: str


def shown_in(text: str) -> list[Shown]:
    """Read a request as it came over the wire: once for each principle that it asks about."""
    found = {kind: quoted for kind, _, quoted in _QUOTED.findall(text)}
    principles = [quoted for kind, quoted in found.items() if kind.startswith("principle")]
    return [
        Shown(principle, found["prompt"], found["response A"], found["response B"]) for principle in principles or [""]
    ]


def answer(shown: Shown) -> Probabilities:
    """The answer to what is shown: of the first response, of the second, of neither.

    One question in five has the answer neither; one in seven is answered with the first response, whatever it is.
    """
    about = (shown.principle, shown.prompt, *sorted((shown.first, shown.second)))
    drawn = _number(*about)
    if drawn % 5 == 0:
        return 0.125, 0.125, 0.75
    if drawn % 7 == 0:
        return 0.625, 0.25, 0.125
    likes_first = _number(shown.principle, shown.first) > _number(shown.principle, shown.second)
    return (0.75, 0.125, 0.125) if likes_first else (0.125, 0.75, 0.125)


def rule(text: str) -> Probabilities | list[Probabilities]:
    """The rule as the server calls it: a list where the principles are numbered."""
    answers = [answer(shown) for shown in shown_in(text)]
    return answers if "BEGIN principle 1 " in text else answers[0]


def implied(case: Case, principle: Principle | None) -> tuple[Probabilities, Probabilities]:
    """The answers, as displayed, on one principle of a case in order 0 and in order 1."""
    text = "" if principle is None else principle.text
    first = Shown(text, case.prompt, case.response_a, case.response_b)
    return answer(first), answer(Shown(text, case.prompt, case.response_b, case.response_a))


def implied_vote(case: Case, principle: Principle | None) -> int:
    """The vote that both answers amount to."""
    first, second = (_sign(*probabilities) for probabilities in implied(case, principle))
    return first if first == -second else 0


def _sign(first: float, second: float, neither: float) -> int:
    return 0 if neither > max(first, second) or first == second else 1 if first > second else -1


def _number(*texts: str) -> int:
    return int.from_bytes(hashlib.sha256("\0".join(texts).encode()).digest()[:6])
