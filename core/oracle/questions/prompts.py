"""The prompts: versioned texts in files of their own, into which cases are quoted so that they cannot break out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from string import Template as Blanks
from typing import Final

from core.model.conversation import ASSISTANT, HUMAN
from core.model.errors import OracleError
from core.model.terms import Case, Principle
from core.oracle.answers.wording import Wording
from core.oracle.questions.prompt_files import PromptFile, prompt_file
from core.oracle.questions.quoting import fence_for, inert_tokens
from core.oracle.terms import Messages

OURS: Final = "discretion.v2"
PAPERS: Final = "paper.v1"
"""The one that arXiv 2502.10441 describes, in our words."""
SHIPPED: Final[Mapping[str, tuple[str, ...]]] = {
    OURS: ("vote.v2", "votes.v2", "generic.v2"),
    "discretion.v1": ("vote.v1", "votes.v1", "generic.v1"),
    PAPERS: ("paper.v1", "paper-generic.v1"),
}
"""The names of `--prompt`, each with its templates: on a principle, on several if it can, and which is better."""
TEMPLATES: Final = tuple(name for names in SHIPPED.values() for name in names)

_FOLDER: Final = Path(__file__).parent / "templates"
_FENCED_BY_ALL: Final = frozenset(SHIPPED["discretion.v1"])
"""Templates whose fence is made of the principles too, so that no server finds the same beginning twice."""


@dataclass(frozen=True)
class Template:
    """A prompt with blanks to fill: `name` ends in the version where it ships, `file` says what it is made of."""

    name: str
    file: PromptFile

    @property
    def digest(self) -> str:
        """The SHA-256 of its file."""
        return self.file.digest

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Its turns: role and text."""
        return self.file.parts

    @property
    def ships(self) -> bool:
        """Whether it is one of ours, which need not be kept with a run."""
        return self.name in TEMPLATES and template(self.name).digest == self.digest

    @property
    def called(self) -> str:
        """What `--prompt` calls it."""
        return prompt_called(self.name)

    def fits(self, together: int) -> bool:
        """Whether it asks about so many principles at a time; 0 for the generic question."""
        return self.file.asks_of == _asked_of(together)

    def messages(self, case: Case, order: int, principles: Sequence[Principle] = ()) -> Messages:
        """Ask about a case, its responses swapped in order 1; `principles` are none for the generic question."""
        texts = [principle.text for principle in principles]
        stored = (case.prompt, case.response_a, case.response_b)
        shown = stored if order == 0 else (case.prompt, case.response_b, case.response_a)
        fence = fence_for((*shown, *texts)) if self.name in _FENCED_BY_ALL else fence_for(stored, beside=texts)
        prompt, first, second, *rules = (inert_tokens(each) for each in (*shown, *texts))
        if self.file.transcript and prompt.lstrip().startswith(HUMAN):
            first, second = f"{ASSISTANT} {first}", f"{ASSISTANT} {second}"
        filled = {
            "fence": fence,
            "prompt": prompt,
            "response_a": first,
            "response_b": second,
            "principle": rules[0] if rules else "",
            "principles": _numbered(rules, fence),
            "count": str(len(rules)),
        }
        # One pass over the template: what is filled in is not looked at again.
        return [{"role": role, "content": Blanks(text).substitute(filled)} for role, text in self.parts]

    @cached_property
    def wording(self) -> Wording:
        """Its own words, which a model may repeat without answering."""
        return Wording.of(text for _, text in self.parts)


@cache
def template(name: str) -> Template:
    """Read the template of that name, one of TEMPLATES."""
    return Template(name, prompt_file((_FOLDER / f"{name}.txt").read_bytes(), name))


def template_for(together: int, prompt: str = OURS) -> Template:
    """The template of a shipped prompt, for so many principles in one request; 0 for the generic question.

    OracleError where it asks about one principle at a time.
    """
    for name in SHIPPED[prompt]:
        if template(name).fits(together):
            return template(name)
    raise OracleError(f"The prompt {prompt} asks about one principle at a time: leave --batch-principles out.")


def prompt_called(name: str) -> str:
    """What `--prompt` calls a template of this name."""
    return next((prompt for prompt, names in SHIPPED.items() if name in names), name)


def _asked_of(together: int) -> str:
    return ("", "principle", "principles")[min(together, 2)]


def _numbered(texts: Sequence[str], fence: str) -> str:
    """Quote principles under their numbers from 1."""
    return "\n\n".join(
        f"BEGIN principle {number} {fence}\n{text}\nEND principle {number} {fence}"
        for number, text in enumerate(texts, 1)
    )
