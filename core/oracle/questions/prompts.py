"""The prompts: versioned texts in files of their own, into which cases are quoted so that they cannot break out."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template as Blanks
from typing import Final

from core.model.terms import Case, Principle
from core.oracle.terms import Messages

VOTE: Final = "vote.v1"
"""Which response adheres more to one principle."""
VOTES: Final = "votes.v1"
"""The same for several principles in one request."""
GENERIC: Final = "generic.v1"
"""Which response is better."""
TEMPLATES: Final = (VOTE, VOTES, GENERIC)

_FOLDER: Final = Path(__file__).parent / "templates"
_ROLE: Final = re.compile(r"^\[(system|user)\]\n", re.MULTILINE)
_FENCE: Final = 12
"""Hexadecimal digits of a fence."""


@dataclass(frozen=True, slots=True)
class Template:
    """A prompt with blanks to fill; `name` ends in the version, `digest` is the sha256 of the file."""

    name: str
    digest: str
    parts: tuple[tuple[str, str], ...]

    def messages(self, case: Case, order: int, principles: Sequence[Principle] = ()) -> Messages:
        """Ask about a case, its responses swapped in order 1; `principles` are none for the generic question."""
        shown = (case.response_a, case.response_b) if order == 0 else (case.response_b, case.response_a)
        texts = [principle.text for principle in principles]
        fence = fence_for((case.prompt, *shown, *texts))
        filled = {
            "fence": fence,
            "prompt": case.prompt,
            "response_a": shown[0],
            "response_b": shown[1],
            "principle": texts[0] if texts else "",
            "principles": _numbered(texts, fence),
            "count": str(len(texts)),
        }
        # One pass over the template: what is filled in is not looked at again.
        return [{"role": role, "content": Blanks(text).substitute(filled)} for role, text in self.parts]


@cache
def template(name: str) -> Template:
    """Read the template of that name, one of TEMPLATES."""
    data = (_FOLDER / f"{name}.txt").read_bytes()
    pieces = _ROLE.split(data.decode())[1:]
    parts = tuple((role, text.strip("\n")) for role, text in zip(pieces[::2], pieces[1::2], strict=True))
    return Template(name, hashlib.sha256(data).hexdigest(), parts)


def template_for(together: int) -> Template:
    """The template of a run that asks about so many principles in one request; 0 for the generic question."""
    return template(GENERIC if together == 0 else VOTE if together == 1 else VOTES)


def fence_for(texts: Sequence[str]) -> str:
    """A mark that occurs in none of the texts, whatever their case, and is the same whenever they are."""
    together = "\0".join(texts)
    lower = together.lower()
    turn = 0
    while (fence := _digest(f"{turn}\0{together}")) in lower:
        turn += 1
    return fence


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:_FENCE]


def _numbered(texts: Sequence[str], fence: str) -> str:
    """Quote principles under their numbers from 1."""
    return "\n\n".join(
        f"BEGIN principle {number} {fence}\n{text}\nEND principle {number} {fence}"
        for number, text in enumerate(texts, 1)
    )
