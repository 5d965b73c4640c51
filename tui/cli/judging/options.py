"""What the user of `judge` asked for."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from core.model.safe_text import inert_line
from core.oracle.provider.answer_form import FORM, SCHEMA, form_helps
from core.oracle.provider.litellm import reasons
from core.oracle.questions.chosen_cases import CaseChoice
from core.oracle.questions.prompts import OURS, Template, template_for
from tui.cli.printing.saying import say

_ONE_ANSWER: Final = 8
"""Tokens that a short answer may take, with what a model puts around it."""
_A_LINE: Final = 8
_A_FIELD: Final = 16
"""Tokens of an answer in JSON, with blanks and line ends."""
_THOUGHTS: Final = 4096
"""Tokens that a model may think for before it answers."""
_LONG_THOUGHTS: Final = 16_384


@dataclass(frozen=True)
class JudgeOptions:
    """What the user asked for; None where the default holds."""

    store: Path
    reviews: Path | None
    model: str
    generic: bool
    oracle: str | None
    annotator: str | None
    where: str | None
    reviewer: str | None
    limit: int | None
    sample: int | None
    seed: int
    only_missing: bool
    orders: str
    samples: int
    batch_principles: int
    prompt: str | None
    api_base: str | None
    api_key_env: str | None
    max_tokens: int | None
    temperature: float | None
    reasoning_effort: str | None
    structured: bool | None
    concurrency: int
    rate: float | None
    timeout: float
    budget: float | None
    max_cost: float
    dry_run: bool
    yes: bool
    as_json: bool
    write_requests: Path | None
    read_answers: bool
    submit: bool
    collect: bool
    reward: str | None
    files: tuple[Path, ...]
    template: Template | None = None

    @property
    def choice(self) -> CaseChoice:
        """The cases that are meant; what is told of reviews that do not count for --where is printed."""
        return CaseChoice(self.where, self.sample, self.seed, self.limit, self.reviewer, _tell)

    @property
    def reads(self) -> bool:
        """Whether answers are read that were asked for before."""
        return self.read_answers or self.collect

    @property
    def together(self) -> int:
        """How many principles go into one request; 0 for the generic question."""
        return 0 if self.generic else self.batch_principles

    @property
    def name(self) -> str:
        """The oracle's or the annotator's name."""
        return (self.annotator if self.generic else self.oracle) or self.model

    @property
    def asked(self) -> Template:
        """The prompt's template."""
        return template_for(self.together) if self.template is None else self.template

    @property
    def other_form(self) -> str | None:
        """The option that asks for answers the other way, held to a form or not; None where somebody chose."""
        if self.structured is not None or self.asked.called != OURS:
            return None
        return "--no-structured" if self.formed else "--structured"

    @cached_property
    def formed(self) -> bool:
        """Whether the server is asked to hold answers to a form: only where the prompt's answers are ours."""
        if self.asked.called != OURS:
            return False
        if self.structured is not None:
            return self.structured
        return form_helps(self.model, self.together, self.reasoning_effort, sampled=self.samples > 1)

    @cached_property
    def longest(self) -> int:
        """How many tokens an answer may have, thoughts included."""
        if self.max_tokens is not None:
            return self.max_tokens
        usual = _ONE_ANSWER if self.together < 2 else _A_LINE * self.together + _ONE_ANSWER
        written = self.asked.file.max_tokens or usual
        if self.formed:
            written = max(written, _A_FIELD * max(1, self.together) + _ONE_ANSWER)
        thoughts = _LONG_THOUGHTS if self.reasoning_effort in {"high", "xhigh"} else _THOUGHTS
        return written + (thoughts if reasons(self.model, self.reasoning_effort) else 0)

    @property
    def parameters(self) -> dict[str, object]:
        """What is asked of the model beside the question."""
        usual = float(self.asked.file.temperature or (1.0 if self.samples > 1 else 0.0))
        asked: dict[str, object] = {"temperature": usual if self.temperature is None else self.temperature}
        asked["max_tokens"] = self.longest
        if self.formed:
            asked[FORM] = SCHEMA
        return asked if self.reasoning_effort is None else asked | {"reasoning_effort": self.reasoning_effort}


def _tell(warning: str) -> None:
    say(inert_line(warning), err=True)
